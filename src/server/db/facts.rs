//! Every value that was found of a lead's fields, with where it was read.

use super::{DbError, businesses::Stored};
use crate::model::{Business, Field, KnownFact, Provenance, Timestamp, Uuid};
use sqlx::{Row, SqliteConnection, SqliteExecutor, sqlite::SqliteRow};
use std::collections::HashSet;

/// What websites say.
pub const WEBSITE: &str = "website";
/// How sure what a lead's source says of this very place is.
const OF_SOURCE: f64 = 0.9;

/// A value that was found.
#[derive(Clone, Debug, PartialEq)]
pub struct FoundFact {
    /// See [`KnownFact::field`].
    pub field: String,
    /// See [`KnownFact::value`].
    pub value: String,
    /// The page.
    pub url: Option<String>,
    /// 0 to 1.
    pub confidence: f64,
}

/// Takes what the website of a lead says now, best first of each field. What it said
/// before and says no longer is kept as gone.
///
/// # Errors
/// When the database fails.
pub async fn take(
    conn: &mut SqliteConnection,
    lead: Uuid,
    found: &[FoundFact],
    at: Timestamp,
) -> Result<(), DbError> {
    let mut said = HashSet::new();
    for (rank, fact) in found.iter().enumerate() {
        if !said.insert((fact.field.as_str(), fact.value.as_str())) {
            continue;
        }
        sqlx::query(
            "INSERT INTO facts (business_id, field, value, source_kind, source_url, confidence, \
             rank, found_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?) \
             ON CONFLICT (business_id, field, value, source_kind) DO UPDATE SET \
             source_url = excluded.source_url, confidence = excluded.confidence, \
             rank = excluded.rank, gone_at = NULL",
        )
        .bind(lead)
        .bind(fact.field.as_str())
        .bind(fact.value.as_str())
        .bind(WEBSITE)
        .bind(fact.url.as_deref())
        .bind(fact.confidence)
        .bind(i64::try_from(rank).unwrap_or(i64::MAX))
        .bind(at)
        .execute(&mut *conn)
        .await?;
    }
    let before: Vec<(String, String)> = sqlx::query_as(
        "SELECT field, value FROM facts \
         WHERE business_id = ? AND source_kind = ? AND gone_at IS NULL",
    )
    .bind(lead)
    .bind(WEBSITE)
    .fetch_all(&mut *conn)
    .await?;
    for (field, value) in before {
        if !said.contains(&(field.as_str(), value.as_str())) {
            sqlx::query(
                "UPDATE facts SET gone_at = ? \
                 WHERE business_id = ? AND field = ? AND value = ? AND source_kind = ?",
            )
            .bind(at)
            .bind(lead)
            .bind(field)
            .bind(value)
            .bind(WEBSITE)
            .execute(&mut *conn)
            .await?;
        }
    }
    Ok(())
}

/// What is known of a lead: by field, the shown value first, then best first, those that
/// are gone last.
///
/// # Errors
/// When the database fails.
pub async fn list(from: impl SqliteExecutor<'_>, lead: &Stored) -> Result<Vec<KnownFact>, DbError> {
    let rows = sqlx::query(
        "SELECT field, value, source_kind, source_url, confidence, found_at, gone_at FROM facts \
         WHERE business_id = ? ORDER BY field, gone_at IS NOT NULL, rank",
    )
    .bind(lead.business.id)
    .fetch_all(from)
    .await?;
    let mut known: Vec<KnownFact> = rows.iter().map(read).collect::<Result<_, _>>()?;
    for field in Field::ALL {
        let shown = field.value(&lead.business);
        if let Some(shown) = shown.as_str()
            && !matches!(field, Field::Stage | Field::OwnerId)
        {
            show(&mut known, lead, field, shown);
        }
    }
    let mut first = HashSet::new();
    for fact in &mut known {
        let is_own = Field::ALL.iter().any(|field| field.as_str() == fact.field);
        if !is_own && fact.gone_at.is_none() && first.insert(fact.field.clone()) {
            fact.shown = true;
        }
    }
    known.sort_by_key(|fact| (place(&fact.field), !fact.shown, fact.gone_at.is_some()));
    Ok(known)
}

fn read(row: &SqliteRow) -> Result<KnownFact, DbError> {
    Ok(KnownFact {
        field: row.try_get(0)?,
        value: row.try_get(1)?,
        source: Provenance {
            kind: row.try_get(2)?,
            url: row.try_get(3)?,
        },
        confidence: row.try_get(4)?,
        found_at: row.try_get(5)?,
        gone_at: row.try_get(6)?,
        shown: false,
    })
}

/// Says which value the lead shows, and who else says so.
fn show(known: &mut Vec<KnownFact>, lead: &Stored, field: Field, shown: &str) {
    let name = field.as_str();
    let same = known
        .iter_mut()
        .find(|fact| fact.field == name && is_same(field, &fact.value, shown));
    if let Some(same) = same
        && lead.is_filled(field)
        && !lead.is_edited(field)
    {
        same.shown = true;
        return;
    }
    let Business {
        source,
        created_at,
        updated_at,
        ..
    } = &lead.business;
    let is_edited = lead.is_edited(field) || source.kind == "manual";
    known.push(KnownFact {
        field: name.into(),
        value: shown.into(),
        source: Provenance {
            kind: if is_edited { "manual" } else { &source.kind }.into(),
            url: None,
        },
        found_at: if lead.is_edited(field) {
            *updated_at
        } else {
            *created_at
        },
        gone_at: None,
        confidence: if is_edited { 1.0 } else { OF_SOURCE },
        shown: true,
    });
}

/// Whether two values are the same but for how they are written.
fn is_same(field: Field, one: &str, other: &str) -> bool {
    let bare = |text: &str| -> String {
        match field {
            Field::Phone => text.chars().filter(char::is_ascii_digit).collect(),
            Field::Website => text.trim_end_matches('/').to_lowercase(),
            _ => text.to_lowercase(),
        }
    };
    bare(one) == bare(other)
}

/// Fields of the lead in their order, then the others by name.
fn place(field: &str) -> (usize, String) {
    let own = Field::ALL.iter().position(|own| own.as_str() == field);
    (own.unwrap_or(Field::ALL.len()), field.to_owned())
}
