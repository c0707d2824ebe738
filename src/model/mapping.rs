//! Which column of a file is what of a lead.

use super::Uuid;
use serde::{Deserialize, Serialize};

/// Bytes of a file's beginning that are looked at, at most.
pub const PREVIEW_BYTES: usize = 256 * 1024;
/// Columns of a file that can be something, at most.
pub const MAX_COLUMNS: usize = 500;

/// What a column can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ImportField {
    /// What it is called. No lead goes without.
    Name,
    /// A lead's own id, or another name that its file knows it by.
    Id,
    /// A name that its file knows it by.
    Ref,
    /// Whose names those are.
    Source,
    /// What it does.
    Category,
    /// Street and house number.
    Street,
    /// City.
    City,
    /// Region.
    Region,
    /// Postcode.
    Postcode,
    /// Country.
    Country,
    /// Degrees north.
    Lat,
    /// Degrees east.
    Lon,
    /// Telephone number.
    Phone,
    /// E-mail address.
    Email,
    /// Website.
    Website,
    /// Stage.
    Stage,
    /// Tags, with semicolons between.
    Tags,
    /// What OpenStreetMap means by a tag of this name; only of map data.
    Osm,
}

impl ImportField {
    /// Every one, in the order in which they are offered.
    pub const ALL: [Self; 18] = [
        Self::Name,
        Self::Id,
        Self::Ref,
        Self::Source,
        Self::Category,
        Self::Street,
        Self::City,
        Self::Region,
        Self::Postcode,
        Self::Country,
        Self::Lat,
        Self::Lon,
        Self::Phone,
        Self::Email,
        Self::Website,
        Self::Stage,
        Self::Tags,
        Self::Osm,
    ];

    /// The name on the wire, and of the column in an export.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Id => "id",
            Self::Ref => "ref",
            Self::Source => "source",
            Self::Category => "category",
            Self::Street => "street",
            Self::City => "city",
            Self::Region => "region",
            Self::Postcode => "postcode",
            Self::Country => "country",
            Self::Lat => "lat",
            Self::Lon => "lon",
            Self::Phone => "phone",
            Self::Email => "email",
            Self::Website => "website",
            Self::Stage => "stage",
            Self::Tags => "tags",
            Self::Osm => "osm",
        }
    }

    /// Whether several columns may be this.
    pub const fn may_repeat(self) -> bool {
        matches!(self, Self::Osm)
    }
}

impl std::str::FromStr for ImportField {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let mut all = Self::ALL.into_iter();
        all.find(|field| field.as_str() == text).ok_or(())
    }
}

/// A column of a file, and what it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ImportColumn {
    /// As the file calls it.
    pub name: String,
    /// What it is; `None` if it is not taken.
    #[serde(default)]
    pub field: Option<ImportField>,
}

/// What is wrong with a mapping.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MappingFault {
    /// No column is the name.
    NoName,
    /// Two columns, by position, are the same.
    Twice(usize, usize),
}

/// What keeps a file from being imported so; the columns in their order.
pub fn mapping_faults(fields: &[Option<ImportField>]) -> Vec<MappingFault> {
    let mut faults = Vec::new();
    if !fields.contains(&Some(ImportField::Name)) {
        faults.push(MappingFault::NoName);
    }
    for (second, field) in fields.iter().enumerate() {
        let Some(field) = field.filter(|field| !field.may_repeat()) else {
            continue;
        };
        if let Some(first) = fields[..second].iter().position(|f| *f == Some(field)) {
            faults.push(MappingFault::Twice(first, second));
        }
    }
    faults
}

/// A column of a file as it is before an import.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct PreviewColumn {
    /// As the file calls it.
    pub name: String,
    /// What it seems to be, or was said to be the last time.
    pub field: Option<ImportField>,
    /// Different values that it has, shortened; at most three.
    pub samples: Vec<String>,
    /// Rows that have a value.
    pub filled: u64,
}

/// The answer to `POST /import/preview`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct ImportPreview {
    /// `csv`, `geojson` or `osm.pbf`.
    pub format: String,
    /// In the order of the file; none if there is nothing to choose.
    pub columns: Vec<PreviewColumn>,
    /// Rows that were looked at.
    pub rows: u64,
    /// Whether the columns are what somebody said the last time.
    pub is_remembered: bool,
}

/// The body of `POST /import/mappings`: what the columns of files are that have
/// columns of these names. It takes the place of what was said of them before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewMapping {
    /// `csv` or `geojson`.
    pub format: String,
    /// Every column.
    pub columns: Vec<ImportColumn>,
}

/// What columns of files are, remembered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct ImportMapping {
    /// Name it as `mapping` of `POST /import`. The same names have the same id.
    pub id: Uuid,
    /// `csv` or `geojson`.
    pub format: String,
    /// Every column.
    pub columns: Vec<ImportColumn>,
}
