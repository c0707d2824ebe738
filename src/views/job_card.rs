//! A job in a list, and the parts that its own screen shows too: what, how far, and
//! what can be done about it.

use crate::{
    components::{Ago, Icon, format},
    hooks::{use_cancel_job, use_pause_job, use_resume_job, use_retry_job},
    model::{Job, JobEvent, JobKind, JobStatus},
    platform,
    route::Route,
    views::scrape::place_of,
};
use dioxus::prelude::*;
use serde_json::Value;

/// What a kind of jobs is called.
pub const fn kind_name(kind: JobKind) -> &'static str {
    match kind {
        JobKind::Scrape => "Scrape",
        JobKind::Enrich => "Enrichment",
        JobKind::BatchEnrich => "Batch enrichment",
        JobKind::Import => "Import",
    }
}

/// What a job is called.
pub fn job_title(job: &Job) -> String {
    let name = kind_name(job.kind);
    let of = match job.kind {
        JobKind::Import => return text(&job.params["file_name"]).unwrap_or(name.to_owned()),
        JobKind::Scrape => Some(place_of(&job.params)),
        JobKind::Enrich => text(&job.params["name"]),
        JobKind::BatchEnrich => job.total.map(|total| match total {
            1 => "1 lead".to_owned(),
            total => format!("{} leads", format::count(total)),
        }),
    };
    match of {
        Some(of) => format!("{name}: {of}"),
        None => name.to_owned(),
    }
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

/// A status as people read it.
pub const fn status_name(job: &Job) -> &'static str {
    match job.status {
        JobStatus::Queued if job.paused_at.is_some() => "Paused",
        JobStatus::Queued => "Waiting",
        JobStatus::Running => "Running",
        JobStatus::Completed => "Complete",
        JobStatus::Failed => "Failed",
        JobStatus::Cancelled => "Cancelled",
    }
}

/// The row.
#[component]
pub fn JobCard(job: Job) -> Element {
    let id = job.id;
    let progress = format!("{:.0}", job.progress);
    rsx! {
        li { "data-testid": "job", "data-id": "{id}", "data-version": "{job.version}", "data-status": job.status.as_str(), "data-progress": "{progress}",
            div { class: "head",
                strong { title: job_title(&job), Link { to: Route::JobPage { id }, {job_title(&job)} } }
                Status { job: job.clone() }
                span { class: "spring" }
                Actions { job: job.clone() }
                span { class: "quiet", Ago { at: job.finished_at.unwrap_or(job.created_at) } }
            }
            Progress { job: job.clone() }
            Figures { job: job.clone() }
            if let Some(error) = &job.error {
                p { class: "error", role: "alert", {error.clone()} }
            }
            if !job.events.is_empty() {
                details {
                    summary { "Log" }
                    Log { events: job.events.clone() }
                }
            }
        }
    }
}

/// Where it stands.
#[component]
pub fn Status(job: Job) -> Element {
    let class = match (job.status, job.paused_at) {
        (JobStatus::Queued, Some(_)) => "paused",
        (status, _) => status.as_str(),
    };
    rsx! { span { class: "status {class}", {status_name(&job)} } }
}

/// What can be done about it.
#[component]
pub fn Actions(job: Job) -> Element {
    let (cancel, retry) = (use_cancel_job(), use_retry_job());
    let (pause, resume) = (use_pause_job(), use_resume_job());
    let id = job.id;
    let failed = job.report.map_or(0, |report| report.failed);
    rsx! {
        match job.status {
            JobStatus::Queued | JobStatus::Running => rsx! {
                if job.paused_at.is_some() {
                    button { class: "button small", onclick: move |_| resume.call(id), "Resume" }
                } else {
                    button { class: "button small", onclick: move |_| pause.call(id), "Pause" }
                }
                button { class: "button small", onclick: move |_| cancel.call(id), "Cancel" }
            },
            JobStatus::Failed | JobStatus::Cancelled => rsx! {
                button { class: "button small", onclick: move |_| retry.call(id), Icon { name: "retry" } "Retry" }
            },
            JobStatus::Completed if failed > 0 => rsx! {
                button { class: "button small", onclick: move |_| retry.call(id), Icon { name: "retry" } "Retry the failed" }
            },
            JobStatus::Completed => rsx! {},
        }
    }
}

