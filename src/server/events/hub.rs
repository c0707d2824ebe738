//! Hands every event to every connection, in commit order.

use crate::model::{Event, Seq};
use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};
use tokio::sync::broadcast;

/// Events of one commit, in order; shared by all connections.
pub type Delivery = Arc<[Event]>;

/// How many commits a connection may lag behind before it has to read the log.
const BACKLOG: usize = 1024;

/// The one place through which events leave the server.
pub struct EventHub {
    sender: broadcast::Sender<Delivery>,
    newest: AtomicI64,
}

impl EventHub {
    /// A hub whose newest committed event is `newest`.
    pub fn new(newest: Seq) -> Self {
        Self {
            sender: broadcast::Sender::new(BACKLOG),
            newest: AtomicI64::new(newest),
        }
    }

    /// The newest committed position.
    pub fn newest(&self) -> Seq {
        self.newest.load(Ordering::Acquire)
    }

    /// Hands on what was committed. Called in commit order, by [`Db`](crate::server::db::Db) alone.
    pub(in crate::server) fn publish(&self, events: Vec<Event>) {
        if let Some(seq) = events.iter().filter_map(|event| event.seq).max() {
            self.newest.fetch_max(seq, Ordering::AcqRel);
        }
        if !events.is_empty() {
            // No connection listens: nobody to tell.
            let _ = self.sender.send(events.into());
        }
    }

    /// Hands on something that does not stand in the log: progress, presence, counts.
    pub fn transient(&self, event: Event) {
        debug_assert!(event.seq.is_none());
        let _ = self.sender.send(Arc::new([event]));
    }

    /// Everything published from now on.
    pub fn listen(&self) -> broadcast::Receiver<Delivery> {
        self.sender.subscribe()
    }
}
