//! The frames of `GET /ws`: one JSON object each, at most [`MAX_FRAME`] bytes.

use super::{AnyEvent, Problem, ProblemCode, Seq, Topic, Uuid};
use serde::{Deserialize, Serialize};

/// The largest frame in either direction, in bytes.
pub const MAX_FRAME: usize = 64 * 1024;

/// What a client sends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum ClientFrame {
    /// Listen to topics, and hear what happened on them after `since`.
    Subscribe {
        /// Which.
        topics: Vec<Topic>,
        /// The position of what the client holds; absent for from now on.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        since: Option<Seq>,
    },
    /// Listen no more.
    Unsubscribe {
        /// To which.
        topics: Vec<Topic>,
    },
    /// Asks for a `pong`.
    Ping {},
    /// Says what the user is looking at, until the next one or the end of the connection.
    Presence {
        /// `presence:{business id}`; `None` for nothing in particular.
        topic: Option<Topic>,
    },
}

/// What the server sends.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ServerFrame {
    /// First of all.
    Hello {
        /// Changes when the database was replaced: positions of another epoch mean nothing.
        epoch: Uuid,
        /// The newest position in the event log.
        seq: Seq,
    },
    /// The answer to a subscription. All that happened up to `seq` has been sent before it.
    Subscribed {
        /// To which.
        topics: Vec<Topic>,
        /// The position from which on events come live.
        seq: Seq,
    },
    /// Something happened.
    Event(Box<AnyEvent>),
    /// Several things happened, in this order.
    Batch {
        /// What.
        events: Vec<AnyEvent>,
    },
    /// What was missed is gone: refetch what is shown, go on from `seq`.
    Reset {
        /// Which event log this is.
        epoch: Uuid,
        /// The position to go on from.
        seq: Seq,
    },
    /// The answer to a ping.
    Pong,
    /// A frame of the client's was refused; the socket stays open unless it closes next.
    Error {
        /// What programs go by.
        code: ProblemCode,
        /// For people.
        detail: String,
    },
}

/// WebSocket close codes of our own (RFC 6455, 7.4.2: 4000–4999 are private).
pub mod close {
    /// The session ended: sign in again.
    pub const SIGNED_OUT: u16 = 4401;
    /// The user's role changed: ask again who is signed in, then connect anew.
    pub const SESSION_CHANGED: u16 = 4403;
    /// The client did not keep up: resume with `since`.
    pub const TOO_SLOW: u16 = 4408;
    /// No ping came in time.
    pub const IDLE: u16 = 4409;
}

impl From<Problem> for ServerFrame {
    fn from(problem: Problem) -> Self {
        Self::Error {
            code: problem.code,
            detail: problem.detail.unwrap_or(problem.title),
        }
    }
}
