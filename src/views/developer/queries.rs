//! The queries: how each is, and what can be done to it.

use crate::{
    components::{Icon, format},
    hooks::developer::{QueryRow, use_census, use_query_actions, use_query_rows, use_query_text},
    platform,
};
use dioxus::prelude::*;

/// The tab.
#[component]
pub fn QueriesTab() -> Element {
    let mut typed = use_signal(String::new);
    let mut chosen = use_signal(|| None::<String>);
    let rows = use_query_rows();
    let now = platform::now();
    let total = rows.len();
    let census = use_census();
    let wanted = typed.read().to_lowercase();
    let found = rows
        .iter()
        .filter(|row| row.key.to_lowercase().contains(&wanted));
    let found: Vec<QueryRow> = found.cloned().collect();
    let shown = chosen().and_then(|key| rows.into_iter().find(|row| row.key == key));
    let class = if shown.is_some() {
        "split open"
    } else {
        "split"
    };
    rsx! {
        div { class,
            div { class: "list",
                div { class: "sieve",
                    input { class: "input", "aria-label": "Filter queries", placeholder: "Filter {total} queries", autocomplete: "off", spellcheck: "false",
                        oninput: move |event| typed.set(event.value()),
                    }
                    p { class: "census num", "{census.observers} observers · {census.leads} leads, {census.watchers} watched · {census.timers} timers · {census.listeners} listeners" }
                }
                div { class: "scroll",
                    table { class: "grid num figures",
                        thead {
                            tr {
                                th { "State" }
                                th { class: "wide", "Key" }
                                th { title: "Observers", "Obs." }
                                th { "Age" }
                                th { "Size" }
                            }
                        }
                        tbody {
                            for row in found {
                                Row { key: "{row.key}", is_chosen: chosen.read().as_ref() == Some(&row.key), row, now, on_choose: move |key| chosen.set(Some(key)) }
                            }
                        }
                    }
                }
            }
            if let Some(row) = shown {
                Detail { row, now, on_close: move |()| chosen.set(None) }
            }
        }
    }
}

#[component]
fn Row(row: QueryRow, now: i64, is_chosen: bool, on_choose: Callback<String>) -> Element {
    let key = row.key.clone();
    rsx! {
        tr { "aria-selected": if is_chosen { "true" } else { "false" }, "data-query": row.key.clone(),
            td { span { class: "state", "data-state": row.state, {row.state} } }
            td { class: "wide",
                button { class: "name", title: row.key.clone(), onclick: move |_| on_choose.call(key.clone()), {row.key.clone()} }
            }
            td { "{row.observers}" }
            td { {age(row.updated_at, now)} }
            td { {row.bytes.map_or_else(|| "–".into(), |bytes| format::bytes(bytes as u64))} }
        }
    }
}

/// One query in full.
#[component]
fn Detail(row: QueryRow, now: i64, on_close: Callback<()>) -> Element {
    let actions = use_query_actions();
    let text = use_query_text(&row.key);
    let facts = [
        ("Status", row.status.to_owned()),
        ("Fetch", row.fetch.to_owned()),
        ("Observers", row.observers.to_string()),
        ("Updated", age(row.updated_at, now)),
        (
            "Stale",
            match (row.is_stale, row.is_invalidated) {
                (_, true) => "invalidated",
                (true, false) => "yes",
                (false, false) => "no",
            }
            .to_owned(),
        ),
        ("Failures", row.failures.to_string()),
    ];
    let buttons = [
        ("Refetch", actions.refetch),
        ("Invalidate", actions.invalidate),
        ("Reset", actions.reset),
        ("Remove", actions.remove),
    ];
    rsx! {
        div { class: "detail", "aria-label": "Query", role: "group",
            div { class: "head",
                h2 { title: row.key.clone(), {row.key.clone()} }
                button { class: "button plain icon small", "aria-label": "Close query", onclick: move |_| on_close.call(()), Icon { name: "close" } }
            }
            div { class: "acts",
                for (name, act) in buttons {
                    button { key: "{name}", class: "button small", onclick: { let key = row.key.clone(); move |_| act.call(key.clone()) }, {name} }
                }
            }
            dl { class: "readout num",
                for (name, value) in facts {
                    div { key: "{name}", dt { {name} } dd { {value} } }
                }
            }
            if !row.error.is_empty() {
                p { class: "error", {row.error.clone()} }
            }
            match text {
                Some(text) => rsx! { pre { tabindex: "0", {text} } },
                None => rsx! { p { class: "quiet", "Its data is of a type that this panel cannot write down." } },
            }
        }
    }
}

/// How long ago, to the second while it is young.
fn age(at: i64, now: i64) -> String {
    if at == 0 {
        "–".into()
    } else {
        format::duration(now - at)
    }
}
