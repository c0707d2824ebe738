//! Hands every event to every connection, in commit order.

use crate::model::{Event, Seq};
use axum::extract::ws::Utf8Bytes;
use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};
use tokio::sync::broadcast;

/// Events of one commit, in order; shared by all connections.
pub type Delivery = Arc<[Published]>;

/// How many commits a connection may lag behind before it is cut off and has
/// to resume from the log.
const BACKLOG: usize = 1024;

/// An event with the frame that carries it, written once for all connections.
pub struct Published {
    /// The event.
    pub event: Event,
    /// `{"type":"event",…}`
    pub frame: Utf8Bytes,
}

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

    /// The newest committed position that was handed on.
    pub fn newest(&self) -> Seq {
        self.newest.load(Ordering::Acquire)
    }

    /// Hands on what was committed. Called in commit order, by
    /// [`Db`](crate::server::db::Db) alone.
    pub(in crate::server) fn publish(&self, events: Vec<Event>) {
        if let Some(seq) = events.iter().filter_map(|event| event.seq).max() {
            self.newest.fetch_max(seq, Ordering::AcqRel);
        }
        self.send(events);
    }

    /// Hands on something that does not stand in the log: progress, presence, counts.
    pub fn transient(&self, event: Event) {
        debug_assert!(event.seq.is_none(), "durable events go through the log");
        self.send(vec![event]);
    }

    fn send(&self, events: Vec<Event>) {
        if events.is_empty() || self.sender.receiver_count() == 0 {
            return;
        }
        let delivery: Vec<_> = events
            .into_iter()
            .filter_map(|event| match serde_json::to_string(&event) {
                Ok(text) => Some(Published {
                    frame: frame(&text),
                    event,
                }),
                Err(error) => {
                    tracing::error!(%error, "event not sent");
                    None
                }
            })
            .collect();
        metrics::counter!("leadwire_events_published_total").increment(delivery.len() as u64);
        // Nobody listens any more: nobody to tell.
        let _ = self.sender.send(delivery.into());
    }

    /// Everything published from now on.
    pub fn listen(&self) -> broadcast::Receiver<Delivery> {
        self.sender.subscribe()
    }
}

/// The frame of an event that is written as the JSON object `text`.
fn frame(text: &str) -> Utf8Bytes {
    format!(r#"{{"type":"event",{}"#, &text[1..]).into()
}
