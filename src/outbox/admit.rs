//! How changes come in: made here, heard of from another tab, or found on disk.

use super::{
    Asker, Change, Many, ManyReceipt, Mutation, OtherReceipt, Outbox, Receipt, mutation::UNDO_MS,
    share,
};
use crate::model::{Timestamp, Uuid};
use futures::channel::oneshot;
use std::time::Duration;

impl Outbox {
    pub(super) fn submit(&self, business: Uuid, change: Change) -> Receipt {
        let (told_kept, kept) = oneshot::channel();
        let (done, outcome) = oneshot::channel();
        self.keep(vec![(business, change, Asker::One(done))], told_kept);
        Receipt { kept, outcome }
    }

    pub(super) fn submit_other(&self, job: Uuid, change: Change) -> OtherReceipt {
        let (told_kept, kept) = oneshot::channel();
        let (done, outcome) = oneshot::channel();
        self.keep(vec![(job, change, Asker::Other(done))], told_kept);
        OtherReceipt { kept, outcome }
    }

    pub(super) fn submit_many(&self, changes: impl Iterator<Item = (Uuid, Change)>) -> ManyReceipt {
        let (told_kept, kept) = oneshot::channel();
        let (done, outcome) = oneshot::channel();
        let many = Many::new(done);
        let changes = changes.map(|(id, change)| (id, change, Asker::Many(many.clone())));
        self.keep(changes.collect(), told_kept);
        ManyReceipt { kept, outcome }
    }

    /// **Persist first**: changes are written to disk, and only then shown and sent.
    /// If the disk refuses them, that is said, and they go on in memory.
    fn keep(&self, changes: Vec<(Uuid, Change, Asker)>, told: oneshot::Sender<()>) {
        let (keys, tab) = {
            let inner = self.inner.borrow();
            (inner.keys, inner.tab)
        };
        // Of nobody, when nobody is signed in.
        let Some(keys) = keys else {
            return;
        };
        let now = (self.client.env().now)();
        let new: Vec<_> = changes
            .into_iter()
            .map(|(business, change, asker)| {
                let mut mutation = Mutation::new(self.next_id(), business, change, now);
                mutation.tab = tab;
                (mutation, Some(asker))
            })
            .collect();
        let writes = new.iter().map(|(mutation, _)| keys.put(mutation)).collect();
        self.write(writes, move |outbox| {
            outbox.announce_kept(new.iter().map(|(mutation, _)| mutation.clone()).collect());
            outbox.admit(new);
            // Perhaps nobody waited for it.
            let _ = told.send(());
        });
    }

    /// Takes changes that are on disk, or another state of known ones; shows them,
    /// and sends them if this tab leads.
    pub(super) fn admit(&self, new: Vec<(Mutation, Option<Asker>)>) {
        if new.is_empty() {
            return;
        }
        let now = (self.client.env().now)();
        let mut undo_left = 0;
        let mut fresh_deletes = Vec::new();
        let mut restored = Vec::new();
        let mut held = Vec::new();
        self.client.batch(|| {
            for (mut mutation, asker) in new {
                let (id, lead) = (mutation.id, mutation.business);
                let (was_shown, told) = {
                    let mut inner = self.inner.borrow_mut();
                    let inner = &mut *inner;
                    if inner.gone.has(id) {
                        continue;
                    }
                    let known = inner.queue.get(id);
                    let was_shown = known.is_some_and(|known| !known.mutation.is_parked());
                    let is_new = known.is_none();
                    if inner.drain.leads && !mutation.is_parked() {
                        mutation.waits_for = inner.queue.parked_creation(&mutation);
                        if mutation.is_parked() {
                            held.push(mutation.clone());
                        }
                    }
                    let left = mutation.undo_left(now);
                    inner.queue.put(mutation.clone(), asker);
                    if let (true, 1.., Some(item)) = (is_new, left, inner.queue.get_mut(id)) {
                        item.is_due = false;
                        undo_left = undo_left.max(left);
                        fresh_deletes.push((id, lead));
                    }
                    let asker = inner.queue.get_mut(id).filter(|_| mutation.is_parked());
                    let asker = asker.and_then(|item| item.asker.take());
                    (was_shown, asker.zip(share::refused(&mutation)))
                };
                match (was_shown, mutation.is_parked()) {
                    (false, false) => {
                        if let Some(overlay) = mutation.overlay() {
                            self.client.push_overlay(lead, id, overlay);
                        }
                    }
                    (true, true) => self.client.settle_overlay(lead, id, None),
                    (true, false) | (false, true) => {}
                }
                if let Some((asker, outcome)) = told {
                    asker.tell(outcome);
                }
                if mutation.change == Change::Restore {
                    restored.push(lead);
                }
                let mut inner = self.inner.borrow_mut();
                let inner = &mut *inner;
                if inner.drain.leads {
                    inner.drain.line_up(&inner.queue, lead);
                }
            }
        });
        restored.into_iter().for_each(|lead| self.annihilate(lead));
        self.keep_held(held);
        if !fresh_deletes.is_empty() {
            self.wait_for_undo(fresh_deletes, undo_left.min(UNDO_MS).unsigned_abs());
        }
        self.pump();
    }

