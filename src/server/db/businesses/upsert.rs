//! Taking batches of leads from a source, again and again.

use super::{
    announce::{MAX_CHANGES, announce, announce_very_many},
    change::insert_all,
    check::normalise,
    read::by_source,
    row::{self, Stored},
};
use crate::{
    model::{Business, Field, NewBusiness, Uuid},
    server::db::{DbError, WriteTx, index::Change},
};
use std::collections::{BTreeMap, HashMap};

/// What a batch did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Upserted {
    /// Leads that were not there before.
    pub created: u64,
    /// Leads that were there and differ now.
    pub changed: u64,
    /// Leads that were there just so, or that a person deleted.
    pub unchanged: u64,
    /// How many of the changed leads changed in each field of [`Field::ALL`].
    pub fields: [u64; Field::ALL.len()],
}

/// Takes a batch of rows that passed [`check_new`](super::check_new). A row
/// whose `source` is known changes that lead, but never a field that a person
/// changed, nor stage, owner and tags, which are the team's, nor a deleted
/// lead. The last of several rows with the same source counts. Tells of it with
/// `businesses:bulk-update`; or with `invalidate:prefix` if, with the changes that
/// the same import made `before`, there are more than 1,000.
///
/// Batches of a few thousand rows are quickest.
///
/// # Errors
/// When the database fails; then drop the transaction.
pub async fn upsert(
    tx: &mut WriteTx<'_>,
    rows: Vec<NewBusiness>,
    before: u64,
) -> Result<Upserted, DbError> {
    let mut done = Upserted::default();
    let mut known = known(tx, &rows).await?;
    let mut fresh: Vec<Business> = Vec::with_capacity(rows.len());
    let mut fresh_by_source: HashMap<(String, String), usize> = HashMap::new();
    let mut changed: BTreeMap<u32, (Business, Stored)> = BTreeMap::new();
    for new in rows {
        let id = new.id.unwrap_or_else(Uuid::now_v7);
        let mut business = new.into_business(id, tx.at());
        normalise(&mut business);
        let Some(reference) = business.source.reference.clone() else {
            fresh.push(business);
            continue;
        };
        let source = (business.source.kind.clone(), reference);
        if let Some(stored) = known.get_mut(&source) {
            let before = stored.business.clone();
            let fields = match before.deleted_at {
                None => merge(stored, &business, tx.at()),
                Some(_) => 0,
            };
            if fields != 0 {
                for (n, count) in done.fields.iter_mut().enumerate() {
                    *count += u64::from(fields >> n & 1);
                }
                changed
                    .entry(stored.rid)
                    .or_insert_with(|| (before, stored.clone()))
                    .1 = stored.clone();
            } else {
                done.unchanged += 1;
            }
        } else if let Some(&at) = fresh_by_source.get(&source) {
            business.id = fresh[at].id;
            fresh[at] = business;
            done.unchanged += 1;
        } else {
            fresh_by_source.insert(source, fresh.len());
            fresh.push(business);
        }
    }
    done.created = fresh.len() as u64;
    done.changed = changed.len() as u64;
    let total = fresh.len() + changed.len();
    // Very many are not told one by one, so need not be kept for it.
    let tell = total.saturating_add(before as usize) <= MAX_CHANGES;
    let mut told = if tell { fresh.clone() } else { Vec::new() };
    insert_all(tx, fresh).await?;
    let (before, after): (Vec<Business>, Vec<Stored>) = changed.into_values().unzip();
    row::update_all(tx.conn(), &after).await?;
    for (before, after) in before.into_iter().zip(after) {
        if tell {
            told.push(after.business.clone());
        }
        tx.touch(Change {
            rid: after.rid,
            before: Some(before),
            after: after.business,
        });
    }
    if tell {
        announce(tx, told).await?;
    } else if total > 0 {
        announce_very_many(tx).await?;
    }
    Ok(done)
}

/// The leads that the sources of `rows` already gave.
async fn known(
    tx: &mut WriteTx<'_>,
    rows: &[NewBusiness],
) -> Result<HashMap<(String, String), Stored>, DbError> {
    let mut references: HashMap<&str, Vec<&str>> = HashMap::new();
    for source in rows.iter().filter_map(|row| row.source.as_ref()) {
        if let Some(reference) = &source.reference {
            references.entry(&source.kind).or_default().push(reference);
        }
    }
    let mut known = HashMap::new();
    for (kind, references) in references {
        for (reference, stored) in by_source(tx.conn(), kind, &references).await? {
            known.insert((kind.to_owned(), reference), stored);
        }
    }
    Ok(known)
}

/// Puts into `stored` what `new` says about the fields that a source may change.
/// Returns which fields differ: bit n is that of field n of [`Field::ALL`].
fn merge(stored: &mut Stored, new: &Business, at: i64) -> u32 {
    let version = stored.business.version + 1;
    let mut differs = 0;
    for field in Field::ALL {
        let may = !matches!(field, Field::Stage | Field::OwnerId | Field::Tags)
            && !stored.is_edited(field)
            // What the source does not know it does not take away from a look-up.
            && !(stored.is_filled(field) && field.value(new).is_null());
        if may && copy(field, new, &mut stored.business) {
            stored.set_filled(field, false);
            stored.field_versions.set(field, version);
            differs |= 1 << field as u32;
        }
    }
    if differs != 0 {
        stored.business.version = version;
        stored.business.updated_at = at;
    }
    differs
}

/// Copies a field; returns whether it differed.
fn copy(field: Field, from: &Business, to: &mut Business) -> bool {
    fn put<T: Clone + PartialEq>(from: &T, to: &mut T) -> bool {
        let differs = from != to;
        if differs {
            to.clone_from(from);
        }
        differs
    }
    match field {
        Field::Name => put(&from.name, &mut to.name),
        Field::Category => put(&from.category, &mut to.category),
        Field::Street => put(&from.address.street, &mut to.address.street),
        Field::City => put(&from.address.city, &mut to.address.city),
        Field::Region => put(&from.address.region, &mut to.address.region),
        Field::Postcode => put(&from.address.postcode, &mut to.address.postcode),
        Field::Country => put(&from.address.country, &mut to.address.country),
        Field::Lat => put(&from.lat, &mut to.lat),
        Field::Lon => put(&from.lon, &mut to.lon),
        Field::Phone => put(&from.phone, &mut to.phone),
        Field::Email => put(&from.email, &mut to.email),
        Field::Website => put(&from.website, &mut to.website),
        Field::Stage => put(&from.stage, &mut to.stage),
        Field::OwnerId => put(&from.owner_id, &mut to.owner_id),
        Field::Tags => put(&from.tags, &mut to.tags),
    }
}
