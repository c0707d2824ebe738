//! How many leads a minute are looked up, with every host asked as politely as ever, and
//! what that does to everybody else's lists.
//!
//! `cargo bench --bench enrich`; `LEADWIRE_BENCH_SITES` says how many websites there are,
//! `LEADWIRE_BENCH_LEADS` how many leads beside those, `LEADWIRE_BENCH_LOOK_UPS` how many
//! are looked up at a time. The websites are on loopback, in this process, and answer
//! after 50 ms; each has three pages and a robots.txt. The server is in this process too.

mod farm;
mod lists;

use farm::Farm;
use leadwire::server::{Config, Server, Websites, enrich::Names};
use lists::Lists;
use reqwest::Client;
use serde_json::{Value, json};
use std::{
    error::Error,
    time::{Duration, Instant},
};

/// As the server has it: with the system's, lists wait for it beside a batch.
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

/// Why it ended early.
type Failure = Box<dyn Error + Send + Sync>;

const EMAIL: &str = "admin@leadwire.test";
const PASSWORD: &str = "correct horse battery staple";
/// How long lists are measured, without and with a batch.
const MEASURED: Duration = Duration::from_secs(15);

fn main() -> Result<(), Failure> {
    let farm = Farm::start()?;
    // Only fails if there is one already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(run(&farm))
}

fn number(name: &str, default: usize) -> usize {
    let given = std::env::var(name).ok();
    given.and_then(|text| text.parse().ok()).unwrap_or(default)
}

async fn run(farm: &Farm) -> Result<(), Failure> {
    let sites = number("LEADWIRE_BENCH_SITES", 2_000);
    let leads = number("LEADWIRE_BENCH_LEADS", 100_000);
    let look_ups = number("LEADWIRE_BENCH_LOOK_UPS", 64);
    let folder = tempfile::tempdir()?;
    let websites = Websites {
        allow_networks: vec!["127.0.0.0/8".parse()?],
        look_ups: u16::try_from(look_ups)?,
        names: Names::by(farm::Here),
        ..Websites::default()
    };
    let pause = websites.host_pause_ms;
    let outside = leadwire::server::Outside {
        websites,
        ..Default::default()
    };
    let config = Config {
        addr: ([127, 0, 0, 1], 0).into(),
        admin_email: EMAIL.into(),
        admin_password: Some(PASSWORD.into()),
        max_upload_mib: 256,
        uploads: folder.path().join("uploads"),
        behind_proxy: false,
        nightly: Default::default(),
        log_json: false,
        outside,
    };
    let url = format!("sqlite://{}", folder.path().join("bench.db").display());
    let server = Server::bind(config, &url).await?;
    let base = format!("http://{}/api/v1", server.addr);
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let running = tokio::spawn(server.run(async {
        let _ = stopped.await;
    }));
    let user = User::sign_in(&base).await?;
    user.import(farm, sites, leads).await?;
    println!(
        "{leads} leads, {sites} with a website; {look_ups} look-ups at a time, {pause} ms between two requests to a host"
    );

    let quiet = Lists::ask(&user, MEASURED).await?;
    println!("lists, nothing else running: {quiet}");
    let asked = farm.asked();
    let job = user
        .post("/enrichment/batch", json!({ "count": sites }))
        .await?;
    let id = job["id"].as_str().unwrap_or_default().to_owned();
    let start = Instant::now();
    let busy = Lists::ask(&user, MEASURED).await?;
    println!("lists, beside a batch:       {busy}");
    println!(
        "p99 beside a batch: {:.2} times that without",
        busy.p99() / quiet.p99()
    );
    loop {
        let job = user.get(&format!("/jobs/{id}")).await?;
        let done = job["done"].as_f64().unwrap_or_default();
        let took = start.elapsed().as_secs_f64();
        if job["status"] != "running" && job["status"] != "queued" || took > 45.0 {
            let report = &job["report"];
            let requests = farm.asked() - asked;
            println!(
                "{:.0} look-ups a minute ({done} in {took:.1} s; {} enriched, {} failed; {:.0} requests/s)",
                done * 60.0 / took,
                report["enriched"],
                report["failed"],
                requests as f64 / took
            );
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let least = farm.least_pause();
    println!(
        "least time between two requests to a host: {} ms",
        least.as_millis()
    );
    let _ = stop.send(());
    running.await??;
    Ok(())
}

/// Somebody who uses the server.
#[derive(Clone)]
pub struct User {
    http: Client,
    base: String,
    token: String,
}

impl User {
    async fn sign_in(base: &str) -> Result<Self, Failure> {
        let http = Client::new();
        let body = json!({"email": EMAIL, "password": PASSWORD, "client": "app"});
        let request = http.post(format!("{base}/session")).body(body.to_string());
        let answer = request
            .header("content-type", "application/json")
            .send()
            .await?;
        let answer: Value = serde_json::from_slice(&answer.bytes().await?)?;
        let token = answer["token"].as_str().ok_or("no token")?.to_owned();
        Ok(Self {
            http,
            base: base.to_owned(),
            token,
        })
    }

    async fn answer(&self, request: reqwest::RequestBuilder) -> Result<Value, Failure> {
        let answer = request
            .bearer_auth(&self.token)
            .send()
            .await?
            .error_for_status()?;
        Ok(serde_json::from_slice(&answer.bytes().await?)?)
    }

    /// `GET`.
    pub async fn get(&self, path: &str) -> Result<Value, Failure> {
        self.answer(self.http.get(format!("{}{path}", self.base)))
            .await
    }

    async fn post(&self, path: &str, body: Value) -> Result<Value, Failure> {
        let request = self.http.post(format!("{}{path}", self.base));
        let request = request.header("content-type", "application/json");
        self.answer(request.body(body.to_string())).await
    }

    /// Leads with websites on the farm, after others without.
    async fn import(&self, farm: &Farm, sites: usize, leads: usize) -> Result<(), Failure> {
        let mut csv = String::from("name,city,country,website\n");
        for n in 0..leads {
            csv.push_str(&format!("Liike {n},Kaupunki {},FI,\n", n % 300));
        }
        for n in 0..sites {
            csv.push_str(&format!("Kahvila {n},Helsinki,FI,{}\n", farm.url(n)));
        }
        let url = format!("{}/import?file_name=leads.csv", self.base);
        let job = self.answer(self.http.post(url).body(csv)).await?;
        let path = format!("/jobs/{}", job["id"].as_str().unwrap_or_default());
        while !matches!(
            self.get(&path).await?["status"].as_str(),
            Some("completed" | "failed")
        ) {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Ok(())
    }
}
