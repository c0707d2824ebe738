//! A server in this process, on loopback, with a database in a temporary folder, and
//! somebody who uses it.

use clap::Parser;
use leadwire::{
    model::Job,
    server::{Config, Server},
};
use reqwest::RequestBuilder;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::{error::Error, time::Duration};
use tokio::{sync::oneshot, task::JoinHandle};

/// Why it ended early.
pub type Failure = Box<dyn Error + Send + Sync>;

const EMAIL: &str = "bench@leadwire.local";
const PASSWORD: &str = "correct horse battery staple";
/// How often a job is looked at.
const LOOK: Duration = Duration::from_millis(2);

/// What a command line is made of.
#[derive(Parser)]
struct Settings {
    #[command(flatten)]
    config: Config,
}

/// A server that answers nobody yet.
pub struct Bound {
    /// The server.
    pub server: Server,
    folder: tempfile::TempDir,
}

/// A server that runs.
pub struct Inside {
    /// Its administrator.
    pub user: User,
    stop: oneshot::Sender<()>,
    running: JoinHandle<Result<(), Failure>>,
    _folder: tempfile::TempDir,
}

impl Bound {
    /// With these settings on top of the usual ones.
    pub async fn with(change: impl FnOnce(&mut Config)) -> Result<Self, Failure> {
        let folder = tempfile::tempdir()?;
        let mut config = Settings::parse_from(["bench"]).config;
        config.addr = ([127, 0, 0, 1], 0).into();
        config.admin_email = EMAIL.into();
        config.admin_password = Some(PASSWORD.into());
        config.uploads = folder.path().join("uploads");
        config.max_upload_mib = 1_024;
        change(&mut config);
        let url = format!("sqlite://{}", folder.path().join("bench.db").display());
        let server = Server::bind(config, &url).await?;
        Ok(Self { server, folder })
    }

    /// Lets it run.
    pub async fn serve(self) -> Result<Inside, Failure> {
        let base = format!("http://{}/api/v1", self.server.addr);
        let (stop, stopped) = oneshot::channel();
        let served = self.server.run(async {
            // Dropped: it is to stop as well.
            let _ = stopped.await;
        });
        let running = tokio::spawn(async { served.await.map_err(Failure::from) });
        Ok(Inside {
            user: User::sign_in(base).await?,
            stop,
            running,
            _folder: self.folder,
        })
    }
}

impl Inside {
    /// Ends it in good order.
    pub async fn stop(self) -> Result<(), Failure> {
        let _ = self.stop.send(());
        self.running.await?
    }
}

/// Somebody who uses the server.
#[derive(Clone)]
pub struct User {
    http: reqwest::Client,
    base: String,
    token: String,
}

impl User {
    async fn sign_in(base: String) -> Result<Self, Failure> {
        let mut user = Self {
            http: reqwest::Client::new(),
            base,
            token: String::new(),
        };
        let who = json!({"email": EMAIL, "password": PASSWORD, "client": "app"});
        let session: Value = user.post("/session", &who).await?;
        user.token = session["token"].as_str().ok_or("no token")?.to_owned();
        Ok(user)
    }

    async fn answer<T: DeserializeOwned>(&self, request: RequestBuilder) -> Result<T, Failure> {
        let answer = request.bearer_auth(&self.token).send().await?;
        Ok(answer.error_for_status()?.json().await?)
    }

    /// `GET`.
    pub async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, Failure> {
        let url = format!("{}{path}", self.base);
        self.answer(self.http.get(url)).await
    }

    /// `POST`, with the body that `with` gives it.
    pub async fn send<T: DeserializeOwned>(
        &self,
        path: &str,
        with: impl FnOnce(RequestBuilder) -> RequestBuilder,
    ) -> Result<T, Failure> {
        let url = format!("{}{path}", self.base);
        self.answer(with(self.http.post(url))).await
    }

    /// `POST`.
    pub async fn post<T: DeserializeOwned>(&self, path: &str, body: &Value) -> Result<T, Failure> {
        self.send(path, |request| request.json(body)).await
    }

    /// A job once it has ended well; `seen` is told of it meanwhile.
    pub async fn ended(&self, mut job: Job, mut seen: impl FnMut(&Job)) -> Result<Job, Failure> {
        while job.status.is_active() {
            tokio::time::sleep(LOOK).await;
            job = self.get(&format!("/jobs/{}", job.id)).await?;
            seen(&job);
        }
        match &job.error {
            Some(error) => Err(error.clone().into()),
            None => Ok(job),
        }
    }
}
