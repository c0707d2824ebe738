//! Why something could not be had from the server, and what may be done about it.

use super::{Problem, ProblemCode};
use std::time::Duration;

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
    /// What may be done about it: 408, 429, 5xx and what is being worked on under the
    /// same key are worth another try, other refusals are not.
    pub fn retry_kind(&self) -> RetryKind {
        match self {
            // Somebody on the way answered in the server's stead, such as a hotel's sign-in page.
            Self::Unreachable | Self::Unreadable(_) => RetryKind::Transient(None),
            Self::Refused(problem) if problem.code == ProblemCode::IdempotencyInFlight => {
                RetryKind::Transient(None)
            }
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
