//! Files in: pick, say what the columns are, watch, read the report.

mod columns;

use super::{fault::Fault, job_card::JobCard};
use crate::{
    components::{Attribution, Icon, TopBar, format},
    hooks::{Upload, trouble, use_import, use_job, use_jobs, use_rejections},
    model::{JobFilter, JobKind, JobStatus, Uuid},
    query::Key,
    route::{LeadsQuery, Route},
};
use columns::{Columns, Drafted};
use dioxus::{html::HasFileData, prelude::*};

/// The screen.
#[component]
pub fn Import() -> Element {
    let import = use_import();
    let upload = import.step;
    let take = use_callback({
        let import = import.clone();
        move |files| import.take(files)
    });
    let waiting = import.waiting();
    let mut over = use_signal(|| false);
    rsx! {
        TopBar { title: "Import" }
        div { class: "body",
            div { class: "column",
                div { class: if over() { "drop over" } else { "drop" },
                    ondragover: move |event| {
                        event.prevent_default();
                        over.set(true);
                    },
                    ondragleave: move |_| over.set(false),
                    ondrop: move |event| {
                        event.prevent_default();
                        over.set(false);
                        take.call(event.files());
                    },
                    Icon { name: "import" }
                    strong { "Import leads from a file" }
                    p { "Drop it here, or choose it. Importing it again changes nothing, and never what a person edited." }
                    label { class: "button primary",
                        "Choose a file"
                        input { r#type: "file", accept: ".pbf,.geojson,.json,.ndjson,.csv,.tsv,.txt", "aria-label": "Choose a file", multiple: true,
                            onchange: move |event| take.call(event.files()) }
                    }
                }
                dl { class: "formats",
                    div { dt { "OpenStreetMap extract" code { ".osm.pbf" } } dd { "Every named shop, office, craft, amenity, healthcare, tourism and leisure place." } }
                    div { dt { "GeoJSON" code { ".geojson" } } dd { "Points, lines and areas with a name, or with OpenStreetMap tags." } }
                    div { dt { "Table" code { ".csv .tsv" } } dd { "A header and a row for each lead. You see what each column seems to be, and can say otherwise." } }
                }
                match upload.read().clone() {
                    None => rsx! {},
                    Some(Upload::Looking(name)) => rsx! {
                        section { class: "card panel", "aria-busy": "true",
                            p { class: "quiet", "Looking at {name}…" }
                        }
                    },
                    Some(Upload::Draft(draft)) => rsx! {
                        Columns { key: "{draft.file.name()}", draft: Drafted(draft.clone()), waiting,
                            on_import: {
                                let (import, draft) = (import.clone(), draft.clone());
                                move |columns| import.import(&draft, columns)
                            },
                            on_cancel: {
                                let import = import.clone();
                                move |()| import.cancel()
                            },
                        }
                    },
                    Some(Upload::Failed(reason)) => rsx! {
                        div { class: "fault-panel", role: "alert", Icon { name: "alert" } p { "Not imported. {reason}" } }
                    },
                    Some(Upload::Sending(done, total)) => rsx! {
                        section { class: "card panel",
                            h2 { "Uploading" }
                            div { class: "bar", role: "progressbar", "aria-label": "Upload", "aria-valuenow": "{format::percent(done, total)}",
                                span { style: "width: {format::percent(done, total)}%" }
                            }
                            p { class: "quiet num", "{format::bytes(done)} of {format::bytes(total)}" }
                        }
                    },
                    Some(Upload::Started(id)) => rsx! { Current { key: "{id}", id } },
                }
                Earlier { but: match &*upload.read() {
                    Some(Upload::Started(id)) => Some(*id),
                    _ => None,
                } }
            }
            Attribution {}
        }
    }
}

/// The import that was just started, with its report.
#[component]
fn Current(id: Uuid) -> Element {
    let job = use_job(id);
    let Some(job) = job.data else { return rsx! {} };
    let report = job.report.clone().unwrap_or_default();
    let ended = !job.status.is_active();
    let figures = [
        ("New", report.created),
        ("Changed", report.changed),
        ("Unchanged", report.unchanged),
        ("Skipped", report.skipped),
        ("Rejected", report.rejected),
    ];
    rsx! {
        section { class: "card panel", "aria-label": "This import", "data-testid": "current-import",
            ul { class: "jobs", JobCard { job: (*job).clone() } }
            dl { class: "report",
                for (name, value) in figures {
                    div { key: "{name}", dt { {name} } dd { class: "num", "data-testid": "report-{name}", {format::count(value)} } }
                }
            }
            if job.status == JobStatus::Completed && report.created + report.changed == 0 {
                p { class: "quiet", "Nothing was new: every lead of this file was there just so." }
            }
            if ended && report.rejected > 0 {
                Rejections { id }
            }
            if ended {
                div { class: "quick",
                    Link { to: Route::Leads { query: LeadsQuery::default() }, class: "button primary", "View leads" }
                }
            }
        }
    }
}

/// The rows that were not taken, with the reasons.
#[component]
pub fn Rejections(id: Uuid) -> Element {
    let rejections = use_rejections(id);
    let Some(page) = &rejections.data else {
        return rsx! { Fault { trouble: trouble(&rejections), of: Key::rejections(id) } };
    };
    rsx! {
        div {
            h2 { "Rows that were not taken" }
            table { class: "rejections",
                thead { tr { th { "Line" } th { "Reference" } th { "Why" } } }
                tbody {
                    for row in page.data.iter() {
                        tr { key: "{row.line}",
                            td { class: "num", {format::count(row.line)} }
                            td { {row.reference.clone().unwrap_or_default()} }
                            td { {row.reason.clone()} }
                        }
                    }
                }
            }
            if page.meta.total > page.data.len() as u64 {
                p { class: "quiet num", "The first {page.data.len()} of {format::count(page.meta.total)}." }
            }
        }
    }
}

#[component]
fn Earlier(but: Option<Uuid>) -> Element {
    let filter = JobFilter {
        state: None,
        kind: Some(JobKind::Import),
    };
    let jobs = use_jobs(filter);
    let earlier: Vec<_> = jobs
        .data
        .iter()
        .flat_map(|page| &page.data)
        .filter(|job| Some(job.id) != but)
        .cloned()
        .collect();
    rsx! {
        Fault { trouble: trouble(&jobs), of: Key::jobs_of(filter) }
        if !earlier.is_empty() {
            section { class: "card panel", "aria-label": "Earlier imports",
                h2 { "Earlier imports" }
                ul { class: "jobs",
                    for job in earlier {
                        JobCard { key: "{job.id}", job }
                    }
                }
            }
        }
    }
}
