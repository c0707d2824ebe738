//! The one way in and out of the cache.

use super::{
    ActionKind, CacheEvent, Conditions, Entities, Env, Key, ObserverId, Snapshot, State, Target,
    defaults::Defaults,
    entry::{Entry, Occasion, Watcher},
    flight::{Go, Running},
    index::Index,
    listeners::{Listeners, Listening},
    mutations::MutationCache,
    observers::Observers,
    state::{Action, reduce},
    timers::Timers,
};
use futures::FutureExt;
use std::{
    cell::{Cell, RefCell},
    collections::HashSet,
    rc::Rc,
};

/// A handle to the cache; clones share it.
#[derive(Clone)]
pub struct QueryClient {
    pub(super) inner: Rc<RefCell<Inner>>,
    pub(super) conditions: Conditions,
    core: Rc<Core>,
}

#[derive(Default)]
pub(super) struct Inner {
    pub(super) entries: Index,
    pub(super) entities: Entities,
    pub(super) mutations: MutationCache,
    pub(super) observers: Observers,
    /// What changed since observers were last told.
    pub(super) dirty: HashSet<Target>,
    /// Lists that followed a change of a lead since then.
    pub(super) amended: Vec<Rc<Entry>>,
    /// Lists of which it is not known how many rows they have.
    pub(super) doubtful: Vec<Key>,
}

/// What needs no borrowing of the whole.
struct Core {
    env: Env,
    timers: Timers,
    listeners: Listeners,
    defaults: RefCell<Defaults>,
    flights: Cell<u64>,
    /// While above 0, observers are told at the end, once.
    batch: Cell<u32>,
    /// Observers of queries that changed since they were last told.
    changed: RefCell<Vec<Rc<dyn Watcher>>>,
    is_telling: Cell<bool>,
    /// How often an observer was told.
    told: Cell<u64>,
}

impl QueryClient {
    /// An empty cache.
    pub fn new(env: Env) -> Self {
        Self {
            inner: Rc::default(),
            conditions: Conditions::default(),
            core: Rc::new(Core {
                timers: Timers::new(env.clone()),
                env,
                listeners: Listeners::default(),
                defaults: RefCell::default(),
                flights: Cell::default(),
                batch: Cell::default(),
                changed: RefCell::default(),
                is_telling: Cell::default(),
                told: Cell::default(),
            }),
        }
    }

    /// What it was given to live on.
    pub fn env(&self) -> &Env {
        &self.core.env
    }

    // The world

    /// Whether there is a network, as far as was said.
    pub fn online(&self) -> bool {
        self.conditions.online()
    }

    /// Says whether there is a network. When it is back, what was paused for want of
    /// it goes on, and queries that want to are refetched.
    pub fn set_online(&self, online: bool) {
        if self.conditions.set_online(online) && online {
            self.resume(Occasion::Reconnect);
        }
    }

    /// Whether somebody looks, as far as was said.
    pub fn focused(&self) -> bool {
        self.conditions.focused()
    }

    /// Says whether somebody looks. When they do again, what was paused meanwhile
    /// goes on, and queries that want to are refetched.
    pub fn set_focused(&self, focused: bool) {
        match self.conditions.set_focused(focused) {
            true if focused => self.resume(Occasion::Focus),
            true => self.wake(),
            false => {}
        }
    }

    /// Changes that waited go first: what is fetched after them shows them.
    fn resume(&self, occasion: Occasion) {
        let mut settled = Box::pin(self.resume_paused_mutations());
        self.wake();
        if (&mut settled).now_or_never().is_some() {
            self.resume_queries(occasion);
            return;
        }
        let client = self.clone();
        (self.env().spawn)(Box::pin(async move {
            settled.await;
            client.resume_queries(occasion);
        }));
    }

    fn resume_queries(&self, occasion: Occasion) {
        let entries: Vec<Rc<Entry>> = self.inner.borrow().entries.all().cloned().collect();
        self.batch(|| {
            for entry in entries.iter().filter(|entry| entry.is_observed()) {
                let now = (self.env().now)();
                let watchers = entry.watchers();
                let mut wanting = watchers
                    .iter()
                    .filter(|one| one.wants(occasion, &entry.state, now));
                if let Some(one) = wanting.next() {
                    self.fly(entry, Some(one.plan()), Go::running(Running::Share));
                }
            }
        });
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
        self.core.listeners.add(Rc::new(listener))
    }

    /// Tells listeners, and costs nothing if there are none. Not while `inner` is borrowed.
    pub(super) fn emit(&self, event: impl FnOnce() -> CacheEvent) {
        self.core.listeners.tell(event);
    }

