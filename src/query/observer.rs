//! Somebody who looks at a query.

use super::{
    CacheEvent, Key, NetworkMode, Query, QueryClient, RefetchOn, Snapshot, State,
    entry::{Entry, Occasion, Watcher},
    flight::{Go, Landing, Running},
    plan::{Erased, Plan},
    settings::StaleAt,
    timers::TimerId,
    view::View,
};
use crate::model::Timestamp;
use futures::channel::oneshot;
use std::{
    cell::{Cell, RefCell},
    rc::{Rc, Weak},
    time::Duration,
};

/// Somebody who looks at a query: what a component holds; clones are the same
/// observer. While it has subscribers, its query is fetched when it should be and
/// kept; without any it only looks.
///
/// ```
/// # use leadwire::query::{Key, Observer, Query, QueryClient};
/// # fn example(client: &QueryClient) {
/// let todos = Query::new(Key::new(["todos"]), |_| async { Ok(vec!["write", "rest"]) });
/// let observer = Observer::new(client, todos.select(Vec::len));
/// let observing = observer.subscribe(|todos| println!("{:?} things to do", todos.data));
/// // … and when the component goes:
/// drop(observing);
/// # }
/// ```
pub struct Observer<S> {
    core: Rc<Core<S>>,
}

/// Keeps a subscriber until it is dropped.
#[must_use = "dropping it ends the subscription"]
pub struct Observing(Option<Box<dyn FnOnce()>>);

impl Observing {
    pub(super) fn new(end: impl FnOnce() + 'static) -> Self {
        Self(Some(Box::new(end)))
    }
}

impl Drop for Observing {
    fn drop(&mut self) {
        if let Some(end) = self.0.take() {
            end();
        }
    }
}

type Subscriber<S> = Rc<dyn Fn(&Snapshot<S>)>;

struct Core<S> {
    me: Weak<Self>,
    client: QueryClient,
    /// What is observed, with the defaults.
    query: RefCell<Rc<Erased<S>>>,
    /// What was asked for, without them.
    asked: RefCell<Plan>,
    entry: RefCell<Rc<Entry>>,
    view: RefCell<View<S>>,
    subscribers: RefCell<Vec<(u64, Subscriber<S>)>>,
    numbers: Cell<u64>,
    /// What subscribers know.
    told: RefCell<Option<Snapshot<S>>>,
    is_marked: Cell<bool>,
    stale_timer: Cell<Option<TimerId>>,
    interval_timer: Cell<Option<TimerId>>,
}

impl<S> Clone for Observer<S> {
    fn clone(&self) -> Self {
        Self {
            core: self.core.clone(),
        }
    }
}

