//! Keeps the socket up: connect, resume, ping, back off, fall back to polling.

use super::{Link, Notice, State, apply_all, link::Nudge};
use crate::{
    model::{
        AnyEvent, ClientFrame, EventPage, Failure, Seq, ServerFrame, Timestamp, Topic, Uuid, close,
    },
    net::{Closed, Socket},
    query::QueryClient,
};
use futures::{
    FutureExt, SinkExt, StreamExt,
    channel::mpsc,
    future::{Fuse, FusedFuture, LocalBoxFuture},
    pin_mut, select,
};
use std::{cell::Cell, future::pending, rc::Rc, time::Duration};

/// A connection that takes longer than this to open has failed.
const OPEN_WITHIN: Duration = Duration::from_secs(10);
/// How often a ping goes out.
const PING_EVERY: Duration = Duration::from_secs(20);
/// How soon anything has to come back.
const PONG_WITHIN: Duration = Duration::from_secs(10);
/// Waits between tries, before jitter.
const BACKOFF: [u64; 5] = [1, 2, 4, 8, 16];
/// How often the socket is tried once it is given up for now.
const TRY_EVERY: Duration = Duration::from_secs(30);
/// How often is polled meanwhile.
const POLL_EVERY: Duration = Duration::from_secs(5);
/// Events that come this soon after others are applied together.
const FRAME: Duration = Duration::from_millis(16);

/// What comes back, in time.
type Answer<T, E> = LocalBoxFuture<'static, Result<T, E>>;

/// How the driver reaches the server.
#[derive(Clone)]
pub struct Wire {
    /// Opens the socket.
    pub connect: Rc<dyn Fn() -> Answer<Socket, Closed>>,
    /// Asks what happened after a position.
    pub poll: Rc<dyn Fn(Seq, Vec<Topic>) -> Answer<EventPage, Failure>>,
    /// Told that the session has ended.
    pub signed_out: Rc<dyn Fn()>,
    /// Told what the user should know.
    pub notice: Rc<dyn Fn(Notice)>,
    /// Told after events were applied.
    pub applied: Rc<dyn Fn(&Link)>,
}

/// Makes a link and the task that keeps it up until it is dropped.
pub fn drive(client: QueryClient, wire: Wire) -> (Link, LocalBoxFuture<'static, ()>) {
    let (link, nudges) = Link::new();
    let driver = Driver {
        client,
        wire,
        link: link.clone(),
        nudges,
        applied_at: Cell::default(),
    };
    (link, Box::pin(driver.run()))
}

struct Driver {
    client: QueryClient,
    wire: Wire,
    link: Link,
    nudges: mpsc::UnboundedReceiver<Nudge>,
    /// When events were last applied.
    applied_at: Cell<Timestamp>,
}

impl Driver {
    async fn run(mut self) {
        let mut failures = 0usize;
        loop {
            let ended = self.connect_once().await;
            if ended.was_connected {
                failures = 0;
            }
            if ended.code == close::SIGNED_OUT {
                // Goes on unless it is dropped: it may be the same person by another session.
                (self.wire.signed_out)();
            }
            let random = (self.client.env().random)();
            let wait = match BACKOFF.get(failures) {
                // Too slow: the server cut us off on purpose, and waits for us to resume.
                _ if ended.code == close::TOO_SLOW => Duration::from_millis(100),
                Some(seconds) => {
                    self.become_state(State::Reconnecting);
                    Duration::from_millis((*seconds as f64 * 1000.0 * (0.8 + 0.4 * random)) as u64)
                }
                None => {
                    self.become_state(State::Disconnected);
                    TRY_EVERY
                }
            };
            failures += 1;
            if self.wait(wait).await.is_err() {
                return;
            }
        }
    }

    /// Waits before the next try, polling if the socket is given up; a nudge ends
    /// the wait. An error when nobody holds the link any more.
    async fn wait(&mut self, wait: Duration) -> Result<(), ()> {
        let over = self.sleep(wait).fuse();
        pin_mut!(over);
        loop {
            let polls = self.link.connection().state == State::Disconnected;
            let poll = if polls {
                self.sleep(POLL_EVERY)
            } else {
                Box::pin(pending())
            };
            let mut poll = poll.fuse();
            select! {
                () = over => return Ok(()),
                () = poll => self.poll().await,
                nudge = self.nudges.next() => match nudge {
                    Some(Nudge::Now) => return Ok(()),
                    // The next subscription carries all topics.
                    Some(_) => {}
                    None => return Err(()),
                },
            }
        }
    }

    async fn poll(&mut self) {
        let (Some(since), topics) = (self.link.tally().position, self.link.topics()) else {
            return;
        };
        if topics.is_empty() {
            return;
        }
        if let Ok(page) = (self.wire.poll)(since, topics).await {
            let same = self.link.with_tally(|tally| tally.enter(page.epoch));
            if page.reset || !same {
                self.reset(page.epoch, page.seq);
            } else {
                self.apply(page.events);
            }
        }
    }

    async fn connect_once(&mut self) -> Ended {
        let open = (self.wire.connect)().fuse();
        let late = self.sleep(OPEN_WITHIN).fuse();
        pin_mut!(open, late);
        let opened = select! {
            opened = open => opened,
            () = late => Err(Closed { code: 1006 }),
        };
        match opened {
            Err(closed) => Ended {
                code: closed.code,
                was_connected: false,
            },
            Ok(socket) => self.talk(socket).await,
        }
    }

