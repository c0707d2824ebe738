//! Taking a merge back.

use super::{
    Known, carried,
    merge::{Before, side},
    rows_of,
};
use crate::{
    model::{Business, EventBody, Field, UndoneMerge, Uuid},
    server::db::{
        DbError, WriteTx,
        businesses::{Stored, page, set, store_all},
    },
};

/// Why a merge was not undone.
#[derive(Debug, thiserror::Error)]
pub enum UndoError {
    /// There is no such merge.
    #[error("no such merge")]
    Unknown,
    /// It was undone before.
    #[error("undone already")]
    Already,
    /// The lead that stayed is deleted, or went into another one itself.
    #[error("the lead is deleted")]
    Deleted,
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl From<sqlx::Error> for UndoError {
    fn from(error: sqlx::Error) -> Self {
        Self::Db(error.into())
    }
}

/// Makes two leads of one again: each has the values, sources and contacts that it had.
/// What changed after the merge stays with the lead that stayed. The pair is a person's to
/// decide from now on. Tells nobody.
///
/// # Errors
/// Why it cannot be; then nothing was changed.
pub async fn undo(tx: &mut WriteTx<'_>, id: Uuid) -> Result<UndoneMerge, UndoError> {
    let found: Option<(u32, u32, String, Option<i64>)> =
        sqlx::query_as("SELECT kept, gone, undo, undone_at FROM merges WHERE id = ?")
            .bind(id)
            .fetch_optional(tx.conn())
            .await?;
    let (kept, gone, before, undone_at) = found.ok_or(UndoError::Unknown)?;
    if undone_at.is_some() {
        return Err(UndoError::Already);
    }
    let before: Before = serde_json::from_str(&before).map_err(DbError::from)?;
    let leads = page(&mut *tx.conn(), &[kept, gone]).await?;
    let [kept, gone]: [Stored; 2] = leads.try_into().map_err(|_| UndoError::Unknown)?;
    if kept.business.deleted_at.is_some() {
        return Err(UndoError::Deleted);
    }
    let restored = before.undo.restore(&side(&kept).fields);
    let mut after = kept.clone();
    let version = kept.business.version + 1;
    for field in Field::ALL {
        let value = restored.kept.fields.get(&field).map(|held| &held.value);
        if set(field, value, &mut after.business).map_err(DbError::from)? {
            after.field_versions.set(field, version);
        }
        // Whether a person changed it, and whether a look-up filled it.
        let bits = 1 << field as u32 | 1 << (16 + field as u32);
        if !restored.changed_since.contains(&field) {
            after.edited = (after.edited & !bits) | (before.edited.0 & bits);
        }
    }
    (
        after.business.enrichment_status,
        after.business.enrichment_error,
    ) = before.enrichment;
    after.business.logo = before.logo;
    let mut back = gone.clone();
    back.business.deleted_at = None;
    back.edited = before.edited.1;
    give_back(tx, &before.sources, kept.rid, gone.rid).await?;
    carried::give_back(tx, &before.carried, kept.business.id, gone.business.id).await?;
    let (rids, at) = ((kept.rid, gone.rid), tx.at());
    let leads = store_all(tx, vec![(kept.business, after), (gone.business, back)]).await?;
    sqlx::query("UPDATE merges SET undone_at = ? WHERE id = ?")
        .bind(at)
        .bind(id)
        .execute(tx.conn())
        .await?;
    sqlx::query("DELETE FROM duplicates WHERE via = ? AND status = 'open'")
        .bind(id)
        .execute(tx.conn())
        .await?;
    super::pairs::ask(tx, rids).await?;
    let [kept, gone]: [Business; 2] = leads.try_into().map_err(|_| UndoError::Unknown)?;
    Ok(UndoneMerge {
        kept,
        gone,
        changed_since: restored.changed_since,
    })
}

/// Tells everybody of a merge that was undone: a lead is there again.
///
/// # Errors
/// When the log cannot be written.
pub async fn tell_undone(tx: &mut WriteTx<'_>, undone: &UndoneMerge) -> Result<(), DbError> {
    let (kept, gone) = (undone.kept.clone(), undone.gone.clone());
    tx.emit(EventBody::BusinessUpdated(Box::new(kept))).await?;
    tx.emit(EventBody::BusinessCreated(Box::new(gone))).await?;
    super::told(tx).await
}

/// Gives sources back to the lead that they came from.
async fn give_back(
    tx: &mut WriteTx<'_>,
    sources: &[(String, String)],
    kept: u32,
    gone: u32,
) -> Result<(), DbError> {
    for (kind, reference) in sources {
        sqlx::query("UPDATE business_sources SET rid = ? WHERE kind = ? AND ref = ? AND rid = ?")
            .bind(gone)
            .bind(kind.as_str())
            .bind(reference.as_str())
            .bind(kept)
            .execute(tx.conn())
            .await?;
    }
    let rows = rows_of(&mut *tx.conn(), &[kept, gone]).await?;
    for rid in [kept, gone] {
        let known = rows.get(&rid).map(Known::of).unwrap_or_default();
        tx.know(rid, known);
    }
    Ok(())
}
