//! Each lead once: what the server said, and over it what is pending.
//!
//! Leads are kept packed, about 130 bytes each, and unpacked for whoever looks.

mod arena;
mod codec;
mod graves;
mod heard;
mod held;
mod kept;
mod lead;
mod overlay;
mod slots;
mod unsure;
mod words;

pub use lead::{Lead, Packed, Tags, View};
pub use overlay::Overlay;
pub use slots::{Slot, Slots};

use crate::model::{Business, Seq, Timestamp, Uuid};
use arena::{Arena, CHUNK};
use graves::Graves;
use heard::Heard;
use held::Held;
use overlay::Pending;
use std::{
    cell::RefCell,
    collections::{HashMap, HashSet, VecDeque},
    rc::Rc,
};
use unsure::Unsure;
use words::Words;

/// Changes that are remembered for answers that were on their way meanwhile.
const RECENT: usize = 4_096;

/// Who tells of a change of a lead, and what follows from that for lists, which
/// counted leads that are not known here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum News {
    /// This device: the server knows nothing of it yet, or answered it alone.
    #[default]
    Own,
    /// An event: before it there was no such lead, or a deleted one.
    Created(Option<Seq>),
    /// An event: the lead was there before.
    Changed(Option<Seq>),
    /// An answer that reflects a position. Nothing happened with it.
    Answer(Option<Seq>),
}

impl News {
    /// The position that it is known at.
    pub fn seq(self) -> Option<Seq> {
        match self {
            Self::Own => None,
            Self::Created(seq) | Self::Changed(seq) | Self::Answer(seq) => seq,
        }
    }
}

/// Leads by id. What is shown = what the server said + pending changes in order:
/// a confirmation drops one change and loses nothing that arrived meanwhile.
#[derive(Default)]
pub struct Entities {
    slots: Slots,
    words: Words,
    /// What the server said.
    base: Arena,
    pending: HashMap<Slot, Pending>,
    /// Leads with changes that wait and were shown when no event could be heard yet, or
    /// before some were missed: they may have been sent, and made, before.
    blind: HashSet<Slot>,
    /// Leads that may be otherwise on the server, as events were missed.
    unsure: Unsure,
    held: RefCell<Held>,
    graves: Graves,
    /// What changed last, newest behind, and how many changes there were before.
    recent: VecDeque<(Slot, News)>,
    forgotten: u64,
    /// Who tells of what changes now.
    news: News,
    /// Which events were heard.
    heard: Heard,
    scratch: Vec<u8>,
}

/// A lead as it was shown before a change.
pub enum Before {
    /// It had pending changes.
    Shown(Rc<Business>),
    /// It had none.
    Packed(Uuid, Vec<u8>),
}

impl Entities {
    /// The lead as it is to be shown; deleted ones have `deleted_at`.
    pub fn get(&self, id: Uuid) -> Option<Rc<Business>> {
        let slot = self.slots.find(id)?;
        match self.pending.get(&slot) {
            Some(pending) => pending.shown.clone(),
            None => self.unpack(slot, id),
        }
    }

    /// The lead as the server has it, as far as is known.
    pub fn base(&self, id: Uuid) -> Option<Rc<Business>> {
        let slot = self.slots.find(id)?;
        if self.pending.contains_key(&slot) {
            let base = self.packed(slot)?;
            return Some(Rc::new(base.view().to_business()));
        }
        self.unpack(slot, id)
    }

    /// The version that the server has, as far as is known.
    pub fn base_version(&self, id: Uuid) -> Option<i64> {
        Some(self.packed(self.slots.find(id)?)?.version())
    }

    /// How many leads there are.
    pub fn len(&self) -> usize {
        self.slots.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }

    /// Takes what the server said, unless something newer is known. Whether it changed anything.
    pub fn upsert(&mut self, business: Business) -> bool {
        let slot = self.number(business.id);
        match self.becomes_sure(slot, business.version) {
            true => self.learn_rest(slot, business),
            false => self.put(slot, business),
        }
    }

