//! Merging and asking about what was found, together with whatever else the job writes.

use super::{
    BY_HAND, By, Found,
    look::{Looked, What, put_range},
    merge, pairs,
};
use crate::{
    model::Business,
    server::db::{
        DbError, WriteTx,
        businesses::{Stored, announce, announce_very_many, is_very_many, rows_by_number},
    },
};
use std::collections::{HashMap, HashSet};

/// What became of new leads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Settled {
    /// Those that are one with another lead now.
    pub merged: u64,
    /// Pairs that a person is asked about.
    pub proposed: u64,
}

/// Does what [`look`](super::look()) found, and tells of it. `before` is how many leads the
/// same job merged before: of very many, nobody is told one by one. A lead that somebody
/// changed meanwhile is looked at again.
///
/// # Errors
/// When the database fails; then drop the transaction.
pub async fn act(tx: &mut WriteTx<'_>, found: Found, before: u64) -> Result<Settled, DbError> {
    take_off(tx, &found).await?;
    let rids: HashSet<u32> = found
        .leads
        .iter()
        .flat_map(|looked| looked.versions.keys().copied())
        .collect();
    let rids: Vec<u32> = rids.into_iter().collect();
    let mut leads = rows_by_number(&mut *tx.conn(), &rids).await?;
    let mut touched: HashSet<u32> = HashSet::new();
    let mut settled = Settled::default();
    let mut changed: Vec<Business> = Vec::new();
    for looked in found.leads {
        let gone = leads
            .get(&looked.rid)
            .is_none_or(|lead| lead.business.deleted_at.is_some());
        if gone {
            continue;
        }
        if is_outdated(&looked, &leads, &touched) {
            put_range(tx.conn(), found.job, (looked.rid, looked.rid)).await?;
            continue;
        }
        match looked.what {
            What::Ask(questions) => settled.proposed += pairs::add(tx, &questions).await?,
            What::Merge(_, question) if found.job == BY_HAND => {
                settled.proposed += pairs::add(tx, &[question]).await?;
            }
            What::Merge(other, question) => {
                // The lead that was there first stays.
                let (kept, gone) = (looked.rid.min(other), looked.rid.max(other));
                let (Some(kept), Some(gone)) = (leads.remove(&kept), leads.remove(&gone)) else {
                    continue;
                };
                touched.extend([kept.rid, gone.rid]);
                let merged = merge(tx, kept, gone, &By::Score(question.score)).await?;
                settled.merged += 1;
                changed.extend([merged.gone, merged.kept]);
            }
        }
    }
    if is_very_many(before + settled.merged) {
        if settled.merged > 0 {
            announce_very_many(tx).await?;
        }
    } else {
        announce(tx, changed).await?;
    }
    if settled != Settled::default() {
        pairs::told(tx).await?;
    }
    Ok(settled)
}

/// Whether a lead, or what it was compared with, is not what it was.
fn is_outdated(looked: &Looked, leads: &HashMap<u32, Stored>, touched: &HashSet<u32>) -> bool {
    looked.versions.iter().any(|(rid, version)| {
        touched.contains(rid)
            || leads.get(rid).is_none_or(|lead| {
                lead.business.deleted_at.is_some() || lead.business.version != *version
            })
    })
}

/// Takes the leads that were looked at off what is to be compared.
async fn take_off(tx: &mut WriteTx<'_>, found: &Found) -> Result<(), DbError> {
    for (first, last) in &found.ranges {
        sqlx::query("DELETE FROM to_compare WHERE first = ?")
            .bind(first)
            .execute(tx.conn())
            .await?;
        if *last > found.until {
            put_range(tx.conn(), found.job, (found.until + 1, *last)).await?;
        }
    }
    Ok(())
}