    async fn talk(&mut self, socket: Socket) -> Ended {
        let Socket { mut sink, stream } = socket;
        let mut stream = stream.fuse();
        let mut queue: Vec<AnyEvent> = Vec::new();
        let mut ping = self.sleep(PING_EVERY).fuse();
        let mut frame: Fuse<LocalBoxFuture<'static, ()>> = never().fuse();
        let mut awaits_pong = false;
        let mut was_connected = false;
        let code = loop {
            let send = select! {
                message = stream.next() => match message {
                    Some(Ok(text)) => {
                        awaits_pong = false;
                        match serde_json::from_str::<ServerFrame>(&text) {
                            Ok(ServerFrame::Hello { epoch, seq }) => {
                                Some(self.greet(epoch, seq))
                            }
                            Ok(ServerFrame::Event(event)) => {
                                self.take(vec![*event], &mut queue, &mut frame);
                                None
                            }
                            Ok(ServerFrame::Batch { events }) => {
                                self.take(events, &mut queue, &mut frame);
                                None
                            }
                            Ok(ServerFrame::Subscribed { .. }) => {
                                was_connected = true;
                                self.become_state(State::Connected);
                                (self.wire.applied)(&self.link);
                                None
                            }
                            Ok(ServerFrame::Reset { epoch, seq }) => {
                                queue.clear();
                                self.reset(epoch, seq);
                                None
                            }
                            Ok(ServerFrame::Pong) => None,
                            Ok(ServerFrame::Error { code, detail }) => {
                                tracing::warn!(?code, detail, "the server refused a frame");
                                None
                            }
                            Err(error) => {
                                tracing::warn!(%error, "frame not understood");
                                None
                            }
                        }
                    }
                    Some(Err(closed)) => break closed.code,
                    None => break 1006,
                },
                nudge = self.nudges.next() => match nudge {
                    // Nothing of what another topic told before counts for this one.
                    Some(Nudge::Subscribe(topic)) if was_connected => {
                        let since = self.link.tally().position;
                        Some(ClientFrame::Subscribe { topics: vec![topic], since })
                    }
                    Some(Nudge::Unsubscribe(topic)) if was_connected => {
                        Some(ClientFrame::Unsubscribe { topics: vec![topic] })
                    }
                    // Perhaps the connection is dead and nobody knows: ask.
                    Some(Nudge::Now) if !awaits_pong => {
                        awaits_pong = true;
                        ping = self.sleep(PONG_WITHIN).fuse();
                        Some(ClientFrame::Ping {})
                    }
                    Some(_) => None,
                    None => break 1000,
                },
                () = ping => {
                    if awaits_pong {
                        break 1006;
                    }
                    awaits_pong = true;
                    ping = self.sleep(PONG_WITHIN).fuse();
                    Some(ClientFrame::Ping {})
                },
                () = frame => {
                    self.apply(std::mem::take(&mut queue));
                    None
                },
            };
            if !awaits_pong && ping.is_terminated() {
                ping = self.sleep(PING_EVERY).fuse();
            }
            if let Some(frame) = send {
                // A frame is plain data: it can always be written.
                let text = serde_json::to_string(&frame).unwrap_or_default();
                if sink.send(text).await.is_err() {
                    break 1006;
                }
            }
        };
        self.apply(queue);
        Ended {
            code,
            was_connected,
        }
    }

    /// The first of a burst is applied at once, what follows within a frame together.
    fn take(
        &self,
        events: Vec<AnyEvent>,
        queue: &mut Vec<AnyEvent>,
        frame: &mut Fuse<LocalBoxFuture<'static, ()>>,
    ) {
        let now = (self.client.env().now)();
        let is_quiet = now - self.applied_at.get() >= FRAME.as_millis() as Timestamp;
        if queue.is_empty() && is_quiet {
            self.apply(events);
            return;
        }
        if queue.is_empty() {
            *frame = self.sleep(FRAME).fuse();
        }
        queue.extend(events);
    }

    fn greet(&self, epoch: Uuid, seq: Seq) -> ClientFrame {
        if !self.link.with_tally(|tally| tally.enter(epoch)) {
            self.reset(epoch, seq);
        }
        let since = self
            .link
            .with_tally(|tally| *tally.position.get_or_insert(seq));
        ClientFrame::Subscribe {
            topics: self.link.topics(),
            since: Some(since),
        }
    }

    fn reset(&self, epoch: Uuid, seq: Seq) {
        self.link.with_tally(|tally| tally.reset(epoch, seq));
        self.client.invalidate_all();
        (self.wire.applied)(&self.link);
    }

    fn apply(&self, events: Vec<AnyEvent>) {
        if events.is_empty() {
            return;
        }
        self.applied_at.set((self.client.env().now)());
        let is_connected = self.link.connection().state == State::Connected;
        let topics = self.link.topics();
        let new = events
            .into_iter()
            .filter(|event| self.link.with_tally(|tally| tally.take(event.seq())));
        apply_all(&self.client, new, &|topic| {
            is_connected && topics.contains(&topic)
        })
        .into_iter()
        .for_each(|notice| (self.wire.notice)(notice));
        (self.wire.applied)(&self.link);
    }

    fn become_state(&self, state: State) {
        self.link.become_state(state, (self.client.env().now)());
        if state == State::Connected {
            self.client.retry_failed();
        }
    }

    fn sleep(&self, time: Duration) -> LocalBoxFuture<'static, ()> {
        (self.client.env().sleep)(time)
    }
}

/// How a connection ended.
struct Ended {
    code: u16,
    was_connected: bool,
}

fn never() -> LocalBoxFuture<'static, ()> {
    Box::pin(pending())
}
