//! Each lead once: what the server said, and over it what is pending.

use crate::model::{Business, BusinessChanges, Timestamp, Uuid};
use std::{
    collections::{HashMap, HashSet},
    rc::Rc,
};

/// A change that is shown before the server confirmed it.
#[derive(Clone, Debug, PartialEq)]
pub enum Overlay {
    /// A lead that is not there yet.
    Create(Box<Business>),
    /// Some fields differ.
    Change(Box<BusinessChanges>),
    /// It is gone.
    Delete,
    /// It is back.
    Restore,
}

/// Leads by id. What is shown = what the server said + pending changes in order:
/// a confirmation drops one change and loses nothing that arrived meanwhile.
#[derive(Default)]
pub struct Entities {
    base: HashMap<Uuid, Rc<Business>>,
    shown: HashMap<Uuid, Rc<Business>>,
    pending: HashMap<Uuid, Vec<(Uuid, Overlay)>>,
}

impl Entities {
    /// The lead as it is to be shown; deleted ones have `deleted_at`.
    pub fn get(&self, id: Uuid) -> Option<Rc<Business>> {
        self.shown.get(&id).or_else(|| self.base.get(&id)).cloned()
    }

    /// The lead as the server has it, as far as is known.
    pub fn base(&self, id: Uuid) -> Option<&Rc<Business>> {
        self.base.get(&id)
    }

    /// Takes what the server said, unless something newer is known. Whether it changed anything.
    pub fn upsert(&mut self, business: Business) -> bool {
        let known = self.base.get(&business.id);
        if known.is_some_and(|known| known.version >= business.version) {
            return false;
        }
        let id = business.id;
        self.base.insert(id, Rc::new(business));
        self.lay(id);
        true
    }

    /// Takes the news that a lead was deleted. Whether it changed anything.
    pub fn bury(&mut self, id: Uuid, version: i64, at: Timestamp) -> bool {
        let Some(known) = self
            .base
            .get_mut(&id)
            .filter(|known| known.version < version)
        else {
            return false;
        };
        let known = Rc::make_mut(known);
        known.version = version;
        known.deleted_at = Some(at);
        self.lay(id);
        true
    }

    /// Shows a change before it is confirmed.
    pub fn push(&mut self, id: Uuid, mutation: Uuid, overlay: Overlay) {
        self.pending
            .entry(id)
            .or_default()
            .push((mutation, overlay));
        self.lay(id);
    }

    /// Lets go of a pending change: it was confirmed, or refused. Whether it was there.
    pub fn drop_pending(&mut self, id: Uuid, mutation: Uuid) -> bool {
        let Some(pending) = self.pending.get_mut(&id) else {
            return false;
        };
        let before = pending.len();
        pending.retain(|(other, _)| *other != mutation);
        let dropped = pending.len() < before;
        if pending.is_empty() {
            self.pending.remove(&id);
        }
        self.lay(id);
        dropped
    }

    /// Whether changes of a lead wait for the server.
    pub fn is_pending(&self, id: Uuid) -> bool {
        self.pending.contains_key(&id)
    }

    /// Leads with changes that wait.
    pub fn pending_ids(&self) -> HashSet<Uuid> {
        self.pending.keys().copied().collect()
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// Works out again what is shown of one lead.
    fn lay(&mut self, id: Uuid) {
        let Some(pending) = self.pending.get(&id) else {
            self.shown.remove(&id);
            return;
        };
        let mut shown = self.base.get(&id).map(|base| Business::clone(base));
        for (_, overlay) in pending {
            match (overlay, &mut shown) {
                (Overlay::Create(new), shown @ None) => *shown = Some(Business::clone(new)),
                (Overlay::Change(changes), Some(shown)) => changes.apply(shown),
                (Overlay::Delete, Some(shown)) => shown.deleted_at = Some(shown.updated_at),
                (Overlay::Restore, Some(shown)) => shown.deleted_at = None,
                // Confirmed already, or nothing there to change.
                (Overlay::Create(_), Some(_)) | (_, None) => {}
            }
        }
        match shown {
            Some(shown) => self.shown.insert(id, Rc::new(shown)),
            None => self.shown.remove(&id),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{NewBusiness, Stage};

    fn lead(version: i64, phone: &str) -> Business {
        let mut lead = NewBusiness::named("A").into_business(Uuid::nil(), 0);
        lead.version = version;
        lead.phone = Some(phone.into());
        lead
    }

    #[test]
    fn an_older_version_never_replaces_a_newer_one() {
        let mut entities = Entities::default();
        assert!(entities.upsert(lead(2, "new")));
        assert!(!entities.upsert(lead(1, "old")));
        assert!(entities.bury(Uuid::nil(), 3, 9));
        assert!(
            !entities.upsert(lead(2, "new")),
            "a deleted lead does not come back"
        );
        assert_eq!(entities.get(Uuid::nil()).unwrap().deleted_at, Some(9));
    }

    #[test]
    fn a_refused_change_takes_nothing_else_with_it() {
        let mut entities = Entities::default();
        entities.upsert(lead(1, "1"));
        let (first, second) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let won = BusinessChanges {
            stage: Some(Stage::Won),
            ..Default::default()
        };
        let phone = BusinessChanges {
            phone: Some(Some("2".into())),
            ..Default::default()
        };
        entities.push(Uuid::nil(), first, Overlay::Change(Box::new(won)));
        entities.push(Uuid::nil(), second, Overlay::Change(Box::new(phone)));
        // Somebody else's change arrives while both wait.
        let mut theirs = lead(2, "1");
        theirs.email = Some("a@b.c".into());
        entities.upsert(theirs);
        assert!(entities.drop_pending(Uuid::nil(), first));
        let shown = entities.get(Uuid::nil()).unwrap();
        assert_eq!(
            (shown.stage, shown.phone.as_deref()),
            (Stage::New, Some("2"))
        );
        assert_eq!(shown.email.as_deref(), Some("a@b.c"));
        assert!(entities.is_pending(Uuid::nil()));
    }

    #[test]
    fn a_created_lead_is_shown_until_the_server_takes_over() {
        let mut entities = Entities::default();
        let mutation = Uuid::from_u128(1);
        entities.push(
            Uuid::nil(),
            mutation,
            Overlay::Create(Box::new(lead(1, "1"))),
        );
        assert!(entities.get(Uuid::nil()).is_some());
        entities.drop_pending(Uuid::nil(), mutation);
        assert!(entities.get(Uuid::nil()).is_none());
    }
}
