//! A job in a list: what, how far, and what can be done about it.

use crate::{
    components::{Ago, Icon, format},
    hooks::{use_cancel_job, use_retry_job},
    model::{Job, JobKind, JobStatus},
    platform,
};
use dioxus::prelude::*;

/// What a job is called.
pub fn job_title(job: &Job) -> String {
    let kind = match job.kind {
        JobKind::Scrape => "Scrape",
        JobKind::Enrich => "Enrichment",
        JobKind::BatchEnrich => "Batch enrichment",
        JobKind::Import => "Import",
    };
    match job.params.get("file_name").and_then(|name| name.as_str()) {
        Some(file) => file.to_owned(),
        None => kind.to_owned(),
    }
}

/// A status as people read it.
pub const fn status_name(status: JobStatus) -> &'static str {
    match status {
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
    let (cancel, retry) = (use_cancel_job(), use_retry_job());
    let id = job.id;
    let class = match job.status {
        JobStatus::Completed => "bar good",
        JobStatus::Failed | JobStatus::Cancelled => "bar bad",
        _ => "bar",
    };
    let progress = format!("{:.0}", job.progress);
    rsx! {
        li { "data-testid": "job", "data-id": "{id}", "data-version": "{job.version}", "data-status": job.status.as_str(), "data-progress": "{progress}",
            div { class: "head",
                strong { title: job_title(&job), {job_title(&job)} }
                span { class: "status {job.status.as_str()}", {status_name(job.status)} }
                span { class: "spring" }
                if job.status.is_active() {
                    button { class: "button small", onclick: move |_| cancel.call(id), "Cancel" }
                } else if matches!(job.status, JobStatus::Failed | JobStatus::Cancelled) {
                    button { class: "button small", onclick: move |_| retry.call(id), Icon { name: "retry" } "Retry" }
                }
                span { class: "quiet", Ago { at: job.finished_at.unwrap_or(job.created_at) } }
            }
            if job.status != JobStatus::Completed {
                div { class, role: "progressbar", "aria-label": "Progress of {job_title(&job)}", "aria-valuenow": "{progress}", "aria-valuemin": "0", "aria-valuemax": "100",
                    span { style: "width: {job.progress:.1}%" }
                }
            }
            Figures { job: job.clone() }
            if let Some(error) = &job.error {
                p { class: "error", role: "alert", {error.clone()} }
            }
            if !job.events.is_empty() {
                details {
                    summary { "Log" }
                    ol { class: "log num",
                        for (index, event) in job.events.iter().enumerate() {
                            li { key: "{index}", "data-level": event.level.clone(),
                                time { datetime: format::date_time(event.at), title: format::date_time(event.at), {format::time(event.at)} }
                                span { {event.message.clone()} }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// How far, how fast, and what came of it.
#[component]
fn Figures(job: Job) -> Element {
    let report = job.report.clone().unwrap_or_default();
    let took = job
        .started_at
        .map(|start| job.finished_at.unwrap_or_else(platform::now) - start);
    let rate = took.and_then(|took| format::rate(job.done, took));
    let mut figures = Vec::new();
    if job.status.is_active() {
        figures.push(format!("{:.0} %", job.progress));
    }
    for (count, what) in [
        (report.created, "new"),
        (report.changed, "changed"),
        (report.unchanged, "unchanged"),
    ] {
        figures.push(format!("{} {what}", format::count(count)));
    }
    if report.rejected > 0 {
        figures.push(format!("{} rejected", format::count(report.rejected)));
    }
    if let Some(rate) = rate.filter(|_| job.status == JobStatus::Running) {
        figures.push(format!("{} rows/s", format::count(rate)));
    }
    if let Some(took) = took.filter(|_| job.finished_at.is_some()) {
        figures.push(format!("in {}", format::duration(took)));
    }
    rsx! {
        p { class: "meta num",
            for figure in figures {
                span { key: "{figure}", {figure.clone()} }
            }
        }
    }
}
