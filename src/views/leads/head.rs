//! The columns' names; a click sorts.

use super::{row::Rows, selection::Selected};
use crate::{
    components::Icon,
    model::{Sort, SortKey},
    route::{LeadsQuery, Route},
};
use dioxus::prelude::*;

/// The columns: title, and what a click sorts by.
const COLUMNS: [(&str, Option<SortKey>); 8] = [
    ("Name", Some(SortKey::Name)),
    ("Category", Some(SortKey::Category)),
    ("Address", Some(SortKey::City)),
    ("Stage", Some(SortKey::Stage)),
    ("Owner", None),
    ("Phone", None),
    ("Website", None),
    ("Updated", Some(SortKey::UpdatedAt)),
];

/// The row of names.
#[component]
pub fn Head(
    query: LeadsQuery,
    /// Rows that are loaded: all of them are chosen and let go of together.
    loaded: u64,
) -> Element {
    let selected = use_context::<Selected>();
    let Rows(rows) = use_context();
    let mut selection = selected.0;
    let count = selection.read().count();
    let checked = match count {
        0 => "false",
        count if count >= loaded => "true",
        _ => "mixed",
    };
    let mark: &'static str = if checked == "mixed" { "minus" } else { "check" };
    rsx! {
        div { class: "grid-row table-head", role: "row", "aria-rowindex": "1",
            div { class: "tick", role: "columnheader",
                button { role: "checkbox", "aria-checked": checked, "aria-label": "Select all rows", tabindex: "-1",
                    onclick: move |_| if checked == "true" {
                        selected.clear();
                    } else {
                        selection.write().choose(rows.peek().all().into_iter());
                    },
                    Icon { name: mark }
                }
            }
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
