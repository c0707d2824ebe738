//! One change to many leads.

use super::{BusinessChanges, BusinessFilter, ProblemCode, Uuid};
use serde::{Deserialize, Serialize};

/// Leads that may be named one by one in a [`BulkChange`]. More are chosen by filter.
pub const MAX_BULK_IDS: usize = 10_000;

/// Leads of a [`BulkAnswer`] of which it is told why they were left as they were.
pub const MAX_BULK_SKIPPED: usize = 1_000;

/// The body of `POST /businesses/bulk`: which leads, and what happens to them.
/// Either `ids` or `filter`; either `delete`, or changes of fields or tags.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct BulkChange {
    /// Which, by id; at most [`MAX_BULK_IDS`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ids: Option<Vec<Uuid>>,
    /// Which, by what they are; `{}` for all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filter: Option<BusinessFilter>,
    /// Fields that get another value, whatever they hold; as in a patch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub changes: Option<BusinessChanges>,
    /// Tags that each gets beside its own.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub add_tags: Vec<String>,
    /// Tags that are taken off those that have them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub remove_tags: Vec<String>,
    /// They are deleted; each can be restored.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub delete: bool,
}

/// What a [`BulkChange`] did. `matched` leads are those that were `changed`, those that
/// were so already, and those that could not be changed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct BulkAnswer {
    /// Leads that were asked for.
    pub matched: u64,
    /// Leads that are different now.
    pub changed: u64,
    /// Leads that were so already.
    pub unchanged: u64,
    /// Leads that could not be changed, and why; at most [`MAX_BULK_SKIPPED`] of them.
    pub skipped: Vec<BulkSkipped>,
}

/// A lead that a [`BulkChange`] left as it was.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct BulkSkipped {
    /// Which.
    pub id: Uuid,
    /// Why: `NOT_FOUND`, also if it is deleted, or `VALIDATION`.
    pub code: ProblemCode,
}
