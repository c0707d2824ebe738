//! The event log: what happened, in commit order.

use crate::model::{Event, Seq, Timestamp, Topic};
use crate::server::db::{Db, DbError, Origin, now};
use sqlx::{Row, SqliteExecutor, sqlite::SqliteRow};

/// Events are kept at least this long, in milliseconds: seven days.
const KEEP_FOR: Timestamp = 7 * 24 * 60 * 60 * 1000;
/// And at least this many.
const KEEP_ROWS: Seq = 100_000;

/// Events after `since`, oldest first, at most `limit` of them.
///
/// # Errors
/// When the log cannot be read.
pub async fn read_after(
    from: impl SqliteExecutor<'_>,
    since: Seq,
    up_to: Seq,
    limit: u32,
) -> Result<Vec<Event>, DbError> {
    let rows = sqlx::query(
        "SELECT seq, event FROM event_log WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT ?",
    )
    .bind(since)
    .bind(up_to)
    .bind(limit)
    .fetch_all(from)
    .await?;
    read(&rows)
}

fn read(rows: &[SqliteRow]) -> Result<Vec<Event>, DbError> {
    rows.iter()
        .map(|row| {
            let mut event: Event = serde_json::from_str(row.try_get("event")?)?;
            event.seq = Some(row.try_get("seq")?);
            Ok(event)
        })
        .collect()
}

/// Events before `before`, newest first, at most `limit` of them.
///
/// # Errors
/// When the log cannot be read.
pub async fn read_before(
    from: impl SqliteExecutor<'_>,
    before: Seq,
    limit: u32,
) -> Result<Vec<Event>, DbError> {
    let rows =
        sqlx::query("SELECT seq, event FROM event_log WHERE seq < ? ORDER BY seq DESC LIMIT ?")
            .bind(before)
            .bind(limit)
            .fetch_all(from)
            .await?;
    read(&rows)
}

/// Whether everything after `since` is still kept.
///
/// # Errors
/// When the log cannot be read.
pub async fn reaches_back_to(db: &Db, since: Seq) -> Result<bool, DbError> {
    let newest = db.events.newest();
    if since == newest {
        return Ok(true);
    }
    let oldest: Option<Seq> = sqlx::query_scalar("SELECT min(seq) FROM event_log")
        .fetch_one(db.readers())
        .await?;
    Ok(since < newest && oldest.is_some_and(|oldest| oldest <= since + 1))
}

/// Whether one of `topics` gets `event`.
pub fn concerns(event: &Event, topics: &[Topic]) -> bool {
    topics.iter().any(|topic| event.body.belongs_to(*topic))
}

/// Lets go of what is older than [`KEEP_FOR`] and beyond the newest [`KEEP_ROWS`].
///
/// # Errors
/// When the log cannot be written.
pub async fn trim(db: &Db) -> Result<u64, DbError> {
    let mut tx = db.write(Origin::default()).await?;
    let done = sqlx::query("DELETE FROM event_log WHERE seq < ? AND at < ?")
        .bind(db.events.newest() - KEEP_ROWS)
        .bind(now() - KEEP_FOR)
        .execute(tx.conn())
        .await?;
    tx.commit().await?;
    Ok(done.rows_affected())
}
