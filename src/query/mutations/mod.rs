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
//! ```
//! use futures::{executor::LocalPool, task::LocalSpawnExt};
//! use leadwire::query::{Env, Key, MutationFilters, MutationOptions, QueryClient};
//! use std::rc::Rc;
//!
//! let mut pool = LocalPool::new();
//! let spawner = pool.spawner();
//! let client = QueryClient::new(Env {
//!     now: Rc::new(|| 0),
//!     spawn: Rc::new(move |task| spawner.spawn_local(task).unwrap()),
//!     sleep: Rc::new(|_| Box::pin(std::future::pending())),
//!     random: Rc::new(|| 0.0),
//! });
//!
//! let cancel = MutationOptions::new(|job: Rc<u32>, context| async move {
//!     // Send `context.id` as the `Idempotency-Key`.
//!     let _ = context.id;
//!     Ok(format!("job {job} is cancelled"))
//! })
//! .key(Key::cancel_job())
//! .scope_by(|job: &u32| format!("job/{job}"))
//! .on_success(async |answer: Rc<String>, _, _| println!("{answer}"));
//!
//! client.set_online(false);
//! let cancelling = client.mutate(&cancel, 7);
//! pool.run_until_stalled();
//! let paused = client.find_mutation(MutationFilters::under(Key::cancel_job())).unwrap();
//! assert!(paused.is_paused);
//!
//! client.set_online(true);
//! let answer = pool.run_until(cancelling).unwrap();
//! assert_eq!(*answer, "job 7 is cancelled");
//! ```
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
mod settings;
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
pub use settings::MutationSettings;
pub use state::{MutationSnapshot, MutationStatus};
