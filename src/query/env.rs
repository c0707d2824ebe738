//! What the cache needs from the world, handed in so that tests can drive it.

use crate::model::Timestamp;
use futures::future::LocalBoxFuture;
use std::{rc::Rc, time::Duration};

/// Clock, tasks and chance.
#[derive(Clone)]
pub struct Env {
    /// Unix milliseconds.
    pub now: Rc<dyn Fn() -> Timestamp>,
    /// Runs a task that outlives whoever started it.
    pub spawn: Rc<dyn Fn(LocalBoxFuture<'static, ()>)>,
    /// Waits.
    pub sleep: Rc<dyn Fn(Duration) -> LocalBoxFuture<'static, ()>>,
    /// 0 to 1, for jitter.
    pub random: Rc<dyn Fn() -> f64>,
}

/// TanStack Query's back-off: 1, 2, 4 … s, at most 30, here with up to a fifth of jitter.
pub fn backoff(attempt: u32, random: f64) -> Duration {
    let base = 1_000u64.saturating_mul(1 << attempt.min(5)).min(30_000);
    Duration::from_millis(base + (base as f64 * 0.2 * random) as u64)
}
