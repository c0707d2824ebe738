//! The semantics of TanStack Query v5 as its users rely on them, one named test for
//! each behaviour. Where ours differs on purpose, the test's comment says why.

mod another_key;
mod cancel;
mod client;
mod defaults;
mod enabled;
mod fetching;
mod gc;
mod hydrate;
mod infinite;
mod intervals;
mod invalidate;
mod meanwhile;
mod observer;
mod occasions;
mod options;
mod parallel;
mod placeholder;
mod refetch;
mod reset;
mod retries;
mod select;
mod set;

pub(super) use super::{
    Enabled, FetchError, FetchStatus, Filter, GcTime, Interval, Key, MutationOptions, NetworkMode,
    Observer, Observing, OnLeave, Query, Refetch, RefetchOn, Retry, RetryDelay, Running, Settings,
    StaleTime, Status,
    testing::{Heard, Server, World, forbidden, key, ms, unreachable},
};
pub(super) use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    time::Duration,
};

/// Somebody who looks at a query.
fn observe<T: 'static, S: 'static>(world: &World, query: Query<T, S>) -> (Observer<S>, Observing) {
    let observer = Observer::new(&world.client, query);
    let observing = observer.subscribe(|_| {});
    (observer, observing)
}

/// The same, of a key for which the server has answered once.
fn loaded(world: &mut World, server: &Server, name: &str) -> (Observer<u32>, Observing) {
    let seen = observe(world, server.query(key(name)));
    server.answer(world, Ok(1));
    seen
}
