//! What went over the socket, and how long it took.

use super::samples::{Samples, Spread};
use crate::model::Timestamp;
use serde::Deserialize;
use std::{collections::VecDeque, rc::Rc};

/// Frames that are kept.
const KEPT: usize = 200;
/// Bytes of a frame's text that are kept.
const SHOWN: usize = 4 * 1024;

/// A frame that went over the socket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// Counted from 1.
    pub number: u64,
    /// When.
    pub at: Timestamp,
    /// Whether it was ours.
    pub is_sent: bool,
    /// Its size.
    pub bytes: usize,
    /// What it is, in a few words.
    pub what: Rc<str>,
    /// The beginning of its text.
    pub text: Rc<str>,
}

/// What went over the socket since the start.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Traffic {
    /// The last 200 frames, the newest first.
    pub frames: Vec<Frame>,
    /// Frames and bytes from the server.
    pub received: (u64, u64),
    /// Frames and bytes to it.
    pub sent: (u64, u64),
    /// From ping to pong, in milliseconds.
    pub latency: Option<Spread>,
    /// How old events were when they came, in milliseconds, by both clocks.
    pub age: Option<Spread>,
}

#[derive(Default)]
pub(super) struct Frames {
    frames: VecDeque<Frame>,
    received: (u64, u64),
    sent: (u64, u64),
    pinged_at: Option<Timestamp>,
    latency: Samples,
    age: Samples,
}

/// As much of a frame as is looked at.
#[derive(Deserialize)]
struct Peek {
    #[serde(rename = "type")]
    kind: String,
    event: Option<String>,
    at: Option<Timestamp>,
    #[serde(default)]
    events: Vec<PeekEvent>,
}

#[derive(Deserialize)]
struct PeekEvent {
    event: String,
    at: Timestamp,
}

impl Frames {
    pub fn add(&mut self, is_sent: bool, text: &str, now: Timestamp) {
        let total = if is_sent {
            &mut self.sent
        } else {
            &mut self.received
        };
        *total = (total.0 + 1, total.1 + text.len() as u64);
        let number = self.sent.0 + self.received.0;
        let what = match serde_json::from_str::<Peek>(text) {
            Ok(frame) => self.measure(is_sent, &frame, now),
            Err(_) => "not understood".to_owned(),
        };
        if self.frames.len() == KEPT {
            self.frames.pop_back();
        }
        self.frames.push_front(Frame {
            number,
            at: now,
            is_sent,
            bytes: text.len(),
            what: what.into(),
            text: text[..text.floor_char_boundary(SHOWN)].into(),
        });
    }

    /// Takes the times of a frame, and says what it is.
    fn measure(&mut self, is_sent: bool, frame: &Peek, now: Timestamp) -> String {
        match frame.kind.as_str() {
            "ping" if is_sent => self.pinged_at = Some(now),
            "pong" => {
                if let Some(pinged_at) = self.pinged_at.take() {
                    self.latency.add(now - pinged_at);
                }
            }
            _ => {}
        }
        let ages = frame.events.iter().map(|event| event.at).chain(frame.at);
        // Clocks differ; nothing is older than itself.
        ages.for_each(|at| self.age.add((now - at).max(0)));
        match (&frame.event, &frame.events[..]) {
            (Some(event), _) => event.clone(),
            (None, []) => frame.kind.clone(),
            (None, events) => named(events),
        }
    }

    pub fn traffic(&self) -> Traffic {
        Traffic {
            frames: self.frames.iter().cloned().collect(),
            received: self.received,
            sent: self.sent,
            latency: self.latency.spread(),
            age: self.age.spread(),
        }
    }
}

/// What events there are, in the order in which they first come, and how many of each.
fn named(events: &[PeekEvent]) -> String {
    let mut kinds: Vec<(&str, usize)> = Vec::new();
    for event in events {
        match kinds.iter_mut().find(|(kind, _)| *kind == event.event) {
            Some((_, count)) => *count += 1,
            None => kinds.push((&event.event, 1)),
        }
    }
    let kinds: Vec<_> = kinds
        .into_iter()
        .map(|(kind, count)| match count {
            1 => kind.to_owned(),
            count => format!("{kind} × {count}"),
        })
        .collect();
    kinds.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_are_named_counted_and_measured() {
        let mut frames = Frames::default();
        frames.add(true, r#"{"type":"ping"}"#, 100);
        frames.add(false, r#"{"type":"pong"}"#, 107);
        let event = r#"{"type":"event","event":"business:updated","at":90,"payload":{}}"#;
        frames.add(false, event, 110);
        let batch = r#"{"type":"batch","events":[{"event":"a","at":120},{"event":"b","at":120},{"event":"a","at":99}]}"#;
        frames.add(false, batch, 110);
        frames.add(false, "no frame", 111);
        let traffic = frames.traffic();
        let what: Vec<_> = traffic.frames.iter().map(|one| &*one.what).collect();
        assert_eq!(
            what,
            [
                "not understood",
                "a × 2, b",
                "business:updated",
                "pong",
                "ping"
            ]
        );
        assert_eq!((traffic.sent, traffic.received.0), ((1, 15), 4));
        assert_eq!(traffic.latency.unwrap().last, 7);
        let age = traffic.age.unwrap();
        assert_eq!((age.count, age.p99, age.last), (4, 20, 11));
    }

    #[test]
    fn the_last_two_hundred_are_kept() {
        let mut frames = Frames::default();
        (0..500).for_each(|now| frames.add(true, r#"{"type":"ping"}"#, now));
        let traffic = frames.traffic();
        assert_eq!((traffic.frames.len(), traffic.frames[0].number), (200, 500));
    }
}
