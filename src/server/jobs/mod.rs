//! Long work, done in the background: a durable queue in the database, and the
//! runner that works it off.
//!
//! A job's position moves in the same transaction as the changes that it makes,
//! so after a crash it goes on where it was and nothing is done twice. Cancelling
//! is such a transaction too: once it is answered, the job changes nothing more.

pub mod formula;
pub mod import;
mod queue;
mod runner;
mod store;
mod uploads;

pub use queue::{Change, cancel, enqueue, retry, told};
pub use runner::{JobRunner, claim_this, recover, run_one};
pub use store::{Input, Stored, counts, find, list, rejections, shorten};
pub use uploads::sweep;

use super::db::DbError;
use tokio::sync::Notify;

/// Wakes the runner when there is something to do.
#[derive(Debug, Default)]
pub struct JobQueue {
    wake: Notify,
}

impl JobQueue {
    /// There is something to do.
    pub fn notify(&self) {
        self.wake.notify_one();
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
    /// Somebody cancelled it, or another run has taken it over.
    #[error("no longer this run's job")]
    Lost,
}

impl From<sqlx::Error> for JobError {
    fn from(error: sqlx::Error) -> Self {
        Self::Db(error.into())
    }
}
