//! What an observer does later: it tells when data turns stale, and fetches at intervals.

use super::Core;
use crate::{
    model::Timestamp,
    query::{
        flight::{Go, Running},
        settings::StaleAt,
        timers::TimerId,
    },
};
use std::{cell::Cell, time::Duration};

impl Core {
    pub(super) fn update_timers(&self) {
        self.update_stale_timer();
        self.update_interval();
    }

    /// Tells subscribers when data turns stale.
    pub(super) fn update_stale_timer(&self) {
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

    pub(super) fn update_interval(&self) {
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

    pub(super) fn later(&self, timer: &Cell<Option<TimerId>>, wait: Duration, due: fn(&Self)) {
        let me = self.me.clone();
        let id = self.client.timers().after(wait, move || {
            if let Some(me) = me.upgrade() {
                due(&me);
            }
        });
        timer.set(Some(id));
    }

    pub(super) fn cancel(&self, timer: &Cell<Option<TimerId>>) {
        if let Some(id) = timer.take() {
            self.client.timers().cancel(id);
        }
    }

    pub(super) fn cancel_timers(&self) {
        self.cancel(&self.stale_timer);
        self.cancel(&self.interval_timer);
    }
}