    pub(super) fn listeners(&self) -> &Listeners {
        &self.core.listeners
    }

    pub(super) fn timers(&self) -> &Timers {
        &self.core.timers
    }

    pub(super) fn defaults(&self) -> &RefCell<Defaults> {
        &self.core.defaults
    }

    pub(super) fn next_flight(&self) -> u64 {
        let number = self.core.flights.get() + 1;
        self.core.flights.set(number);
        number
    }

    // Reading

    /// What is known under `key`; nothing if it holds another type.
    pub fn snapshot<T: 'static>(&self, key: &Key) -> Snapshot<T> {
        let entry = self.entry(key);
        entry.map_or_else(Snapshot::default, |entry| {
            Snapshot::of(&entry.state(), entry.state().data(), (self.env().now)())
        })
    }

    /// All that is known under `key`, whatever its type.
    pub fn state(&self, key: &Key) -> Option<State> {
        self.entry(key).map(|entry| entry.state().clone())
    }

    /// The data under `key`. It does not subscribe, and fetches nothing.
    pub fn get<T: 'static>(&self, key: &Key) -> Option<Rc<T>> {
        self.entry(key)?.data()?.downcast().ok()
    }

    pub(super) fn entry(&self, key: &Key) -> Option<Rc<Entry>> {
        self.inner.borrow().entries.get(key).cloned()
    }

    /// A handle that does not keep the cache alive.
    pub(super) fn clone_weakly(&self) -> impl Fn() -> Option<Self> + 'static {
        let (inner, core) = (Rc::downgrade(&self.inner), Rc::downgrade(&self.core));
        let conditions = self.conditions.clone();
        move || {
            Some(Self {
                inner: inner.upgrade()?,
                core: core.upgrade()?,
                conditions: conditions.clone(),
            })
        }
    }

    // Changing

    /// The only way in which what is known of a query changes.
    pub(super) fn act(&self, entry: &Entry, action: Action) {
        let kind = action.kind();
        reduce(&mut entry.state.borrow_mut(), action);
        self.tell(entry, kind);
    }

    fn tell(&self, entry: &Entry, kind: ActionKind) {
        for watcher in &*entry.watchers.borrow() {
            if watcher.mark(true) {
                self.core.changed.borrow_mut().push(watcher.clone());
            }
        }
        self.emit(|| CacheEvent::Updated(entry.key.clone(), kind));
    }

    /// Tells an observer about itself.
    pub(super) fn tell_later(&self, watcher: Rc<dyn Watcher>) {
        if watcher.mark(false) {
            self.core.changed.borrow_mut().push(watcher);
        }
    }

    /// Several changes, of which observers are told once.
    pub fn batch<R>(&self, changes: impl FnOnce() -> R) -> R {
        self.core.batch.set(self.core.batch.get() + 1);
        let result = changes();
        self.core.batch.set(self.core.batch.get() - 1);
        self.notify();
        result
    }

    /// Tells observers of what changed, until nothing more does: they may change
    /// things themselves.
    pub(super) fn notify(&self) {
        if self.core.batch.get() > 0 || self.core.is_telling.replace(true) {
            return;
        }
        loop {
            let amended = std::mem::take(&mut self.inner.borrow_mut().amended);
            for entry in &amended {
                entry.is_amended.set(false);
                self.tell(entry, ActionKind::Put);
            }
            let changed = self.core.changed.take();
            changed.iter().for_each(|watcher| watcher.flush());
            let callbacks: Vec<_> = {
                let mut inner = self.inner.borrow_mut();
                let dirty = std::mem::take(&mut inner.dirty);
                dirty
                    .iter()
                    .flat_map(|target| inner.observers.of(target))
                    .collect()
            };
            callbacks.iter().for_each(|callback| callback());
            let told = (changed.len() + callbacks.len()) as u64;
            self.core.told.set(self.core.told.get() + told);
            if told == 0 {
                break;
            }
        }
        self.core.is_telling.set(false);
    }

    // Observing

    /// How often observers were told of something so far: what leaves it as it is
    /// changes nothing that anybody looks at.
    pub fn told(&self) -> u64 {
        self.core.told.get()
    }

    /// Calls `callback` after every change of `target`.
    pub fn observe(&self, target: Target, callback: impl Fn() + 'static) -> ObserverId {
        let mut inner = self.inner.borrow_mut();
        inner.observers.add(target, Rc::new(callback))
    }

    /// Stops calling.
    pub fn unobserve(&self, target: &Target, id: ObserverId) {
        self.inner.borrow_mut().observers.remove(target, id);
    }
}
