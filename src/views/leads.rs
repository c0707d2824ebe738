//! The table of leads: search, filters, sort, keyboard; only what is in sight is drawn.

use super::shell::OpenNewLead;
use crate::{
    components::{
        Attribution, Empty, FaultPanel, Icon, StagePill, VirtualList, Window, format, stage_name,
    },
    hooks::{explain, use_business, use_business_list, use_leadwire, use_stats},
    model::{BusinessFilter, Sort, SortKey, Stage, Uuid},
    platform,
    query::{Key as CacheKey, Status},
    route::{LeadsQuery, Route},
};
use dioxus::prelude::*;
use std::time::Duration;

/// The columns: title, and what a click sorts by.
const COLUMNS: [(&str, Option<SortKey>); 8] = [
    ("Name", Some(SortKey::Name)),
    ("Category", Some(SortKey::Category)),
    ("City", Some(SortKey::City)),
    ("Street", None),
    ("Stage", Some(SortKey::Stage)),
    ("Phone", None),
    ("Website", None),
    ("Updated", Some(SortKey::UpdatedAt)),
];

/// The screen.
#[component]
pub fn Leads(query: LeadsQuery) -> Element {
    let open_new = use_context::<OpenNewLead>();
    let list = use_business_list(query.filter.clone(), query.sort);
    let client = use_leadwire().client;
    let navigator = use_navigator();
    let window = use_signal(|| Window { start: 0, end: 40 });
    let mut cursor = use_signal(|| None::<usize>);
    let row_height = use_row_height();
    let total = list.total() as usize;
    let Window { start, end } = window();
    list.ensure(end.min(total));
    let ids = list.ids();
    let in_sight: Vec<(usize, Option<Uuid>)> = (start..end.min(total))
        .map(|index| (index, ids.get(index).copied()))
        .collect();
    let keyed = list.clone();
    let on_key = use_callback(move |event: Event<KeyboardData>| {
        let at = *cursor.peek();
        let last = (keyed.total() as usize).saturating_sub(1);
        let to = match event.key() {
            Key::Character(key) if key == "j" => at.map_or(0, |at| at + 1),
            Key::ArrowDown => at.map_or(0, |at| at + 1),
            Key::Character(key) if key == "k" => at.unwrap_or(0).saturating_sub(1),
            Key::ArrowUp => at.unwrap_or(0).saturating_sub(1),
            Key::Home => 0,
            Key::End => last,
            Key::PageDown => at.unwrap_or(0) + 15,
            Key::PageUp => at.unwrap_or(0).saturating_sub(15),
            Key::Enter => {
                if let Some(id) = at.and_then(|at| keyed.ids().get(at)) {
                    navigator.push(Route::Lead { id: *id });
                }
                return;
            }
            _ => return,
        };
        event.prevent_default();
        let to = to.min(last);
        cursor.set(Some(to));
        document::eval(&scroll_to(to, row_height));
    });
    rsx! {
        header { class: "topbar",
            h1 { "Leads" }
            span { class: "spring" }
            button { class: "button primary", onclick: move |_| open_new.0.call(()), Icon { name: "plus" } "New lead" }
        }
        Toolbar { query: query.clone(), total: list.total(), fetching: list.snapshot.is_fetching }
        if let Some(error) = list.snapshot.error.clone() {
            FaultPanel { text: explain(&error), on_retry: move |()| client.invalidate(&CacheKey::business_lists()) }
        }
        if total == 0 && list.snapshot.status() == Status::Success {
            if query.filter == BusinessFilter::default() {
                Empty { icon: "leads", title: "No leads yet", text: "Import a file, or add the first lead by hand.",
                    Link { to: Route::Import {}, class: "button", "Import leads" }
                }
            } else {
                Empty { icon: "search", title: "No lead matches", text: "No lead has all of what is asked for.",
                    Link { to: Route::Leads { query: LeadsQuery::default() }, class: "button", "Clear filters" }
                }
            }
        } else {
            VirtualList {
                label: "Leads", row: row_height, len: if list.snapshot.data.is_none() { 24 } else { total }, window, on_key,
                head: rsx! { Head { query: query.clone() } },
                for (index, id) in in_sight {
                    if let Some(id) = id {
                        Row { key: "{id}", id, index, row: row_height, selected: cursor() == Some(index) }
                    } else {
                        Blank { key: "{index}", index, row: row_height }
                    }
                }
                if list.snapshot.data.is_none() {
                    for index in 0..24 {
                        Blank { key: "{index}", index, row: row_height }
                    }
                }
            }
        }
        Attribution {}
    }
}