impl<S: 'static> Observer<S> {
    /// Looks at a query. Nothing is fetched before somebody subscribes.
    pub fn new<T: 'static>(client: &QueryClient, query: Query<T, S>) -> Self {
        let asked = query.erased.plan.clone();
        let query = Rc::new(with_defaults(client, query.erased));
        let entry = client.build(&query.key, || asked.clone());
        client.adopt(&entry, asked.clone());
        let mut view = View::default();
        view.begin(&entry);
        client.notify();
        Self {
            core: Rc::new_cyclic(|me| Core {
                me: me.clone(),
                client: client.clone(),
                query: RefCell::new(query),
                asked: RefCell::new(asked),
                entry: RefCell::new(entry),
                view: RefCell::new(view),
                subscribers: RefCell::default(),
                numbers: Cell::default(),
                told: RefCell::default(),
                is_marked: Cell::default(),
                stale_timer: Cell::default(),
                interval_timer: Cell::default(),
            }),
        }
    }

    /// What is seen now.
    pub fn current(&self) -> Snapshot<S> {
        self.core.look()
    }

    /// The key that is looked at.
    pub fn key(&self) -> Key {
        self.core.query.borrow().key.clone()
    }

    /// Calls `subscriber` with what is seen whenever that changed. The first one
    /// mounts the observer: the query is fetched if it is missing or stale.
    pub fn subscribe(&self, subscriber: impl Fn(&Snapshot<S>) + 'static) -> Observing {
        let core = &self.core;
        let number = core.numbers.get();
        core.numbers.set(number + 1);
        core.subscribers
            .borrow_mut()
            .push((number, Rc::new(subscriber)));
        if core.subscribers.borrow().len() == 1 {
            core.mount();
        }
        let core = core.clone();
        Observing::new(move || core.unsubscribe(number))
    }

    /// Looks at another query, or at the same in another way.
    pub fn set_options<T: 'static>(&self, query: Query<T, S>) {
        self.core.set_options(query.erased);
    }

    /// Fetches now, stale or not, enabled or not, and gives what is seen then. A fetch
    /// under way is called off for it, if there is older data.
    pub fn refetch(&self) -> Looked<S> {
        self.refetch_with(Running::Restart)
    }

    /// Fetches now, and does as is said with a fetch under way.
    pub fn refetch_with(&self, running: Running) -> Looked<S> {
        self.go(Go::running(running))
    }

    pub(super) fn go(&self, go: Go) -> Looked<S> {
        let landing = self.core.execute(go);
        self.core.client.notify();
        let core = self.core.clone();
        Looked(Box::pin(async move {
            if let Some(landing) = landing {
                // However it ended, it is seen.
                let _ = landing.await;
            }
            core.look()
        }))
    }
}

