//! Parts of an area that a search goes through, each of which succeeds or fails alone.

use serde::{Deserialize, Serialize};

/// A part of an area.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct Tile {
    /// West, south, east, north, in degrees.
    pub bbox: [f64; 4],
    /// Where it stands.
    pub status: TileStatus,
    /// Businesses found in it so far.
    #[serde(default)]
    pub found: u32,
    /// Why it failed, for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

/// Where a part of an area stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum TileStatus {
    /// It has yet to be asked about.
    #[default]
    Waiting,
    /// It is being asked about.
    Running,
    /// All of it is known.
    Done,
    /// It could not be had; the others go on.
    Failed,
    /// It was too much at once: smaller ones stand in its place.
    Split,
}

impl TileStatus {
    /// Every status.
    pub const ALL: [Self; 5] = [
        Self::Waiting,
        Self::Running,
        Self::Done,
        Self::Failed,
        Self::Split,
    ];

    /// The name on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Split => "split",
        }
    }
}
