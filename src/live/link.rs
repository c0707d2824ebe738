//! What is known of the connection, and how to nudge it.

use super::Tally;
use crate::model::{Seq, Timestamp, Topic};
use futures::channel::mpsc;
use std::{cell::RefCell, collections::BTreeMap, rc::Rc};

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

/// What the driver is told.
pub(super) enum Nudge {
    /// A component listens to a topic that nobody listened to.
    Subscribe(Topic),
    /// Nobody listens to a topic any more.
    Unsubscribe(Topic),
    /// Try now: the user asked, the network is back, the page is seen again.
    Now,
}

/// A handle to the connection; clones share it.
#[derive(Clone)]
pub struct Link {
    inner: Rc<RefCell<Inner>>,
    nudges: mpsc::UnboundedSender<Nudge>,
}

struct Inner {
    connection: Connection,
    tally: Tally,
    topics: BTreeMap<Topic, u32>,
    on_change: Option<Rc<dyn Fn(Connection)>>,
}

impl Link {
    /// A link that is not driven yet, and what its driver listens to.
    pub(super) fn new() -> (Self, mpsc::UnboundedReceiver<Nudge>) {
        let (nudges, receiver) = mpsc::unbounded();
        let inner = Inner {
            connection: Connection::default(),
            tally: Tally::default(),
            topics: BTreeMap::new(),
            on_change: None,
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

    /// An answer reflects `seq`.
    pub fn note_answer(&self, seq: Seq) {
        let mut inner = self.inner.borrow_mut();
        let is_live = inner.connection.state == State::Connected;
        inner.tally.note_answer(seq, is_live);
    }

    /// Listens to a topic, with everybody else who does.
    pub fn listen(&self, topic: Topic) {
        let mut inner = self.inner.borrow_mut();
        let count = inner.topics.entry(topic).or_default();
        *count += 1;
        if *count == 1 {
            self.nudge(Nudge::Subscribe(topic));
        }
    }

    /// Listens no more; the last one out unsubscribes.
    pub fn leave(&self, topic: Topic) {
        let mut inner = self.inner.borrow_mut();
        let Some(count) = inner.topics.get_mut(&topic) else {
            return;
        };
        *count -= 1;
        if *count == 0 {
            inner.topics.remove(&topic);
            self.nudge(Nudge::Unsubscribe(topic));
        }
    }

    /// Tries now rather than later.
    pub fn reconnect(&self) {
        self.nudge(Nudge::Now);
    }

    fn nudge(&self, nudge: Nudge) {
        // The driver is gone when the app is.
        let _ = self.nudges.unbounded_send(nudge);
    }

    /// Topics and how many listen to each.
    #[cfg(debug_assertions)]
    pub fn topic_counts(&self) -> Vec<(Topic, u32)> {
        let inner = self.inner.borrow();
        inner
            .topics
            .iter()
            .map(|(topic, count)| (*topic, *count))
            .collect()
    }

    pub(super) fn topics(&self) -> Vec<Topic> {
        self.inner.borrow().topics.keys().copied().collect()
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
