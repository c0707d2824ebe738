//! Search and filters. What is asked for stands in the address.

use crate::{
    components::{Icon, enrichment_name, format, length, stage_name},
    hooks::{use_stats, use_users},
    model::{BusinessFilter, Count, EnrichmentStatus, Sort, Stage},
    platform,
    route::{LeadsQuery, Route},
    views::lists::{SaveList, use_lists},
};
use dioxus::prelude::*;
use std::time::Duration;

/// How long typing pauses before it is asked for.
const PAUSE: Duration = Duration::from_millis(120);

/// Value and name of what may be chosen.
type Options = Vec<(String, String)>;

/// The bar.
#[component]
pub fn Toolbar(query: LeadsQuery) -> Element {
    let navigator = use_navigator();
    let (stats, users) = (use_stats(), use_users());
    let LeadsQuery { filter, sort } = query;
    let go = move |filter: BusinessFilter, sort: Sort| {
        navigator.replace(Route::Leads {
            query: LeadsQuery { filter, sort },
        });
    };
    let counted = |counts: Option<&Vec<Count>>, chosen: &Option<String>| -> Options {
        let names = counts.into_iter().flatten().map(|count| &count.name);
        let mut names: Vec<String> = names.cloned().collect();
        if let Some(chosen) = chosen.as_ref().filter(|chosen| !names.contains(chosen)) {
            names.push(chosen.clone());
        }
        let named = |name: String| (name.clone(), format::category(&name));
        names.into_iter().map(named).collect()
    };
    let stats = stats.data.as_deref();
    let categories = counted(stats.map(|stats| &stats.by_category), &filter.category);
    let cities = counted(stats.map(|stats| &stats.by_city), &filter.city);
    let stages: Options = Stage::ALL
        .iter()
        .map(|stage| (stage.as_str().into(), stage_name(*stage).into()))
        .collect();
    let statuses: Options = EnrichmentStatus::ALL
        .iter()
        .map(|status| (status.as_str().into(), enrichment_name(*status).into()))
        .collect();
    let owners: Options = users
        .data
        .iter()
        .flat_map(|users| users.iter())
        .map(|user| (user.id.to_string(), user.name.clone()))
        .collect();
    // A filter's select changes one field of what is asked for.
    let use_choose = |change: fn(&mut BusinessFilter, Option<String>)| {
        let filter = filter.clone();
        use_callback(move |value: Option<String>| {
            let mut filter = filter.clone();
            change(&mut filter, value);
            go(filter, sort);
        })
    };
    let by_stage =
        use_choose(|filter, value| filter.stage = value.and_then(|stage| stage.parse().ok()));
    let by_category = use_choose(|filter, value| filter.category = value);
    let by_city = use_choose(|filter, value| filter.city = value);
    let by_owner =
        use_choose(|filter, value| filter.owner_id = value.and_then(|id| id.parse().ok()));
    let by_status = use_choose(|filter, value| {
        filter.enrichment_status = value.and_then(|status| status.parse().ok());
    });
    let (lists, mut is_saving) = (use_lists(), use_signal(|| false));
    let shown = LeadsQuery {
        filter: filter.clone(),
        sort,
    };
    let saved = lists.of(&shown);
    let named: Options = lists
        .all()
        .into_iter()
        .map(|list| (list.query, list.name))
        .collect();
    let open_list = use_callback(move |query: Option<String>| {
        let query = query.as_deref().map(LeadsQuery::from).unwrap_or_default();
        navigator.replace(Route::Leads { query });
    });
    let searched = filter.clone();
    let without_area = BusinessFilter {
        near: None,
        radius_m: None,
        bbox: None,
        ..filter.clone()
    };
    rsx! {
        div { class: "toolbar", role: "search",
            if !named.is_empty() {
                Choice { label: "List", options: named, chosen: saved.as_ref().map(|list| list.query.clone()), on_choose: open_list }
            }
            Search { q: filter.q.clone(), on_search: move |q| go(BusinessFilter { q, ..searched.clone() }, sort) }
            Choice { label: "Stage", options: stages, chosen: filter.stage.map(|stage| stage.as_str().to_owned()), on_choose: by_stage }
            Choice { label: "Category", options: categories, chosen: filter.category.clone(), on_choose: by_category }
            Choice { label: "City", options: cities, chosen: filter.city.clone(), on_choose: by_city }
            Choice { label: "Owner", options: owners, chosen: filter.owner_id.map(|id| id.to_string()), on_choose: by_owner }
            Choice { label: "Enrichment", options: statuses, chosen: filter.enrichment_status.map(|status| status.as_str().to_owned()), on_choose: by_status }
            if let Some(area) = area(&filter) {
                button { class: "select set area", "aria-label": "Area: {area}. Remove", onclick: move |_| go(without_area.clone(), sort), {area.clone()} Icon { name: "close" } }
            }
            if filter != BusinessFilter::default() {
                button { class: "button small plain", onclick: move |_| go(BusinessFilter::default(), sort), "Clear" }
                if let Some(list) = saved {
                    button { class: "button small plain", title: "The leads stay", onclick: move |_| lists.forget(&list.name), "Forget list" }
                } else {
                    button { class: "button small plain", "aria-haspopup": "dialog", onclick: move |_| is_saving.set(true), "Save as list" }
                }
            }
        }
        if is_saving() {
            SaveList { query: shown.clone(), on_close: move |()| is_saving.set(false) }
        }
    }
}

