//! How a change ends: taken by the server, refused, or taken back.

use super::{Change, Mutation, Outbox};
use crate::model::{Business, Failure, Problem, ProblemCode, Uuid};
use serde::Deserialize;

/// What became of a change that the server took.
pub(super) enum Taken {
    /// The lead, as it is now.
    Lead(Box<Business>),
    /// Something else, in this version, if it has any.
    Other(Option<i64>),
}

impl Outbox {
    /// The server has taken a change.
    pub(super) fn confirm(&self, sent: &Mutation, taken: Taken) {
        let (confirmed, version) = match taken {
            Taken::Lead(lead) => (Some(*lead), None),
            Taken::Other(version) => (None, version),
        };
        let version = confirmed.as_ref().map(|lead| lead.version).or(version);
        let (id, lead, now) = (sent.id, sent.business, (self.client.env().now)());
        let (asker, writes) = {
            let mut inner = self.inner.borrow_mut();
            let inner = &mut *inner;
            let Some((keys, item)) = inner.keys.zip(inner.queue.remove(id)) else {
                // It was let go meanwhile. What comes after it waits for it no longer.
                inner.drain.end(&inner.queue, lead);
                return;
            };
            inner.gone.note(id);
            inner.drain.sent += 1;
            let mut writes = vec![keys.delete(id)];
            let is_of_fields = sent.fields().is_none_or(|fields| !fields.is_empty());
            if let (true, Some(version)) = (is_of_fields, version) {
                let owner = sent.owner();
                let own = inner.queue.own.entry(owner).or_default();
                own.note((id, sent.tab), version, sent.fields(), now);
                writes.push(keys.put_own(owner, own));
            }
            inner.drain.end(&inner.queue, lead);
            (item.asker, writes)
        };
        if let Some(confirmed) = &confirmed {
            let confirmed = Some(confirmed.clone());
            self.client.settle_overlay(lead, id, confirmed);
        } else if sent.overlay().is_some() {
            self.client.settle_overlay(lead, id, None);
        }
        // If the app ends before this is written the change is sent again, and
        // the server answers as it did.
        let told = confirmed.clone();
        self.write(writes, move |outbox| {
            outbox.announce_end(&[(id, lead)], told.as_ref());
        });
        match (asker, confirmed) {
            (Some(asker), Some(confirmed)) => asker.tell(Ok(confirmed)),
            (Some(asker), None) => asker.tell_done(),
            (None, _) => {}
        }
    }

    /// Lets go of a refused change of a job of which whoever wanted it hears now: the job
    /// went on without it, and nothing is left to be decided. Whether it was one.
    pub(super) fn let_go(&self, sent: &Mutation, failure: &Failure) -> bool {
        let (id, job) = (sent.id, sent.business);
        let (asker, write) = {
            let mut inner = self.inner.borrow_mut();
            let inner = &mut *inner;
            let item = inner.queue.get_mut(id);
            let asker = item.filter(|_| sent.change.is_of_job());
            let asker = asker.and_then(|item| item.asker.take());
            let (Some(asker), Some(keys)) = (asker, inner.keys) else {
                return false;
            };
            inner.queue.remove(id);
            inner.gone.note(id);
            inner.drain.end(&inner.queue, job);
            (asker, keys.delete(id))
        };
        if sent.overlay().is_some() {
            self.client.settle_overlay(job, id, None);
        }
        asker.tell(Err(failure.clone()));
        self.write(vec![write], move |outbox| {
            outbox.announce_end(&[(id, job)], None)
        });
        true
    }

