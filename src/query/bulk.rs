//! What is done to all queries that are meant.

use super::{
    FetchStatus, Filter, Key, QueryClient, State,
    entry::Entry,
    flight::{Go, Running},
    state::Action,
};
use futures::future::{LocalBoxFuture, join_all};
use std::{
    pin::Pin,
    rc::Rc,
    task::{Context, Poll},
};

/// Is done when what was begun is. It goes on if nobody awaits it.
pub struct Settled(Option<LocalBoxFuture<'static, ()>>);

impl Settled {
    pub(super) fn after(work: impl Future<Output = ()> + 'static) -> Self {
        Self(Some(Box::pin(work)))
    }
}

impl Future for Settled {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        match &mut self.0 {
            Some(work) => work.as_mut().poll(context),
            None => Poll::Ready(()),
        }
    }
}

/// What an invalidation refetches.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Refetch {
    /// What somebody looks at.
    #[default]
    Active,
    /// What nobody looks at.
    Inactive,
    /// Both.
    All,
    /// Nothing.
    Nothing,
}

impl QueryClient {
    pub(super) fn find(&self, filter: &Filter) -> Vec<Rc<Entry>> {
        let mut found = filter.candidates(&self.inner.borrow().entries);
        let now = (self.env().now)();
        found.retain(|entry| filter.admits(entry, now));
        found
    }

    /// The keys of the queries that are meant, in order.
    pub fn keys(&self, filter: impl Into<Filter>) -> Vec<Key> {
        let found = self.find(&filter.into());
        found.iter().map(|entry| entry.key.clone()).collect()
    }

    /// How many observers a query has.
    pub fn observers(&self, key: &Key) -> usize {
        self.entry(key).map_or(0, |entry| entry.observers())
    }

    /// How many of the queries that are meant are being fetched.
    pub fn is_fetching(&self, filter: impl Into<Filter>) -> usize {
        self.find(&filter.into().fetching()).len()
    }

    /// Marks queries stale, and refetches those that somebody looks at; never those
    /// that are disabled. A fetch under way is called off for another, if there is
    /// older data; if there is none, another follows it.
    pub fn invalidate(&self, filter: impl Into<Filter>) -> Settled {
        self.invalidate_with(filter, Refetch::Active, Running::Restart)
    }

    /// Marks queries stale, refetches what is said, and does as is said with what is
    /// being fetched.
    pub fn invalidate_with(
        &self,
        filter: impl Into<Filter>,
        refetch: Refetch,
        running: Running,
    ) -> Settled {
        let filter = filter.into();
        self.batch(|| {
            let found = self.find(&filter);
            for entry in &found {
                if !entry.state().is_invalidated {
                    self.act(entry, Action::Invalidate);
                }
            }
            let active = match refetch {
                Refetch::Nothing => return Settled(None),
                Refetch::All => None,
                Refetch::Inactive => Some(false),
                // What was asked for, as in TanStack Query: `type` stands in for `refetchType`.
                Refetch::Active => filter.activity().or(Some(true)),
            };
            // Whether stale or not was asked before: all are, now.
            let is_meant =
                |entry: &Rc<Entry>| active.is_none_or(|active| entry.is_active() == active);
            let (meant, others): (Vec<_>, Vec<_>) = found.into_iter().partition(is_meant);
            // What is on its way for nobody may have been asked for before what it was
            // invalidated for: it is not fresh when it comes.
            let idle = others.iter().filter(|entry| !entry.is_active());
            idle.for_each(|entry| self.follow_up(entry));
            self.fetch_all(&meant, |entry| {
                // The first fetch has nothing to show meanwhile, so it goes on; but it
                // may have asked before what it was invalidated for.
                if running == Running::Restart && !entry.state().has_data() {
                    Running::Follow
                } else {
                    running
                }
            })
        })
    }

    /// Marks queries stale for events, which come often: a fetch under way goes on,
    /// and one more follows it. Were it called off at each event, it would never end.
    pub fn invalidate_often(&self, filter: impl Into<Filter>) {
        drop(self.invalidate_with(filter, Refetch::Active, Running::Follow));
    }

