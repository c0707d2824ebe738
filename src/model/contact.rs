//! How a business can be reached: its contacts, and what is known about it with
//! where it was read.

use super::{BusinessFilter, Timestamp, Uuid};
use serde::{Deserialize, Deserializer, Serialize};

/// Leads that may be named one by one in a [`NewBatch`]. More are chosen by filter or count.
pub const MAX_BATCH_IDS: usize = 10_000;

/// Somebody, or some desk, at a business.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct Contact {
    /// UUIDv7; may be made by the client that creates the contact.
    pub id: Uuid,
    /// Grows by one with every change. An older version never replaces a newer one.
    pub version: i64,
    /// The lead that it belongs to.
    pub business_id: Uuid,
    /// Whether it is a person.
    pub kind: ContactKind,
    /// A person's name, or what a number is for: «Sales».
    #[serde(default)]
    pub name: Option<String>,
    /// What they do, in the words of the source.
    #[serde(default)]
    pub role: Option<String>,
    /// E-mail address.
    #[serde(default)]
    pub email: Option<String>,
    /// Phone number; E.164 where it was looked up, as typed otherwise.
    #[serde(default)]
    pub phone: Option<String>,
    /// An `http` or `https` URL of a profile.
    #[serde(default)]
    pub profile: Option<String>,
    /// Where it was found.
    pub source: Provenance,
    /// How sure it is, 0 to 1; what a person typed in is 1.
    pub confidence: f64,
    /// When it was found or typed in.
    pub found_at: Timestamp,
    /// When the source was seen to say it no longer. A person's contact never goes so.
    #[serde(default)]
    pub gone_at: Option<Timestamp>,
    /// When a person last changed it: look-ups leave alone what they changed.
    #[serde(default)]
    pub edited_at: Option<Timestamp>,
    /// When it was deleted.
    #[serde(default)]
    pub deleted_at: Option<Timestamp>,
}

/// What a contact is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ContactKind {
    /// Somebody who works there.
    #[default]
    Person,
    /// The business itself, or a desk of it.
    General,
}

impl ContactKind {
    /// The name on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::General => "general",
        }
    }
}

/// Where a value was found.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct Provenance {
    /// `website`, `manual`, or the kind of the lead's [source](super::Source).
    pub kind: String,
    /// The page that says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// A list that is short enough to be read whole.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct Listed<T> {
    /// The rows.
    pub data: Vec<T>,
}

/// The body of `POST /businesses/{id}/contacts`. Something to reach it by, or a name,
/// is required.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct NewContact {
    /// A UUIDv7 made by the client; made by the server if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<Uuid>,
    /// See [`Contact::kind`]; a person if absent.
    pub kind: ContactKind,
    /// See [`Contact::name`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// See [`Contact::role`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// See [`Contact::email`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// See [`Contact::phone`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// See [`Contact::profile`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub profile: Option<String>,
}

impl NewContact {
    /// The contact that it makes, of `lead`, when a person adds it at `at`.
    pub fn by_hand(self, lead: Uuid, id: Uuid, version: i64, at: Timestamp) -> Contact {
        Contact {
            id,
            version,
            business_id: lead,
            kind: self.kind,
            name: self.name,
            role: self.role,
            email: self.email,
            phone: self.phone,
            profile: self.profile,
            source: Provenance {
                kind: "manual".into(),
                url: None,
            },
            confidence: 1.0,
            found_at: at,
            gone_at: None,
            edited_at: Some(at),
            deleted_at: None,
        }
    }
}

/// The body of `PATCH /businesses/{id}/contacts/{contact_id}`: an absent field stays as
/// it is, `null` clears it (RFC 7396, JSON Merge Patch).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ContactPatch {
    /// The version that the changes were made on.
    pub base_version: i64,
    /// See [`Contact::kind`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<ContactKind>,
    /// See [`Contact::name`].
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "some"
    )]
    pub name: Option<Option<String>>,
    /// See [`Contact::role`].
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "some"
    )]
    pub role: Option<Option<String>>,
    /// See [`Contact::email`].
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "some"
    )]
    pub email: Option<Option<String>>,
    /// See [`Contact::phone`].
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "some"
    )]
    pub phone: Option<Option<String>>,
    /// See [`Contact::profile`].
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "some"
    )]
    pub profile: Option<Option<String>>,
}

/// Tells an absent field (`None`) from an explicit `null`: `Some(None)`.
fn some<'de, T: Deserialize<'de>, D: Deserializer<'de>>(from: D) -> Result<Option<T>, D::Error> {
    T::deserialize(from).map(Some)
}

/// One value that is known of a field of a lead. Several may be; one at most is shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct KnownFact {
    /// A field of the lead (`email`, `phone`, `address.street` …), or one beyond them:
    /// `description`, `opening_hours`, `logo`, `social.{network}`.
    pub field: String,
    /// The value, as the field has it.
    pub value: String,
    /// Where it was found.
    pub source: Provenance,
    /// When it was first found there.
    pub found_at: Timestamp,
    /// When the source was seen to say it no longer.
    #[serde(default)]
    pub gone_at: Option<Timestamp>,
    /// How sure it is, 0 to 1; what a person typed in is 1.
    pub confidence: f64,
    /// Whether this is the value that the lead shows.
    pub shown: bool,
}

/// The body of `POST /enrichment/batch`: which leads, by one of `count`, `ids` and
/// `filter`. Those that have been looked up are left out, unless asked for `again`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct NewBatch {
    /// So many of those that were not looked up yet, newest first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<u64>,
    /// Which, by id; at most [`MAX_BATCH_IDS`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ids: Option<Vec<Uuid>>,
    /// Which, by what they are; `{}` for all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filter: Option<BusinessFilter>,
    /// Also those that have been looked up, or could not be.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub again: bool,
}

/// A lead that a batch could not look up: a row of `GET /jobs/{id}/failures`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct EnrichmentFailure {
    /// Which.
    pub business_id: Uuid,
    /// Its name.
    pub name: String,
    /// Why, for people.
    pub reason: String,
    /// When.
    pub at: Timestamp,
}
