//! How a query behaves, whatever its data.

use super::{Failure, FetchContext, NetworkMode, Retry, RetryDelay, State, state::Data};
use crate::model::Timestamp;
use futures::future::LocalBoxFuture;
use std::{cell::RefCell, fmt, rc::Rc, time::Duration};

/// How data is had, its type forgotten.
pub(super) type Fetch = Rc<dyn Fn(FetchContext) -> LocalBoxFuture<'static, Result<Data, Failure>>>;

/// How long data counts as fresh.
#[derive(Clone)]
pub enum StaleTime {
    /// This long; zero, the default, is not at all.
    After(Duration),
    /// Until it is invalidated.
    Never,
    /// For good: invalidation and `refetch` do nothing either.
    Static,
    /// As the function says.
    With(Rc<dyn Fn(&State) -> StaleTime>),
}

/// How long data stays that nobody looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum GcTime {
    /// This long; five minutes if nothing is said.
    After(Duration),
    /// For good.
    Never,
}

impl Default for GcTime {
    fn default() -> Self {
        Self::After(Duration::from_secs(5 * 60))
    }
}

/// Whether to fetch on an occasion: mounting, focus, reconnecting.
#[derive(Clone)]
pub enum RefetchOn {
    /// Not.
    Never,
    /// If it is stale.
    Stale,
    /// In any case.
    Always,
    /// As the function says.
    With(Rc<dyn Fn(&State) -> RefetchOn>),
}

/// Whether a query may fetch of itself.
#[derive(Clone)]
pub enum Enabled {
    /// Whenever it should.
    Yes,
    /// Only when asked to.
    No,
    /// As the function says.
    When(Rc<dyn Fn(&State) -> bool>),
}

/// Says how often to fetch.
pub type IntervalOf = Rc<dyn Fn(&State) -> Option<Duration>>;

/// How often to fetch while somebody observes.
#[derive(Clone)]
pub enum Interval {
    /// Not at all.
    Never,
    /// This often.
    Every(Duration),
    /// As the function says, after each change; nothing stops it.
    With(IntervalOf),
}

/// What becomes of a fetch when the last observer leaves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OnLeave {
    /// TanStack Query's way: it is cancelled if its function took the signal, else
    /// the attempt under way is awaited and kept.
    #[default]
    Auto,
    /// It goes on, with all its further attempts.
    Keep,
    /// It is cancelled, and the state before it is put back.
    Cancel,
}

