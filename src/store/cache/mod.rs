//! The cache, kept on disk so that the app starts with what it knew.
//!
//! Written in the background and in parts: chunks of leads that changed, pieces of
//! lists that changed, and with them, in the same transaction, the position in the
//! server's event log that they reflect. So the connection goes on from exactly
//! there, and the server tells what happened since. Changes that wait are not kept
//! here: the outbox has those.
//!
//! What is kept belongs to one user and one [`SCHEMA`]; anything else is thrown away.

mod collect;
mod record;
mod restore;
#[cfg(test)]
mod tests;

pub use record::{Position, SCHEMA};

use super::{Store, StoreError, Write};
use crate::{
    model::{Timestamp, Uuid},
    query::{List, QueryClient, Slot, Slots},
};
use futures::{
    FutureExt,
    channel::oneshot,
    future::{LocalBoxFuture, Shared},
};
use record::Plain;
use std::{any::Any, cell::RefCell, collections::HashMap, rc::Rc, time::Duration};

/// How long changes are gathered before they are written.
const GATHER: Duration = Duration::from_secs(1);
/// How long they are gathered while much changes all the time, as a storm of events
/// makes each part of what is kept another over and over. The server tells a later start
/// what came after what was kept.
const GATHER_MUCH: Duration = Duration::from_secs(5);
/// So many parts are much.
const MUCH: usize = 24;
/// The most of the time that writing may take: one part in so many.
const SHARE: u32 = 20;
/// The longest rest between two writes: a device that slept while something was being
/// written, or a clock that was set meanwhile, does not mean that writing took so long.
const LONGEST: Duration = Duration::from_secs(60);

/// Keeps the cache on disk; clones share it.
#[derive(Clone)]
pub struct Keeper {
    inner: Rc<RefCell<Inner>>,
    client: QueryClient,
    store: Rc<dyn Store>,
}

/// Something that ends, without an answer.
type Ended = Shared<oneshot::Receiver<()>>;

/// Whom to tell of a disk that keeps nothing.
type Told = Rc<dyn Fn(StoreError)>;

#[derive(Default)]
struct Inner {
    /// Whose cache it is.
    user: Option<Uuid>,
    /// Grows when it becomes somebody else's: what was begun before ends.
    turn: u32,
    /// Whether this tab is the one that writes.
    writes: bool,
    /// Whether another tab may have written since what is on disk was read.
    doubts: bool,
    /// Ends when what is being written is.
    written: Option<Ended>,
    /// Where the connection is.
    now_at: Option<Rc<dyn Fn() -> Option<Position>>>,
    /// Where it was when the cache was last written.
    was_at: Option<Position>,
    on_disk: OnDisk,
    /// Puts what was kept into the cache.
    opening: Option<Shared<LocalBoxFuture<'static, ()>>>,
    /// Ends when what was kept for whoever signed out is gone.
    wiped: Option<Ended>,
    on_trouble: Option<Told>,
    on_kept: Option<Rc<dyn Fn()>>,
}

/// What is on disk, to tell what has to be written.
#[derive(Default)]
struct OnDisk {
    /// Nothing of it counts: everything is to be written.
    is_void: bool,
    /// The write that it came from.
    stamp: Option<Uuid>,
    position: Option<Position>,
    /// Changes of leads that it reflects, and what their numbers mean.
    changes: u64,
    slots: Slots,
    words: usize,
    /// How often others became unsure.
    unsure: u64,
    /// How often others were deleted unseen.
    graves: u64,
    lists: HashMap<String, KeptList>,
    plain: HashMap<String, Rc<dyn Any>>,
    /// Names given to pieces so far.
    names: u64,
}

/// A list on disk.
struct KeptList {
    list: Rc<List>,
    is_stale: bool,
    /// How many changes of leads there were, if it is kept without some that wait: once
    /// they are confirmed it is another, though it looks the same.
    without: Option<u64>,
    /// Its pieces, and under which name each is kept.
    pieces: Vec<(Rc<Vec<Slot>>, u64)>,
}

