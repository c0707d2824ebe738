//! A job in a list: what, how far, and what can be done about it.

use crate::{
    components::format,
    hooks::{use_cancel_job, use_retry_job},
    model::{Job, JobKind, JobStatus},
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
pub fn JobCard(job: Job, children: Element) -> Element {
    let (cancel, retry) = (use_cancel_job(), use_retry_job());
    let id = job.id;
    let report = job.report.clone().unwrap_or_default();
    let class = match job.status {
        JobStatus::Completed => "bar good",
        JobStatus::Failed | JobStatus::Cancelled => "bar bad",
        _ => "bar",
    };
    rsx! {
        li { "data-testid": "job", "data-status": job.status.as_str(), "data-progress": "{job.progress:.0}",
            div { class: "head",
                strong { {job_title(&job)} }
                span { class: "status {job.status.as_str()}", {status_name(job.status)} }
                span { class: "spring" }
                if job.status.is_active() {
                    button { class: "button small", onclick: move |_| cancel.call(id), "Cancel" }
                } else if matches!(job.status, JobStatus::Failed | JobStatus::Cancelled) {
                    button { class: "button small", onclick: move |_| retry.call(id), "Retry" }
                }
            }
            if job.status != JobStatus::Completed {
                div { class, role: "progressbar", "aria-label": "Progress of {job_title(&job)}", "aria-valuenow": "{job.progress:.0}", "aria-valuemin": "0", "aria-valuemax": "100",
                    span { style: "width: {job.progress:.1}%" }
                }
            }
            div { class: "meta num",
                if job.status.is_active() {
                    span { "{job.progress:.0} %" }
                }
                span { "{format::count(report.created)} new" }
                span { "{format::count(report.changed)} changed" }
                span { "{format::count(report.unchanged)} unchanged" }
                if report.rejected > 0 {
                    span { "{format::count(report.rejected)} rejected" }
                }
            }
            if let Some(error) = &job.error {
                p { class: "error", {error.clone()} }
            }
            {children}
        }
    }
}