/// The area that a filter asks for, for people.
fn area(filter: &BusinessFilter) -> Option<String> {
    match (filter.radius_m, &filter.bbox) {
        (Some(radius), _) => Some(format!("Within {}", length(radius.into()))),
        (None, Some(_)) => Some("In an area".into()),
        (None, None) => None,
    }
}

/// How many there are; nothing while nobody knows. While somebody waits for rows far
/// down, how far it has got, and a way not to wait.
#[component]
pub fn Total(
    total: Option<u64>,
    fetching: bool,
    /// Rows that are loaded, while there are more in sight.
    loaded: Option<u64>,
    on_stop: Callback<()>,
) -> Element {
    if let Some((loaded, total)) = loaded.zip(total) {
        return rsx! {
            span { class: "count num loading", "data-testid": "loading",
                span { class: "bar", role: "progressbar", "aria-label": "Loading leads", "aria-valuemin": "0", "aria-valuemax": "{total}", "aria-valuenow": "{loaded}",
                    span { width: "{100 * loaded / total.max(1)}%" }
                }
                "{format::count(loaded)} of {format::count(total)} loaded"
                button { class: "button plain small", r#type: "button", onclick: move |_| on_stop.call(()), "Stop" }
            }
        };
    }
    rsx! {
        span { class: "count num", role: "status", "data-testid": "total", "aria-busy": fetching,
            match total {
                None => String::new(),
                Some(1) => "1 lead".to_owned(),
                Some(total) => format!("{} leads", format::count(total)),
            }
        }
    }
}

/// The search field. Asks when typing pauses; follows the address otherwise.
#[component]
fn Search(q: Option<String>, on_search: Callback<Option<String>>) -> Element {
    let mut asked = use_signal(|| q.clone());
    let mut turn = use_signal(|| 0u32);
    // The field keeps its own text; another text is another field.
    let mut field = use_signal(|| 0u32);
    let mut is_empty = use_signal(|| q.is_none());
    if *asked.peek() != q {
        // Somebody went back, or cleared the filters.
        is_empty.set(q.is_none());
        asked.set(q.clone());
        turn += 1;
        field += 1;
    }
    let search = use_callback(move |text: String| {
        is_empty.set(text.is_empty());
        turn += 1;
        let mine = *turn.peek();
        spawn(async move {
            platform::sleep(PAUSE).await;
            if *turn.peek() == mine {
                let q = Some(text).filter(|text| !text.trim().is_empty());
                asked.set(q.clone());
                on_search.call(q);
            }
        });
    });
    rsx! {
        div { class: "search",
            Icon { name: "search" }
            for field in [field()] {
                input { key: "{field}", class: "input", r#type: "search", placeholder: "Search leads", "aria-label": "Search leads", autocomplete: "off", spellcheck: "false", enterkeyhint: "search",
                    initial_value: q.clone().unwrap_or_default(), oninput: move |event| search.call(event.value()),
                    onkeydown: move |event| match event.key() {
                        // The browser empties the field, which is heard as typing.
                        Key::Escape if !is_empty() => {}
                        // From the field into the rows.
                        Key::ArrowDown | Key::Enter | Key::Escape => {
                            event.prevent_default();
                            platform::focus("[role=grid]");
                        }
                        _ => {}
                    },
                }
            }
            kbd { class: "key", "aria-hidden": "true", "/" }
        }
    }
}

/// A filter: a native select, coloured while it is set.
#[component]
fn Choice(
    label: &'static str,
    options: Options,
    chosen: Option<String>,
    on_choose: Callback<Option<String>>,
) -> Element {
    let class = if chosen.is_some() {
        "select set"
    } else {
        "select"
    };
    rsx! {
        select { class, "aria-label": label, value: chosen.clone().unwrap_or_default(),
            onchange: move |event| on_choose.call(Some(event.value()).filter(|value| !value.is_empty())),
            option { value: "", selected: chosen.is_none(), {label} }
            for (value, name) in options {
                option { key: "{value}", value: value.clone(), selected: chosen.as_ref() == Some(&value), {name} }
            }
        }
    }
}
