//! How many leads a minute are looked up, with every host asked as politely as ever, and
//! what that does to everybody else's lists.
//!
//! `cargo bench --bench enrich`; `LEADWIRE_BENCH_SITES` says how many websites there are,
//! `LEADWIRE_BENCH_LEADS` how many leads beside those, `LEADWIRE_BENCH_LOOK_UPS` how many
//! are looked up at a time. The websites are on loopback, in this process, and answer
//! after 50 ms; each has three pages, a robots.txt and a logo (`LEADWIRE_BENCH_LOGOS=0`:
//! none). The server is in this process too.

mod farm;
#[path = "../inside/mod.rs"]
mod inside;
mod lists;

use farm::Farm;
use inside::{Bound, Failure, User};
use leadwire::server::{Outside, Websites, enrich::Names};
use lists::Lists;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// As the server has it: with the system's, lists wait for it beside a batch.
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

/// How long lists are measured, without and with a batch.
const MEASURED: Duration = Duration::from_secs(15);

fn main() -> Result<(), Failure> {
    let farm = Farm::start(number("LEADWIRE_BENCH_LOGOS", 1) > 0)?;
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
    let websites = Websites {
        allow_networks: vec!["127.0.0.0/8".parse()?],
        look_ups: u16::try_from(look_ups)?,
        names: Names::by(farm::Here),
        ..Websites::default()
    };
    let pause = websites.host_pause_ms;
    let server = Bound::with(|config| {
        config.outside = Outside {
            websites,
            ..Outside::default()
        };
    });
    let server = server.await?.serve().await?;
    let user = &server.user;
    import(user, farm, sites, leads).await?;
    println!(
        "{leads} leads, {sites} with a website{}; {look_ups} look-ups at a time, {pause} ms between two requests to a host",
        if farm.with_logos() { " and a logo" } else { "" }
    );

    let quiet = Lists::ask(user, MEASURED).await?;
    println!("lists, nothing else running: {quiet}");
    let asked = farm.asked();
    let wanted = json!({ "count": sites });
    let job: Value = user.post("/enrichment/batch", &wanted).await?;
    let id = job["id"].as_str().unwrap_or_default().to_owned();
    let start = Instant::now();
    let busy = Lists::ask(user, MEASURED).await?;
    println!("lists, beside a batch:       {busy}");
    println!(
        "p99 beside a batch: {:.2} times that without",
        busy.p99() / quiet.p99()
    );
    loop {
        let job: Value = user.get(&format!("/jobs/{id}")).await?;
        let done = job["done"].as_f64().unwrap_or_default();
        let took = start.elapsed().as_secs_f64();
        if job["status"] != "running" && job["status"] != "queued" || took > 45.0 {
            let report = &job["report"];
            let requests = farm.asked() - asked;
            println!(
                "{:.0} look-ups a minute ({done} in {took:.1} s; {} enriched, {} failed; {:.0} requests/s; {} pictures)",
                done * 60.0 / took,
                report["enriched"],
                report["failed"],
                requests as f64 / took,
                farm.pictures()
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
    server.stop().await
}

/// Leads with websites on the farm, after others without.
async fn import(user: &User, farm: &Farm, sites: usize, leads: usize) -> Result<(), Failure> {
    let mut csv = String::from("name,city,country,website\n");
    for n in 0..leads {
        csv.push_str(&format!("Liike {n},Kaupunki {},FI,\n", n % 300));
    }
    for n in 0..sites {
        csv.push_str(&format!("Kahvila {n},Helsinki,FI,{}\n", farm.url(n)));
    }
    let path = "/import?file_name=leads.csv";
    let job = user.send(path, |request| request.body(csv)).await?;
    user.ended(job, |_| {}).await.map(drop)
}
