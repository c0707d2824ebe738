//! What keeping a connection up needs of the rest of the app.

use super::{Link, Notice, State, apply::mark_stale, apply_all, pace::Pace, rules::not_durable};
use crate::{
    model::{
        AnyEvent, EventPage, Failure, Presence, Seq, ServerFrame, Timestamp, Topic, Uuid, is_over,
        read_frame, thin,
    },
    net::{Closed, Socket},
    query::{Key, QueryClient},
};
use futures::{
    FutureExt,
    future::{LocalBoxFuture, select},
};
use std::{cell::RefCell, rc::Rc, time::Duration};

/// Events wait no longer than this for the end of a frame and for what the one before
/// cost to be paid for: on a hidden or busy page frames are rare.
const LATEST: Duration = Duration::from_millis(100);

/// What comes back, in time.
type Answer<T, E> = LocalBoxFuture<'static, Result<T, E>>;

/// How the driver reaches the server and the page.
#[derive(Clone)]
pub struct Wire {
    /// Opens the socket.
    pub connect: Rc<dyn Fn() -> Answer<Socket, Closed>>,
    /// Asks what happened after a position.
    pub poll: Rc<dyn Fn(Seq, Vec<Topic>) -> Answer<EventPage, Failure>>,
    /// Waits for the frame that is being shown to be over: until when what is
    /// put into the cache would be drawn at once with what was put before. Told whether
    /// anything of that is in sight; says how long the page worked to draw it.
    pub frame: Rc<dyn Fn(bool) -> LocalBoxFuture<'static, Duration>>,
    /// The time since some moment, fine enough to measure what is done in a frame.
    pub clock: Rc<dyn Fn() -> Duration>,
    /// Told that the session has ended.
    pub signed_out: Rc<dyn Fn()>,
    /// Told that the user's role changed: it is time to ask again who is signed in.
    pub session_changed: Rc<dyn Fn()>,
    /// Told what the user should know.
    pub notice: Rc<dyn Fn(Notice)>,
    /// Told after events were applied.
    pub applied: Rc<dyn Fn(&Link)>,
}

/// The cache, the world and the connection as others see it.
pub(super) struct Context {
    pub client: QueryClient,
    pub wire: Wire,
    pub link: Link,
    pub pace: Rc<RefCell<Pace>>,
}

impl Context {
    pub fn now(&self) -> Timestamp {
        (self.client.env().now)()
    }

    pub fn sleep(&self, time: Duration) -> LocalBoxFuture<'static, ()> {
        (self.client.env().sleep)(time)
    }

    /// [Applies](Self::apply) events. Done when the frame is over that shows them, and
    /// their cost is paid for, or late enough; and whether anything of it is in sight.
    pub fn show(&self, told: Vec<String>) -> (LocalBoxFuture<'static, ()>, bool) {
        let (clock, pace, sleep) = (
            self.wire.clock.clone(),
            self.pace.clone(),
            self.client.env().sleep.clone(),
        );
        let (began, seen) = (clock(), self.client.told());
        self.apply(told);
        let applied = clock().saturating_sub(began);
        let is_seen = self.client.told() != seen;
        let drawn = (self.wire.frame)(is_seen);
        let over = async move {
            let work = applied + drawn.await;
            let rest = pace.borrow_mut().rest(clock(), work);
            if !rest.is_zero() {
                sleep(rest).await;
            }
        };
        // No timer is made for what is over at once.
        let sleep = self.client.env().sleep.clone();
        let late = async move { sleep(LATEST).await };
        let over = select(Box::pin(over), Box::pin(late)).map(drop);
        (over.boxed_local(), is_seen)
    }

    /// Whether the page is out of sight.
    pub fn is_hidden(&self) -> bool {
        self.link.lets_go_in(self.now()).is_some()
    }

    /// Whether the page has been out of sight for so long that it listens to nothing.
    pub fn lets_go(&self) -> bool {
        self.link.lets_go_in(self.now()) == Some(0)
    }

    pub fn become_state(&self, state: State) {
        self.link.become_state(state, self.now());
        if state == State::Connected {
            self.client.set_online(true);
            self.client.retry_failed();
        }
    }

    /// Puts what frames tell of into the cache.
    pub fn apply(&self, mut frames: Vec<String>) {
        // What a list may have counted, and what may be one's own, is all told.
        let reflected = self.client.reflected();
        thin(&mut frames, &|id, seq| {
            Some(seq) > reflected && !self.client.entities().is_pending(id)
        });
        let read = |frame: String| match read_frame(frame.as_bytes()) {
            Ok(ServerFrame::Event(event)) => vec![*event],
            Ok(ServerFrame::Batch { events }) => events,
            Ok(_) => Vec::new(),
            Err(error) => {
                tracing::warn!(%error, "frame not understood");
                Vec::new()
            }
        };
        self.take(frames.into_iter().flat_map(read).collect());
    }

    /// Puts events into the cache, those that it has not had.
    pub fn take(&self, events: Vec<AnyEvent>) {
        if events.is_empty() {
            return;
        }
        let topics = self.link.is_live().then(|| self.link.topics());
        let new = events
            .into_iter()
            .filter(|event| self.link.with_tally(|tally| tally.take(event.seq())))
            .filter(|event| !is_over(event));
        let is_told = |topic| {
            topics
                .as_ref()
                .is_some_and(|topics| topics.contains(&topic))
        };
        for notice in apply_all(&self.client, new, &is_told) {
            (self.wire.notice)(notice);
        }
        (self.wire.applied)(&self.link);
    }

    /// What was missed is gone: everything is stale.
    pub fn reset(&self, epoch: Uuid, seq: Seq) {
        self.link.with_tally(|tally| tally.reset(epoch, seq));
        self.client.invalidate_all();
        self.client.skip_to(seq);
        (self.wire.applied)(&self.link);
    }

    /// Notes which event log this is. If it is another one than before, everything is
    /// stale and versions known so far mean nothing. Whether it is the same.
    pub fn enter(&self, epoch: Uuid, seq: Seq) -> bool {
        let same = self.link.enter(epoch);
        if !same {
            self.client.forget_businesses();
            self.reset(epoch, seq);
        }
        same
    }

    /// Asks for what was told meanwhile and does not stand in the event log.
    pub fn ask_for_missed(&self) {
        let stale = self.link.topics().into_iter().flat_map(not_durable);
        mark_stale(&self.client, stale, &|_| false);
    }

    /// Nobody says any more who looks at what: it is told anew to whoever listens again.
    pub fn forget_presence(&self) {
        for topic in self.link.topics() {
            if let Topic::Presence(id) = topic {
                self.client
                    .update::<Vec<Presence>>(&Key::presence(id), Vec::clear);
            }
        }
    }
}