/// What will be seen when a fetch is over. It goes on if nobody awaits it.
pub struct Looked<S>(futures::future::LocalBoxFuture<'static, Snapshot<S>>);

impl<S> Future for Looked<S> {
    type Output = Snapshot<S>;

    fn poll(
        mut self: std::pin::Pin<&mut Self>,
        context: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Self::Output> {
        self.0.as_mut().poll(context)
    }
}

fn with_defaults<S>(client: &QueryClient, mut query: Erased<S>) -> Erased<S> {
    query.plan.settings = client.merged(&query.key, &query.plan.settings);
    query.plan.fetch = query
        .plan
        .fetch
        .or_else(|| query.plan.settings.fetch.clone());
    query
}

impl<S: 'static> Core<S> {
    fn query(&self) -> Rc<Erased<S>> {
        self.query.borrow().clone()
    }

    fn entry(&self) -> Rc<Entry> {
        self.entry.borrow().clone()
    }

    fn now(&self) -> Timestamp {
        (self.client.env().now)()
    }

    fn look(&self) -> Snapshot<S> {
        let (entry, query) = (self.entry(), self.query());
        let mut view = self.view.take();
        let seen = view.look(&entry, &query, self.now());
        *self.view.borrow_mut() = view;
        seen
    }

    fn is_mounted(&self) -> bool {
        !self.subscribers.borrow().is_empty()
    }

    fn mount(&self) {
        *self.told.borrow_mut() = Some(self.look());
        let entry = self.current_entry();
        self.join(&entry);
        if self.wants_on_mount(&entry) {
            self.execute(Go::running(Running::Share));
        }
        self.update_timers();
        self.client.notify();
    }

    fn unsubscribe(&self, number: u64) {
        let gone = {
            let mut subscribers = self.subscribers.borrow_mut();
            let place = subscribers.iter().position(|(known, _)| *known == number);
            place.map(|place| subscribers.remove(place))
        };
        // What it held is let go of while nothing is borrowed.
        drop(gone);
        if !self.is_mounted() {
            self.cancel_timers();
            self.part(&self.entry());
            self.client.notify();
        }
    }

    fn join(&self, entry: &Rc<Entry>) {
        let Some(me) = self.me.upgrade() else { return };
        entry.watchers.borrow_mut().push(me);
        self.client.keep(entry);
        self.client
            .emit(|| CacheEvent::ObserverAdded(entry.key.clone()));
    }

    fn part(&self, entry: &Rc<Entry>) {
        let is_me = |one: &Rc<dyn Watcher>| std::ptr::addr_eq(Rc::as_ptr(one), self.me.as_ptr());
        let before = entry.observers();
        entry.watchers.borrow_mut().retain(|one| !is_me(one));
        if entry.observers() == before {
            return;
        }
        if !entry.is_observed() {
            self.client.leave(entry);
            self.client.schedule_gc(entry);
        }
        self.client
            .emit(|| CacheEvent::ObserverRemoved(entry.key.clone()));
    }

    /// The entry of the key as it is now: the one that was looked at may have been removed.
    fn current_entry(&self) -> Rc<Entry> {
        let (known, query) = (self.entry(), self.query());
        let entry = self
            .client
            .build(&query.key, || self.asked.borrow().clone());
        if !Rc::ptr_eq(&known, &entry) {
            *self.entry.borrow_mut() = entry.clone();
            self.view.borrow_mut().begin(&entry);
            if self.is_mounted() {
                let joined = known
                    .watchers
                    .borrow()
                    .iter()
                    .any(|one| std::ptr::addr_eq(Rc::as_ptr(one), self.me.as_ptr()));
                if joined {
                    self.part(&known);
                    self.join(&entry);
                }
            }
        }
        entry
    }

    fn execute(&self, go: Go) -> Option<oneshot::Receiver<Landing>> {
        let entry = self.current_entry();
        let plan = self.asked.borrow().clone();
        let flies = self.client.fly(&entry, Some(plan), go);
        if flies {
            self.client.join(&entry)
        } else {
            None
        }
    }

    fn set_options(&self, query: Erased<S>) {
        let before = self.query();
        let entry_before = self.entry();
        let was_enabled = before.plan.settings.is_enabled(&entry_before.state);
        let interval_before = before.plan.settings.interval(&entry_before.state);
        // What is seen now is what a placeholder may keep.
        self.look();
        *self.asked.borrow_mut() = query.plan.clone();
        let query = Rc::new(with_defaults(&self.client, query));
        *self.query.borrow_mut() = query.clone();
        let entry = self.current_entry();
        self.client.adopt(&entry, self.asked.borrow().clone());
        self.client
            .emit(|| CacheEvent::ObserverOptionsChanged(entry.key.clone()));
        let is_other = !Rc::ptr_eq(&entry, &entry_before);
        let settings = &query.plan.settings;
        if self.is_mounted() {
            let is_enabled = settings.is_enabled(&entry.state);
            if (is_other || !was_enabled) && is_enabled && self.is_stale_for_me(&entry) {
                self.execute(Go::running(Running::Share));
            }
            if is_other
                || is_enabled != was_enabled
                || settings.interval(&entry.state) != interval_before
            {
                self.update_interval();
            }
            self.update_stale_timer();
            if let Some(me) = self.me.upgrade() {
                self.client.tell_later(me);
            }
        }
        self.client.notify();
    }

    fn is_stale_for_me(&self, entry: &Entry) -> bool {
        let stale_at = self.query().plan.settings.stale_at(&entry.state);
        stale_at.is_stale(&entry.state(), self.now())
    }

    fn wants_on_mount(&self, entry: &Entry) -> bool {
        let query = self.query();
        let settings = &query.plan.settings;
        if !settings.is_enabled(&entry.state) {
            return false;
        }
        let (has_data, has_failed) = {
            let state = entry.state();
            (state.has_data(), state.error.is_some())
        };
        if !has_data {
            return !(has_failed && settings.retry_on_mount == Some(false));
        }
        let wish = settings
            .refetch_on_mount
            .clone()
            .unwrap_or(RefetchOn::Stale);
        settings.stale_at(&entry.state) != StaleAt::Never
            && wish.wants(&entry.state, self.is_stale_for_me(entry))
    }

    fn update_timers(&self) {
        self.update_stale_timer();
        self.update_interval();
    }

    /// Tells subscribers when data turns stale.
    fn update_stale_timer(&self) {
        self.cancel(&self.stale_timer);
        let entry = self.entry();
        let StaleAt::Time(at) = self.query().plan.settings.stale_at(&entry.state) else {
            return;
        };
        let now = self.now();
        if self.is_stale_for_me(&entry) || at == Timestamp::MAX {
            return;
        }
        let wait = Duration::from_millis(u64::try_from(at - now).unwrap_or_default());
        self.later(&self.stale_timer, wait, |core| {
            core.stale_timer.set(None);
            if let Some(me) = core.me.upgrade() {
                core.client.tell_later(me);
                core.client.notify();
            }
        });
    }

    fn update_interval(&self) {
        self.cancel(&self.interval_timer);
        let (query, entry) = (self.query(), self.entry());
        let settings = &query.plan.settings;
        let Some(interval) = settings.interval(&entry.state) else {
            return;
        };
        if !settings.is_enabled(&entry.state) {
            return;
        }
        self.later(&self.interval_timer, interval, |core| {
            core.interval_timer.set(None);
            let in_background = core.query().plan.settings.refetch_in_background;
            if in_background == Some(true) || core.client.focused() {
                core.execute(Go::running(Running::Share));
            }
            if core.interval_timer.get().is_none() {
                core.update_interval();
            }
            core.client.notify();
        });
    }

    fn later(&self, timer: &Cell<Option<TimerId>>, wait: Duration, due: fn(&Self)) {
        let me = self.me.clone();
        let id = self.client.timers().after(wait, move || {
            if let Some(me) = me.upgrade() {
                due(&me);
            }
        });
        timer.set(Some(id));
    }

    fn cancel(&self, timer: &Cell<Option<TimerId>>) {
        if let Some(id) = timer.take() {
            self.client.timers().cancel(id);
        }
    }

    fn cancel_timers(&self) {
        self.cancel(&self.stale_timer);
        self.cancel(&self.interval_timer);
    }
}

impl<S: 'static> Watcher for Core<S> {
    fn is_enabled(&self, state: &RefCell<State>) -> bool {
        self.query().plan.settings.is_enabled(state)
    }

    fn stale_at(&self, state: &RefCell<State>) -> StaleAt {
        self.query().plan.settings.stale_at(state)
    }

    fn wants(&self, occasion: Occasion, state: &RefCell<State>, now: Timestamp) -> bool {
        let query = self.query();
        let settings = &query.plan.settings;
        let stale_at = settings.stale_at(state);
        if !settings.is_enabled(state) || stale_at == StaleAt::Never {
            return false;
        }
        let wish = match occasion {
            Occasion::Focus => settings.refetch_on_focus.clone(),
            Occasion::Reconnect => {
                let by_network = settings.network_mode != Some(NetworkMode::Always);
                let wish = settings.refetch_on_reconnect.clone();
                wish.or_else(|| Some(by_network.into()))
            }
        };
        let is_stale = stale_at.is_stale(&state.borrow(), now);
        wish.unwrap_or(RefetchOn::Stale).wants(state, is_stale)
    }

    fn plan(&self) -> Plan {
        self.query().plan.clone()
    }

    fn mark(&self) -> bool {
        !self.is_marked.replace(true)
    }

    fn flush(&self) {
        self.is_marked.set(false);
        if !self.is_mounted() {
            return;
        }
        let seen = self.look();
        let settings_have_timers = {
            let query = self.query();
            let settings = &query.plan.settings;
            settings.stale_time.is_some() || settings.refetch_interval.is_some()
        };
        if settings_have_timers {
            self.update_timers();
        }
        let is_news = !self
            .told
            .borrow()
            .as_ref()
            .is_some_and(|told| told.looks_like(&seen));
        if !is_news {
            return;
        }
        *self.told.borrow_mut() = Some(seen.clone());
        let subscribers: Vec<_> = self.subscribers.borrow().clone();
        for (number, subscriber) in subscribers {
            // One may have ended another.
            let is_there = self
                .subscribers
                .borrow()
                .iter()
                .any(|(known, _)| *known == number);
            if is_there {
                subscriber(&seen);
            }
        }
    }
}
