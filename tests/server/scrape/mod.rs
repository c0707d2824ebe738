//! Searches for businesses, as their clients see them.

mod count;
mod extract;
mod overpass;
mod overture;
mod stub;

use crate::support::{Person, TestApp};
use leadwire::model::{ImportReport, Job, JobStatus};
use serde_json::Value;
use std::{
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

/// How long something that must happen may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// A real map extract; `LEADWIRE_TEST_PBF` tells where it is.
fn helsinki() -> PathBuf {
    std::env::var_os("LEADWIRE_TEST_PBF").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/osm/helsinki.osm.pbf"),
        PathBuf::from,
    )
}

/// A server with the extract, and its administrator.
async fn with_extract() -> (TestApp, Person) {
    let folder = tempfile::tempdir().expect("a folder");
    let app = TestApp::start_with(folder, |config| config.outside.extract = Some(helsinki()));
    let app = app.await;
    let admin = app.admin().await;
    (app, admin)
}

/// Starts a search that is taken.
async fn start(person: &Person, request: Value) -> Job {
    let answer = person.post("/scrapes", request).await;
    assert_eq!(answer.status, 202, "{answer:?}");
    serde_json::from_value(answer.json).expect("a job")
}

/// A job once something holds.
async fn when(person: &Person, job: &Job, holds: impl Fn(&Job) -> bool) -> Job {
    let start = Instant::now();
    loop {
        let answer = person.get(&format!("/jobs/{}", job.id)).await;
        let now: Job = serde_json::from_value(answer.json).expect("a job");
        if holds(&now) {
            return now;
        }
        assert!(start.elapsed() < PATIENCE, "still {now:?}");
        tokio::task::yield_now().await;
    }
}

/// A job once it has ended.
async fn ended(person: &Person, job: &Job) -> Job {
    when(person, job, |job| !job.status.is_active()).await
}

/// Searches, and waits for the good end.
async fn searched(person: &Person, request: Value) -> (Job, ImportReport) {
    let job = start(person, request).await;
    let job = ended(person, &job).await;
    assert_eq!(job.status, JobStatus::Completed, "{:?}", job.error);
    let report = job.report.clone().expect("a report");
    (job, report)
}

/// Every lead, by what its source knows it by, without what is the server's own.
async fn leads(person: &Person) -> Vec<Value> {
    let mut all = Vec::new();
    let mut path = "/businesses?limit=200&sort=created_at".to_owned();
    loop {
        let page = person.get(&path).await.json;
        all.extend(page["data"].as_array().expect("leads").iter().cloned());
        match page["meta"]["next_cursor"].as_str() {
            Some(cursor) => path = format!("/businesses?limit=200&sort=created_at&cursor={cursor}"),
            None => break,
        }
    }
    all.sort_by_key(|lead| lead["source"]["ref"].as_str().map(str::to_owned));
    all
}
