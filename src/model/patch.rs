//! Partial changes of a business, field by field.

use super::{Business, Stage, Uuid};
use serde::{Deserialize, Deserializer, Serialize};

/// A field of a business that people and sources may change. The server keeps a
/// version of each, so changes of different fields merge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub enum Field {
    /// `name`
    #[serde(rename = "name")]
    Name,
    /// `category`
    #[serde(rename = "category")]
    Category,
    /// `address.street`
    #[serde(rename = "address.street")]
    Street,
    /// `address.city`
    #[serde(rename = "address.city")]
    City,
    /// `address.region`
    #[serde(rename = "address.region")]
    Region,
    /// `address.postcode`
    #[serde(rename = "address.postcode")]
    Postcode,
    /// `address.country`
    #[serde(rename = "address.country")]
    Country,
    /// `lat`
    #[serde(rename = "lat")]
    Lat,
    /// `lon`
    #[serde(rename = "lon")]
    Lon,
    /// `phone`
    #[serde(rename = "phone")]
    Phone,
    /// `email`
    #[serde(rename = "email")]
    Email,
    /// `website`
    #[serde(rename = "website")]
    Website,
    /// `stage`
    #[serde(rename = "stage")]
    Stage,
    /// `owner_id`
    #[serde(rename = "owner_id")]
    OwnerId,
    /// `tags`
    #[serde(rename = "tags")]
    Tags,
}

impl Field {
    /// Every field. The position is stable: the server stores field versions by it.
    pub const ALL: [Self; 15] = [
        Self::Name,
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
        Self::OwnerId,
        Self::Tags,
    ];

    /// The name on the wire, parts of the address with a dot.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Category => "category",
            Self::Street => "address.street",
            Self::City => "address.city",
            Self::Region => "address.region",
            Self::Postcode => "address.postcode",
            Self::Country => "address.country",
            Self::Lat => "lat",
            Self::Lon => "lon",
            Self::Phone => "phone",
            Self::Email => "email",
            Self::Website => "website",
            Self::Stage => "stage",
            Self::OwnerId => "owner_id",
            Self::Tags => "tags",
        }
    }

    /// The value of this field in `business`, as JSON.
    pub fn value(self, business: &Business) -> serde_json::Value {
        use serde_json::json;
        match self {
            Self::Name => json!(business.name),
            Self::Category => json!(business.category),
            Self::Street => json!(business.address.street),
            Self::City => json!(business.address.city),
            Self::Region => json!(business.address.region),
            Self::Postcode => json!(business.address.postcode),
            Self::Country => json!(business.address.country),
            Self::Lat => json!(business.lat),
            Self::Lon => json!(business.lon),
            Self::Phone => json!(business.phone),
            Self::Email => json!(business.email),
            Self::Website => json!(business.website),
            Self::Stage => json!(business.stage),
            Self::OwnerId => json!(business.owner_id),
            Self::Tags => json!(business.tags),
        }
    }
}

/// Tells an absent field (`None`) from an explicit `null`: `Some(None)`, or an
/// error where a field cannot be cleared.
fn some<'de, T: Deserialize<'de>, D: Deserializer<'de>>(from: D) -> Result<Option<T>, D::Error> {
    T::deserialize(from).map(Some)
}

/// The changeable fields of a business; an absent field stays as it is, `null`
/// clears it (RFC 7396, JSON Merge Patch).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct BusinessChanges {
    /// See [`Business::name`].
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "some")]
    pub name: Option<String>,
    /// See [`Business::category`].
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "some")]
    pub category: Option<Option<String>>,
    /// The parts of the address that change.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "some")]
    pub address: Option<AddressChanges>,
    /// See [`Business::lat`].
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "some")]
    pub lat: Option<Option<f64>>,
    /// See [`Business::lon`].
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "some")]
    pub lon: Option<Option<f64>>,
    /// See [`Business::phone`].
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "some")]
    pub phone: Option<Option<String>>,
    /// See [`Business::email`].
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "some")]
    pub email: Option<Option<String>>,
    /// See [`Business::website`].
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "some")]
    pub website: Option<Option<String>>,
    /// See [`Business::stage`].
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "some")]
    pub stage: Option<Stage>,
    /// See [`Business::owner_id`].
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "some")]
    pub owner_id: Option<Option<Uuid>>,
    /// Replaces all tags.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "some")]
    pub tags: Option<Vec<String>>,
}

