//! What a look-up did not come to an end with: by reason, the most common first.

use super::failed;
use crate::{
    components::format,
    hooks::{trouble, use_enrichment_failures},
    model::{EnrichmentFailure, Job},
    query::Key,
    route::Route,
    views::fault::Fault,
};
use dioxus::prelude::*;
use std::collections::BTreeMap;

/// The reasons.
#[component]
pub fn Failures(job: Job) -> Element {
    let (id, count) = (job.id, failed(&job));
    let failures = use_enrichment_failures(id, count);
    let rows = failures.data.as_deref();
    let mut by_reason: BTreeMap<&str, Vec<&EnrichmentFailure>> = BTreeMap::new();
    for row in rows.into_iter().flat_map(|page| &page.data) {
        by_reason.entry(&row.reason).or_default().push(row);
    }
    let mut reasons: Vec<_> = by_reason.into_iter().collect();
    reasons.sort_by_key(|(_, rows)| std::cmp::Reverse(rows.len()));
    let listed = rows.map_or(0, |page| page.data.len() as u64);
    rsx! {
        li { class: "failures", "data-testid": "failures",
            div { class: "head", strong { class: "num", "{format::count(count)} failed" } }
            Fault { trouble: trouble(&failures), of: Key::enrichment_failures(id) }
            for (reason, rows) in reasons {
                details { key: "{reason}",
                    summary { {reason} span { class: "count num", {format::count(rows.len() as u64)} } }
                    ul {
                        for row in rows {
                            li { key: "{row.business_id}", Link { to: Route::Lead { id: row.business_id }, {row.name.clone()} } }
                        }
                    }
                }
            }
            if listed > 0 && listed < count {
                p { class: "quiet num", "The reasons of the first {format::count(listed)}." }
            }
        }
    }
}