    /// Keeps what was parked as soon as it came.
    fn keep_held(&self, held: Vec<Mutation>) {
        let keys = self.inner.borrow().keys;
        if let (Some(keys), false) = (keys, held.is_empty()) {
            let writes = held.iter().map(|it| keys.put(it)).collect();
            self.write(writes, move |outbox| outbox.announce_kept(held));
        }
    }

    /// Lets deletions be sent when the time to take them back is over. One wait
    /// for all of them, by a clock that nobody puts back.
    fn wait_for_undo(&self, deletes: Vec<(Uuid, Uuid)>, milliseconds: u64) {
        let (outbox, turn) = (self.clone(), self.turn());
        let sleep = (self.client.env().sleep)(Duration::from_millis(milliseconds));
        self.spawn(async move {
            sleep.await;
            if outbox.turn() != turn {
                return;
            }
            {
                let mut inner = outbox.inner.borrow_mut();
                let inner = &mut *inner;
                for (id, lead) in deletes {
                    if let Some(item) = inner.queue.get_mut(id) {
                        item.is_due = true;
                    }
                    inner.drain.line_up(&inner.queue, lead);
                }
            }
            outbox.pump();
        });
    }

    /// A name for something made now: a UUIDv7 above all that are known, also where
    /// the clock was put back, so that order by name is the order of making.
    pub(super) fn next_id(&self) -> Uuid {
        let env = self.client.env();
        let mut inner = self.inner.borrow_mut();
        let last = inner.last_id.max(inner.queue.last_id().unwrap_or_default());
        inner.last_id = name((env.now)(), last, || random(&env.random));
        inner.last_id
    }
}

/// 53 random bits.
pub(super) fn random(random: &std::rc::Rc<dyn Fn() -> f64>) -> u64 {
    (random() * 2f64.powi(53)) as u64
}

/// The UUIDv7 of a time, or the next after `last` if that is later. Random, so that
/// two tabs that know the same last one do not find the same next.
fn name(now: Timestamp, last: Uuid, random: impl Fn() -> u64) -> Uuid {
    let bits = (u128::from(random()) << 53 | u128::from(random())).to_be_bytes();
    let mut tail = [0; 10];
    tail.copy_from_slice(&bits[6..]);
    let made = |now| uuid::Builder::from_unix_timestamp_millis(now, &tail).into_uuid();
    let by_clock = made(now.max(0).unsigned_abs());
    if by_clock > last {
        return by_clock;
    }
    let (high, low) = last.as_u64_pair();
    // The variant's two bits stand above the counter's.
    let next = (low & COUNTER) + 1 + (random() >> 13);
    if next <= COUNTER {
        Uuid::from_u64_pair(high, low & !COUNTER | next)
    } else {
        made((high >> 16) + 1)
    }
}

/// What counts up within a millisecond.
const COUNTER: u64 = (1 << 62) - 1;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_grow_also_when_the_clock_is_put_back() {
        let random = || u64::MAX >> 12;
        let mut last = name(5_000, Uuid::nil(), random);
        for now in [5_000, 5_000, 1_000, 0, -7, 4_999, 5_001] {
            for _ in 0..10_000 {
                let next = name(now, last, random);
                assert!(next > last, "{next} after {last}");
                assert_eq!(next.get_version_num(), 7);
                assert_eq!(next.get_variant(), uuid::Variant::RFC4122);
                last = next;
            }
        }
    }
}
