//! Whether a connection is alive: by asking, and by the clock.

use crate::model::Timestamp;
use futures::future::{Fuse, FutureExt, LocalBoxFuture};
use std::time::Duration;

/// How often a ping goes out.
const PING_EVERY: Duration = Duration::from_secs(20);
/// How soon anything has to come back.
const PONG_WITHIN: Duration = Duration::from_secs(10);
/// A connection from which nothing came for this long, in milliseconds, is gone,
/// whatever the timers say: this device slept, and the server has given up waiting.
const SLEPT: Timestamp = 60_000;

/// Makes a timer.
pub(super) type Sleep<'a> = &'a dyn Fn(Duration) -> LocalBoxFuture<'static, ()>;

/// What to do about a connection.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Beat {
    /// Ask whether it is alive.
    Ping,
    /// It is not.
    Lost,
    /// Nothing.
    Fine,
}

/// A connection's pulse.
pub(super) struct Pulse {
    /// Done when it is time to look.
    pub due: Fuse<LocalBoxFuture<'static, ()>>,
    heard_at: Timestamp,
    asked_at: Option<Timestamp>,
}

impl Pulse {
    /// Of a connection that was heard from at `now`.
    pub fn new(now: Timestamp, sleep: Sleep<'_>) -> Self {
        Self {
            due: sleep(PING_EVERY).fuse(),
            heard_at: now,
            asked_at: None,
        }
    }

    /// Something came at `now`. How long ago was asked, in milliseconds, if it was asked.
    pub fn heard(&mut self, now: Timestamp, sleep: Sleep<'_>) -> Option<Timestamp> {
        self.heard_at = now;
        let asked_at = self.asked_at.take()?;
        self.due = sleep(PING_EVERY).fuse();
        Some(now - asked_at)
    }

    /// It is time to look.
    pub fn look(&mut self, now: Timestamp, sleep: Sleep<'_>) -> Beat {
        if self.asked_at.is_some() || now - self.heard_at > SLEPT {
            return Beat::Lost;
        }
        self.ask(now, sleep)
    }

    /// Somebody wants to know now: the network changed, or the page is looked at again.
    pub fn doubt(&mut self, now: Timestamp, sleep: Sleep<'_>) -> Beat {
        if now - self.heard_at > SLEPT {
            return Beat::Lost;
        }
        if self.asked_at.is_some() {
            return Beat::Fine;
        }
        self.ask(now, sleep)
    }

    fn ask(&mut self, now: Timestamp, sleep: Sleep<'_>) -> Beat {
        self.asked_at = Some(now);
        self.due = sleep(PONG_WITHIN).fuse();
        Beat::Ping
    }
}
