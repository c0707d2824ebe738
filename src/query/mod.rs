//! The cache: server state on the client, in one place.
//!
//! Everything that is known of the server goes *into* it — HTTP answers, socket
//! events, optimistic changes — and components read only *from* it. It knows no
//! Dioxus, does no I/O and has no clock of its own: see [`Env`].
//!
//! - [`Key`]: hierarchical names of what is cached; invalidation goes by prefix.
//! - [`Query`], [`Settings`]: what is asked for, and how it behaves.
//! - [`QueryClient`]: fetches, keeps, changes and forgets. It holds data *and* error, and
//!   has one flight for each key. [`Filter`] says which queries are meant.
//! - [`Observer`], [`Queries`], [`InfiniteObserver`]: what a component holds. They give
//!   [`Snapshot`]s.
//! - [`MutationOptions`], [`MutationObserver`]: changes on their way to the server.
//! - [`Entities`]: each lead once, whatever lists show it; newer versions only,
//!   with pending changes laid over what the server said.
//! - [`List`]: ids in order; leads are put at their place as events come.
//!
//! Semantics are those of TanStack Query v5 where it has them; `docs/tanstack.md` maps
//! each of its features, and `conformance/` tests each behaviour.
//!
//! ```
//! use futures::{executor::LocalPool, task::LocalSpawnExt};
//! use leadwire::query::{Env, Key, Observer, Query, QueryClient};
//! use std::{rc::Rc, time::Duration};
//!
//! // The world is handed in: here a pool of tasks, and a clock that stands still.
//! let mut pool = LocalPool::new();
//! let spawner = pool.spawner();
//! let client = QueryClient::new(Env {
//!     now: Rc::new(|| 0),
//!     spawn: Rc::new(move |task| spawner.spawn_local(task).unwrap()),
//!     sleep: Rc::new(|_| Box::pin(std::future::pending())),
//!     random: Rc::new(|| 0.0),
//! });
//!
//! // What is asked for, said once, anywhere.
//! let todos = || {
//!     Query::new(Key::new(["todos"]), |_| async { Ok(vec!["write".to_owned()]) })
//!         .stale_time(Duration::from_secs(30))
//! };
//!
//! // A component looks at it: it is fetched, and told of every change.
//! let count = Observer::new(&client, todos().select(Vec::len));
//! let observing = count.subscribe(|seen| println!("{:?} to do", seen.data));
//! assert!(count.current().is_loading());
//! pool.run_until_stalled();
//! assert_eq!(count.current().data.as_deref(), Some(&1));
//!
//! // Somebody changes it, before the server confirms it or because it said so.
//! client.update::<Vec<String>>(&Key::new(["todos"]), |todos| todos.push("rest".to_owned()));
//! assert_eq!(count.current().data.as_deref(), Some(&2));
//!
//! // Marked stale, it is fetched again, as somebody looks at it.
//! client.invalidate(Key::new(["todos"]));
//! pool.run_until_stalled();
//! assert_eq!(count.current().data.as_deref(), Some(&1));
//!
//! // Nobody looks any more: it is kept for five minutes.
//! drop(observing);
//! ```

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
mod followers;
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
