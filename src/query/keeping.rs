//! How entries come to be, how long they stay, and how they go.

use super::{CacheEvent, GcTime, Key, QueryClient, State, entry::Entry, plan::Plan, state::Action};
use std::rc::Rc;

impl QueryClient {
    /// The entry of `key`, made if there is none yet.
    pub(super) fn build(&self, key: &Key, plan: impl FnOnce() -> Plan) -> Rc<Entry> {
        if let Some(entry) = self.entry(key) {
            return entry;
        }
        let mut plan = plan();
        plan.settings = self.merged(key, &plan.settings);
        plan.fetch = plan.fetch.or_else(|| plan.settings.fetch.clone());
        let initial = self.initial_state(&plan).unwrap_or_default();
        let entry = Rc::new(Entry::new(key.clone(), initial, plan));
        self.inner.borrow_mut().entries.insert(entry.clone());
        self.schedule_gc(&entry);
        self.emit(|| CacheEvent::Added(key.clone()));
        entry
    }

    fn initial_state(&self, plan: &Plan) -> Option<State> {
        let (data, at) = plan.initial.as_ref()?()?;
        Some(State::with_data(
            data,
            at.unwrap_or_else(|| (self.env().now)()),
        ))
    }

    /// Lets an entry be fetched as a query says from now on.
    pub(super) fn adopt(&self, entry: &Rc<Entry>, mut plan: Plan) {
        plan.settings = self.merged(&entry.key, &plan.settings);
        plan.fetch = plan.fetch.or_else(|| plan.settings.fetch.clone());
        // Initial data that comes late is as good.
        let initial = if entry.state().has_data() {
            None
        } else {
            self.initial_state(&plan)
        };
        entry.adopt(plan);
        if let Some(initial) = initial {
            *entry.initial.borrow_mut() = initial.clone();
            let next = State {
                error: None,
                is_invalidated: false,
                data: initial.data,
                data_updated_at: initial.data_updated_at,
                status: initial.status,
                // How its fetch is going, and how often others failed, is as it was.
                ..entry.state().clone()
            };
            self.act(entry, Action::Put(Box::new(next)));
        }
    }

    /// Lets an entry go some time after the last who wanted it.
    pub(super) fn schedule_gc(&self, entry: &Rc<Entry>) {
        self.keep(entry);
        if entry.is_observed() {
            return;
        }
        let GcTime::After(time) = entry.gc_time.get() else {
            return;
        };
        let (client, entry_later) = (self.clone_weakly(), Rc::downgrade(entry));
        let timer = self.timers().after(time, move || {
            let (Some(client), Some(entry)) = (client(), entry_later.upgrade()) else {
                return;
            };
            entry.gc_timer.set(None);
            if !entry.is_observed() && entry.flight.borrow().is_none() {
                client.drop_entry(&entry);
            }
        });
        entry.gc_timer.set(Some(timer));
    }

    /// Does not let it go after all.
    pub(super) fn keep(&self, entry: &Entry) {
        if let Some(timer) = entry.gc_timer.take() {
            self.timers().cancel(timer);
        }
    }

    /// Takes an entry out of the cache. Those who observe it keep what they see.
    pub(super) fn drop_entry(&self, entry: &Rc<Entry>) {
        self.silence(entry);
        self.keep(entry);
        let mut inner = self.inner.borrow_mut();
        // Another may have its key by now.
        let is_in = inner
            .entries
            .get(&entry.key)
            .is_some_and(|known| Rc::ptr_eq(known, entry));
        if is_in {
            inner.entries.remove(&entry.key);
        }
        drop(inner);
        if is_in {
            self.emit(|| CacheEvent::Removed(entry.key.clone()));
        }
    }
}
