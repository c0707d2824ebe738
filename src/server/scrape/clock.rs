//! The time for whoever has to be patient with other people's servers: tests bring
//! their own, and do not wait.

use crate::{model::Timestamp, server::db};
use futures::{FutureExt, future::BoxFuture};
use std::time::Duration;

/// What time it is, and waiting.
pub trait Clock: Send + Sync {
    /// Unix milliseconds.
    fn now(&self) -> Timestamp;

    /// Comes back after so long.
    fn sleep(&self, time: Duration) -> BoxFuture<'_, ()>;
}

/// The clock on the wall.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wall;

impl Clock for Wall {
    fn now(&self) -> Timestamp {
        db::now()
    }

    fn sleep(&self, time: Duration) -> BoxFuture<'_, ()> {
        tokio::time::sleep(time).boxed()
    }
}
