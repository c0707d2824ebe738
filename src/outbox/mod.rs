//! Changes on their way to the server: kept on disk, then shown, sent in order for
//! each lead, tried until the server has answered.
//!
//! Persist first, then send, as matrix-rust-sdk's send queue does: what is shown
//! survives a crash, and the server tells by its name whether it has had it.

mod mutation;
mod parked;
mod receipt;
mod send;

pub use mutation::{Change, Mutation};
pub use receipt::{Ended, ManyReceipt, Receipt};

use crate::{
    model::{Business, BusinessChanges, BusinessPatch, Failure, NewBusiness, Uuid},
    query::QueryClient,
    store::{Store, StoreError, Write},
};
use futures::{
    channel::{mpsc, oneshot},
    future::LocalBoxFuture,
};
use receipt::{Asker, Many};
use std::{
    cell::RefCell,
    collections::{BTreeMap, HashMap, VecDeque},
    rc::Rc,
};

/// Sends a mutation once.
pub type Send = Rc<dyn Fn(Mutation) -> LocalBoxFuture<'static, Result<Business, Failure>>>;

/// How a mutation ended.
pub type Outcome = Result<Business, Failure>;

/// How many changes there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// That wait to be sent or answered.
    pub waiting: usize,
    /// That the server refused.
    pub parked: usize,
}

/// The queue; clones share it.
#[derive(Clone)]
pub struct Outbox {
    inner: Rc<RefCell<Inner>>,
    client: QueryClient,
    store: Rc<dyn Store>,
    send: Send,
}

#[derive(Default)]
struct Inner {
    /// Whose changes these are.
    user: Option<Uuid>,
    /// Grows when they become somebody else's: workers of before end.
    turn: u32,
    /// What is not kept yet, in order.
    unwritten: Vec<(Waiting, Option<oneshot::Sender<()>>)>,
    is_writing: bool,
    /// What waits, by lead; a lead that is here has a worker.
    queues: HashMap<Uuid, VecDeque<Waiting>>,
    waiting: usize,
    /// What the server refused.
    parked: BTreeMap<Uuid, Mutation>,
    on_change: Option<Rc<dyn Fn(Counts)>>,
    on_trouble: Option<Rc<dyn Fn(StoreError)>>,
    sleepers: Vec<mpsc::UnboundedSender<()>>,
}

struct Waiting {
    mutation: Mutation,
    /// Nobody, if it was made before the app started.
    done: Option<Asker>,
}

impl Outbox {
    /// An empty queue.
    pub fn new(client: QueryClient, store: Rc<dyn Store>, send: Send) -> Self {
        Self {
            inner: Rc::default(),
            client,
            store,
            send,
        }
    }

    /// Who is told how many changes there are.
    pub fn on_change(&self, told: impl Fn(Counts) + 'static) {
        self.inner.borrow_mut().on_change = Some(Rc::new(told));
    }

    /// Who is told, once, that changes cannot be kept: they last as long as the app runs.
    pub fn on_trouble(&self, told: impl Fn(StoreError) + 'static) {
        self.inner.borrow_mut().on_trouble = Some(Rc::new(told));
    }

    /// How many changes there are.
    pub fn counts(&self) -> Counts {
        let inner = self.inner.borrow();
        Counts {
            waiting: inner.waiting,
            parked: inner.parked.len(),
        }
    }

