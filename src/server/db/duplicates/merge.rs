//! Making one lead of two.

use super::{
    Known, SourceRow,
    carried::{self, Carried},
    facts::said,
    put_sources, rows_of,
};
use crate::{
    model::{Beyond, Business, EnrichmentStatus, Field, Source, Timestamp, Uuid},
    server::{
        db::{
            DbError, WriteTx,
            businesses::{Stored, copy, store_all},
            facts::WEBSITE,
        },
        dedupe::merge::{self as dedupe, Held, Origin, Side, Undo, Which},
    },
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How sure a source is of a value of which nothing else is known.
const SURE: f64 = 0.8;
/// What people type in comes from here.
const MANUAL: &str = "manual";

/// Why two leads are merged.
#[derive(Clone, Debug)]
pub enum By {
    /// The server is so sure.
    Score(f64),
    /// A person said so, and from which lead some fields are to come.
    Person(BTreeMap<Field, Which>),
}

/// Two leads that are one.
#[derive(Clone, Debug)]
pub struct Merged {
    /// By which it can be undone.
    pub id: Uuid,
    /// The lead that stayed.
    pub kept: Business,
    /// The lead that went, deleted now.
    pub gone: Business,
}

/// What takes a merge back.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Before {
    /// Both leads' values.
    pub undo: Undo,
    /// Which fields people had changed.
    pub edited: (u32, u32),
    /// Whether the lead that stayed had been looked up.
    pub enrichment: (EnrichmentStatus, Option<String>),
    /// The logo of the lead that stayed.
    #[serde(default)]
    pub logo: Option<Uuid>,
    /// The sources of the lead that went.
    pub sources: Vec<(String, String)>,
    /// What hung on it.
    #[serde(default)]
    pub carried: Carried,
}

/// The values of a lead, with who gave them.
pub(super) fn side(stored: &Stored) -> Side {
    let business = &stored.business;
    let by_hand = business.source.kind == MANUAL;
    let held = |field: Field| {
        let value = field.value(business);
        let none = value.is_null() || value.as_array().is_some_and(Vec::is_empty);
        let origin = if stored.is_edited(field) || (by_hand && !stored.is_filled(field)) {
            Origin::Person(Uuid::nil())
        } else if stored.is_filled(field) {
            Origin::Source(WEBSITE.into())
        } else {
            Origin::Source(business.source.kind.clone())
        };
        let confidence = if origin.is_person() { 1.0 } else { SURE };
        (!none).then_some((
            field,
            Held {
                value,
                origin,
                at: business.updated_at,
                confidence,
            },
        ))
    };
    Side {
        id: business.id,
        version: business.version,
        fields: Field::ALL.into_iter().filter_map(held).collect(),
        sources: vec![business.source.clone()],
    }
}

