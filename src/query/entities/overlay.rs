//! Changes that are shown before the server confirmed them.

use crate::model::{Business, BusinessChanges, EnrichmentStatus, Uuid};
use std::rc::Rc;

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
#[derive(Default)]
pub struct Pending {
    overlays: Vec<(Uuid, Overlay)>,
    pub shown: Option<Rc<Business>>,
}

impl Pending {
    /// Adds a change, under the name of its mutation: they lie in the order in which
    /// they were made, which is that of their names, also if another tab tells of an
    /// earlier one later.
    pub fn push(&mut self, mutation: Uuid, overlay: Overlay) {
        let at = self
            .overlays
            .partition_point(|(other, _)| *other <= mutation);
        self.overlays.insert(at, (mutation, overlay));
    }

    /// Takes a change away. Whether it was there.
    pub fn drop(&mut self, mutation: Uuid) -> bool {
        let before = self.overlays.len();
        self.overlays.retain(|(other, _)| *other != mutation);
        self.overlays.len() < before
    }

    /// Whether no change is left.
    pub fn is_empty(&self) -> bool {
        self.overlays.is_empty()
    }

    /// Works out what is shown over what the server said.
    pub fn lay(&mut self, base: Option<Business>) {
        let mut shown = base;
        for (_, overlay) in &self.overlays {
            match (overlay, &mut shown) {
                (Overlay::Create(new), shown @ None) => *shown = Some(Business::clone(new)),
                (Overlay::Change(changes), Some(shown)) => changes.apply(shown),
                (Overlay::Delete, Some(shown)) => shown.deleted_at = Some(shown.updated_at),
                (Overlay::Restore, Some(shown)) => shown.deleted_at = None,
                (Overlay::LookUp, Some(shown)) => {
                    shown.enrichment_status = EnrichmentStatus::Running;
                }
                // Confirmed already, or nothing there to change.
                (Overlay::Create(_), Some(_)) | (_, None) => {}
            }
        }
        self.shown = shown.map(Rc::new);
    }
}
