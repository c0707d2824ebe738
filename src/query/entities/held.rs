//! Leads that somebody looks at, unpacked: the same one for everybody.

use super::slots::Slot;
use crate::model::Business;
use std::{
    collections::HashMap,
    rc::{Rc, Weak},
};

/// Leads that stay unpacked for a while though nobody holds them: a few screens.
const RECENT: usize = 128;

/// Unpacked leads by slot.
#[derive(Default)]
pub struct Held {
    all: HashMap<Slot, Weak<Business>>,
    recent: Vec<Rc<Business>>,
    next: usize,
    /// At how many those that nobody holds any more are looked for.
    sweep_at: usize,
}

impl Held {
    /// A lead, if it is unpacked.
    pub fn get(&self, slot: Slot) -> Option<Rc<Business>> {
        self.all.get(&slot)?.upgrade()
    }

    /// Notes that a lead is unpacked.
    pub fn hold(&mut self, slot: Slot, lead: &Rc<Business>) {
        if self.all.len() >= self.sweep_at {
            self.all.retain(|_, held| held.strong_count() > 0);
            self.sweep_at = (self.all.len() * 2).max(4 * RECENT);
        }
        self.all.insert(slot, Rc::downgrade(lead));
        if self.recent.len() < RECENT {
            self.recent.push(lead.clone());
        } else {
            self.recent[self.next] = lead.clone();
            self.next = (self.next + 1) % RECENT;
        }
    }

    /// Lets go of a lead that is another now. Whether somebody held it.
    pub fn forget(&mut self, slot: Slot) -> bool {
        self.all
            .remove(&slot)
            .is_some_and(|held| held.strong_count() > 0)
    }
}
