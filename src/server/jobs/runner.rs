//! Works the queue off.

use super::{
    JobError, JobQueue, import,
    queue::{queue_again, told},
    store::{self, Stored},
};
use crate::{
    model::{EventBody, Job, JobStatus},
    server::{
        AppState,
        db::{Db, DbError, Origin, WriteTx, now},
    },
};
use futures::FutureExt;
use std::{panic::AssertUnwindSafe, sync::Arc, time::Duration};
use tokio::{
    sync::{Semaphore, watch},
    task::JoinHandle,
};

/// Imports that run at a time: a short one need not wait for a long one.
const IMPORTS: usize = 2;
/// Runs without progress before a job is given up.
const MAX_ATTEMPTS: u32 = 3;
/// How often the queue is looked at for what another process put there.
const POLL: Duration = Duration::from_millis(500);
/// Wait before the second run; doubles with every further one.
const BACKOFF: Duration = Duration::from_secs(1);

/// Works the queue off until the server stops.
pub struct JobRunner(JoinHandle<()>);

impl JobRunner {
    /// Starts, with what an earlier server left running first.
    pub fn start(state: &AppState) -> Self {
        let (db, queue) = (state.db.clone(), state.jobs.clone());
        Self(tokio::spawn(work(db, queue, state.shutdown.clone())))
    }

    /// Waits until no job runs any more; they stop when the server does, and
    /// go on after its next start.
    pub async fn stopped(self) {
        if let Err(error) = self.0.await {
            tracing::error!(%error, "job runner");
        }
    }
}

async fn work(db: Arc<Db>, queue: Arc<JobQueue>, mut shutdown: watch::Receiver<bool>) {
    if let Err(error) = recover(&db).await {
        tracing::error!(%error, "jobs that were running are not recovered");
    }
    let slots = Arc::new(Semaphore::new(IMPORTS));
    let stopping = shutdown.clone();
    loop {
        while let Ok(slot) = slots.clone().try_acquire_owned() {
            match claim(&db).await {
                Ok(Some(stored)) => {
                    let (db, queue, stopping) = (db.clone(), queue.clone(), stopping.clone());
                    tokio::spawn(async move {
                        run_one(&db, stored, stopping).await;
                        drop(slot);
                        queue.notify();
                    });
                }
                Ok(None) => break,
                Err(error) => {
                    tracing::error!(%error, "no job could be claimed");
                    break;
                }
            }
        }
        tokio::select! {
            _ = shutdown.wait_for(|down| *down) => break,
            () = queue.wake.notified() => {}
            () = tokio::time::sleep(POLL) => {}
        }
    }
    // All slots back: nothing runs any more. The semaphore is never closed.
    let _ = slots.acquire_many(IMPORTS as u32).await;
}

/// Queues what was running when the last server ended; gives up what ended
/// with it too often without getting further. Returns how many there were.
///
/// # Errors
/// When the database fails.
pub async fn recover(db: &Db) -> Result<usize, DbError> {
    let mut tx = db.write(Origin::default()).await?;
    let jobs = store::all_in(tx.conn(), JobStatus::Running).await?;
    let found = jobs.len();
    for mut stored in jobs {
        if stored.attempts >= MAX_ATTEMPTS {
            let reason = format!(
                "The server ended {MAX_ATTEMPTS} times while running this without getting further."
            );
            fail(&mut tx, &mut stored, &reason).await?;
        } else {
            queue_again(
                &mut stored,
                0,
                "The server was restarted; goes on where it was.",
            );
            stored.save(&mut tx).await?;
        }
    }
    if found > 0 {
        tx.commit().await?;
    }
    Ok(found)
}

