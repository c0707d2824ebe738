//! Jobs in the database.

use crate::{
    model::{
        Job, JobCounts, JobEvent, JobKind, JobStatus, Page, PageMeta, Rejection, Timestamp, Uuid,
    },
    server::db::{Db, DbError, WriteTx},
};
use serde::de::DeserializeOwned;
use sqlx::{Row, SqliteConnection, SqliteExecutor, SqlitePool, sqlite::SqliteRow};

/// Lines of a job's log that are kept.
const MAX_EVENTS: usize = 100;
/// Characters in a line of the log: with [`MAX_EVENTS`] and the report's limits a
/// job always fits into a frame of 64 KiB.
const MAX_MESSAGE: usize = 200;
/// Rejected rows that are kept for a job.
pub const MAX_REJECTIONS: u64 = 100_000;

/// A job with what the server alone knows about it.
#[derive(Clone, Debug)]
pub struct Stored {
    /// The job.
    pub job: Job,
    /// What the server alone needs to know to run it: each kind has its own.
    pub input: serde_json::Value,
    /// Units dealt with.
    pub position: u64,
    /// Runs since the position last moved.
    pub attempts: u32,
    /// Which run this is.
    pub run: i64,
    /// When it may run, while it is queued.
    pub not_before: Timestamp,
}

const COLUMNS: &str = "SELECT job, input, position, attempts, run, not_before FROM jobs ";

impl Stored {
    fn from_row(row: &SqliteRow) -> Result<Self, DbError> {
        let position: i64 = row.try_get(2)?;
        Ok(Self {
            job: serde_json::from_str(row.try_get(0)?)?,
            input: serde_json::from_str(row.try_get(1)?)?,
            position: position.unsigned_abs(),
            attempts: row.try_get(3)?,
            run: row.try_get(4)?,
            not_before: row.try_get(5)?,
        })
    }

    /// What the server alone needs to know to run it, read as its kind has written it.
    ///
    /// # Errors
    /// When it is something else.
    pub fn input<T: DeserializeOwned>(&self) -> Result<T, DbError> {
        Ok(T::deserialize(&self.input)?)
    }

    /// Adds a line to the job's log.
    pub fn note(&mut self, at: Timestamp, level: &str, message: impl Into<String>) {
        let message: String = message.into();
        if self.job.events.len() >= MAX_EVENTS {
            self.job.events.remove(0);
        }
        self.job.events.push(JobEvent {
            at,
            level: level.into(),
            message: shorten(&message, MAX_MESSAGE),
        });
    }

    /// Puts a new job into the database.
    pub(super) async fn insert(&self, conn: &mut SqliteConnection) -> Result<(), DbError> {
        sqlx::query(
            "INSERT INTO jobs (job, input, position, attempts, run, not_before, status, kind, \
             asked_by, id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(serde_json::to_string(&self.job)?)
        .bind(serde_json::to_string(&self.input)?)
        .bind(i64::try_from(self.position).unwrap_or(i64::MAX))
        .bind(self.attempts)
        .bind(self.run)
        .bind(self.not_before)
        .bind(self.job.status.as_str())
        .bind(self.job.kind.as_str())
        .bind(self.job.created_by)
        .bind(self.job.id)
        .execute(conn)
        .await?;
        Ok(())
    }

    /// Writes what changed, under the next version.
    pub(super) async fn save(&mut self, tx: &mut WriteTx<'_>) -> Result<(), DbError> {
        self.job.version += 1;
        sqlx::query(
            "UPDATE jobs SET job = ?, position = ?, attempts = ?, run = ?, not_before = ?, \
             status = ?, paused_at = ? WHERE id = ?",
        )
        .bind(serde_json::to_string(&self.job)?)
        .bind(i64::try_from(self.position).unwrap_or(i64::MAX))
        .bind(self.attempts)
        .bind(self.run)
        .bind(self.not_before)
        .bind(self.job.status.as_str())
        .bind(self.job.paused_at)
        .bind(self.job.id)
        .execute(tx.conn())
        .await?;
        Ok(())
    }
}

/// The first `most` characters, with an ellipsis if there were more.
pub fn shorten(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", &text[..end]),
    }
}

