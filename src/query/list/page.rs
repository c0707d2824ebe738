//! Pages of a list as they come: older than what events told meanwhile, and
//! without what waits for the server. Both are laid over them.

use super::List;
use crate::{
    model::{Business, BusinessFilter, Page, Seq, Sort},
    query::{Entities, Lead, News, Slot},
};
use std::{collections::HashSet, rc::Rc};

/// A page, with what was known when it was asked for.
pub struct Arrival<'a> {
    /// What the server said. Its leads are in the entities already.
    pub page: &'a Page<Business>,
    /// Leads of it that were known before it came: only they can be in the list.
    pub known: HashSet<Slot>,
    /// What changed since it was asked for.
    pub changed: Vec<(Slot, News)>,
    /// The position that it reflects.
    pub seq: Option<Seq>,
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
            seq,
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
        self.end = page.data.last().cloned().map(Rc::new);
        self.reflects = self.reflects.max(*seq);
        let others: Vec<_> = others
            .into_iter()
            .map(|(slot, row)| (slot, self.takes(row)))
            .collect();
        for (slot, counted) in others {
            self.lay(slot, counted, entities);
        }
        let mut laid = said;
        // What the server counted of leads that are not on the page: those that an
        // event tells of which it did not reflect, as they were before; others as now.
        for (slot, news) in changed {
            // When the server confirmed what was changed here is not told.
            let is_later = news.seq().is_none() || news.seq() > *seq;
            if laid.contains(slot) || matches!(news, News::Own) || !is_later {
                continue;
            }
            laid.insert(*slot);
            let counted = match news {
                News::Created(_) => Some(false),
                News::Changed(_) if self.takes_all() => Some(true),
                _ => None,
            };
            self.is_doubtful |= counted.is_none();
            let now = || self.takes(entities.packed(*slot));
            self.lay(*slot, counted.unwrap_or_else(now), entities);
        }
        let pending = entities.pending_slots();
        let changed = changed.iter().map(|(slot, _)| *slot);
        for slot in changed.chain(pending) {
            if !laid.insert(slot) {
                continue;
            }
            let counted = self.takes(entities.packed(slot));
            self.lay(slot, counted, entities);
        }
        if self.is_complete() {
            self.total = self.rows.len() as u64;
            self.is_doubtful = false;
        }
    }

    /// Puts a lead where it belongs as it is shown, unless it is there: the page does
    /// not tell. `counted` says whether the server counted it.
    fn lay(&mut self, slot: Slot, counted: bool, entities: &Entities) {
        let after = entities.look(slot);
        let is = self.takes(after);
        match (is, self.find(slot, after, entities)) {
            (true, None) => drop(self.insert(slot, after, entities)),
            (false, Some(position)) => self.rows.remove(position),
            _ => {}
        }
        self.add(i64::from(is) - i64::from(counted));
    }
}
