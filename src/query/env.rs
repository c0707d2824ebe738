//! What the cache needs from the world, handed in so that tests can drive it.

use crate::model::{Problem, Timestamp};
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

/// What may be done about a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RetryKind {
    /// It may work next time, not before the given wait if the server named one.
    Transient(Option<Duration>),
    /// It will fail again.
    Permanent,
    /// It may work after signing in.
    SignIn,
}

/// Why something could not be had from the server.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Failure {
    /// No answer: offline, or the server is away.
    #[error("the server cannot be reached")]
    Unreachable,
    /// The server refused.
    #[error("{0}")]
    Refused(Box<Problem>),
    /// The answer was not understood.
    #[error("the server's answer was not understood: {0}")]
    Unreadable(String),
}

impl Failure {
    /// What may be done about it: 408, 429 and 5xx are worth another try, other
    /// refusals are not.
    pub fn retry_kind(&self) -> RetryKind {
        match self {
            Self::Unreachable => RetryKind::Transient(None),
            Self::Unreadable(_) => RetryKind::Permanent,
            Self::Refused(problem) => match problem.status {
                401 => RetryKind::SignIn,
                408 | 429 | 500.. => {
                    RetryKind::Transient(problem.retry_after.map(Duration::from_secs))
                }
                _ => RetryKind::Permanent,
            },
        }
    }

    /// The refusal, if it is one.
    pub fn problem(&self) -> Option<&Problem> {
        match self {
            Self::Refused(problem) => Some(problem),
            _ => None,
        }
    }
}

/// TanStack Query's back-off: 1, 2, 4 … s, at most 30, here with up to a fifth of jitter.
pub fn backoff(attempt: u32, random: f64) -> Duration {
    let base = 1_000u64.saturating_mul(1 << attempt.min(5)).min(30_000);
    Duration::from_millis(base + (base as f64 * 0.2 * random) as u64)
}
