//! How quick the server is with a million leads: lists with filter, order and
//! search, and counts, asked for by 16 clients at once; changes beside them; CSV;
//! its memory.
//!
//! `make bench`; `LEADWIRE_BENCH_LEADS` and `LEADWIRE_BENCH_REQUESTS` (of each kind)
//! say how many. The server is a process of its own, on loopback, with databases in a
//! temporary folder. The last column is the median in times of that of `/healthz`.

mod client;
mod process;
mod queries;
mod writes;

use client::{CLIENTS, Client, Times, ask, sign_in};
use process::{Running, command};
use queries::QUERIES;
use std::{error::Error, path::Path, time::Instant};

/// Why it ended early.
type Failure = Box<dyn Error + Send + Sync>;

fn main() -> Result<(), Failure> {
    let leads = number("LEADWIRE_BENCH_LEADS", 1_000_000);
    let requests = number("LEADWIRE_BENCH_REQUESTS", 800);
    let folder = tempfile::tempdir()?;
    let folder = folder.path();
    let url = format!("sqlite://{}", folder.join("bench.db").display());
    let count = leads.to_string();
    print!(
        "{}",
        command(&["seed", "--count", &count, "--database-url", &url])?
    );
    let csv = folder.join("leads.csv");
    import(&url, folder, &csv, leads)?;
    let server = Running::start(&url, &folder.join("uploads"))?;
    println!("Started in {:.1} s", server.took.as_secs_f64());
    tokio::runtime::Runtime::new()?.block_on(async {
        let unit = measure(&server, requests).await?;
        drop(server);
        writes::live_import(folder, &csv, false, unit).await?;
        writes::live_import(folder, &csv, true, unit).await
    })
}

/// A number from the environment.
fn number(name: &str, default: usize) -> usize {
    let given = std::env::var(name).ok();
    given.and_then(|text| text.parse().ok()).unwrap_or(default)
}

/// Writes the leads as CSV and imports that into an empty database.
fn import(url: &str, folder: &Path, csv: &Path, leads: usize) -> Result<(), Failure> {
    let csv = csv.display().to_string();
    let other = format!("sqlite://{}", folder.join("import.db").display());
    for (what, arguments) in [
        (
            "CSV export",
            ["export", "--database-url", url, "--output", &csv].as_slice(),
        ),
        ("CSV import", &["import", "--database-url", &other, &csv]),
    ] {
        let started = Instant::now();
        command(arguments)?;
        let took = started.elapsed().as_secs_f64();
        println!("{what}: {:.0} rows/s ({took:.1} s)", leads as f64 / took);
    }
    Ok(())
}

/// Everything that is asked of a server that holds the leads. Returns the median of
/// the least that it can be asked, in milliseconds.
async fn measure(server: &Running, requests: usize) -> Result<f64, Failure> {
    let addr = &server.addr;
    let token = sign_in(addr).await?;
    println!(
        "{:.0} MB resident after the start, {:.0} MB at most",
        server.memory("VmRSS"),
        server.memory("VmHWM")
    );
    println!("{CLIENTS} clients, {requests} requests each kind; milliseconds");
    println!(
        "{:<32}{:>9}{:>9}{:>9}{:>9}{:>9}",
        "", "total", "p50", "p99", "max", "healthz"
    );
    let mut health = ask(addr, &token, vec!["/healthz".into()], requests * 4).await?;
    let unit = health.at(50);
    health.print("healthz", "", unit);
    let mut first = Client::connect(addr, &token).await?;
    let mut all = Times::default();
    for (name, query, values) in QUERIES {
        let mut paths: Vec<String> = values
            .iter()
            .map(|value| format!("/api/v1/businesses?{query}{value}"))
            .collect();
        let asked = query.trim_end_matches("cursor=");
        let value = values.first().copied().unwrap_or_default();
        let limited = if asked.contains("limit=") {
            ""
        } else {
            "&limit=1"
        };
        let page = format!("/businesses?{asked}{value}{limited}")
            .replace("?&", "?")
            .replace("&&", "&");
        let page = first.json("GET", &page, "").await?;
        if paths.is_empty() {
            let cursor = page["meta"]["next_cursor"].as_str().ok_or("no cursor")?;
            paths.push(format!("/api/v1/businesses?{query}{cursor}"));
        }
        let mut times = ask(addr, &token, paths, requests).await?;
        times.print(name, &page["meta"]["total"].to_string(), unit);
        all.extend(&times);
    }
    let page = first.json("GET", "/businesses?limit=20", "").await?;
    let leads = page["data"].as_array().ok_or("no leads")?;
    let one = leads.iter().filter_map(|lead| lead["id"].as_str());
    let one = one.map(|id| format!("/api/v1/businesses/{id}")).collect();
    for (name, paths) in [
        ("one lead", one),
        ("stats", vec!["/api/v1/stats".into()]),
        ("jobs", vec!["/api/v1/jobs".into()]),
        (
            "events",
            vec!["/api/v1/events?since=0&topics=businesses".into()],
        ),
    ] {
        let mut times = ask(addr, &token, paths, requests).await?;
        times.print(name, "", unit);
        all.extend(&times);
    }
    all.print("all", "", unit);
    writes::beside_readers(addr, &token, requests, unit).await?;
    writes::bulk(addr, &token, unit).await?;
    println!(
        "{:.0} MB resident, {:.0} MB at most",
        server.memory("VmRSS"),
        server.memory("VmHWM")
    );
    Ok(unit)
}
