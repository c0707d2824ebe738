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

/// What of a lead a change touches.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Facet {
    Field(Field),
    /// Whether there is such a lead.
    Creation,
    /// Whether it is deleted.
    Removal,
    /// Whether its contacts are being looked up.
    LookUp,
}

/// The changes of a lead that wait, and what is shown because of them.
///
/// Thousands may wait for one lead, and each that comes or goes shows the lead anew. So what
/// is shown is not made by doing one after the other: of those that touch a facet only the
/// last shows.
#[derive(Default)]
pub struct Pending {
    /// In the order in which they were made, which is that of the names of their mutations,
    /// also if another tab tells of an earlier one later.
    overlays: BTreeMap<Uuid, Overlay>,
    /// Which of them touch what. There are few facets, and one or two are touched.
    touching: Vec<(Facet, BTreeSet<Uuid>)>,
    pub shown: Option<Rc<Business>>,
}

impl Pending {
    /// Adds a change, under the name of its mutation.
    pub fn push(&mut self, mutation: Uuid, overlay: Overlay) {
        self.drop(mutation);
        for facet in facets(&overlay) {
            match self.touching.iter_mut().find(|(known, _)| *known == facet) {
                Some((_, by)) => drop(by.insert(mutation)),
                None => self.touching.push((facet, [mutation].into())),
            }
        }
        self.overlays.insert(mutation, overlay);
    }

    /// Takes a change away. Whether it was there.
    pub fn drop(&mut self, mutation: Uuid) -> bool {
        let Some(overlay) = self.overlays.remove(&mutation) else {
            return false;
        };
        let gone = facets(&overlay);
        self.touching.retain_mut(|(facet, by)| {
            if gone.contains(facet) {
                by.remove(&mutation);
            }
            !by.is_empty()
        });
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
            for overlay in self.last_of_each(since) {
                match overlay {
                    Overlay::Create(_) => {}
                    Overlay::Change(changes) => changes.apply(shown),
                    Overlay::Delete => shown.deleted_at = Some(shown.updated_at),
                    Overlay::Restore => shown.deleted_at = None,
                    Overlay::LookUp => shown.enrichment_status = EnrichmentStatus::Running,
                }
            }
        }
        self.shown = shown.map(Rc::new);
    }

    /// The lead as it is made, if the server knows of none yet.
    fn made(&self) -> Option<(Uuid, Business)> {
        let mut touching = self.touching.iter();
        let (_, by) = touching.find(|(facet, _)| *facet == Facet::Creation)?;
        let mutation = by.first()?;
        match self.overlays.get(mutation)? {
            Overlay::Create(new) => Some((*mutation, Business::clone(new))),
            _ => None,
        }
    }

    /// The last change of each facet, in order, but none from before `since`: a few,
    /// however many wait.
    fn last_of_each(&self, since: Uuid) -> impl Iterator<Item = &Overlay> {
        let last = self.touching.iter().filter_map(|(_, by)| by.last());
        let last: BTreeSet<&Uuid> = last.filter(|last| **last >= since).collect();
        last.into_iter().filter_map(|id| self.overlays.get(id))
    }
}

/// What a change touches.
fn facets(overlay: &Overlay) -> Vec<Facet> {
    match overlay {
        Overlay::Create(_) => vec![Facet::Creation],
        Overlay::Change(changes) => changes.fields().into_iter().map(Facet::Field).collect(),
        Overlay::Delete | Overlay::Restore => vec![Facet::Removal],
        Overlay::LookUp => vec![Facet::LookUp],
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