/// Merges `gone` into `kept`; both as they are in the database. Tells nobody.
///
/// # Errors
/// When the database fails; then drop the transaction.
pub async fn merge(
    tx: &mut WriteTx<'_>,
    kept: Stored,
    gone: Stored,
    by: &By,
) -> Result<Merged, DbError> {
    let none = BTreeMap::new();
    let (picks, score) = match by {
        By::Score(score) => (&none, Some(*score)),
        By::Person(picks) => (picks, None),
    };
    let merged = dedupe::merge(&side(&kept), &side(&gone), picks);
    let sources = keep_sources(tx, &kept, &gone).await?;
    let carried = carried::hand_over(tx, gone.business.id, kept.business.id).await?;
    let before = Before {
        undo: merged.undo,
        edited: (kept.edited, gone.edited),
        enrichment: (
            kept.business.enrichment_status,
            kept.business.enrichment_error.clone(),
        ),
        logo: kept.business.logo,
        sources,
        carried,
    };
    let mut after = kept.clone();
    put_fields(&mut after, &merged.fields, &gone);
    for field in picks.keys() {
        if field.value(&kept.business) != field.value(&after.business) {
            after.edited |= 1 << *field as u32;
        }
    }
    if gone.business.enrichment_status == EnrichmentStatus::Enriched {
        after.business.enrichment_status = EnrichmentStatus::Enriched;
        after.business.enrichment_error = None;
    }
    after.business.logo = after.business.logo.or(gone.business.logo);
    let mut went = gone.clone();
    went.business.deleted_at = Some(tx.at());
    let (rid, gone_rid) = (kept.rid, gone.rid);
    let stored = store_all(tx, vec![(kept.business, after), (gone.business, went)]).await?;
    let id = Uuid::now_v7();
    let at = tx.at();
    let actor = match by {
        By::Score(_) => None,
        By::Person(_) => tx.origin().actor,
    };
    sqlx::query(
        "INSERT INTO merges (id, kept, gone, at, actor, score, undo) VALUES (?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(id)
    .bind(rid)
    .bind(gone_rid)
    .bind(at)
    .bind(actor)
    .bind(score)
    .bind(serde_json::to_string(&before)?)
    .execute(tx.conn())
    .await?;
    hand_over_pairs(tx, id, rid, gone_rid, at).await?;
    let mut leads = stored.into_iter();
    match (leads.next(), leads.next()) {
        (Some(kept), Some(gone)) => Ok(Merged { id, kept, gone }),
        _ => Err(sqlx::Error::RowNotFound.into()),
    }
}

/// Puts fields into a lead: those that differ come from `other`, with whether a look-up filled
/// them there; tags come from both.
fn put_fields(to: &mut Stored, fields: &BTreeMap<Field, Held>, other: &Stored) {
    let version = to.business.version + 1;
    for field in Field::ALL {
        let held = fields.get(&field);
        let is = field.value(&to.business);
        let differs = match held {
            Some(held) => held.value != is,
            None => !is.is_null() && !is.as_array().is_some_and(Vec::is_empty),
        };
        if held.is_some_and(|held| held.origin.is_person()) {
            to.edited |= 1 << field as u32;
        }
        if !differs {
            // What the other's source says too is no longer a look-up's alone.
            let says_so = field.value(&other.business) == is && !other.is_filled(field);
            if says_so && !is.is_null() {
                to.set_filled(field, false);
            }
            continue;
        }
        to.set_filled(field, other.is_filled(field));
        to.field_versions.set(field, version);
        if field == Field::Tags {
            let tags = held.and_then(|held| serde_json::from_value(held.value.clone()).ok());
            to.business.tags = tags.unwrap_or_default();
        } else {
            copy(field, &other.business, &mut to.business);
        }
    }
}

/// Writes down what both leads' sources say, and gives those of `gone` to `kept`.
/// Returns them.
async fn keep_sources(
    tx: &mut WriteTx<'_>,
    kept: &Stored,
    gone: &Stored,
) -> Result<Vec<(String, String)>, DbError> {
    let mut rows = rows_of(&mut *tx.conn(), &[kept.rid, gone.rid]).await?;
    let mut theirs = rows.remove(&gone.rid).unwrap_or_default();
    let mut ours = rows.remove(&kept.rid).unwrap_or_default();
    add_own(&mut theirs, gone);
    add_own(&mut ours, kept);
    let names = theirs
        .iter()
        .map(|row| (row.kind.clone(), row.reference.clone()))
        .collect();
    let mut all = ours;
    all.extend(theirs);
    for row in &mut all {
        row.rid = kept.rid;
    }
    put_sources(tx.conn(), &all).await?;
    let mut known = Known::of(&all);
    // What a person typed in has no row, but is known all the same.
    known.add(&said(&gone.business, Beyond::default()));
    tx.know(kept.rid, known);
    Ok(names)
}

/// The row of the source by which a lead came in, if it has none: what the source said is
/// what the lead has, but for what people changed.
fn add_own(rows: &mut Vec<SourceRow>, lead: &Stored) {
    let source: &Source = &lead.business.source;
    let own = rows.iter_mut().find(|row| row.is(source));
    match (own, &source.reference) {
        (Some(row), _) => {
            if row.facts.is_none() {
                row.facts = Some(said(&unedited(lead), Beyond::default()));
            }
        }
        (None, Some(reference)) => rows.push(SourceRow {
            kind: source.kind.clone(),
            reference: reference.clone(),
            rid: lead.rid,
            facts: Some(said(&unedited(lead), Beyond::default())),
            seen_at: lead.business.updated_at,
            gone_at: None,
        }),
        (None, None) => {}
    }
}

/// A lead without what people changed. Its name stays: there is always one.
fn unedited(lead: &Stored) -> Business {
    let empty = crate::model::NewBusiness::named(lead.business.name.clone())
        .into_business(lead.business.id, lead.business.created_at);
    let mut business = lead.business.clone();
    for field in Field::ALL {
        if lead.edited & (1 << field as u32) != 0 {
            copy(field, &empty, &mut business);
        }
    }
    business
}

/// What was asked or said of `gone` and others is asked or said of `kept` and them.
async fn hand_over_pairs(
    tx: &mut WriteTx<'_>,
    merge: Uuid,
    kept: u32,
    gone: u32,
    at: Timestamp,
) -> Result<(), DbError> {
    type Row = (u32, u32, String, f64, String);
    let pairs: Vec<Row> = sqlx::query_as(
        "SELECT a, b, status, score, reasons FROM duplicates WHERE a = ?1 AND status <> 'merged' \
         UNION ALL \
         SELECT a, b, status, score, reasons FROM duplicates WHERE b = ?1 AND status <> 'merged'",
    )
    .bind(gone)
    .fetch_all(tx.conn())
    .await?;
    for (a, b, status, score, reasons) in pairs {
        let other = if a == gone { b } else { a };
        if other == kept {
            continue;
        }
        sqlx::query(
            "INSERT OR IGNORE INTO duplicates (id, a, b, status, score, reasons, created_at, via) \
             VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(Uuid::now_v7())
        .bind(kept.min(other))
        .bind(kept.max(other))
        .bind(status)
        .bind(score)
        .bind(reasons)
        .bind(at)
        .bind(merge)
        .execute(tx.conn())
        .await?;
    }
    Ok(())
}
