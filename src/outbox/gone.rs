//! Changes that have ended, while the disk may still say otherwise.

use crate::model::Uuid;
use std::collections::{HashSet, VecDeque};

/// How many are remembered. An older one that is read from disk all the same is
/// sent again under its key, which changes nothing.
const REMEMBERED: usize = 16_384;

/// The last changes that have ended.
#[derive(Default)]
pub(super) struct Gone {
    ids: HashSet<Uuid>,
    order: VecDeque<Uuid>,
    /// Which of them the last look found on disk all the same.
    doubted: HashSet<Uuid>,
}

impl Gone {
    /// Notes that a change has ended.
    pub fn note(&mut self, id: Uuid) {
        if !self.ids.insert(id) {
            return;
        }
        self.order.push_back(id);
        if self.order.len() > REMEMBERED
            && let Some(oldest) = self.order.pop_front()
        {
            self.ids.remove(&oldest);
        }
    }

    /// Takes that these are on disk. What has ended is not there for long: what one look
    /// after another finds was put back by whichever tab led meanwhile, which knew
    /// better.
    pub fn are_on_disk(&mut self, found: &HashSet<Uuid>) {
        let still: HashSet<Uuid> = self.ids.intersection(found).copied().collect();
        for id in still.intersection(&self.doubted) {
            self.ids.remove(id);
            self.order.retain(|other| other != id);
        }
        self.doubted = still;
    }

    /// Whether a change is known to have ended.
    pub fn has(&self, id: Uuid) -> bool {
        self.ids.contains(&id)
    }
}
