//! Changes that the server refused for good: kept, with the reason, until somebody
//! decides. None is dropped silently.
//!
//! The leading tab alone carries decisions out: it knows what is being sent. Others
//! leave theirs on disk, for whichever tab leads.

use super::{Mutation, Outbox};
use crate::{
    model::{BusinessChanges, Uuid},
    store::Write,
};
use serde::{Deserialize, Serialize};

/// What is to be done about a parked change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "verdict", rename_all = "snake_case")]
pub(super) enum Verdict {
    /// Send it again as it is, and what waits for it.
    Retry,
    /// Send it on top of what somebody else changed, with these fields changed too.
    Over { edited: Box<BusinessChanges> },
    /// Give it up, and what waits for it.
    Discard,
}

/// A decision about a parked change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Decision {
    pub id: Uuid,
    pub about: Uuid,
    pub verdict: Verdict,
}

impl Outbox {
    /// Sends a parked change again, and with a creation or deletion what was
    /// parked because of it.
    pub fn retry(&self, id: Uuid) {
        self.decide(id, Verdict::Retry);
    }

    /// Sends a parked change again, on top of what somebody else changed meanwhile.
    pub fn retry_over(&self, id: Uuid) {
        self.retry_edited(id, BusinessChanges::default());
    }

    /// Sends a parked change again, on top of what somebody else changed meanwhile,
    /// with the fields that `edited` touches as they are there.
    pub fn retry_edited(&self, id: Uuid, edited: BusinessChanges) {
        let edited = Box::new(edited);
        self.decide(id, Verdict::Over { edited });
    }

    /// Gives a parked change up, and with a creation or deletion what was parked
    /// because of it.
    pub fn discard(&self, id: Uuid) {
        self.decide(id, Verdict::Discard);
    }

    /// How many changes go the way of a parked one: those that wait for it.
    pub fn dependants(&self, id: Uuid) -> usize {
        let with = self.inner.borrow().queue.parked_with(id);
        with.len().saturating_sub(1)
    }

    fn decide(&self, about: Uuid, verdict: Verdict) {
        let id = self.next_id();
        let decision = Decision { id, about, verdict };
        let (keys, leads) = {
            let inner = self.inner.borrow();
            (inner.keys, inner.drain.leads)
        };
        let Some(keys) = keys else { return };
        if leads {
            self.carry_out(decision);
            return;
        }
        let write = keys.put_asked(&decision);
        self.write(vec![write], move |outbox| {
            outbox.announce_decision(decision)
        });
    }

    /// Does what was decided. Of something that is no longer parked nothing is left
    /// to be decided.
    pub(super) fn carry_out(&self, decision: Decision) {
        let Decision { id, about, verdict } = decision;
        let Some(keys) = self.inner.borrow().keys else {
            return;
        };
        let heard = keys.delete_asked(id);
        let taken = if self.is_undecided(about) {
            self.inner.borrow().queue.parked_with(about)
        } else {
            Vec::new()
        };
        let Some(first) = taken.first() else {
            self.write(vec![heard], |_| {});
            return;
        };
        let over = match &verdict {
            Verdict::Over { edited } => {
                first.over(self.next_id(), edited, (self.client.env().now)())
            }
            Verdict::Retry | Verdict::Discard => None,
        };
        match (verdict, over) {
            (Verdict::Discard, _) => self.give_up(taken, vec![heard]),
            (_, Some(again)) => self.replace(about, again, heard),
            (_, None) => self.release(taken, vec![heard]),
        }
    }

    /// If this is lost, it is asked about again.
    fn give_up(&self, given_up: Vec<Mutation>, mut writes: Vec<Write>) {
        let ids: Vec<_> = given_up.iter().map(|it| (it.id, it.business)).collect();
        {
            let mut inner = self.inner.borrow_mut();
            let keys = inner.keys;
            for (id, _) in &ids {
                inner.queue.remove(*id);
                inner.gone.note(*id);
                writes.extend(keys.map(|keys| keys.delete(*id)));
            }
        }
        self.write(writes, move |outbox| outbox.announce_end(&ids, None));
        self.tell();
    }

    /// Puts another change in the place of a parked one, which stands until the other
    /// is kept: at no time there is nothing to save.
    fn replace(&self, parked: Uuid, again: Mutation, heard: Write) {
        let writes = {
            let mut inner = self.inner.borrow_mut();
            let Some(keys) = inner.keys else { return };
            inner.decided.insert(parked);
            vec![keys.delete(parked), keys.put(&again), heard]
        };
        let lead = again.business;
        self.write(writes, move |outbox| {
            {
                let mut inner = outbox.inner.borrow_mut();
                inner.decided.remove(&parked);
                inner.queue.remove(parked);
                inner.gone.note(parked);
            }
            outbox.announce_end(&[(parked, lead)], None);
            outbox.announce_kept(vec![again.clone()]);
            outbox.admit(vec![(again, None)]);
        });
    }

    /// What is parked with a change that is no longer there need not be.
    pub(super) fn release_orphans(&self) {
        let orphans: Vec<_> = {
            let inner = self.inner.borrow();
            let parked = inner.queue.parked().map(|item| &item.mutation);
            let is_gone = |id: Uuid| inner.queue.get(id).is_none();
            let orphans = parked.filter(|it| it.waits_for.is_some_and(is_gone));
            orphans.cloned().collect()
        };
        if !orphans.is_empty() {
            self.release(orphans, Vec::new());
        }
    }

    /// Lets parked changes wait to be sent again.
    fn release(&self, mut parked: Vec<Mutation>, mut writes: Vec<Write>) {
        for mutation in &mut parked {
            (mutation.refusal, mutation.waits_for) = (None, None);
        }
        let keys = self.inner.borrow().keys;
        writes.extend(
            keys.iter()
                .flat_map(|keys| parked.iter().map(|it| keys.put(it))),
        );
        self.write(writes, move |outbox| {
            // Somebody may have given it up meanwhile, or put another in its place.
            let is_parked = |it: &Mutation| outbox.is_undecided(it.id);
            let released: Vec<_> = parked.into_iter().filter(is_parked).collect();
            outbox.announce_kept(released.clone());
            outbox.admit(released.into_iter().map(|it| (it, None)).collect());
        });
    }

    /// Whether a change is parked, and nothing is being put in its place.
    fn is_undecided(&self, id: Uuid) -> bool {
        let inner = self.inner.borrow();
        let item = inner.queue.get(id);
        item.is_some_and(|item| item.mutation.is_parked()) && !inner.decided.contains(&id)
    }
}
