//! Starting a look-up: how many, or which.

use crate::{
    components::{Icon, Segments, format, stage_name},
    hooks::use_batch_enrichment,
    model::{BusinessFilter, Count, NewBatch, Stage, Stats},
    query::MutationStatus,
    route::LeadsQuery,
    views::lists::use_lists,
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
    // A saved list, as it stands in an address, instead of the other filters.
    let mut list = use_signal(|| None::<String>);
    let lists: Vec<_> = use_lists()
        .all()
        .into_iter()
        .map(|list| (list.query, list.name))
        .collect();
    let stages: Vec<_> = Stage::ALL
        .iter()
        .map(|stage| (stage.as_str().to_owned(), stage_name(*stage).to_owned()))
        .collect();
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
            filter: Some(match &*list.read() {
                Some(list) => LeadsQuery::from(list.as_str()).filter,
                None => filter(),
            }),
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
                Segments { label: "Which leads", options: vec![("", "The newest"), ("", "By filter")], chosen: usize::from(is_filtered()), on_choose: move |index| is_filtered.set(index == 1) }
            }
            p { class: "quiet", "Each lead's website is read, as robots.txt allows: e-mail, phone, people, opening hours. What a person wrote stays." }
            div { class: "fields",
                if is_filtered() {
                    if !lists.is_empty() {
                        Choice { label: "List", options: lists, chosen: list(), on_choose: move |value| {
                            // The others begin anew when they come back.
                            filter.set(BusinessFilter::default());
                            list.set(value);
                        } }
                    }
                    if list.read().is_none() {
                        Choice { label: "Stage", options: stages, chosen: filter.read().stage.map(|stage| stage.as_str().to_owned()), on_choose: move |value: Option<String>| filter.write().stage = value.and_then(|stage| stage.parse().ok()) }
                        Choice { label: "Category", options: options(&stats.by_category), chosen: filter.read().category.clone(), on_choose: move |value| filter.write().category = value }
                        Choice { label: "City", options: options(&stats.by_city), chosen: filter.read().city.clone(), on_choose: move |value| filter.write().city = value }
                    }
                } else {
                    div { class: "field",
                        label { r#for: "how-many", "How many" }
                        input { id: "how-many", class: "input", r#type: "number", min: "1", max: "1000000", inputmode: "numeric", "aria-label": "How many", initial_value: COUNT.to_string(), oninput: move |event| count.set(event.value()) }
                        span { class: "hint num", "{format::leads(stats.pending)} not looked up yet. Those with a website are, the newest first." }
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
    chosen: Option<String>,
    on_choose: Callback<Option<String>>,
) -> Element {
    rsx! {
        div { class: "field",
            label { r#for: label, {label} }
            select { id: label, class: "input choose", "aria-label": label,
                onchange: move |event| on_choose.call(Some(event.value()).filter(|value| !value.is_empty())),
                option { value: "", selected: chosen.is_none(), "Any" }
                for (value, name) in options {
                    option { key: "{value}", value: value.clone(), selected: chosen.as_ref() == Some(&value), {name} }
                }
            }
        }
    }
}
