//! What an entry asks of an observer, and how its subscribers are told.

use super::Core;
use crate::{
    model::Timestamp,
    query::{
        NetworkMode, RefetchOn, State,
        entry::{Occasion, Watcher},
        plan::Plan,
        settings::StaleAt,
    },
};
use std::cell::RefCell;

impl Watcher for Core {
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

    fn mark(&self, is_changed: bool) -> bool {
        self.is_changed.set(self.is_changed.get() || is_changed);
        !self.is_marked.replace(true)
    }

    fn flush(&self) {
        self.is_marked.set(false);
        let is_changed = self.is_changed.take();
        if !self.is_mounted() {
            return;
        }
        let seen = self.look();
        let settings_have_timers = {
            let query = self.query();
            let settings = &query.plan.settings;
            settings.stale_time.is_some() || settings.refetch_interval.is_some()
        };
        // An interval counts from the last change of the query. Other options, or data
        // that turns stale, do not put it off: a component that is drawn often polls, too.
        match (settings_have_timers, is_changed) {
            (true, true) => self.update_timers(),
            (true, false) => self.update_stale_timer(),
            (false, _) => {}
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