/// The height of a row in px, as the styles have it: taller where fingers point.
fn use_row_height() -> f64 {
    let mut height = use_signal(|| 40.0);
    use_future(move || async move {
        let asked = document::eval(
            "return parseFloat(getComputedStyle(document.documentElement).getPropertyValue('--row'))",
        );
        if let Ok(found) = asked.join::<f64>().await {
            height.set(found);
        }
    });
    height()
}

/// Brings a row into sight.
fn scroll_to(index: usize, row: f64) -> String {
    let top = index as f64 * row;
    format!(
        "const t = document.querySelector('.table'); if (t) {{ const h = t.querySelector('.table-head')?.offsetHeight ?? 0; \
         if ({top} < t.scrollTop) t.scrollTop = {top}; \
         else if ({top} + {row} + h > t.scrollTop + t.clientHeight) t.scrollTop = {top} + {row} + h - t.clientHeight; }}"
    )
}

#[component]
fn Toolbar(query: LeadsQuery, total: u64, fetching: bool) -> Element {
    let navigator = use_navigator();
    let stats = use_stats();
    let mut typed = use_signal(|| query.filter.q.clone().unwrap_or_default());
    let mut latest = use_signal(|| 0u32);
    let go = move |filter: BusinessFilter, sort: Sort| {
        navigator.replace(Route::Leads {
            query: LeadsQuery { filter, sort },
        });
    };
    let (filter, sort) = (query.filter.clone(), query.sort);
    let searched = filter.clone();
    let mut search = move |text: String| {
        typed.set(text.clone());
        latest += 1;
        let (turn, filter) = (*latest.peek(), searched.clone());
        // Typing goes on: ask when it pauses.
        spawn(async move {
            platform::sleep(Duration::from_millis(120)).await;
            if *latest.peek() == turn {
                let q = Some(text).filter(|text| !text.trim().is_empty());
                go(BusinessFilter { q, ..filter }, sort);
            }
        });
    };
    let options = |counts: Option<&Vec<crate::model::Count>>, chosen: &Option<String>| {
        let mut names: Vec<String> = counts
            .into_iter()
            .flatten()
            .map(|count| count.name.clone())
            .collect();
        if let Some(chosen) = chosen.as_ref().filter(|chosen| !names.contains(chosen)) {
            names.push(chosen.clone());
        }
        names
    };
    let categories = options(
        stats.data.as_ref().map(|stats| &stats.by_category),
        &filter.category,
    );
    let cities = options(
        stats.data.as_ref().map(|stats| &stats.by_city),
        &filter.city,
    );
    let stages: Vec<(String, String)> = Stage::ALL
        .iter()
        .map(|stage| (stage.as_str().to_owned(), stage_name(*stage).to_owned()))
        .collect();
    let named = |names: Vec<String>| {
        names
            .into_iter()
            .map(|name| (name.clone(), format::category(&name)))
            .collect::<Vec<_>>()
    };
    let (by_stage, by_category, by_city) = (filter.clone(), filter.clone(), filter.clone());
    rsx! {
        div { class: "toolbar", role: "search",
            div { class: "search",
                Icon { name: "search" }
                input { class: "input", r#type: "search", placeholder: "Search leads", "aria-label": "Search leads", value: typed, oninput: move |event| search(event.value()) }
                kbd { class: "key", "aria-hidden": "true", "/" }
            }
            Choice { label: "Stage", options: stages, chosen: filter.stage.map(|stage| stage.as_str().to_owned()),
                on_choose: move |value: Option<String>| go(BusinessFilter { stage: value.and_then(|value| value.parse().ok()), ..by_stage.clone() }, sort) }
            Choice { label: "Category", options: named(categories), chosen: filter.category.clone(),
                on_choose: move |category| go(BusinessFilter { category, ..by_category.clone() }, sort) }
            Choice { label: "City", options: named(cities), chosen: filter.city.clone(),
                on_choose: move |city| go(BusinessFilter { city, ..by_city.clone() }, sort) }
            if filter != BusinessFilter::default() {
                button { class: "button small plain", onclick: move |_| {
                    typed.set(String::new());
                    go(BusinessFilter::default(), sort);
                }, "Clear" }
            }
            span { class: "count num", role: "status", "data-testid": "total", "aria-busy": fetching, "{format::count(total)} leads" }
        }
    }
}

/// A filter: a native select, coloured while it is set.
#[component]
fn Choice(
    label: &'static str,
    options: Vec<(String, String)>,
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

#[component]
fn Head(query: LeadsQuery) -> Element {
    rsx! {
        div { class: "grid-row table-head", role: "row",
            for (title, by) in COLUMNS {
                HeadCell { key: "{title}", title, by, query: query.clone() }
            }
        }
    }
}

#[component]
fn HeadCell(title: &'static str, by: Option<SortKey>, query: LeadsQuery) -> Element {
    let navigator = use_navigator();
    let LeadsQuery { filter, sort } = query;
    let is_sorted = by == Some(sort.key);
    let direction = match (is_sorted, sort.descending) {
        (false, _) => "none",
        (true, true) => "descending",
        (true, false) => "ascending",
    };
    let arrow: &'static str = if sort.descending { "down" } else { "up" };
    let Some(by) = by else {
        return rsx! { div { role: "columnheader", {title} } };
    };
    rsx! {
        div { role: "columnheader", "aria-sort": direction,
            button { onclick: move |_| {
                // Dates are wanted newest first, names from A.
                let descending = if is_sorted { !sort.descending } else { by == SortKey::UpdatedAt };
                let query = LeadsQuery { filter: filter.clone(), sort: Sort { key: by, descending } };
                navigator.replace(Route::Leads { query });
            },
                {title}
                if is_sorted {
                    Icon { name: arrow }
                }
            }
        }
    }
}

#[component]
fn Blank(index: usize, row: f64) -> Element {
    rsx! {
        div { class: "grid-row lead-row", role: "row", "aria-busy": "true", style: "transform: translateY({index as f64 * row}px)",
            div { class: "skeleton" } div { class: "skeleton cell" } div { class: "skeleton cell" } div { class: "skeleton cell" }
        }
    }
}

/// One lead. Only what changes it draws it again.
#[component]
fn Row(id: Uuid, index: usize, row: f64, selected: bool) -> Element {
    let lead = use_business(id);
    let navigator = use_navigator();
    let Some(lead) = lead.read().clone() else {
        return rsx! { Blank { index, row } };
    };
    let address = &lead.address;
    let category = lead
        .category
        .as_deref()
        .map(format::category)
        .unwrap_or_default();
    let street = address.street.clone().unwrap_or_default();
    let city = address.city.clone().unwrap_or_default();
    rsx! {
        div { class: "grid-row lead-row", role: "row", "data-id": "{id}", "data-version": "{lead.version}",
            "aria-rowindex": "{index + 2}", "aria-selected": if selected { "true" } else { "false" },
            style: "transform: translateY({index as f64 * row}px)",
            onclick: move |_| {
                navigator.push(Route::Lead { id });
            },
            div { class: "name", role: "gridcell", {lead.name.clone()} }
            div { class: "cell where", role: "gridcell", {category} }
            div { class: "cell", role: "gridcell", {city} }
            div { class: "cell", role: "gridcell", {street} }
            div { class: "stage", role: "gridcell", StagePill { stage: lead.stage } }
            div { class: "cell num", role: "gridcell",
                if let Some(phone) = &lead.phone {
                    a { href: "tel:{phone}", onclick: |event| event.stop_propagation(), {phone.clone()} }
                }
            }
            div { class: "cell", role: "gridcell",
                if let Some(website) = &lead.website {
                    a { href: website.clone(), target: "_blank", rel: "noopener noreferrer", onclick: |event| event.stop_propagation(), {format::site(website)} }
                }
            }
            div { class: "cell num", role: "gridcell", title: format::date_time(lead.updated_at), {format::ago(lead.updated_at, platform::now())} }
        }
    }
}
