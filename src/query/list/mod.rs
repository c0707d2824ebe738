//! A list of leads as far as it is loaded: rows in order.

mod kept;
mod page;
mod rows;

pub use kept::ListHead;
pub use page::Arrival;
pub use rows::Rows;

use super::{
    Entities, Lead, Slot,
    filter::{Order, Sieve},
};
use crate::model::{BusinessFilter, Sort, Uuid};
use std::{cmp::Ordering, ops::Range};

/// The loaded start of a list. Rows beyond it are counted, not known.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct List {
    /// Which leads pass.
    pub filter: BusinessFilter,
    /// In which order.
    pub sort: Sort,
    /// The loaded rows.
    pub(super) rows: Rows,
    /// Rows in all.
    pub total: u64,
    /// Where the next page begins; `None` when everything is loaded.
    pub next_cursor: Option<String>,
}

/// A change of a lead, as lists see it.
#[derive(Clone, Copy)]
pub struct Move<'a> {
    /// Which lead.
    pub slot: Slot,
    /// As it was shown; nothing, if it was not known.
    pub before: Option<Lead<'a>>,
    /// As it is shown; nothing, if it was never made.
    pub after: Option<Lead<'a>>,
}

/// Whether a lead belongs to a list, before and after a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    was: bool,
    is: bool,
}

impl List {
    /// A list of which nothing is loaded.
    pub fn empty(filter: BusinessFilter, sort: Sort, entities: &Entities) -> Self {
        Self {
            filter,
            sort,
            rows: Rows::new(entities.slots().clone()),
            ..Self::default()
        }
    }

    /// Rows that are loaded.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether no row is loaded.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The lead of a row, if that is loaded.
    pub fn get(&self, index: usize) -> Option<Uuid> {
        self.rows.get(index)
    }

    /// The leads of some rows, as far as they are loaded.
    pub fn range(&self, range: Range<usize>) -> Vec<Uuid> {
        self.rows.range(range)
    }

    /// The leads of all loaded rows.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = Uuid> {
        let slots = self.rows.slots();
        self.rows.iter().filter_map(|slot| slots.id(slot))
    }

    /// Whether everything is loaded.
    pub fn is_complete(&self) -> bool {
        self.next_cursor.is_none()
    }

    /// What a change of a lead is to the list; nothing, if it does not concern it.
    pub fn judge(&self, change: Move<'_>) -> Option<Verdict> {
        let (was, is) = self.passes(change);
        let stays = was && is && self.same_place(change);
        (!stays && (was || is)).then_some(Verdict { was, is })
    }

    /// Puts a lead that changed where it belongs now. Whether the list changed.
    pub fn place(&mut self, change: Move<'_>, verdict: Verdict, entities: &Entities) -> bool {
        let Verdict { was, is } = verdict;
        let position = was.then(|| self.find(change.slot, change.before, entities));
        let position = position.flatten();
        if let Some(position) = position {
            self.rows.remove(position);
        }
        let placed = is && self.insert(change, entities);
        // One that was not known may have been counted, unless it is new.
        let is_new = change.after.is_some_and(|after| after.version() <= 1);
        self.total = match (was, is) {
            _ if self.is_complete() => self.rows.len() as u64,
            (false, true) if change.before.is_some() || is_new => self.total + 1,
            (true, false) => self.total.saturating_sub(1),
            _ => self.total,
        };
        placed || position.is_some() || was != is
    }

    /// Where a lead stands that was shown as `before`.
    pub(super) fn find(
        &self,
        slot: Slot,
        before: Option<Lead<'_>>,
        entities: &Entities,
    ) -> Option<usize> {
        if let Some(before) = before {
            let at = self.partition(slot, before, |other| entities.look(other));
            if self.rows.is_at(at, slot) {
                return Some(at);
            }
        }
        // Beyond what is loaded, or the server sorts otherwise.
        self.rows.scan(slot)
    }

    /// Puts a lead that passes and is not in the list at its place, if that is
    /// loaded: beyond the loaded rows it belongs to a page that is not here yet.
    fn insert(&mut self, change: Move<'_>, entities: &Entities) -> bool {
        let Some(after) = change.after else {
            return false;
        };
        self.insert_among(change.slot, after, |other| entities.look(other))
    }

    /// The same among leads as `look` shows them.
    fn insert_among<'a>(
        &mut self,
        slot: Slot,
        lead: Lead<'_>,
        look: impl Fn(Slot) -> Option<Lead<'a>>,
    ) -> bool {
        let at = self.partition(slot, lead, look);
        let is_loaded = at < self.rows.len() || self.is_complete();
        if is_loaded {
            self.rows.insert(at, slot);
        }
        is_loaded
    }

    /// How many rows but its own stand before `lead`.
    fn partition<'a>(
        &self,
        slot: Slot,
        lead: Lead<'_>,
        look: impl Fn(Slot) -> Option<Lead<'a>>,
    ) -> usize {
        let order = Order::of(self.sort, &self.filter);
        let is_less = |other: Lead<'_>| order.compare(other, lead) == Ordering::Less;
        // What is shown of the lead itself may have changed already.
        self.rows
            .partition(|other| other != slot && look(other).is_some_and(is_less))
    }

    fn passes(&self, change: Move<'_>) -> (bool, bool) {
        let sieve = Sieve::of(&self.filter);
        let passes = |lead: Option<Lead<'_>>| lead.is_some_and(|lead| sieve.passes(&lead.view()));
        (passes(change.before), passes(change.after))
    }

    /// Whether the sort sees no difference.
    fn same_place(&self, change: Move<'_>) -> bool {
        let order = Order::of(self.sort, &self.filter);
        let both = change.before.zip(change.after);
        both.is_some_and(|(before, after)| order.compare(before, after) == Ordering::Equal)
    }
}

#[cfg(test)]
mod tests;
