//! Lists: what may be asked for and how answers are paged.

use super::{EnrichmentStatus, Stage, Uuid};
use serde::{Deserialize, Serialize};

/// The largest page.
pub const MAX_LIMIT: u32 = 200;

/// The page size if none is given.
pub const DEFAULT_LIMIT: u32 = 50;

/// Which businesses: the filters of `GET /businesses`. All must hold. Part of
/// the cache key of a list, hence `Eq` and `Hash`; coordinates stay text until used.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema, utoipa::IntoParams))]
#[cfg_attr(feature = "server", into_params(parameter_in = Query))]
#[serde(deny_unknown_fields, default)]
pub struct BusinessFilter {
    /// Full text: every word must begin a word of name, address, category,
    /// phone, e-mail or website; accents and case do not count.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub q: Option<String>,
    /// Exact city.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub city: Option<String>,
    /// Exact category.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// Stage.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stage: Option<Stage>,
    /// Enrichment status.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enrichment_status: Option<EnrichmentStatus>,
    /// Owner.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner_id: Option<Uuid>,
    /// Has this tag.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag: Option<String>,
    /// `lat,lon` in degrees; with `radius_m`, or for `sort=distance`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub near: Option<String>,
    /// Metres around `near`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub radius_m: Option<u32>,
    /// `min_lon,min_lat,max_lon,max_lat` in degrees (RFC 7946 order).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bbox: Option<String>,
}

/// What a list is ordered by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub enum SortKey {
    /// Last change.
    #[default]
    UpdatedAt,
    /// Creation.
    CreatedAt,
    /// Name, accents and case apart.
    Name,
    /// City, then name.
    City,
    /// Category, then name.
    Category,
    /// Stage in the order of the funnel.
    Stage,
    /// Distance from `near`.
    Distance,
}

impl SortKey {
    /// Every key.
    pub const ALL: [Self; 7] = [
        Self::UpdatedAt,
        Self::CreatedAt,
        Self::Name,
        Self::City,
        Self::Category,
        Self::Stage,
        Self::Distance,
    ];

    /// The name on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::UpdatedAt => "updated_at",
            Self::CreatedAt => "created_at",
            Self::Name => "name",
            Self::City => "city",
            Self::Category => "category",
            Self::Stage => "stage",
            Self::Distance => "distance",
        }
    }
}

/// A key and a direction; on the wire `name` or `-name`. Ties are broken by id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Sort {
    /// By what.
    pub key: SortKey,
    /// Largest first.
    pub descending: bool,
}

impl Default for Sort {
    fn default() -> Self {
        Self {
            key: SortKey::UpdatedAt,
            descending: true,
        }
    }
}

impl std::fmt::Display for Sort {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{}{}",
            if self.descending { "-" } else { "" },
            self.key.as_str()
        )
    }
}

impl std::str::FromStr for Sort {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (descending, name) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        SortKey::ALL
            .into_iter()
            .find(|key| key.as_str() == name)
            .map(|key| Self { key, descending })
            .ok_or_else(|| {
                let known: Vec<_> = SortKey::ALL.iter().map(|key| key.as_str()).collect();
                format!(
                    "cannot sort by {name:?}; known: {}, each with or without a leading -",
                    known.join(", ")
                )
            })
    }
}

impl Serialize for Sort {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Sort {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

/// A page of a list, with what is needed to ask for the next.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct Page<T> {
    /// The rows.
    pub data: Vec<T>,
    /// Where they stand.
    pub meta: PageMeta,
}

/// Where a page stands in its list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct PageMeta {
    /// Rows that pass the filter.
    pub total: u64,
    /// This page, counted from 1.
    pub page: u32,
    /// Rows a page.
    pub limit: u32,
    /// Pages in all.
    pub pages: u32,
    /// Pass as `cursor` for the rows after these; `None` at the end. Stays
    /// right while rows come and go.
    pub next_cursor: Option<String>,
}
