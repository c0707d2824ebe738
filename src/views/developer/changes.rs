//! Mutations of the cache, and changes in the outbox.

use crate::{
    components::format,
    hooks::developer::{ChangeRow, Changes, MutationRow, use_changes},
};
use dioxus::prelude::*;

/// The tab.
#[component]
pub fn ChangesTab() -> Element {
    let Changes {
        mutations,
        outbox,
        waiting,
        parked,
    } = use_changes();
    let more = (waiting + parked).saturating_sub(outbox.len());
    rsx! {
        div { class: "scroll",
            h2 { class: "part", "Outbox" span { class: "quiet num", "{format::count(waiting as u64)} waiting · {format::count(parked as u64)} parked" } }
            if outbox.is_empty() {
                p { class: "none", "Nothing waits for the server." }
            } else {
                table { class: "grid num",
                    tbody {
                        for row in outbox {
                            OutboxRow { key: "{row.id}", row }
                        }
                    }
                }
            }
            if more > 0 {
                p { class: "none num", "and {format::count(more as u64)} more" }
            }
            h2 { class: "part", "Mutations" span { class: "quiet num", "{mutations.len()} remembered" } }
            if mutations.is_empty() {
                p { class: "none", "None in the last five minutes." }
            } else {
                table { class: "grid num",
                    tbody {
                        for row in mutations {
                            Row { key: "{row.id}", row }
                        }
                    }
                }
            }
        }
    }
}

#[component]
fn OutboxRow(row: ChangeRow) -> Element {
    rsx! {
        tr { "data-change": "{row.id}",
            td { span { class: "state", "data-state": row.state, {row.state} } }
            td { {format::time(row.at)} }
            td { class: "code", title: "{row.business}", {short(&row.business.to_string())} }
            td { class: "wide code", title: row.what.clone(), {row.what.clone()} }
            td { class: "error", {row.error.clone()} }
        }
    }
}

#[component]
fn Row(row: MutationRow) -> Element {
    rsx! {
        tr { "data-mutation": "{row.id}",
            td { span { class: "state", "data-state": row.state, {row.state} } }
            td { {format::time(row.at)} }
            td { class: "code", title: row.scope.clone(), {row.key.clone()} }
            td { class: "wide code", title: row.variables.clone(), {row.variables.clone()} }
            td { class: "error",
                if row.failures > 0 {
                    "{row.failures} × {row.error}"
                }
            }
        }
    }
}

/// The end of an id, which differs most.
fn short(id: &str) -> String {
    format!("…{}", &id[id.len().saturating_sub(8)..])
}
