//! Reading leads.

use super::row::{Stored, columns};
use crate::{
    model::{Business, Source, Uuid},
    server::db::DbError,
};
use futures::{StreamExt, stream::BoxStream};
use sqlx::{Sqlite, SqliteConnection, SqliteExecutor};
use std::collections::HashMap;

/// The lead with this id, deleted or not.
///
/// # Errors
/// When the database fails.
pub async fn find(from: impl SqliteExecutor<'_>, id: Uuid) -> Result<Option<Stored>, DbError> {
    sqlx::query(concat!(
        "SELECT ",
        columns!(),
        " FROM businesses WHERE id = ?"
    ))
    .bind(id)
    .fetch_optional(from)
    .await?
    .as_ref()
    .map(Stored::from_row)
    .transpose()
}

/// The lead with this id, unless it is deleted.
///
/// # Errors
/// When the database fails.
pub async fn get(from: impl SqliteExecutor<'_>, id: Uuid) -> Result<Option<Business>, DbError> {
    let found = find(from, id).await?.map(|stored| stored.business);
    Ok(found.filter(|business| business.deleted_at.is_none()))
}

/// The leads with these numbers, in the order given; deleted ones too.
///
/// # Errors
/// When the database fails.
pub async fn page(from: impl SqliteExecutor<'_>, rids: &[u32]) -> Result<Vec<Stored>, DbError> {
    let mut found = rows_by_number(from, rids).await?;
    Ok(rids.iter().filter_map(|rid| found.remove(rid)).collect())
}

/// The leads with these numbers; deleted ones too.
pub(in crate::server::db) async fn rows_by_number(
    from: impl SqliteExecutor<'_>,
    rids: &[u32],
) -> Result<HashMap<u32, Stored>, DbError> {
    let rows = sqlx::query(concat!(
        "SELECT ",
        columns!(),
        " FROM businesses WHERE rid IN (SELECT value FROM json_each(?))"
    ))
    .bind(serde_json::to_string(rids)?)
    .fetch_all(from)
    .await?;
    let mut found = HashMap::with_capacity(rows.len());
    for row in &rows {
        let stored = Stored::from_row(row)?;
        found.insert(stored.rid, stored);
    }
    Ok(found)
}

/// Every lead, deleted ones too, in the order of creation.
pub fn stream_all<'a>(
    from: impl sqlx::Executor<'a, Database = Sqlite> + 'a,
) -> BoxStream<'a, Result<Stored, DbError>> {
    sqlx::query(concat!(
        "SELECT ",
        columns!(),
        " FROM businesses ORDER BY rid"
    ))
    .fetch(from)
    .map(|row| Stored::from_row(&row?))
    .boxed()
}

/// Where those of the leads with these ids that are there came from; deleted ones too.
///
/// # Errors
/// When the database fails.
pub async fn sources(
    from: impl SqliteExecutor<'_>,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, Source>, DbError> {
    let ids: Vec<String> = ids.iter().map(|id| id.simple().to_string()).collect();
    let rows: Vec<(Uuid, String, Option<String>)> = sqlx::query_as(
        "SELECT id, source_kind, source_ref FROM businesses \
         WHERE id IN (SELECT unhex(value) FROM json_each(?))",
    )
    .bind(serde_json::to_string(&ids)?)
    .fetch_all(from)
    .await?;
    Ok(rows
        .into_iter()
        .map(|(id, kind, reference)| (id, Source { kind, reference }))
        .collect())
}

/// The numbers of those of the leads with these ids that are there, by id; of deleted
/// ones too.
///
/// # Errors
/// When the database fails.
pub async fn numbers(
    from: impl SqliteExecutor<'_>,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, u32>, DbError> {
    let ids: Vec<String> = ids.iter().map(|id| id.simple().to_string()).collect();
    let rows: Vec<(Uuid, u32)> = sqlx::query_as(
        "SELECT id, rid FROM businesses WHERE id IN (SELECT unhex(value) FROM json_each(?))",
    )
    .bind(serde_json::to_string(&ids)?)
    .fetch_all(from)
    .await?;
    Ok(rows.into_iter().collect())
}

/// Those of `references` that `kind` already gave, by reference; deleted ones too.
pub(super) async fn by_source(
    conn: &mut SqliteConnection,
    kind: &str,
    references: &[&str],
) -> Result<HashMap<String, Stored>, DbError> {
    let rows = sqlx::query(concat!(
        "SELECT ",
        columns!(),
        " FROM businesses WHERE source_kind = ? \
         AND source_ref IN (SELECT value FROM json_each(?))"
    ))
    .bind(kind)
    .bind(serde_json::to_string(references)?)
    .fetch_all(conn)
    .await?;
    let mut found = HashMap::with_capacity(rows.len());
    for row in &rows {
        let stored = Stored::from_row(row)?;
        if let Some(reference) = stored.business.source.reference.clone() {
            found.insert(reference, stored);
        }
    }
    Ok(found)
}

/// The number that the next lead gets.
pub(super) async fn next_rid(conn: &mut SqliteConnection) -> Result<u32, DbError> {
    let last: u32 = sqlx::query_scalar("SELECT coalesce(max(rid), 0) FROM businesses")
        .fetch_one(conn)
        .await?;
    Ok(last + 1)
}
