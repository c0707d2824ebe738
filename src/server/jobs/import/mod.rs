//! Takes leads from a file. A reader on a thread of its own turns the file into
//! batches, one at a time and a bounded number ahead; each batch is a transaction
//! that also moves the job's position. Every reader gives the same rows in the same
//! order each time, so a resumed job counts its way to where it was.

mod csv;
mod format;
mod geojson;
mod osm;
mod report;
mod sink;
mod values;

pub use self::csv::HEADERS;
pub use format::{Format, HEAD, UnknownFormat, sniff};

use super::{
    JobError,
    queue::told,
    store::{self, Stored},
};
use crate::{
    model::{EventBody, JobStatus},
    server::db::{Db, Origin, Pace, businesses::upsert},
};
use sink::{Batch, ReadError, Sink};
use std::{
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::sync::{mpsc, watch};

/// Batches that wait while one is written.
const AHEAD: usize = 2;
/// Least time between two `import:progress` of a job.
const TELL_EVERY: Duration = Duration::from_millis(100);

/// When progress is told: however quick the batches are, not more often than people see.
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

/// Runs an import that is claimed, to its good end.
///
/// # Errors
/// Why it ended early; what was taken until then is kept.
pub async fn run(
    db: &Arc<Db>,
    mut stored: Stored,
    mut shutdown: watch::Receiver<bool>,
) -> Result<(), JobError> {
    let format = stored.job.params["format"]
        .as_str()
        .and_then(Format::from_name)
        .ok_or_else(|| JobError::Input("The file's format is not known.".into()))?;
    let (sender, mut batches) = mpsc::channel(AHEAD);
    let pace = Pace::default();
    let file_name = stored.job.params["file_name"].as_str().unwrap_or_default();
    let mut sink = Sink::new(sender, stored.position, pace.clone()).of_file(file_name);
    let path = stored.input.path.clone();
    let reader = tokio::task::spawn_blocking(move || {
        let read = read(format, &path, &mut sink);
        // What came before the fault is taken too.
        sink.flush().and(read)
    });
    let mut telling = Telling::from(Instant::now());
    loop {
        let batch = tokio::select! {
            biased;
            _ = shutdown.wait_for(|down| *down) => return Err(JobError::Stopping),
            batch = batches.recv() => batch,
        };
        let Some(batch) = batch else { break };
        let start = Instant::now();
        take(db, &mut stored, batch).await?;
        pace.took(start.elapsed());
        if telling.is_due(Instant::now()) {
            told(db, &stored.job);
        }
    }
    match reader.await {
        Ok(Ok(())) => finish(db, stored).await,
        Ok(Err(ReadError::Stopped)) => Err(JobError::Lost),
        Ok(Err(ReadError::Input(reason))) => Err(JobError::Input(report::kept(&stored, &reason))),
        Ok(Err(ReadError::Io(error))) => {
            let reason = format!("The file could not be read: {error}.");
            Err(JobError::Input(report::kept(&stored, &reason)))
        }
        // The parsers of other people's formats panic rather than misread.
        Err(error) => {
            tracing::warn!(%error, "import reader");
            let reason = "The file is damaged: it could not be read.";
            Err(JobError::Input(report::kept(&stored, reason)))
        }
    }
}

fn read(format: Format, path: &Path, sink: &mut Sink) -> Result<(), ReadError> {
    match format {
        Format::OsmPbf => osm::read(path, sink),
        Format::GeoJson => geojson::read(path, sink),
        Format::Csv => csv::read(path, sink),
    }
}

/// Takes a batch: leads, position and report together or not at all.
async fn take(db: &Db, stored: &mut Stored, batch: Batch) -> Result<(), JobError> {
    let origin = Origin {
        actor: stored.job.created_by,
        mutation_id: None,
    };
    let mut tx = db.write(origin).await?;
    if !store::still_has(tx.conn(), stored).await? {
        return Err(JobError::Lost);
    }
    let at = tx.at();
    let Batch {
        rows,
        rejections,
        rejected,
        skipped,
        left_out,
        position,
        fraction,
        total,
        notes,
    } = batch;
    let rows = report::known_ids(&mut tx, stored, rows).await?;
    let before = stored
        .job
        .report
        .as_ref()
        .map_or(0, |r| r.created + r.changed);
    let done = upsert(&mut tx, rows, before).await?;
    let first = stored.job.report.as_ref().map_or(0, |r| r.rejected);
    store::add_rejections(tx.conn(), stored.job.id, first, &rejections).await?;
    report::add(stored, done, rejected, rejections, skipped, left_out);
    for note in notes {
        stored.note(at, "info", note);
    }
    if position > stored.position {
        stored.position = position;
        stored.attempts = 0;
    }
    let report = stored.job.report.clone().unwrap_or_default();
    stored.job.done = report.created + report.changed + report.unchanged + report.rejected;
    stored.job.total = total.or(stored.job.total);
    // Resuming reads again from the start: the bar waits, it does not go back.
    let percent = (fraction * 1000.0).round().clamp(0.0, 999.0) / 10.0;
    stored.job.progress = stored.job.progress.max(percent);
    stored.save(&mut tx).await?;
    tx.commit().await?;
    Ok(())
}

/// Records the good end, tells of it, and lets the upload go.
async fn finish(db: &Db, mut stored: Stored) -> Result<(), JobError> {
    let mut tx = db.write(Origin::default()).await?;
    if !store::still_has(tx.conn(), &stored).await? {
        return Err(JobError::Lost);
    }
    let at = tx.at();
    stored.job.status = JobStatus::Completed;
    stored.job.progress = 100.0;
    stored.job.total = Some(stored.job.done);
    stored.job.finished_at = Some(at);
    stored.note(at, "info", report::summary(&stored));
    stored.save(&mut tx).await?;
    tx.emit(EventBody::ImportComplete(Box::new(stored.job.clone())))
        .await?;
    tx.commit().await?;
    if !stored.input.keep
        && let Err(error) = tokio::fs::remove_file(&stored.input.path).await
    {
        tracing::warn!(%error, job = %stored.job.id, "upload not removed");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_of_quick_batches_is_told_together_and_of_slow_ones_each_time() {
        let start = Instant::now();
        let mut telling = Telling::from(start);
        let mut told = |every: u64, from: u64, until: u64| {
            let times = (from..until).step_by(every as usize);
            times
                .filter(|ms| telling.is_due(start + Duration::from_millis(*ms)))
                .count()
        };
        assert_eq!(told(1, 1, 1_000), 9, "of 999 batches in a second");
        assert_eq!(told(250, 1_000, 3_000), 8, "of 8 in two");
    }
}
