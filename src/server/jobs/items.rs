//! The leads that a job over many leads goes through. Which they are is settled when
//! the job is asked for; each is done in a transaction of its own, which also says so
//! here, in whatever order they come to an end.

use super::store::{offset, paged};
use crate::{
    model::{EnrichmentFailure, Page, Timestamp, Uuid},
    server::db::DbError,
};
use sqlx::{Row, SqliteConnection, SqliteExecutor, SqlitePool};

/// A lead that is still to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Item {
    /// Its place in the job, counted from 0.
    pub ordinal: u64,
    /// Which lead.
    pub business_id: Uuid,
}

fn signed(ordinal: u64) -> i64 {
    i64::try_from(ordinal).unwrap_or(i64::MAX)
}

/// Adds leads to a job that has `first` of them.
///
/// # Errors
/// When the database fails.
pub async fn add(
    conn: &mut SqliteConnection,
    job: Uuid,
    first: u64,
    leads: impl IntoIterator<Item = Uuid>,
) -> Result<(), DbError> {
    for (ordinal, lead) in (first..).zip(leads) {
        sqlx::query("INSERT INTO job_items (job_id, ordinal, business_id) VALUES (?, ?, ?)")
            .bind(job)
            .bind(signed(ordinal))
            .bind(lead)
            .execute(&mut *conn)
            .await?;
    }
    Ok(())
}

/// Adds leads, by their numbers, to a job that has none.
///
/// # Errors
/// When the database fails.
pub async fn add_numbered(
    conn: &mut SqliteConnection,
    job: Uuid,
    rids: &[u32],
) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO job_items (job_id, ordinal, business_id) \
         SELECT ?, n.key, b.id FROM json_each(?) n JOIN businesses b ON b.rid = n.value",
    )
    .bind(job)
    .bind(serde_json::to_string(rids)?)
    .execute(conn)
    .await?;
    Ok(())
}

/// How many leads a job has.
///
/// # Errors
/// When the database fails.
pub async fn count(db: impl SqliteExecutor<'_>, job: Uuid) -> Result<u64, DbError> {
    let count: i64 = sqlx::query_scalar("SELECT count(*) FROM job_items WHERE job_id = ?")
        .bind(job)
        .fetch_one(db)
        .await?;
    Ok(count.unsigned_abs())
}

/// The next leads of a job that are still to be done, from the place `from` on.
///
/// # Errors
/// When the database fails.
pub async fn waiting(
    db: impl SqliteExecutor<'_>,
    job: Uuid,
    from: u64,
    limit: u32,
) -> Result<Vec<Item>, DbError> {
    let rows = sqlx::query(
        "SELECT ordinal, business_id FROM job_items \
         WHERE job_id = ? AND ordinal >= ? AND settled_at IS NULL ORDER BY ordinal LIMIT ?",
    )
    .bind(job)
    .bind(signed(from))
    .bind(limit)
    .fetch_all(db)
    .await?;
    rows.iter()
        .map(|row| {
            let ordinal: i64 = row.try_get(0)?;
            Ok(Item {
                ordinal: ordinal.unsigned_abs(),
                business_id: row.try_get(1)?,
            })
        })
        .collect()
}

/// A lead has come to an end: well, or badly for a `reason`.
///
/// # Errors
/// When the database fails.
pub async fn settle(
    conn: &mut SqliteConnection,
    job: Uuid,
    ordinal: u64,
    at: Timestamp,
    reason: Option<&str>,
) -> Result<(), DbError> {
    sqlx::query(
        "UPDATE job_items SET settled_at = ?, reason = ?, was = NULL \
         WHERE job_id = ? AND ordinal = ?",
    )
    .bind(at)
    .bind(reason)
    .bind(job)
    .bind(signed(ordinal))
    .execute(conn)
    .await?;
    Ok(())
}

/// Those that failed are to be done again. Returns how many they are.
///
/// # Errors
/// When the database fails.
pub async fn again(conn: &mut SqliteConnection, job: Uuid) -> Result<u64, DbError> {
    let done = sqlx::query(
        "UPDATE job_items SET settled_at = NULL, reason = NULL \
         WHERE job_id = ? AND reason IS NOT NULL",
    )
    .bind(job)
    .execute(conn)
    .await?;
    Ok(done.rows_affected())
}

/// A page of the leads that failed, in the order of the job.
///
/// # Errors
/// When the database fails.
pub async fn failures(
    pool: &SqlitePool,
    job: Uuid,
    page: u32,
    limit: u32,
) -> Result<Page<EnrichmentFailure>, DbError> {
    let mut tx = pool.begin().await?;
    let total: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM job_items WHERE job_id = ? AND reason IS NOT NULL",
    )
    .bind(job)
    .fetch_one(&mut *tx)
    .await?;
    let rows = sqlx::query(
        "SELECT i.business_id, coalesce(b.name, ''), i.reason, i.settled_at \
         FROM job_items i LEFT JOIN businesses b ON b.id = i.business_id \
         WHERE i.job_id = ? AND i.reason IS NOT NULL ORDER BY i.ordinal LIMIT ? OFFSET ?",
    )
    .bind(job)
    .bind(limit)
    .bind(offset(page, limit))
    .fetch_all(&mut *tx)
    .await?;
    let found = rows
        .iter()
        .map(|row| {
            Ok(EnrichmentFailure {
                business_id: row.try_get(0)?,
                name: row.try_get(1)?,
                reason: row.try_get(2)?,
                at: row.try_get(3)?,
            })
        })
        .collect::<Result<_, DbError>>()?;
    Ok(paged(found, total.unsigned_abs(), page, limit))
}
