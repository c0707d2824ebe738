//! What is known of the connection, and how to nudge it.

use super::Tally;
use crate::model::{Seq, Timestamp, Topic, Uuid};
use futures::channel::mpsc;
use std::{cell::RefCell, rc::Rc};

/// A page that is hidden for longer than this, in milliseconds, lets its topics go.
const HIDDEN_TOO_LONG: Timestamp = 60_000;

/// How the connection is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum State {
    /// For the first time.
    #[default]
    Connecting,
    /// Events come live.
    Connected,
    /// It broke; trying again.
    Reconnecting,
    /// Given up for now: polling, and trying again every 30 s.
    Disconnected,
}

/// The connection as it is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Connection {
    /// How it is.
    pub state: State,
    /// Since when, in Unix milliseconds.
    pub since: Timestamp,
}

/// Which way a frame went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// From the server.
    In,
    /// To the server.
    Out,
}

/// What the driver is told.
pub(super) enum Nudge {
    /// A component listens to a topic that nobody listened to.
    Subscribe(Topic),
    /// Nobody listens to a topic any more.
    Unsubscribe(Topic),
    /// Try now: the user asked, the network is back, the page is looked at again.
    Now,
    /// The page came into sight, or went out of it.
    Sight,
    /// The user looks at something else.
    Look,
    /// Act as if the connection had broken.
    Drop,
    /// Begin another at once: this one does not tell of all that was missed.
    Again,
}

/// A handle to the connection; clones share it.
#[derive(Clone)]
pub struct Link {
    inner: Rc<RefCell<Inner>>,
    nudges: mpsc::UnboundedSender<Nudge>,
}

/// Told of frames: which way, and what.
type Tap = Rc<dyn Fn(Way, &str)>;

struct Inner {
    connection: Connection,
    tally: Tally,
    /// Event logs that were left for another: what they said means nothing any more.
    left: Vec<Uuid>,
    /// How many listen to each, in order; there are never many.
    topics: Vec<(Topic, u32)>,
    /// All that the topics told up to now was taken, and more is on its way.
    is_live: bool,
    /// Events are asked for from a position on: what is older comes too late for that.
    is_hearing: bool,
    hidden_since: Option<Timestamp>,
    looks_at: Option<Uuid>,
    round_trip: Option<Timestamp>,
    on_change: Option<Rc<dyn Fn(Connection)>>,
    tap: Option<Tap>,
}

impl Inner {
    /// Where a topic stands, or would.
    fn place_of(&self, topic: Topic) -> Result<usize, usize> {
        self.topics
            .binary_search_by_key(&topic, |(known, _)| *known)
    }
}

impl Link {
    /// A link that is not driven yet, and what its driver listens to.
    pub(super) fn new() -> (Self, mpsc::UnboundedReceiver<Nudge>) {
        let (nudges, receiver) = mpsc::unbounded();
        let inner = Inner {
            connection: Connection::default(),
            tally: Tally::default(),
            left: Vec::new(),
            topics: Vec::new(),
            is_live: false,
            is_hearing: false,
            hidden_since: None,
            looks_at: None,
            round_trip: None,
            on_change: None,
            tap: None,
        };
        (
            Self {
                inner: Rc::new(RefCell::new(inner)),
                nudges,
            },
            receiver,
        )
    }

    /// How the connection is.
    pub fn connection(&self) -> Connection {
        self.inner.borrow().connection
    }

    /// Who is told when the connection changes.
    pub fn on_change(&self, told: impl Fn(Connection) + 'static) {
        self.inner.borrow_mut().on_change = Some(Rc::new(told));
    }

    /// Which events have been taken.
    pub fn tally(&self) -> Tally {
        self.inner.borrow().tally
    }

    /// How long the last ping took to be answered, in milliseconds.
    pub fn round_trip(&self) -> Option<Timestamp> {
        self.inner.borrow().round_trip
    }

    /// Who listens to what: how many components to each topic.
    pub fn listeners(&self) -> Vec<(Topic, u32)> {
        self.inner.borrow().topics.clone()
    }

    /// Who is told of every frame, for looking on; nobody in release builds.
    pub fn on_frame(&self, told: impl Fn(Way, &str) + 'static) {
        self.inner.borrow_mut().tap = Some(Rc::new(told));
    }

    /// An answer, or what was kept from before, reflects `seq` of the event log
    /// `epoch`: go on from there. `false` if the server left that log for another: the
    /// answer was long on its way, and means nothing. Of a log that is not known yet the
    /// connection is about to tell.
    pub fn note(&self, epoch: Uuid, seq: Seq) -> bool {
        let (is_left, is_late) = {
            let mut inner = self.inner.borrow_mut();
            let (is_hearing, was_late) = (inner.is_hearing, inner.tally.is_late());
            inner.tally.note(epoch, seq, is_hearing);
            let is_late = inner.tally.is_late() && !was_late;
            (inner.left.contains(&epoch), is_late)
        };
        if is_late {
            self.nudge(Nudge::Again);
        }
        !is_left
    }

