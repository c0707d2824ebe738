//! Changes on their way to the server: kept on disk, then shown, sent in order for
//! each lead, tried until the server has answered.
//!
//! Persist first, then send, as matrix-rust-sdk's send queue does: what is shown
//! survives a crash, and the server tells by its name whether it has had it. The
//! rules stand in one place each: persist first in `admit`, order within a lead and
//! one key for every try in `drain`.
//!
//! Several tabs share one disk. One of them leads: it alone sends, and decides what
//! becomes of a change; see [`Tabs`]. The others write theirs to disk and tell it,
//! and hear from it how they ended.

mod admit;
mod counts;
mod decide;
mod drain;
mod gone;
#[cfg(feature = "client")]
mod http;
mod journal;
mod look;
mod mutation;
mod own;
mod queue;
mod receipt;
mod record;
mod settle;
mod share;
pub mod tabs;

pub use counts::Counts;
pub use drain::IN_FLIGHT;
#[cfg(feature = "client")]
pub use http::{learn_repeated, over_http};
pub use mutation::{Change, ContactChange, Mutation, UNDO_MS};
pub use receipt::{Ended, ManyReceipt, OtherReceipt, Receipt};
pub use tabs::{Alone, Joined, News, Tabs};

use crate::{
    model::{Business, BusinessChanges, BusinessPatch, Failure, NewBusiness, Uuid},
    query::QueryClient,
    store::{Store, StoreError, Write},
};
use counts::Told;
use decide::Decision;
use drain::Drain;
use futures::{
    channel::oneshot,
    future::{LocalBoxFuture, pending},
};
use gone::Gone;
use journal::Journal;
use queue::Queue;
use receipt::{Asker, Many};
use record::Keys;
use std::{cell::RefCell, collections::HashSet, rc::Rc};

/// Sends a change of a lead once.
pub type Send = Rc<dyn Fn(Mutation) -> LocalBoxFuture<'static, Result<Business, Failure>>>;

/// Sends a change of something else once, and takes what became of that: a job, a contact.
/// Answers with the version that a contact has got by it.
pub type SendOther = Rc<dyn Fn(Mutation) -> LocalBoxFuture<'static, Result<Option<i64>, Failure>>>;

/// How a mutation ended.
pub type Outcome = Result<Business, Failure>;

/// The queue; clones share it.
#[derive(Clone)]
pub struct Outbox {
    inner: Rc<RefCell<Inner>>,
    client: QueryClient,
    journal: Journal,
    send: Send,
    send_other: SendOther,
    tabs: Rc<dyn Tabs>,
}

#[derive(Default)]
struct Inner {
    /// Whose changes these are.
    keys: Option<Keys>,
    /// Grows when they become somebody else's: what was begun before is dropped.
    turn: u32,
    queue: Queue,
    drain: Drain,
    gone: Gone,
    /// Parked changes in whose place others are being kept.
    decided: HashSet<Uuid>,
    /// What tabs that do not lead decided, as it was found on disk.
    asked: Vec<Decision>,
    /// What another tab is sending.
    elsewhere: HashSet<Uuid>,
    /// Tells the other tabs.
    say: Option<Rc<dyn Fn(String)>>,
    /// Leaves the other tabs when it is dropped.
    membership: Option<oneshot::Sender<()>>,
    /// What tells this tab's changes from those of others.
    tab: u64,
    last_id: Uuid,
    /// Whether what is on disk has been read.
    has_looked: bool,
    on_change: Option<Rc<dyn Fn(Counts)>>,
    on_undoable: Option<Rc<dyn Fn(Vec<Uuid>)>>,
    told: Told,
}

impl Outbox {
    /// An empty queue, of an app that has `store` to itself.
    pub fn new(client: QueryClient, store: Rc<dyn Store>, send: Send) -> Self {
        Self {
            inner: Rc::default(),
            journal: Journal::new(store, client.env().clone()),
            client,
            send,
            send_other: Rc::new(|_| Box::pin(pending())),
            tabs: Rc::new(Alone),
        }
    }

    /// The same, which sends changes of jobs and contacts too.
    #[must_use]
    pub fn with_others(self, send_other: SendOther) -> Self {
        Self { send_other, ..self }
    }

    /// The same in one of several tabs that share `store`.
    #[must_use]
    pub fn among(self, tabs: Rc<dyn Tabs>) -> Self {
        Self { tabs, ..self }
    }

    /// Who is told how many changes there are, at most ten times a second.
    pub fn on_change(&self, told: impl Fn(Counts) + 'static) {
        self.inner.borrow_mut().on_change = Some(Rc::new(told));
    }

    /// Who is told, once, that changes cannot be kept and last as long as the app
    /// runs; and, with nothing, that they can be again.
    pub fn on_trouble(&self, told: impl Fn(Option<StoreError>) + 'static) {
        self.journal.on_trouble(Rc::new(told));
    }

    /// Who is told of leads whose deletion was found on disk and can be taken back.
    pub fn on_undoable(&self, told: impl Fn(Vec<Uuid>) + 'static) {
        self.inner.borrow_mut().on_undoable = Some(Rc::new(told));
    }

    /// Whether this tab sends what waits, also for others.
    pub fn is_leader(&self) -> bool {
        self.inner.borrow().drain.leads
    }

    /// Every change that waits or is parked, in the order in which they were made.
    pub fn pending(&self) -> Vec<Mutation> {
        let inner = self.inner.borrow();
        inner
            .queue
            .items()
            .map(|item| item.mutation.clone())
            .collect()
    }

