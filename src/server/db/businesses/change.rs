//! Creating, changing, deleting and restoring one lead.

use super::{
    BusinessError, Faults,
    check::{check, normalise},
    read::{find, next_rid},
    row::{self, FieldVersions, Stored},
};
use crate::{
    model::{Business, BusinessPatch, Conflict, Deleted, EventBody, Field, NewBusiness, Uuid},
    server::db::{DbError, WriteTx, duplicates, index::Change},
};

/// Creates a lead and tells of it; it is compared with the others later.
///
/// # Errors
/// `IdTaken` and `SourceTaken`, also by a deleted lead; `Invalid`.
pub async fn create(tx: &mut WriteTx<'_>, new: NewBusiness) -> Result<Business, BusinessError> {
    let id = new.id.unwrap_or_else(Uuid::now_v7);
    let mut business = new.into_business(id, tx.at());
    normalise(&mut business);
    let mut faults = check(&business).err().unwrap_or_default();
    if id.get_version_num() != 7 {
        faults.insert("id".into(), "must be a UUID of version 7".into());
    }
    check_owner(tx, &business, &mut faults).await?;
    if !faults.is_empty() {
        return Err(BusinessError::Invalid(faults));
    }
    if find(&mut *tx.conn(), id).await?.is_some() {
        return Err(BusinessError::IdTaken);
    }
    if let Some(reference) = &business.source.reference {
        let taken =
            sqlx::query("SELECT 1 FROM businesses WHERE source_kind = ? AND source_ref = ?")
                .bind(business.source.kind.as_str())
                .bind(reference.as_str())
                .fetch_optional(&mut *tx.conn())
                .await?;
        if taken.is_some() {
            return Err(BusinessError::SourceTaken);
        }
    }
    let number = insert_all(tx, vec![business.clone()]).await?;
    duplicates::expect(tx, duplicates::BY_HAND, number).await?;
    tx.emit(EventBody::BusinessCreated(Box::new(business.clone())))
        .await?;
    Ok(business)
}

/// Inserts leads that are in normal form and whose ids and sources are free. Returns
/// their numbers, in the order of creation, then id. Tells nobody. `created_at` must not be before that of any lead there.
///
/// # Errors
/// When the database fails or a key is taken after all.
pub async fn insert_all(
    tx: &mut WriteTx<'_>,
    mut businesses: Vec<Business>,
) -> Result<std::ops::Range<u32>, DbError> {
    // Row numbers are in the order of creation, then id: the index relies on it.
    businesses.sort_by_key(|business| (business.created_at, business.id));
    let first = next_rid(tx.conn()).await?;
    let last = first + businesses.len() as u32;
    let rows: Vec<_> = (first..)
        .zip(businesses)
        .map(|(rid, business)| Stored {
            rid,
            business,
            field_versions: FieldVersions::default(),
            edited: 0,
        })
        .collect();
    row::insert(tx.conn(), &rows).await?;
    for Stored { rid, business, .. } in rows {
        tx.touch(Change {
            rid,
            before: None,
            after: business,
        });
    }
    Ok(first..last)
}

/// Changes fields of a lead. Fields that others changed since `base_version`
/// merge with it, unless the same field got another value. A change to what is
/// there already is none: no event, no new version.
///
/// # Errors
/// `NotFound`, `Invalid`, `Conflict`.
pub async fn patch(
    tx: &mut WriteTx<'_>,
    id: Uuid,
    patch: &BusinessPatch,
) -> Result<Business, BusinessError> {
    let before = find(&mut *tx.conn(), id)
        .await?
        .filter(|stored| stored.business.deleted_at.is_none())
        .ok_or(BusinessError::NotFound)?;
    if !(1..=before.business.version).contains(&patch.base_version) {
        let message = format!("must be from 1 to {}", before.business.version);
        return Err(BusinessError::Invalid(
            [("base_version".into(), message)].into(),
        ));
    }
    let mut after = before.clone();
    patch.changes.apply(&mut after.business);
    normalise(&mut after.business);
    let differing: Vec<_> = patch
        .changes
        .fields()
        .into_iter()
        .filter(|field| field.value(&after.business) != field.value(&before.business))
        .collect();
    let conflicts: Vec<_> = differing
        .iter()
        .filter(|field| before.field_versions.get(**field) > patch.base_version)
        .map(|field| Conflict {
            field: field.as_str().into(),
            mine: field.value(&after.business),
            theirs: field.value(&before.business),
        })
        .collect();
    if !conflicts.is_empty() {
        return Err(BusinessError::Conflict {
            current: Box::new(before.business),
            conflicts,
        });
    }
    let mut faults = check(&after.business).err().unwrap_or_default();
    if differing.contains(&Field::OwnerId) {
        check_owner(tx, &after.business, &mut faults).await?;
    }
    if !faults.is_empty() {
        return Err(BusinessError::Invalid(faults));
    }
    if differing.is_empty() {
        return Ok(before.business);
    }
    let version = before.business.version + 1;
    for field in differing {
        after.field_versions.set(field, version);
        after.edited |= 1 << field as u32;
    }
    put(tx, before, after).await
}

