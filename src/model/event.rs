//! What the server tells everybody who listens.

use super::{Business, Job, Seq, Stats, Timestamp, Topic, Uuid};
use serde::{Deserialize, Serialize};

/// Something that happened. Durable events have a `seq` and stand in the event
/// log; progress and presence do not.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct Event {
    /// Position in the event log; `None` if it is not durable.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seq: Option<Seq>,
    /// The widest topic that it belongs to; see [`EventBody::topics`].
    #[cfg_attr(feature = "server", schema(value_type = String))]
    pub topic: Topic,
    /// What happened.
    #[serde(flatten)]
    pub body: EventBody,
    /// When.
    pub at: Timestamp,
    /// The user who did it; `None` for the server itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor: Option<Uuid>,
    /// The `Idempotency-Key` of the request that did it, by which a client knows its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mutation_id: Option<Uuid>,
}

/// The name of an event with its payload.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(tag = "event", content = "payload")]
pub enum EventBody {
    /// A business is there that was not (or is there again: restored).
    #[serde(rename = "business:created")]
    BusinessCreated(Box<Business>),
    /// A business changed.
    #[serde(rename = "business:updated")]
    BusinessUpdated(Box<Business>),
    /// A business was deleted.
    #[serde(rename = "business:deleted")]
    BusinessDeleted(Deleted),
    /// A business's contacts were looked up.
    #[serde(rename = "business:enriched")]
    BusinessEnriched(Box<Business>),
    /// Many changed at once; at most 100 of them in an event.
    #[serde(rename = "businesses:bulk-update")]
    BusinessesBulkUpdate(BulkUpdate),
    /// So much changed that it is cheaper to ask again.
    #[serde(rename = "invalidate:prefix")]
    InvalidatePrefix(InvalidatePrefix),
    /// An import moved on. Not durable.
    #[serde(rename = "import:progress")]
    ImportProgress(Box<Job>),
    /// An import ended well, or was cancelled.
    #[serde(rename = "import:complete")]
    ImportComplete(Box<Job>),
    /// An import ended badly.
    #[serde(rename = "import:failed")]
    ImportFailed(Box<Job>),
    /// The counts changed. Not durable, coalesced.
    #[serde(rename = "stats:updated")]
    StatsUpdated(Box<Stats>),
}

/// What is left of a deleted business.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct Deleted {
    /// Which.
    pub id: Uuid,
    /// The version that the deletion made.
    pub version: i64,
    /// When.
    pub deleted_at: Timestamp,
}

/// Many businesses that changed at once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct BulkUpdate {
    /// As they are now; those with `deleted_at` are gone.
    pub businesses: Vec<Business>,
}

/// Which cache keys are stale.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct InvalidatePrefix {
    /// The start of the keys, such as `businesses`.
    pub prefix: String,
}

impl EventBody {
    /// The widest topic that this belongs to.
    pub fn topic(&self) -> Topic {
        match self {
            Self::BusinessCreated(_)
            | Self::BusinessUpdated(_)
            | Self::BusinessDeleted(_)
            | Self::BusinessEnriched(_)
            | Self::BusinessesBulkUpdate(_)
            | Self::InvalidatePrefix(_) => Topic::Businesses,
            Self::ImportProgress(_) | Self::ImportComplete(_) | Self::ImportFailed(_) => {
                Topic::Jobs
            }
            Self::StatsUpdated(_) => Topic::Stats,
        }
    }

    /// Whether a listener of `topic` gets this.
    pub fn belongs_to(&self, topic: Topic) -> bool {
        if topic == self.topic() {
            return true;
        }
        match (self, topic) {
            (
                Self::BusinessCreated(b) | Self::BusinessUpdated(b) | Self::BusinessEnriched(b),
                Topic::Business(id),
            ) => b.id == id,
            (Self::BusinessDeleted(d), Topic::Business(id)) => d.id == id,
            (Self::BusinessesBulkUpdate(bulk), Topic::Business(id)) => {
                bulk.businesses.iter().any(|b| b.id == id)
            }
            (Self::InvalidatePrefix(_), Topic::Business(_)) => true,
            (
                Self::ImportProgress(job) | Self::ImportComplete(job) | Self::ImportFailed(job),
                Topic::Job(id),
            ) => job.id == id,
            _ => false,
        }
    }

    /// Whether this stands in the event log.
    pub const fn is_durable(&self) -> bool {
        !matches!(self, Self::ImportProgress(_) | Self::StatsUpdated(_))
    }

    /// The name on the wire.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::BusinessCreated(_) => "business:created",
            Self::BusinessUpdated(_) => "business:updated",
            Self::BusinessDeleted(_) => "business:deleted",
            Self::BusinessEnriched(_) => "business:enriched",
            Self::BusinessesBulkUpdate(_) => "businesses:bulk-update",
            Self::InvalidatePrefix(_) => "invalidate:prefix",
            Self::ImportProgress(_) => "import:progress",
            Self::ImportComplete(_) => "import:complete",
            Self::ImportFailed(_) => "import:failed",
            Self::StatsUpdated(_) => "stats:updated",
        }
    }
}

/// An event as it arrives: a newer server may send names that this build does
/// not know. Those still move `seq` on, and make what is shown stale.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(untagged)]
pub enum AnyEvent {
    /// One that this build knows.
    Known(Event),
    /// One that it does not.
    Unknown(UnknownEvent),
}

/// What can be said of an event that this build does not know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct UnknownEvent {
    /// See [`Event::seq`].
    #[serde(default)]
    pub seq: Option<Seq>,
    /// Its name.
    pub event: String,
}

impl AnyEvent {
    /// Position in the event log; `None` if it is not durable.
    pub fn seq(&self) -> Option<Seq> {
        match self {
            Self::Known(event) => event.seq,
            Self::Unknown(event) => event.seq,
        }
    }
}

/// The answer to `GET /events`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct EventPage {
    /// Which event log this is; see [`Hello`](super::ServerFrame::Hello).
    pub epoch: Uuid,
    /// The position up to which this tells: ask again with it as `since`.
    pub seq: Seq,
    /// What happened after `since`, in order.
    pub events: Vec<AnyEvent>,
    /// Some of what happened after `since` is no longer kept: refetch.
    pub reset: bool,
    /// There is more: ask again at once.
    pub more: bool,
}
