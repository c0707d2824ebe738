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
mod entities;
mod entry;
mod env;
mod filter;
mod fold;
mod key;
mod leads;
mod list;
mod observers;

pub use crate::model::{Failure, RetryKind};
pub use client::{Fetch, QueryClient};
pub use entities::{Entities, Overlay};
pub use entry::{Snapshot, Status};
pub use env::{Env, backoff};
pub use filter::{Fit, compare, fits, parse_point};
pub use fold::fold;
pub use key::Key;
pub use list::List;
pub use observers::{ObserverId, Target};

#[cfg(test)]
mod testing;
