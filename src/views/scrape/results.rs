//! What is known in the searched area, as it comes: the newest first.

use super::known::{NEWEST, use_known};
use crate::{
    components::{Ago, Icon, Shape, StagePill, format},
    hooks::use_business,
    model::{Job, Timestamp, Uuid},
    route::{LeadsQuery, Route},
};
use dioxus::prelude::*;
use std::rc::Rc;

/// Rows that are listed; all of them are in the table.
const LISTED: usize = 50;

/// The rows.
#[component]
pub fn Results(job: Rc<Job>, shape: Shape) -> Element {
    let known = use_known(&shape, None);
    let since = job.created_at;
    let total = known.rows.total();
    let query = LeadsQuery {
        filter: super::draft::filter_of(&shape),
        sort: NEWEST,
    };
    rsx! {
        section { class: "card panel results", "aria-label": "Results",
            header {
                h2 { "Leads here" span { class: "count num", "data-testid": "results-total", {format::count(total)} } }
                Link { to: Route::Leads { query }, class: "button small", "View in Leads" }
            }
            if total == 0 {
                p { class: "quiet", if job.status.is_active() { "They show here as they come." } else { "No business is known here." } }
            } else {
                ul {
                    for id in known.rows.range(0..LISTED) {
                        Result { key: "{id}", id, since }
                    }
                }
                if total > LISTED as u64 {
                    p { class: "quiet num", "and {format::count(total - LISTED as u64)} more" }
                }
            }
        }
    }
}

/// One lead. Only what changes it draws it again.
#[component]
fn Result(id: Uuid, since: Timestamp) -> Element {
    let lead = use_business(id);
    let Some(lead) = lead.read().clone() else {
        return rsx! {};
    };
    let parts = [
        lead.category.as_deref().map(format::category),
        lead.address.street.clone(),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    rsx! {
        li { "data-id": "{id}",
            Link { to: Route::Lead { id },
                span { class: "name", {lead.name.clone()} }
                span { class: "quiet", {parts.join(" · ")} }
                span { class: "spring" }
                if lead.phone.is_some() {
                    Icon { name: "phone" }
                }
                if lead.website.is_some() {
                    Icon { name: "globe" }
                }
                if lead.created_at >= since {
                    span { class: "pill bare fresh", "New" }
                } else {
                    StagePill { stage: lead.stage }
                }
                span { class: "quiet", Ago { at: lead.updated_at } }
            }
        }
    }
}
