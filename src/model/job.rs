//! Long work that the server does in the background.

use super::{Tile, Timestamp, Uuid};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A job with its progress and event log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct Job {
    /// UUIDv7.
    pub id: Uuid,
    /// Grows with every stored change, progress included.
    pub version: i64,
    /// What it does.
    pub kind: JobKind,
    /// Where it stands.
    pub status: JobStatus,
    /// 0 to 100, of what is known to be done.
    pub progress: f64,
    /// Units done so far: rows of an import, leads of a look-up.
    pub done: u64,
    /// Units in all, once known.
    pub total: Option<u64>,
    /// Why it failed, for people.
    pub error: Option<String>,
    /// What it was asked to do: for an import, `file_name`, `format` and `size` in bytes.
    #[cfg_attr(feature = "server", schema(value_type = Object))]
    pub params: serde_json::Value,
    /// What happened, oldest first; at most the last 100.
    pub events: Vec<JobEvent>,
    /// What it did so far.
    #[serde(default)]
    pub report: Option<ImportReport>,
    /// The parts of the area that a search goes through; at most 256 are told.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tiles: Vec<Tile>,
    /// Since when it is held back by a person. It is `queued` meanwhile, and goes on
    /// where it was once it is resumed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paused_at: Option<Timestamp>,
    /// Who asked for it; `None` for the command line and the server itself.
    #[serde(default)]
    pub created_by: Option<Uuid>,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When it first ran.
    pub started_at: Option<Timestamp>,
    /// When it ended, however it ended.
    pub finished_at: Option<Timestamp>,
}

/// What a job does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum JobKind {
    /// Finds businesses in an area.
    Scrape,
    /// Looks up one business's contacts.
    Enrich,
    /// Looks up many businesses' contacts.
    BatchEnrich,
    /// Takes businesses from a file.
    Import,
}

impl JobKind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Scrape, Self::Enrich, Self::BatchEnrich, Self::Import];

    /// The name on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Scrape => "scrape",
            Self::Enrich => "enrich",
            Self::BatchEnrich => "batch_enrich",
            Self::Import => "import",
        }
    }
}

/// Where a job stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum JobStatus {
    /// Waits for its turn.
    Queued,
    /// Runs.
    Running,
    /// Ended well.
    Completed,
    /// Ended badly; may be retried.
    Failed,
    /// Ended by a person; may be retried.
    Cancelled,
}

impl JobStatus {
    /// Every status.
    pub const ALL: [Self; 5] = [
        Self::Queued,
        Self::Running,
        Self::Completed,
        Self::Failed,
        Self::Cancelled,
    ];

    /// Whether it waits or runs.
    pub const fn is_active(self) -> bool {
        matches!(self, Self::Queued | Self::Running)
    }

    /// The name on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Completed => "completed",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }
}

/// A line of a job's log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct JobEvent {
    /// When.
    pub at: Timestamp,
    /// `info`, `warning` or `error`.
    pub level: String,
    /// What, for people.
    pub message: String,
}

/// What a job did: of a search and an import what came of the leads that were found, of a
/// look-up how many leads were looked up.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct ImportReport {
    /// Leads that were not there before.
    pub created: u64,
    /// Leads that were there and differ now.
    pub changed: u64,
    /// Leads that were there just so.
    pub unchanged: u64,
    /// Rows that are no lead by the rules of the format, such as map objects
    /// without a name.
    pub skipped: u64,
    /// Rows that could not be taken.
    pub rejected: u64,
    /// Values that were left out of leads because no lead may have them, such as
    /// a text that is no e-mail address in map data.
    pub left_out: u64,
    /// Leads that were there in the searched area and are in the source no longer.
    pub gone: u64,
    /// Leads found that were known from another source, and are one with it now.
    pub merged: u64,
    /// Pairs of leads that may be the same, for a person to decide.
    pub proposed: u64,
    /// Of the changed leads: by name of the field, how many had another value in it.
    pub changed_fields: BTreeMap<String, u64>,
    /// Leads whose contacts were looked up.
    pub enriched: u64,
    /// Leads whose look-up failed; which and why at `GET /jobs/{id}/failures`.
    pub failed: u64,
    /// The first rejected rows; the rest at `GET /jobs/{id}/rejections`.
    pub rejections: Vec<Rejection>,
}

/// A row that an import did not take.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct Rejection {
    /// Line in a text file, counted from 1; ordinal of the object otherwise.
    pub line: u64,
    /// The source's own name for the row, such as `node/123`.
    pub reference: Option<String>,
    /// What was wrong with it.
    pub reason: String,
}
