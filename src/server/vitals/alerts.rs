//! Limits and alerts in the database.

use crate::{
    model::{ALERTS_KEPT, Alert, Alerts, EventBody, Measure, Side, Threshold, Thresholds},
    server::db::{Db, DbError, Origin, WriteTx},
};
use sqlx::{Row, SqliteExecutor, sqlite::SqliteRow};

/// The limits as they are.
///
/// # Errors
/// When the database fails.
pub async fn limits(from: impl SqliteExecutor<'_>) -> Result<Thresholds, DbError> {
    let rows: Vec<(String, Option<f64>, Option<f64>)> =
        sqlx::query_as("SELECT metric, above, below FROM thresholds")
            .fetch_all(from)
            .await?;
    let mut data: Vec<_> = rows
        .into_iter()
        .filter_map(|(name, above, below)| {
            // One that a newer build knew is kept, but means nothing here.
            let metric = metric(&name)?;
            Some(Threshold {
                metric,
                above,
                below,
            })
        })
        .collect();
    data.sort_by_key(|limit| limit.metric);
    Ok(Thresholds { data })
}

/// Puts these in place of all others.
///
/// # Errors
/// When the database fails.
pub async fn set_limits(tx: &mut WriteTx<'_>, limits: &[Threshold]) -> Result<(), DbError> {
    sqlx::query("DELETE FROM thresholds")
        .execute(tx.conn())
        .await?;
    for limit in limits {
        sqlx::query("INSERT INTO thresholds (metric, above, below) VALUES (?, ?, ?)")
            .bind(limit.metric.as_str())
            .bind(limit.above)
            .bind(limit.below)
            .execute(tx.conn())
            .await?;
    }
    Ok(())
}

const COLUMNS: &str = "SELECT id, metric, side, bound, value, since, ended_at FROM alerts ";

/// Alerts that go on.
///
/// # Errors
/// When the database fails.
pub async fn active(from: impl SqliteExecutor<'_>) -> Result<Vec<Alert>, DbError> {
    let rows = sqlx::query(sqlx::AssertSqlSafe(format!(
        "{COLUMNS} WHERE ended_at IS NULL"
    )))
    .fetch_all(from)
    .await?;
    read(&rows)
}

/// The newest alerts: those that go on first.
///
/// # Errors
/// When the database fails.
pub async fn list(from: impl SqliteExecutor<'_>) -> Result<Alerts, DbError> {
    let rows = sqlx::query(sqlx::AssertSqlSafe(format!(
        "{COLUMNS} ORDER BY ended_at IS NOT NULL, id DESC LIMIT {ALERTS_KEPT}"
    )))
    .fetch_all(from)
    .await?;
    Ok(Alerts { data: read(&rows)? })
}

fn read(rows: &[SqliteRow]) -> Result<Vec<Alert>, DbError> {
    let mut alerts = Vec::with_capacity(rows.len());
    for row in rows {
        let Some(metric) = metric(row.try_get(1)?) else {
            continue;
        };
        alerts.push(Alert {
            id: row.try_get(0)?,
            metric,
            side: match row.try_get(2)? {
                "below" => Side::Below,
                _ => Side::Above,
            },
            limit: row.try_get(3)?,
            value: row.try_get(4)?,
            since: row.try_get(5)?,
            ended_at: row.try_get(6)?,
        });
    }
    Ok(alerts)
}

fn metric(name: &str) -> Option<Measure> {
    Measure::ALL.into_iter().find(|one| one.as_str() == name)
}

/// Keeps alerts that began or are over, tells of each, and lets old ones go.
///
/// # Errors
/// When the database fails; then nobody is told.
pub async fn tell(db: &Db, alerts: &[Alert]) -> Result<(), DbError> {
    if alerts.is_empty() {
        return Ok(());
    }
    let mut tx = db.write(Origin::default()).await?;
    for alert in alerts {
        sqlx::query(
            "INSERT INTO alerts (id, metric, side, bound, value, since, ended_at) \
             VALUES (?, ?, ?, ?, ?, ?, ?) \
             ON CONFLICT (id) DO UPDATE SET ended_at = excluded.ended_at",
        )
        .bind(alert.id)
        .bind(alert.metric.as_str())
        .bind(alert.side.as_str())
        .bind(alert.limit)
        .bind(alert.value)
        .bind(alert.since)
        .bind(alert.ended_at)
        .execute(tx.conn())
        .await?;
        tx.emit(EventBody::MetricAlert(Box::new(*alert))).await?;
    }
    sqlx::query(
        "DELETE FROM alerts WHERE ended_at IS NOT NULL \
         AND id NOT IN (SELECT id FROM alerts ORDER BY id DESC LIMIT 1000)",
    )
    .execute(tx.conn())
    .await?;
    tx.commit().await?;
    Ok(())
}