macro_rules! settings {
    ($($(#[$doc:meta])* $name:ident: $type:ty,)*) => {
        /// What can be said of many queries at once: as defaults of all or of those
        /// under a key ([`QueryClient::set_defaults`](super::QueryClient::set_defaults)),
        /// or of one, where a [`Query`](super::Query) has the same methods.
        #[derive(Clone, Default)]
        pub struct Settings {
            $(pub(super) $name: Option<$type>,)*
            pub(super) fetch: Option<Fetch>,
        }

        impl Settings {
            $($(#[$doc])*
            pub fn $name(mut self, $name: impl Into<$type>) -> Self {
                self.$name = Some($name.into());
                self
            })*

            /// What `other` says, and for the rest what this does.
            pub(super) fn under(self, other: &Self) -> Self {
                Self {
                    $($name: other.$name.clone().or(self.$name),)*
                    fetch: other.fetch.clone().or(self.fetch),
                }
            }
        }

        impl<T: 'static, S: 'static> super::Query<T, S> {
            $($(#[$doc])*
            pub fn $name(mut self, $name: impl Into<$type>) -> Self {
                self.erased.plan.settings.$name = Some($name.into());
                self
            })*
        }
    };
}

settings! {
    /// How long data counts as fresh.
    stale_time: StaleTime,
    /// How long data stays that nobody looks at. The longest ever asked for a key counts.
    gc_time: GcTime,
    /// Whether a failed attempt is tried again; three times if nothing is said, but
    /// not at all by [`QueryClient::fetch`](super::QueryClient::fetch) and its like.
    retry: Retry,
    /// How long to wait before the next try.
    retry_delay: RetryDelay,
    /// What the network has to do with it.
    network_mode: NetworkMode,
    /// Whether a new observer fetches data that is there; if it is stale, by default.
    refetch_on_mount: RefetchOn,
    /// Whether to fetch when somebody looks again; if it is stale, by default.
    refetch_on_focus: RefetchOn,
    /// Whether to fetch when the network is back; by default if it is stale and the network matters.
    refetch_on_reconnect: RefetchOn,
    /// Whether a new observer tries again what failed before; yes, by default.
    retry_on_mount: bool,
    /// How often to fetch while somebody observes.
    refetch_interval: Interval,
    /// Whether it goes on doing so while nobody looks; not, by default.
    refetch_in_background: bool,
    /// Whether it may fetch of itself; yes, by default.
    enabled: Enabled,
    /// What becomes of a fetch when the last observer leaves.
    on_leave: OnLeave,
    /// Anything that its fetch function or whoever lists queries should know.
    meta: Rc<serde_json::Value>,
}

impl Settings {
    /// Nothing said.
    pub fn new() -> Self {
        Self::default()
    }

    /// How queries without a function of their own are fetched, by their key.
    pub fn fetch<T, F>(mut self, fetch: impl Fn(FetchContext) -> F + 'static) -> Self
    where
        T: 'static,
        F: Future<Output = Result<T, Failure>> + 'static,
    {
        self.fetch = Some(super::context::erase(fetch));
        self
    }

    // Functions are given a copy of the state: nothing is borrowed while they run.

    pub(super) fn stale_at(&self, state: &RefCell<State>) -> StaleAt {
        match &self.stale_time {
            None => StaleAt::after(Duration::ZERO, &state.borrow()),
            Some(time) => time.at(state),
        }
    }

    pub(super) fn is_enabled(&self, state: &RefCell<State>) -> bool {
        match &self.enabled {
            None | Some(Enabled::Yes) => true,
            Some(Enabled::No) => false,
            Some(Enabled::When(decide)) => decide(&copy(state)),
        }
    }

    pub(super) fn interval(&self, state: &RefCell<State>) -> Option<Duration> {
        let interval = match &self.refetch_interval {
            None | Some(Interval::Never) => None,
            Some(Interval::Every(time)) => Some(*time),
            Some(Interval::With(decide)) => decide(&copy(state)),
        };
        interval.filter(|time| !time.is_zero())
    }
}

fn copy(state: &RefCell<State>) -> State {
    state.borrow().clone()
}

/// Data that came so much later than now, in milliseconds, came by another clock, or
/// before this one was put back: nobody knows how old it is.
const AHEAD: Timestamp = 60_000;

/// When data is stale.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum StaleAt {
    Time(Timestamp),
    Invalidation,
    Never,
}

impl StaleAt {
    fn after(time: Duration, state: &State) -> Self {
        let time = Timestamp::try_from(time.as_millis()).unwrap_or(Timestamp::MAX);
        Self::Time(state.data_updated_at.saturating_add(time))
    }

    /// Whether data in `state` is stale.
    pub fn is_stale(self, state: &State, now: Timestamp) -> bool {
        match self {
            _ if !state.has_data() => true,
            Self::Never => false,
            _ if state.is_invalidated => true,
            Self::Invalidation => false,
            Self::Time(at) => now >= at || state.data_updated_at > now.saturating_add(AHEAD),
        }
    }
}

impl StaleTime {
    fn at(&self, state: &RefCell<State>) -> StaleAt {
        match self {
            Self::After(time) => StaleAt::after(*time, &state.borrow()),
            Self::Never => StaleAt::Invalidation,
            Self::Static => StaleAt::Never,
            Self::With(decide) => decide(&copy(state)).at(state),
        }
    }
}

impl RefetchOn {
    /// Whether to fetch, when data is stale or not.
    pub(super) fn wants(&self, state: &RefCell<State>, is_stale: bool) -> bool {
        match self {
            Self::Never => false,
            Self::Stale => is_stale,
            Self::Always => true,
            Self::With(decide) => decide(&copy(state)).wants(state, is_stale),
        }
    }
}

impl From<Duration> for StaleTime {
    fn from(time: Duration) -> Self {
        Self::After(time)
    }
}

impl From<Duration> for GcTime {
    fn from(time: Duration) -> Self {
        Self::After(time)
    }
}

impl From<bool> for RefetchOn {
    fn from(wanted: bool) -> Self {
        if wanted { Self::Stale } else { Self::Never }
    }
}

impl From<bool> for Enabled {
    fn from(enabled: bool) -> Self {
        if enabled { Self::Yes } else { Self::No }
    }
}

impl From<Duration> for Interval {
    fn from(time: Duration) -> Self {
        Self::Every(time)
    }
}

impl From<Option<Duration>> for Interval {
    fn from(time: Option<Duration>) -> Self {
        time.map_or(Self::Never, Self::Every)
    }
}

impl From<u32> for Retry {
    fn from(times: u32) -> Self {
        Self::Times(times)
    }
}

impl From<bool> for Retry {
    fn from(always: bool) -> Self {
        if always { Self::Always } else { Self::Never }
    }
}

impl From<Duration> for RetryDelay {
    fn from(wait: Duration) -> Self {
        Self::Fixed(wait)
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings").finish_non_exhaustive()
    }
}
