//! The cache: server state on the client, in one place.
//!
//! Everything that is known of the server goes *into* it — HTTP answers, socket
//! events, optimistic changes — and components read only *from* it. It knows no
//! Dioxus, does no I/O and has no clock of its own: see [`Env`].
//!
//! - [`Key`]: hierarchical names of what is cached; invalidation goes by prefix.
//! - [`QueryClient`]: entries with data *and* error, one flight for each key,
//!   retries, observers.
//! - [`Entities`]: each lead once, whatever lists show it; newer versions only,
//!   with pending changes laid over what the server said.
//! - [`List`]: ids in order; leads are put at their place as events come.
//!
//! Semantics are those of TanStack Query v5 where it has them.

mod bulk;
mod client;
mod conditions;
mod context;
mod defaults;
mod entities;
mod entry;
mod env;
mod event;
mod fetch;
mod filter;
mod flight;
mod fold;
mod hydrate;
mod index;
mod infinite;
mod infinite_observer;
mod kept;
mod key;
mod leads;
mod list;
mod listeners;
mod matching;
mod mutations;
mod observer;
mod observers;
mod parallel;
mod plan;
mod retry;
mod settings;
mod snapshot;
mod state;
mod timers;
mod view;
mod write;

pub use crate::model::{Failure, RetryKind};
pub use bulk::{Refetch, Settled};
pub use client::QueryClient;
pub use conditions::Conditions;
pub use context::{FetchContext, Signal};
pub use entities::{Before, Entities, Lead, News, Overlay, Packed, Slot, Slots, Tags, View};
pub use env::{Env, backoff};
pub use event::{ActionKind, CacheEvent, MutationAction};
pub use fetch::Fetched;
pub use filter::{Fit, compare, fits, parse_point};
pub use flight::{FetchError, Running};
pub use fold::fold;
pub use hydrate::{Dehydrated, DehydratedQuery};
pub use infinite::{InfiniteQuery, PageContext, Pages};
pub use infinite_observer::InfiniteObserver;
pub use key::Key;
pub use list::{Arrival, List, ListHead, Move, Rows, Verdict};
pub use listeners::Listening;
pub use matching::Filter;
pub use mutations::{
    CallbackResult, DehydratedMutation, GlobalCallbacks, Mutating, MutationCallbacks,
    MutationContext, MutationError, MutationFilters, MutationInfo, MutationObserver,
    MutationOptions, MutationSettings, MutationSnapshot, MutationStatus, Subscription,
};
pub use observer::{Looked, Observer, Observing};
pub use observers::{ObserverId, Target};
pub use parallel::Queries;
pub use plan::Query;
pub use retry::{
    Attempts, DelayOf, NetworkMode, Patience, Progress, Retry, RetryDelay, ShouldRetry, attempt,
};
pub use settings::{
    Enabled, GcTime, Interval, IntervalOf, OnLeave, RefetchOn, Settings, StaleTime,
};
pub use snapshot::Snapshot;
pub use state::{Direction, FetchStatus, State, Status};

#[cfg(test)]
mod conformance;
#[cfg(test)]
mod testing;
