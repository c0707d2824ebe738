//! Pages that were read before. What is kept is not the page but what was read in it:
//! a hundredth of the size, and there is no need to read it again.

use super::{
    extract::{Links, PageFacts},
    fetch::Validators,
};
use crate::{
    model::Timestamp,
    server::db::{Db, DbError},
};
use serde::{Deserialize, Serialize};
use sqlx::{Row, SqliteConnection};
use url::Url;

/// Which extractor this is: grows when it would read a page otherwise.
const READER: i64 = 3;
/// Pages that are kept.
const MAX_PAGES: i64 = 50_000;
/// Bytes of a reading that is kept.
const MAX_READING: usize = 64 * 1024;

/// What was read in a page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    /// What it says.
    pub facts: PageFacts,
    /// Where it leads.
    pub links: Links,
}

/// A page that was read.
#[derive(Clone, Debug)]
pub struct KnownPage {
    /// Its address.
    pub url: Url,
    /// The country by which it was read; empty if by its own signs.
    pub country: String,
    /// By what to ask whether it changed.
    pub validators: Validators,
    /// What was read in it.
    pub reading: Reading,
    /// When it was last the same.
    pub read_at: Timestamp,
}

/// The page as it was read last.
///
/// # Errors
/// When the database fails.
pub async fn find(db: &Db, url: &Url, country: &str) -> Result<Option<KnownPage>, DbError> {
    let row = sqlx::query(
        "SELECT etag, last_modified, reading, read_at FROM web_pages \
         WHERE url = ? AND country = ? AND reader = ?",
    )
    .bind(url.as_str())
    .bind(country)
    .bind(READER)
    .fetch_optional(db.readers())
    .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(KnownPage {
        url: url.clone(),
        country: country.to_owned(),
        validators: Validators {
            etag: row.try_get(0)?,
            last_modified: row.try_get(1)?,
        },
        reading: serde_json::from_str(row.try_get(2)?)?,
        read_at: row.try_get(3)?,
    }))
}

/// Keeps what was read, unless it is too much.
///
/// # Errors
/// When the database fails.
pub async fn keep(conn: &mut SqliteConnection, page: &KnownPage) -> Result<(), DbError> {
    let reading = serde_json::to_string(&page.reading)?;
    if reading.len() > MAX_READING {
        return Ok(());
    }
    sqlx::query(
        "INSERT INTO web_pages (url, country, reader, etag, last_modified, reading, read_at) \
         VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (url, country) DO UPDATE SET \
         reader = excluded.reader, etag = excluded.etag, last_modified = excluded.last_modified, \
         reading = excluded.reading, read_at = excluded.read_at",
    )
    .bind(page.url.as_str())
    .bind(page.country.as_str())
    .bind(READER)
    .bind(page.validators.etag.as_deref())
    .bind(page.validators.last_modified.as_deref())
    .bind(reading)
    .bind(page.read_at)
    .execute(conn)
    .await?;
    Ok(())
}

/// Forgets the pages that were read longest ago, above what is kept.
///
/// # Errors
/// When the database fails.
pub async fn trim(conn: &mut SqliteConnection) -> Result<(), DbError> {
    sqlx::query(
        "DELETE FROM web_pages WHERE read_at <= \
         (SELECT read_at FROM web_pages ORDER BY read_at DESC LIMIT 1 OFFSET ?)",
    )
    .bind(MAX_PAGES)
    .execute(conn)
    .await?;
    Ok(())
}