impl Keeper {
    /// Keeps `client` in `store`, which has nothing else in it.
    pub fn new(client: QueryClient, store: Rc<dyn Store>) -> Self {
        Self {
            inner: Rc::default(),
            client,
            store,
        }
    }

    /// Who is told, once, that nothing is kept: the app goes on in memory.
    pub fn on_trouble(&self, told: impl Fn(StoreError) + 'static) {
        self.inner.borrow_mut().on_trouble = Some(Rc::new(told));
    }

    /// Who is told each time that what is kept is another than before.
    pub fn on_kept(&self, told: impl Fn() + 'static) {
        self.inner.borrow_mut().on_kept = Some(Rc::new(told));
    }

    /// Whether this tab is the one that writes. If another wrote meanwhile it writes
    /// everything first: its leads have other numbers.
    pub fn let_write(&self, writes: bool) {
        let mut inner = self.inner.borrow_mut();
        inner.doubts |= writes && !inner.writes;
        inner.writes = writes;
    }

    /// Whose cache it is.
    pub fn user(&self) -> Option<Uuid> {
        self.inner.borrow().user
    }

    /// Up to where in the server's event log the cache is right.
    pub fn position(&self) -> Option<Position> {
        let inner = self.inner.borrow();
        let now_at = inner.now_at.clone();
        let was_at = inner.was_at;
        drop(inner);
        now_at.and_then(|now_at| now_at()).or(was_at)
    }

    /// Where the connection is from now on.
    pub fn follow(&self, now_at: impl Fn() -> Option<Position> + 'static) {
        self.inner.borrow_mut().now_at = Some(Rc::new(now_at));
    }

    /// Puts what was kept for `user` into the cache, which is empty, and keeps it
    /// from now on. What was kept for anybody else is gone. Whoever waits for it may
    /// give up, and others may wait for the same.
    pub async fn open(&self, user: Uuid) {
        if self.user() != Some(user) {
            let mut inner = self.inner.borrow_mut();
            inner.begin(Some(user));
            let (keeper, turn) = (self.clone(), inner.turn);
            let opening = async move { keeper.restore(user, turn).await };
            inner.opening = Some(opening.boxed_local().shared());
        }
        let opening = self.inner.borrow().opening.clone();
        if let Some(opening) = opening {
            opening.await;
        }
    }

    /// Puts what was kept into the cache.
    async fn restore(&self, user: Uuid, turn: u32) {
        let wiped = self.inner.borrow().wiped.clone();
        if let Some(wiped) = wiped {
            let _ = wiped.await;
        }
        let kept = self.store.read("").await;
        if self.inner.borrow().turn != turn {
            return;
        }
        match kept {
            Ok(kept) => {
                let restored = restore::restore(&self.client, user, &kept);
                let is_void = restored.is_none();
                let mut inner = self.inner.borrow_mut();
                inner.on_disk = restored.unwrap_or_default();
                inner.on_disk.is_void = is_void;
                inner.was_at = inner.on_disk.position;
            }
            Err(error) => {
                self.inner.borrow_mut().on_disk.is_void = true;
                self.trouble(error);
            }
        }
        let keeper = self.clone();
        (self.client.env().spawn)(Box::pin(keeper.keep_up(turn)));
    }

    /// Stops keeping, and takes away what was kept: somebody signed out.
    pub fn wipe(&self) {
        let (done, wiped) = oneshot::channel::<()>();
        let written = {
            let mut inner = self.inner.borrow_mut();
            inner.begin(None);
            inner.wiped = Some(wiped.shared());
            inner.written.clone()
        };
        let keeper = self.clone();
        (self.client.env().spawn)(Box::pin(async move {
            if let Some(written) = written {
                let _ = written.await;
            }
            let wiped = async { keeper.store.write(keeper.all_away().await?).await };
            if let Err(error) = wiped.await {
                keeper.trouble(error);
            }
            drop(done);
        }));
    }