    fn put(&mut self, slot: Slot, business: Business) -> bool {
        let known = self.packed(slot).map(Lead::version);
        let buried = self.graves.version(slot);
        if known
            .max(buried)
            .is_some_and(|known| known >= business.version)
        {
            return false;
        }
        self.graves.fill(slot);
        let mut bytes = std::mem::take(&mut self.scratch);
        bytes.clear();
        codec::write(&View::of(&business), &mut self.words, &mut bytes);
        self.base.put(slot, &bytes);
        self.scratch = bytes;
        self.note(slot);
        if let Some(pending) = self.pending.get_mut(&slot) {
            pending.lay(Some(business));
        } else if self.held.get_mut().forget(slot) {
            // Whoever looked at it is about to look again.
            self.held.get_mut().hold(slot, &Rc::new(business));
        }
        true
    }

    /// Says who tells of the changes that follow.
    pub fn hear(&mut self, news: News) {
        self.news = news;
        if let News::Created(seq) | News::Changed(seq) = news {
            self.heard.reach(seq);
        }
    }

    /// Which events were heard.
    pub fn heard(&mut self) -> &mut Heard {
        &mut self.heard
    }

    /// Who tells of what changes now.
    pub fn news(&self) -> News {
        self.news
    }

    /// Up to where every event was heard.
    pub fn position(&self) -> Option<Seq> {
        self.heard.position()
    }

    /// Takes the news that a lead was deleted. Whether it is news.
    pub fn bury(&mut self, id: Uuid, version: i64, at: Timestamp) -> bool {
        let slot = self.number(id);
        let Some(known) = self.packed(slot) else {
            // An answer that is older must not bring it back.
            let is_news = self.graves.dig(slot, version);
            if is_news {
                self.note(slot);
            }
            return is_news;
        };
        if known.version() >= version {
            return false;
        }
        let mut business = known.view().to_business();
        business.version = version;
        business.deleted_at = Some(at);
        // Of the rest nothing is told.
        self.put(slot, business)
    }

    /// Shows a change before it is confirmed.
    pub fn push(&mut self, id: Uuid, mutation: Uuid, overlay: Overlay) {
        let slot = self.number(id);
        let base = self.packed(slot).map(|base| base.view().to_business());
        if self.position().is_none() {
            self.blind.insert(slot);
        }
        let pending = self.pending.entry(slot).or_default();
        pending.push(mutation, overlay);
        pending.lay(base);
        self.held.get_mut().forget(slot);
        self.note(slot);
    }

    /// Lets go of a pending change: it was confirmed, or refused. Whether it was there.
    pub fn drop_pending(&mut self, id: Uuid, mutation: Uuid) -> bool {
        let Some(slot) = self.slots.find(id) else {
            return false;
        };
        let Some(pending) = self.pending.get_mut(&slot) else {
            return false;
        };
        let dropped = pending.drop(mutation);
        if pending.is_empty() {
            self.pending.remove(&slot);
            self.blind.remove(&slot);
        } else if dropped {
            let base = self.packed(slot).map(|base| base.view().to_business());
            if let Some(pending) = self.pending.get_mut(&slot) {
                pending.lay(base);
            }
        }
        if dropped {
            self.note(slot);
        }
        dropped
    }

    /// Whether changes of a lead wait for the server.
    pub fn is_pending(&self, id: Uuid) -> bool {
        let slot = self.slots.find(id);
        slot.is_some_and(|slot| self.waits(slot))
    }

    /// The same, by its number.
    pub fn waits(&self, slot: Slot) -> bool {
        self.pending.contains_key(&slot)
    }

    /// Leads with changes that wait.
    pub fn pending_ids(&self) -> HashSet<Uuid> {
        let ids = self.pending.keys().filter_map(|slot| self.slots.id(*slot));
        ids.collect()
    }

