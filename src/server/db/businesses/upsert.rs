//! Taking batches of leads from a source, again and again.

use super::{
    announce::{MAX_CHANGES, announce, announce_very_many},
    change::insert_all,
    check::normalise,
    read::{by_source, rows_by_number},
    row::{self, Stored},
};
use crate::{
    model::{Beyond, Business, Field, NewBusiness, Source, SourceFacts, Uuid},
    server::db::{
        DbError, WriteTx,
        duplicates::{self, Known, SourceRow, as_lead, put_sources, rids_of, rows_of, said},
        index::Change,
    },
};
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    ops::Range,
};

/// What a batch did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Upserted {
    /// Leads that were not there before.
    pub created: u64,
    /// Leads that were there and differ now.
    pub changed: u64,
    /// Leads that were there just so, or that a person deleted.
    pub unchanged: u64,
    /// How many of the changed leads changed in each field of [`Field::ALL`].
    pub fields: [u64; Field::ALL.len()],
    /// The numbers of the new leads: they are to be
    /// [compared](crate::server::db::duplicates::expect) with the others.
    pub fresh: Range<u32>,
}

/// A lead as a source has it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Incoming {
    /// The lead.
    pub new: NewBusiness,
    /// What the source knows that a lead has no field for; `None` if that was not asked.
    pub beyond: Option<Beyond>,
}

impl From<NewBusiness> for Incoming {
    fn from(new: NewBusiness) -> Self {
        Self { new, beyond: None }
    }
}

