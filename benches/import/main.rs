//! How quickly a list is imported: until its rows are there for everybody, and until each has
//! been compared with all others; then a short list beside the long one.
//!
//! `cargo bench --bench import [-- ROWS MORE]`: made-up leads in 200 towns, then more, of
//! which half are copies of those, spelt otherwise. The server is part of this process, on
//! loopback, with a database in a temporary folder.

#[path = "../inside/mod.rs"]
mod inside;
#[path = "../dedupe/town.rs"]
mod town;

use inside::{Bound, Failure, User};
use leadwire::server::dedupe::Facts;
use std::time::Instant;

#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

/// Imports a file of so many rows, and says how long that took.
async fn import(user: &User, what: &str, rows: u64, csv: String) -> Result<(), Failure> {
    let started = Instant::now();
    let path = format!("/import?file_name={what}.csv");
    let job = user.send(&path, |request| request.body(csv)).await?;
    let mut there = None;
    let job = user.ended(job, |job| {
        if there.is_none() && job.done >= rows {
            there = Some(started.elapsed());
        }
    });
    let job = job.await?;
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
    let server = Bound::with(|_| {}).await?.serve().await?;
    let user = &server.user;
    let world = town::World::new(2_026);
    let all = csv((0..rows).map(|n| world.lead(n)));
    import(user, "all", rows.into(), all).await?;
    let others = csv((0..more).map(|n| world.new_lead(n, rows).1));
    import(user, "more", more.into(), others).await?;
    server.stop().await
}

/// Bytes of memory that the process has.
fn resident() -> usize {
    let text = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let pages = text.split(' ').nth(1).and_then(|pages| pages.parse().ok());
    pages.unwrap_or(0_usize) * 4_096
}
