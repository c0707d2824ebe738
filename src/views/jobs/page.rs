//! One job: what it was asked, how far it is, what came of it, and its log, live.

use super::{asked::Asked, tiles::Tiles};
use crate::{
    components::{Empty, Icon, TopBar, format},
    hooks::{Trouble, trouble, use_job, use_topic},
    model::{Job, JobStatus, Topic, Uuid},
    query::Key,
    route::{JobsQuery, LeadsQuery, Route},
    views::{
        enrichment::Failures,
        fault::Fault,
        import::Rejections,
        job_card::{Actions, Figures, Log, Progress, Status, job_title, outcome},
    },
};
use dioxus::prelude::*;

/// The screen.
#[component]
pub fn JobPage(id: Uuid) -> Element {
    rsx! { Screen { key: "{id}", id } }
}

#[component]
fn BackLink() -> Element {
    rsx! {
        Link { to: Route::Jobs { query: JobsQuery::default() }, class: "crumb", Icon { name: "back" } "Jobs" }
        span { class: "crumb", "aria-hidden": "true", "/" }
    }
}

#[component]
fn Screen(id: Uuid) -> Element {
    use_topic(Topic::Job(id));
    let found = use_job(id);
    let Some(job) = &found.data else {
        return match trouble(&found) {
            Some(Trouble::Missing(_)) => rsx! {
                TopBar { title: "Not found", before: rsx! { BackLink {} } }
                div { class: "body", Empty { icon: "search", title: "There is no such job", text: "The link is wrong, or it is another server's." } }
            },
            None => rsx! { Skeleton {} },
            trouble => rsx! {
                TopBar { title: "Job", before: rsx! { BackLink {} } }
                div { class: "body", Fault { trouble, of: Key::job(id) } }
            },
        };
    };
    rsx! {
        TopBar { title: job_title(job), before: rsx! { BackLink {} }, Actions { job: Job::clone(job) } }
        div { class: "body", "data-testid": "job-page", "data-id": "{id}", "data-version": "{job.version}", "data-status": job.status.as_str(),
            div { class: "column",
                Outcome { job: Job::clone(job) }
                div { class: "panels",
                    Asked { job: Job::clone(job) }
                    section { class: "card panel job", "aria-label": "Log",
                        header { h2 { "Log" } }
                        Log { events: job.events.clone() }
                    }
                }
                Tiles { job: Job::clone(job) }
                if job.report.as_ref().is_some_and(|report| report.failed > 0) {
                    section { class: "card panel", "aria-label": "Failed",
                        ul { class: "jobs", Failures { job: Job::clone(job) } }
                    }
                }
                if job.report.as_ref().is_some_and(|report| report.rejected > 0) && !job.status.is_active() {
                    section { class: "card panel", "aria-label": "Rejected", Rejections { id } }
                }
            }
        }
    }
}

/// How far it is, and what came of it.
#[component]
fn Outcome(job: Job) -> Element {
    let found = job
        .report
        .as_ref()
        .is_some_and(|report| report.created + report.changed + report.unchanged > 0);
    rsx! {
        section { class: "card panel job", "aria-label": "Progress",
            div { class: "head",
                Status { job: job.clone() }
                span { class: "spring" }
                Figures { job: job.clone(), brief: true }
            }
            Progress { job: job.clone() }
            if let Some(error) = &job.error {
                p { class: "error", role: "alert", {error.clone()} }
            }
            dl { class: "report",
                for (name, value) in outcome(&job) {
                    div { key: "{name}", dt { {name} } dd { class: "num", {format::count(value)} } }
                }
            }
            ChangedFields { job: job.clone() }
            if job.status == JobStatus::Completed && found {
                div { class: "quick",
                    Link { to: Route::Leads { query: LeadsQuery::default() }, class: "button primary", "View leads" }
                }
            }
        }
    }
}

/// In which fields the changed leads had another value.
#[component]
fn ChangedFields(job: Job) -> Element {
    let fields = job.report.map(|report| report.changed_fields);
    let fields = fields.filter(|fields| !fields.is_empty());
    let Some(fields) = fields else {
        return rsx! {};
    };
    let parts = fields.iter().map(|(name, count)| {
        let name = name.rsplit('.').next().unwrap_or(name);
        format!("{} {}", format::category(name), format::count(*count))
    });
    let text = parts.collect::<Vec<_>>().join(" · ");
    rsx! { p { class: "quiet num", "Changed fields: {text}" } }
}

#[component]
fn Skeleton() -> Element {
    rsx! {
        TopBar { before: rsx! { BackLink {} } }
        div { class: "body", "aria-busy": "true",
            div { class: "column",
                div { class: "card", style: "height: 164px" }
                div { class: "panels",
                    div { class: "card", style: "height: 180px" }
                    div { class: "card", style: "height: 180px" }
                }
            }
        }
    }
}
