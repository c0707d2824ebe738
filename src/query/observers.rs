//! Who wants to know of changes.

use crate::model::Uuid;
use rustc_hash::FxHashMap;
use std::rc::Rc;

/// What can be observed.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Target {
    /// One lead, wherever it is shown.
    Business(Uuid),
}

/// A handle to stop observing with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ObserverId(u64);

/// Is called after a change; reads what it needs itself.
pub(super) type Callback = Rc<dyn Fn()>;

/// Observers by target.
#[derive(Default)]
pub(super) struct Observers {
    next: u64,
    by_target: FxHashMap<Target, Vec<(ObserverId, Callback)>>,
}

impl Observers {
    pub fn add(&mut self, target: Target, callback: Callback) -> ObserverId {
        self.next += 1;
        let id = ObserverId(self.next);
        self.by_target
            .entry(target)
            .or_default()
            .push((id, callback));
        id
    }

    pub fn remove(&mut self, target: &Target, id: ObserverId) {
        if let Some(all) = self.by_target.get_mut(target) {
            all.retain(|(other, _)| *other != id);
            if all.is_empty() {
                self.by_target.remove(target);
            }
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.by_target.values().map(Vec::len).sum()
    }

    /// Whether anybody wants to know of `target`.
    pub fn has(&self, target: &Target) -> bool {
        self.by_target.contains_key(target)
    }

    pub fn of(&self, target: &Target) -> impl Iterator<Item = Callback> + '_ {
        self.by_target
            .get(target)
            .into_iter()
            .flatten()
            .map(|(_, callback)| callback.clone())
    }
}
