//! The workers: one for each lead with changes, one change at a time.

use super::{Mutation, Outbox, Outcome, Waiting, put, receipt::Asker};
use crate::{
    model::{RetryKind, Uuid},
    query::backoff,
    store::Write,
};
use futures::{StreamExt, channel::mpsc, future::select};
use std::time::Duration;

impl Outbox {
    /// Sends the changes of a lead one after the other.
    pub(super) async fn drain(self, business: Uuid, turn: u32) {
        while let Some(mutation) = self.first(business, turn) {
            let wait = mutation.not_before - (self.client.env().now)();
            if wait > 0 {
                // It may be taken back meanwhile: then another is the first.
                self.pause(Duration::from_millis(wait.unsigned_abs())).await;
                continue;
            }
            let Some(outcome) = self.deliver(&mutation.to_send(), turn).await else {
                return;
            };
            let confirmed = outcome.as_ref().ok().cloned();
            let version = confirmed.as_ref().map(|lead| lead.version);
            let (done, mut writes) = self.settle(&mutation, version);
            if let Err(failure) = &outcome {
                writes = self.park(mutation.clone(), failure);
            }
            self.client.settle_overlay(business, mutation.id, confirmed);
            self.tell();
            if let Some(done) = done {
                done.tell(outcome);
            }
            // If the app ends before this is written the change is sent again, and
            // the server answers as it did.
            if let Err(error) = self.store.write(writes).await {
                self.trouble(error);
            }
        }
    }

    /// The next change of a lead; without one its worker is over.
    fn first(&self, business: Uuid, turn: u32) -> Option<Mutation> {
        let mut inner = self.inner.borrow_mut();
        if inner.turn != turn {
            return None;
        }
        let queue = inner.queues.get(&business)?;
        let first = queue.front().map(|waiting| waiting.mutation.clone());
        if first.is_none() {
            inner.queues.remove(&business);
        }
        first
    }

    /// Takes an answered change out of its queue; who waits for it, and what is to
    /// be written.
    fn settle(&self, answered: &Mutation, version: Option<i64>) -> (Option<Asker>, Vec<Write>) {
        let mut inner = self.inner.borrow_mut();
        let inner = &mut *inner;
        let Some((queue, user)) = inner.queues.get_mut(&answered.business).zip(inner.user) else {
            return (None, Vec::new());
        };
        let done = queue.pop_front().and_then(|waiting| waiting.done);
        inner.waiting -= 1;
        let mut writes = vec![Write::Delete(answered.key(user))];
        if let Some(version) = version {
            for Waiting { mutation, .. } in queue {
                if mutation.follows(answered, version) {
                    writes.push(put(mutation, user));
                }
            }
        }
        (done, writes)
    }

    /// Sends until there is an answer that stands; nothing if it is no longer ours to send.
    async fn deliver(&self, mutation: &Mutation, turn: u32) -> Option<Outcome> {
        let mut attempt = 0;
        loop {
            let answer = (self.send)(mutation.clone()).await;
            if self.inner.borrow().turn != turn {
                return None;
            }
            let Err(failure) = answer else {
                return Some(answer);
            };
            match failure.retry_kind() {
                RetryKind::Transient(wait) => {
                    let random = (self.client.env().random)();
                    let wait = wait.unwrap_or_else(|| backoff(attempt, random));
                    self.pause(wait).await;
                    tracing::debug!(attempt, "trying again");
                }
                // Only whoever made the change may send it: they sign in first.
                RetryKind::SignIn => drop(self.nudged().next().await),
                RetryKind::Permanent => return Some(Err(failure)),
            }
            attempt += 1;
            if self.inner.borrow().turn != turn {
                return None;
            }
        }
    }

    /// Waits, or until the next nudge.
    async fn pause(&self, time: Duration) {
        let sleep = (self.client.env().sleep)(time);
        select(sleep, self.nudged().next()).await;
    }

    fn nudged(&self) -> mpsc::UnboundedReceiver<()> {
        let (sender, woken) = mpsc::unbounded();
        self.inner.borrow_mut().sleepers.push(sender);
        woken
    }
}
