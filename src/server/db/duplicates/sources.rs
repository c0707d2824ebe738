//! What sources say of leads.

use super::Known;
use crate::{
    model::{BusinessSource, BusinessSources, Merge, Source, SourceFacts, Timestamp},
    server::db::{DbError, WriteTx, businesses::Stored},
};
use rustc_hash::FxHashMap;
use sqlx::{QueryBuilder, Row, Sqlite, SqliteConnection, SqlitePool, sqlite::SqliteRow};
use std::collections::HashMap;

/// Rows in one `INSERT`.
const AT_ONCE: usize = 64;

/// What a source says of a lead.
#[derive(Clone, Debug, PartialEq)]
pub struct SourceRow {
    /// The source.
    pub kind: String,
    /// Its own name for the lead.
    pub reference: String,
    /// The lead's number.
    pub rid: u32,
    /// What it says; `None` if that is the lead's own.
    pub facts: Option<SourceFacts>,
    /// When it was last seen.
    pub seen_at: Timestamp,
    /// Since when it is there no longer.
    pub gone_at: Option<Timestamp>,
}

impl SourceRow {
    /// Whether this is the source.
    pub fn is(&self, source: &Source) -> bool {
        self.kind == source.kind && Some(&self.reference) == source.reference.as_ref()
    }

    fn from_row(row: &SqliteRow) -> Result<Self, DbError> {
        let facts: Option<&str> = row.try_get(3)?;
        Ok(Self {
            kind: row.try_get(0)?,
            reference: row.try_get(1)?,
            rid: row.try_get(2)?,
            facts: facts.map(serde_json::from_str).transpose()?,
            seen_at: row.try_get(4)?,
            gone_at: row.try_get(5)?,
        })
    }
}

/// The sources of the leads with these numbers, where more is kept of them than the leads
/// themselves say.
///
/// # Errors
/// When the database fails.
pub async fn rows_of(
    from: impl sqlx::SqliteExecutor<'_>,
    rids: &[u32],
) -> Result<HashMap<u32, Vec<SourceRow>>, DbError> {
    let rows = sqlx::query(
        "SELECT kind, ref, rid, facts, seen_at, gone_at FROM business_sources \
         WHERE rid IN (SELECT value FROM json_each(?)) ORDER BY kind, ref",
    )
    .bind(serde_json::to_string(rids)?)
    .fetch_all(from)
    .await?;
    let mut found: HashMap<u32, Vec<SourceRow>> = HashMap::new();
    for row in &rows {
        let row = SourceRow::from_row(row)?;
        found.entry(row.rid).or_default().push(row);
    }
    Ok(found)
}

/// Which leads the objects of a source are that have a row, by reference.
pub async fn rids_of(
    conn: &mut SqliteConnection,
    kind: &str,
    references: &[&str],
) -> Result<Vec<(String, u32)>, DbError> {
    Ok(sqlx::query_as(
        "SELECT ref, rid FROM business_sources WHERE kind = ? \
         AND ref IN (SELECT value FROM json_each(?))",
    )
    .bind(kind)
    .bind(serde_json::to_string(references)?)
    .fetch_all(conn)
    .await?)
}

/// Writes rows, in the place of those that are there.
pub async fn put(conn: &mut SqliteConnection, rows: &[SourceRow]) -> Result<(), DbError> {
    for some in rows.chunks(AT_ONCE) {
        let facts = some
            .iter()
            .map(|row| row.facts.as_ref().map(serde_json::to_string).transpose())
            .collect::<Result<Vec<_>, _>>()?;
        let mut query = QueryBuilder::<Sqlite>::new(
            "INSERT OR REPLACE INTO business_sources (kind, ref, rid, facts, seen_at, gone_at) ",
        );
        query.push_values(some.iter().zip(facts), |mut to, (row, facts)| {
            to.push_bind(row.kind.as_str())
                .push_bind(row.reference.as_str())
                .push_bind(row.rid)
                .push_bind(facts)
                .push_bind(row.seen_at)
                .push_bind(row.gone_at);
        });
        query.build().execute(&mut *conn).await?;
    }
    Ok(())
}

