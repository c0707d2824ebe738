//! What differs between the kinds of jobs: how many run at a time, which events tell
//! of them, what runs them, and what has to be there to try them again.

use super::{JobError, Run, Stored, import};
use crate::{
    model::{EventBody, Job, JobKind},
    server::{
        db::{DbError, WriteTx},
        enrich, scrape,
    },
};
use std::time::Duration;

/// The events that tell of jobs of a kind.
#[derive(Clone, Copy)]
pub struct EventsOf {
    /// It moved on. Not durable.
    pub progress: fn(Box<Job>) -> EventBody,
    /// It ended well, or was cancelled.
    pub complete: fn(Box<Job>) -> EventBody,
    /// It ended badly.
    pub failed: fn(Box<Job>) -> EventBody,
}

/// The events that tell of jobs of this kind.
pub const fn events_of(kind: JobKind) -> EventsOf {
    match kind {
        JobKind::Import => EventsOf {
            progress: EventBody::ImportProgress,
            complete: EventBody::ImportComplete,
            failed: EventBody::ImportFailed,
        },
        JobKind::Scrape => EventsOf {
            progress: EventBody::ScrapingProgress,
            complete: EventBody::ScrapingComplete,
            failed: EventBody::ScrapingFailed,
        },
        JobKind::Enrich | JobKind::BatchEnrich => EventsOf {
            progress: EventBody::EnrichmentProgress,
            complete: EventBody::EnrichmentComplete,
            failed: EventBody::EnrichmentFailed,
        },
    }
}

/// Jobs of a kind that run at a time: a short one need not wait for a long one.
pub const fn at_once(kind: JobKind) -> usize {
    match kind {
        // They wait for others most of the time.
        JobKind::Enrich => 8,
        JobKind::Scrape | JobKind::BatchEnrich | JobKind::Import => 2,
    }
}

/// How long a job gets on before it lets one have a turn that waits for it. An import
/// reads its file again from the start when its turn comes again.
pub const fn turn(kind: JobKind) -> Duration {
    match kind {
        JobKind::Import => Duration::from_secs(30),
        JobKind::Scrape | JobKind::Enrich | JobKind::BatchEnrich => Duration::from_secs(10),
    }
}

/// Runs a claimed job to its good end.
///
/// # Errors
/// Why it ended early.
pub async fn run(run: Run) -> Result<(), JobError> {
    match run.stored.job.kind {
        JobKind::Import => import::run(run).await,
        JobKind::Scrape => scrape::run(run).await,
        JobKind::Enrich => enrich::run_one(run).await,
        JobKind::BatchEnrich => enrich::run_batch(run).await,
    }
}

/// Whether what it works on is still there; if not, says so and what to do, for people.
pub async fn is_runnable(stored: &Stored) -> Result<(), &'static str> {
    match stored.job.kind {
        JobKind::Import => import::is_kept(stored).await,
        JobKind::Scrape | JobKind::Enrich | JobKind::BatchEnrich => Ok(()),
    }
}

/// A job does not run any more, and did not end well.
///
/// # Errors
/// When the database fails.
pub async fn let_go(tx: &mut WriteTx<'_>, stored: &Stored) -> Result<(), DbError> {
    match stored.job.kind {
        JobKind::Enrich | JobKind::BatchEnrich => enrich::let_go(tx, stored).await,
        JobKind::Scrape | JobKind::Import => Ok(()),
    }
}
