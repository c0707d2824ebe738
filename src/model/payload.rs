//! What events carry that is nothing else's: deletions, invalidations, presence.

use super::{Business, Timestamp, Uuid};
use serde::{Deserialize, Serialize};

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

/// Which cache key is stale.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct InvalidateExact {
    /// The whole key, such as `stats`; what lies below it stays fresh.
    pub key: String,
}

/// Which cache keys are stale.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct InvalidatePrefix {
    /// The start of the keys, such as `businesses`.
    pub prefix: String,
}

/// Something changed, and is to be asked for again with what hangs on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct EntityChanged {
    /// What kind of thing.
    pub kind: EntityKind,
    /// Which.
    pub id: Uuid,
    /// What else is stale because of it.
    #[serde(default)]
    pub relations: Vec<Relation>,
}

/// A kind of thing that stands for itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum EntityKind {
    /// A lead.
    Business,
    /// Long work in the background.
    Job,
    /// A person with an account.
    User,
}

/// What hangs on an entity, or counts it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// People at a business.
    Contacts,
    /// What is known of it, and where it was read.
    Facts,
    /// What was written about it.
    Messages,
    /// The note on it.
    Note,
    /// What is to be done about it.
    Tasks,
    /// When somebody was there.
    Visits,
    /// What happened to it.
    Activity,
    /// The lists that it may be in.
    Lists,
    /// The counts.
    Stats,
}

impl Relation {
    /// The name on the wire, and the last step of its key.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Contacts => "contacts",
            Self::Facts => "facts",
            Self::Messages => "messages",
            Self::Note => "note",
            Self::Tasks => "tasks",
            Self::Visits => "visits",
            Self::Activity => "activity",
            Self::Lists => "lists",
            Self::Stats => "stats",
        }
    }
}

/// Something that hangs on a business came, changed or went: what is known of its kind
/// is to be asked for again. More may be told of it, which is not read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct Attached {
    /// On which.
    pub business_id: Uuid,
    /// Which; a business has one note, which has no name of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<Uuid>,
}

/// Somebody looks at a business.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct Presence {
    /// At which.
    pub business_id: Uuid,
    /// Who.
    pub user_id: Uuid,
    /// What others see of them.
    pub name: String,
    /// Since when.
    pub since: Timestamp,
}

/// Somebody looks at a business no longer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct PresenceLeave {
    /// At which.
    pub business_id: Uuid,
    /// Who.
    pub user_id: Uuid,
}

/// Something to know for one person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct Notification {
    /// UUIDv7.
    pub id: Uuid,
    /// What it is about, in a few words.
    pub title: String,
    /// More, if there is more to say.
    #[serde(default)]
    pub detail: Option<String>,
    /// The lead that it is about.
    #[serde(default)]
    pub business_id: Option<Uuid>,
    /// When.
    pub created_at: Timestamp,
    /// When it was seen.
    #[serde(default)]
    pub read_at: Option<Timestamp>,
}