    /// Parks a refused change, and those of its lead that depend on it.
    pub(super) fn park(&self, sent: &Mutation, failure: Failure) {
        let (id, lead) = (sent.id, sent.business);
        let (asker, parked, writes) = {
            let mut inner = self.inner.borrow_mut();
            let inner = &mut *inner;
            let Some((keys, item)) = inner.keys.zip(inner.queue.remove(id)) else {
                // It was let go meanwhile. What comes after it waits for it no longer.
                inner.drain.end(&inner.queue, lead);
                return;
            };
            let mut refused = item.mutation;
            let waiting = inner.queue.waiting_of(lead).map(|item| &item.mutation);
            let waiting = waiting.filter(|later| later.id > id && later.depends_on(&refused));
            let mut parked: Vec<_> = waiting.cloned().collect();
            for dependant in &mut parked {
                dependant.waits_for = Some(id);
                // Whoever asked is told once, of the change that it waits for.
                inner.queue.remove(dependant.id);
            }
            refused.refusal = Some(Box::new(reason(&failure)));
            refused.sent = false;
            parked.insert(0, refused);
            for mutation in &parked {
                inner.queue.put(mutation.clone(), None);
            }
            inner.drain.end(&inner.queue, lead);
            let writes: Vec<_> = parked.iter().map(|it| keys.put(it)).collect();
            (item.asker, parked, writes)
        };
        // What it is in conflict with is seen at once, whenever its event comes.
        let mut theirs = sent.change.is_of_lead().then(|| theirs(&failure)).flatten();
        self.client.batch(|| {
            let ids = parked.iter().map(|it| it.id);
            ids.for_each(|id| self.client.settle_overlay(lead, id, theirs.take()));
        });
        if let Some(asker) = asker {
            asker.tell(Err(failure));
        }
        // If the app ends before this is written the change is sent again, and
        // refused again.
        self.write(writes, move |outbox| outbox.announce_kept(parked));
    }

    /// Takes the deletion of a lead back, as if it had not been: one that cannot
    /// have reached the server. Whether there was one.
    pub(super) fn withdraw_delete(&self, lead: Uuid) -> bool {
        let (id, writes) = {
            let mut inner = self.inner.borrow_mut();
            let inner = &mut *inner;
            let waiting = inner.queue.waiting_of(lead).next_back();
            let last = waiting.map(|item| &item.mutation).filter(|it| {
                it.change == Change::Delete && !it.sent && !inner.drain.has_started(lead, it.id)
            });
            let (Some(id), Some(keys), true) =
                (last.map(|it| it.id), inner.keys, inner.drain.leads)
            else {
                return false;
            };
            inner.queue.remove(id);
            inner.gone.note(id);
            inner.drain.line_up(&inner.queue, lead);
            (id, vec![keys.delete(id)])
        };
        // Shown once it is on disk: what is shown survives a crash.
        self.write(writes, move |outbox| {
            outbox.client.settle_overlay(lead, id, None);
            outbox.announce_end(&[(id, lead)], None);
        });
        self.pump();
        true
    }

    /// Takes a deletion that cannot have reached the server away with the restoring that
    /// follows it: a tab that does not lead takes a deletion back like that. A restoring
    /// that is on its way already goes on, as one of what is not deleted.
    pub(super) fn annihilate(&self, lead: Uuid) {
        let (pair, writes) = {
            let mut inner = self.inner.borrow_mut();
            let inner = &mut *inner;
            let (Some(keys), true) = (inner.keys, inner.drain.leads) else {
                return;
            };
            let waiting: Vec<_> = inner
                .queue
                .waiting_of(lead)
                .map(|item| &item.mutation)
                .collect();
            let found = waiting.windows(2).find(|pair| {
                let [first, second] = pair else { return false };
                first.change == Change::Delete
                    && second.change == Change::Restore
                    && !first.sent
                    && !inner.drain.has_started(lead, first.id)
            });
            let Some([first, second]) = found else { return };
            let mut pair = vec![first.id, second.id];
            // The deletion may have been heard of after it.
            pair.retain(|id| !inner.drain.has_started(lead, *id));
            for id in &pair {
                inner.queue.remove(*id);
                inner.gone.note(*id);
            }
            inner.drain.line_up(&inner.queue, lead);
            let writes = pair.iter().map(|id| keys.delete(*id)).collect();
            (pair, writes)
        };
        self.client.batch(|| {
            pair.iter()
                .for_each(|id| self.client.settle_overlay(lead, *id, None));
        });
        self.write(writes, move |outbox| {
            let ended: Vec<_> = pair.iter().map(|id| (*id, lead)).collect();
            outbox.announce_end(&ended, None);
        });
    }
}

/// The lead as it is on the server, if a refusal says so.
fn theirs(failure: &Failure) -> Option<Business> {
    let current = failure.problem()?.current.as_ref()?;
    Business::deserialize(current).ok()
}

/// Why, in the words of the server if it answered.
fn reason(failure: &Failure) -> Problem {
    match failure {
        Failure::Refused(problem) => Problem::clone(problem),
        other => Problem::new(0, ProblemCode::Unknown, other.to_string()),
    }
}
