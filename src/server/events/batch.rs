//! Several events in one frame.

use crate::model::MAX_FRAME;
use axum::extract::ws::Utf8Bytes;

const HEAD: &str = r#"{"type":"batch","events":["#;
const TAIL: &str = "]}";

/// A frame that is being filled with events, each written as a JSON object.
#[derive(Default)]
pub(super) struct Batch(String);

impl Batch {
    /// Adds an event; what it had before, if it has no room for both.
    pub fn push(&mut self, event: &str) -> Option<Utf8Bytes> {
        let needed = self.0.len() + event.len() + 1 + TAIL.len();
        let full = if needed > MAX_FRAME {
            self.take()
        } else {
            None
        };
        self.0.push_str(if self.0.is_empty() { HEAD } else { "," });
        self.0.push_str(event);
        full
    }

    /// What it holds, and begins anew; nothing, if it holds none.
    pub fn take(&mut self) -> Option<Utf8Bytes> {
        let mut text = std::mem::take(&mut self.0);
        if text.is_empty() {
            return None;
        }
        text.push_str(TAIL);
        Some(text.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    #[test]
    fn events_come_in_order_in_frames_that_are_not_too_large() {
        let mut batch = Batch::default();
        assert_eq!(batch.take(), None);
        let event = |seq: usize| format!(r#"{{"seq":{seq},"text":"{}"}}"#, "x".repeat(20_000));
        let mut frames: Vec<_> = (0..7).filter_map(|seq| batch.push(&event(seq))).collect();
        frames.extend(batch.take());
        assert!(frames.len() > 1 && frames.iter().all(|frame| frame.len() <= MAX_FRAME));
        let events = frames.iter().flat_map(|frame| {
            let frame: Value = serde_json::from_str(frame).unwrap();
            assert_eq!(frame["type"], "batch");
            frame["events"].as_array().unwrap().clone()
        });
        assert!(events.map(|event| event["seq"].clone()).eq(0..7));
    }
}
