//! Coming and going of an observer: which entry it looks at, and when it fetches.

use super::Core;
use crate::{
    model::Timestamp,
    query::{
        CacheEvent, Enabled, QueryClient, RefetchOn,
        entry::{Entry, Watcher},
        flight::{Go, Landing, Running},
        plan::Erased,
        settings::StaleAt,
        snapshot::Seen,
    },
};
use futures::channel::oneshot;
use std::rc::Rc;

/// A query with what the client's defaults add to it.
pub(super) fn with_defaults(client: &QueryClient, mut query: Erased) -> Erased {
    query.plan.settings = client.merged(&query.key, &query.plan.settings);
    query.plan.fetch = query
        .plan
        .fetch
        .or_else(|| query.plan.settings.fetch.clone());
    if query.plan.fetch.is_none() {
        // It only shows, also where somebody else has said how to fetch it.
        query.plan.settings.enabled = Some(Enabled::No);
    }
    query
}

impl Core {
    pub(super) fn query(&self) -> Rc<Erased> {
        self.query.borrow().clone()
    }

    pub(super) fn entry(&self) -> Rc<Entry> {
        self.entry.borrow().clone()
    }

    pub(super) fn now(&self) -> Timestamp {
        (self.client.env().now)()
    }

    pub(super) fn look(&self) -> Seen {
        let (entry, query) = (self.entry(), self.query());
        let mut view = self.view.take();
        let seen = view.look(&entry, &query, self.now());
        *self.view.borrow_mut() = view;
        seen
    }

    pub(super) fn is_mounted(&self) -> bool {
        !self.subscribers.borrow().is_empty()
    }

    pub(super) fn mount(&self) {
        *self.told.borrow_mut() = Some(self.look());
        let entry = self.current_entry();
        self.join(&entry);
        if self.wants_on_mount(&entry) {
            self.execute(Go::running(Running::Share));
        }
        self.update_timers();
        self.client.notify();
    }

    pub(super) fn unsubscribe(&self, number: u64) {
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

    pub(super) fn join(&self, entry: &Rc<Entry>) {
        let Some(me) = self.me.upgrade() else { return };
        entry.watchers.borrow_mut().push(me);
        self.client.keep(entry);
        self.client
            .emit(|| CacheEvent::ObserverAdded(entry.key.clone()));
    }

    pub(super) fn part(&self, entry: &Rc<Entry>) {
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
    pub(super) fn current_entry(&self) -> Rc<Entry> {
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

    pub(super) fn execute(&self, go: Go) -> Option<oneshot::Receiver<Landing>> {
        let entry = self.current_entry();
        let plan = self.asked.borrow().clone();
        let flies = self.client.fly(&entry, Some(plan), go);
        if flies {
            self.client.join(&entry)
        } else {
            None
        }
    }

    pub(super) fn set_options(&self, query: Erased) {
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

    pub(super) fn is_stale_for_me(&self, entry: &Entry) -> bool {
        let stale_at = self.query().plan.settings.stale_at(&entry.state);
        stale_at.is_stale(&entry.state(), self.now())
    }

    pub(super) fn wants_on_mount(&self, entry: &Entry) -> bool {
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
}
