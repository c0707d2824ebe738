//! Leads in the cache: each once, and every loaded list after it.

use super::{Entities, Key, List, Overlay, QueryClient, Target, client::Inner};
use crate::model::{Business, Timestamp, Uuid};
use std::{cell::Ref, rc::Rc};

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

    /// Takes leads of an answer to a list: the list itself says where they stand.
    pub fn learn_businesses(&self, businesses: &[Business]) {
        let mut inner = self.inner.borrow_mut();
        for business in businesses {
            if inner.entities.upsert(business.clone()) {
                inner.dirty.insert(Target::Business(business.id));
            }
        }
        drop(inner);
        self.notify();
    }

    /// Takes the news that a lead was deleted.
    pub fn bury_business(&self, id: Uuid, version: i64, at: Timestamp) {
        self.inner
            .borrow_mut()
            .change_business(id, |entities| entities.bury(id, version, at));
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
}

impl Inner {
    /// Changes one lead, and every loaded list with it.
    fn change_business(&mut self, id: Uuid, change: impl FnOnce(&mut Entities) -> bool) {
        let before = self.entities.get(id);
        if !change(&mut self.entities) {
            return;
        }
        self.dirty.insert(Target::Business(id));
        let after = self.entities.get(id);
        let lists = Key::business_lists();
        for (key, entry) in &mut self.entries {
            if !key.is_under(&lists) {
                continue;
            }
            let Some(list) = entry.data.as_mut() else {
                continue;
            };
            let Some(current) = list.downcast_ref::<List>() else {
                continue;
            };
            let gone;
            let after = match (&after, &before) {
                (Some(after), _) => &**after,
                // A creation was taken back.
                (None, Some(before)) => {
                    gone = Business {
                        deleted_at: Some(before.updated_at),
                        ..Business::clone(before)
                    };
                    &gone
                }
                (None, None) => continue,
            };
            // A list is shared with who reads it: copied only if it has to be.
            if !current.concerns(before.as_deref(), after) {
                continue;
            }
            let mut next = current.clone();
            if next.place(before.as_deref(), after, &self.entities) {
                *list = Rc::new(next);
                self.dirty.insert(Target::Key(key.clone()));
            }
        }
    }
}
