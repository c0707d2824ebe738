//! Enrichment: finds out how a business can be reached, from its own web pages.
//!
//! [`fetch`] asks for pages, politely and safely; [`extract`] reads them; a look-up of a
//! lead crawls the few that matter and puts down what they say. Nothing is ever guessed
//! but where the website of somebody with mail at a domain of their own is.

mod aside;
mod crawl;
pub mod extract;
mod fetch;
mod found;
mod guess;
mod logo;
mod look_up;
mod order;
mod pages;
mod picture;
mod run;
mod supply;

pub use fetch::{
    Answer, Class, FetchError, Fetcher, Guard, Limits, Lookup, Names, Page, Validators,
};
pub use order::{BatchError, order_batch, order_one};

use super::{
    Outside,
    db::{Db, DbError, Origin, WriteTx, logos},
    jobs::{JobError, Run, Stored, items},
};
use crate::model::words;
use aside::Aside;

/// What all look-ups of this server share.
pub struct Enricher {
    /// For look-ups that somebody waits for.
    fetcher: Result<Fetcher, FetchError>,
    /// For all batches together.
    in_batches: Result<Fetcher, FetchError>,
    /// Threads that read pages; none if the system gives none.
    readers: Option<Aside>,
    /// Leads of a batch that are under way.
    at_once: usize,
}

/// Leads that are under way for each that is asked: the rest wait until their hosts may be
/// asked again, a second after each answer, which itself takes a third of that.
const UNDER_WAY: usize = 4;

impl Enricher {
    /// For a server that was asked to run so.
    pub fn new(outside: &Outside) -> Self {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let fetcher = Fetcher::new(outside);
        if let Err(error) = &fetcher {
            tracing::error!(%error, "leads cannot be looked up");
        }
        // The other half answers requests meanwhile.
        let readers = Aside::new((cores / 2).max(1))
            .inspect_err(|error| tracing::error!(%error, "no threads to read pages with"))
            .ok();
        let asked = usize::from(outside.websites.look_ups.max(1));
        let in_batches = fetcher.as_ref().map(|it| it.at_most(asked));
        Self {
            in_batches: in_batches.map_err(Clone::clone),
            fetcher,
            readers,
            at_once: asked * UNDER_WAY,
        }
    }
}

/// Runs the look-up of one lead that is claimed, to its good end.
///
/// # Errors
/// Why it ended early; what was found until then is kept.
pub async fn run_one(mut run: Run) -> Result<(), JobError> {
    let db = run.db();
    // Tried again after it failed: the one lead is to be done again.
    let mut tx = run.step(&db).await?;
    if items::again(tx.conn(), run.stored.job.id).await? > 0 {
        run.stored.job.done = 0;
        run.stored.job.report.get_or_insert_default().failed = 0;
        run.take(tx, 0).await?;
    } else {
        drop(tx);
    }
    let enricher = run.context.enricher.clone();
    match run::look_all_up(&mut run, &enricher.fetcher, 1).await? {
        Some(reason) => Err(JobError::Input(reason)),
        None => {
            let tx = run.go_on(&db).await?;
            run.finish(tx, "Looked up.".into()).await
        }
    }
}

/// Runs the look-up of many leads that is claimed, to its good end.
///
/// # Errors
/// Why it ended early; what was found until then is kept.
pub async fn run_batch(mut run: Run) -> Result<(), JobError> {
    let enricher = run.context.enricher.clone();
    run::look_all_up(&mut run, &enricher.in_batches, enricher.at_once).await?;
    let report = run.stored.job.report.clone().unwrap_or_default();
    let summary = match report.failed {
        0 => format!("Looked up {}.", words::leads(report.enriched)),
        failed => format!(
            "Looked up {}; {} could not be.",
            words::leads(report.enriched),
            words::count(failed)
        ),
    };
    let db = run.db();
    let tx = run.go_on(&db).await?;
    run.finish(tx, summary).await
}

/// A job runs no longer, and did not end well: leads that it said were being looked up
/// are so no longer. In the transaction that takes the job from its run.
///
/// # Errors
/// When the database fails.
pub async fn let_go(tx: &mut WriteTx<'_>, stored: &Stored) -> Result<(), DbError> {
    run::let_go(tx, stored).await
}

/// Forgets the pages that were read longest ago, above what is kept, and the pictures that
/// no lead shows.
///
/// # Errors
/// When the database fails.
pub async fn sweep(db: &Db) -> Result<(), DbError> {
    let mut tx = db.write(Origin::default()).await?;
    pages::trim(tx.conn()).await?;
    let at = tx.at();
    logos::trim(tx.conn(), at).await?;
    tx.commit().await.map(drop)
}
