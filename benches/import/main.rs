//! How quickly a list is imported: until its rows are there for everybody, and until each has
//! been compared with all others; then a short list beside the long one.
//!
//! `cargo bench --bench import [-- ROWS MORE]`: made-up leads in 200 towns, then more, of
//! which half are copies of those, spelt otherwise. The server is part of this process, on
//! loopback, with a database in a temporary folder.

#[path = "../dedupe/town.rs"]
mod town;

use clap::Parser;
use leadwire::{
    model::Job,
    server::{Config, Server, dedupe::Facts},
};
use serde_json::json;
use std::{
    error::Error,
    time::{Duration, Instant},
};

#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

/// Why it ended early.
type Failure = Box<dyn Error + Send + Sync>;

const EMAIL: &str = "bench@leadwire.local";
const PASSWORD: &str = "correct horse battery staple";
/// How often a job is looked at.
const LOOK: Duration = Duration::from_millis(5);

/// What a command line is made of.
#[derive(Parser)]
struct Settings {
    #[command(flatten)]
    config: Config,
}

/// Somebody who imports.
struct Client {
    http: reqwest::Client,
    base: String,
    token: String,
}

impl Client {
    async fn sign_in(base: String) -> Result<Self, Failure> {
        let http = reqwest::Client::new();
        let who = json!({"email": EMAIL, "password": PASSWORD, "client": "app"});
        let asked = http.post(format!("{base}/session")).json(&who).send();
        let session: serde_json::Value = asked.await?.error_for_status()?.json().await?;
        let token = session["token"].as_str().ok_or("no token")?.to_owned();
        Ok(Self { http, base, token })
    }

    /// Imports a file of so many rows, and says how long that took.
    async fn import(&self, what: &str, rows: u64, csv: String) -> Result<(), Failure> {
        let url = format!("{}/import?file_name={what}.csv", self.base);
        let request = self.http.post(url).bearer_auth(&self.token).body(csv);
        let started = Instant::now();
        let mut job: Job = request.send().await?.error_for_status()?.json().await?;
        let mut there = None;
        while job.status.is_active() {
            tokio::time::sleep(LOOK).await;
            let asked = self.http.get(format!("{}/jobs/{}", self.base, job.id));
            job = asked.bearer_auth(&self.token).send().await?.json().await?;
            if there.is_none() && job.done >= rows {
                there = Some(started.elapsed());
            }
        }
        if let Some(error) = job.error {
            return Err(error.into());
        }
        let took = started.elapsed();
        let there = there.unwrap_or(took).as_secs_f64();
        let report = job.report.unwrap_or_default();
        println!(
            "{what}: {rows} rows there after {there:.2} s ({:.0} rows/s), compared after {:.2} s: {} merged, {} asked about; {} MB resident",
            rows as f64 / there,
            took.as_secs_f64(),
            report.merged,
            report.proposed,
            resident() / 1_000_000,
        );
        Ok(())
    }
}

/// As a file has them.
fn csv(leads: impl Iterator<Item = Facts>) -> String {
    let mut text = String::from("name,category,lat,lon,phone,website,street,city,country\n");
    for lead in leads {
        let (lat, lon) = lead.at.unwrap_or_default();
        let first = |texts: &[String]| texts.first().cloned().unwrap_or_default();
        let row = [
            lead.name,
            lead.category.unwrap_or_default(),
            format!("{lat:.7}"),
            format!("{lon:.7}"),
            first(&lead.phones),
            first(&lead.websites),
            lead.address.street.unwrap_or_default(),
            lead.address.city.unwrap_or_default(),
            lead.address.country.unwrap_or_default(),
        ];
        text.push_str(&row.join(","));
        text.push('\n');
    }
    text
}

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let mut sizes = std::env::args().skip(1).filter_map(|arg| arg.parse().ok());
    let (rows, more) = (
        sizes.next().unwrap_or(200_000),
        sizes.next().unwrap_or(10_000),
    );
    let folder = tempfile::tempdir()?;
    let mut config = Settings::parse_from(["bench"]).config;
    config.addr = ([127, 0, 0, 1], 0).into();
    config.admin_email = EMAIL.into();
    config.admin_password = Some(PASSWORD.into());
    config.uploads = folder.path().join("uploads");
    config.max_upload_mib = 1_024;
    let url = format!("sqlite://{}", folder.path().join("bench.db").display());
    let server = Server::bind(config, &url).await?;
    let base = format!("http://{}/api/v1", server.addr);
    let serving = tokio::spawn(server.run(std::future::pending()));
    let client = Client::sign_in(base).await?;
    let world = town::World::new(2_026);
    let all = csv((0..rows).map(|n| world.lead(n)));
    client.import("all", rows.into(), all).await?;
    let others = csv((0..more).map(|n| world.new_lead(n, rows).1));
    client.import("more", more.into(), others).await?;
    serving.abort();
    Ok(())
}

/// Bytes of memory that the process has.
fn resident() -> usize {
    let text = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let pages = text.split(' ').nth(1).and_then(|pages| pages.parse().ok());
    pages.unwrap_or(0_usize) * 4_096
}