/// The job with this id.
///
/// # Errors
/// When the database fails.
pub async fn find(from: impl SqliteExecutor<'_>, id: Uuid) -> Result<Option<Stored>, DbError> {
    sqlx::query(sqlx::AssertSqlSafe(format!("{COLUMNS} WHERE id = ?")))
        .bind(id)
        .fetch_optional(from)
        .await?
        .as_ref()
        .map(Stored::from_row)
        .transpose()
}

/// Whether this run of a job still has it: nobody cancelled or paused it meanwhile.
pub(super) async fn still_has(conn: &mut SqliteConnection, job: &Stored) -> Result<bool, DbError> {
    let row = sqlx::query("SELECT 1 FROM jobs WHERE id = ? AND run = ? AND status = 'running'")
        .bind(job.job.id)
        .bind(job.run)
        .fetch_optional(conn)
        .await?;
    Ok(row.is_some())
}

/// Who waits for jobs of a kind, each with their oldest.
pub(super) async fn waiting(
    from: impl SqliteExecutor<'_>,
    kind: JobKind,
    now: Timestamp,
) -> Result<Vec<(Option<Uuid>, Uuid)>, DbError> {
    Ok(sqlx::query_as(
        "SELECT asked_by, min(id) FROM jobs WHERE kind = ? AND status = 'queued' \
         AND paused_at IS NULL AND not_before <= ? GROUP BY asked_by",
    )
    .bind(kind.as_str())
    .bind(now)
    .fetch_all(from)
    .await?)
}

/// The next job of a kind that `who` waits for: those that had no turn yet first.
pub(super) async fn next_of(
    from: impl SqliteExecutor<'_>,
    kind: JobKind,
    who: Option<Uuid>,
    now: Timestamp,
) -> Result<Option<Stored>, DbError> {
    sqlx::query(sqlx::AssertSqlSafe(format!(
        "{COLUMNS} WHERE kind = ? AND status = 'queued' AND paused_at IS NULL \
         AND asked_by IS ? AND not_before <= ? ORDER BY not_before, id LIMIT 1"
    )))
    .bind(kind.as_str())
    .bind(who)
    .bind(now)
    .fetch_optional(from)
    .await?
    .as_ref()
    .map(Stored::from_row)
    .transpose()
}

/// The jobs in a status.
pub(super) async fn all_in(
    conn: &mut SqliteConnection,
    status: JobStatus,
) -> Result<Vec<Stored>, DbError> {
    sqlx::query(sqlx::AssertSqlSafe(format!(
        "{COLUMNS} WHERE status = ? ORDER BY id"
    )))
    .bind(status.as_str())
    .fetch_all(conn)
    .await?
    .iter()
    .map(Stored::from_row)
    .collect()
}

/// How many jobs wait, run and failed.
///
/// # Errors
/// When the database fails.
pub async fn counts(db: &Db) -> Result<JobCounts, DbError> {
    let rows: Vec<(String, i64)> = sqlx::query_as(
        "SELECT status, count(*) FROM jobs WHERE status IN ('queued', 'running', 'failed') \
         GROUP BY status",
    )
    .fetch_all(db.readers())
    .await?;
    let mut counts = JobCounts::default();
    for (status, count) in rows {
        let count = count.unsigned_abs();
        match status.as_str() {
            "queued" => counts.queued = count,
            "running" => counts.running = count,
            _ => counts.failed = count,
        }
    }
    Ok(counts)
}

