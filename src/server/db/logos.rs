//! Pictures of logos: one for each address where one was read, however many leads show it.

use super::DbError;
use crate::model::{Timestamp, Uuid};
use sqlx::{Row, SqliteConnection, SqliteExecutor};

/// A picture that no lead shows is kept so long, in milliseconds: a lead may come to.
const UNUSED: Timestamp = 7 * 86_400_000;

/// What was found where a logo should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logo {
    /// By which it is asked for. Another picture has another, so that it may be kept for ever.
    pub id: Uuid,
    /// Where it was read.
    pub url: String,
    /// Its media type; `None` if nothing that may be shown is there.
    pub kind: Option<String>,
    /// The picture.
    pub body: Vec<u8>,
    /// When it was last the same.
    pub read_at: Timestamp,
}

/// What was read last at `url`.
///
/// # Errors
/// When the database fails.
pub async fn at(db: impl SqliteExecutor<'_>, url: &str) -> Result<Option<Logo>, DbError> {
    let row = sqlx::query(
        "SELECT id, kind, body, read_at FROM logos WHERE url = ? ORDER BY read_at DESC LIMIT 1",
    )
    .bind(url)
    .fetch_optional(db)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let kind: String = row.try_get(1)?;
    Ok(Some(Logo {
        id: row.try_get(0)?,
        url: url.to_owned(),
        kind: Some(kind).filter(|kind| !kind.is_empty()),
        body: row.try_get(2)?,
        read_at: row.try_get(3)?,
    }))
}

/// The media type and the bytes of a picture.
///
/// # Errors
/// When the database fails.
pub async fn picture(
    db: impl SqliteExecutor<'_>,
    id: Uuid,
) -> Result<Option<(String, Vec<u8>)>, DbError> {
    let row = sqlx::query_as("SELECT kind, body FROM logos WHERE id = ? AND kind <> ''")
        .bind(id)
        .fetch_optional(db)
        .await?;
    Ok(row)
}

/// Keeps what was read; of one that is the same as before, when.
///
/// # Errors
/// When the database fails.
pub async fn keep(conn: &mut SqliteConnection, logo: &Logo) -> Result<(), DbError> {
    sqlx::query(
        "INSERT INTO logos (id, url, kind, body, read_at) VALUES (?, ?, ?, ?, ?) \
         ON CONFLICT (id) DO UPDATE SET read_at = excluded.read_at",
    )
    .bind(logo.id)
    .bind(logo.url.as_str())
    .bind(logo.kind.as_deref().unwrap_or_default())
    .bind(logo.body.as_slice())
    .bind(logo.read_at)
    .execute(conn)
    .await?;
    Ok(())
}

/// Forgets what no lead shows any longer.
///
/// # Errors
/// When the database fails.
pub async fn trim(conn: &mut SqliteConnection, now: Timestamp) -> Result<u64, DbError> {
    let done = sqlx::query(
        "DELETE FROM logos WHERE read_at < ? AND NOT EXISTS \
         (SELECT 1 FROM businesses WHERE businesses.logo = logos.id)",
    )
    .bind(now - UNUSED)
    .execute(conn)
    .await?;
    Ok(done.rows_affected())
}
