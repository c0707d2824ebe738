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

mod client;
mod conditions;
mod entities;
mod entry;
mod env;
mod event;
mod filter;
mod fold;
mod key;
mod leads;
mod list;
mod mutations;
mod observers;
mod retry;

pub use crate::model::{Failure, RetryKind};
pub use client::{Fetch, Listening, QueryClient};
pub use conditions::Conditions;
pub use entities::{Before, Entities, Lead, Overlay, Packed, Slot, Slots, Tags, View};
pub use entry::{Snapshot, Status};
pub use env::{Env, backoff};
pub use event::{ActionKind, CacheEvent, MutationAction};
pub use filter::{Fit, compare, fits, parse_point};
pub use fold::fold;
pub use key::Key;
pub use list::{Arrival, List, Move, Rows};
pub use mutations::{
    CallbackResult, DehydratedMutation, GlobalCallbacks, Mutating, MutationCallbacks,
    MutationContext, MutationError, MutationFilters, MutationInfo, MutationObserver,
    MutationOptions, MutationSnapshot, MutationStatus, Subscription,
};
pub use observers::{ObserverId, Target};
pub use retry::{
    Attempts, DelayOf, NetworkMode, Patience, Progress, Retry, RetryDelay, ShouldRetry, attempt,
};

#[cfg(test)]
mod testing;
