//! A list as it is kept on disk: as the server would have it. What waits is laid
//! over it anew when the outbox has been read.

use super::{List, Rows};
use crate::{
    model::{Business, BusinessFilter, Seq, Sort},
    query::{Entities, Slot, Slots},
};
use serde::{Deserialize, Serialize};
use std::rc::Rc;

/// What a list is, apart from its rows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ListHead {
    /// See [`List::filter`].
    pub filter: BusinessFilter,
    /// See [`List::sort`].
    pub sort: Sort,
    /// See [`List::total`].
    pub total: u64,
    /// See [`List::next_cursor`].
    pub next_cursor: Option<String>,
    /// The last row of what was loaded, as the server had it.
    #[serde(default)]
    pub end: Option<Rc<Business>>,
    /// The position that what the server counted reflects.
    #[serde(default)]
    pub reflects: Option<Seq>,
}

impl List {
    /// The list without what waits, and whether that is another.
    pub fn settled(&self, entities: &Entities) -> (Self, bool) {
        let mut settled = self.clone();
        let waiting = entities.pending_slots();
        let passes = |list: &Self, slot: Slot| {
            let sieve = super::Sieve::of(&list.filter);
            let passes = |lead: super::Lead<'_>| sieve.takes(lead);
            (
                entities.look(slot).is_some_and(passes),
                entities.packed(slot).is_some_and(passes),
            )
        };
        let mut differs = false;
        // All out first: where others stand is only known without them.
        for slot in &waiting {
            let (shown, said) = passes(self, *slot);
            differs |= shown || said;
            if shown && let Some(at) = settled.find(*slot, entities.look(*slot), entities) {
                settled.rows.remove(at);
            }
            settled.total = (settled.total + u64::from(said)).saturating_sub(u64::from(shown));
        }
        for slot in waiting {
            let said = entities.packed(slot);
            if passes(self, slot).1
                && let Some(lead) = said
            {
                settled.insert_among(slot, lead, |other| entities.packed(other));
            }
        }
        (settled, differs)
    }

    /// What it is, apart from its rows.
    pub fn head(&self) -> ListHead {
        ListHead {
            filter: self.filter.clone(),
            sort: self.sort,
            total: self.total,
            next_cursor: self.next_cursor.clone(),
            end: self.end.clone(),
            reflects: self.reflects,
        }
    }

    /// Its rows, in pieces that are the same as long as they do not change.
    pub fn pieces(&self) -> &[Rc<Vec<Slot>>] {
        self.rows.pieces()
    }

    /// A list as it was kept, of leads that have their numbers from `slots`.
    pub fn from_pieces(head: ListHead, slots: Slots, pieces: Vec<Rc<Vec<Slot>>>) -> Self {
        Self {
            filter: head.filter,
            sort: head.sort,
            rows: Rows::from_pieces(slots, pieces),
            total: head.total,
            next_cursor: head.next_cursor,
            end: head.end,
            reflects: head.reflects,
            is_doubtful: false,
        }
    }
}
