//! What people and the command line can do to jobs.

use super::store::{self, Input, Stored};
use crate::{
    model::{Event, EventBody, ImportReport, Job, JobKind, JobStatus, Timestamp, Uuid},
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

/// Puts an import into the queue. `params` is what people see of it: `file_name`,
/// `format` and `size`. Commit, then [announce](told) and wake the runner.
///
/// # Errors
/// When the database fails.
pub async fn enqueue(
    tx: &mut WriteTx<'_>,
    id: Uuid,
    params: serde_json::Value,
    input: Input,
) -> Result<Stored, DbError> {
    let job = Job {
        id,
        version: 1,
        kind: JobKind::Import,
        status: JobStatus::Queued,
        progress: 0.0,
        done: 0,
        total: None,
        error: None,
        params,
        events: Vec::new(),
        report: Some(ImportReport::default()),
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
    stored.job.finished_at = Some(at);
    stored.note(at, "warning", "Cancelled; what was done so far stays.");
    stored.save(tx).await?;
    tx.emit(EventBody::ImportComplete(Box::new(stored.job.clone())))
        .await?;
    Ok(Change::Done(Box::new(stored)))
}

/// Queues a failed or cancelled job again. It goes on where it was.
///
/// # Errors
/// When the database fails.
pub async fn retry(tx: &mut WriteTx<'_>, id: Uuid) -> Result<Change, DbError> {
    let Some(mut stored) = store::find(tx.conn(), id).await? else {
        return Ok(Change::Unknown);
    };
    if !matches!(stored.job.status, JobStatus::Failed | JobStatus::Cancelled) {
        return Ok(Change::Refused(stored.job.status));
    }
    let at = tx.at();
    queue_again(&mut stored, at, "Tried again by request.");
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
    let body = EventBody::ImportProgress(Box::new(job.clone()));
    db.events.transient(Event {
        seq: None,
        topic: body.topic(),
        body,
        at: now(),
        actor: job.created_by,
        mutation_id: None,
    });
}
