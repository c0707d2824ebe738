//! `import`: leads from a file.

use super::{
    columns::{Said, columns},
    say,
};
use crate::{
    model::{EventBody, Job, JobKind, JobStatus, Uuid},
    server::{
        db::{Db, Origin, WriteLock},
        jobs::{
            self, Change, Context,
            import::{Format, HEAD, Input, sniff},
        },
    },
};
use std::{
    error::Error,
    io::{IsTerminal, Read, Write},
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};
use tokio::sync::watch;

/// What to import.
#[derive(Debug, clap::Args)]
pub struct ImportCommand {
    /// An OpenStreetMap extract (.osm.pbf), GeoJSON or CSV; told by its content.
    file: PathBuf,
    /// What a column is, where the guess is wrong: --map name=Firma --map phone=Tel, as often
    /// as needed; --map =Notes leaves a column out.
    #[arg(long = "map", value_name = "FIELD=COLUMN")]
    map: Vec<Said>,
}

/// How often a running server's job is looked at.
const LOOK: Duration = Duration::from_millis(200);

impl ImportCommand {
    /// Does it: here, or, if a server runs on the database, by that server, so
    /// that everybody sees it live.
    pub async fn run(self, database_url: &str) -> Result<(), Box<dyn Error>> {
        let path = std::fs::canonicalize(&self.file)
            .map_err(|error| format!("{}: {error}", self.file.display()))?;
        let (name, format, size) = look_at(&path)?;
        let columns = columns(&path, format, &self.map)?;
        let format = format.as_str();
        let params = serde_json::json!({ "file_name": name, "format": format, "size": size });
        let input = Input {
            columns,
            ..Input::of(path, true)
        };
        let input = input.to_json();
        let lock = WriteLock::try_take(database_url)?;
        let db = Arc::new(match &lock {
            Some(lock) => Db::open_locked(database_url, lock).await?,
            None => Db::open(database_url).await?,
        });
        let job = match &lock {
            Some(_) => import_here(&db, params, input).await?,
            None => {
                eprintln!("A server runs on this database: it does the import.");
                import_there(&db, params, input).await?
            }
        };
        db.close().await;
        report(&job)
    }
}

fn look_at(path: &Path) -> Result<(String, Format, u64), Box<dyn Error>> {
    let file = std::fs::File::open(path)?;
    let size = file.metadata()?.len();
    let mut head = Vec::new();
    file.take(HEAD as u64).read_to_end(&mut head)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let format = sniff(&name, &head)?;
    Ok((name.into_owned(), format, size))
}

/// Runs the job in this process.
async fn import_here(
    db: &Arc<Db>,
    params: serde_json::Value,
    input: serde_json::Value,
) -> Result<Job, Box<dyn Error>> {
    let id = Uuid::now_v7();
    let mut tx = db.write(Origin::default()).await?;
    let mut stored = jobs::enqueue(&mut tx, id, JobKind::Import, params, input).await?;
    jobs::claim_this(&mut tx, &mut stored).await?;
    tx.commit().await?;
    let (stop, stopping) = watch::channel(false);
    let mut events = db.events.listen();
    let mut line = Line::default();
    {
        // More than one run only if something outside of the file fails.
        let context = Context::alone(db.clone(), stopping);
        let run = run_to_end(&context, stored);
        tokio::pin!(run);
        loop {
            tokio::select! {
                done = &mut run => { done?; break }
                _ = tokio::signal::ctrl_c() => {
                    // The receiver lives in `run`.
                    let _ = stop.send(true);
                    cancel(db, id).await?;
                }
                Ok(delivery) = events.recv() => {
                    for published in delivery.iter() {
                        if let EventBody::ImportProgress(job) = &published.event.body {
                            line.show(job);
                        }
                    }
                }
            }
        }
    }
    line.end();
    found(db, id).await
}

async fn run_to_end(context: &Context, mut stored: jobs::Stored) -> Result<(), Box<dyn Error>> {
    let db = &context.db;
    let id = stored.job.id;
    loop {
        jobs::run_one(context, stored).await;
        let Some(again) = jobs::find(db.readers(), id).await? else {
            return Ok(());
        };
        if again.job.status != JobStatus::Queued {
            return Ok(());
        }
        stored = again;
        tokio::time::sleep(Duration::from_secs(1)).await;
        let mut tx = db.write(Origin::default()).await?;
        jobs::claim_this(&mut tx, &mut stored).await?;
        tx.commit().await?;
    }
}

/// Leaves the job to the server that runs on the database, and watches.
async fn import_there(
    db: &Arc<Db>,
    params: serde_json::Value,
    input: serde_json::Value,
) -> Result<Job, Box<dyn Error>> {
    let id = Uuid::now_v7();
    let mut tx = db.write(Origin::default()).await?;
    jobs::enqueue(&mut tx, id, JobKind::Import, params, input).await?;
    tx.commit().await?;
    let mut line = Line::default();
    loop {
        tokio::select! {
            () = tokio::time::sleep(LOOK) => {}
            // Its events are the server's to tell: it is cancelled there.
            _ = tokio::signal::ctrl_c() => {
                return Err("the server goes on with it; cancel it in the app".into());
            }
        }
        let job = found(db, id).await?;
        if !job.status.is_active() {
            line.end();
            return Ok(job);
        }
        line.show(&job);
    }
}

async fn cancel(db: &Db, id: Uuid) -> Result<(), Box<dyn Error>> {
    let mut tx = db.write(Origin::default()).await?;
    if let Change::Done(_) = jobs::cancel(&mut tx, id).await? {
        tx.commit().await?;
    }
    Ok(())
}

async fn found(db: &Db, id: Uuid) -> Result<Job, Box<dyn Error>> {
    let stored = jobs::find(db.readers(), id).await?;
    Ok(stored.ok_or("the job is gone")?.job)
}

/// A line that tells how far it is, where somebody looks.
#[derive(Default)]
struct Line {
    shown: bool,
}

impl Line {
    fn show(&mut self, job: &Job) {
        let mut err = std::io::stderr();
        if err.is_terminal() {
            self.shown = true;
            // A progress line that cannot be shown is no reason to stop.
            let _ = write!(err, "\r{:5.1} %  {} rows ", job.progress, job.done);
            let _ = err.flush();
        }
    }

    fn end(&mut self) {
        if std::mem::take(&mut self.shown) {
            eprint!("\r{:40}\r", "");
        }
    }
}

/// Prints what the job did; an error if it did not end well.
fn report(job: &Job) -> Result<(), Box<dyn Error>> {
    for event in &job.events {
        if event.level == "info" {
            say(format_args!("{}", event.message));
        }
    }
    let report = job.report.clone().unwrap_or_default();
    say(format_args!(
        "{}: {} new, {} changed, {} unchanged, {} skipped, {} rejected.",
        job.params["file_name"].as_str().unwrap_or_default(),
        report.created,
        report.changed,
        report.unchanged,
        report.skipped,
        report.rejected
    ));
    for row in report.rejections.iter().take(20) {
        say(format_args!("  line {}: {}", row.line, row.reason));
    }
    if report.rejected > 20 {
        say(format_args!("  and {} more", report.rejected - 20));
    }
    match job.status {
        JobStatus::Completed => Ok(()),
        JobStatus::Cancelled => Err("cancelled; what was done so far stays".into()),
        _ => Err(job.error.clone().unwrap_or_default().into()),
    }
}