    /// Marks everything stale: the server cannot tell what was missed.
    pub fn invalidate_all(&self) {
        self.invalidate_often(Filter::all());
    }

    /// Fetches queries again, stale or not, observed or not; but none that is
    /// disabled, static, or was never fetched. A fetch under way is called off for
    /// another, if there is older data.
    pub fn refetch(&self, filter: impl Into<Filter>) -> Settled {
        self.refetch_with(filter, Running::Restart)
    }

    /// Fetches queries again, and does as is said with what is being fetched.
    pub fn refetch_with(&self, filter: impl Into<Filter>, running: Running) -> Settled {
        let filter = filter.into();
        self.batch(|| self.fetch_all(&self.find(&filter), |_| running))
    }

    fn fetch_all(&self, entries: &[Rc<Entry>], running: impl Fn(&Entry) -> Running) -> Settled {
        let mut landings = Vec::new();
        for entry in entries {
            if entry.is_disabled() || entry.is_static() {
                continue;
            }
            // As those who look at it want it, whoever fetched it last.
            let plan = entry.watchers().iter().find_map(|one| {
                let wants = one.is_enabled(&entry.state);
                wants
                    .then(|| one.plan())
                    .filter(|plan| plan.fetch.is_some())
            });
            let flies = self.fly(entry, plan, Go::running(running(entry)));
            // What is paused may be for long.
            if flies && entry.fetch_status() != FetchStatus::Paused {
                landings.extend(self.join(entry));
            }
        }
        if landings.is_empty() {
            return Settled(None);
        }
        Settled::after(async move {
            join_all(landings).await;
        })
    }

    /// Fetches again whatever is observed and failed: the server is back. Also what is
    /// still out of date: data that was put by hand takes an error away, not the reason
    /// why it was asked for.
    pub fn retry_failed(&self) -> Settled {
        let failed = Filter::all()
            .active()
            .matching(|_, state| state.error.is_some() || state.is_invalidated);
        self.refetch_with(failed, Running::Share)
    }

    /// Calls off what is being fetched, paused or not: everything is as before.
    pub fn cancel(&self, filter: impl Into<Filter>) {
        self.batch(|| {
            for entry in self.find(&filter.into()) {
                self.revert(&entry);
            }
        });
    }

    /// Puts queries back to how they began, initial data included, and fetches those
    /// that somebody looks at. Whoever waits for one gets what that brings.
    pub fn reset(&self, filter: impl Into<Filter>) -> Settled {
        let filter = filter.into();
        self.batch(|| {
            let meant = self.find(&filter);
            let put_back = |entry: &Rc<Entry>| {
                let waiting = self.ground(entry);
                let initial = entry.initial.borrow().clone();
                self.act(entry, Action::Put(Box::new(initial)));
                self.schedule_gc(entry);
                (waiting, entry.clone())
            };
            let waiting: Vec<_> = meant.iter().map(put_back).collect();
            let active: Vec<_> = meant
                .into_iter()
                .filter(|entry| entry.is_active())
                .collect();
            let settled = self.fetch_all(&active, |_| Running::Restart);
            // Whoever waited is not to fail for what begins anew.
            waiting
                .into_iter()
                .for_each(|(those, entry)| those.board(&entry));
            settled
        })
    }

    /// Takes queries out of the cache. Those who observe one keep what they see, until
    /// they fetch it again.
    pub fn remove(&self, filter: impl Into<Filter>) {
        self.batch(|| {
            for entry in self.find(&filter.into()) {
                self.drop_entry(&entry);
            }
        });
    }

    /// Forgets everything, as on signing out. Those who observe something see that
    /// there is nothing any more (in TanStack Query they would go on seeing it).
    pub fn clear(&self) {
        self.clear_mutations();
        self.batch(|| {
            for entry in self.find(&Filter::all()) {
                self.silence(&entry);
                *entry.initial.borrow_mut() = State::default();
                if entry.is_observed() {
                    self.act(&entry, Action::Put(Box::default()));
                } else {
                    self.drop_entry(&entry);
                }
            }
            self.inner.borrow_mut().entities.clear();
        });
    }
}
