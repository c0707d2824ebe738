//! Scrapes that were started lately, by anybody.

use super::{
    draft::{Draft, place_of},
    use_begin,
};
use crate::{
    components::{Ago, Icon, format},
    hooks::{trouble, use_jobs},
    model::{Job, JobFilter, JobKind},
    query::Key,
    route::Route,
    views::{fault::Fault, job_card::status_name},
};
use dioxus::prelude::*;

/// How many are listed.
const LISTED: usize = 8;

/// The list.
#[component]
pub fn Recent() -> Element {
    let filter = JobFilter {
        state: None,
        kind: Some(JobKind::Scrape),
    };
    let jobs = use_jobs(filter);
    let trouble = trouble(&jobs);
    let recent = jobs.data.iter().flat_map(|page| &page.data);
    let recent: Vec<Job> = recent.take(LISTED).cloned().collect();
    rsx! {
        section { class: "card panel results", "aria-label": "Recent scrapes",
            h2 { "Recent scrapes" }
            Fault { trouble: trouble.clone(), of: Key::jobs_of(filter) }
            if jobs.data.is_none() {
                if trouble.is_none() {
                    div { class: "skeleton", style: "height: 38px", "aria-busy": "true" }
                }
            } else if recent.is_empty() {
                p { class: "quiet", "What was searched shows here, to look at or to search again." }
            } else {
                ul {
                    for job in recent {
                        Row { key: "{job.id}", job }
                    }
                }
            }
        }
    }
}

#[component]
fn Row(job: Job) -> Element {
    let (begin, _) = use_begin();
    let draft = Draft::of_params(&job.params);
    let report = job.report.clone().unwrap_or_default();
    let status = job.status;
    rsx! {
        li { "data-testid": "recent-scrape", "data-id": "{job.id}", "data-status": status.as_str(),
            Link { to: Route::ScrapeJob { id: job.id },
                span { class: "name", {place_of(&job.params)} }
                span { class: "status {status.as_str()}", {status_name(&job)} }
                span { class: "spring" }
                if status.is_active() {
                    span { class: "quiet num", "{job.progress:.0} %" }
                }
                span { class: "quiet num", "{format::count(report.created)} new, {format::count(report.changed)} changed" }
                span { class: "quiet", Ago { at: job.finished_at.unwrap_or(job.created_at) } }
            }
            if let Some(draft) = draft {
                button { class: "button small", "aria-label": "Again: {place_of(&job.params)}", onclick: move |_| begin.call(draft.request()), Icon { name: "retry" } "Again" }
            }
        }
    }
}
