//! A lead: a business that the team may sell to.

use super::{Timestamp, Uuid};
use serde::{Deserialize, Serialize};

/// A business as the server keeps it and as every client shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct Business {
    /// UUIDv7; may be made by the client that creates the business.
    pub id: Uuid,
    /// Grows by one with every change. An older version never replaces a newer one.
    pub version: i64,
    /// The name on the door. Never empty.
    pub name: String,
    /// For example `shop=bakery` mapped to `bakery`.
    pub category: Option<String>,
    /// Postal address; every part may be unknown.
    pub address: Address,
    /// Degrees, WGS 84, -90 to 90. Known together with `lon` or not at all.
    pub lat: Option<f64>,
    /// Degrees, WGS 84, -180 to 180.
    pub lon: Option<f64>,
    /// As found; international form where the source had it.
    pub phone: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// An `http` or `https` URL.
    pub website: Option<String>,
    /// How far the team has got with it.
    pub stage: Stage,
    /// The user who works it.
    pub owner_id: Option<Uuid>,
    /// Free labels, sorted, without repeats.
    pub tags: Vec<String>,
    /// Whether its contacts have been looked up.
    pub enrichment_status: EnrichmentStatus,
    /// Why the last look-up failed.
    pub enrichment_error: Option<String>,
    /// The picture of its logo, at `/logos/{id}`; that of a look-up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub logo: Option<Uuid>,
    /// Where it came from.
    pub source: Source,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// When it was deleted; it can be restored.
    pub deleted_at: Option<Timestamp>,
}

/// A postal address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Address {
    /// Street with house number.
    pub street: Option<String>,
    /// City or town.
    pub city: Option<String>,
    /// State, county or region.
    pub region: Option<String>,
    /// Postcode as written locally.
    pub postcode: Option<String>,
    /// ISO 3166-1 alpha-2, upper case.
    pub country: Option<String>,
}

/// How far a lead has got.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Nobody has been in touch yet.
    #[default]
    New,
    /// Called or written to.
    Contacted,
    /// Somebody went there.
    Visited,
    /// Worth pursuing.
    Qualified,
    /// A customer.
    Won,
    /// Not going to be one.
    Lost,
}

impl Stage {
    /// Every stage, in the order of the funnel.
    pub const ALL: [Self; 6] = [
        Self::New,
        Self::Contacted,
        Self::Visited,
        Self::Qualified,
        Self::Won,
        Self::Lost,
    ];

    /// The name on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Contacted => "contacted",
            Self::Visited => "visited",
            Self::Qualified => "qualified",
            Self::Won => "won",
            Self::Lost => "lost",
        }
    }
}

impl std::str::FromStr for Stage {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL
            .into_iter()
            .find(|stage| stage.as_str() == text)
            .ok_or(())
    }
}

/// Whether a lead's contacts have been looked up.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum EnrichmentStatus {
    /// Not looked up yet.
    #[default]
    Pending,
    /// Being looked up.
    Running,
    /// Looked up.
    Enriched,
    /// The look-up failed.
    Failed,
}

impl EnrichmentStatus {
    /// Every status.
    pub const ALL: [Self; 4] = [Self::Pending, Self::Running, Self::Enriched, Self::Failed];

    /// The name on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Running => "running",
            Self::Enriched => "enriched",
            Self::Failed => "failed",
        }
    }
}

impl std::str::FromStr for EnrichmentStatus {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL
            .into_iter()
            .find(|status| status.as_str() == text)
            .ok_or(())
    }
}

/// Where a business came from.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// `manual`, `osm`, `csv`, `geojson` or `seed`.
    pub kind: String,
    /// The source's own name for it, such as `node/123`; unique within `kind`.
    #[serde(rename = "ref")]
    pub reference: Option<String>,
}

impl Source {
    /// What a person typed in.
    pub fn manual() -> Self {
        Self {
            kind: "manual".into(),
            reference: None,
        }
    }

    /// Whether «© OpenStreetMap contributors» has to stand beside it (ODbL 1.0, 4.3).
    pub fn needs_osm_attribution(&self) -> bool {
        self.kind == "osm"
    }
}

/// The body of `POST /businesses`. Only `name` is required.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewBusiness {
    /// A UUIDv7 made by the client; made by the server if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<Uuid>,
    /// See [`Business::name`].
    pub name: String,
    /// See [`Business::category`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// See [`Business::address`].
    #[serde(default)]
    pub address: Address,
    /// See [`Business::lat`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lat: Option<f64>,
    /// See [`Business::lon`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lon: Option<f64>,
    /// See [`Business::phone`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// See [`Business::email`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// See [`Business::website`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub website: Option<String>,
    /// See [`Business::stage`].
    #[serde(default)]
    pub stage: Stage,
    /// See [`Business::owner_id`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner_id: Option<Uuid>,
    /// See [`Business::tags`].
    #[serde(default)]
    pub tags: Vec<String>,
    /// `manual` if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
}

impl NewBusiness {
    /// A business with a name and nothing else.
    pub fn named(name: impl Into<String>) -> Self {
        Self {
            id: None,
            name: name.into(),
            category: None,
            address: Address::default(),
            lat: None,
            lon: None,
            phone: None,
            email: None,
            website: None,
            stage: Stage::New,
            owner_id: None,
            tags: Vec::new(),
            source: None,
        }
    }

    /// The business as it will be once created: what the server stores and what
    /// a client shows meanwhile.
    pub fn into_business(self, id: Uuid, now: Timestamp) -> Business {
        Business {
            id,
            version: 1,
            name: self.name,
            category: self.category,
            address: self.address,
            lat: self.lat,
            lon: self.lon,
            phone: self.phone,
            email: self.email,
            website: self.website,
            stage: self.stage,
            owner_id: self.owner_id,
            tags: self.tags,
            enrichment_status: EnrichmentStatus::Pending,
            enrichment_error: None,
            logo: None,
            source: self.source.unwrap_or_else(Source::manual),
            created_at: now,
            updated_at: now,
            deleted_at: None,
        }
    }
}
