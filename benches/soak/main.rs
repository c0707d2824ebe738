//! A long day in one app: every screen opened and left over and over while others
//! change leads, and what memory that leaves behind.
//!
//! `make soak`; `LEADWIRE_SOAK_ROUNDS` (10,000) and `LEADWIRE_SOAK_EVENTS`
//! (1,000,000) say for how long. The app is whole but for its window, the server a
//! process of its own on loopback. Counted is what the app has allocated and not
//! freed, and how much there is of everything that could pile up: all of it has to
//! stay where it was after the first two fifths: queries are kept for five minutes.

mod counted;
mod others;
#[path = "../../tests/client/page.rs"]
#[allow(dead_code, reason = "the tests use more of it")]
mod page;
#[path = "../server/process.rs"]
#[allow(dead_code, reason = "the server's bench uses more of it")]
mod process;
#[path = "../../tests/server/support/mod.rs"]
#[allow(dead_code, reason = "the tests use more of it")]
mod support;
#[path = "../../tests/client/tree.rs"]
mod tree;

use others::Others;
use page::Page;
use process::{EMAIL, Running};
use std::{
    error::Error,
    time::{Duration, Instant},
};
use support::Person;

/// Why it ended early.
type Failure = Box<dyn Error + Send + Sync>;

/// Leads in the database.
const LEADS: &str = "10000";
/// How long the app works between a key and a look at what it did.
const MOMENT: Duration = Duration::from_millis(2);
/// Samples of memory.
const SAMPLES: usize = 20;

#[global_allocator]
static MEMORY: counted::Counted = counted::Counted;

fn main() -> Result<(), Failure> {
    let rounds = number("LEADWIRE_SOAK_ROUNDS", 10_000).max(SAMPLES);
    let events = number("LEADWIRE_SOAK_EVENTS", 1_000_000);
    let folder = tempfile::tempdir()?;
    let url = format!("sqlite://{}", folder.path().join("soak.db").display());
    process::command(&["seed", "--count", LEADS, "--database-url", &url])?;
    let server = Running::start(&url, &folder.path().join("uploads"))?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(run(&server, folder.path(), rounds, events))
}

/// A number from the environment.
fn number(name: &str, default: usize) -> usize {
    let given = std::env::var(name).ok();
    given.and_then(|text| text.parse().ok()).unwrap_or(default)
}

async fn run(
    server: &Running,
    folder: &std::path::Path,
    rounds: usize,
    events: usize,
) -> Result<(), Failure> {
    let mut person = Person::at(&format!("http://{}", server.addr));
    person.sign_in(EMAIL).await;
    let mut page = Page::of(&person, &folder.join("device")).await;
    page.see("Live").await;
    let others = Others::start(&person, events).await?;
    let started = Instant::now();
    println!(
        "{:>7}{:>9}{:>6}{:>8}{:>8}{:>9}{:>9}{:>10}{:>9}{:>6}{:>10}{:>10}{:>7}{:>7}{:>6}",
        "rounds",
        "events",
        "s",
        "MB used",
        "MB res.",
        "blocks",
        "queries",
        "observers",
        "watchers",
        "leads",
        "mutations",
        "listeners",
        "timers",
        "scopes",
        "nodes"
    );
    let mut samples = Vec::new();
    for sample in 1..=SAMPLES {
        for _ in 0..rounds / SAMPLES {
            round(&mut page).await;
        }
        // The share of the others' changes that belongs to this sample.
        page.work_until(others.reached(events * sample / SAMPLES))
            .await;
        let used = counted::used();
        let census = page.leadwire().ok_or("no data layer")?.client.census();
        println!(
            "{:>7}{:>9}{:>6.0}{:>8.1}{:>8.1}{:>9}{:>9}{:>10}{:>9}{:>6}{:>10}{:>10}{:>7}{:>7}{:>6}",
            rounds * sample / SAMPLES,
            others.made(),
            started.elapsed().as_secs_f64(),
            used.bytes as f64 / 1e6,
            process::memory_of(std::process::id(), "VmRSS"),
            used.blocks,
            census.queries,
            census.observers,
            census.watchers,
            census.leads,
            census.mutations,
            census.listeners,
            census.timers,
            page.scopes().count(),
            page.nodes(),
        );
        samples.push(used.bytes as f64);
    }
    let growth = samples[SAMPLES - 1] / samples[SAMPLES * 2 / 5] - 1.0;
    println!(
        "From two fifths of the way to the end: {:+.1} %",
        growth * 100.0
    );
    Ok(())
}

/// Whether a lead is shown, and not the table.
async fn is_open(page: &mut Page) -> bool {
    page.until("lead or table", |tree| {
        let is_open = tree.text(0).contains("Contact Phone");
        let mut elements = tree.elements().into_iter();
        let is_table = elements.any(|id| tree.attribute(id, "role") == Some("grid"));
        (is_open || is_table).then_some(is_open)
    })
    .await
}

/// Every screen that is there without asking, once.
async fn round(page: &mut Page) {
    page.press("Leads").await;
    page.see("10,000 leads").await;
    // The lead that the keys stand on may be changed away between the two of them.
    while !is_open(page).await {
        // From the top: rows far down are loaded as they are scrolled to, and nobody scrolls.
        page.key("Home").await;
        page.key("ArrowDown").await;
        page.key("Enter").await;
        page.work_until(tokio::time::sleep(MOMENT)).await;
    }
    for (screen, text) in [
        ("Import", "GeoJSON"),
        ("Settings", "Theme"),
        ("Dashboard", "With phone"),
    ] {
        page.press(screen).await;
        page.see(text).await;
    }
}
