//! A list of leads as far as it is loaded: rows in order.

mod kept;
mod known;
mod moves;
mod page;
mod rows;

pub use kept::ListHead;
pub use moves::{Move, Moves, Verdict};
pub use page::Arrival;
pub use rows::Rows;

use super::{
    Entities, Lead, Slot,
    filter::{Order, Sieve},
};
use crate::model::{Business, BusinessFilter, Seq, Sort, Uuid};
use std::{cmp::Ordering, ops::Range, rc::Rc};

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
    /// The last row of what was loaded, as the server had it: the next page begins
    /// after it, wherever that lead is by now.
    end: Option<Rc<Business>>,
    /// The position that what the server counted reflects.
    reflects: Option<Seq>,
    /// Whether what is known does not tell how many rows there are.
    is_doubtful: bool,
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

    /// Whether what is known does not tell how many rows there are: ask again.
    pub fn is_doubtful(&self) -> bool {
        self.is_doubtful
    }

    /// The position that what the server counted reflects.
    pub(super) fn reflects(&self) -> Option<Seq> {
        self.reflects
    }

    /// Whether a lead belongs to it.
    fn takes(&self, lead: Option<Lead<'_>>) -> bool {
        let sieve = Sieve::of(&self.filter);
        lead.is_some_and(|lead| sieve.takes(lead))
    }

    /// Whether every lead that is there belongs to it.
    fn takes_all(&self) -> bool {
        self.filter == BusinessFilter::default()
    }

    fn add(&mut self, more: i64) {
        self.total = match self.is_complete() {
            true => self.rows.len() as u64,
            false => self.total.saturating_add_signed(more),
        };
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
    fn insert(&mut self, slot: Slot, lead: Option<Lead<'_>>, entities: &Entities) -> bool {
        let Some(lead) = lead else {
            return false;
        };
        self.insert_among(slot, lead, |other| entities.look(other))
    }

    /// The same among leads as `look` shows them.
    fn insert_among<'a>(
        &mut self,
        slot: Slot,
        lead: Lead<'_>,
        look: impl Fn(Slot) -> Option<Lead<'a>>,
    ) -> bool {
        let at = self.partition(slot, lead, look);
        let is_loaded = at < self.rows.len() || self.is_complete() || self.is_before_end(lead);
        if is_loaded {
            self.rows.insert(at, slot);
        }
        is_loaded
    }

    /// Whether the next page does not bring `lead`.
    fn is_before_end(&self, lead: Lead<'_>) -> bool {
        let order = Order::of(self.sort, &self.filter);
        let end = self.end.as_deref().map(Lead::Whole);
        end.is_some_and(|end| order.compare(lead, end) != Ordering::Greater)
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
}

#[cfg(test)]
mod tests;
