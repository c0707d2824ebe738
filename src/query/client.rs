//! The one way in and out of the cache.

use super::{
    ActionKind, CacheEvent, Conditions, Entities, Env, Failure, Key, ObserverId, RetryKind,
    Snapshot, Target,
    entry::{Data, Entry},
    env::backoff,
    mutations::MutationCache,
    observers::Observers,
};
use crate::model::Timestamp;
use futures::future::LocalBoxFuture;
use std::{
    any::Any,
    cell::RefCell,
    collections::{HashMap, HashSet},
    rc::Rc,
};

/// How data is had from the server.
pub type Fetch = Rc<dyn Fn() -> LocalBoxFuture<'static, Result<Rc<dyn Any>, Failure>>>;

/// Tries after the first of a fetch that somebody waits for.
const RETRIES: u32 = 3;
/// How long data stays that nobody looks at, in milliseconds: five minutes.
const GC_TIME: Timestamp = 5 * 60 * 1000;

/// A handle to the cache; clones share it.
#[derive(Clone)]
pub struct QueryClient {
    pub(super) inner: Rc<RefCell<Inner>>,
    pub(super) conditions: Conditions,
    listeners: Rc<RefCell<Listeners>>,
    env: Env,
}

/// Who is told what happens in the cache.
#[derive(Default)]
struct Listeners {
    next: u64,
    all: Vec<(u64, Listener)>,
}

type Listener = Rc<dyn Fn(&CacheEvent)>;

/// Listens to the cache until it is dropped.
pub struct Listening {
    id: u64,
    listeners: Rc<RefCell<Listeners>>,
}

impl Drop for Listening {
    fn drop(&mut self) {
        let mut listeners = self.listeners.borrow_mut();
        listeners.all.retain(|(id, _)| *id != self.id);
    }
}

#[derive(Default)]
pub(super) struct Inner {
    pub(super) entries: HashMap<Key, Entry>,
    pub(super) entities: Entities,
    pub(super) mutations: MutationCache,
    observers: Observers,
    flights: u64,
    /// What changed since observers were last told.
    pub(super) dirty: HashSet<Target>,
    /// While above 0, observers are told at the end, once.
    batch: u32,
}

impl QueryClient {
    /// An empty cache.
    pub fn new(env: Env) -> Self {
        Self {
            inner: Rc::default(),
            conditions: Conditions::default(),
            listeners: Rc::default(),
            env,
        }
    }

    /// What it was given to live on.
    pub fn env(&self) -> &Env {
        &self.env
    }

    // The world

    /// Whether there is a network, as far as was said.
    pub fn online(&self) -> bool {
        self.conditions.online()
    }

    /// Says whether there is a network. What was paused for want of it goes on.
    pub fn set_online(&self, online: bool) {
        if self.conditions.set_online(online) && online {
            self.wake();
            drop(self.resume_paused_mutations());
        }
    }

    /// Whether somebody looks, as far as was said.
    pub fn focused(&self) -> bool {
        self.conditions.focused()
    }

    /// Says whether somebody looks. What was paused meanwhile goes on.
    pub fn set_focused(&self, focused: bool) {
        if self.conditions.set_focused(focused) && focused {
            self.wake();
            drop(self.resume_paused_mutations());
        }
    }

    /// What work may have to wait for.
    pub fn conditions(&self) -> &Conditions {
        &self.conditions
    }

    /// Lets everything that is paused look again whether it may go on.
    pub fn wake(&self) {
        self.conditions.wake();
    }

    /// Calls `listener` with everything that happens in the cache, until what
    /// comes back is dropped.
    #[must_use = "dropping it ends the listening"]
    pub fn on_event(&self, listener: impl Fn(&CacheEvent) + 'static) -> Listening {
        let mut listeners = self.listeners.borrow_mut();
        listeners.next += 1;
        let id = listeners.next;
        listeners.all.push((id, Rc::new(listener)));
        Listening {
            id,
            listeners: self.listeners.clone(),
        }
    }

    /// Tells listeners, and costs nothing if there are none. Not while `inner` is borrowed.
    pub(super) fn emit(&self, event: impl FnOnce() -> CacheEvent) {
        let all: Vec<Listener> = {
            let listeners = self.listeners.borrow();
            if listeners.all.is_empty() {
                return;
            }
            listeners.all.iter().map(|(_, one)| one.clone()).collect()
        };
        let event = event();
        all.iter().for_each(|listener| listener(&event));
    }

    // Reading

