//! How quick searches in a local extract are: making its index, half a kilometre of a city
//! the first time and again, and all of the extract.
//!
//! `LEADWIRE_TEST_PBF` tells where the extract is. The server is part of this process, on
//! loopback, with a database in a temporary folder.

use clap::Parser;
use leadwire::{
    model::Job,
    server::{Config, Server},
};
use serde_json::{Value, json};
use std::{
    error::Error,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

/// Why it ended early.
type Failure = Box<dyn Error + Send + Sync>;

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

/// Somebody who searches.
struct Client {
    http: reqwest::Client,
    base: String,
    token: String,
}

impl Client {
    async fn post(&self, path: &str, body: &Value) -> Result<Value, Failure> {
        let request = self.http.post(format!("{}{path}", self.base));
        let response = request.bearer_auth(&self.token).json(body).send().await?;
        Ok(response.error_for_status()?.json().await?)
    }

    /// Searches; the job once it has ended, and how long that took.
    async fn search(&self, request: &Value) -> Result<(Job, Duration), Failure> {
        let started = Instant::now();
        let mut job: Job = serde_json::from_value(self.post("/scrapes", request).await?)?;
        while job.status.is_active() {
            tokio::time::sleep(LOOK).await;
            let asked = self.http.get(format!("{}/jobs/{}", self.base, job.id));
            job = asked.bearer_auth(&self.token).send().await?.json().await?;
        }
        match &job.error {
            Some(error) => Err(error.clone().into()),
            None => Ok((job, started.elapsed())),
        }
    }
}

fn extract() -> PathBuf {
    std::env::var_os("LEADWIRE_TEST_PBF").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/osm/helsinki.osm.pbf"),
        PathBuf::from,
    )
}

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let folder = tempfile::tempdir()?;
    let mut config = Settings::parse_from(["bench"]).config;
    config.addr = ([127, 0, 0, 1], 0).into();
    config.admin_email = EMAIL.into();
    config.admin_password = Some(PASSWORD.into());
    config.uploads = folder.path().join("uploads");
    config.outside.extract = Some(extract());
    let url = format!("sqlite://{}", folder.path().join("bench.db").display());
    let server = Server::bind(config, &url).await?;
    let (addr, state) = (server.addr, server.state.clone());
    let started = Instant::now();
    let index = state.scraper.extract.open(state.shutdown.clone()).await?;
    println!(
        "index of {} leads: {:.2} s",
        index.len(),
        started.elapsed().as_secs_f64()
    );
    let serving = tokio::spawn(server.run(std::future::pending()));
    let mut client = Client {
        http: reqwest::Client::new(),
        base: format!("http://{addr}/api/v1"),
        token: String::new(),
    };
    let who = json!({"email": EMAIL, "password": PASSWORD, "client": "app"});
    let session = client.post("/session", &who).await?;
    client.token = session["token"].as_str().ok_or("no token")?.to_owned();
    let near = json!({"lat": 60.1699, "lon": 24.9384, "radius_m": 500});
    let all = json!({"lat": 60.1699, "lon": 24.9384, "radius_m": 200_000});
    for (what, request) in [
        ("500 m, first", &near),
        ("500 m, again", &near),
        ("all, first", &all),
        ("all, again", &all),
    ] {
        let (job, took) = client.search(request).await?;
        let rate = job.done as f64 / took.as_secs_f64();
        let report = job.report.unwrap_or_default();
        println!(
            "{what:<14}{:>6} leads in {:>3} tiles, {} new, {} changed: {:.3} s, {rate:.0} leads/s",
            job.done,
            job.tiles.len(),
            report.created,
            report.changed,
            took.as_secs_f64()
        );
    }
    serving.abort();
    Ok(())
}