    /// Listens to a topic, with everybody else who does.
    pub fn listen(&self, topic: Topic) {
        let mut inner = self.inner.borrow_mut();
        match inner.place_of(topic) {
            Ok(at) => inner.topics[at].1 += 1,
            Err(at) => {
                inner.topics.insert(at, (topic, 1));
                self.nudge(Nudge::Subscribe(topic));
            }
        }
    }

    /// Listens no more; the last one out unsubscribes.
    pub fn leave(&self, topic: Topic) {
        let mut inner = self.inner.borrow_mut();
        let Ok(at) = inner.place_of(topic) else {
            return;
        };
        inner.topics[at].1 -= 1;
        if inner.topics[at].1 == 0 {
            inner.topics.remove(at);
            self.nudge(Nudge::Unsubscribe(topic));
        }
    }

    /// Tries now rather than later; asks a connection that may be dead whether it is.
    pub fn reconnect(&self) {
        self.nudge(Nudge::Now);
    }

    /// Breaks the connection, as a network would.
    pub fn drop_socket(&self) {
        self.nudge(Nudge::Drop);
    }

    /// The page came into sight (`true`), or went out of it at `now`.
    pub fn show(&self, visible: bool, now: Timestamp) {
        {
            let mut inner = self.inner.borrow_mut();
            if inner.hidden_since.is_none() == visible {
                return;
            }
            inner.hidden_since = (!visible).then_some(now);
        }
        self.nudge(Nudge::Sight);
    }

    /// Tells the others that the user looks at a lead.
    pub fn look_at(&self, business: Uuid) {
        self.look(|_| Some(business));
    }

    /// Tells the others that the user looks at a lead no longer.
    pub fn look_away(&self, business: Uuid) {
        // What is looked at next may have said so first.
        self.look(|at| at.filter(|at| *at != business));
    }

    fn look(&self, change: impl FnOnce(Option<Uuid>) -> Option<Uuid>) {
        let changed = {
            let mut inner = self.inner.borrow_mut();
            let next = change(inner.looks_at);
            std::mem::replace(&mut inner.looks_at, next) != next
        };
        if changed {
            self.nudge(Nudge::Look);
        }
    }

    fn nudge(&self, nudge: Nudge) {
        // The driver is gone when the app is.
        let _ = self.nudges.unbounded_send(nudge);
    }

    /// Topics and how many listen to each.
    #[cfg(debug_assertions)]
    pub fn topic_counts(&self) -> Vec<(Topic, u32)> {
        self.inner.borrow().topics.clone()
    }

    pub(super) fn topics(&self) -> Vec<Topic> {
        let inner = self.inner.borrow();
        inner.topics.iter().map(|(topic, _)| *topic).collect()
    }

    pub(super) fn looks_at(&self) -> Option<Uuid> {
        self.inner.borrow().looks_at
    }

    pub(super) fn is_live(&self) -> bool {
        self.inner.borrow().is_live
    }

    /// Events are asked for from where everything is known, or no more.
    pub(super) fn set_hearing(&self, is_hearing: bool) {
        let mut inner = self.inner.borrow_mut();
        inner.is_hearing = is_hearing;
        if !is_hearing {
            inner.tally.begin_again();
        }
    }

    pub(super) fn set_live(&self, is_live: bool) {
        self.inner.borrow_mut().is_live = is_live;
    }

    /// How long until the page has been hidden for too long, in milliseconds;
    /// `None` while it is seen.
    pub(super) fn lets_go_in(&self, now: Timestamp) -> Option<Timestamp> {
        let since = self.inner.borrow().hidden_since?;
        Some((since + HIDDEN_TOO_LONG - now).clamp(0, HIDDEN_TOO_LONG))
    }

    pub(super) fn note_round_trip(&self, time: Timestamp) {
        self.inner.borrow_mut().round_trip = Some(time);
    }

    pub(super) fn tap(&self, way: Way, text: &str) {
        if cfg!(debug_assertions) {
            let tap = self.inner.borrow().tap.clone();
            if let Some(tap) = tap {
                tap(way, text);
            }
        }
    }

    /// The server's event log is `epoch`. Whether it is the one that was known.
    pub(super) fn enter(&self, epoch: Uuid) -> bool {
        let mut inner = self.inner.borrow_mut();
        let known = inner.tally.epoch;
        let same = inner.tally.enter(epoch);
        if !same {
            inner.left.extend(known);
            inner.left.retain(|left| *left != epoch);
        }
        same
    }

    pub(super) fn with_tally<R>(&self, change: impl FnOnce(&mut Tally) -> R) -> R {
        change(&mut self.inner.borrow_mut().tally)
    }

    pub(super) fn become_state(&self, state: State, now: Timestamp) {
        let (connection, told) = {
            let mut inner = self.inner.borrow_mut();
            if inner.connection.state == state {
                return;
            }
            inner.connection = Connection { state, since: now };
            (inner.connection, inner.on_change.clone())
        };
        tracing::info!(?state, "connection");
        if let Some(told) = told {
            told(connection);
        }
    }
}
