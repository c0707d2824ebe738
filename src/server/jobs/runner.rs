//! Works the queue off.

use super::{
    Context, JobError, Run, events_of, kinds,
    queue::{queue_again, told},
    store::{self, Stored},
    turns::{Next, Turns},
};
use crate::{
    model::{Job, JobStatus, Uuid},
    server::{
        AppState,
        db::{Db, DbError, Origin, WriteTx, now},
    },
};
use futures::FutureExt;
use std::{panic::AssertUnwindSafe, time::Duration};
use tokio::task::JoinHandle;

/// Runs without progress before a job is given up.
const MAX_ATTEMPTS: u32 = 3;
/// How often the queue is looked at for what another process put there.
const POLL: Duration = Duration::from_millis(500);
/// Wait before the second run; doubles with every further one.
const BACKOFF: Duration = Duration::from_secs(1);
/// What the log says of a job that made room for others.
const TURN: &str = "Others have their turn; goes on after them.";

/// Works the queue off until the server stops.
pub struct JobRunner(JoinHandle<()>);

impl JobRunner {
    /// Starts, with what an earlier server left running first.
    pub fn start(state: &AppState) -> Self {
        Self(tokio::spawn(work(Context::from(state))))
    }

    /// Waits until no job runs any more; they stop when the server does, and
    /// go on after its next start.
    pub async fn stopped(self) {
        if let Err(error) = self.0.await {
            tracing::error!(%error, "job runner");
        }
    }
}

async fn work(context: Context) {
    if let Err(error) = recover(&context.db).await {
        tracing::error!(%error, "jobs that were running are not recovered");
    }
    let mut turns = Turns::default();
    let mut shutdown = context.shutdown.clone();
    loop {
        if let Err(error) = fill(&mut turns, &context).await {
            tracing::error!(%error, "no job could be claimed");
        }
        tokio::select! {
            _ = shutdown.wait_for(|down| *down) => break,
            () = context.queue.wake.notified() => {}
            () = tokio::time::sleep(POLL) => {}
        }
    }
    turns.over().await;
}

/// Starts whatever has its turn, one of each kind after the other.
async fn fill(turns: &mut Turns, context: &Context) -> Result<(), DbError> {
    loop {
        let mut started = false;
        for kind in turns.kinds() {
            match turns.next(&context.db, kind).await? {
                Next::Job(stored, slot) => {
                    started = true;
                    told(&context.db, &stored.job);
                    let context = context.clone();
                    tokio::spawn(async move {
                        run_one(&context, *stored).await;
                        drop(slot);
                        context.queue.notify();
                    });
                }
                Next::Nothing => context.queue.crowd(kind, false),
                Next::Full => {
                    let waiting = store::waiting(context.db.readers(), kind, now()).await?;
                    context.queue.crowd(kind, !waiting.is_empty());
                }
            }
        }
        if !started {
            return Ok(());
        }
    }
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
            kinds::let_go(&mut tx, &stored).await?;
        }
    }
    if found > 0 {
        tx.commit().await?;
    }
    Ok(found)
}

/// Runs a claimed job to its end, whichever that is, and tells of it.
pub async fn run_one(context: &Context, stored: Stored) {
    let id = stored.job.id;
    let run = AssertUnwindSafe(kinds::run(Run::new(context.clone(), stored))).catch_unwind();
    let outcome = run
        .await
        .unwrap_or_else(|_| Err(JobError::Passing("A fault in the server itself.".into())));
    let ended = match outcome {
        Ok(()) => Ok(()),
        Err(JobError::Lost) => Ok(()),
        Err(error) => end(&context.db, id, &error).await,
    };
    if let Err(error) = ended {
        // It is still `running` in the database: the next start recovers it.
        tracing::error!(%error, job = %id, "a job's end is not recorded");
    }
}

/// Records why a run ended early.
async fn end(db: &Db, id: Uuid, error: &JobError) -> Result<(), DbError> {
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
            kinds::let_go(&mut tx, &stored).await?;
        }
        JobError::Turn => {
            stored.attempts = stored.attempts.saturating_sub(1);
            let at = tx.at();
            queue_again(&mut stored, at, TURN);
            stored.save(&mut tx).await?;
            kinds::let_go(&mut tx, &stored).await?;
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
                kinds::let_go(&mut tx, &stored).await?;
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
    kinds::let_go(tx, stored).await?;
    let job: Box<Job> = Box::new(stored.job.clone());
    let failed = events_of(job.kind).failed;
    tx.emit(failed(job)).await.map(drop)
}

/// Claims one certain job: it counts as running then.
///
/// # Errors
/// When the database fails.
pub async fn claim_this(tx: &mut WriteTx<'_>, stored: &mut Stored) -> Result<(), DbError> {
    stored.job.status = JobStatus::Running;
    stored.job.started_at.get_or_insert(tx.at());
    stored.attempts += 1;
    stored.run += 1;
    stored.save(tx).await
}
