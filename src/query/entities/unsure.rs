//! Leads that may be otherwise on the server: what happened to them was missed, and is
//! never told.

use super::{Entities, Lead, News};
use crate::{
    model::{Business, Seq},
    query::Slot,
};
use std::collections::HashSet;

/// Leads that nobody has told of since events were missed.
#[derive(Default)]
pub struct Unsure {
    slots: HashSet<Slot>,
    /// What reflects this, or later, knows what was missed.
    since: Option<Seq>,
    /// Grows when it becomes another.
    pub changes: u64,
}

impl Unsure {
    fn set(&mut self, slots: HashSet<Slot>, since: Option<Seq>) {
        self.changes += u64::from(!slots.is_empty() || !self.slots.is_empty());
        (self.slots, self.since) = (slots, since);
    }

    /// Somebody tells how a lead is.
    pub fn hear(&mut self, slot: Slot, news: News) {
        let knows = news.seq().is_some() && news.seq() >= self.since;
        if !self.slots.is_empty() && knows && self.slots.remove(&slot) {
            self.changes += 1;
        }
    }

    /// A lead may be otherwise on the server.
    pub fn doubt(&mut self, slot: Slot) {
        self.changes += u64::from(self.slots.insert(slot));
    }

    /// All leads are forgotten, and with them what might be otherwise.
    pub fn forget(&mut self) {
        self.set(HashSet::new(), None);
    }
}

impl Entities {
    /// What happened up to a position is never told: what waits may have been made, and
    /// every lead may be another by now.
    pub fn skip_to(&mut self, seq: Seq) {
        self.blind.extend(self.pending.keys());
        self.heard.resume(seq, seq);
        let slots = 0..self.slots.len() as Slot;
        let unsure = slots.filter(|slot| !self.base.get(*slot).is_empty() || self.waits(*slot));
        let unsure = unsure.collect();
        self.unsure.set(unsure, Some(seq));
    }

    /// Takes what the answer to a change of ours said, which does not say what it reflects.
    /// Before events are heard nothing else tells how the log was: what comes next is
    /// perhaps asked for after a later answer. Whether it changed anything.
    pub fn confirm(&mut self, business: Business) -> bool {
        let slot = self.number(business.id);
        if !self.heard.has_begun() && self.packed(slot).is_none() {
            self.unsure.doubt(slot);
        }
        self.upsert(business)
    }

    /// Somebody tells a version of a lead. Whether that ends that it is unsure.
    pub(super) fn becomes_sure(&mut self, slot: Slot, version: i64) -> bool {
        let was_unsure = self.is_unsure(slot);
        // What is older than a deletion that was told tells nothing that is taken.
        let known = self.packed(slot).map(Lead::version);
        if known.is_none_or(|known| known <= version) {
            self.unsure.hear(slot, self.news);
        }
        was_unsure && !self.is_unsure(slot)
    }

    /// Takes the whole of a lead of which perhaps nothing but its version is known: of one
    /// that was deleted while events were missed nothing else is told.
    pub(super) fn learn_rest(&mut self, slot: Slot, business: Business) -> bool {
        let known = self
            .packed(slot)
            .filter(|it| it.version() == business.version);
        let differs = known.is_some_and(|known| known.view().to_business() != business);
        if differs {
            self.base.put(slot, &[]);
        }
        self.put(slot, business)
    }

    /// Whether the changes of a lead that wait may have been made before events could
    /// be heard.
    pub fn is_blind(&self, slot: Slot) -> bool {
        self.blind.contains(&slot)
    }

    /// Whether what happened to a lead was missed, and nobody has told of it since.
    pub fn is_unsure(&self, slot: Slot) -> bool {
        self.unsure.slots.contains(&slot)
    }

    /// Grows when [other leads](Self::write_unsure) are unsure.
    pub fn unsure_changes(&self) -> u64 {
        self.unsure.changes
    }

    /// Which leads are unsure, as it is to be kept: a bit for each number; nothing, if
    /// none is.
    pub fn write_unsure(&self) -> Vec<u8> {
        let most = self.unsure.slots.iter().max();
        let mut bytes = vec![0; most.map_or(0, |most| *most as usize / 8 + 1)];
        for slot in &self.unsure.slots {
            bytes[*slot as usize / 8] |= 1 << (slot % 8);
        }
        bytes
    }