/// The bar; none once it is complete.
#[component]
pub fn Progress(job: Job) -> Element {
    if job.status == JobStatus::Completed {
        return rsx! {};
    }
    let class = match job.status {
        JobStatus::Failed | JobStatus::Cancelled => "bar bad",
        _ if job.paused_at.is_some() => "bar still",
        _ => "bar",
    };
    rsx! {
        div { class, role: "progressbar", "aria-label": "Progress of {job_title(&job)}", "aria-valuenow": "{job.progress:.0}", "aria-valuemin": "0", "aria-valuemax": "100",
            span { style: "width: {job.progress:.1}%" }
        }
    }
}

/// What happened.
#[component]
pub fn Log(events: Vec<JobEvent>) -> Element {
    if events.is_empty() {
        return rsx! { p { class: "quiet", "Nothing has happened yet." } };
    }
    rsx! {
        ol { class: "log num", role: "log", tabindex: "0", "aria-label": "What happened",
            for (index, event) in events.iter().enumerate() {
                li { key: "{index}", "data-level": event.level.clone(),
                    time { datetime: format::iso(event.at), title: format::date_time(event.at), {format::time(event.at)} }
                    span { {event.message.clone()} }
                }
            }
        }
    }
}

/// What came of it, by the kind of job.
pub fn outcome(job: &Job) -> Vec<(&'static str, u64)> {
    let report = job.report.clone().unwrap_or_default();
    match job.kind {
        JobKind::Import => vec![
            ("New", report.created),
            ("Changed", report.changed),
            ("Unchanged", report.unchanged),
            ("Skipped", report.skipped),
            ("Rejected", report.rejected),
        ],
        JobKind::Scrape => vec![
            ("New", report.created),
            ("Changed", report.changed),
            ("Unchanged", report.unchanged),
            ("Gone", report.gone),
            ("Merged", report.merged),
            ("Possible duplicates", report.proposed),
        ],
        JobKind::Enrich | JobKind::BatchEnrich => vec![
            ("Leads", job.total.unwrap_or(job.done)),
            ("Enriched", report.enriched),
            ("Failed", report.failed),
        ],
    }
}

/// How far, how fast, and what came of it.
#[component]
pub fn Figures(
    job: Job,
    /// Without what came of it, which stands beside.
    #[props(default)]
    brief: bool,
) -> Element {
    let took = job
        .started_at
        .map(|start| job.finished_at.unwrap_or_else(platform::now) - start);
    let rate = took.and_then(|took| format::rate(job.done, took));
    let mut figures = Vec::new();
    if job.status.is_active() {
        figures.push((format!("{:.0} %", job.progress), false));
    }
    // What is always told, and what only where there is some of it.
    let always = match job.kind {
        JobKind::Enrich | JobKind::BatchEnrich => 2,
        JobKind::Import | JobKind::Scrape => 3,
    };
    let outcome = if brief { Vec::new() } else { outcome(&job) };
    for (index, (name, count)) in outcome.into_iter().enumerate() {
        if index < always || (count > 0 && name != "Skipped") {
            let name = match (name, count) {
                ("Leads", 1) => "lead".to_owned(),
                ("Possible duplicates", 1) => "possible duplicate".to_owned(),
                (name, _) => name.to_lowercase(),
            };
            let is_bad = matches!(name.as_str(), "failed" | "rejected");
            figures.push((format!("{} {name}", format::count(count)), is_bad));
        }
    }
    let unit = match job.kind {
        JobKind::Import => "rows",
        JobKind::Scrape | JobKind::Enrich | JobKind::BatchEnrich => "leads",
    };
    if let Some(rate) = rate.filter(|_| job.status == JobStatus::Running) {
        figures.push((format!("{} {unit}/s", format::count(rate)), false));
    }
    if let Some(took) = took.filter(|_| job.finished_at.is_some()) {
        figures.push((format!("in {}", format::duration(took)), false));
    }
    rsx! {
        p { class: "meta num",
            for (figure, is_bad) in figures {
                span { key: "{figure}", class: if is_bad { "bad" }, {figure.clone()} }
            }
        }
    }
}
