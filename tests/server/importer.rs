//! Somebody who imports, and a server that they import at.

use crate::{process::Process, support};
use leadwire::{
    model::{Job, JobStatus, Page, Problem, Role, Stats},
    server::{AppState, jobs::JobQueue},
};
use reqwest::{Method, RequestBuilder, Response, StatusCode};
use serde::de::DeserializeOwned;
use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant},
};
use tempfile::TempDir;

/// How long something that must happen may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running server with an administrator who imports.
pub struct TestApp {
    /// What the server's handlers share.
    pub state: AppState,
    /// The administrator.
    pub user: User,
    app: support::TestApp,
}

/// Somebody who imports.
#[derive(Clone)]
pub struct User(support::Person);

/// A folder that goes when the test ends.
pub fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

impl TestApp {
    /// A server in `folder`.
    pub async fn start(folder: TempDir) -> Self {
        Self::start_with(folder, 64).await
    }

    /// A server with uploads of up to `max_upload_mib`.
    pub async fn start_with(folder: TempDir, max_upload_mib: u64) -> Self {
        let app = support::TestApp::start_with(folder, |config| {
            config.max_upload_mib = max_upload_mib;
        });
        let app = app.await;
        Self {
            state: app.state.clone(),
            user: User(app.admin().await),
            app,
        }
    }

    /// A server whose jobs let others have their turn after so long.
    pub async fn start_turning(folder: TempDir, turn: Duration) -> Self {
        let queue = Arc::new(JobQueue::with_turns_of(turn));
        let app = support::TestApp::start_changed(folder, |_| {}, |state| state.jobs = queue);
        let app = app.await;
        Self {
            state: app.state.clone(),
            user: User(app.admin().await),
            app,
        }
    }

    /// Stops it as an operator would.
    pub async fn stop(self) -> TempDir {
        self.app.stop().await
    }

    /// Somebody in this role.
    pub async fn another(&self, role: Role) -> User {
        User(self.app.person(role.as_str(), role).await)
    }

    /// Waits until no file is left: a job's goes right after its end is told.
    pub async fn uploads_gone(&self) {
        let start = Instant::now();
        while self.uploads() > 0 {
            assert!(start.elapsed() < PATIENCE, "{} left", self.uploads());
            tokio::task::yield_now().await;
        }
    }

    /// Files that wait for their job.
    pub fn uploads(&self) -> usize {
        std::fs::read_dir(self.app.folder().join("uploads")).map_or(0, Iterator::count)
    }
}

impl User {
    /// The administrator of the server at `base`.
    pub async fn admin_at(base: &str) -> Self {
        let mut person = support::Person::at(base);
        person.sign_in(support::ADMIN).await;
        Self(person)
    }

    /// The same at a server that was started again.
    pub fn at(mut self, process: &Process) -> Self {
        process.base().clone_into(&mut self.0.server);
        self
    }

    /// A request in their name.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.0.request(method, path)
    }

    /// What a GET answers.
    pub async fn get<T: DeserializeOwned>(&self, path: &str) -> T {
        let response = self
            .request(Method::GET, path)
            .send()
            .await
            .expect("answers");
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        response.json().await.expect("the type")
    }

    /// POST without a body.
    pub async fn post(&self, path: &str) -> Response {
        self.request(Method::POST, path)
            .send()
            .await
            .expect("answers")
    }

    /// Asks for a job that is taken.
    pub async fn ask(&self, path: &str, body: serde_json::Value) -> Job {
        let request = self.request(Method::POST, path).json(&body);
        let response = request.send().await.expect("answers");
        assert_eq!(response.status(), StatusCode::ACCEPTED, "{path}");
        response.json().await.expect("a job")
    }

    /// Uploads a file.
    pub async fn upload(&self, name: &str, bytes: impl Into<reqwest::Body>) -> Response {
        self.request(Method::POST, &format!("/import?file_name={name}"))
            .body(bytes)
            .send()
            .await
            .expect("answers")
    }

    /// Uploads a file that is taken.
    pub async fn import(&self, name: &str, bytes: impl Into<reqwest::Body>) -> Job {
        let response = self.upload(name, bytes).await;
        assert_eq!(response.status(), StatusCode::ACCEPTED);
        response.json().await.expect("a job")
    }

    /// Imports a file and waits for the end.
    pub async fn imported(&self, name: &str, bytes: impl Into<reqwest::Body>) -> Job {
        let job = self.import(name, bytes).await;
        self.ended(&job).await
    }

    /// A job as it is.
    pub async fn job(&self, job: &Job) -> Job {
        self.get(&format!("/jobs/{}", job.id)).await
    }

    /// The job once it has ended.
    pub async fn ended(&self, job: &Job) -> Job {
        self.job_when(job, |job| !job.status.is_active()).await
    }

    /// The job once it has ended well.
    pub async fn completed(&self, job: &Job) -> Job {
        let job = self.ended(job).await;
        assert_eq!(job.status, JobStatus::Completed, "{:?}", job.error);
        job
    }

    /// The job once something holds.
    pub async fn job_when(&self, job: &Job, holds: impl Fn(&Job) -> bool) -> Job {
        let start = Instant::now();
        loop {
            let now = self.job(job).await;
            if holds(&now) {
                return now;
            }
            assert!(start.elapsed() < PATIENCE, "still {now:?}");
            tokio::task::yield_now().await;
        }
    }

    /// Every job there is.
    pub async fn jobs(&self) -> Vec<Job> {
        self.get::<Page<Job>>("/jobs").await.data
    }

    /// The counts.
    pub async fn stats(&self) -> Stats {
        self.get("/stats").await
    }
}

/// The refusal in an answer.
pub async fn problem(response: Response) -> Problem {
    response.json().await.expect("a problem")
}

/// A CSV file of so many rows.
pub fn csv(rows: usize) -> String {
    let mut text = String::from("ref,name,city,phone\n");
    for n in 0..rows {
        text.push_str(&format!("{n},Company {n},City {},+358 9 {n}\n", n % 7));
    }
    text
}

/// A real map extract; `LEADWIRE_TEST_PBF` tells where it is.
pub fn helsinki() -> Vec<u8> {
    std::fs::read(helsinki_path()).expect("the extract")
}

/// Where the extract of Helsinki is.
pub fn helsinki_path() -> PathBuf {
    std::env::var_os("LEADWIRE_TEST_PBF").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/osm/helsinki.osm.pbf"),
        PathBuf::from,
    )
}
