//! Starting a look-up: how many, or which.

use crate::{
    components::{Icon, format},
    hooks::use_batch_enrichment,
    model::{BusinessFilter, Count, NewBatch, Stats},
    query::MutationStatus,
};
use dioxus::prelude::*;
use std::rc::Rc;

/// How many to begin with.
const COUNT: u64 = 100;

/// The form.
#[component]
pub fn Start(stats: Rc<Stats>) -> Element {
    let start = use_batch_enrichment();
    let mut is_filtered = use_signal(|| false);
    let mut count = use_signal(|| COUNT.to_string());
    let mut filter = use_signal(BusinessFilter::default);
    let mut again = use_signal(|| false);
    let asked: Option<u64> = count.read().trim().parse().ok().filter(|count| *count > 0);
    let is_sending = start.snapshot().status == MutationStatus::Pending;
    // It is let go of with the component, not with the form's listener.
    let begin = use_callback(move |new: NewBatch| drop(start.mutate(new)));
    let options = |counts: &[Count]| -> Vec<(String, String)> {
        let counts = counts.iter().filter(|count| !count.name.is_empty());
        counts
            .map(|it| {
                (
                    it.name.clone(),
                    format!(
                        "{} ({})",
                        format::category(&it.name),
                        format::count(it.count)
                    ),
                )
            })
            .collect()
    };
    let new = if is_filtered() {
        NewBatch {
            filter: Some(filter()),
            again: again(),
            ..NewBatch::default()
        }
    } else {
        NewBatch {
            count: asked,
            again: again(),
            ..NewBatch::default()
        }
    };
    let is_ready = !is_sending && (is_filtered() || asked.is_some());
    let checked = |is: bool| if is { "true" } else { "false" };
    rsx! {
        form { class: "card panel batch", "aria-label": "Look up contacts",
            onsubmit: move |event| {
                event.prevent_default();
                if is_ready {
                    begin.call(new.clone());
                }
            },
            header {
                h2 { "Look up contacts" }
                div { class: "segments", role: "radiogroup", "aria-label": "Which leads",
                    button { r#type: "button", role: "radio", "aria-checked": checked(!is_filtered()), onclick: move |_| is_filtered.set(false), "So many" }
                    button { r#type: "button", role: "radio", "aria-checked": checked(is_filtered()), onclick: move |_| is_filtered.set(true), "Which match" }
                }
            }
            p { class: "quiet", "Each lead's website is read, as robots.txt allows: e-mail, phone, people, opening hours. What a person wrote stays." }
            div { class: "fields",
                if is_filtered() {
                    Choice { label: "Category", options: options(&stats.by_category), on_choose: move |value| filter.write().category = value }
                    Choice { label: "City", options: options(&stats.by_city), on_choose: move |value| filter.write().city = value }
                } else {
                    div { class: "field",
                        label { r#for: "how-many", "How many" }
                        input { id: "how-many", class: "input", r#type: "number", min: "1", max: "1000000", inputmode: "numeric", "aria-label": "How many", initial_value: COUNT.to_string(), oninput: move |event| count.set(event.value()) }
                        span { class: "hint num", "{format::count(stats.pending)} were not looked up; of those with a website, the newest first" }
                    }
                }
                label { class: "again",
                    input { r#type: "checkbox", "aria-label": "Also those that were looked up before", onchange: move |event| again.set(event.checked()) }
                    "Also those that were looked up before"
                }
            }
            div {
                button { class: "button primary", r#type: "submit", disabled: !is_ready, "aria-busy": is_sending, Icon { name: "enrich" }
                    if is_sending { "Starting…" } else { "Start look-up" }
                }
            }
        }
    }
}

/// One part of what is asked for.
#[component]
fn Choice(
    label: &'static str,
    options: Vec<(String, String)>,
    on_choose: Callback<Option<String>>,
) -> Element {
    rsx! {
        div { class: "field",
            label { r#for: label, {label} }
            select { id: label, class: "input choose", "aria-label": label,
                onchange: move |event| on_choose.call(Some(event.value()).filter(|value| !value.is_empty())),
                option { value: "", selected: true, "Any" }
                for (value, name) in options {
                    option { key: "{value}", value: value.clone(), {name} }
                }
            }
        }
    }
}
