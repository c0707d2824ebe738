//! Tiles and what was found, in the database.

use super::bounds::Bounds;
use crate::{
    model::{Tile, TileStatus, Uuid},
    server::{
        db::{DbError, WriteTx},
        jobs::shorten,
    },
};
use sqlx::{Row, SqliteExecutor};
use std::collections::HashSet;

/// Tiles that are told of: with the other limits a job fits into a frame of 64 KiB.
const MAX_TOLD: usize = 256;
/// Characters in a tile's error, and in all of a job's, as they are told.
const MAX_ERROR: usize = 160;
const MAX_ERRORS: usize = 4_000;

/// A tile with its place in the search.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredTile {
    /// Its place; quarters come after all that were there before.
    pub ordinal: u32,
    /// Where it is.
    pub bounds: Bounds,
    /// Where it stands.
    pub status: TileStatus,
    /// Businesses found in it.
    pub found: u32,
    /// Why it failed.
    pub error: Option<String>,
}

impl StoredTile {
    /// One that waits.
    pub fn new(ordinal: u32, bounds: Bounds) -> Self {
        Self {
            ordinal,
            bounds,
            status: TileStatus::Waiting,
            found: 0,
            error: None,
        }
    }

    /// Writes it as it is now.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn save(&self, tx: &mut WriteTx<'_>, job: Uuid) -> Result<(), DbError> {
        let error = self.error.as_deref().map(|error| shorten(error, MAX_ERROR));
        sqlx::query(
            "INSERT INTO scrape_tiles (job_id, ordinal, west, south, east, north, status, found, \
             error) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (job_id, ordinal) DO UPDATE \
             SET status = excluded.status, found = excluded.found, error = excluded.error",
        )
        .bind(job)
        .bind(self.ordinal)
        .bind(self.bounds.west)
        .bind(self.bounds.south)
        .bind(self.bounds.east)
        .bind(self.bounds.north)
        .bind(self.status.as_str())
        .bind(self.found)
        .bind(error)
        .execute(tx.conn())
        .await?;
        Ok(())
    }
}

/// The tiles of a search, in order.
///
/// # Errors
/// When the database fails.
pub async fn tiles(from: impl SqliteExecutor<'_>, job: Uuid) -> Result<Vec<StoredTile>, DbError> {
    let rows = sqlx::query(
        "SELECT ordinal, west, south, east, north, status, found, error FROM scrape_tiles \
         WHERE job_id = ? ORDER BY ordinal",
    )
    .bind(job)
    .fetch_all(from)
    .await?;
    rows.iter()
        .map(|row| {
            let status: &str = row.try_get(5)?;
            let mut known = TileStatus::ALL.into_iter();
            Ok(StoredTile {
                ordinal: row.try_get(0)?,
                bounds: Bounds {
                    west: row.try_get(1)?,
                    south: row.try_get(2)?,
                    east: row.try_get(3)?,
                    north: row.try_get(4)?,
                },
                // Whatever a newer build wrote there is to be done again.
                status: known.find(|s| s.as_str() == status).unwrap_or_default(),
                found: row.try_get(6)?,
                error: row.try_get(7)?,
            })
        })
        .collect()
}

/// Tiles as they are told: those that stand for others leave first if there are too many,
/// then those that are done.
pub fn told(tiles: &[StoredTile]) -> Vec<Tile> {
    let mut over = tiles.len().saturating_sub(MAX_TOLD);
    let mut shown: Vec<&StoredTile> = tiles.iter().collect();
    for status in [TileStatus::Split, TileStatus::Done, TileStatus::Waiting] {
        shown.retain(|tile| {
            let leaves = over > 0 && tile.status == status;
            over -= usize::from(leaves);
            !leaves
        });
    }
    shown.truncate(MAX_TOLD);
    let mut errors = 0;
    let tile = |tile: &&StoredTile| {
        let error = tile.error.clone().filter(|error| {
            errors += error.len();
            errors <= MAX_ERRORS
        });
        Tile {
            bbox: tile.bounds.told(),
            status: tile.status,
            found: tile.found,
            error,
        }
    };
    shown.iter().map(tile).collect()
}

/// What a search has found so far.
///
/// # Errors
/// When the database fails.
pub async fn found(from: impl SqliteExecutor<'_>, job: Uuid) -> Result<HashSet<String>, DbError> {
    let rows: Vec<String> =
        sqlx::query_scalar("SELECT reference FROM scrape_found WHERE job_id = ?")
            .bind(job)
            .fetch_all(from)
            .await?;
    Ok(rows.into_iter().collect())
}

/// Notes what was found.
///
/// # Errors
/// When the database fails.
pub async fn add_found(
    tx: &mut WriteTx<'_>,
    job: Uuid,
    references: &[String],
) -> Result<(), DbError> {
    let references = serde_json::to_string(references)?;
    sqlx::query(
        "INSERT OR IGNORE INTO scrape_found (job_id, reference) \
         SELECT ?, value FROM json_each(?)",
    )
    .bind(job)
    .bind(&references)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Forgets what a search has found: it has ended well.
///
/// # Errors
/// When the database fails.
pub async fn forget_found(tx: &mut WriteTx<'_>, job: Uuid) -> Result<(), DbError> {
    sqlx::query("DELETE FROM scrape_found WHERE job_id = ?")
        .bind(job)
        .execute(tx.conn())
        .await?;
    Ok(())
}
