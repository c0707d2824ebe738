//! Reading frames and events, by hand: each event is read where it stands,
//! once. What serde derives for tagged, flattened and untagged enums copies
//! everything into a tree first, which costs a browser more than all the rest of
//! what it does with an event.

use super::{
    AnyEvent, Business, Event, EventBody, ProblemCode, Seq, ServerFrame, Timestamp, Topic,
    UnknownEvent, Uuid,
};
use serde::{
    Deserialize, Deserializer,
    de::{Error, IgnoredAny, MapAccess, Visitor},
};
use serde_json::value::RawValue;
use std::{borrow::Cow, fmt};

/// Reads a frame from the server. An event of a known name whose payload is not
/// understood is an [`UnknownEvent`]; but such a frame is read twice.
///
/// # Errors
/// When it is no frame.
pub fn read_frame(text: &[u8]) -> serde_json::Result<ServerFrame> {
    let quick = serde_json::from_slice::<RawFrame<'_, Quick>>(text);
    let quick = quick.and_then(RawFrame::whole::<serde_json::Error>);
    quick.or_else(|_| serde_json::from_slice(text))
}

/// An event of which all is read as it comes, if it is a change of a lead. Those come in
/// storms; anything else's payload is found first and read after.
struct Quick(AnyEvent);

impl From<Quick> for AnyEvent {
    fn from(quick: Quick) -> Self {
        quick.0
    }
}

#[derive(Deserialize)]
#[serde(field_identifier, rename_all = "snake_case")]
enum Field {
    Seq,
    Topic,
    Event,
    At,
    Actor,
    MutationId,
    Payload,
    #[serde(other)]
    Other,
}

impl<'de> Deserialize<'de> for Quick {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Quick;

            fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
                to.write_str("an event")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Quick, A::Error> {
                let mut raw = RawEvent::default();
                let mut changed: Option<Box<Business>> = None;
                while let Some(field) = map.next_key()? {
                    match field {
                        Field::Seq => raw.seq = map.next_value()?,
                        Field::Topic => raw.topic = map.next_value::<Text<'_>>()?.0,
                        Field::Event => raw.event = map.next_value::<Text<'_>>()?.0,
                        Field::At => raw.at = map.next_value()?,
                        Field::Actor => raw.actor = map.next_value()?,
                        Field::MutationId => raw.mutation_id = map.next_value()?,
                        Field::Payload if raw.event == CHANGED => changed = map.next_value()?,
                        Field::Payload => raw.payload = map.next_value()?,
                        Field::Other => drop(map.next_value::<IgnoredAny>()?),
                    }
                }
                let Some(changed) = changed else {
                    return Ok(Quick(raw.any()));
                };
                let body = EventBody::BusinessUpdated(changed);
                let event = raw
                    .with(body)
                    .ok_or_else(|| A::Error::missing_field("at"))?;
                Ok(Quick(AnyEvent::Known(event)))
            }
        }
        from.deserialize_map(Reader)
    }
}

/// What changes of leads are called.
const CHANGED: &str = "business:updated";

/// A text that is not copied unless something in it is escaped.
#[derive(Deserialize)]
#[serde(transparent)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

/// An event with its payload still unread.
#[derive(Default, Deserialize)]
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
        self.with(EventBody::read(&self.event, self.payload?.get())?)
    }

    fn with(&self, body: EventBody) -> Option<Event> {
        Some(Event {
            seq: self.seq,
            topic: self.topic.parse().ok()?,
            body,
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
#[serde(bound(deserialize = "E: Deserialize<'de>"))]
struct RawFrame<'a, E> {
    #[serde(rename = "type", borrow)]
    kind: Cow<'a, str>,
    #[serde(default)]
    epoch: Option<Uuid>,
    #[serde(default)]
    seq: Option<Seq>,
    #[serde(default)]
    topics: Option<Vec<Topic>>,
    #[serde(default)]
    events: Option<Vec<E>>,
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
        RawFrame::<AnyEvent>::deserialize(from)?.whole()
    }
}

impl<E: Into<AnyEvent>> RawFrame<'_, E> {
    fn whole<F: Error>(self) -> Result<ServerFrame, F> {
        let raw = self;
        let kind = raw.kind.into_owned();
        let missing = |field| F::missing_field(field);
        Ok(match kind.as_str() {
            "event" if raw.event.is_empty() => return Err(missing("event")),
            "event" => ServerFrame::Event(Box::new(
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
            "batch" => ServerFrame::Batch {
                events: raw
                    .events
                    .ok_or_else(|| missing("events"))?
                    .into_iter()
                    .map(Into::into)
                    .collect(),
            },
            "hello" => ServerFrame::Hello {
                epoch: raw.epoch.ok_or_else(|| missing("epoch"))?,
                seq: raw.seq.ok_or_else(|| missing("seq"))?,
            },
            "subscribed" => ServerFrame::Subscribed {
                topics: raw.topics.ok_or_else(|| missing("topics"))?,
                seq: raw.seq.ok_or_else(|| missing("seq"))?,
            },
            "reset" => ServerFrame::Reset {
                epoch: raw.epoch.ok_or_else(|| missing("epoch"))?,
                seq: raw.seq.ok_or_else(|| missing("seq"))?,
            },
            "pong" => ServerFrame::Pong,
            "error" => ServerFrame::Error {
                code: raw.code.ok_or_else(|| missing("code"))?,
                detail: raw.detail.ok_or_else(|| missing("detail"))?,
            },
            _ => return Err(F::custom(format_args!("no frame {kind:?}"))),
        })
    }
}
