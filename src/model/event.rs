//! What the server tells everybody who listens.

use super::*;
use serde::{Deserialize, Serialize};

/// Something that happened. Durable events have a `seq` and stand in the event
/// log; progress and presence do not.
#[derive(Clone, Debug, PartialEq, Serialize)]
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

/// Makes [`EventBody`] from one line for each event: its variant, what it
/// carries, and its name on the wire.
macro_rules! events {
    ($($(#[$doc:meta])* $variant:ident($payload:ty) = $name:literal,)*) => {
        /// The name of an event with its payload. A new one gets its line here, its
        /// topic below, and its rule in `live::rules`; the compiler asks for all three.
        #[derive(Clone, Debug, PartialEq, Serialize)]
        #[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
        #[serde(tag = "event", content = "payload")]
        pub enum EventBody {
            $($(#[$doc])* #[serde(rename = $name)] $variant($payload),)*
        }

        impl EventBody {
            /// Every name on the wire that this build knows.
            pub const NAMES: &[&str] = &[$($name),*];

            /// The name on the wire.
            pub const fn name(&self) -> &'static str {
                match self {
                    $(Self::$variant(_) => $name,)*
                }
            }

            /// Reads the payload of the event `name`; nothing if either is not known.
            pub(super) fn read(name: &str, payload: &str) -> Option<Self> {
                match name {
                    $($name => serde_json::from_slice(payload.as_bytes()).ok().map(Self::$variant),)*
                    _ => None,
                }
            }
        }
    };
}

events! {
    /// A business is there that was not (or is there again: restored).
    BusinessCreated(Box<Business>) = "business:created",
    /// A business changed.
    BusinessUpdated(Box<Business>) = "business:updated",
    /// A business was deleted.
    BusinessDeleted(Deleted) = "business:deleted",
    /// A business's contacts were looked up.
    BusinessEnriched(Box<Business>) = "business:enriched",
    /// Many changed at once; at most 100 of them in an event.
    BusinessesBulkUpdate(BulkUpdate) = "businesses:bulk-update",
    /// What is cached under one key is stale.
    InvalidateExact(InvalidateExact) = "invalidate:exact",
    /// So much changed that it is cheaper to ask again.
    InvalidatePrefix(InvalidatePrefix) = "invalidate:prefix",
    /// Something changed that is cheaper to ask for than to tell.
    EntityChanged(EntityChanged) = "entity:changed",
    /// An import moved on. Not durable.
    ImportProgress(Box<Job>) = "import:progress",
    /// An import ended well, or was cancelled.
    ImportComplete(Box<Job>) = "import:complete",
    /// An import ended badly.
    ImportFailed(Box<Job>) = "import:failed",
    /// A search for businesses moved on. Not durable.
    ScrapingProgress(Box<Job>) = "scraping:progress",
    /// A search for businesses ended well, or was cancelled.
    ScrapingComplete(Box<Job>) = "scraping:complete",
    /// A search for businesses ended badly.
    ScrapingFailed(Box<Job>) = "scraping:failed",
    /// A look-up of contacts moved on. Not durable.
    EnrichmentProgress(Box<Job>) = "enrichment:progress",
    /// A look-up of contacts ended well, or was cancelled.
    EnrichmentComplete(Box<Job>) = "enrichment:complete",
    /// A look-up of contacts ended badly.
    EnrichmentFailed(Box<Job>) = "enrichment:failed",
    /// Somebody wrote about a business.
    MessageCreated(Attached) = "message:created",
    /// Somebody wrote it otherwise.
    MessageEdited(Attached) = "message:edited",
    /// Somebody took it back.
    MessageDeleted(Attached) = "message:deleted",
    /// The note on a business changed.
    NoteUpdated(Attached) = "note:updated",
    /// There is something to be done about a business.
    TaskCreated(Attached) = "task:created",
    /// It is done, or is something else.
    TaskUpdated(Attached) = "task:updated",
    /// It is to be done no longer.
    TaskDeleted(Attached) = "task:deleted",
    /// Somebody was at a business.
    VisitCreated(Attached) = "visit:created",
    /// The counts changed. Not durable, coalesced.
    StatsUpdated(Box<Stats>) = "stats:updated",
    /// How the server does crossed a limit, or is back.
    MetricAlert(Box<Alert>) = "metric:alert",
    /// Somebody looks at a business. Not durable; also told to whoever begins to listen.
    PresenceUpdate(Presence) = "presence:update",
    /// Somebody looks at it no longer. Not durable.
    PresenceLeave(PresenceLeave) = "presence:leave",
    /// There is something to know for the socket's user.
    NotificationNew(Box<Notification>) = "notification:new",
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
            | Self::InvalidateExact(_)
            | Self::InvalidatePrefix(_)
            | Self::NoteUpdated(_)
            | Self::TaskCreated(_)
            | Self::TaskUpdated(_)
            | Self::TaskDeleted(_)
            | Self::VisitCreated(_) => Topic::Businesses,
            Self::MessageCreated(on) | Self::MessageEdited(on) | Self::MessageDeleted(on) => {
                Topic::Messages(on.business_id)
            }
            Self::EntityChanged(changed) => match changed.kind {
                // Names of people stand beside leads: whoever sees leads is told.
                EntityKind::Business | EntityKind::User => Topic::Businesses,
                EntityKind::Job => Topic::Jobs,
            },
            Self::ImportProgress(_)
            | Self::ImportComplete(_)
            | Self::ImportFailed(_)
            | Self::ScrapingProgress(_)
            | Self::ScrapingComplete(_)
            | Self::ScrapingFailed(_)
            | Self::EnrichmentProgress(_)
            | Self::EnrichmentComplete(_)
            | Self::EnrichmentFailed(_) => Topic::Jobs,
            Self::StatsUpdated(_) | Self::MetricAlert(_) => Topic::Stats,
            Self::PresenceUpdate(here) => Topic::Presence(here.business_id),
            Self::PresenceLeave(left) => Topic::Presence(left.business_id),
            Self::NotificationNew(_) => Topic::Notifications,
        }
    }

    /// Whether a listener of `topic` gets this.
    pub fn belongs_to(&self, topic: Topic) -> bool {
        if topic == self.topic() {
            return true;
        }
        match topic {
            Topic::Business(id) => match self {
                Self::BusinessCreated(b) | Self::BusinessUpdated(b) | Self::BusinessEnriched(b) => {
                    b.id == id
                }
                Self::BusinessDeleted(deleted) => deleted.id == id,
                Self::BusinessesBulkUpdate(bulk) => bulk.businesses.iter().any(|b| b.id == id),
                Self::EntityChanged(changed) => {
                    changed.kind == EntityKind::Business && changed.id == id
                }
                Self::NoteUpdated(on)
                | Self::TaskCreated(on)
                | Self::TaskUpdated(on)
                | Self::TaskDeleted(on)
                | Self::VisitCreated(on) => on.business_id == id,
                Self::InvalidateExact(_) | Self::InvalidatePrefix(_) => true,
                _ => false,
            },
            Topic::Job(id) => match self {
                Self::EntityChanged(changed) => changed.kind == EntityKind::Job && changed.id == id,
                _ => self.job().is_some_and(|job| job.id == id),
            },
            _ => false,
        }
    }

    /// The job that this tells of.
    pub fn job(&self) -> Option<&Job> {
        match self {
            Self::ImportProgress(job)
            | Self::ImportComplete(job)
            | Self::ImportFailed(job)
            | Self::ScrapingProgress(job)
            | Self::ScrapingComplete(job)
            | Self::ScrapingFailed(job)
            | Self::EnrichmentProgress(job)
            | Self::EnrichmentComplete(job)
            | Self::EnrichmentFailed(job) => Some(job),
            _ => None,
        }
    }

    /// Whether this stands in the event log.
    pub const fn is_durable(&self) -> bool {
        !matches!(
            self,
            Self::ImportProgress(_)
                | Self::ScrapingProgress(_)
                | Self::EnrichmentProgress(_)
                | Self::StatsUpdated(_)
                | Self::PresenceUpdate(_)
                | Self::PresenceLeave(_)
        )
    }
}

/// An event as it arrives: a newer server may send names that this build does
/// not know. Those still move `seq` on, and make what is shown stale.
#[derive(Clone, Debug, PartialEq, Serialize)]
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
