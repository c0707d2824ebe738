//! Changes on their way to the server: shown at once, sent in order for each
//! lead, tried until the server has answered.
//!
//! Part of the queue's promise, surviving a restart, comes with the stores.

use crate::{
    model::{
        Business, BusinessChanges, BusinessPatch, Failure, Field, NewBusiness, RetryKind, Uuid,
    },
    query::{Overlay, QueryClient, backoff},
};
use futures::{
    channel::{mpsc, oneshot},
    future::{Either, LocalBoxFuture, select},
};
use std::{
    cell::RefCell,
    collections::{HashMap, VecDeque},
    rc::Rc,
};

/// A change of a lead.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// Makes it.
    Create(Box<NewBusiness>),
    /// Changes fields of it, made on the version that was shown.
    Update(Box<BusinessPatch>),
    /// Deletes it.
    Delete,
    /// Brings it back.
    Restore,
}

/// A change with its name: the `Idempotency-Key` of every try.
#[derive(Clone, Debug, PartialEq)]
pub struct Mutation {
    /// UUIDv7.
    pub id: Uuid,
    /// Which lead.
    pub business: Uuid,
    /// What.
    pub change: Change,
}

/// Sends a mutation once.
pub type Send = Rc<dyn Fn(Mutation) -> LocalBoxFuture<'static, Result<Business, Failure>>>;

/// How a mutation ended.
pub type Outcome = Result<Business, Failure>;

/// The queue; clones share it.
#[derive(Clone)]
pub struct Outbox {
    inner: Rc<RefCell<Inner>>,
    client: QueryClient,
    send: Send,
}

#[derive(Default)]
struct Inner {
    /// What waits, by lead; a lead that is here has a worker.
    queues: HashMap<Uuid, VecDeque<(Mutation, oneshot::Sender<Outcome>)>>,
    /// The version that each field got from a change of ours, by lead, while more wait.
    own_versions: HashMap<Uuid, HashMap<Field, i64>>,
    waiting: usize,
    on_change: Option<Rc<dyn Fn(usize)>>,
    sleepers: Vec<mpsc::UnboundedSender<()>>,
}

impl Outbox {
    /// An empty queue.
    pub fn new(client: QueryClient, send: Send) -> Self {
        Self {
            inner: Rc::default(),
            client,
            send,
        }
    }

    /// Who is told how many changes wait.
    pub fn on_change(&self, told: impl Fn(usize) + 'static) {
        self.inner.borrow_mut().on_change = Some(Rc::new(told));
    }

    /// How many changes wait.
    pub fn waiting(&self) -> usize {
        self.inner.borrow().waiting
    }

    /// Makes a lead.
    pub fn create(&self, mut new: NewBusiness) -> (Uuid, oneshot::Receiver<Outcome>) {
        let id = *new.id.get_or_insert_with(Uuid::now_v7);
        let now = (self.client.env().now)();
        let mut shown = new.clone().into_business(id, now);
        // Older than whatever the server says.
        shown.version = 0;
        let overlay = Overlay::Create(Box::new(shown));
        (id, self.submit(id, Change::Create(Box::new(new)), overlay))
    }

    /// Changes fields of a lead.
    pub fn update(&self, id: Uuid, changes: BusinessChanges) -> oneshot::Receiver<Outcome> {
        let base_version = self
            .client
            .entities()
            .base(id)
            .map_or(1, |base| base.version);
        let overlay = Overlay::Change(Box::new(changes.clone()));
        self.submit(
            id,
            Change::Update(Box::new(BusinessPatch {
                base_version,
                changes,
            })),
            overlay,
        )
    }

    /// Deletes a lead.
    pub fn delete(&self, id: Uuid) -> oneshot::Receiver<Outcome> {
        self.submit(id, Change::Delete, Overlay::Delete)
    }

    /// Brings a lead back.
    pub fn restore(&self, id: Uuid) -> oneshot::Receiver<Outcome> {
        self.submit(id, Change::Restore, Overlay::Restore)
    }

    /// Tries now what waits for its next try.
    pub fn nudge(&self) {
        for sleeper in std::mem::take(&mut self.inner.borrow_mut().sleepers) {
            // It woke by itself meanwhile.
            let _ = sleeper.unbounded_send(());
        }
    }