/// Writes a changed lead with the next version, and tells of it.
async fn put(
    tx: &mut WriteTx<'_>,
    before: Stored,
    after: Stored,
) -> Result<Business, BusinessError> {
    let was_deleted = before.business.deleted_at.is_some();
    let business = store(tx, before.business, after).await?;
    tx.emit(told(business.clone(), was_deleted)).await?;
    Ok(business)
}

/// Writes a changed lead with the next version. Tells nobody.
async fn store(
    tx: &mut WriteTx<'_>,
    before: Business,
    mut after: Stored,
) -> Result<Business, DbError> {
    after.business.version += 1;
    after.business.updated_at = tx.at();
    row::update(tx.conn(), &after).await?;
    touch(tx, before, &after);
    Ok(after.business)
}

/// Writes changed leads, each with what it was, with their next versions. Tells nobody.
pub(in crate::server::db) async fn store_all(
    tx: &mut WriteTx<'_>,
    changed: Vec<(Business, Stored)>,
) -> Result<Vec<Business>, DbError> {
    let (before, mut after): (Vec<_>, Vec<_>) = changed.into_iter().unzip();
    for stored in &mut after {
        stored.business.version += 1;
        stored.business.updated_at = tx.at();
    }
    row::update_all(tx.conn(), &after).await?;
    for (before, after) in before.into_iter().zip(&after) {
        touch(tx, before, after);
    }
    Ok(after.into_iter().map(|stored| stored.business).collect())
}

fn touch(tx: &mut WriteTx<'_>, before: Business, after: &Stored) {
    tx.touch(Change {
        rid: after.rid,
        before: Some(before),
        after: after.business.clone(),
    });
}

/// What is told of a lead that was changed, deleted or restored.
pub(super) fn told(business: Business, was_deleted: bool) -> EventBody {
    match business.deleted_at {
        Some(deleted_at) => EventBody::BusinessDeleted(Deleted {
            id: business.id,
            version: business.version,
            deleted_at,
        }),
        None if was_deleted => EventBody::BusinessCreated(Box::new(business)),
        None => EventBody::BusinessUpdated(Box::new(business)),
    }
}

/// Deletes a lead so that it can be restored. Deleting it again changes nothing.
///
/// # Errors
/// `NotFound` if there never was one.
pub async fn delete(tx: &mut WriteTx<'_>, id: Uuid) -> Result<Business, BusinessError> {
    let before = find(&mut *tx.conn(), id)
        .await?
        .ok_or(BusinessError::NotFound)?;
    if before.business.deleted_at.is_some() {
        return Ok(before.business);
    }
    let mut after = before.clone();
    after.business.deleted_at = Some(tx.at());
    put(tx, before, after).await
}

/// Brings a deleted lead back. Restoring one that is there changes nothing.
///
/// # Errors
/// `NotFound` if there never was one, `Merged` if it went into another.
pub async fn restore(tx: &mut WriteTx<'_>, id: Uuid) -> Result<Business, BusinessError> {
    let before = find(&mut *tx.conn(), id)
        .await?
        .ok_or(BusinessError::NotFound)?;
    if before.business.deleted_at.is_none() {
        return Ok(before.business);
    }
    let merged = sqlx::query("SELECT 1 FROM merges WHERE gone = ? AND undone_at IS NULL")
        .bind(before.rid)
        .fetch_optional(tx.conn())
        .await?;
    if merged.is_some() {
        return Err(BusinessError::Merged);
    }
    let mut after = before.clone();
    after.business.deleted_at = None;
    put(tx, before, after).await
}

/// Adds a fault if the lead's owner is nobody.
async fn check_owner(
    tx: &mut WriteTx<'_>,
    business: &Business,
    faults: &mut Faults,
) -> Result<(), DbError> {
    if let Some(owner) = business.owner_id
        && !is_user(tx, owner).await?
    {
        faults.insert("owner_id".into(), "is no user".into());
    }
    Ok(())
}

/// Whether there is a user with this id.
pub(super) async fn is_user(tx: &mut WriteTx<'_>, id: Uuid) -> Result<bool, DbError> {
    let user = sqlx::query("SELECT 1 FROM users WHERE id = ?")
        .bind(id)
        .fetch_optional(tx.conn())
        .await?;
    Ok(user.is_some())
}