    /// Takes up the changes of `user` where they were left; those of somebody else
    /// stay on disk for them.
    pub async fn open(&self, user: Uuid) {
        if self.inner.borrow().user == Some(user) {
            self.nudge();
            return;
        }
        if self.inner.borrow().user.is_some() {
            // What somebody else saw is not for these eyes.
            self.client.clear();
        }
        self.close();
        self.inner.borrow_mut().user = Some(user);
        let turn = self.inner.borrow().turn;
        let kept = match self.store.read(&mutation::prefix(user)).await {
            Ok(kept) => kept,
            Err(error) => return self.trouble(error),
        };
        if self.inner.borrow().turn != turn {
            return;
        }
        let mut left = Vec::new();
        for (key, bytes) in kept {
            match serde_json::from_slice::<Mutation>(&bytes) {
                Ok(mutation) if mutation.refusal.is_some() => {
                    let mut inner = self.inner.borrow_mut();
                    inner.parked.insert(mutation.id, mutation);
                }
                Ok(mutation) => left.push(Waiting {
                    mutation,
                    done: None,
                }),
                // Of another version of the app, which may come back for it.
                Err(error) => tracing::error!(%error, key, "a kept change was not understood"),
            }
        }
        self.show(left);
    }

    /// Lets go of everything in memory; what is on disk stays there.
    pub fn close(&self) {
        {
            let mut inner = self.inner.borrow_mut();
            inner.user = None;
            inner.turn += 1;
            inner.unwritten.clear();
            inner.queues.clear();
            inner.parked.clear();
            inner.waiting = 0;
        }
        self.nudge();
        self.tell();
    }

    /// Makes a lead.
    pub fn create(&self, mut new: NewBusiness) -> (Uuid, Receipt) {
        let id = *new.id.get_or_insert_with(Uuid::now_v7);
        (id, self.submit(id, Change::Create(Box::new(new))))
    }

    /// Changes fields of a lead.
    pub fn update(&self, id: Uuid, changes: BusinessChanges) -> Receipt {
        self.submit(id, self.patch(id, changes))
    }

    /// Changes the same fields of several leads: kept in one write, shown at once.
    /// Each is a change of its own from then on.
    pub fn update_many(&self, ids: &[Uuid], changes: &BusinessChanges) -> ManyReceipt {
        let patch = |id: &Uuid| (*id, self.patch(*id, changes.clone()));
        self.submit_many(ids.iter().map(patch))
    }

    fn patch(&self, id: Uuid, changes: BusinessChanges) -> Change {
        let entities = self.client.entities();
        let base_version = entities.base(id).map_or(1, |base| base.version);
        Change::Update(Box::new(BusinessPatch {
            base_version,
            changes,
        }))
    }

    /// Deletes a lead. Sent after five seconds, until which it can be taken back
    /// as if it had not been.
    pub fn delete(&self, id: Uuid) -> Receipt {
        self.submit(id, Change::Delete)
    }

    /// Brings a lead back.
    pub fn restore(&self, id: Uuid) -> Receipt {
        self.submit(id, Change::Restore)
    }

    /// Takes the deletion of a lead back: before it is sent, or by restoring the lead.
    pub fn undo_delete(&self, business: Uuid) -> Option<Receipt> {
        let Some((taken, user)) = self.take_unsent_delete(business) else {
            return Some(self.restore(business));
        };
        self.client.settle_overlay(business, taken.id, None);
        self.tell();
        self.write_aside(vec![Write::Delete(taken.key(user))]);
        self.nudge();
        None
    }

    fn take_unsent_delete(&self, business: Uuid) -> Option<(Mutation, Uuid)> {
        let mut inner = self.inner.borrow_mut();
        let inner = &mut *inner;
        let user = inner.user?;
        let queue = inner.queues.get_mut(&business)?;
        let now = (self.client.env().now)();
        let is_unsent = |waiting: &Waiting| {
            let mutation = &waiting.mutation;
            mutation.change == Change::Delete && mutation.not_before > now
        };
        let at = queue.iter().rposition(is_unsent)?;
        let taken = queue.remove(at)?;
        inner.waiting -= 1;
        Some((taken.mutation, user))
    }

    /// Tries now what waits for its next try.
    pub fn nudge(&self) {
        for sleeper in std::mem::take(&mut self.inner.borrow_mut().sleepers) {
            // It woke by itself meanwhile.
            let _ = sleeper.unbounded_send(());
        }
    }

