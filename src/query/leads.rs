//! Leads in the cache: each once, and every loaded list after it.

use super::{
    Entities, Key, List, Move, Overlay, QueryClient, Slot, Target,
    client::Inner,
    list::Arrival,
    state::{Action, reduce},
};
use crate::model::{Business, BusinessFilter, Page, Sort, Timestamp, Uuid};
use std::{cell::Ref, collections::HashSet, rc::Rc};

impl QueryClient {
    /// A lead as it is to be shown.
    pub fn business(&self, id: Uuid) -> Option<Rc<Business>> {
        self.inner.borrow().entities.get(id)
    }

    /// All leads.
    pub fn entities(&self) -> Ref<'_, Entities> {
        Ref::map(self.inner.borrow(), |inner| &inner.entities)
    }

    /// Takes leads as the server has them; loaded lists follow.
    pub fn upsert_businesses(&self, businesses: impl IntoIterator<Item = Business>) {
        let mut inner = self.inner.borrow_mut();
        for business in businesses {
            let id = business.id;
            inner.change_business(id, |entities| entities.upsert(business));
        }
        drop(inner);
        self.notify();
    }

    /// Takes leads of an answer: lists follow those that were known. Of others an
    /// answer does not tell whether lists counted them.
    pub fn learn_businesses(&self, businesses: &[Business]) {
        self.learn(businesses);
        self.notify();
    }

    /// Takes the news that a lead was deleted.
    pub fn bury_business(&self, id: Uuid, version: i64, at: Timestamp) {
        self.inner
            .borrow_mut()
            .change_business(id, |entities| entities.bury(id, version, at));
        self.notify();
    }

    /// Forgets what the server said of leads, as another database speaks now; changes
    /// that wait stay.
    pub fn forget_businesses(&self) {
        let mut inner = self.inner.borrow_mut();
        for id in inner.entities.forget() {
            inner.dirty.insert(Target::Business(id));
        }
        drop(inner);
        self.notify();
    }

    /// Shows a change of a lead before it is confirmed.
    pub fn push_overlay(&self, id: Uuid, mutation: Uuid, overlay: Overlay) {
        self.inner.borrow_mut().change_business(id, |entities| {
            entities.push(id, mutation, overlay);
            true
        });
        self.notify();
    }

    /// Lets go of a pending change that was confirmed (with the lead as it is now) or refused.
    pub fn settle_overlay(&self, id: Uuid, mutation: Uuid, confirmed: Option<Business>) {
        self.inner.borrow_mut().change_business(id, |entities| {
            let newer = confirmed.is_some_and(|business| entities.upsert(business));
            entities.drop_pending(id, mutation) || newer
        });
        self.notify();
    }

    // Lists

    /// How many changes of leads there were: noted when a page is asked for, and
    /// handed back with it, so that what happened meanwhile is not lost to it.
    pub fn changes(&self) -> u64 {
        self.inner.borrow().entities.changes()
    }

    /// A list of which the first page came, asked for when there had been `since` changes.
    pub fn first_page(
        &self,
        filter: BusinessFilter,
        sort: Sort,
        page: &Page<Business>,
        since: u64,
    ) -> List {
        let list = {
            let arrival = self.arrive(page, since);
            List::first(filter, sort, &arrival, &self.inner.borrow().entities)
        };
        self.notify();
        list
    }

    /// Puts the page that begins at `cursor` behind the loaded rows of a list, unless
    /// that was begun anew meanwhile: then it is not its next one.
    pub fn next_page(&self, key: &Key, cursor: &str, page: &Page<Business>, since: u64) {
        self.batch(|| {
            let arrival = self.arrive(page, since);
            self.amend::<List>(key, |list| {
                if list.next_cursor.as_deref() == Some(cursor) {
                    list.append(&arrival, &self.inner.borrow().entities);
                }
            });
        });
    }

    fn arrive<'a>(&self, page: &'a Page<Business>, since: u64) -> Arrival<'a> {
        let changed = self.inner.borrow().entities.changed_since(since);
        let known = self.learn(&page.data);
        Arrival {
            page,
            known,
            changed,
        }
    }

    /// Takes leads of an answer. Which of them were known.
    fn learn(&self, businesses: &[Business]) -> HashSet<Slot> {
        let mut inner = self.inner.borrow_mut();
        let mut known = HashSet::new();
        for business in businesses {
            let id = business.id;
            if let Some(slot) = inner.entities.slots().find(id) {
                known.insert(slot);
            }
            if inner.entities.base_version(id).is_some() {
                inner.change_business(id, |entities| entities.upsert(business.clone()));
            } else if inner.entities.upsert(business.clone()) {
                inner.dirty.insert(Target::Business(id));
            }
        }
        known
    }
}

impl Inner {
    /// Changes one lead, and every loaded list with it.
    fn change_business(&mut self, id: Uuid, change: impl FnOnce(&mut Entities) -> bool) {
        let slot = self.entities.slots().find(id);
        let before = slot.and_then(|slot| self.entities.before(slot));
        if !change(&mut self.entities) {
            return;
        }
        self.dirty.insert(Target::Business(id));
        let Some(slot) = self.entities.slots().find(id) else {
            return;
        };
        let change = Move {
            slot,
            before: before.as_ref().map(|lead| self.entities.look_before(lead)),
            after: self.entities.look(slot),
        };
        let lists = Key::business_lists();
        for entry in self.entries.under(&lists) {
            let mut state = entry.state.borrow_mut();
            let list = state
                .data
                .as_ref()
                .and_then(|data| data.downcast_ref::<List>());
            // A list is shared with who reads it: copied only if it has to be.
            let Some(verdict) = list.and_then(|list| list.judge(change)) else {
                continue;
            };
            let Some(mut data) = state.data.take() else {
                continue;
            };
            let copy = data
                .downcast_ref::<List>()
                .filter(|_| Rc::strong_count(&data) > 1)
                .map(List::clone);
            if let Some(copy) = copy {
                data = Rc::new(copy);
            }
            let own = Rc::get_mut(&mut data).and_then(|own| own.downcast_mut::<List>());
            let is_moved = own.is_some_and(|list| list.place(change, verdict, &self.entities));
            reduce(&mut state, Action::Amend(data));
            if is_moved && !entry.is_amended.replace(true) {
                self.amended.push(entry.clone());
            }
        }
    }
}

#[cfg(test)]
#[path = "leads_test.rs"]
mod tests;
