//! Comparing a job's new leads with all others, once its rows are in.

use super::{JobError, Run};
use crate::server::db::duplicates::{LookError, act, look, take_over};

impl From<LookError> for JobError {
    fn from(error: LookError) -> Self {
        match error {
            LookError::Db(error) => Self::Db(error),
            LookError::NotKept(error) => Self::Passing(format!("It failed: {error}.")),
        }
    }
}

/// Has leads filed for comparing from now on, if they are not yet: new ones while more
/// come in.
pub fn prepare(run: &Run) {
    let country = run.context.outside.country.clone();
    let db = &run.context.db;
    db.twins.start(db.readers(), country);
}

/// Merges the new leads of a job that are one with another, and asks people about those
/// that may be. Goes on where it was if the job did.
///
/// # Errors
/// Why it ended early; what was merged until then is kept.
pub async fn settle(run: &mut Run) -> Result<(), JobError> {
    let (db, job) = (run.db(), run.stored.job.id);
    prepare(run);
    let mut tx = run.step(&db).await?;
    take_over(&mut tx, job).await?;
    let position = run.stored.position;
    run.take(tx, position).await?;
    let mut stopping = std::pin::pin!(run.stopping());
    loop {
        let found = tokio::select! {
            biased;
            () = &mut stopping => return Err(JobError::Stopping),
            found = look(&db, job) => found?,
        };
        let Some(found) = found else { return Ok(()) };
        // What was found would have to be found again after the turn of others.
        let mut tx = run.go_on(&db).await?;
        let report = run.stored.job.report.get_or_insert_default();
        let done = act(&mut tx, found, report.merged).await?;
        report.merged += done.merged;
        report.proposed += done.proposed;
        // It got further, though its position is where the rows end.
        run.got_further();
        run.take(tx, position).await?;
        run.offer_turn()?;
    }
}
