//! Takes leads from a file. A reader on a thread of its own turns the file into
//! batches, one at a time and a bounded number ahead; each batch is a transaction
//! that also moves the job's position. Every reader gives the same rows in the same
//! order each time, so a resumed job counts its way to where it was.

mod csv;
mod format;
pub mod geojson;
pub mod mapping;
pub mod osm;
mod preview;
mod report;
mod sink;
mod values;

pub use self::csv::HEADERS;
pub use format::{Format, HEAD, UnknownFormat, sniff};
pub use preview::preview;
pub use values::repair;

use super::{JobError, Run, Stored, settle, store};
use crate::{
    model::ImportColumn,
    server::db::{
        Pace,
        businesses::{Incoming, upsert},
        duplicates,
    },
};
use mapping::Mapping;
use serde::{Deserialize, Serialize};
pub use sink::ReadError;
use sink::{Batch, Sink};
use std::{
    path::{Path, PathBuf},
    time::Instant,
};
use tokio::sync::mpsc;

/// Batches that wait while one is written.
const AHEAD: usize = 2;

/// What an import works on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Input {
    /// The file to import.
    pub path: PathBuf,
    /// Whether the file is somebody's own, not an upload to be deleted.
    pub keep: bool,
    /// What its columns are; `None` if that is to be guessed.
    #[serde(default)]
    pub columns: Option<Vec<ImportColumn>>,
}

impl Input {
    /// A file whose columns are guessed; see [`keep`](Self::keep).
    pub fn of(path: PathBuf, keep: bool) -> Self {
        Self {
            path,
            keep,
            columns: None,
        }
    }

    /// As the job keeps it.
    pub fn to_json(&self) -> serde_json::Value {
        serde_json::json!({ "path": self.path, "keep": self.keep, "columns": self.columns })
    }
}

/// Whether the file of an import is still there.
pub async fn is_kept(stored: &Stored) -> Result<(), &'static str> {
    let there = match stored.input::<Input>() {
        Ok(input) => tokio::fs::try_exists(&input.path).await.unwrap_or(false),
        Err(_) => false,
    };
    if there {
        Ok(())
    } else {
        Err("The file is no longer kept; import it anew.")
    }
}

/// Runs an import that is claimed, to its good end.
///
/// # Errors
/// Why it ended early; what was taken until then is kept.
pub async fn run(mut run: Run) -> Result<(), JobError> {
    let format = run.stored.job.params["format"]
        .as_str()
        .and_then(Format::from_name)
        .ok_or_else(|| JobError::Input("The file's format is not known.".into()))?;
    let input: Input = run.stored.input()?;
    settle::prepare(&run);
    let (sender, mut batches) = mpsc::channel(AHEAD);
    let pace = Pace::default();
    let file_name = run.stored.job.params["file_name"]
        .as_str()
        .unwrap_or_default();
    let mut sink = Sink::new(sender, run.stored.position, pace.clone()).of_file(file_name);
    let path = input.path.clone();
    let mapping = input.columns.clone().map(Mapping::from);
    let reader = tokio::task::spawn_blocking(move || {
        let read = read(format, &path, mapping.as_ref(), &mut sink);
        // What came before the fault is taken too.
        sink.flush().and(read)
    });
    let mut stopping = std::pin::pin!(run.stopping());
    loop {
        let batch = tokio::select! {
            biased;
            () = &mut stopping => return Err(JobError::Stopping),
            batch = batches.recv() => batch,
        };
        let Some(batch) = batch else { break };
        let start = Instant::now();
        take(&mut run, batch).await?;
        pace.took(start.elapsed());
    }
    let reason = match reader.await {
        Ok(Ok(())) => {
            settle(&mut run).await?;
            return finish(run, &input).await;
        }
        Ok(Err(ReadError::Stopped)) => return Err(JobError::Lost),
        Ok(Err(ReadError::Input(reason))) => reason,
        Ok(Err(ReadError::Io(error))) => format!("The file could not be read: {error}."),
        // The parsers of other people's formats panic rather than misread.
        Err(error) => {
            tracing::warn!(%error, "import reader");
            "The file is damaged: it could not be read.".into()
        }
    };
    settle(&mut run).await?;
    Err(JobError::Input(report::kept(&run.stored, &reason)))
}

fn read(
    format: Format,
    path: &Path,
    mapping: Option<&Mapping>,
    sink: &mut Sink,
) -> Result<(), ReadError> {
    match format {
        Format::OsmPbf => osm::read(path, sink),
        Format::GeoJson => geojson::read(path, mapping, sink),
        Format::Csv => csv::read(path, mapping, sink),
    }
}

/// Takes a batch: leads, position and report together or not at all.
async fn take(run: &mut Run, batch: Batch) -> Result<(), JobError> {
    let db = run.db();
    let mut tx = run.step(&db).await?;
    let stored = &mut run.stored;
    let at = tx.at();
    let Batch {
        rows,
        mut beyond,
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
    let rows = rows.into_iter().map(|new| {
        let reference = new.source.as_ref().and_then(|s| s.reference.as_ref());
        let beyond = reference.and_then(|reference| beyond.remove(reference));
        Incoming {
            beyond,
            ..new.into()
        }
    });
    let done = upsert(&mut tx, rows.collect(), before).await?;
    duplicates::expect(&mut tx, stored.job.id, done.fresh.clone()).await?;
    let first = stored.job.report.as_ref().map_or(0, |r| r.rejected);
    store::add_rejections(tx.conn(), stored.job.id, first, &rejections).await?;
    report::add(stored, done, rejected, rejections, skipped, left_out);
    for note in notes {
        stored.note(at, "info", note);
    }
    let report = stored.job.report.clone().unwrap_or_default();
    stored.job.done = report.created + report.changed + report.unchanged + report.rejected;
    stored.job.total = total.or(stored.job.total);
    // Resuming reads again from the start: the bar waits, it does not go back.
    let percent = (fraction * 1000.0).round().clamp(0.0, 999.0) / 10.0;
    stored.job.progress = stored.job.progress.max(percent);
    run.take(tx, position).await
}

/// Records the good end, tells of it, and lets the upload go.
async fn finish(run: Run, input: &Input) -> Result<(), JobError> {
    let (db, id) = (run.db(), run.stored.job.id);
    let tx = run.go_on(&db).await?;
    let summary = report::summary(&run.stored);
    run.finish(tx, summary).await?;
    if !input.keep
        && let Err(error) = tokio::fs::remove_file(&input.path).await
    {
        tracing::warn!(%error, job = %id, "upload not removed");
    }
    Ok(())
}
