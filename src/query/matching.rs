//! Which queries are meant.

use super::{FetchStatus, Key, State, entry::Entry, index::Index};
use crate::model::Timestamp;
use std::rc::Rc;

/// Decides whether a query is meant, from its key and what is known of it.
type Predicate = Rc<dyn Fn(&Key, &State) -> bool>;

/// Which queries are meant: all of those that satisfy everything that was said.
///
/// ```
/// # use leadwire::query::{Filter, Key};
/// let stale_lists = Filter::under(&Key::business_lists()).stale().inactive();
/// let those_with_errors = Filter::all().matching(|_, state| state.error.is_some());
/// # let _ = (stale_lists, those_with_errors);
/// ```
#[derive(Clone, Default)]
pub struct Filter {
    under: Option<Key>,
    exactly: Option<Key>,
    active: Option<bool>,
    stale: Option<bool>,
    fetch_status: Option<FetchStatus>,
    predicate: Option<Predicate>,
}

impl Filter {
    /// Every query.
    pub fn all() -> Self {
        Self::default()
    }

    /// The query of this key and all below it.
    pub fn under(prefix: &Key) -> Self {
        Self {
            under: Some(prefix.clone()),
            ..Self::default()
        }
    }

    /// The query of this key alone.
    pub fn exactly(key: &Key) -> Self {
        Self {
            exactly: Some(key.clone()),
            ..Self::default()
        }
    }

    /// Those that somebody observes and that may fetch of themselves.
    pub fn active(mut self) -> Self {
        self.active = Some(true);
        self
    }

    /// The others.
    pub fn inactive(mut self) -> Self {
        self.active = Some(false);
        self
    }

    /// Those whose data is out of date.
    pub fn stale(mut self) -> Self {
        self.stale = Some(true);
        self
    }

    /// Those whose data is not.
    pub fn fresh(mut self) -> Self {
        self.stale = Some(false);
        self
    }

    /// Those that are being fetched.
    pub fn fetching(self) -> Self {
        self.fetch_status(FetchStatus::Fetching)
    }

    /// Those that would be, but wait.
    pub fn paused(self) -> Self {
        self.fetch_status(FetchStatus::Paused)
    }

    /// Those that are not.
    pub fn idle(self) -> Self {
        self.fetch_status(FetchStatus::Idle)
    }

    /// Those that are in this state of being fetched.
    pub fn fetch_status(mut self, status: FetchStatus) -> Self {
        self.fetch_status = Some(status);
        self
    }

    /// Those for which the function says so.
    pub fn matching(mut self, predicate: impl Fn(&Key, &State) -> bool + 'static) -> Self {
        self.predicate = Some(Rc::new(predicate));
        self
    }

    pub(super) fn activity(&self) -> Option<bool> {
        self.active
    }

    /// Those that may be meant, by their keys.
    pub(super) fn candidates(&self, index: &Index) -> Vec<Rc<Entry>> {
        match (&self.exactly, &self.under) {
            (Some(key), under) => {
                let is_under = |key: &Key| under.as_ref().is_none_or(|prefix| key.is_under(prefix));
                let one = index.get(key).filter(|entry| is_under(&entry.key));
                one.cloned().into_iter().collect()
            }
            (None, Some(prefix)) => index.under(prefix).cloned().collect(),
            (None, None) => index.all().cloned().collect(),
        }
    }

    /// Whether one that may be meant is.
    pub(super) fn admits(&self, entry: &Entry, now: Timestamp) -> bool {
        self.active.is_none_or(|active| entry.is_active() == active)
            && self.stale.is_none_or(|stale| entry.is_stale(now) == stale)
            && self
                .fetch_status
                .is_none_or(|status| entry.fetch_status() == status)
            && self.predicate.as_ref().is_none_or(|predicate| {
                let state = entry.state().clone();
                predicate(&entry.key, &state)
            })
    }
}

impl From<&Key> for Filter {
    fn from(prefix: &Key) -> Self {
        Self::under(prefix)
    }
}

impl From<Key> for Filter {
    fn from(prefix: Key) -> Self {
        Self::under(&prefix)
    }
}
