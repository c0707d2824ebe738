//! What people and the command line can do to jobs.

use super::{
    events_of, items, kinds,
    store::{self, Stored},
};
use crate::{
    model::{Event, ImportReport, Job, JobKind, JobStatus, Timestamp, Uuid},
    server::db::{Db, DbError, WriteTx, now},
};

/// What became of a wish to change a job.
#[derive(Debug)]
pub enum Change {
    /// It is done.
    Done(Box<Stored>),
    /// There is no such job.
    Unknown,
    /// It is not possible in this status.
    Refused(JobStatus),
}

/// Puts a job into the queue. `params` is what people see of what it was asked to do,
/// `input` what its run needs to know besides. Commit, then [announce](told) and wake
/// the runner.
///
/// # Errors
/// When the database fails.
pub async fn enqueue(
    tx: &mut WriteTx<'_>,
    id: Uuid,
    kind: JobKind,
    params: serde_json::Value,
    input: serde_json::Value,
) -> Result<Stored, DbError> {
    let job = Job {
        id,
        version: 1,
        kind,
        status: JobStatus::Queued,
        progress: 0.0,
        done: 0,
        total: None,
        error: None,
        params,
        events: Vec::new(),
        report: Some(ImportReport::default()),
        tiles: Vec::new(),
        paused_at: None,
        created_by: tx.origin().actor,
        created_at: tx.at(),
        started_at: None,
        finished_at: None,
    };
    let stored = Stored {
        job,
        input,
        position: 0,
        attempts: 0,
        run: 0,
        not_before: 0,
    };
    stored.insert(tx.conn()).await?;
    Ok(stored)
}

/// Says how many units a job that was just [enqueued](enqueue) has.
///
/// # Errors
/// When the database fails.
pub async fn set_total(
    tx: &mut WriteTx<'_>,
    stored: &mut Stored,
    total: u64,
) -> Result<(), DbError> {
    stored.job.total = Some(total);
    stored.save(tx).await
}

/// Cancels a job that waits or runs. What it did so far stays; once this is
/// committed it does nothing more.
///
/// # Errors
/// When the database fails.
pub async fn cancel(tx: &mut WriteTx<'_>, id: Uuid) -> Result<Change, DbError> {
    let Some(mut stored) = store::find(tx.conn(), id).await? else {
        return Ok(Change::Unknown);
    };
    if !stored.job.status.is_active() {
        return Ok(Change::Refused(stored.job.status));
    }
    let at = tx.at();
    stored.job.status = JobStatus::Cancelled;
    stored.job.paused_at = None;
    stored.job.finished_at = Some(at);
    stored.note(at, "warning", "Cancelled; what was done so far stays.");
    stored.save(tx).await?;
    kinds::let_go(tx, &stored).await?;
    let complete = events_of(stored.job.kind).complete;
    tx.emit(complete(Box::new(stored.job.clone()))).await?;
    Ok(Change::Done(Box::new(stored)))
}

/// Holds a job back that waits or runs: once this is committed it does nothing more
/// until it is [resumed](resume). One that is held back already stays so.
///
/// # Errors
/// When the database fails.
pub async fn pause(tx: &mut WriteTx<'_>, id: Uuid) -> Result<Change, DbError> {
    let Some(mut stored) = store::find(tx.conn(), id).await? else {
        return Ok(Change::Unknown);
    };
    if !stored.job.status.is_active() {
        return Ok(Change::Refused(stored.job.status));
    }
    if stored.job.paused_at.is_none() {
        let at = tx.at();
        if stored.job.status == JobStatus::Running {
            // The run that it is taken from did nothing wrong.
            stored.attempts = stored.attempts.saturating_sub(1);
        }
        queue_again(&mut stored, 0, "Paused; goes on where it was once resumed.");
        stored.job.paused_at = Some(at);
        stored.save(tx).await?;
        kinds::let_go(tx, &stored).await?;
    }
    Ok(Change::Done(Box::new(stored)))
}

/// Lets a job go on that was [paused](pause); one that was not stays as it is.
///
/// # Errors
/// When the database fails.
pub async fn resume(tx: &mut WriteTx<'_>, id: Uuid) -> Result<Change, DbError> {
    let Some(mut stored) = store::find(tx.conn(), id).await? else {
        return Ok(Change::Unknown);
    };
    if !stored.job.status.is_active() {
        return Ok(Change::Refused(stored.job.status));
    }
    if stored.job.paused_at.take().is_some() {
        stored.note(tx.at(), "info", "Resumed.");
        stored.save(tx).await?;
    }
    Ok(Change::Done(Box::new(stored)))
}

/// Queues a failed or cancelled job again: it goes on where it was. One over many
/// leads that ended well but for some of them does those again.
///
/// # Errors
/// When the database fails.
pub async fn retry(tx: &mut WriteTx<'_>, id: Uuid) -> Result<Change, DbError> {
    let Some(mut stored) = store::find(tx.conn(), id).await? else {
        return Ok(Change::Unknown);
    };
    match stored.job.status {
        JobStatus::Failed | JobStatus::Cancelled => {
            queue_again(&mut stored, 0, "Tried again by request.");
        }
        JobStatus::Completed => {
            let failed = items::again(tx.conn(), id).await?;
            if failed == 0 {
                return Ok(Change::Refused(stored.job.status));
            }
            let job = &mut stored.job;
            job.total = Some(job.done);
            job.done = job.done.saturating_sub(failed);
            job.progress = 100.0 * job.done as f64 / (job.done + failed) as f64;
            job.report.get_or_insert_default().failed = 0;
            stored.position = stored.position.saturating_sub(failed);
            let note = format!("The {failed} that failed are tried again by request.");
            queue_again(&mut stored, 0, &note);
        }
        status => return Ok(Change::Refused(status)),
    }
    stored.attempts = 0;
    stored.save(tx).await?;
    Ok(Change::Done(Box::new(stored)))
}

/// Makes a job wait for its turn.
pub(super) fn queue_again(stored: &mut Stored, not_before: Timestamp, note: &str) {
    stored.job.status = JobStatus::Queued;
    stored.job.error = None;
    stored.job.finished_at = None;
    stored.not_before = not_before;
    stored.note(now(), "info", note);
}

/// Tells who listens how a job stands. Not durable.
pub fn told(db: &Db, job: &Job) {
    let body = (events_of(job.kind).progress)(Box::new(job.clone()));
    db.events.transient(Event {
        seq: None,
        topic: body.topic(),
        body,
        at: now(),
        actor: job.created_by,
        mutation_id: None,
    });
}
