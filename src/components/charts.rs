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

/// A course over time as an area.
#[component]
pub fn Spark(values: Vec<u64>, label: String) -> Element {
    let most = values.iter().copied().max().unwrap_or(0).max(1) as f64;
    let step = 100.0 / (values.len().saturating_sub(1).max(1)) as f64;
    let points: Vec<String> = values
        .iter()
        .enumerate()
        .map(|(i, value)| {
            format!(
                "{:.2},{:.2}",
                i as f64 * step,
                38.0 - *value as f64 / most * 34.0
            )
        })
        .collect();
    let edge = format!("M{}", points.join("L"));
    rsx! {
        svg { class: "spark", view_box: "0 0 100 40", preserve_aspect_ratio: "none", role: "img", "aria-label": label,
            path { class: "area", d: "{edge}L100,40L0,40Z" }
            path { class: "edge", d: edge.clone() }
        }
    }
}
