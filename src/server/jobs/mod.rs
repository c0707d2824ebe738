//! Long work, done in the background: a durable queue in the database, and the
//! runner that works it off.
//!
//! A job's position moves in the same transaction as the changes that it makes,
//! so after a crash it goes on where it was and nothing is done twice. Cancelling
//! and pausing are such transactions too: once they are answered, the job changes
//! nothing more.

pub mod formula;
pub mod import;
pub mod items;
mod kinds;
mod queue;
pub mod report;
mod run;
mod runner;
mod settle;
mod store;
mod summary;
mod turns;
mod uploads;

pub use kinds::{events_of, is_runnable};
pub use queue::{Change, cancel, enqueue, pause, resume, retry, set_total, told};
pub use run::{Context, Run};
pub use runner::{JobRunner, claim_this, recover, run_one};
pub use settle::settle;
pub use store::{Stored, add_rejections, counts, find, list, rejections, shorten};
pub use summary::summary;
pub use uploads::sweep;

use super::db::DbError;
use crate::model::JobKind;
use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};
use tokio::sync::Notify;

/// Wakes the runner when there is something to do, and knows for which kinds there is
/// more to do than fits.
#[derive(Debug, Default)]
pub struct JobQueue {
    wake: Notify,
    crowded: [AtomicBool; JobKind::ALL.len()],
    turn: Option<Duration>,
}

impl JobQueue {
    /// With turns of so long for jobs of every kind.
    pub fn with_turns_of(turn: Duration) -> Self {
        Self {
            turn: Some(turn),
            ..Self::default()
        }
    }

    /// How long a job gets on before it lets one have a turn that waits for it.
    fn turn(&self, kind: JobKind) -> Duration {
        self.turn.unwrap_or_else(|| kinds::turn(kind))
    }

    /// There is something to do.
    pub fn notify(&self) {
        self.wake.notify_one();
    }

    /// Whether jobs of this kind wait for those that run.
    fn is_crowded(&self, kind: JobKind) -> bool {
        self.crowded[kind as usize].load(Ordering::Relaxed)
    }

    fn crowd(&self, kind: JobKind, is_crowded: bool) {
        self.crowded[kind as usize].store(is_crowded, Ordering::Relaxed);
    }
}

/// Why a run of a job ended before its time.
#[derive(Debug, thiserror::Error)]
pub enum JobError {
    /// What it was given is not right; another run would end the same way.
    #[error("{0}")]
    Input(String),
    /// Something that may have passed by the next run.
    #[error("{0}")]
    Passing(String),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
    /// The server stops; the job goes on after its next start.
    #[error("the server stops")]
    Stopping,
    /// It ran for a while, and others of its kind wait: it goes on after them.
    #[error("others have their turn")]
    Turn,
    /// Somebody cancelled or paused it, or another run has taken it over.
    #[error("no longer this run's job")]
    Lost,
}

impl From<sqlx::Error> for JobError {
    fn from(error: sqlx::Error) -> Self {
        Self::Db(error.into())
    }
}
