//! Changes that are shown before the server confirmed them.

use crate::model::{Business, BusinessChanges, EnrichmentStatus, Field, Uuid};
use std::{
    collections::{BTreeMap, BTreeSet},
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
    /// Its contacts are being looked up.
    LookUp,
}

/// The changes of a lead that wait, and what is shown because of them.
///
/// Thousands may wait for one lead, and each that comes or goes shows the lead anew. So what
/// is shown is not made by doing one after the other: of those that touch a field only the
/// last shows.
#[derive(Default)]
pub struct Pending {
    /// In the order in which they were made, which is that of the names of their mutations,
    /// also if another tab tells of an earlier one later.
    overlays: BTreeMap<Uuid, Overlay>,
    /// Which of them touch each field.
    touching: [BTreeSet<Uuid>; Field::ALL.len()],
    creations: BTreeSet<Uuid>,
    /// Those that delete it or bring it back.
    removals: BTreeSet<Uuid>,
    look_ups: BTreeSet<Uuid>,
    pub shown: Option<Rc<Business>>,
}

impl Pending {
    /// Adds a change, under the name of its mutation.
    pub fn push(&mut self, mutation: Uuid, overlay: Overlay) {
        self.drop(mutation);
        match &overlay {
            Overlay::Create(_) => drop(self.creations.insert(mutation)),
            Overlay::Change(changes) => {
                for field in changes.fields() {
                    self.touching[field as usize].insert(mutation);
                }
            }
            Overlay::Delete | Overlay::Restore => drop(self.removals.insert(mutation)),
            Overlay::LookUp => drop(self.look_ups.insert(mutation)),
        }
        self.overlays.insert(mutation, overlay);
    }

    /// Takes a change away. Whether it was there.
    pub fn drop(&mut self, mutation: Uuid) -> bool {
        let Some(overlay) = self.overlays.remove(&mutation) else {
            return false;
        };
        match &overlay {
            Overlay::Create(_) => drop(self.creations.remove(&mutation)),
            Overlay::Change(changes) => {
                for field in changes.fields() {
                    self.touching[field as usize].remove(&mutation);
                }
            }
            Overlay::Delete | Overlay::Restore => drop(self.removals.remove(&mutation)),
            Overlay::LookUp => drop(self.look_ups.remove(&mutation)),
        }
        true
    }

    /// Whether no change is left.
    pub fn is_empty(&self) -> bool {
        self.overlays.is_empty()
    }

    /// Works out what is shown over what the server said.
    pub fn lay(&mut self, base: Option<Business>) {
        // What was done before there was anything did nothing.
        let made = if base.is_none() { self.made() } else { None };
        let since = made.as_ref().map_or(Uuid::nil(), |(mutation, _)| *mutation);
        let mut shown = base.or(made.map(|(_, new)| new));
        if let Some(shown) = &mut shown {
            for changes in self.last_changes(since) {
                changes.apply(shown);
            }
            let removal = self.removals.last().filter(|last| **last >= since);
            match removal.and_then(|last| self.overlays.get(last)) {
                Some(Overlay::Delete) => shown.deleted_at = Some(shown.updated_at),
                Some(_) => shown.deleted_at = None,
                None => {}
            }
            if self.look_ups.last().is_some_and(|last| *last >= since) {
                shown.enrichment_status = EnrichmentStatus::Running;
            }
        }
        self.shown = shown.map(Rc::new);
    }

    /// The lead as it is made, if the server knows of none yet.
    fn made(&self) -> Option<(Uuid, Business)> {
        let mutation = self.creations.first()?;
        match self.overlays.get(mutation)? {
            Overlay::Create(new) => Some((*mutation, Business::clone(new))),
            _ => None,
        }
    }

    /// Of the changes of each field the last, in order, but none from before `since`: a
    /// few, however many wait.
    fn last_changes(&self, since: Uuid) -> impl Iterator<Item = &BusinessChanges> {
        let last = self.touching.iter().filter_map(BTreeSet::last);
        let last: BTreeSet<&Uuid> = last.filter(|last| **last >= since).collect();
        let last = last.into_iter().filter_map(|id| self.overlays.get(id));
        last.filter_map(|overlay| match overlay {
            Overlay::Change(changes) => Some(&**changes),
            _ => None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{NewBusiness, Stage};
    use proptest::prelude::*;

    /// What is shown if one is done after the other.
    fn one_by_one(base: Option<Business>, overlays: &BTreeMap<Uuid, Overlay>) -> Option<Business> {
        let mut shown = base;
        for overlay in overlays.values() {
            match (overlay, &mut shown) {
                (Overlay::Create(new), shown @ None) => *shown = Some(Business::clone(new)),
                (Overlay::Change(changes), Some(shown)) => changes.apply(shown),
                (Overlay::Delete, Some(shown)) => shown.deleted_at = Some(shown.updated_at),
                (Overlay::Restore, Some(shown)) => shown.deleted_at = None,
                (Overlay::LookUp, Some(shown)) => {
                    shown.enrichment_status = EnrichmentStatus::Running;
                }
                (Overlay::Create(_), Some(_)) | (_, None) => {}
            }
        }
        shown
    }

    fn lead() -> Business {
        NewBusiness::named("A").into_business(Uuid::nil(), 7)
    }

    fn overlay() -> impl Strategy<Value = Overlay> {
        let text = prop::option::of("[a-c]");
        let stage = prop::option::of(prop::sample::select(vec![Stage::New, Stage::Won]));
        let change = (text.clone(), prop::option::of(text), stage);
        prop_oneof![
            8 => change.prop_map(|(name, phone, stage)| {
                Overlay::Change(Box::new(BusinessChanges {
                    name,
                    phone,
                    stage,
                    ..Default::default()
                }))
            }),
            1 => Just(Overlay::Delete),
            1 => Just(Overlay::Restore),
            1 => Just(Overlay::LookUp),
        ]
    }

    proptest! {
        #[test]
        fn what_is_shown_is_what_one_change_after_the_other_makes(
            is_known in any::<bool>(),
            made in prop::option::of(0..40u128),
            // Some are told of in another order than they were made in, and some again.
            overlays in prop::collection::vec((1..40u128, overlay()), 0..40),
            gone in prop::collection::vec(0..40u128, 0..20),
        ) {
            let (mut pending, mut all) = (Pending::default(), BTreeMap::new());
            let base = is_known.then(lead);
            let mut new = lead();
            new.name = "B".into();
            let made = made.map(|id| (id, Overlay::Create(Box::new(new))));
            for (id, overlay) in overlays.into_iter().chain(made) {
                let id = Uuid::from_u128(id);
                pending.push(id, overlay.clone());
                all.insert(id, overlay);
            }
            for id in gone.into_iter().map(Uuid::from_u128) {
                prop_assert_eq!(pending.drop(id), all.remove(&id).is_some());
            }
            pending.lay(base.clone());
            let shown = pending.shown.as_deref().cloned();
            prop_assert_eq!(shown, one_by_one(base, &all));
            prop_assert_eq!(pending.is_empty(), all.is_empty());
        }
    }
}