    fn submit(
        &self,
        business: Uuid,
        change: Change,
        overlay: Overlay,
    ) -> oneshot::Receiver<Outcome> {
        let (sender, receiver) = oneshot::channel();
        let mutation = Mutation {
            id: Uuid::now_v7(),
            business,
            change,
        };
        self.client.push_overlay(business, mutation.id, overlay);
        let is_idle = {
            let mut inner = self.inner.borrow_mut();
            inner.waiting += 1;
            let is_idle = !inner.queues.contains_key(&business);
            inner
                .queues
                .entry(business)
                .or_default()
                .push_back((mutation, sender));
            is_idle
        };
        self.tell();
        if is_idle {
            let outbox = self.clone();
            (self.client.env().spawn)(Box::pin(async move { outbox.drain(business).await }));
        }
        receiver
    }

    async fn drain(self, business: Uuid) {
        loop {
            let Some((mutation, done)) = self.next(business) else {
                return;
            };
            let outcome = self.deliver(&mutation).await;
            let confirmed = outcome.as_ref().ok().cloned();
            if let Some(confirmed) = &confirmed {
                self.note_own(&mutation, confirmed.version);
            }
            self.client
                .settle_overlay(mutation.business, mutation.id, confirmed);
            self.inner.borrow_mut().waiting -= 1;
            self.tell();
            // Whoever asked may be gone; the change is made all the same.
            let _ = done.send(outcome);
        }
    }

    fn next(&self, business: Uuid) -> Option<(Mutation, oneshot::Sender<Outcome>)> {
        let mut inner = self.inner.borrow_mut();
        let next = inner
            .queues
            .get_mut(&business)
            .and_then(VecDeque::pop_front);
        let Some((mut mutation, done)) = next else {
            inner.queues.remove(&business);
            inner.own_versions.remove(&business);
            return None;
        };
        // Changes of our own that were queued before are no conflict; those of
        // others to a field that we have not written since are.
        if let (Change::Update(patch), Some(own)) =
            (&mut mutation.change, inner.own_versions.get(&business))
        {
            let base = patch.base_version;
            let fields = patch.changes.fields().into_iter();
            let seen = fields.map(|field| own.get(&field).copied().unwrap_or(base).max(base));
            patch.base_version = seen.min().unwrap_or(base);
        }
        Some((mutation, done))
    }

    /// Notes which fields a confirmed change of ours wrote.
    fn note_own(&self, mutation: &Mutation, version: i64) {
        let fields = match &mutation.change {
            Change::Create(_) => Field::ALL.to_vec(),
            Change::Update(patch) => patch.changes.fields(),
            Change::Delete | Change::Restore => return,
        };
        let mut inner = self.inner.borrow_mut();
        let own = inner.own_versions.entry(mutation.business).or_default();
        own.extend(fields.into_iter().map(|field| (field, version)));
    }

    async fn deliver(&self, mutation: &Mutation) -> Outcome {
        let mut attempt = 0;
        loop {
            let failure = match (self.send)(mutation.clone()).await {
                Ok(business) => return Ok(business),
                Err(failure) => failure,
            };
            let wait = match failure.retry_kind() {
                RetryKind::Transient(wait) => wait,
                RetryKind::SignIn => None,
                RetryKind::Permanent => return Err(failure),
            };
            let env = self.client.env();
            let wait = wait.unwrap_or_else(|| backoff(attempt, (env.random)()));
            attempt += 1;
            let (sender, mut woken) = mpsc::unbounded();
            self.inner.borrow_mut().sleepers.push(sender);
            let woken = futures::StreamExt::next(&mut woken);
            if let Either::Left(_) = select((env.sleep)(wait), woken).await {
                tracing::debug!(attempt, "trying again");
            }
        }
    }

    fn tell(&self) {
        let (waiting, told) = {
            let inner = self.inner.borrow();
            (inner.waiting, inner.on_change.clone())
        };
        if let Some(told) = told {
            told(waiting);
        }
    }
}

#[cfg(test)]
mod tests;
