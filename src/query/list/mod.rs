//! A list of leads as far as it is loaded: rows in order.

mod kept;
mod known;
mod page;
mod rows;

pub use kept::ListHead;
pub use page::Arrival;
pub use rows::Rows;

use super::{
    Entities, Lead, News, Slot,
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

/// A change of a lead, as lists see it.
#[derive(Clone, Copy)]
pub struct Move<'a> {
    /// Which lead.
    pub slot: Slot,
    /// As it was shown; nothing, if it was not known.
    pub before: Option<Lead<'a>>,
    /// As it is shown; nothing, if it was never made.
    pub after: Option<Lead<'a>>,
    /// As the server has it after the change.
    pub base: Option<Lead<'a>>,
    /// Whether something else is shown of it, or was.
    pub waits: bool,
    /// Who tells of it.
    pub news: News,
    /// The newest event that was heard.
    pub position: Option<Seq>,
}

/// What a change of a lead is to a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Whether it belonged to it, as far as is known.
    was: bool,
    /// Whether it does.
    is: bool,
    /// Rows that there are more of, of a list that is not complete.
    more: i64,
    /// Whether only the server can tell how many rows there are now.
    pub is_doubtful: bool,
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

    /// What a change of a lead is to the list; nothing, if it does not concern it.
    pub fn judge(&self, change: Move<'_>) -> Option<Verdict> {
        let (was, is) = self.passes(change);
        let stays = was && is && self.same_place(change);
        let counted = self.counted(change, was);
        let verdict = Verdict {
            was,
            is,
            more: counted.map_or(0, |counted| i64::from(is) - i64::from(counted)),
            is_doubtful: counted.is_none(),
        };
        let is_concerned = !stays && (was || is) || verdict.more != 0 || verdict.is_doubtful;
        is_concerned.then_some(verdict)
    }

    /// Whether the rows in all count a lead, before a change that brings it to what is
    /// shown after; nothing, if that is not known.
    ///
    /// A list that is complete is its rows. Of any other the server counted leads that
    /// are not known here, as they were at the position that its answer reflects.
    fn counted(&self, change: Move<'_>, was: bool) -> Option<bool> {
        let seq = change.news.seq();
        if self.is_complete() {
            return Some(was);
        }
        // As the server has it after the change already.
        let base = || self.takes(change.base);
        if seq.is_some() && seq <= self.reflects {
            return (change.before.is_none() || !change.waits).then(base);
        }
        let is_behind = change.position.is_some() && self.reflects > change.position;
        if change.news == News::Answer(None) && is_behind {
            // Perhaps it counted what was confirmed just now.
            return None;
        }
        if change.before.is_some() {
            return Some(was);
        }
        match change.news {
            News::Own | News::Created(_) => Some(false),
            News::Changed(_) => self.takes_all().then_some(true),
            // What it tells of has been heard, by the list as well.
            News::Answer(_) => (seq <= change.position).then(base),
        }
    }

    /// Whether a lead belongs to it.
    fn takes(&self, lead: Option<Lead<'_>>) -> bool {
        let sieve = Sieve::of(&self.filter);
        lead.is_some_and(|lead| sieve.passes(&lead.view()))
    }

    /// Whether every lead that is there belongs to it.
    fn takes_all(&self) -> bool {
        self.filter == BusinessFilter::default()
    }

    /// Puts a lead that changed where it belongs now. Whether the list changed.
    pub fn place(&mut self, change: Move<'_>, verdict: Verdict, entities: &Entities) -> bool {
        let Verdict { was, is, more, .. } = verdict;
        let position = was.then(|| self.find(change.slot, change.before, entities));
        let position = position.flatten();
        if let Some(position) = position {
            self.rows.remove(position);
        }
        let placed = is && self.insert(change.slot, change.after, entities);
        self.add(more);
        placed || position.is_some() || more != 0
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
