//! What a tab reads from disk: what it was not told, and what others left.

use super::{
    Mutation, Outbox,
    own::Own,
    queue::Item,
    record::{Keys, Record},
};
use crate::{
    model::{Timestamp, Uuid},
    query::Key,
};
use std::collections::HashSet;

/// How long it is known what fields became by changes of ours, in milliseconds, once
/// nothing of the lead waits: another tab may be about to write a change that was
/// made before.
const OWN_KEPT: Timestamp = 10 * 60 * 1_000;

impl Outbox {
    /// Reads what is on disk, and takes from it what is not known yet. What is no
    /// longer there has ended: at once if `is_sure`, else if the next look does not
    /// find it either. Until then it may be said how.
    pub(super) async fn look(&self, turn: u32, is_sure: bool) {
        let (keys, before) = {
            let inner = self.inner.borrow();
            (inner.keys, inner.queue.position())
        };
        let Some(keys) = keys else { return };
        let read = match self.journal.store().read(&keys.prefix()).await {
            Ok(read) => read,
            // Perhaps it can be read at the next look.
            Err(error) => return self.journal.report(error),
        };
        if self.turn() != turn {
            return;
        }
        let mut found = HashSet::new();
        let (mut changes, mut asked) = (Vec::new(), Vec::new());
        for record in read.iter().filter_map(|entry| keys.read(entry)) {
            match record {
                Record::Change(change) => {
                    found.insert(change.id);
                    changes.push(change);
                }
                Record::Own(lead, own) => self.take_own(lead, own),
                Record::Asked(decision) => asked.push(decision),
            }
        }
        self.inner.borrow_mut().has_looked = true;
        let leads = self.inner.borrow().drain.leads;
        if !leads {
            self.inner.borrow_mut().gone.are_on_disk(&found);
        }
        changes.retain(|change| self.is_news(change, before));
        self.admit(changes.into_iter().map(|it| (it, None)).collect());
        if leads {
            asked.into_iter().for_each(|it| self.carry_out(it));
            self.sweep(&found, before, keys);
        } else {
            self.inner.borrow_mut().asked = asked;
            self.miss(&found, before, keys, is_sure);
        }
    }

    /// Whether something read from disk says more than is known. What was heard
    /// since the reading began is newer.
    fn is_news(&self, read: &Mutation, before: u64) -> bool {
        let inner = self.inner.borrow();
        match inner.queue.get(read.id) {
            None => !inner.gone.has(read.id),
            Some(known) if known.heard > before => false,
            Some(_) if inner.drain.leads => self.is_news_to_leader(read),
            Some(known) => known.mutation != *read,
        }
    }

    /// Of what it knows already the leader knows best; but the one before it may have
    /// let a parked change go. Not if another is being put in its place: sent as it was,
    /// it would be made twice.
    pub(super) fn is_news_to_leader(&self, change: &Mutation) -> bool {
        let inner = self.inner.borrow();
        let known = inner.queue.get(change.id);
        let may_go = |known: &Item| {
            known.mutation.is_parked() && !inner.decided.contains(&known.mutation.id)
        };
        !change.is_parked() && known.is_none_or(may_go)
    }

    /// Puts right what a tab wrote that led before: changes that have ended since go, and
    /// those that have not come back.
    fn sweep(&self, found: &HashSet<Uuid>, before: u64, keys: Keys) {
        let writes: Vec<_> = {
            let inner = self.inner.borrow();
            let over = found.iter().filter(|id| inner.gone.has(**id));
            let over = over.map(|id| keys.delete(*id));
            let known = inner.queue.items().filter(|item| item.heard <= before);
            let lost = known.map(|item| &item.mutation);
            let lost = lost.filter(|it| !found.contains(&it.id));
            over.chain(lost.map(|it| keys.put(it))).collect()
        };
        if !writes.is_empty() {
            self.write(writes, |_| {});
        }
    }

    /// What was on disk and no longer is has ended, and nobody has said how: the
    /// lead is asked for again.
    fn miss(&self, found: &HashSet<Uuid>, before: u64, keys: Keys, is_sure: bool) {
        let missing: Vec<_> = {
            let mut inner = self.inner.borrow_mut();
            let missing = inner.queue.items_mut().filter_map(|item| {
                let (id, lead) = (item.mutation.id, item.mutation.business);
                let is_there = item.heard > before || found.contains(&id);
                let was_missed = std::mem::replace(&mut item.is_missed, !is_there);
                let has_ended = !is_there && (is_sure || was_missed);
                (has_ended && !self.journal.owes(&keys.change(id))).then_some((id, lead))
            });
            missing.collect()
        };
        if missing.is_empty() {
            return;
        }
        self.client.batch(|| {
            for (id, lead) in &missing {
                self.end(*id, *lead, None);
                self.client.invalidate_often(Key::business(*lead));
                self.client.invalidate_often(Key::job(*lead));
            }
        });
        self.client.invalidate_often(Key::business_lists());
        self.tell();
    }

    /// The leader alone writes it, and knows best.
    fn take_own(&self, lead: Uuid, own: Own) {
        let mut inner = self.inner.borrow_mut();
        if !inner.drain.leads || !inner.queue.own.contains_key(&lead) {
            inner.queue.own.insert(lead, own);
        }
    }

    /// Forgets what fields became by changes of ours where that matters no longer.
    pub(super) fn prune(&self) {
        let Some(keys) = self.inner.borrow().keys else {
            return;
        };
        let now = (self.client.env().now)();
        let over: Vec<_> = {
            let mut inner = self.inner.borrow_mut();
            if !inner.drain.leads {
                return;
            }
            let queue = &mut inner.queue;
            let own = queue.own.iter().filter(|(_, own)| {
                // A clock that was put back says nothing of how long it was.
                (now - own.at).abs() > OWN_KEPT
            });
            let old: Vec<_> = own.map(|(lead, _)| *lead).collect();
            if old.is_empty() {
                return;
            }
            let wanted = queue.owners();
            let over: Vec<_> = old.into_iter().filter(|it| !wanted.contains(it)).collect();
            over.iter().for_each(|owner| drop(queue.own.remove(owner)));
            over
        };
        let writes: Vec<_> = over.into_iter().map(|it| keys.delete_own(it)).collect();
        if !writes.is_empty() {
            self.write(writes, |_| {});
        }
    }
}
