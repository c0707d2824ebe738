//! What waits for the server, and what it refused: why, and what to do about it.

use crate::{
    components::{Ago, Empty, Icon, TopBar, format},
    hooks::{Change, Pending, explain_problem, use_parked_actions, use_pending},
    model::{Conflict, Field, Problem, Uuid},
    route::Route,
};
use dioxus::prelude::*;

/// Rows that are drawn; beyond them they are counted.
const SHOWN: usize = 200;

/// The screen.
#[component]
pub fn PendingChanges() -> Element {
    let all = use_pending();
    let (parked, waiting): (Vec<_>, Vec<_>) = all
        .into_iter()
        .partition(|pending| pending.mutation.refusal.is_some());
    rsx! {
        TopBar { title: "Pending" }
        div { class: "body",
            div { class: "column",
                if parked.is_empty() && waiting.is_empty() {
                    section { class: "card",
                        Empty { icon: "check", title: "Everything is saved", text: "Changes that you make without a connection wait here until they are sent." }
                    }
                }
                Group { title: "Not taken by the server", changes: parked }
                Group { title: "Waiting to be sent", changes: waiting }
            }
        }
    }
}

#[component]
fn Group(title: &'static str, changes: Vec<Pending>) -> Element {
    let more = changes.len().saturating_sub(SHOWN);
    if changes.is_empty() {
        return rsx! {};
    }
    rsx! {
        section { class: "card panel", "aria-label": title,
            h2 { {title} span { class: "count num", {format::count(changes.len() as u64)} } }
            ul { class: "pending",
                for pending in changes.into_iter().take(SHOWN) {
                    Row { key: "{pending.mutation.id}", pending }
                }
            }
            if more > 0 {
                p { class: "quiet num", "and {format::count(more as u64)} more" }
            }
        }
    }
}

#[component]
fn Row(pending: Pending) -> Element {
    let Pending { mutation, name } = pending;
    let id = mutation.business;
    let name = match (&mutation.change, name) {
        (Change::Create(new), _) => new.name.clone(),
        (_, Some(name)) => name,
        (_, None) => "A lead".to_owned(),
    };
    rsx! {
        li { "data-testid": "pending",
            div { class: "head",
                if mutation.refusal.is_none() || !matches!(mutation.change, Change::Create(_)) {
                    Link { to: Route::Lead { id }, strong { {name} } }
                } else {
                    strong { {name} }
                }
                span { class: "what", {describe(&mutation.change)} }
                span { class: "spring" }
                span { class: "quiet", Ago { at: mutation.at } }
            }
            if let Some(refusal) = &mutation.refusal {
                Refusal { id: mutation.id, refusal: Problem::clone(refusal) }
            }
        }
    }
}

/// Why it was refused, and what can be done.
#[component]
fn Refusal(id: Uuid, refusal: Problem) -> Element {
    let actions = use_parked_actions();
    let is_conflict = !refusal.conflicts.is_empty();
    rsx! {
        if is_conflict {
            p { class: "error", role: "alert", "Somebody else changed the same meanwhile." }
            table { class: "conflicts",
                thead { tr { th {} th { "Yours" } th { "Theirs" } } }
                tbody {
                    for Conflict { field, mine, theirs } in refusal.conflicts {
                        tr { key: "{field}", th { scope: "row", {field_name(&field)} } td { {value(&mine)} } td { {value(&theirs)} } }
                    }
                }
            }
        } else {
            p { class: "error", role: "alert", {explain_problem(&refusal)} }
        }
        div { class: "quick",
            if is_conflict {
                button { class: "button small", onclick: move |_| actions.keep_mine.call(id), "Keep yours" }
                button { class: "button small", onclick: move |_| actions.discard.call(id), "Take theirs" }
            } else {
                button { class: "button small", onclick: move |_| actions.retry.call(id), Icon { name: "retry" } "Try again" }
                button { class: "button small danger", onclick: move |_| actions.discard.call(id), "Discard" }
            }
        }
    }
}

/// A change in words.
fn describe(change: &Change) -> String {
    match change {
        Change::Create(_) => "New lead".into(),
        Change::Delete => "Deleted".into(),
        Change::Restore => "Restored".into(),
        Change::Update(patch) => {
            let fields = patch.changes.fields().into_iter();
            let names: Vec<_> = fields
                .map(|field| field_name(Field::as_str(field)))
                .collect();
            format!("Changed {}", names.join(", ").to_lowercase())
        }
    }
}

/// `address.street` as «Street».
fn field_name(field: &str) -> String {
    let last = field.rsplit('.').next().unwrap_or(field);
    match last {
        "email" => "E-mail".into(),
        "owner_id" => "Owner".into(),
        other => format::category(other),
    }
}

fn value(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::Null => "–".into(),
        serde_json::Value::String(text) => text.clone(),
        serde_json::Value::Array(items) => {
            let items: Vec<_> = items.iter().filter_map(|item| item.as_str()).collect();
            items.join(", ")
        }
        other => other.to_string(),
    }
}
