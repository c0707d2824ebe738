//! How quick searches in a local extract are: making its index, half a kilometre of a city
//! the first time and again, and all of the extract.
//!
//! `LEADWIRE_TEST_PBF` tells where the extract is. The server is part of this process, on
//! loopback, with a database in a temporary folder.

#[path = "../inside/mod.rs"]
mod inside;

use inside::{Bound, Failure};
use serde_json::json;
use std::{
    path::{Path, PathBuf},
    time::Instant,
};

fn extract() -> PathBuf {
    std::env::var_os("LEADWIRE_TEST_PBF").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/osm/helsinki.osm.pbf"),
        PathBuf::from,
    )
}

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let server = Bound::with(|config| config.outside.extract = Some(extract())).await?;
    let state = server.server.state.clone();
    let started = Instant::now();
    let index = state.scraper.extract.open(state.shutdown.clone()).await?;
    println!(
        "index of {} leads: {:.2} s",
        index.len(),
        started.elapsed().as_secs_f64()
    );
    let server = server.serve().await?;
    let user = &server.user;
    let near = json!({"lat": 60.1699, "lon": 24.9384, "radius_m": 500});
    let all = json!({"lat": 60.1699, "lon": 24.9384, "radius_m": 200_000});
    for (what, request) in [
        ("500 m, first", &near),
        ("500 m, again", &near),
        ("all, first", &all),
        ("all, again", &all),
    ] {
        let started = Instant::now();
        let job = user.post("/scrapes", request).await?;
        let job = user.ended(job, |_| {}).await?;
        let took = started.elapsed();
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
    server.stop().await
}
