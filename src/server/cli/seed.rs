//! `seed`: made-up leads.

use super::say;
use crate::server::{
    db::{Db, WriteLock},
    seed::Seed,
};
use std::{error::Error, time::Instant};

/// How many, and which.
#[derive(Clone, Copy, Debug, clap::Args)]
pub struct SeedCommand {
    /// Leads to make.
    #[arg(long, default_value_t = 10_000)]
    count: u64,
    /// The same number makes the same leads on the same day.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

impl SeedCommand {
    /// Makes them.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn run(self, database_url: &str) -> Result<(), Box<dyn Error>> {
        let lock = WriteLock::try_take(database_url)?
            .ok_or("a server runs on this database; stop it first")?;
        let db = Db::open_locked(database_url, &lock).await?;
        let started = Instant::now();
        let seed = Seed {
            count: self.count,
            seed: self.seed,
        };
        let mut told = 0;
        seed.run(&db, |done| {
            let tenths = done * 10 / self.count.max(1);
            if tenths > told {
                told = tenths;
                eprintln!("{done} leads");
            }
        })
        .await?;
        db.close().await;
        let seconds = started.elapsed().as_secs_f64();
        say(format_args!(
            "Made {} leads in {seconds:.1} s ({:.0}/s).",
            self.count,
            self.count as f64 / seconds.max(0.001)
        ));
        Ok(())
    }
}
