//! Mutations: changes on their way to the server.
//!
//! A mutation is carried out once it is asked for, whoever asked; a component
//! that leaves cancels nothing. Within a scope mutations run one after another,
//! in the order in which they were asked for; those of different scopes side by
//! side. While there is no network they wait, *paused*, and go on in that order
//! when it is back; what is `durable` can be written down meanwhile
//! ([`QueryClient::dehydrate_mutations`](super::QueryClient::dehydrate_mutations))
//! and goes on after a restart.
//!
//! - [`MutationOptions`]: what it does, its callbacks, retries, scope.
//! - [`MutationObserver`]: what a component holds of it.
//! - [`MutationFilters`], [`MutationInfo`]: finding mutations.
//!
//! Leads are changed through the outbox, which keeps each change on disk before
//! it shows it. This is for everything else.

mod behaviour;
mod cache;
mod codec;
mod dehydrate;
mod filters;
mod mutating;
mod mutation;
mod observer;
mod options;
mod resume;
mod run;
mod state;

#[cfg(test)]
mod conformance;

pub use behaviour::{CallbackResult, MutationContext};
pub use cache::GlobalCallbacks;
pub(super) use cache::MutationCache;
pub use dehydrate::DehydratedMutation;
pub use filters::{MutationFilters, MutationInfo};
pub use mutating::{Mutating, MutationError};
pub use observer::{MutationCallbacks, MutationObserver, Subscription};
pub use options::MutationOptions;
pub use state::{MutationSnapshot, MutationStatus};
