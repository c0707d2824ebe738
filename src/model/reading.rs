//! Reading frames and events, by hand: each event is read where it stands,
//! once. What serde derives for tagged, flattened and untagged enums copies
//! everything into a tree first, which costs a browser more than all the rest of
//! what it does with an event.

use super::{
    AnyEvent, Event, EventBody, ProblemCode, Seq, ServerFrame, Timestamp, Topic, UnknownEvent, Uuid,
};
use serde::{Deserialize, Deserializer, de::Error};
use serde_json::value::RawValue;
use std::borrow::Cow;

/// An event with its payload still unread.
#[derive(Deserialize)]
struct RawEvent<'a> {
    #[serde(default)]
    seq: Option<Seq>,
    /// A topic may be as new as an event.
    #[serde(default, borrow)]
    topic: Cow<'a, str>,
    #[serde(borrow)]
    event: Cow<'a, str>,
    #[serde(default)]
    at: Option<Timestamp>,
    #[serde(default)]
    actor: Option<Uuid>,
    #[serde(default)]
    mutation_id: Option<Uuid>,
    #[serde(default, borrow)]
    payload: Option<&'a RawValue>,
}

impl RawEvent<'_> {
    fn known(&self) -> Option<Event> {
        Some(Event {
            seq: self.seq,
            topic: self.topic.parse().ok()?,
            body: EventBody::read(&self.event, self.payload?.get())?,
            at: self.at?,
            actor: self.actor,
            mutation_id: self.mutation_id,
        })
    }

    fn any(self) -> AnyEvent {
        self.known().map_or_else(
            || {
                AnyEvent::Unknown(UnknownEvent {
                    seq: self.seq,
                    event: self.event.into_owned(),
                })
            },
            AnyEvent::Known,
        )
    }
}

impl<'de> Deserialize<'de> for Event {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let raw = RawEvent::deserialize(from)?;
        raw.known()
            .ok_or_else(|| D::Error::custom(format_args!("no event {}", raw.event)))
    }
}

impl<'de> Deserialize<'de> for AnyEvent {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        RawEvent::deserialize(from).map(RawEvent::any)
    }
}

/// Every field of every frame.
#[derive(Deserialize)]
struct RawFrame<'a> {
    #[serde(rename = "type", borrow)]
    kind: Cow<'a, str>,
    #[serde(default)]
    epoch: Option<Uuid>,
    #[serde(default)]
    seq: Option<Seq>,
    #[serde(default)]
    topics: Option<Vec<Topic>>,
    #[serde(default)]
    events: Option<Vec<AnyEvent>>,
    #[serde(default)]
    code: Option<ProblemCode>,
    #[serde(default)]
    detail: Option<String>,
    #[serde(default, borrow)]
    topic: Cow<'a, str>,
    #[serde(default, borrow)]
    event: Cow<'a, str>,
    #[serde(default)]
    at: Option<Timestamp>,
    #[serde(default)]
    actor: Option<Uuid>,
    #[serde(default)]
    mutation_id: Option<Uuid>,
    #[serde(default, borrow)]
    payload: Option<&'a RawValue>,
}

impl<'de> Deserialize<'de> for ServerFrame {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let raw = RawFrame::deserialize(from)?;
        let kind = raw.kind.into_owned();
        let missing = |field| D::Error::missing_field(field);
        Ok(match kind.as_str() {
            "event" if raw.event.is_empty() => return Err(missing("event")),
            "event" => Self::Event(Box::new(
                RawEvent {
                    seq: raw.seq,
                    topic: raw.topic,
                    event: raw.event,
                    at: raw.at,
                    actor: raw.actor,
                    mutation_id: raw.mutation_id,
                    payload: raw.payload,
                }
                .any(),
            )),
            "batch" => Self::Batch {
                events: raw.events.ok_or_else(|| missing("events"))?,
            },
            "hello" => Self::Hello {
                epoch: raw.epoch.ok_or_else(|| missing("epoch"))?,
                seq: raw.seq.ok_or_else(|| missing("seq"))?,
            },
            "subscribed" => Self::Subscribed {
                topics: raw.topics.ok_or_else(|| missing("topics"))?,
                seq: raw.seq.ok_or_else(|| missing("seq"))?,
            },
            "reset" => Self::Reset {
                epoch: raw.epoch.ok_or_else(|| missing("epoch"))?,
                seq: raw.seq.ok_or_else(|| missing("seq"))?,
            },
            "pong" => Self::Pong,
            "error" => Self::Error {
                code: raw.code.ok_or_else(|| missing("code"))?,
                detail: raw.detail.ok_or_else(|| missing("detail"))?,
            },
            _ => return Err(D::Error::custom(format_args!("no frame {kind:?}"))),
        })
    }
}
