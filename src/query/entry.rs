//! What is kept for one key.

use super::{
    FetchStatus, GcTime, Key, State,
    doubt::Doubt,
    flight::Flight,
    plan::{Plan, Sharing},
    settings::StaleAt,
    state::Data,
    timers::TimerId,
};
use crate::model::Timestamp;
use std::{
    cell::{Cell, Ref, RefCell},
    rc::Rc,
};

/// What is kept for one key. No part of it is borrowed while a function of
/// somebody else runs: that may come back here.
pub(super) struct Entry {
    pub key: Key,
    pub state: RefCell<State>,
    /// What `reset` goes back to.
    pub initial: RefCell<State>,
    pub plan: RefCell<Plan>,
    pub watchers: RefCell<Vec<Rc<dyn Watcher>>>,
    pub flight: RefCell<Option<Flight>>,
    pub gc_time: Cell<GcTime>,
    pub gc_timer: Cell<Option<TimerId>>,
    /// Its data followed something else, and observers were not told yet.
    pub is_amended: Cell<bool>,
    /// How many answers in a row were dropped, as what they told was changed meanwhile.
    pub superseded: Cell<u32>,
    /// Of a list: whether it is known how many rows it has.
    pub doubt: Cell<Doubt>,
}

/// Why a query might be fetched again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Occasion {
    Focus,
    Reconnect,
}

/// Somebody who observes an entry.
pub(super) trait Watcher {
    /// Whether its entry may fetch for it.
    fn is_enabled(&self, state: &RefCell<State>) -> bool;
    /// When data is stale for it.
    fn stale_at(&self, state: &RefCell<State>) -> StaleAt;
    /// Whether it wants fresh data on an occasion.
    fn wants(&self, occasion: Occasion, state: &RefCell<State>, now: Timestamp) -> bool;
    /// How it has its data fetched.
    fn plan(&self) -> Plan;
    /// Notes that its entry changed, or only how it is seen. Whether that is news.
    fn mark(&self, is_changed: bool) -> bool;
    /// Tells its listeners.
    fn flush(&self);
}

impl Entry {
    pub fn new(key: Key, state: State, plan: Plan) -> Self {
        Self {
            key,
            initial: RefCell::new(state.clone()),
            state: RefCell::new(state),
            gc_time: Cell::new(plan.settings.gc_time.unwrap_or_default()),
            plan: RefCell::new(plan),
            watchers: RefCell::default(),
            flight: RefCell::default(),
            gc_timer: Cell::default(),
            is_amended: Cell::default(),
            superseded: Cell::default(),
            doubt: Cell::default(),
        }
    }

    pub fn state(&self) -> Ref<'_, State> {
        self.state.borrow()
    }

    pub fn data(&self) -> Option<Data> {
        self.state.borrow().data.clone()
    }

    pub fn fetch_status(&self) -> FetchStatus {
        self.state.borrow().fetch_status
    }

    /// Whether anybody observes it.
    pub fn is_observed(&self) -> bool {
        !self.watchers.borrow().is_empty()
    }

    pub fn observers(&self) -> usize {
        self.watchers.borrow().len()
    }

    /// Whoever observes it now, for calling them while others come and go.
    pub fn watchers(&self) -> Vec<Rc<dyn Watcher>> {
        self.watchers.borrow().clone()
    }

    /// Whether somebody observes it for whom it may fetch.
    pub fn is_active(&self) -> bool {
        let watchers = self.watchers.borrow();
        match &watchers[..] {
            [] => false,
            [one] => {
                let one = one.clone();
                drop(watchers);
                one.is_enabled(&self.state)
            }
            _ => {
                drop(watchers);
                self.watchers()
                    .iter()
                    .any(|one| one.is_enabled(&self.state))
            }
        }
    }

    /// Whether it is only fetched when its key is asked for: those who observe it
    /// don't want it, or nobody ever fetched it.
    pub fn is_disabled(&self) -> bool {
        if self.is_observed() {
            return !self.is_active();
        }
        let state = self.state.borrow();
        self.plan.borrow().fetch.is_none() || state.data_updates + state.error_updates == 0
    }

    /// Whether somebody observes it for whom it never is stale.
    pub fn is_static(&self) -> bool {
        let watchers = self.watchers();
        watchers
            .iter()
            .any(|one| one.stale_at(&self.state) == StaleAt::Never)
    }

    /// Whether it is stale for anybody who observes it.
    pub fn is_stale(&self, now: Timestamp) -> bool {
        let watchers = self.watchers();
        if watchers.is_empty() {
            let state = self.state.borrow();
            return state.is_invalidated || !state.has_data();
        }
        watchers.iter().any(|one| {
            let stale_at = one.stale_at(&self.state);
            one.is_enabled(&self.state) && stale_at.is_stale(&self.state.borrow(), now)
        })
    }

    /// Takes over how it is to be fetched from now on. Who asks for longer keeping is heard.
    pub fn adopt(&self, plan: Plan) {
        let gc_time = plan.settings.gc_time.unwrap_or_default();
        self.gc_time.set(self.gc_time.get().max(gc_time));
        let mut known = self.plan.borrow_mut();
        let sharing = match plan.sharing {
            Sharing::Unknown => known.sharing.clone(),
            sharing => sharing,
        };
        let fetch = plan.fetch.or_else(|| known.fetch.take());
        *known = Plan {
            fetch,
            sharing,
            ..plan
        };
    }
}