/// Takes a batch of rows that passed [`check_new`](super::check_new). A row
/// whose `source` is known changes that lead, but never a field that a person
/// changed, nor stage, owner and tags, which are the team's, nor a deleted
/// lead. Of a lead with several sources it changes what it said itself. The last of
/// several rows with the same source counts. Tells of it with
/// `businesses:bulk-update`; or with `invalidate:prefix` if, with the changes that
/// the same import made `before`, there are more than 1,000.
///
/// Batches of a few thousand rows are quickest.
///
/// # Errors
/// When the database fails; then drop the transaction.
pub async fn upsert(
    tx: &mut WriteTx<'_>,
    rows: Vec<impl Into<Incoming>>,
    before: u64,
) -> Result<Upserted, DbError> {
    let rows: Vec<Incoming> = rows.into_iter().map(Into::into).collect();
    let mut done = Upserted::default();
    let mut there = There::of(tx, &rows).await?;
    let mut fresh: Vec<Business> = Vec::with_capacity(rows.len());
    let mut fresh_by_source: HashMap<(String, String), usize> = HashMap::new();
    // What is to be kept of the sources of new leads, by their ids.
    let mut fresh_said: HashMap<Uuid, Beyond> = HashMap::new();
    let mut changed: BTreeMap<u32, (Business, Stored)> = BTreeMap::new();
    let mut rows_said: Vec<SourceRow> = Vec::new();
    // Leads of which a source says something else, perhaps beyond their fields alone.
    let mut said_else: BTreeSet<u32> = BTreeSet::new();
    let mut came_back = false;
    for Incoming { new, beyond } in rows {
        let id = new.id.unwrap_or_else(Uuid::now_v7);
        let mut business = new.into_business(id, tx.at());
        normalise(&mut business);
        let Some(reference) = business.source.reference.clone() else {
            fresh.push(business);
            continue;
        };
        let source = (business.source.kind.clone(), reference);
        if let Some(rid) = there.by_source.get(&source).copied()
            && let Some(stored) = there.leads.get_mut(&rid)
        {
            let sources = there.sources.entry(rid).or_default();
            let before = stored.business.clone();
            let fields = match before.deleted_at {
                None => take(stored, sources, &business, tx.at()),
                Some(_) => 0,
            };
            if fields != 0 {
                for (n, count) in done.fields.iter_mut().enumerate() {
                    *count += u64::from(fields >> n & 1);
                }
                changed
                    .entry(rid)
                    .or_insert_with(|| (before, stored.clone()))
                    .1 = stored.clone();
            } else {
                done.unchanged += 1;
            }
            let is_shared = is_shared(&stored.business, sources, &business.source);
            let row = known_row(sources, &business.source);
            let is_kept = row.is_some();
            let known = row.and_then(|row| row.facts.as_ref());
            let beyond = beyond.or_else(|| known.map(|facts| facts.beyond.clone()));
            let beyond = beyond.unwrap_or_default();
            let row = (is_shared || is_kept || !beyond.is_empty()).then(|| {
                let facts = said(&business, beyond);
                source_row(source, rid, Some(facts), tx.at())
            });
            came_back |=
                known_row(sources, &business.source).is_some_and(|row| row.gone_at.is_some());
            if let Some(row) = row.and_then(|row| note(sources, row)) {
                rows_said.push(row);
                if stored.business.deleted_at.is_none() {
                    said_else.insert(rid);
                }
            }
        } else if let Some(&at) = fresh_by_source.get(&source) {
            business.id = fresh[at].id;
            if let Some(beyond) = beyond.filter(|beyond| !beyond.is_empty()) {
                fresh_said.insert(business.id, beyond);
            }
            fresh[at] = business;
            done.unchanged += 1;
        } else {
            if let Some(beyond) = beyond.filter(|beyond| !beyond.is_empty()) {
                fresh_said.insert(business.id, beyond);
            }
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
    // As they are numbered.
    fresh.sort_by_key(|business| (business.created_at, business.id));
    let new_said: Vec<(usize, SourceRow)> = fresh
        .iter()
        .enumerate()
        .filter_map(|(at, business)| {
            let beyond = fresh_said.remove(&business.id)?;
            let source = (
                business.source.kind.clone(),
                business.source.reference.clone()?,
            );
            let facts = said(business, beyond);
            Some((at, source_row(source, 0, Some(facts), tx.at())))
        })
        .collect();
    done.fresh = insert_all(tx, fresh).await?;
    for (at, mut row) in new_said {
        row.rid = done.fresh.start + at as u32;
        tx.know(row.rid, Known::of([&row]));
        rows_said.push(row);
    }
    put_sources(tx.conn(), &rows_said).await?;
    let (before, after): (Vec<Business>, Vec<Stored>) = changed.into_values().unzip();
    row::update_all(tx.conn(), &after).await?;
    if came_back {
        duplicates::told(tx).await?;
    }
    for (before, after) in before.into_iter().zip(after) {
        said_else.remove(&after.rid);
        if tell {
            told.push(after.business.clone());
        }
        if let Some(sources) = there
            .sources
            .get(&after.rid)
            .filter(|rows| !rows.is_empty())
        {
            tx.know(after.rid, Known::of(sources));
        }
        tx.touch(Change {
            rid: after.rid,
            before: Some(before),
            after: after.business,
        });
    }
    for rid in said_else {
        let (Some(lead), Some(sources)) = (there.leads.remove(&rid), there.sources.get(&rid))
        else {
            continue;
        };
        tx.know(rid, Known::of(sources));
        // As it was, but to be found by what its sources say now.
        tx.touch(Change {
            rid,
            before: Some(lead.business.clone()),
            after: lead.business,
        });
    }
    if tell {
        announce(tx, told).await?;
    } else if total > 0 {
        announce_very_many(tx).await?;
    }
    Ok(done)
}

/// The leads that a batch is about.
#[derive(Default)]
struct There {
    by_source: HashMap<(String, String), u32>,
    leads: HashMap<u32, Stored>,
    /// What sources say of them, where that is kept.
    sources: HashMap<u32, Vec<SourceRow>>,
}

impl There {
    /// Those that the sources of `rows` already gave.
    async fn of(tx: &mut WriteTx<'_>, rows: &[Incoming]) -> Result<Self, DbError> {
        let mut references: HashMap<&str, Vec<&str>> = HashMap::new();
        for source in rows.iter().filter_map(|row| row.new.source.as_ref()) {
            if let Some(reference) = &source.reference {
                references.entry(&source.kind).or_default().push(reference);
            }
        }
        let mut there = Self::default();
        let mut moved: Vec<u32> = Vec::new();
        for (kind, references) in references {
            for (reference, stored) in by_source(tx.conn(), kind, &references).await? {
                there
                    .by_source
                    .insert((kind.to_owned(), reference), stored.rid);
                there.leads.insert(stored.rid, stored);
            }
            // The lead that it came in as may be part of another one now.
            for (reference, rid) in rids_of(tx.conn(), kind, &references).await? {
                there.by_source.insert((kind.to_owned(), reference), rid);
                moved.push(rid);
            }
        }
        if !moved.is_empty() {
            there.sources = rows_of(&mut *tx.conn(), &moved).await?;
            moved.retain(|rid| !there.leads.contains_key(rid));
            let others = rows_by_number(&mut *tx.conn(), &moved).await?;
            there.leads.extend(others);
        }
        Ok(there)
    }
}

fn source_row(
    (kind, reference): (String, String),
    rid: u32,
    facts: Option<SourceFacts>,
    at: i64,
) -> SourceRow {
    SourceRow {
        kind,
        reference,
        rid,
        facts,
        seen_at: at,
        gone_at: None,
    }
}

/// Puts a row among those of its lead. Returns it if it is to be written: it says
/// something else, or was gone.
fn note(rows: &mut Vec<SourceRow>, row: SourceRow) -> Option<SourceRow> {
    let there = rows
        .iter_mut()
        .find(|other| other.kind == row.kind && other.reference == row.reference);
    match there {
        Some(old) if old.facts == row.facts && old.gone_at.is_none() => None,
        Some(old) => {
            old.clone_from(&row);
            Some(row)
        }
        None => {
            rows.push(row.clone());
            Some(row)
        }
    }
}

/// What is kept of a source.
fn known_row<'a>(rows: &'a [SourceRow], source: &Source) -> Option<&'a SourceRow> {
    rows.iter().find(|row| row.is(source))
}