    /// Writes what changed, as long as the cache is `turn`'s.
    async fn keep_up(self, turn: u32) {
        let mut pause = GATHER;
        let mut was_much = false;
        let mut leads = 0;
        loop {
            (self.client.env().sleep)(pause).await;
            if self.inner.borrow().turn != turn {
                return;
            }
            let start = (self.client.env().now)();
            let is_much = self.write_changes().await >= MUCH;
            // What is loaded changes once, and takes room until it is written.
            let known = std::mem::replace(&mut leads, self.client.entities().len());
            let is_much = is_much && leads == known;
            let took = (self.client.env().now)() - start;
            let gather = if was_much && is_much {
                GATHER_MUCH
            } else {
                GATHER
            };
            pause = rest(gather, took);
            was_much = is_much;
        }
    }

    /// Writes what changed now, as when the app is about to be closed.
    pub async fn flush(&self) {
        self.write_changes().await;
    }

    /// Writes what changed; how many parts that was.
    async fn write_changes(&self) -> usize {
        let (done, written) = oneshot::channel::<()>();
        let turn = {
            let mut inner = self.inner.borrow_mut();
            if inner.written.is_some() || !inner.writes || inner.user.is_none() {
                return 0;
            }
            inner.written = Some(written.shared());
            inner.turn
        };
        let result = self.write(turn).await;
        drop(done);
        let mut inner = self.inner.borrow_mut();
        inner.written = None;
        match result {
            Ok(0) => 0,
            Ok(parts) => {
                let told = inner.on_kept.clone();
                drop(inner);
                if let Some(told) = told {
                    told();
                }
                parts
            }
            Err(error) => {
                inner.on_disk.is_void |= inner.turn == turn;
                drop(inner);
                self.trouble(error);
                0
            }
        }
    }

    /// The same, unless something else is being written.
    async fn write(&self, turn: u32) -> Result<usize, StoreError> {
        if self.inner.borrow().doubts {
            let kept = self.store.read(record::HEAD).await?;
            let stamp = kept.first().and_then(|(_, head)| record::stamp(head));
            let mut inner = self.inner.borrow_mut();
            if inner.turn != turn {
                return Ok(0);
            }
            inner.doubts = false;
            inner.on_disk.is_void |= stamp != inner.on_disk.stamp;
        }
        let position = self.position();
        let collected = {
            let mut inner = self.inner.borrow_mut();
            inner.was_at = position;
            let Some(user) = inner.user else {
                return Ok(0);
            };
            collect::collect(&self.client, user, position, &mut inner.on_disk)
        };
        let mut writes = collected.writes;
        if collected.is_whole {
            // What was there goes in the same transaction.
            let mut all = self.all_away().await?;
            all.append(&mut writes);
            writes = all;
        }
        if writes.is_empty() || self.inner.borrow().turn != turn {
            return Ok(0);
        }
        let parts = writes.len();
        self.store.write(writes).await?;
        Ok(parts)
    }

    /// What takes everything away that is kept.
    async fn all_away(&self) -> Result<Vec<Write>, StoreError> {
        let kept = self.store.read("").await?;
        Ok(kept
            .into_iter()
            .map(|(key, _)| Write::Delete(key))
            .collect())
    }

    fn trouble(&self, error: StoreError) {
        tracing::warn!(%error, "the cache is not kept");
        let told = self.inner.borrow_mut().on_trouble.take();
        if let Some(told) = told {
            told(error);
        }
    }
}

/// How long to rest after a write that took so many milliseconds by the clock.
fn rest(gather: Duration, took: Timestamp) -> Duration {
    let took = Duration::from_millis(took.unsigned_abs());
    gather.max(took.saturating_mul(SHARE).min(LONGEST))
}

impl Inner {
    fn begin(&mut self, user: Option<Uuid>) {
        self.user = user;
        self.turn += 1;
        self.opening = None;
        self.now_at = None;
        self.was_at = None;
        self.on_disk = OnDisk::default();
    }
}

/// Queries that are kept as they are: small, and worth seeing before the server answers.
fn plain() -> Vec<Plain> {
    use crate::model::{Job, Page, Stats, User};
    use crate::query::Key;
    vec![
        Plain::of::<Stats>(Key::stats()),
        Plain::of::<Page<Job>>(Key::job_list()),
        Plain::of::<Vec<User>>(Key::users()),
    ]
}