    fn submit(&self, business: Uuid, change: Change) -> Receipt {
        let (told_kept, kept) = oneshot::channel();
        let (done, outcome) = oneshot::channel();
        let mutation = Mutation::new(business, change, (self.client.env().now)());
        let done = Some(Asker::One(done));
        self.write(vec![(Waiting { mutation, done }, Some(told_kept))]);
        Receipt { kept, outcome }
    }

    fn submit_many(&self, changes: impl Iterator<Item = (Uuid, Change)>) -> ManyReceipt {
        let (told_kept, kept) = oneshot::channel();
        let (done, outcome) = oneshot::channel();
        let many = Many::new(done);
        let now = (self.client.env().now)();
        let mut new: Vec<_> = changes
            .map(|(business, change)| {
                let done = Some(Asker::Many(many.clone()));
                let mutation = Mutation::new(business, change, now);
                (Waiting { mutation, done }, None)
            })
            .collect();
        if let Some((_, told)) = new.last_mut() {
            *told = Some(told_kept);
        }
        self.write(new);
        ManyReceipt { kept, outcome }
    }

    fn write(&self, new: Vec<(Waiting, Option<oneshot::Sender<()>>)>) {
        let is_writing = {
            let mut inner = self.inner.borrow_mut();
            inner.unwritten.extend(new);
            std::mem::replace(&mut inner.is_writing, true)
        };
        if !is_writing {
            let outbox = self.clone();
            (self.client.env().spawn)(Box::pin(outbox.keep()));
        }
    }

    /// Keeps what is new, as much as there is at a time, then shows it.
    async fn keep(self) {
        loop {
            let (user, turn, new) = {
                let mut inner = self.inner.borrow_mut();
                if inner.unwritten.is_empty() {
                    inner.is_writing = false;
                    return;
                }
                let new = std::mem::take(&mut inner.unwritten);
                (inner.user, inner.turn, new)
            };
            if let Some(user) = user {
                let puts = new.iter().map(|(waiting, _)| put(&waiting.mutation, user));
                if let Err(error) = self.store.write(puts.collect()).await {
                    self.trouble(error);
                }
            }
            if self.inner.borrow().turn != turn {
                continue;
            }
            let (new, told): (Vec<_>, Vec<_>) = new.into_iter().unzip();
            self.show(new);
            for told in told.into_iter().flatten() {
                // Nobody waited for it.
                let _ = told.send(());
            }
        }
    }

    /// Shows changes that are kept, and sends them.
    fn show(&self, new: Vec<Waiting>) {
        let mut idle = Vec::new();
        self.client.batch(|| {
            for waiting in new {
                let mutation = &waiting.mutation;
                let (id, business) = (mutation.id, mutation.business);
                self.client.push_overlay(business, id, mutation.overlay());
                let mut inner = self.inner.borrow_mut();
                inner.waiting += 1;
                let queue = inner.queues.entry(business).or_insert_with(|| {
                    idle.push(business);
                    VecDeque::new()
                });
                queue.push_back(waiting);
            }
        });
        self.tell();
        let turn = self.inner.borrow().turn;
        for business in idle {
            let outbox = self.clone();
            (self.client.env().spawn)(Box::pin(outbox.drain(business, turn)));
        }
    }

    fn trouble(&self, error: StoreError) {
        tracing::error!(%error, "changes are not kept");
        // Once: it is not going to be better with the next change.
        let told = self.inner.borrow_mut().on_trouble.take();
        if let Some(told) = told {
            told(error);
        }
    }

    fn tell(&self) {
        let told = self.inner.borrow().on_change.clone();
        if let Some(told) = told {
            told(self.counts());
        }
    }
}

fn put(mutation: &Mutation, user: Uuid) -> Write {
    // Texts, numbers and lists of those: always writable.
    let bytes = serde_json::to_vec(mutation).unwrap_or_default();
    Write::Put(mutation.key(user), bytes)
}

#[cfg(test)]
mod tests;