    /// What waits of a lead, in the order in which it was done.
    pub fn waiting_of(&self, lead: Uuid) -> Vec<Mutation> {
        let inner = self.inner.borrow();
        let waiting = inner.queue.waiting_of(lead);
        waiting.map(|item| item.mutation.clone()).collect()
    }

    /// The oldest `most` of those that are parked, and of those that wait.
    pub fn oldest(&self, most: usize) -> (Vec<Mutation>, Vec<Mutation>) {
        let inner = self.inner.borrow();
        let parked = inner.queue.parked().take(most);
        let parked = parked.map(|item| item.mutation.clone()).collect();
        let waiting = inner.queue.items().map(|item| &item.mutation);
        let waiting = waiting.filter(|it| !it.is_parked()).take(most);
        (parked, waiting.cloned().collect())
    }

    /// A change that waits or is parked.
    pub fn find(&self, id: Uuid) -> Option<Mutation> {
        let inner = self.inner.borrow();
        inner.queue.get(id).map(|item| item.mutation.clone())
    }

    /// What is being sent, here or in the tab that leads.
    pub fn sending(&self) -> HashSet<Uuid> {
        let inner = self.inner.borrow();
        if inner.drain.leads {
            inner.drain.sending().collect()
        } else {
            inner.elsewhere.clone()
        }
    }

    /// Takes up the changes of `user` where they were left; those of somebody else
    /// stay on disk for them.
    pub async fn open(&self, user: Uuid) {
        let before = self.inner.borrow().keys;
        if before == Some(Keys(user)) {
            self.announce_sign_in();
            self.nudge();
            return;
        }
        if before.is_some() {
            // What somebody else saw is not for these eyes.
            self.client.clear();
        }
        self.close();
        let tab = admit::random(&self.client.env().random);
        {
            let mut inner = self.inner.borrow_mut();
            (inner.keys, inner.tab) = (Some(Keys(user)), tab);
        }
        let turn = self.turn();
        let membership = self.join(user, turn);
        self.inner.borrow_mut().membership = Some(membership);
        self.look(turn, false).await;
        if self.turn() == turn {
            self.tell_undoable();
        }
    }

    /// Lets go of everything in memory; what is on disk stays there.
    pub fn close(&self) {
        {
            let mut inner = self.inner.borrow_mut();
            inner.turn += 1;
            inner.keys = None;
            inner.queue = Queue::default();
            inner.drain.begin(false);
            inner.drain.sent = 0;
            inner.gone = Gone::default();
            inner.decided.clear();
            inner.asked.clear();
            inner.elsewhere.clear();
            inner.say = None;
            inner.membership = None;
            inner.has_looked = false;
        }
        self.tell();
    }

    /// Makes a lead.
    pub fn create(&self, mut new: NewBusiness) -> (Uuid, Receipt) {
        let id = *new.id.get_or_insert_with(|| self.next_id());
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

    /// Changes several leads, each in its own way: kept in one write, shown at once.
    pub fn update_each(
        &self,
        changes: impl IntoIterator<Item = (Uuid, BusinessChanges)>,
    ) -> ManyReceipt {
        let changes = changes.into_iter();
        self.submit_many(changes.map(|(id, changes)| (id, self.patch(id, changes))))
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

    /// Deletes several leads: kept in one write, shown at once.
    pub fn delete_many(&self, ids: &[Uuid]) -> ManyReceipt {
        self.submit_many(ids.iter().map(|id| (*id, Change::Delete)))
    }

    /// Brings a lead back.
    pub fn restore(&self, id: Uuid) -> Receipt {
        self.submit(id, Change::Restore)
    }

    /// Stops a job, now or as soon as the server is reached. One that has ended by then
    /// is left as it is.
    pub fn cancel_job(&self, job: Uuid) -> OtherReceipt {
        self.submit_other(job, Change::CancelJob)
    }

    /// Starts a job again where it stopped, now or as soon as the server is reached.
    pub fn retry_job(&self, job: Uuid) -> OtherReceipt {
        self.submit_other(job, Change::RetryJob)
    }

    /// Looks up a lead's contacts, now or as soon as the server is reached.
    pub fn enrich(&self, lead: Uuid) -> OtherReceipt {
        self.submit_other(lead, Change::Enrich)
    }

    /// Adds, changes or deletes a contact of a lead.
    pub fn change_contact(&self, lead: Uuid, change: ContactChange) -> OtherReceipt {
        self.submit_other(lead, Change::Contact(Box::new(change)))
    }

    /// Holds a job back, now or as soon as the server is reached.
    pub fn pause_job(&self, job: Uuid) -> OtherReceipt {
        self.submit_other(job, Change::PauseJob)
    }

    /// Lets a job go on that was held back, now or as soon as the server is reached.
    pub fn resume_job(&self, job: Uuid) -> OtherReceipt {
        self.submit_other(job, Change::ResumeJob)
    }

    /// Takes the deletion of a lead back: before it is sent, or by restoring the
    /// lead. Where another tab leads it does the former, if it can.
    pub fn undo_delete(&self, business: Uuid) -> Option<Receipt> {
        let taken = self.withdraw_delete(business);
        (!taken).then(|| self.restore(business))
    }

    fn turn(&self) -> u32 {
        self.inner.borrow().turn
    }

    /// Writes; `then` follows, unless the changes are somebody else's by then.
    fn write(&self, writes: Vec<Write>, then: impl FnOnce(&Self) + 'static) {
        let (outbox, turn) = (self.clone(), self.turn());
        self.journal.write(writes, move || {
            if outbox.turn() == turn {
                then(&outbox);
            }
        });
    }

    fn spawn(&self, task: impl Future<Output = ()> + 'static) {
        (self.client.env().spawn)(Box::pin(task));
    }
}

#[cfg(test)]
mod tests;
