//! What a socket can listen to.

use super::Uuid;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// A stream of events; on the wire `businesses` or `business:{id}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Topic {
    /// Every change of every business.
    Businesses,
    /// Every change of one business and of what hangs on it.
    Business(Uuid),
    /// Every job.
    Jobs,
    /// One job.
    Job(Uuid),
    /// The counts.
    Stats,
    /// What is meant for the socket's user.
    Notifications,
    /// The messages on one business.
    Messages(Uuid),
    /// Who is looking at one business.
    Presence(Uuid),
}

impl fmt::Display for Topic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Businesses => f.write_str("businesses"),
            Self::Business(id) => write!(f, "business:{id}"),
            Self::Jobs => f.write_str("jobs"),
            Self::Job(id) => write!(f, "job:{id}"),
            Self::Stats => f.write_str("stats"),
            Self::Notifications => f.write_str("notifications"),
            Self::Messages(id) => write!(f, "messages:{id}"),
            Self::Presence(id) => write!(f, "presence:{id}"),
        }
    }
}

/// A text that names no topic.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no topic {0:?}")]
pub struct UnknownTopic(pub String);

impl FromStr for Topic {
    type Err = UnknownTopic;

    fn from_str(text: &str) -> Result<Self, UnknownTopic> {
        let unknown = || UnknownTopic(text.chars().take(80).collect());
        let Some((kind, id)) = text.split_once(':') else {
            return match text {
                "businesses" => Ok(Self::Businesses),
                "jobs" => Ok(Self::Jobs),
                "stats" => Ok(Self::Stats),
                "notifications" => Ok(Self::Notifications),
                _ => Err(unknown()),
            };
        };
        let id = Uuid::try_parse(id).map_err(|_| unknown())?;
        match kind {
            "business" => Ok(Self::Business(id)),
            "job" => Ok(Self::Job(id)),
            "messages" => Ok(Self::Messages(id)),
            "presence" => Ok(Self::Presence(id)),
            _ => Err(unknown()),
        }
    }
}

impl Serialize for Topic {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Topic {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Text;
        impl serde::de::Visitor<'_> for Text {
            type Value = Topic;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a topic")
            }
            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Topic, E> {
                text.parse().map_err(E::custom)
            }
        }
        from.deserialize_str(Text)
    }
}
