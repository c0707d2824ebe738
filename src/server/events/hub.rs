//! Hands every event to every connection, in commit order.

use super::listeners::{Listener, Listeners};
use crate::model::{Event, Seq};
use axum::extract::ws::Utf8Bytes;
use std::{
    ops::Deref,
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::sync::watch;

/// How many bytes of frames a connection may lag behind. Frames are shared, so this
/// is what all slow connections together make the server keep.
pub const MAX_BEHIND: u64 = 8 << 20;

/// Events of one commit, in order; shared by all connections.
#[derive(Clone)]
pub struct Delivery {
    events: Arc<[Published]>,
    /// Bytes published up to and with these.
    end: u64,
    /// When they were committed; `None` if they do not stand in the log.
    committed: Option<Instant>,
}

impl Delivery {
    /// When these were committed; `None` if they do not stand in the log.
    pub fn committed(&self) -> Option<Instant> {
        self.committed
    }
}

impl Deref for Delivery {
    type Target = [Published];

    fn deref(&self) -> &[Published] {
        &self.events
    }
}

/// An event with the frame that carries it, written once for all connections.
pub struct Published {
    /// The event.
    pub event: Event,
    /// `{"type":"event",…}`
    pub frame: Utf8Bytes,
}

/// The one place through which events leave the server.
pub struct EventHub {
    listeners: Arc<Listeners<Delivery>>,
    newest: AtomicI64,
    /// Bytes of frames published so far.
    bytes: watch::Sender<u64>,
    /// Events published so far.
    count: AtomicU64,
    /// The longest from a commit until a socket had its events, in microseconds.
    slowest: AtomicU64,
}

impl EventHub {
    /// A hub whose newest committed event is `newest`.
    pub fn new(newest: Seq) -> Self {
        Self {
            listeners: Arc::default(),
            newest: AtomicI64::new(newest),
            bytes: watch::Sender::new(0),
            count: AtomicU64::default(),
            slowest: AtomicU64::default(),
        }
    }

    /// The newest committed position that was handed on.
    pub fn newest(&self) -> Seq {
        self.newest.load(Ordering::SeqCst)
    }

    /// Hands on what was committed. Called in commit order, by
    /// [`Db`](crate::server::db::Db) alone.
    pub(in crate::server) fn publish(&self, events: Vec<Event>, committed: Instant) {
        if let Some(seq) = events.iter().filter_map(|event| event.seq).max() {
            // Before it is asked who listens: who begins to meanwhile finds it here.
            self.newest.fetch_max(seq, Ordering::SeqCst);
        }
        self.send(events, Some(committed));
    }

    /// Hands on something that does not stand in the log: progress, presence, counts.
    pub fn transient(&self, event: Event) {
        debug_assert!(event.seq.is_none(), "durable events go through the log");
        self.send(vec![event], None);
    }

    fn send(&self, events: Vec<Event>, committed: Option<Instant>) {
        self.count.fetch_add(events.len() as u64, Ordering::Relaxed);
        if events.is_empty() || self.listeners.is_empty() {
            return;
        }
        let events: Vec<_> = events
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
        metrics::counter!("leadwire_events_published_total").increment(events.len() as u64);
        let size: u64 = events.iter().map(|sent| sent.frame.len() as u64).sum();
        let mut end = 0;
        self.bytes.send_modify(|bytes| {
            *bytes += size;
            end = *bytes;
        });
        let events = events.into();
        Listeners::send(
            &self.listeners,
            Delivery {
                events,
                end,
                committed,
            },
        );
    }

    /// Everything published from now on.
    pub fn listen(&self) -> Listener<Delivery> {
        Listeners::listen(&self.listeners)
    }

    /// Events published since the start, of all kinds.
    pub fn count(&self) -> u64 {
        self.count.load(Ordering::Relaxed)
    }

    /// Notes that a socket has what was committed then.
    pub fn handed(&self, committed: Instant) {
        // At least one: something was handed on.
        let took = u64::try_from(committed.elapsed().as_micros()).unwrap_or(u64::MAX);
        let took = took.max(1);
        // Nearly always less: sockets do not write what others read.
        if took > self.slowest.load(Ordering::Relaxed) {
            self.slowest.fetch_max(took, Ordering::Relaxed);
        }
    }

    /// The longest from a commit until a socket had its events, since this was asked
    /// last; `None` if nothing was handed on.
    pub fn take_slowest(&self) -> Option<Duration> {
        let slowest = self.slowest.swap(0, Ordering::Relaxed);
        (slowest > 0).then(|| Duration::from_micros(slowest))
    }

    /// Measures how far somebody who [listens](Self::listen) from now on is behind.
    pub fn lag(&self) -> Lag {
        let bytes = self.bytes.subscribe();
        let taken = *bytes.borrow();
        Lag { bytes, taken }
    }
}

/// How far a connection is behind what was published.
pub struct Lag {
    bytes: watch::Receiver<u64>,
    taken: u64,
}

impl Lag {
    /// Notes that a delivery was taken.
    pub fn took(&mut self, delivery: &Delivery) {
        self.taken = self.taken.max(delivery.end);
    }

    /// Waits until more than [`MAX_BEHIND`] waits to be taken.
    pub async fn is_too_much(&mut self) {
        let limit = self.taken.saturating_add(MAX_BEHIND);
        if self.bytes.wait_for(|bytes| *bytes > limit).await.is_err() {
            // The hub has gone: nothing more comes.
            std::future::pending().await
        }
    }
}

/// The frame of an event that is written as the JSON object `text`.
fn frame(text: &str) -> Utf8Bytes {
    format!(r#"{{"type":"event",{}"#, &text[1..]).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{EventBody, InvalidatePrefix};
    use futures::FutureExt;

    fn large() -> Event {
        let prefix = "x".repeat(1 << 20);
        let body = EventBody::InvalidatePrefix(InvalidatePrefix { prefix });
        Event {
            seq: None,
            topic: body.topic(),
            body,
            at: 0,
            actor: None,
            mutation_id: None,
        }
    }

    #[tokio::test]
    async fn one_who_takes_nothing_is_behind_by_bytes_and_keeps_nothing_once_gone() {
        let hub = EventHub::new(0);
        let (mut quick, slow) = (hub.listen(), hub.listen());
        let (mut behind, mut keeps_up) = (hub.lag(), hub.lag());
        let mut oldest = None;
        for n in 1..=20 {
            hub.transient(large());
            let delivery = quick.recv().await.unwrap();
            keeps_up.took(&delivery);
            oldest.get_or_insert_with(|| Arc::downgrade(&delivery.events));
            assert!(keeps_up.is_too_much().now_or_never().is_none());
            let over = behind.is_too_much().now_or_never().is_some();
            assert_eq!(over, n >= 8, "after {n} MiB");
        }
        assert!(oldest.as_ref().unwrap().upgrade().is_some());
        drop(slow);
        assert!(oldest.unwrap().upgrade().is_none(), "let go");
    }
}
