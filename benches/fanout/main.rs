//! How long a change takes from one client's request to other clients' callbacks,
//! with 1 to 5,000 sockets that listen to the same topic and 100 changes a second;
//! what an idle connection costs the server; and what clients that read nothing do to it
//! and to the others.
//!
//! `make bench`; `LEADWIRE_BENCH_SOCKETS` (numbers with commas between), `_SECONDS`,
//! `_RATE` (changes a second) and `_STALLED` (those who read nothing; 0 leaves that part
//! out) say how many. The server is a process of its own, on
//! loopback, with a database in a temporary folder; clients and server share the
//! machine's cores. Times are from before the request is sent until the frame is in the
//! listener's hands, over all pairs of change and listener.

mod changes;
mod connect;
mod frames;
mod listeners;
mod process;
mod silent;
mod times;

use changes::Changes;
use listeners::Listeners;
use process::Running;
use std::{error::Error, time::Duration};
use times::Times;

/// Why it ended early.
type Failure = Box<dyn Error + Send + Sync>;

/// Clients that read nothing, beside 1,000 that do.
const STALLED: usize = 20;

fn main() -> Result<(), Failure> {
    leadwire::server::raise_open_files();
    // HTTP clients take the process's provider; only fails if there is one already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let cores = std::thread::available_parallelism()?.get();
    // The machine is shared with the server, which gets the larger half.
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads((cores / 2).max(1))
        .enable_all()
        .build()?
        .block_on(measure(cores))
}

async fn measure(cores: usize) -> Result<(), Failure> {
    let given = std::env::var("LEADWIRE_BENCH_SOCKETS");
    let sizes = given.as_deref().unwrap_or("1,100,1000,5000");
    let sizes: Vec<usize> = sizes
        .split(',')
        .map(|size| size.trim().parse())
        .collect::<Result<_, _>>()?;
    let seconds = number("LEADWIRE_BENCH_SECONDS", 10);
    let rate = number("LEADWIRE_BENCH_RATE", 100);
    println!("{rate} changes a second for {seconds} s, {cores} cores for server and clients");
    println!(
        "{:>8}{:>10}{:>9}{:>9}{:>9}{:>9}{:>9}{:>11}",
        "sockets", "delivered", "p50 ms", "p99 ms", "max ms", "write", "server", "KB/idle"
    );
    for sockets in sizes {
        run(sockets, seconds, rate).await?;
    }
    match number("LEADWIRE_BENCH_STALLED", STALLED as u64) {
        0 => Ok(()),
        stalled => self::stalled(rate, stalled as usize).await,
    }
}

/// One row of the table.
async fn run(sockets: usize, seconds: u64, rate: u64) -> Result<(), Failure> {
    let server = Running::start()?;
    let token = server.sign_in().await?;
    let changes = Changes::new(&server.addr, &token, rate * seconds, 0).await?;
    let idle = server.settled().await;
    let mut listeners = Listeners::connect(&server.addr, &token, sockets, &changes.sent).await?;
    let per_socket = (server.settled().await - idle) / sockets as f64 / 1e3;
    let before = server.cpu();
    let mut writes = changes.make(rate).await?;
    listeners.heard_all().await?;
    let cpu = (server.cpu() - before) / seconds as f64;
    let mut times = listeners.stop().await?;
    let expected = sockets as u64 * rate * seconds;
    println!(
        "{sockets:>8}{:>9.2}%{:>9.2}{:>9.2}{:>9.2}{:>9.2}{:>8.0}%{per_socket:>11.1}",
        times.len() as f64 * 100.0 / expected as f64,
        times.at(50.0),
        times.at(99.0),
        times.at(100.0),
        writes.at(50.0),
        cpu * 100.0,
    );
    Ok(())
}

/// 1,000 listeners, without and with those who read nothing, of changes of 2.5 kB: long
/// enough to fill what the system takes for them, and for the server's patience after that.
async fn stalled(rate: u64, count: usize) -> Result<(), Failure> {
    const LISTENERS: usize = 1_000;
    println!("{LISTENERS} listeners, frames of 2.5 kB:");
    for (stalled, seconds) in [(0, 10), (count, 30)] {
        let server = Running::start()?;
        let token = server.sign_in().await?;
        let changes = Changes::new(&server.addr, &token, rate * seconds, 1_900).await?;
        let mut listeners =
            Listeners::connect(&server.addr, &token, LISTENERS, &changes.sent).await?;
        let silent = silent::silent(&server.addr, &token, stalled).await?;
        let before = server.settled().await;
        let most = server.watch();
        changes.make(rate).await?;
        listeners.heard_all().await?;
        let most = most.stop().await;
        // The listeners are still there, those who were cut off are not.
        let after = server.settled().await;
        let mut times: Times = listeners.stop().await?;
        let cut_off = silent::count_cut_off(silent).await;
        println!(
            "  {stalled:>3} read nothing for {seconds} s ({cut_off} cut off): p50 {:.2}, p99 {:.2}, \
             max {:.2} ms; server {:.1} MB before, {:.1} at most, {:.1} after",
            times.at(50.0),
            times.at(99.0),
            times.at(100.0),
            before / 1e6,
            most / 1e6,
            after / 1e6,
        );
    }
    Ok(())
}

/// A number from the environment.
fn number(name: &str, default: u64) -> u64 {
    let given = std::env::var(name).ok();
    given.and_then(|text| text.parse().ok()).unwrap_or(default)
}

/// How long may pass without anything happening before the bench gives up.
const PATIENCE: Duration = Duration::from_secs(30);
