//! Leads that may be one business.

use super::{Address, Business, Field, Source, Timestamp, Uuid};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Two leads that may be one business: a person decides.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct Duplicate {
    /// UUIDv7.
    pub id: Uuid,
    /// How likely they are one, 0 to 1.
    pub score: f64,
    /// What speaks for it and against it, the weightiest first.
    pub reasons: Vec<Reason>,
    /// The lead that was there first.
    pub a: Business,
    /// The other.
    pub b: Business,
    /// When it was found.
    pub created_at: Timestamp,
}

/// What speaks for two leads being one business, or against it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct Reason {
    /// What was compared: `name`, `distance`, `phone`, `email`, `website`, `address`,
    /// `category`, `floor`, `branch`; `doubt` for what held the chance down.
    pub what: String,
    /// What was found, for people.
    pub says: String,
    /// Log-odds (natural logarithm): for one business if positive, against it if negative.
    pub weight: f64,
}

/// The body of `POST /duplicates/{id}/merge`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct MergeDuplicates {
    /// The lead that stays; the other goes into it.
    pub kept: Uuid,
    /// From which of the two a field is taken; the server chooses for the others. The
    /// parts of an address come together, and so do `lat` and `lon`.
    #[serde(default)]
    pub picks: BTreeMap<Field, Uuid>,
}

/// Two leads were made one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct MergeAnswer {
    /// By which it can be undone.
    pub merge_id: Uuid,
    /// The lead that stayed.
    pub business: Business,
}

/// A merge was undone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct UndoneMerge {
    /// The lead that had stayed.
    pub kept: Business,
    /// The lead that had gone into it.
    pub gone: Business,
    /// Fields that changed after the merge; the changes stay with the lead that stayed.
    pub changed_since: Vec<Field>,
}

/// Where a lead comes from.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct BusinessSources {
    /// Every source that gave it, the first one first.
    pub data: Vec<BusinessSource>,
    /// The leads that went into it, the newest first.
    pub merges: Vec<Merge>,
}

/// One source of a lead.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct BusinessSource {
    /// Which.
    pub source: Source,
    /// What it said, if that is not just what the lead has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub facts: Option<SourceFacts>,
    /// When it was last seen there.
    pub seen_at: Timestamp,
    /// Since when it is there no longer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gone_at: Option<Timestamp>,
}

/// What a source says of a business.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct SourceFacts {
    /// The name.
    pub name: String,
    /// What it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// Postal address.
    pub address: Address,
    /// Degrees, WGS 84.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lat: Option<f64>,
    /// Degrees, WGS 84.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lon: Option<f64>,
    /// Phone number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// E-mail address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Website.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub website: Option<String>,
    /// What a lead has no field for.
    #[serde(flatten)]
    pub beyond: Beyond,
}

/// What a source knows of a business that a lead has no field for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Beyond {
    /// The name in other languages, former and short names.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub other_names: Vec<String>,
    /// The chain that it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub brand: Option<String>,
    /// What tells it from the others of its chain.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub branch: Option<String>,
    /// The floor.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<String>,
    /// Door or unit within the house.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
}

impl Beyond {
    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A lead that went into another one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct Merge {
    /// By which it can be undone.
    pub id: Uuid,
    /// The lead that went.
    pub gone: Uuid,
    /// What it was called.
    pub name: String,
    /// Where it came from.
    pub source: Source,
    /// When.
    pub at: Timestamp,
    /// Who did it; `None` if the server was sure.
    pub actor: Option<Uuid>,
}
