//! Changes that the server refused for good: kept, with the reason, until somebody
//! decides. None is dropped silently.

use super::{Change, Mutation, Outbox, Waiting, put};
use crate::{
    model::{Failure, Problem, ProblemCode, Uuid},
    store::Write,
};

impl Outbox {
    /// Every change that waits or is parked, in the order in which they were made.
    pub fn pending(&self) -> Vec<Mutation> {
        let inner = self.inner.borrow();
        let mut all = inner.parked.clone();
        let waiting = inner.queues.values().flatten();
        all.extend(waiting.map(|waiting| (waiting.mutation.id, waiting.mutation.clone())));
        all.into_values().collect()
    }

    /// Sends a parked change again, and with a creation or deletion what was
    /// parked because of it.
    pub fn retry(&self, id: Uuid) {
        let again = self.unpark(id, |_| {});
        self.show(again);
    }

    /// Sends a parked change again, on top of what somebody else changed meanwhile.
    pub fn retry_over(&self, id: Uuid) {
        let again = self.unpark(id, |mutation| {
            let current = mutation
                .refusal
                .as_ref()
                .and_then(|problem| problem.current.as_ref());
            let version = current.and_then(|current| current["version"].as_i64());
            if let (Change::Update(patch), Some(version)) = (&mut mutation.change, version) {
                patch.base_version = patch.base_version.max(version);
            }
        });
        self.show(again);
    }

    /// Gives a parked change up, and with a creation or deletion what was parked
    /// because of it.
    pub fn discard(&self, id: Uuid) {
        let writes = {
            let mut inner = self.inner.borrow_mut();
            let user = inner.user;
            let taken = inner.take_parked(id);
            let delete = |mutation: &Mutation| user.map(|user| Write::Delete(mutation.key(user)));
            taken.iter().filter_map(delete).collect()
        };
        self.write_aside(writes);
        self.tell();
    }

    /// Parks a refused change that is no longer in its queue, and those that
    /// depend on it; what is to be written.
    pub(super) fn park(&self, mut refused: Mutation, failure: &Failure) -> Vec<Write> {
        let mut inner = self.inner.borrow_mut();
        let inner = &mut *inner;
        let Some(user) = inner.user else {
            return Vec::new();
        };
        let dependants = match &refused.change {
            Change::Create(_) | Change::Delete => inner
                .queues
                .get_mut(&refused.business)
                .map(std::mem::take)
                .unwrap_or_default(),
            Change::Update(_) | Change::Restore => Default::default(),
        };
        inner.waiting -= dependants.len();
        refused.refusal = Some(Box::new(reason(failure)));
        let mut writes = vec![put(&refused, user)];
        inner.parked.insert(refused.id, refused);
        for Waiting { mut mutation, done } in dependants {
            let waits = Problem::new(
                409,
                ProblemCode::InvalidState,
                "Waits for an earlier change",
            );
            self.client
                .settle_overlay(mutation.business, mutation.id, None);
            if let Some(done) = done {
                // Whoever asked is told once, of the change that it waits for.
                drop(done);
            }
            mutation.refusal = Some(Box::new(waits));
            writes.push(put(&mutation, user));
            inner.parked.insert(mutation.id, mutation);
        }
        writes
    }

    /// Takes a parked change and what depends on it back to those that are sent.
    fn unpark(&self, id: Uuid, change: impl FnOnce(&mut Mutation)) -> Vec<Waiting> {
        let (again, writes) = {
            let mut inner = self.inner.borrow_mut();
            let user = inner.user;
            let mut taken = inner.take_parked(id);
            if let Some(first) = taken.first_mut() {
                change(first);
            }
            taken
                .iter_mut()
                .for_each(|mutation| mutation.refusal = None);
            let writes = taken
                .iter()
                .filter_map(|mutation| user.map(|user| put(mutation, user)));
            let writes: Vec<_> = writes.collect();
            (taken, writes)
        };
        self.write_aside(writes);
        let waiting = |mutation| Waiting {
            mutation,
            done: None,
        };
        again.into_iter().map(waiting).collect()
    }

    /// Writes what matters little if it is lost: the change would be asked about again.
    pub(super) fn write_aside(&self, writes: Vec<Write>) {
        let outbox = self.clone();
        (self.client.env().spawn)(Box::pin(async move {
            if let Err(error) = outbox.store.write(writes).await {
                outbox.trouble(error);
            }
        }));
    }
}

impl super::Inner {
    /// A parked change, and if it makes or deletes its lead those that depend on it.
    fn take_parked(&mut self, id: Uuid) -> Vec<Mutation> {
        let Some(first) = self.parked.remove(&id) else {
            return Vec::new();
        };
        let mut taken = Vec::new();
        if matches!(first.change, Change::Create(_) | Change::Delete) {
            let of_it = self
                .parked
                .values()
                .filter(|other| other.business == first.business && other.id > id);
            let ids: Vec<_> = of_it.map(|other| other.id).collect();
            taken.extend(ids.iter().filter_map(|id| self.parked.remove(id)));
        }
        taken.insert(0, first);
        taken
    }
}

/// Why, in the words of the server if it answered.
fn reason(failure: &Failure) -> Problem {
    match failure {
        Failure::Refused(problem) => Problem::clone(problem),
        other => Problem::new(0, ProblemCode::Unknown, other.to_string()),
    }
}