/// Notes that a source has these objects no longer. Returns how many it had until now.
///
/// # Errors
/// When the database fails.
pub async fn mark_gone(
    tx: &mut WriteTx<'_>,
    kind: &str,
    references: &[String],
) -> Result<u64, DbError> {
    let (at, references) = (tx.at(), serde_json::to_string(references)?);
    let known = sqlx::query(
        "UPDATE business_sources SET gone_at = ? WHERE kind = ? AND gone_at IS NULL \
         AND ref IN (SELECT value FROM json_each(?))",
    )
    .bind(at)
    .bind(kind)
    .bind(&references)
    .execute(tx.conn())
    .await?;
    // Of a lead's only source nothing was kept until now.
    let only = sqlx::query(
        "INSERT OR IGNORE INTO business_sources (kind, ref, rid, seen_at, gone_at) \
         SELECT source_kind, source_ref, rid, created_at, ? FROM businesses \
         WHERE source_kind = ? AND source_ref IN (SELECT value FROM json_each(?))",
    )
    .bind(at)
    .bind(kind)
    .bind(&references)
    .execute(tx.conn())
    .await?;
    let marked = known.rows_affected() + only.rows_affected();
    if marked > 0 {
        super::told(tx).await?;
    }
    Ok(marked)
}

/// Notes that a source has these objects: those that were gone are there again.
///
/// # Errors
/// When the database fails.
pub async fn mark_there(
    tx: &mut WriteTx<'_>,
    kind: &str,
    references: &[String],
) -> Result<(), DbError> {
    let at = tx.at();
    let marked = sqlx::query(
        "UPDATE business_sources SET gone_at = NULL, seen_at = ? WHERE kind = ? \
         AND gone_at IS NOT NULL AND ref IN (SELECT value FROM json_each(?))",
    )
    .bind(at)
    .bind(kind)
    .bind(serde_json::to_string(references)?)
    .execute(tx.conn())
    .await?;
    if marked.rows_affected() > 0 {
        super::told(tx).await?;
    }
    Ok(())
}

/// What sources say beyond leads, by lead.
pub async fn all_known(pool: &SqlitePool) -> Result<FxHashMap<u32, Known>, DbError> {
    use futures::TryStreamExt;
    let mut rows =
        sqlx::query("SELECT rid, facts FROM business_sources WHERE facts IS NOT NULL").fetch(pool);
    let mut known: FxHashMap<u32, Known> = FxHashMap::default();
    while let Some(row) = rows.try_next().await? {
        let facts: SourceFacts = serde_json::from_str(row.try_get(1)?)?;
        known.entry(row.try_get(0)?).or_default().add(&facts);
    }
    Ok(known)
}

/// Where a lead comes from, and what went into it.
///
/// # Errors
/// When the database fails.
pub async fn of_lead(pool: &SqlitePool, lead: &Stored) -> Result<BusinessSources, DbError> {
    let mut rows = rows_of(pool, &[lead.rid]).await?;
    let mut data: Vec<BusinessSource> = rows
        .remove(&lead.rid)
        .unwrap_or_default()
        .into_iter()
        .map(|row| BusinessSource {
            source: Source {
                kind: row.kind,
                reference: Some(row.reference),
            },
            facts: row.facts,
            seen_at: row.seen_at,
            gone_at: row.gone_at,
        })
        .collect();
    let first = &lead.business.source;
    match data.iter().position(|source| source.source == *first) {
        Some(at) => data.swap(0, at),
        None => data.insert(
            0,
            BusinessSource {
                source: first.clone(),
                facts: None,
                seen_at: lead.business.created_at,
                gone_at: None,
            },
        ),
    }
    data[1..].sort_by_key(|source| source.seen_at);
    let rows = sqlx::query(
        "SELECT merges.id, businesses.id, name, source_kind, source_ref, at, actor FROM merges \
             JOIN businesses ON rid = gone WHERE kept = ? AND undone_at IS NULL ORDER BY at DESC",
    )
    .bind(lead.rid)
    .fetch_all(pool)
    .await?;
    let merges = rows
        .iter()
        .map(|row| {
            Ok(Merge {
                id: row.try_get(0)?,
                gone: row.try_get(1)?,
                name: row.try_get(2)?,
                source: Source {
                    kind: row.try_get(3)?,
                    reference: row.try_get(4)?,
                },
                at: row.try_get(5)?,
                actor: row.try_get(6)?,
            })
        })
        .collect::<Result<_, DbError>>()?;
    Ok(BusinessSources { data, merges })
}