/// Whether a lead has other sources too.
fn is_shared(lead: &Business, sources: &[SourceRow], source: &Source) -> bool {
    lead.source != *source || sources.iter().any(|row| !row.is(source))
}

/// Puts into `stored` what `new` says about the fields that a source may change.
/// Returns which fields differ: bit n is that of field n of [`Field::ALL`].
fn take(stored: &mut Stored, sources: &[SourceRow], new: &Business, at: i64) -> u32 {
    if !is_shared(&stored.business, sources, &new.source) {
        return merge(stored, new, at, |field, _, to| copy(field, new, to));
    }
    let row = known_row(sources, &new.source);
    let old = row.and_then(|row| row.facts.as_ref()).map(as_lead);
    merge(stored, new, at, |field, is_filled, to| {
        let (is, says) = (field.value(to), field.value(new));
        let said = old.as_ref().map(|old| field.value(old));
        // Its own value, or one that no source had: others' values it leaves alone.
        let its_own = is.is_null() || is_filled || said.as_ref() == Some(&is);
        its_own && said.as_ref() != Some(&says) && !says.is_null() && copy(field, new, to)
    })
}

/// Lets `change` change the fields that a source may change, told whether a look-up
/// filled them. Returns which differ.
fn merge(
    stored: &mut Stored,
    new: &Business,
    at: i64,
    change: impl Fn(Field, bool, &mut Business) -> bool,
) -> u32 {
    let version = stored.business.version + 1;
    let mut differs = 0;
    for field in Field::ALL {
        let is_filled = stored.is_filled(field);
        let is_the_teams = matches!(field, Field::Stage | Field::OwnerId | Field::Tags);
        // What the source does not know it does not take away from a look-up.
        let may = !is_the_teams
            && !stored.is_edited(field)
            && (!is_filled || !field.value(new).is_null());
        if may && change(field, is_filled, &mut stored.business) {
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
pub(in crate::server::db) fn copy(field: Field, from: &Business, to: &mut Business) -> bool {
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
