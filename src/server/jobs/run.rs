//! A claimed job in the hands of its run: the steps that it takes, and its end.
//!
//! ```text
//! let db = run.db();
//! let mut tx = run.step(&db).await?;   // only while the job is this run's
//! // … changes through `tx`, counts in `run.stored.job` …
//! run.take(tx, position).await?;       // all of it, and the position, or nothing
//! ```

use super::{
    JobError, JobQueue,
    queue::told,
    store::{self, Stored},
};
use crate::{
    model::JobStatus,
    server::{
        AppState, Outside,
        db::{Db, Origin, WriteTx},
        enrich::Enricher,
        scrape::Scraper,
    },
};
use std::{
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::sync::watch;

/// Least time between two events that tell of a job's progress.
const TELL_EVERY: Duration = Duration::from_millis(100);

/// What every run can reach.
#[derive(Clone)]
pub struct Context {
    /// The database, and through it the event log.
    pub db: Arc<Db>,
    /// The queue that jobs are taken from.
    pub queue: Arc<JobQueue>,
    /// Where leads come from, and how to ask there.
    pub outside: Arc<Outside>,
    /// What searches share.
    pub scraper: Arc<Scraper>,
    /// What look-ups of contacts share.
    pub enricher: Arc<Enricher>,
    /// Becomes true when the server stops.
    pub shutdown: watch::Receiver<bool>,
}

impl Context {
    /// For a process that is no server, until `shutdown` becomes true.
    pub fn alone(db: Arc<Db>, shutdown: watch::Receiver<bool>) -> Self {
        let outside = Outside::default();
        Self {
            db,
            queue: Arc::default(),
            scraper: Arc::new(Scraper::new(&outside, Path::new(""))),
            enricher: Arc::new(Enricher::new(&outside)),
            outside: Arc::new(outside),
            shutdown,
        }
    }
}

impl From<&AppState> for Context {
    fn from(state: &AppState) -> Self {
        Self {
            db: state.db.clone(),
            queue: state.jobs.clone(),
            outside: Arc::new(state.config.outside.clone()),
            scraper: state.scraper.clone(),
            enricher: state.enricher.clone(),
            shutdown: state.shutdown.clone(),
        }
    }
}

/// A claimed job while it runs.
pub struct Run {
    /// What it can reach.
    pub context: Context,
    /// The job, as this run knows it: written with every step.
    pub stored: Stored,
    telling: Telling,
    /// When it first got further.
    since: Option<Instant>,
}

impl Run {
    /// Of a job that was claimed.
    pub fn new(context: Context, stored: Stored) -> Self {
        Self {
            context,
            stored,
            telling: Telling::from(Instant::now()),
            since: None,
        }
    }

    /// The database.
    pub fn db(&self) -> Arc<Db> {
        self.context.db.clone()
    }

    /// Comes back when the server stops: whatever takes long is raced with it, and
    /// ends with [`JobError::Stopping`].
    pub fn stopping(&self) -> impl Future<Output = ()> + Send + 'static {
        let mut shutdown = self.context.shutdown.clone();
        async move {
            // The server is gone: it has stopped.
            let _ = shutdown.wait_for(|down| *down).await;
        }
    }

    /// Begins a step: a write on behalf of whoever asked for the job.
    ///
    /// # Errors
    /// [`Lost`](JobError::Lost) if the job is no longer this run's,
    /// [`Turn`](JobError::Turn) if others of its kind have waited long enough for it.
    pub async fn step<'a>(&self, db: &'a Db) -> Result<WriteTx<'a>, JobError> {
        self.offer_turn()?;
        self.go_on(db).await
    }

    /// Notes that the step that is being taken gets it further: it is not in vain that it
    /// runs, and its turn is on. A position that moves says so by itself.
    pub fn got_further(&mut self) {
        self.stored.attempts = 0;
        self.since.get_or_insert_with(Instant::now);
    }

    /// Lets others have their turn, if they have waited long enough for it.
    ///
    /// # Errors
    /// [`Turn`](JobError::Turn) if they have.
    pub fn offer_turn(&self) -> Result<(), JobError> {
        let kind = self.stored.job.kind;
        let had_its_turn = self
            .since
            .is_some_and(|since| since.elapsed() >= self.context.queue.turn(kind));
        if had_its_turn && self.context.queue.is_crowded(kind) {
            return Err(JobError::Turn);
        }
        Ok(())
    }

    /// Begins a step that belongs to the one before: what it writes took long to get, and
    /// would have to be got again after the turn of others.
    ///
    /// # Errors
    /// [`Lost`](JobError::Lost) if the job is no longer this run's.
    pub async fn go_on<'a>(&self, db: &'a Db) -> Result<WriteTx<'a>, JobError> {
        let origin = Origin {
            actor: self.stored.job.created_by,
            mutation_id: None,
        };
        let mut tx = db.write(origin).await?;
        if !store::still_has(tx.conn(), &self.stored).await? {
            return Err(JobError::Lost);
        }
        Ok(tx)
    }

    /// Ends a step: what it changed, how the job stands and how far it has come are
    /// written together or not at all. Its progress is told now and then.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn take(&mut self, mut tx: WriteTx<'_>, position: u64) -> Result<(), JobError> {
        if position > self.stored.position {
            self.stored.position = position;
            self.got_further();
        }
        self.stored.save(&mut tx).await?;
        tx.commit().await?;
        if self.telling.is_due(Instant::now()) {
            told(&self.context.db, &self.stored.job);
        }
        Ok(())
    }

    /// Records the good end in a last step, and tells of it. `summary` is the last line
    /// of the job's log.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn finish(mut self, mut tx: WriteTx<'_>, summary: String) -> Result<(), JobError> {
        let at = tx.at();
        let stored = &mut self.stored;
        stored.job.status = JobStatus::Completed;
        stored.job.progress = 100.0;
        stored.job.total = Some(stored.job.done);
        stored.job.finished_at = Some(at);
        stored.note(at, "info", summary);
        stored.save(&mut tx).await?;
        let complete = super::events_of(stored.job.kind).complete;
        tx.emit(complete(Box::new(stored.job.clone()))).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// When progress is told: however quick the steps are, not more often than people see.
struct Telling {
    last: Instant,
}

impl Telling {
    /// Of what begins at `start`, which is told by itself.
    fn from(start: Instant) -> Self {
        Self { last: start }
    }

    /// Whether to tell what there is by `now`.
    fn is_due(&mut self, now: Instant) -> bool {
        let is_due = now.duration_since(self.last) >= TELL_EVERY;
        if is_due {
            self.last = now;
        }
        is_due
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_of_quick_steps_is_told_together_and_of_slow_ones_each_time() {
        let start = Instant::now();
        let mut telling = Telling::from(start);
        let mut told = |every: u64, from: u64, until: u64| {
            let times = (from..until).step_by(every as usize);
            times
                .filter(|ms| telling.is_due(start + Duration::from_millis(*ms)))
                .count()
        };
        assert_eq!(told(1, 1, 1_000), 9, "of 999 steps in a second");
        assert_eq!(told(250, 1_000, 3_000), 8, "of 8 in two");
    }
}