    /// What is known under `key`; nothing if it holds another type.
    pub fn snapshot<T: 'static>(&self, key: &Key) -> Snapshot<T> {
        let inner = self.inner.borrow();
        let entry = inner.entries.get(key);
        Snapshot {
            data: entry
                .and_then(|entry| entry.data.clone())
                .and_then(|data| data.downcast().ok()),
            error: entry.and_then(|entry| entry.error.clone()),
            is_fetching: entry.is_some_and(|entry| entry.flight.is_some()),
            updated_at: entry.map_or(0, |entry| entry.updated_at),
        }
    }

    /// The data under `key`.
    pub fn get<T: 'static>(&self, key: &Key) -> Option<Rc<T>> {
        self.snapshot(key).data
    }

    /// Whether anything is being fetched.
    pub fn is_fetching(&self) -> bool {
        self.inner
            .borrow()
            .entries
            .values()
            .any(|entry| entry.flight.is_some())
    }

    // Observing

    /// Calls `callback` after every change of `target`.
    pub fn observe(&self, target: Target, callback: impl Fn() + 'static) -> ObserverId {
        let mut inner = self.inner.borrow_mut();
        if let Target::Key(key) = &target {
            inner
                .entries
                .entry(key.clone())
                .or_default()
                .unobserved_since = None;
        }
        inner.observers.add(target, Rc::new(callback))
    }

    /// Stops calling.
    pub fn unobserve(&self, target: &Target, id: ObserverId) {
        let now = (self.env.now)();
        let mut inner = self.inner.borrow_mut();
        inner.observers.remove(target, id);
        if let Target::Key(key) = target
            && !inner.observers.is_observed(target)
            && let Some(entry) = inner.entries.get_mut(key)
        {
            entry.unobserved_since = Some(now);
        }
        inner.collect_garbage(now);
    }

    /// Several changes, of which observers are told once.
    pub fn batch<R>(&self, changes: impl FnOnce() -> R) -> R {
        self.inner.borrow_mut().batch += 1;
        let result = changes();
        self.inner.borrow_mut().batch -= 1;
        self.notify();
        result
    }

    pub(super) fn notify(&self) {
        let callbacks: Vec<_> = {
            let mut inner = self.inner.borrow_mut();
            if inner.batch > 0 || inner.dirty.is_empty() {
                return;
            }
            let dirty = std::mem::take(&mut inner.dirty);
            dirty
                .iter()
                .flat_map(|target| inner.observers.of(target))
                .collect()
        };
        callbacks.iter().for_each(|callback| callback());
    }

    // Writing

    /// Puts data under `key`. A flight that is under way for it loses: its answer is older.
    pub fn set<T: PartialEq + 'static>(&self, key: &Key, data: T) {
        let now = (self.env.now)();
        let mut inner = self.inner.borrow_mut();
        inner.put(key, Rc::new(data), now, |old, new| {
            matches!((old.downcast_ref::<T>(), new.downcast_ref::<T>()), (Some(a), Some(b)) if a == b)
        });
        drop(inner);
        self.notify();
    }

    /// Changes the data under `key`, if there is any.
    pub fn update<T: Clone + PartialEq + 'static>(&self, key: &Key, change: impl FnOnce(&mut T)) {
        if let Some(data) = self.get::<T>(key) {
            let mut data = T::clone(&data);
            change(&mut data);
            self.set(key, data);
        }
    }

    /// Marks everything under `prefix` stale and refetches what is observed.
    pub fn invalidate(&self, prefix: &Key) {
        let stale: Vec<(Key, bool)> = {
            let mut inner = self.inner.borrow_mut();
            let inner = &mut *inner;
            let under = inner
                .entries
                .iter_mut()
                .filter(|(key, _)| key.is_under(prefix));
            under
                .map(|(key, entry)| {
                    entry.invalidated = true;
                    (
                        key.clone(),
                        inner.observers.is_observed(&Target::Key(key.clone())),
                    )
                })
                .collect()
        };
        for (key, observed) in stale {
            if observed {
                self.refetch(&key);
            }
        }
    }

    /// Marks `key` alone stale, and refetches it if it is observed.
    pub fn invalidate_exact(&self, key: &Key) {
        let observed = {
            let mut inner = self.inner.borrow_mut();
            let Some(entry) = inner.entries.get_mut(key) else {
                return;
            };
            entry.invalidated = true;
            inner.observers.is_observed(&Target::Key(key.clone()))
        };
        if observed {
            self.refetch(key);
        }
    }

    /// Marks everything stale: the server cannot tell what was missed.
    pub fn invalidate_all(&self) {
        let keys: Vec<Key> = self.inner.borrow().entries.keys().cloned().collect();
        keys.iter().for_each(|key| self.invalidate(key));
    }

    /// Forgets everything, as on signing out. Observers stay.
    pub fn clear(&self) {
        self.clear_mutations();
        let mut inner = self.inner.borrow_mut();
        let inner_ref = &mut *inner;
        inner_ref.entities.clear();
        for (key, entry) in &mut inner_ref.entries {
            *entry = Entry {
                fetch: entry.fetch.take(),
                ..Entry::default()
            };
            inner_ref.dirty.insert(Target::Key(key.clone()));
        }
        drop(inner);
        self.notify();
    }

    // Fetching

    /// Sees to it that `key` is fetched if it is missing or stale. Observers of
    /// the same key share one flight, which none of them ends by leaving.
    pub fn ensure(&self, key: &Key, fetch: Fetch) {
        let fresh = {
            let mut inner = self.inner.borrow_mut();
            let entry = inner.entries.entry(key.clone()).or_default();
            entry.fetch = Some(fetch);
            entry.flight.is_some() || (entry.data.is_some() && !entry.invalidated)
        };
        if !fresh {
            self.refetch(key);
        }
    }

    /// Fetches `key` again, if it was ever fetched. A flight under way goes on,
    /// and the entry is fetched once more after it: what it brings may be older
    /// than the reason for asking again.
    pub fn refetch(&self, key: &Key) {
        let (flight, fetch) = {
            let mut inner = self.inner.borrow_mut();
            inner.flights += 1;
            let flight = inner.flights;
            let Some(entry) = inner.entries.get_mut(key) else {
                return;
            };
            let Some(fetch) = entry.fetch.clone() else {
                return;
            };
            if entry.flight.is_some() {
                entry.invalidated = true;
                return;
            }
            entry.flight = Some(flight);
            entry.invalidated = false;
            inner.dirty.insert(Target::Key(key.clone()));
            (flight, fetch)
        };
        self.notify();
        self.emit(|| CacheEvent::Updated(key.clone(), ActionKind::Fetch));
        let (client, key) = (self.clone(), key.clone());
        (self.env.spawn)(Box::pin(
            async move { client.fly(key, flight, fetch).await },
        ));
    }

    async fn fly(self, key: Key, flight: u64, fetch: Fetch) {
        let mut attempt = 0;
        let result = loop {
            let result = fetch().await;
            let Err(failure) = &result else { break result };
            let RetryKind::Transient(wait) = failure.retry_kind() else {
                break result;
            };
            if attempt == RETRIES || !self.owns(&key, flight) {
                break result;
            }
            let wait = wait.unwrap_or_else(|| backoff(attempt, (self.env.random)()));
            (self.env.sleep)(wait).await;
            attempt += 1;
        };
        self.land(&key, flight, result);
    }

    fn owns(&self, key: &Key, flight: u64) -> bool {
        self.inner
            .borrow()
            .entries
            .get(key)
            .is_some_and(|entry| entry.flight == Some(flight))
    }

    fn land(&self, key: &Key, flight: u64, result: Result<Data, Failure>) {
        let now = (self.env.now)();
        let again = {
            let mut inner = self.inner.borrow_mut();
            let Some(entry) = inner.entries.get_mut(key) else {
                return;
            };
            if entry.flight != Some(flight) {
                return;
            }
            entry.flight = None;
            let again = entry.invalidated && result.is_ok();
            match result {
                Ok(data) => {
                    entry.data = Some(data);
                    entry.error = None;
                    entry.updated_at = now;
                }
                Err(failure) => {
                    entry.error = Some(Rc::new(failure));
                    entry.invalidated = true;
                }
            }
            inner.dirty.insert(Target::Key(key.clone()));
            again && inner.observers.is_observed(&Target::Key(key.clone()))
        };
        self.notify();
        if again {
            self.refetch(key);
        }
    }

    /// Fetches again whatever is observed and failed: the server is back.
    pub fn retry_failed(&self) {
        let failed: Vec<Key> = {
            let inner = self.inner.borrow();
            let failed = inner.entries.iter().filter(|(key, entry)| {
                entry.error.is_some() && inner.observers.is_observed(&Target::Key((*key).clone()))
            });
            failed.map(|(key, _)| key.clone()).collect()
        };
        failed.iter().for_each(|key| self.refetch(key));
    }
}

impl Inner {
    fn put(
        &mut self,
        key: &Key,
        data: Data,
        now: Timestamp,
        same: impl FnOnce(&dyn Any, &dyn Any) -> bool,
    ) {
        let entry = self.entries.entry(key.clone()).or_default();
        entry.updated_at = now;
        entry.invalidated = false;
        entry.error = None;
        let superseded = entry.flight.take().is_some();
        let unchanged = entry.data.as_ref().is_some_and(|old| same(&**old, &*data));
        // Equal data keeps its identity and wakes nobody.
        if !unchanged {
            entry.data = Some(data);
        }
        if superseded || !unchanged {
            self.dirty.insert(Target::Key(key.clone()));
        }
    }

    fn collect_garbage(&mut self, now: Timestamp) {
        self.entries.retain(|_, entry| {
            entry.flight.is_some()
                || entry
                    .unobserved_since
                    .is_none_or(|since| now - since < GC_TIME)
        });
    }
}