    /// Forgets what the server said, but not what waits to be sent. Which leads that was.
    pub fn forget(&mut self) -> Vec<Uuid> {
        self.graves.clear();
        self.unsure.forget();
        // Of another event log.
        self.heard = Heard::default();
        let slots = (0..self.slots.len() as Slot).filter(|slot| !self.base.get(*slot).is_empty());
        let known: Vec<Slot> = slots.collect();
        for slot in &known {
            self.base.put(*slot, &[]);
            self.held.get_mut().forget(*slot);
            self.note(*slot);
        }
        for pending in self.pending.values_mut() {
            pending.lay(None);
        }
        known
            .iter()
            .filter_map(|slot| self.slots.id(*slot))
            .collect()
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        // Numbers too: lists that somebody still holds keep theirs.
        *self = Self::default();
    }

    // For lists

    /// Ids by number; lists keep the numbers.
    pub fn slots(&self) -> &Slots {
        &self.slots
    }

    /// A lead as it is to be shown, without unpacking it.
    pub fn look(&self, slot: Slot) -> Option<Lead<'_>> {
        if !self.pending.is_empty()
            && let Some(pending) = self.pending.get(&slot)
        {
            return pending.shown.as_deref().map(Lead::Whole);
        }
        self.packed(slot)
    }

    /// A lead as the server has it, without unpacking it.
    pub fn packed(&self, slot: Slot) -> Option<Lead<'_>> {
        let bytes = self.base.get(slot);
        if bytes.is_empty() {
            return None;
        }
        let (id, words) = (self.slots.id(slot)?, &self.words);
        Some(Lead::Packed(Packed { id, bytes, words }))
    }

    /// What is shown of a lead, to compare with what will be.
    pub fn before(&self, slot: Slot) -> Option<Before> {
        match self.pending.get(&slot) {
            Some(pending) => pending.shown.clone().map(Before::Shown),
            None => match self.packed(slot)? {
                Lead::Packed(lead) => Some(Before::Packed(lead.id, lead.bytes.to_vec())),
                Lead::Whole(_) => None,
            },
        }
    }

    /// What was shown of a lead.
    pub fn look_before<'a>(&'a self, before: &'a Before) -> Lead<'a> {
        match before {
            Before::Shown(lead) => Lead::Whole(lead),
            Before::Packed(id, bytes) => Lead::Packed(Packed {
                id: *id,
                bytes,
                words: &self.words,
            }),
        }
    }

    /// Leads with changes that wait.
    pub fn pending_slots(&self) -> Vec<Slot> {
        self.pending.keys().copied().collect()
    }

    /// How many changes there were; see [`Self::changed_since`].
    pub fn changes(&self) -> u64 {
        self.forgotten + self.recent.len() as u64
    }

    /// What changed after there had been `changes`; the newest 4,096, if it is more.
    pub fn changed_since(&self, changes: u64) -> Vec<(Slot, News)> {
        let known = changes.saturating_sub(self.forgotten);
        let known = usize::try_from(known).unwrap_or(usize::MAX);
        self.recent
            .range(known.min(self.recent.len())..)
            .copied()
            .collect()
    }

    /// The number of a lead; a new one belongs to its chunk, packed or not.
    fn number(&mut self, id: Uuid) -> Slot {
        let slot = self.slots.number(id);
        if slot as usize + 1 == self.slots.len() {
            self.base.mark(slot as usize / CHUNK);
        }
        slot
    }

    fn note(&mut self, slot: Slot) {
        if self.recent.len() == RECENT {
            self.recent.pop_front();
            self.forgotten += 1;
        }
        self.recent.push_back((slot, self.news));
    }

    fn unpack(&self, slot: Slot, id: Uuid) -> Option<Rc<Business>> {
        if let Some(held) = self.held.borrow().get(slot) {
            return Some(held);
        }
        let bytes = self.base.get(slot);
        if bytes.is_empty() {
            return None;
        }
        let words = &self.words;
        let lead = Rc::new(codec::read(Packed { id, bytes, words }).to_business());
        self.held.borrow_mut().hold(slot, &lead);
        Some(lead)
    }
}

#[cfg(test)]
mod tests;
