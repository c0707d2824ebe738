//! Pairs of leads that may be one business, and what people said of them.

use super::{By, Merged, merge};
use crate::{
    model::{Duplicate, EventBody, InvalidatePrefix, Page, PageMeta, Reason, Timestamp, Uuid},
    server::db::{
        DbError, WriteTx,
        businesses::{Stored, page, rows_by_number},
    },
};
use sqlx::{SqliteConnection, SqlitePool};

/// The cache keys of clients that hold pairs begin so.
const PREFIX: &str = "duplicates";

/// The pairs that a person may be asked about: both leads are there.
const ASKED: &str = "FROM duplicates JOIN businesses AS a ON a.rid = duplicates.a \
     JOIN businesses AS b ON b.rid = duplicates.b \
     WHERE status = 'open' AND a.deleted_at IS NULL AND b.deleted_at IS NULL";

/// A pair, and how it stands.
#[derive(Clone, Debug)]
pub struct Pair {
    /// Its id.
    pub id: Uuid,
    /// The lead that was there first.
    pub a: Stored,
    /// The other.
    pub b: Stored,
    /// Whether a person is still asked.
    pub decided: Option<Decided>,
}

/// What became of a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decided {
    /// They are two.
    Distinct,
    /// They are one lead now.
    Merged,
}

/// A page of the pairs that a person is asked about, the likeliest first.
///
/// # Errors
/// When the database fails.
pub async fn list(pool: &SqlitePool, number: u32, limit: u32) -> Result<Page<Duplicate>, DbError> {
    type Row = (Uuid, u32, u32, f64, String, Timestamp);
    let mut tx = pool.begin().await?;
    let total: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(format!("SELECT count(*) {ASKED}")))
        .fetch_one(&mut *tx)
        .await?;
    let rows: Vec<Row> = sqlx::query_as(sqlx::AssertSqlSafe(format!(
        "SELECT duplicates.id, duplicates.a, duplicates.b, score, reasons, duplicates.created_at \
         {ASKED} ORDER BY score DESC, duplicates.a, duplicates.b LIMIT ? OFFSET ?"
    )))
    .bind(limit)
    .bind(i64::from(number.saturating_sub(1)) * i64::from(limit))
    .fetch_all(&mut *tx)
    .await?;
    let rids: Vec<u32> = rows.iter().flat_map(|(_, a, b, ..)| [*a, *b]).collect();
    let leads = rows_by_number(&mut *tx, &rids).await?;
    let lead = |rid: &u32| leads.get(rid).map(|stored| stored.business.clone());
    let data = rows
        .iter()
        .filter_map(|(id, a, b, score, reasons, created_at)| {
            Some((*id, lead(a)?, lead(b)?, *score, reasons, *created_at))
        })
        .map(|(id, a, b, score, reasons, created_at)| {
            Ok(Duplicate {
                id,
                score,
                reasons: serde_json::from_str(reasons)?,
                a,
                b,
                created_at,
            })
        })
        .collect::<Result<_, DbError>>()?;
    let total = total.unsigned_abs();
    let pages = total.div_ceil(u64::from(limit.max(1)));
    let meta = PageMeta {
        total,
        page: number,
        limit,
        pages: u32::try_from(pages).unwrap_or(u32::MAX),
        next_cursor: None,
    };
    Ok(Page { data, meta })
}

/// The pair with this id.
///
/// # Errors
/// When the database fails.
pub async fn find(conn: &mut SqliteConnection, id: Uuid) -> Result<Option<Pair>, DbError> {
    let found: Option<(u32, u32, String)> =
        sqlx::query_as("SELECT a, b, status FROM duplicates WHERE id = ?")
            .bind(id)
            .fetch_optional(&mut *conn)
            .await?;
    let Some((a, b, status)) = found else {
        return Ok(None);
    };
    let leads: Result<[Stored; 2], _> = page(conn, &[a, b]).await?.try_into();
    let Ok([a, b]) = leads else { return Ok(None) };
    let decided = match status.as_str() {
        "distinct" => Some(Decided::Distinct),
        "merged" => Some(Decided::Merged),
        _ => None,
    };
    Ok(Some(Pair { id, a, b, decided }))
}

/// What is to be asked about two leads.
#[derive(Clone, Debug)]
pub(super) struct Question {
    pub leads: (u32, u32),
    pub score: f64,
    pub reasons: Vec<Reason>,
}

/// Asks about pairs that nobody was asked about. Returns how many those are.
pub(super) async fn add(tx: &mut WriteTx<'_>, asked: &[Question]) -> Result<u64, DbError> {
    let at = tx.at();
    let mut added = 0;
    for Question {
        leads: (a, b),
        score,
        reasons,
    } in asked
    {
        let done = sqlx::query(
            "INSERT OR IGNORE INTO duplicates (id, a, b, status, score, reasons, created_at) \
             VALUES (?, ?, ?, 'open', ?, ?, ?)",
        )
        .bind(Uuid::now_v7())
        .bind(a.min(b))
        .bind(a.max(b))
        .bind(score)
        .bind(serde_json::to_string(reasons)?)
        .bind(at)
        .execute(tx.conn())
        .await?;
        added += done.rows_affected();
    }
    Ok(added)
}

/// Asks about two leads again whose merge was undone, or for the first time if the
/// server had been sure.
pub(super) async fn ask(tx: &mut WriteTx<'_>, (a, b): (u32, u32)) -> Result<(), DbError> {
    let reason = Reason {
        what: "doubt".into(),
        says: "They were merged before, and the merge was undone".into(),
        weight: 0.0,
    };
    let question = Question {
        leads: (a, b),
        score: crate::server::dedupe::PROPOSE,
        reasons: vec![reason],
    };
    add(tx, &[question]).await?;
    sqlx::query("UPDATE duplicates SET status = 'open', decided_at = NULL WHERE a = ? AND b = ?")
        .bind(a.min(b))
        .bind(a.max(b))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Remembers for ever that two leads are two.
///
/// # Errors
/// When the database fails.
pub async fn set_distinct(tx: &mut WriteTx<'_>, id: Uuid) -> Result<(), DbError> {
    decide(tx, id, "distinct").await
}

/// Asks about two leads again after all.
///
/// # Errors
/// When the database fails.
pub async fn reopen(tx: &mut WriteTx<'_>, id: Uuid) -> Result<(), DbError> {
    decide(tx, id, "open").await
}

/// Merges a pair that a person says is one lead. Tells nobody.
///
/// # Errors
/// When the database fails.
pub async fn set_merged(
    tx: &mut WriteTx<'_>,
    id: Uuid,
    kept: Stored,
    gone: Stored,
    by: &By,
) -> Result<Merged, DbError> {
    let merged = merge(tx, kept, gone, by).await?;
    decide(tx, id, "merged").await?;
    Ok(merged)
}

async fn decide(tx: &mut WriteTx<'_>, id: Uuid, status: &str) -> Result<(), DbError> {
    let at = tx.at();
    sqlx::query("UPDATE duplicates SET status = ?, decided_at = ? WHERE id = ?")
        .bind(status)
        .bind((status != "open").then_some(at))
        .bind(id)
        .execute(tx.conn())
        .await?;
    told(tx).await
}

/// Tells everybody that other pairs are asked about now.
///
/// # Errors
/// When the log cannot be written.
pub async fn told(tx: &mut WriteTx<'_>) -> Result<(), DbError> {
    let prefix = PREFIX.into();
    tx.emit(EventBody::InvalidatePrefix(InvalidatePrefix { prefix }))
        .await
        .map(drop)
}
