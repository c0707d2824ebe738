//! The semantics of TanStack Query v5 as its users rely on them, one named test for
//! each behaviour. Where ours differs on purpose, the test's comment says why.

mod cancel;
mod client;
mod defaults;
mod fetching;
mod gc;
mod hydrate;
mod infinite;
mod invalidate;
mod observer;
mod occasions;
mod options;
mod parallel;
mod placeholder;
mod retries;
mod select;
mod set;

pub(super) use super::{
    Enabled, FetchError, FetchStatus, Filter, GcTime, Interval, Key, NetworkMode, Observer,
    OnLeave, Query, Refetch, RefetchOn, Retry, RetryDelay, Running, Settings, StaleTime, Status,
    testing::{Heard, Server, World, forbidden, key, ms, unreachable},
};
pub(super) use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    time::Duration,
};
