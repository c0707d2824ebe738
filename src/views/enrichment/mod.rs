//! Looking up contacts of many leads: how many there are, starting, following, and what
//! failed, by reason.

mod failures;
mod start;

use crate::{
    components::{Attribution, TopBar, enrichment_name, format},
    hooks::{trouble, use_jobs, use_stats},
    model::{BusinessFilter, EnrichmentStatus, Job, JobFilter, JobKind, Stats},
    query::Key,
    route::{LeadsQuery, Route},
    views::{fault::Fault, job_card::JobCard},
};
use dioxus::prelude::*;
pub use failures::Failures;
use start::Start;
use std::rc::Rc;

/// Look-ups that are listed.
const LISTED: usize = 12;

/// The screen.
#[component]
pub fn Enrichment() -> Element {
    let stats = use_stats();
    let trouble = trouble(&stats);
    rsx! {
        TopBar { title: "Enrichment" }
        div { class: "body",
            div { class: "column",
                Fault { trouble: trouble.clone(), of: Key::stats() }
                match &stats.data {
                    None if trouble.is_some() => rsx! {},
                    None => rsx! {
                        div { class: "card panel blank-shares", "aria-busy": "true", div { class: "skeleton", style: "height: 14px; width: 140px" } div { class: "skeleton", style: "height: 14px" } }
                        div { class: "card panel blank-batch", div { class: "skeleton", style: "height: 14px; width: 120px" } }
                    },
                    Some(stats) => rsx! {
                        Shares { stats: stats.clone() }
                        Start { stats: stats.clone() }
                    },
                }
                LookUps {}
            }
            Attribution {}
        }
    }
}

/// How many leads were looked up, as one bar and in numbers.
#[component]
fn Shares(stats: Rc<Stats>) -> Element {
    let shares = [
        (EnrichmentStatus::Enriched, stats.enriched),
        (EnrichmentStatus::Running, stats.running),
        (EnrichmentStatus::Failed, stats.failed),
        (EnrichmentStatus::Pending, stats.pending),
    ]
    .map(|(status, count)| (enrichment_name(status), status, count));
    let all = stats.total.max(1) as f64;
    let label = shares.map(|(name, _, count)| format!("{}: {}", name, format::count(count)));
    rsx! {
        section { class: "card panel", "aria-label": "Contacts looked up",
            header {
                h2 { "Contacts looked up" }
                span { class: "quiet num", "{format::share(stats.enriched, stats.total)} of {format::leads(stats.total)}" }
            }
            div { class: "shares", role: "img", "aria-label": label.join(", "),
                for (name, status, count) in shares {
                    i { key: "{name}", "data-status": status.as_str(), style: "flex-grow: {count as f64 / all}" }
                }
            }
            dl { class: "legend",
                for (name, status, count) in shares {
                    div { key: "{name}",
                        dt { i { "data-status": status.as_str() } {name} }
                        dd { class: "num", "data-testid": "share-{status.as_str()}",
                            Link { to: Route::Leads { query: LeadsQuery::of(BusinessFilter { enrichment_status: Some(status), ..Default::default() }) }, {format::count(count)} }
                        }
                    }
                }
            }
        }
    }
}

/// The newest look-ups, live, each with what failed in it.
#[component]
fn LookUps() -> Element {
    let filter = JobFilter {
        state: None,
        kind: Some(JobKind::BatchEnrich),
    };
    let jobs = use_jobs(filter);
    let trouble = trouble(&jobs);
    let look_ups = jobs.data.iter().flat_map(|page| &page.data);
    let look_ups: Vec<Job> = look_ups.take(LISTED).cloned().collect();
    rsx! {
        section { class: "card panel", "aria-label": "Look-ups",
            h2 { "Look-ups" }
            Fault { trouble: trouble.clone(), of: Key::jobs_of(filter) }
            if jobs.data.is_none() {
                if trouble.is_none() {
                    div { class: "skeleton", style: "height: 44px", "aria-busy": "true" }
                }
            } else if look_ups.is_empty() {
                p { class: "quiet", "Start one above: it runs in the background and shows here, lead by lead. What fails stands here with its reason, and can be tried again." }
            } else {
                ul { class: "jobs",
                    for job in look_ups {
                        JobCard { key: "{job.id}", job: job.clone() }
                        if failed(&job) > 0 {
                            Failures { key: "failures-{job.id}", job }
                        }
                    }
                }
            }
        }
    }
}

/// How many leads of a job could not be looked up.
fn failed(job: &Job) -> u64 {
    job.report.as_ref().map_or(0, |report| report.failed)
}