    /// Takes which leads are unsure as it was kept. Whoever tells of one from now on
    /// knows what was missed.
    pub fn read_unsure(&mut self, bytes: &[u8]) {
        let slots = 0..self.slots.len() as Slot;
        let is_set = |slot: &Slot| {
            let byte = bytes.get(*slot as usize / 8);
            byte.is_some_and(|byte| byte >> (slot % 8) & 1 == 1)
        };
        self.unsure.set(slots.filter(is_set).collect(), None);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{NewBusiness, Uuid};

    fn lead(version: i64) -> Business {
        let mut lead = NewBusiness::named("A").into_business(Uuid::nil(), 0);
        lead.version = version;
        lead
    }

    /// A lead that is known, and of which events up to the fifth were missed.
    fn missed() -> Entities {
        let mut entities = Entities::default();
        entities.hear(News::Created(Some(1)));
        entities.upsert(lead(1));
        entities.skip_to(5);
        assert!(entities.is_unsure(0));
        entities
    }

    #[test]
    fn an_event_that_tells_of_all_of_a_lead_leaves_nothing_unsure() {
        let mut entities = missed();
        entities.hear(News::Changed(Some(6)));
        entities.upsert(lead(4));
        assert!(!entities.is_unsure(0));
    }

    #[test]
    fn a_deletion_tells_of_nothing_else_and_leaves_the_rest_unsure() {
        let mut entities = missed();
        entities.hear(News::Changed(Some(6)));
        assert!(entities.bury(Uuid::nil(), 4, 9), "it is news all the same");
        assert!(entities.is_unsure(0), "its name may have changed before");
        // Who restores it tells of all of it.
        entities.hear(News::Changed(Some(7)));
        entities.upsert(lead(5));
        assert!(!entities.is_unsure(0));
    }

    #[test]
    fn what_an_answer_to_a_change_told_before_events_were_heard_is_unsure() {
        let mut entities = Entities::default();
        entities.hear(News::Answer(None));
        entities.confirm(lead(1));
        assert!(entities.is_unsure(0));
        // The connection asks for what came after another answer.
        entities.heard().resume(5, 5);
        entities.hear(News::Changed(Some(6)));
        entities.bury(Uuid::nil(), 3, 9);
        assert!(entities.is_unsure(0), "the second version was not told");
        entities.hear(News::Answer(Some(5)));
        assert!(!entities.upsert(lead(2)), "it is older than the deletion");
        assert!(entities.is_unsure(0), "so nothing of it was taken");
        let mut whole = lead(3);
        whole.deleted_at = Some(9);
        whole.phone = Some("1".into());
        entities.hear(News::Answer(Some(6)));
        assert!(entities.upsert(whole.clone()), "of this version the rest");
        assert!(!entities.is_unsure(0));
        assert_eq!(entities.get(Uuid::nil()).as_deref(), Some(&whole));
        assert!(!entities.upsert(lead(3)), "which is known now");
    }

    #[test]
    fn an_answer_to_a_change_leaves_no_doubt_where_events_are_heard_since_the_lead_is_known() {
        let mut entities = Entities::default();
        entities.hear(News::Answer(Some(4)));
        entities.upsert(lead(1));
        entities.hear(News::Answer(None));
        entities.confirm(lead(2));
        assert!(!entities.is_unsure(0), "of all since the fourth is asked");
        entities.heard().resume(4, 4);
        let mut other = lead(1);
        other.id = Uuid::from_u128(1);
        entities.confirm(other);
        assert!(!entities.is_unsure(1), "of this too, wherever it was made");
    }

    #[test]
    fn which_leads_are_unsure_is_kept_also_of_those_that_are_deleted() {
        let mut entities = missed();
        entities.hear(News::Changed(Some(6)));
        entities.bury(Uuid::nil(), 4, 9);
        let kept = entities.write_unsure();
        entities.read_unsure(&[]);
        assert!(!entities.is_unsure(0));
        entities.read_unsure(&kept);
        assert!(entities.is_unsure(0));
    }
}
