//! `/jobs`: cancelling, trying again, giving up.

use crate::{
    importer::{TestApp, csv, folder, problem},
    support::database_url,
};
use leadwire::{
    model::{Job, JobKind, JobStatus, ProblemCode, Role, Uuid},
    server::{
        db::{Db, Origin},
        jobs::{self, import::Input},
    },
};
use reqwest::StatusCode;
use std::time::Duration;

const ROWS: usize = 30_000;

#[tokio::test(flavor = "multi_thread")]
async fn a_cancelled_job_does_nothing_more_and_goes_on_when_tried_again() {
    let folder = folder();
    let app = TestApp::start(folder).await;
    let job = app.user.import("x.csv", csv(ROWS)).await;
    app.user.job_when(&job, |job| job.done > 0).await;
    let response = app.user.post(&format!("/jobs/{}/cancel", job.id)).await;
    assert_eq!(response.status(), StatusCode::OK);
    let cancelled: Job = response.json().await.expect("a job");
    assert_eq!(cancelled.status, JobStatus::Cancelled);
    let so_far = app.user.stats().await.total;
    assert!((1..ROWS as u64).contains(&so_far), "{so_far}");
    assert_eq!(cancelled.done, so_far);

    let again = app.user.post(&format!("/jobs/{}/cancel", job.id)).await;
    assert_eq!(again.status(), StatusCode::CONFLICT);
    assert_eq!(problem(again).await.code, ProblemCode::InvalidState);
    assert_eq!(app.user.stats().await.total, so_far, "nothing more came");

    let retried = app.user.post(&format!("/jobs/{}/retry", job.id)).await;
    assert_eq!(retried.status(), StatusCode::ACCEPTED);
    let job = app.user.completed(&job).await;
    let report = job.report.expect("a report");
    assert_eq!(
        (report.created, report.changed, report.unchanged),
        (ROWS as u64, 0, 0),
        "it went on where it was"
    );
    let done = app.user.post(&format!("/jobs/{}/retry", job.id)).await;
    assert_eq!(done.status(), StatusCode::CONFLICT);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_stops_leaves_its_jobs_for_the_next_one() {
    let folder = folder();
    let app = TestApp::start(folder).await;
    let job = app.user.import("x.csv", csv(ROWS)).await;
    app.user.job_when(&job, |job| job.done > 0).await;
    let folder = app.stop().await;
    let app = TestApp::start(folder).await;
    let job = app.user.completed(&job).await;
    let report = job.report.expect("a report");
    assert_eq!((report.created, report.unchanged), (ROWS as u64, 0));
    assert_eq!(app.user.stats().await.total, ROWS as u64);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_with_which_the_server_dies_is_given_up_after_three_times() {
    let folder = folder();
    let path = folder.path().join("x.csv");
    std::fs::write(&path, csv(5)).expect("writes");
    let (once, thrice) = (Uuid::now_v7(), Uuid::now_v7());
    let db = Db::open(&database_url(folder.path())).await.expect("opens");
    for (id, deaths) in [(once, 1), (thrice, 3)] {
        let mut tx = db.write(Origin::default()).await.expect("begins");
        let params = serde_json::json!({"file_name": "x.csv", "format": "csv", "size": 1});
        let input = Input::of(path.clone(), true);
        let mut stored = jobs::enqueue(&mut tx, id, JobKind::Import, params, input.to_json())
            .await
            .expect("queues");
        for _ in 0..deaths {
            jobs::claim_this(&mut tx, &mut stored)
                .await
                .expect("claims");
        }
        tx.commit().await.expect("commits");
    }
    db.close().await;
    let app = TestApp::start(folder).await;
    let all = app.user.jobs().await;
    let get = |id| all.iter().find(|job| job.id == id).expect("the job");
    app.user.completed(get(once)).await;
    let given_up = app.user.ended(get(thrice)).await;
    assert_eq!(given_up.status, JobStatus::Failed);
    let error = given_up.error.clone().expect("a reason");
    assert!(error.contains("3 times"), "{error}");
    assert!(path.exists(), "somebody's own file stays");
    // A person may know better.
    let retried = app.user.post(&format!("/jobs/{thrice}/retry")).await;
    assert_eq!(retried.status(), StatusCode::ACCEPTED);
    app.user.completed(&given_up).await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn jobs_are_listed_newest_first_for_those_who_may() {
    let folder = folder();
    let app = TestApp::start(folder).await;
    app.user.imported("a.csv", csv(1)).await;
    app.user.imported("b.csv", "no header\n").await;
    let names = |page: serde_json::Value| -> Vec<String> {
        let jobs = page["data"].as_array().cloned().unwrap_or_default();
        let name = |job: &serde_json::Value| job["params"]["file_name"].as_str().map(str::to_owned);
        jobs.iter().filter_map(name).collect()
    };
    assert_eq!(names(app.user.get("/jobs").await), ["b.csv", "a.csv"]);
    assert_eq!(names(app.user.get("/jobs?status=failed").await), ["b.csv"]);
    assert_eq!(names(app.user.get("/jobs?page=2&limit=1").await), ["a.csv"]);
    for (path, status) in [
        ("/jobs?status=odd", StatusCode::UNPROCESSABLE_ENTITY),
        ("/jobs?limit=0", StatusCode::UNPROCESSABLE_ENTITY),
        ("/jobs?limit=201", StatusCode::UNPROCESSABLE_ENTITY),
        ("/jobs?odd=1", StatusCode::UNPROCESSABLE_ENTITY),
        ("/jobs/x", StatusCode::NOT_FOUND),
        (
            "/jobs/01890000-0000-7000-8000-000000000000",
            StatusCode::NOT_FOUND,
        ),
        (
            "/jobs/01890000-0000-7000-8000-000000000000/rejections",
            StatusCode::NOT_FOUND,
        ),
    ] {
        let request = app.user.request(reqwest::Method::GET, path);
        assert_eq!(
            request.send().await.expect("answers").status(),
            status,
            "{path}"
        );
    }
    let rep = app.another(Role::Rep).await;
    let request = rep.request(reqwest::Method::GET, "/jobs");
    let refused = request.send().await.expect("answers");
    assert_eq!(refused.status(), StatusCode::FORBIDDEN);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_tried_again_after_its_file_has_gone_says_so_and_stays_as_it_was() {
    let folder = folder();
    let app = TestApp::start(folder).await;
    let job = app.user.imported("x.csv", "no header\n").await;
    assert_eq!(job.status, JobStatus::Failed);
    let uploads = app.state.config.uploads.clone();
    std::fs::remove_dir_all(uploads).expect("removes");
    let refused = app.user.post(&format!("/jobs/{}/retry", job.id)).await;
    assert_eq!(refused.status(), StatusCode::CONFLICT);
    let problem = problem(refused).await;
    assert_eq!(problem.code, ProblemCode::InvalidState);
    let text = serde_json::to_string(&problem).expect("JSON");
    assert!(text.contains("no longer kept; import it anew"), "{text}");
    assert_eq!(app.user.job(&job).await, job, "as it was");
    // Importing it anew works though the folder went, too.
    app.user.imported("y.csv", csv(1)).await;
    assert_eq!(app.user.stats().await.total, 1);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paused_job_does_nothing_more_until_it_is_resumed_by_any_server() {
    let folder = folder();
    let app = TestApp::start(folder).await;
    let job = app.user.import("x.csv", csv(ROWS)).await;
    app.user.job_when(&job, |job| job.done > 0).await;
    let pause = format!("/jobs/{}/pause", job.id);
    let response = app.user.post(&pause).await;
    assert_eq!(response.status(), StatusCode::OK);
    let paused: Job = response.json().await.expect("a job");
    assert_eq!(paused.status, JobStatus::Queued);
    assert!(paused.paused_at.is_some());
    let so_far = app.user.stats().await.total;
    assert!((1..ROWS as u64).contains(&so_far), "{so_far}");
    let again: Job = app.user.post(&pause).await.json().await.expect("a job");
    assert_eq!(again, paused, "it is paused already");
    // Another one has its turn all the same.
    app.user.imported("y.csv", csv(1)).await;
    assert_eq!(app.user.job(&job).await, paused);

    let folder = app.stop().await;
    let app = TestApp::start(folder).await;
    app.user.imported("z.csv", csv(1)).await;
    assert_eq!(
        app.user.job(&job).await,
        paused,
        "held back after a restart"
    );
    let resume = format!("/jobs/{}/resume", job.id);
    let resumed: Job = app.user.post(&resume).await.json().await.expect("a job");
    assert_eq!(resumed.paused_at, None);
    let done = app.user.completed(&job).await;
    let report = done.report.expect("a report");
    assert_eq!(
        report.created + report.unchanged,
        ROWS as u64,
        "it went on where it was"
    );
    for path in [pause, resume] {
        let refused = app.user.post(&path).await;
        assert_eq!(refused.status(), StatusCode::CONFLICT);
        assert_eq!(problem(refused).await.code, ProblemCode::InvalidState);
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paused_job_can_be_cancelled() {
    let app = TestApp::start(folder()).await;
    let job = app.user.import("x.csv", csv(ROWS)).await;
    app.user.job_when(&job, |job| job.done > 0).await;
    app.user.post(&format!("/jobs/{}/pause", job.id)).await;
    let response = app.user.post(&format!("/jobs/{}/cancel", job.id)).await;
    assert_eq!(response.status(), StatusCode::OK);
    let cancelled: Job = response.json().await.expect("a job");
    assert_eq!(cancelled.status, JobStatus::Cancelled);
    assert_eq!(cancelled.paused_at, None);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_short_job_beside_long_ones_does_not_wait_for_all_of_them() {
    // As many as run at a time, each of which lets others have their turn at every step.
    let app = TestApp::start_turning(folder(), Duration::ZERO).await;
    let user = &app.user;
    let rows = 9_000;
    let mut long = Vec::new();
    for kind in ["Company", "Bakery"] {
        let text = csv(rows).replace("Company", kind);
        let text = text.replace(
            "+358 9 ",
            if kind == "Bakery" {
                "+46 8 "
            } else {
                "+358 9 "
            },
        );
        long.push(user.import(&format!("{kind}.csv"), text).await);
    }
    for job in &long {
        user.job_when(job, |job| job.done > 0).await;
    }
    let short = user.import("short.csv", "name\nKluuvin Kukka\n").await;
    let short = user.completed(&short).await;
    for job in &long {
        let now = user.job(job).await;
        assert!(now.status.is_active() && now.done > 0, "{now:?}");
    }
    assert_eq!(short.report.map(|report| report.created), Some(1));
    let mut turns = 0;
    for job in &long {
        let ended = user.completed(job).await;
        let report = ended.report.expect("a report");
        assert_eq!((report.created, report.unchanged), (rows as u64, 0));
        let notes = ended.events.iter();
        turns += notes
            .filter(|note| note.message.contains("have their turn"))
            .count();
    }
    assert!(turns > 0, "one of them made room");
    assert_eq!(user.stats().await.total, 2 * rows as u64 + 1);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_asked_for_many_jobs_does_not_keep_others_waiting_for_all_of_them() {
    let folder = folder();
    let (many, one) = (Uuid::now_v7(), Uuid::now_v7());
    let db = Db::open(&database_url(folder.path())).await.expect("opens");
    let mut last = Uuid::nil();
    for (who, files) in [(many, 12), (one, 1)] {
        for file in 0..files {
            let path = folder.path().join(format!("{who}-{file}.csv"));
            std::fs::write(&path, csv(1)).expect("writes");
            let origin = Origin {
                actor: Some(who),
                mutation_id: None,
            };
            let mut tx = db.write(origin).await.expect("begins");
            let params = serde_json::json!({"file_name": "x.csv", "format": "csv", "size": 1});
            let input = Input::of(path, true).to_json();
            last = Uuid::now_v7();
            jobs::enqueue(&mut tx, last, JobKind::Import, params, input)
                .await
                .expect("queues");
            tx.commit().await.expect("commits");
        }
    }
    db.close().await;
    let app = TestApp::start(folder).await;
    let mut ended = Vec::new();
    for job in app.user.jobs().await {
        ended.push(app.user.completed(&job).await);
    }
    ended.sort_by_key(|job| job.started_at);
    let place = ended.iter().position(|job| job.id == last).expect("it");
    assert!(place <= 2, "the {place}th of {}", ended.len());
    app.stop().await;
}
