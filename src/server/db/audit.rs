//! The counts, straight from the table: what those that are kept up are held against.

use super::{Db, DbError, index::fold, now};
use crate::model::{Count, DayCount, EnrichmentStatus, Stage, Stats, Timestamp};
use sqlx::{Row, SqlitePool};
use std::collections::BTreeMap;

/// Milliseconds in a day.
const DAY: Timestamp = 86_400_000;
/// Tries, while others write, to see the table and the counts of the same moment.
const TRIES: usize = 5;

/// Counts every lead anew, but not jobs. Seconds of work for a million leads.
///
/// # Errors
/// When the database fails.
pub async fn full_count(pool: &SqlitePool, now: Timestamp) -> Result<Stats, DbError> {
    // All of one moment.
    let mut tx = pool.begin().await?;
    let mut stats = Stats {
        by_stage: Stage::ALL.into_iter().map(|stage| (stage, 0)).collect(),
        ..Stats::default()
    };
    let row = sqlx::query(
        "SELECT count(*), count(phone), count(website), count(email), count(street) \
         FROM businesses WHERE deleted_at IS NULL",
    )
    .fetch_one(&mut *tx)
    .await?;
    let at = |column| row.try_get::<i64, usize>(column).map(i64::unsigned_abs);
    (stats.total, stats.with_phone, stats.with_website) = (at(0)?, at(1)?, at(2)?);
    (stats.with_email, stats.with_street) = (at(3)?, at(4)?);
    let grouped = "SELECT stage, enrichment_status, created_at / 86400000 AS day, count(*) \
         FROM businesses WHERE deleted_at IS NULL GROUP BY 1, 2, 3";
    let rows: Vec<(i64, i64, i64, i64)> = sqlx::query_as(grouped).fetch_all(&mut *tx).await?;
    let mut days = BTreeMap::<i64, u64>::new();
    for (stage, status, day, count) in rows {
        let count = count.unsigned_abs();
        *stats
            .by_stage
            .entry(super::businesses::nth(&Stage::ALL, stage))
            .or_default() += count;
        *match super::businesses::nth(&EnrichmentStatus::ALL, status) {
            EnrichmentStatus::Pending => &mut stats.pending,
            EnrichmentStatus::Running => &mut stats.running,
            EnrichmentStatus::Enriched => &mut stats.enriched,
            EnrichmentStatus::Failed => &mut stats.failed,
        } += count;
        *days.entry(day).or_default() += count;
    }
    let today = now.div_euclid(DAY);
    stats.created_per_day = (today - 29..=today)
        .map(|day| DayCount {
            day: jiff::Timestamp::from_millisecond(day * DAY)
                .map(|at| at.to_string().chars().take(10).collect())
                .unwrap_or_default(),
            count: days.get(&day).copied().unwrap_or(0),
        })
        .collect();
    for (top, query) in [
        (
            &mut stats.by_city,
            "SELECT city, count(*) FROM businesses \
             WHERE deleted_at IS NULL AND city IS NOT NULL GROUP BY city",
        ),
        (
            &mut stats.by_category,
            "SELECT category, count(*) FROM businesses \
             WHERE deleted_at IS NULL AND category IS NOT NULL GROUP BY category",
        ),
    ] {
        let rows: Vec<(String, i64)> = sqlx::query_as(query).fetch_all(&mut *tx).await?;
        let mut all: Vec<_> = rows
            .into_iter()
            .map(|(name, count)| Count {
                name,
                count: count.unsigned_abs(),
            })
            .collect();
        all.sort_by_cached_key(|one| {
            let most_first = std::cmp::Reverse(one.count);
            (most_first, fold(&one.name), one.name.clone())
        });
        all.truncate(10);
        *top = all;
    }
    Ok(stats)
}

/// What of the counts that are kept up is not what the table says; nothing, if all is
/// as it should be, or others write so much that it cannot be told.
///
/// # Errors
/// When the database fails.
pub async fn differences(db: &Db) -> Result<Vec<String>, DbError> {
    let mut found = Vec::new();
    for _ in 0..TRIES {
        let now = now();
        let changes = *db.index.watch().borrow();
        let counted = full_count(db.readers(), now).await?;
        let kept = db.index.stats(now);
        if *db.index.watch().borrow() != changes {
            continue;
        }
        found = compare(&kept, &counted);
        if found.is_empty() {
            break;
        }
        // Perhaps a commit that the index was about to take in.
        tokio::task::yield_now().await;
    }
    Ok(found)
}

/// Says how the counts that are kept differ from those of the table; jobs apart.
pub fn compare(kept: &Stats, counted: &Stats) -> Vec<String> {
    let value = |stats: &Stats| match serde_json::to_value(stats) {
        Ok(serde_json::Value::Object(fields)) => fields,
        _ => serde_json::Map::new(),
    };
    let (kept, counted) = (value(kept), value(counted));
    counted
        .iter()
        .filter(|(name, _)| *name != "jobs")
        .filter(|(name, value)| kept.get(*name) != Some(value))
        .map(|(name, value)| {
            let kept = kept.get(name).cloned().unwrap_or_default();
            format!("{name}: kept as {kept}, counted as {value}")
        })
        .collect()
}
