//! A list as it is kept on disk: as the server would have it. What waits is laid
//! over it anew when the outbox has been read.

use super::{Lead, List, Rows, Sieve};
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
        let waiting = self.waiting(entities);
        // All out first: where others stand is only known without them.
        for (slot, shown, said) in &waiting {
            let (shown, said) = (*shown, *said);
            if shown && let Some(at) = settled.find(*slot, entities.look(*slot), entities) {
                settled.rows.remove(at);
            }
            settled.total = (settled.total + u64::from(said)).saturating_sub(u64::from(shown));
        }
        for (slot, _, said) in &waiting {
            if *said && let Some(lead) = entities.packed(*slot) {
                settled.insert_among(*slot, lead, |other| entities.packed(other));
            }
        }
        (settled, !waiting.is_empty())
    }

    /// Whether it is another [without what waits](Self::settled).
    pub fn is_unsettled(&self, entities: &Entities) -> bool {
        !self.waiting(entities).is_empty()
    }

    /// Leads with changes that wait and concern it: whether it takes each as it is
    /// shown, and as the server has it.
    fn waiting(&self, entities: &Entities) -> Vec<(Slot, bool, bool)> {
        let sieve = Sieve::of(&self.filter);
        let takes = |lead: Option<Lead<'_>>| lead.is_some_and(|lead| sieve.takes(lead));
        let waiting = entities.pending_slots().into_iter();
        let waiting = waiting.map(|slot| {
            let (shown, said) = (entities.look(slot), entities.packed(slot));
            (slot, takes(shown), takes(said))
        });
        waiting.filter(|(_, shown, said)| *shown || *said).collect()
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