/// A page of jobs, newest first.
///
/// # Errors
/// When the database fails.
pub async fn list(
    pool: &SqlitePool,
    statuses: Option<&[JobStatus]>,
    kind: Option<JobKind>,
    page: u32,
    limit: u32,
) -> Result<Page<Job>, DbError> {
    let statuses = statuses.map(serde_json::to_string).transpose()?;
    let kind = kind.map(JobKind::as_str);
    let mut tx = pool.begin().await?;
    let total: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM jobs \
         WHERE (?1 IS NULL OR status IN (SELECT value FROM json_each(?1))) \
         AND (?2 IS NULL OR kind = ?2)",
    )
    .bind(&statuses)
    .bind(kind)
    .fetch_one(&mut *tx)
    .await?;
    let rows = sqlx::query(
        "SELECT job FROM jobs \
         WHERE (?1 IS NULL OR status IN (SELECT value FROM json_each(?1))) \
         AND (?2 IS NULL OR kind = ?2) ORDER BY id DESC LIMIT ?3 OFFSET ?4",
    )
    .bind(&statuses)
    .bind(kind)
    .bind(limit)
    .bind(offset(page, limit))
    .fetch_all(&mut *tx)
    .await?;
    let jobs = rows
        .iter()
        .map(|row| Ok(serde_json::from_str(row.try_get(0)?)?))
        .collect::<Result<_, DbError>>()?;
    Ok(paged(jobs, total.unsigned_abs(), page, limit))
}

/// A page of the rows that a job did not take, in the order of the file.
///
/// # Errors
/// When the database fails.
pub async fn rejections(
    pool: &SqlitePool,
    job: Uuid,
    page: u32,
    limit: u32,
) -> Result<Page<Rejection>, DbError> {
    let mut tx = pool.begin().await?;
    let total: i64 = sqlx::query_scalar("SELECT count(*) FROM job_rejections WHERE job_id = ?")
        .bind(job)
        .fetch_one(&mut *tx)
        .await?;
    let rows = sqlx::query(
        "SELECT line, reference, reason FROM job_rejections WHERE job_id = ? \
         ORDER BY ordinal LIMIT ? OFFSET ?",
    )
    .bind(job)
    .bind(limit)
    .bind(offset(page, limit))
    .fetch_all(&mut *tx)
    .await?;
    let found = rows
        .iter()
        .map(|row| {
            let line: i64 = row.try_get(0)?;
            Ok(Rejection {
                line: line.unsigned_abs(),
                reference: row.try_get(1)?,
                reason: row.try_get(2)?,
            })
        })
        .collect::<Result<_, DbError>>()?;
    Ok(paged(found, total.unsigned_abs(), page, limit))
}

pub(super) fn offset(page: u32, limit: u32) -> i64 {
    i64::from(page.saturating_sub(1)) * i64::from(limit)
}

pub(super) fn paged<T>(data: Vec<T>, total: u64, page: u32, limit: u32) -> Page<T> {
    let pages = total.div_ceil(u64::from(limit.max(1)));
    let meta = PageMeta {
        total,
        page,
        limit,
        pages: u32::try_from(pages).unwrap_or(u32::MAX),
        next_cursor: None,
    };
    Page { data, meta }
}

/// Keeps rejected rows, of which the first is the job's `first`th counted from 0.
/// Beyond [`MAX_REJECTIONS`] they are only counted.
///
/// # Errors
/// When the database fails.
pub async fn add_rejections(
    conn: &mut SqliteConnection,
    job: Uuid,
    first: u64,
    rows: &[Rejection],
) -> Result<(), DbError> {
    for (ordinal, row) in (first..MAX_REJECTIONS).zip(rows) {
        sqlx::query(
            "INSERT INTO job_rejections (job_id, ordinal, line, reference, reason) \
             VALUES (?, ?, ?, ?, ?)",
        )
        .bind(job)
        .bind(i64::try_from(ordinal).unwrap_or(i64::MAX))
        .bind(i64::try_from(row.line).unwrap_or(i64::MAX))
        .bind(row.reference.as_deref())
        .bind(row.reason.as_str())
        .execute(&mut *conn)
        .await?;
    }
    Ok(())
}
