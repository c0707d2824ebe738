//! What came of a scrape, with the way to it.

use super::known::NEWEST;
use crate::{
    components::format,
    model::{BusinessFilter, ImportReport, Job, JobStatus},
    route::{LeadsQuery, Route},
};
use dioxus::prelude::*;
use std::rc::Rc;

/// The figures.
#[component]
pub fn Report(job: Rc<Job>, filter: Option<BusinessFilter>) -> Element {
    let report = job.report.clone().unwrap_or_default();
    let to = filter.map(|filter| Route::Leads {
        query: LeadsQuery {
            filter,
            sort: NEWEST,
        },
    });
    let figures = [
        (
            "New",
            report.created,
            to.clone().filter(|_| report.created > 0),
        ),
        ("Changed", report.changed, to.filter(|_| report.changed > 0)),
        ("Unchanged", report.unchanged, None),
        ("Gone", report.gone, None),
        ("Merged", report.merged, None),
    ];
    let nothing = report.created + report.changed + report.gone == 0;
    rsx! {
        section { class: "card panel what", "aria-label": "Report",
            h2 { "What came of it" }
            dl { class: "report scraped",
                for (name, value, to) in figures {
                    div { key: "{name}",
                        dt { {name} }
                        dd { class: "num", "data-testid": "report-{name}",
                            if let Some(to) = to {
                                Link { to, {format::count(value)} }
                            } else {
                                {format::count(value)}
                            }
                        }
                    }
                }
                div {
                    dt { "Possible duplicates" }
                    dd { class: "num", "data-testid": "report-Proposed",
                        if report.proposed > 0 {
                            Link { to: "/duplicates", {format::count(report.proposed)} }
                        } else {
                            "0"
                        }
                    }
                }
            }
            Fields { report: report.clone() }
            if job.status == JobStatus::Completed && nothing {
                p { class: "quiet", "Nothing was new: every business there was known just so." }
            }
            if report.rejected > 0 {
                p { class: "quiet num", "{format::count(report.rejected)} could not be taken; the log says why." }
            }
        }
    }
}

/// Which fields changed, the most often changed first.
#[component]
fn Fields(report: ImportReport) -> Element {
    let mut fields: Vec<_> = report.changed_fields.into_iter().collect();
    fields.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    if fields.is_empty() {
        return rsx! {};
    }
    rsx! {
        ul { class: "changed-fields", "aria-label": "Changed fields",
            for (field, count) in fields {
                li { key: "{field}", class: "pill bare", {format::category(&field.replace("address.", ""))} b { class: "num", {format::count(count)} } }
            }
        }
    }
}