/// The parts of an address that change.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct AddressChanges {
    /// See [`Address::street`](super::Address::street).
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "some")]
    pub street: Option<Option<String>>,
    /// See [`Address::city`](super::Address::city).
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "some")]
    pub city: Option<Option<String>>,
    /// See [`Address::region`](super::Address::region).
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "some")]
    pub region: Option<Option<String>>,
    /// See [`Address::postcode`](super::Address::postcode).
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "some")]
    pub postcode: Option<Option<String>>,
    /// See [`Address::country`](super::Address::country).
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "some")]
    pub country: Option<Option<String>>,
}

/// The body of `PATCH /businesses/{id}`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct BusinessPatch {
    /// The version that the changes were made on.
    pub base_version: i64,
    /// What changes.
    #[serde(flatten)]
    pub changes: BusinessChanges,
}

// `flatten` and `deny_unknown_fields` do not go together in serde: take
// `base_version` out first, then be strict about the rest.
impl<'de> Deserialize<'de> for BusinessPatch {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        use serde::de::Error;
        let mut map = serde_json::Map::deserialize(from)?;
        let base = map
            .remove("base_version")
            .ok_or_else(|| Error::missing_field("base_version"))?;
        let base_version = base
            .as_i64()
            .ok_or_else(|| Error::custom("base_version: expected an integer"))?;
        let changes = serde_json::from_value(map.into()).map_err(Error::custom)?;
        Ok(Self {
            base_version,
            changes,
        })
    }
}

impl BusinessChanges {
    /// The fields that this touches, whether or not the value differs.
    pub fn fields(&self) -> Vec<Field> {
        let address = self.address.as_ref();
        let touched = [
            (Field::Name, self.name.is_some()),
            (Field::Category, self.category.is_some()),
            (Field::Street, address.is_some_and(|a| a.street.is_some())),
            (Field::City, address.is_some_and(|a| a.city.is_some())),
            (Field::Region, address.is_some_and(|a| a.region.is_some())),
            (
                Field::Postcode,
                address.is_some_and(|a| a.postcode.is_some()),
            ),
            (Field::Country, address.is_some_and(|a| a.country.is_some())),
            (Field::Lat, self.lat.is_some()),
            (Field::Lon, self.lon.is_some()),
            (Field::Phone, self.phone.is_some()),
            (Field::Email, self.email.is_some()),
            (Field::Website, self.website.is_some()),
            (Field::Stage, self.stage.is_some()),
            (Field::OwnerId, self.owner_id.is_some()),
            (Field::Tags, self.tags.is_some()),
        ];
        touched
            .into_iter()
            .filter_map(|(field, set)| set.then_some(field))
            .collect()
    }

    /// These, with the fields that `over` touches as they are there.
    #[must_use]
    pub fn with(mut self, over: &Self) -> Self {
        fn put<T: Clone>(target: &mut Option<T>, value: &Option<T>) {
            if value.is_some() {
                target.clone_from(value);
            }
        }
        put(&mut self.name, &over.name);
        put(&mut self.category, &over.category);
        if let Some(address) = &over.address {
            let mine = self.address.get_or_insert_default();
            put(&mut mine.street, &address.street);
            put(&mut mine.city, &address.city);
            put(&mut mine.region, &address.region);
            put(&mut mine.postcode, &address.postcode);
            put(&mut mine.country, &address.country);
        }
        put(&mut self.lat, &over.lat);
        put(&mut self.lon, &over.lon);
        put(&mut self.phone, &over.phone);
        put(&mut self.email, &over.email);
        put(&mut self.website, &over.website);
        put(&mut self.stage, &over.stage);
        put(&mut self.owner_id, &over.owner_id);
        put(&mut self.tags, &over.tags);
        self
    }

    /// Puts the changes into `business`. Leaves `version` and `updated_at` alone.
    pub fn apply(&self, business: &mut Business) {
        fn put<T: Clone>(target: &mut T, value: &Option<T>) {
            if let Some(value) = value {
                target.clone_from(value);
            }
        }
        put(&mut business.name, &self.name);
        put(&mut business.category, &self.category);
        if let Some(address) = &self.address {
            put(&mut business.address.street, &address.street);
            put(&mut business.address.city, &address.city);
            put(&mut business.address.region, &address.region);
            put(&mut business.address.postcode, &address.postcode);
            put(&mut business.address.country, &address.country);
        }
        put(&mut business.lat, &self.lat);
        put(&mut business.lon, &self.lon);
        put(&mut business.phone, &self.phone);
        put(&mut business.email, &self.email);
        put(&mut business.website, &self.website);
        put(&mut business.stage, &self.stage);
        put(&mut business.owner_id, &self.owner_id);
        put(&mut business.tags, &self.tags);
    }
}
