//! What is known of jobs.

use super::{
    cached::{use_cached, use_cached_as},
    context::use_leadwire,
};
use crate::{
    live::State,
    model::{Job, JobFilter, JobState, Page, Rejection, Uuid},
    query::{Key, Query, Snapshot},
    service,
};
use dioxus::prelude::*;
use std::time::Duration;

/// How often a job that is under way is asked for while no event can tell of it.
const POLL: Duration = Duration::from_secs(2);

/// The newest jobs that pass a filter, live.
pub fn use_jobs(filter: JobFilter) -> Snapshot<Page<Job>> {
    let http = use_leadwire().http;
    use_cached(Key::jobs_of(filter), |key| {
        Query::new(key, move |_| {
            let http = http.clone();
            async move { service::list_jobs(&http, filter).await }
        })
    })
}

/// The newest jobs that ended badly, live.
pub fn use_failed_jobs() -> Snapshot<Page<Job>> {
    use_jobs(JobFilter {
        state: Some(JobState::Failed),
        kind: None,
    })
}

/// One job. Events tell how far it is; while the socket is down and it is under way, it
/// is asked for every two seconds.
pub fn use_job(id: Uuid) -> Snapshot<Job> {
    let leadwire = use_leadwire();
    let connection = leadwire.connection;
    let is_deaf = use_memo(move || connection.read().state != State::Connected)();
    use_cached_as(Key::job(id), u32::from(is_deaf), |key| {
        let http = leadwire.http;
        let query = Query::new(key, move |_| {
            let http = http.clone();
            async move { service::get_job(&http, id).await }
        });
        query.refetch_interval_by(move |job: Option<&Job>| {
            let is_active = job.is_some_and(|job| job.status.is_active());
            (is_deaf && is_active).then_some(POLL)
        })
    })
}

/// Rows that an import did not take.
pub fn use_rejections(job: Uuid) -> Snapshot<Page<Rejection>> {
    let http = use_leadwire().http;
    use_cached(Key::rejections(job), |key| {
        Query::new(key, move |_| {
            let http = http.clone();
            async move { service::list_rejections(&http, job).await }
        })
    })
}
