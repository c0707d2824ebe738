//! Pages of a list as they come: older than what events told meanwhile, and
//! without what waits for the server. Both are laid over them.

use super::{List, Move};
use crate::{
    model::{Business, BusinessFilter, Page, Sort},
    query::{Entities, Lead, Slot},
};
use std::collections::HashSet;

/// A page, with what was known when it was asked for.
pub struct Arrival<'a> {
    /// What the server said. Its leads are in the entities already.
    pub page: &'a Page<Business>,
    /// Leads of it that were known before it came: only they can be in the list.
    pub known: HashSet<Slot>,
    /// Leads that changed since it was asked for.
    pub changed: HashSet<Slot>,
}

impl List {
    /// The first page of a list.
    pub fn first(
        filter: BusinessFilter,
        sort: Sort,
        arrival: &Arrival<'_>,
        entities: &Entities,
    ) -> Self {
        let mut list = Self::empty(filter, sort, entities);
        list.append(arrival, entities);
        list
    }

    /// The next page. Rows that events brought in meanwhile are not repeated.
    pub fn append(&mut self, arrival: &Arrival<'_>, entities: &Entities) {
        let Arrival {
            page,
            known,
            changed,
        } = arrival;
        let numbered = page.data.iter().filter_map(|lead| {
            let slot = entities.slots().find(lead.id)?;
            Some((slot, lead))
        });
        let said: HashSet<Slot> = numbered.clone().map(|(slot, _)| slot).collect();
        let is_here = |slot: Slot| {
            known.contains(&slot)
                && !self.is_empty()
                && self.find(slot, entities.look(slot), entities).is_some()
        };
        let (mut exact, mut others) = (Vec::new(), Vec::new());
        for (slot, row) in numbered {
            let shown = entities.look(slot);
            let is_exact = matches!(shown, Some(Lead::Packed(_)))
                && shown.is_some_and(|shown| shown.version() == row.version);
            match is_here(slot) {
                true => {}
                false if is_exact => exact.push(slot),
                false => others.push((slot, Some(Lead::Whole(row)))),
            }
        }
        self.rows.extend(exact);
        self.total = page.meta.total;
        self.next_cursor.clone_from(&page.meta.next_cursor);
        // What the server counted of leads that are not on the page: what it said
        // before what waits, and for the rest most likely what it says now.
        let pending: HashSet<Slot> = entities.pending_slots().into_iter().collect();
        for slot in changed.union(&pending) {
            if !said.contains(slot) {
                others.push((*slot, entities.packed(*slot)));
            }
        }
        for (slot, counted) in others {
            self.lay(slot, counted, entities);
        }
        if self.is_complete() {
            self.total = self.rows.len() as u64;
        }
    }

    /// Puts a lead where it belongs as it is shown, unless it is there: the page does
    /// not tell. `counted` is what the server counted.
    fn lay(&mut self, slot: Slot, counted: Option<Lead<'_>>, entities: &Entities) {
        let after = entities.look(slot);
        let change = Move {
            slot,
            before: counted,
            after,
        };
        let (was, is) = self.passes(change);
        let position = self.find(slot, after, entities);
        match (is, position) {
            (true, None) => drop(self.insert(change, entities)),
            (false, Some(position)) => self.rows.remove(position),
            _ => {}
        }
        match (was, is) {
            (false, true) => self.total += 1,
            (true, false) => self.total = self.total.saturating_sub(1),
            _ => {}
        }
    }
}