/// Takes the job whose turn it is.
async fn claim(db: &Db) -> Result<Option<Stored>, DbError> {
    if store::next_queued(db.readers(), now()).await?.is_none() {
        return Ok(None);
    }
    let mut tx = db.write(Origin::default()).await?;
    let Some(mut stored) = store::next_queued(&mut *tx.conn(), now()).await? else {
        return Ok(None);
    };
    begin(&mut tx, &mut stored).await?;
    tx.commit().await?;
    told(db, &stored.job);
    Ok(Some(stored))
}

async fn begin(tx: &mut WriteTx<'_>, stored: &mut Stored) -> Result<(), DbError> {
    stored.job.status = JobStatus::Running;
    stored.job.started_at.get_or_insert(tx.at());
    stored.attempts += 1;
    stored.run += 1;
    stored.save(tx).await
}

/// Runs a claimed job to its end, whichever that is, and tells of it.
pub async fn run_one(db: &Arc<Db>, stored: Stored, shutdown: watch::Receiver<bool>) {
    let id = stored.job.id;
    let run = AssertUnwindSafe(import::run(db, stored, shutdown)).catch_unwind();
    let outcome = run
        .await
        .unwrap_or_else(|_| Err(JobError::Passing("A fault in the server itself.".into())));
    let ended = match outcome {
        Ok(()) => Ok(()),
        Err(JobError::Lost) => Ok(()),
        Err(error) => end(db, id, &error).await,
    };
    if let Err(error) = ended {
        // It is still `running` in the database: the next start recovers it.
        tracing::error!(%error, job = %id, "a job's end is not recorded");
    }
}

/// Records why a run ended early.
async fn end(db: &Db, id: crate::model::Uuid, error: &JobError) -> Result<(), DbError> {
    let mut tx = db.write(Origin::default()).await?;
    let Some(mut stored) = store::find(&mut *tx.conn(), id).await? else {
        return Ok(());
    };
    if stored.job.status != JobStatus::Running {
        return Ok(());
    }
    match error {
        JobError::Stopping => {
            stored.attempts = stored.attempts.saturating_sub(1);
            queue_again(
                &mut stored,
                0,
                "The server stops; goes on after its next start.",
            );
            stored.save(&mut tx).await?;
        }
        JobError::Input(reason) => fail(&mut tx, &mut stored, reason).await?,
        JobError::Passing(_) | JobError::Db(_) | JobError::Lost => {
            tracing::warn!(%error, job = %id, attempt = stored.attempts, "a run of a job failed");
            let reason = match error {
                JobError::Passing(reason) => reason.as_str(),
                _ => "The database failed.",
            };
            if stored.attempts >= MAX_ATTEMPTS {
                let reason = format!("{reason} Tried {MAX_ATTEMPTS} times.");
                fail(&mut tx, &mut stored, &reason).await?;
            } else {
                let wait = BACKOFF * 2_u32.pow(stored.attempts.saturating_sub(1));
                let not_before = tx.at() + i64::try_from(wait.as_millis()).unwrap_or(i64::MAX);
                let note = format!("{reason} Tried again in {} s.", wait.as_secs());
                queue_again(&mut stored, not_before, &note);
                stored.save(&mut tx).await?;
            }
        }
    }
    tx.commit().await?;
    if stored.job.status.is_active() {
        told(db, &stored.job);
    }
    Ok(())
}

async fn fail(tx: &mut WriteTx<'_>, stored: &mut Stored, reason: &str) -> Result<(), DbError> {
    let at = tx.at();
    stored.job.status = JobStatus::Failed;
    stored.job.error = Some(store::shorten(reason, 500));
    stored.job.finished_at = Some(at);
    stored.note(at, "error", reason);
    stored.save(tx).await?;
    let job: Box<Job> = Box::new(stored.job.clone());
    tx.emit(EventBody::ImportFailed(job)).await.map(drop)
}

/// Claims one certain job, for the command line.
///
/// # Errors
/// When the database fails.
pub async fn claim_this(tx: &mut WriteTx<'_>, stored: &mut Stored) -> Result<(), DbError> {
    begin(tx, stored).await
}
