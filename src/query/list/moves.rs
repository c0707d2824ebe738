//! Changes of leads, as lists see them: what one is to a list, and how rows follow.

use super::{List, Order, Sieve};
use crate::{
    model::Seq,
    query::{Entities, Lead, News, Slot},
};
use std::cmp::Ordering;

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
    /// Up to where every event was heard.
    pub position: Option<Seq>,
    /// Whether what waited may have been made before events could be heard.
    pub is_blind: bool,
    /// Whether the server may have had it otherwise than it was known, as events were
    /// missed.
    pub was_unsure: bool,
    /// Whether it may still have it otherwise than is known.
    pub is_unsure: bool,
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

/// Changes of many leads that a list is to follow at once.
#[derive(Default)]
pub struct Moves {
    /// By slot: whether the lead is to be in the list; nothing, if it stays as it is.
    wanted: Vec<Option<bool>>,
    /// Those of which something is said.
    moved: Vec<Slot>,
    /// Rows that there are more of.
    more: i64,
}

impl Moves {
    /// Notes what a change is to the list; a later one of the same lead counts.
    pub fn note(&mut self, slot: Slot, verdict: Verdict) {
        self.more += verdict.more;
        if !verdict.was && !verdict.is {
            return;
        }
        let at = slot as usize;
        if self.wanted.len() <= at {
            self.wanted.resize(at + 1, None);
        }
        if self.wanted[at].replace(verdict.is).is_none() {
            self.moved.push(slot);
        }
    }

    /// Whether the list stays as it is.
    pub fn is_empty(&self) -> bool {
        self.moved.is_empty() && self.more == 0
    }

    fn wants(&self, slot: Slot) -> Option<bool> {
        self.wanted.get(slot as usize).copied().flatten()
    }
}

impl List {
    /// What a change of a lead is to the list; nothing, if it does not concern it.
    pub fn judge(&self, change: Move<'_>) -> Option<Verdict> {
        let (mut was, is) = self.passes(change);
        if self.is_complete() && (change.was_unsure || self.may_be_newer(change)) {
            was = self.rows.scan(change.slot).is_some();
        }
        let stays = was && is && self.same_place(change);
        let counted = self.counted(change, was);
        let verdict = Verdict {
            was,
            is,
            more: counted.map_or(0, |counted| i64::from(is) - i64::from(counted)),
            // What is shown again where something went may be no longer so.
            is_doubtful: counted.is_none() || change.is_unsure && (was || is),
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
        let tells = matches!(change.news, News::Answer(_) | News::Changed(_));
        if self.may_be_newer(change) || change.is_blind && tells {
            // Perhaps it counted what was confirmed just now, or of what is told that it
            // was there before.
            return None;
        }
        if change.was_unsure {
            // As it was when nobody told.
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

    /// Whether the list may know more of a lead than was known before the change: it
    /// reflects what events have not told yet. The event itself tells before it comes
    /// to another, but an answer leaps over those that are still to be heard.
    fn may_be_newer(&self, change: Move<'_>) -> bool {
        matches!(change.news, News::Answer(_)) && self.reflects > change.position
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

    /// Follows many changes in one go: each row is looked at once, and those that moved
    /// are merged into the others. Whether the list changed.
    pub fn place_all(&mut self, moves: &Moves, entities: &Entities) -> bool {
        let order = Order::of(self.sort, &self.filter);
        let is_less = |a: Lead<'_>, b: Lead<'_>| order.compare(a, b) == Ordering::Less;
        let gone = self.rows.remove_all(|slot| moves.wants(slot).is_some());
        let wanted = moves.moved.iter().copied();
        let wanted = wanted.filter(|slot| moves.wants(*slot) == Some(true));
        let mut coming: Vec<(Slot, Lead<'_>)> = wanted
            .filter_map(|slot| Some((slot, entities.look(slot)?)))
            .collect();
        order.sort(&mut coming);
        if !self.is_complete() {
            let last = self.rows.last().and_then(|slot| entities.look(slot));
            let is_loaded = |lead: Lead<'_>| {
                last.is_some_and(|last| is_less(lead, last)) || self.is_before_end(lead)
            };
            let loaded = coming.partition_point(|(_, lead)| is_loaded(*lead));
            coming.truncate(loaded);
        }
        self.rows.insert_all(&coming, |row, lead| {
            entities.look(row).is_some_and(|row| is_less(row, *lead))
        });
        self.add(moves.more);
        gone > 0 || !coming.is_empty() || moves.more != 0
    }

    fn passes(&self, change: Move<'_>) -> (bool, bool) {
        let sieve = Sieve::of(&self.filter);
        let passes = |lead: Option<Lead<'_>>| lead.is_some_and(|lead| sieve.takes(lead));
        (passes(change.before), passes(change.after))
    }

    /// Whether the sort sees no difference.
    fn same_place(&self, change: Move<'_>) -> bool {
        let order = Order::of(self.sort, &self.filter);
        let both = change.before.zip(change.after);
        both.is_some_and(|(before, after)| order.compare(before, after) == Ordering::Equal)
    }
}
