//! Numbers that people would rather see than read.

use super::format;
use dioxus::prelude::*;

/// A row of [`Bars`].
#[derive(Clone, PartialEq)]
pub struct BarsRow {
    /// What is counted.
    pub name: String,
    /// How many.
    pub count: u64,
    /// Where a click leads, a path of the app.
    pub to: Option<String>,
    /// For its colour.
    pub stage: Option<&'static str>,
}

/// Counts as bars, longest = most.
#[component]
pub fn Bars(rows: Vec<BarsRow>) -> Element {
    let most = rows.iter().map(|row| row.count).max().unwrap_or(0).max(1);
    rsx! {
        div { class: "bars", role: "list",
            for row in rows {
                {
                    let share = format!("--share: {}%", row.count as f64 / most as f64 * 100.0);
                    let stage = row.stage.unwrap_or_default();
                    rsx! {
                        if let Some(to) = row.to.clone() {
                            Link { key: "{row.name}", to, role: "listitem", style: share.clone(), "data-stage": stage,
                                span { {row.name.clone()} }
                                span { class: "num", {format::count(row.count)} }
                            }
                        } else {
                            div { key: "{row.name}", class: "line", role: "listitem", style: share.clone(), "data-stage": stage,
                                span { {row.name.clone()} }
                                span { class: "num", {format::count(row.count)} }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Counts by day as columns; pointing at one says which day and how many.
#[component]
pub fn Days(
    /// Date and count, oldest first.
    days: Vec<(String, u64)>,
    /// For screen readers.
    label: String,
) -> Element {
    let most = days
        .iter()
        .map(|(_, count)| *count)
        .max()
        .unwrap_or(0)
        .max(1) as f64;
    rsx! {
        div { class: "days", role: "img", "aria-label": label,
            for (day, count) in days {
                i { key: "{day}", title: "{format::day(&day)}: {format::count(count)}", "data-count": "{count}",
                    b { style: "height: {count as f64 / most * 100.0:.1}%" }
                }
            }
        }
    }
}
