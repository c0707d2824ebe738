//! A lead as it is read: whole or packed, the same to whoever sorts and filters.

use super::{codec, words::Words};
use crate::model::{Address, Business, EnrichmentStatus, Source, Stage, Timestamp, Uuid};

/// A lead, wherever it is kept.
#[derive(Clone, Copy)]
pub enum Lead<'a> {
    /// As everybody knows it.
    Whole(&'a Business),
    /// As it is kept while nobody looks.
    Packed(Packed<'a>),
}

/// The bytes of a lead, with what they refer to.
#[derive(Clone, Copy)]
pub struct Packed<'a> {
    /// Whose bytes they are; not among them.
    pub id: Uuid,
    /// See `codec`.
    pub bytes: &'a [u8],
    /// What numbers in them mean.
    pub words: &'a Words,
}

impl<'a> Lead<'a> {
    /// See [`Business::id`].
    pub fn id(self) -> Uuid {
        match self {
            Self::Whole(lead) => lead.id,
            Self::Packed(lead) => lead.id,
        }
    }

    /// See [`Business::version`].
    pub fn version(self) -> i64 {
        match self {
            Self::Whole(lead) => lead.version,
            Self::Packed(lead) => codec::version(lead.bytes),
        }
    }

    /// See [`Business::updated_at`].
    pub fn updated_at(self) -> Timestamp {
        match self {
            Self::Whole(lead) => lead.updated_at,
            Self::Packed(lead) => codec::updated_at(lead.bytes),
        }
    }

    /// See [`Business::created_at`].
    pub fn created_at(self) -> Timestamp {
        match self {
            Self::Whole(lead) => lead.created_at,
            Self::Packed(lead) => codec::created_at(lead.bytes),
        }
    }

    /// See [`Business::stage`].
    pub fn stage(self) -> Stage {
        match self {
            Self::Whole(lead) => lead.stage,
            Self::Packed(lead) => codec::stage(lead.bytes),
        }
    }

    /// Whether it has a [`Business::deleted_at`].
    pub fn is_deleted(self) -> bool {
        match self {
            Self::Whole(lead) => lead.deleted_at.is_some(),
            Self::Packed(lead) => codec::is_deleted(lead.bytes),
        }
    }

    /// See [`Business::name`]; in UTF-8.
    pub fn name(self) -> &'a [u8] {
        match self {
            Self::Whole(lead) => lead.name.as_bytes(),
            Self::Packed(lead) => codec::name(lead.bytes),
        }
    }

    /// All of it.
    pub fn view(self) -> View<'a> {
        match self {
            Self::Whole(lead) => View::of(lead),
            Self::Packed(lead) => codec::read(lead),
        }
    }
}

impl<'a> From<&'a Business> for Lead<'a> {
    fn from(lead: &'a Business) -> Self {
        Self::Whole(lead)
    }
}

/// Every field of a lead, borrowed; see [`Business`].
#[derive(Clone, Copy)]
#[allow(
    missing_docs,
    reason = "each is described where it comes from: `Business`"
)]
pub struct View<'a> {
    pub id: Uuid,
    pub version: i64,
    pub name: &'a str,
    pub category: Option<&'a str>,
    pub street: Option<&'a str>,
    pub city: Option<&'a str>,
    pub region: Option<&'a str>,
    pub postcode: Option<&'a str>,
    pub country: Option<&'a str>,
    pub lat: Option<f64>,
    pub lon: Option<f64>,
    pub phone: Option<&'a str>,
    pub email: Option<&'a str>,
    pub website: Option<&'a str>,
    pub stage: Stage,
    pub owner_id: Option<Uuid>,
    pub tags: Tags<'a>,
    pub enrichment_status: EnrichmentStatus,
    pub enrichment_error: Option<&'a str>,
    pub logo: Option<Uuid>,
    pub source_kind: &'a str,
    pub source_ref: Option<&'a str>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}

/// The tags of a lead.
#[derive(Clone, Copy)]
pub enum Tags<'a> {
    /// As texts.
    Whole(&'a [String]),
    /// So many numbers of words.
    Packed(usize, &'a [u8], &'a Words),
}

impl<'a> Tags<'a> {
    /// One after the other.
    pub fn iter(self) -> impl Iterator<Item = &'a str> {
        let (whole, packed) = match self {
            Self::Whole(tags) => (tags, None),
            Self::Packed(count, bytes, words) => (&[][..], Some((count, bytes, words))),
        };
        let packed = packed
            .into_iter()
            .flat_map(|(count, bytes, words)| codec::words(count, bytes, words));
        whole.iter().map(String::as_str).chain(packed)
    }
}

impl<'a> View<'a> {
    /// The fields of a whole lead.
    pub fn of(lead: &'a Business) -> Self {
        let address = &lead.address;
        Self {
            id: lead.id,
            version: lead.version,
            name: &lead.name,
            category: lead.category.as_deref(),
            street: address.street.as_deref(),
            city: address.city.as_deref(),
            region: address.region.as_deref(),
            postcode: address.postcode.as_deref(),
            country: address.country.as_deref(),
            lat: lead.lat,
            lon: lead.lon,
            phone: lead.phone.as_deref(),
            email: lead.email.as_deref(),
            website: lead.website.as_deref(),
            stage: lead.stage,
            owner_id: lead.owner_id,
            tags: Tags::Whole(&lead.tags),
            enrichment_status: lead.enrichment_status,
            enrichment_error: lead.enrichment_error.as_deref(),
            logo: lead.logo,
            source_kind: &lead.source.kind,
            source_ref: lead.source.reference.as_deref(),
            created_at: lead.created_at,
            updated_at: lead.updated_at,
            deleted_at: lead.deleted_at,
        }
    }

    /// A lead of its own.
    pub fn to_business(self) -> Business {
        let own = |text: Option<&str>| text.map(str::to_owned);
        Business {
            id: self.id,
            version: self.version,
            name: self.name.to_owned(),
            category: own(self.category),
            address: Address {
                street: own(self.street),
                city: own(self.city),
                region: own(self.region),
                postcode: own(self.postcode),
                country: own(self.country),
            },
            lat: self.lat,
            lon: self.lon,
            phone: own(self.phone),
            email: own(self.email),
            website: own(self.website),
            stage: self.stage,
            owner_id: self.owner_id,
            tags: self.tags.iter().map(str::to_owned).collect(),
            enrichment_status: self.enrichment_status,
            enrichment_error: own(self.enrichment_error),
            logo: self.logo,
            source: Source {
                kind: self.source_kind.to_owned(),
                reference: own(self.source_ref),
            },
            created_at: self.created_at,
            updated_at: self.updated_at,
            deleted_at: self.deleted_at,
        }
    }
}
