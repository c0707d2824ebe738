//! Searches for businesses in an area: what is asked for, from whom, and how far it is.

use serde::{Deserialize, Serialize};

/// The body of `POST /scrapes`. The area is given in exactly one form: `lat` with `lon` and
/// `radius_m`, `bbox`, `polygon`, or else by the name of a place alone, in `location`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct NewScrape {
    /// The name of a place, to be looked up; in the job's `params` it stands beside the area
    /// that was found. Beside an area it is what that area is called.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// The centre, in degrees.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lat: Option<f64>,
    /// The centre, in degrees.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lon: Option<f64>,
    /// Metres around the centre.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub radius_m: Option<u32>,
    /// West, south, east, north in degrees (RFC 7946 order).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "server", schema(value_type = Option<Vec<f64>>))]
    pub bbox: Option<[f64; 4]>,
    /// Corners in order, each `[lon, lat]` in degrees; the last may repeat the first.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "server", schema(value_type = Option<Vec<Vec<f64>>>))]
    pub polygon: Option<Vec<[f64; 2]>>,
    /// Ids of categories; all if there are none.
    pub categories: Vec<String>,
    /// From whom; the default source if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<ScrapeSourceKind>,
}

/// Whom businesses are had from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ScrapeSourceKind {
    /// A local extract of OpenStreetMap: works with no network.
    Extract,
    /// OpenStreetMap's Overpass API.
    Overpass,
    /// Files of Overture Maps.
    Overture,
}

impl ScrapeSourceKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Extract, Self::Overpass, Self::Overture];

    /// The name on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Extract => "extract",
            Self::Overpass => "overpass",
            Self::Overture => "overture",
        }
    }
}

impl std::str::FromStr for ScrapeSourceKind {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let mut all = Self::ALL.into_iter();
        all.find(|kind| kind.as_str() == text).ok_or(())
    }
}

/// A source as `GET /scrapes/sources` lists it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct ScrapeSource {
    /// Which.
    pub kind: ScrapeSourceKind,
    /// For people.
    pub name: String,
    /// Whether a search may use it.
    pub available: bool,
    /// Why not, or how to make it available, for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unavailable: Option<String>,
    /// Whether it is used where none is named.
    pub default: bool,
    /// Whose data it is, as it has to stand beside it.
    pub attribution: String,
    /// What it covers: west, south, east, north in degrees; everything if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "server", schema(value_type = Option<Vec<f64>>))]
    pub bbox: Option<[f64; 4]>,
}

/// A place that a name was found to mean.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct Place {
    /// Its name.
    pub name: String,
    /// What and where, to tell it from others of that name.
    pub detail: String,
    /// Degrees.
    pub lat: f64,
    /// Degrees.
    pub lon: f64,
    /// How far it reaches: west, south, east, north in degrees.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "server", schema(value_type = Option<Vec<f64>>))]
    pub bbox: Option<[f64; 4]>,
    /// Its boundary: corners in order, each `[lon, lat]` in degrees, the first not repeated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "server", schema(value_type = Option<Vec<Vec<f64>>>))]
    pub polygon: Option<Vec<[f64; 2]>>,
}

/// A group of the tree of categories.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct CategoryGroup {
    /// In snake case.
    pub id: String,
    /// In English.
    pub name: String,
    /// What belongs to it.
    pub categories: Vec<CategoryEntry>,
}

/// A category of the tree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct CategoryEntry {
    /// In snake case; never changes.
    pub id: String,
    /// In English.
    pub name: String,
    /// What else people call it, to be found by.
    #[serde(default)]
    pub words: Vec<String>,
}
