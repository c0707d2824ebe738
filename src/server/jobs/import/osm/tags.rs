//! From the tags of a map object to a lead.

use super::{super::values, places::At};
use crate::model::{Address, Beyond, NewBusiness, Source};
use std::collections::HashMap;

/// An object with one of these is a place that a lead can be; the first with a
/// telling value is its category.
pub const KEYS: [&str; 7] = [
    "shop",
    "office",
    "craft",
    "amenity",
    "tourism",
    "healthcare",
    "leisure",
];

/// Other names of a place that are kept: some are known in a hundred languages.
const MOST_NAMES: usize = 12;

/// Whether an object has one of [`KEYS`].
pub fn is_place<'a>(mut tags: impl Iterator<Item = (&'a str, &'a str)>) -> bool {
    tags.any(|(key, _)| KEYS.contains(&key))
}

/// Whether an object becomes a lead.
pub fn is_lead<'a>(tags: impl Iterator<Item = (&'a str, &'a str)>) -> bool {
    let (mut place, mut named) = (false, false);
    for (key, value) in tags {
        place |= KEYS.contains(&key);
        named |= key == "name" && !value.trim().is_empty();
        if place && named {
            return true;
        }
    }
    false
}

/// The tags of an object.
pub struct Tags<'a>(HashMap<&'a str, &'a str>);

impl<'a> Tags<'a> {
    /// Collects tags.
    pub fn read(tags: impl Iterator<Item = (&'a str, &'a str)>) -> Self {
        Self(tags.collect())
    }

    /// The first of `keys` that has a value.
    fn get(&self, keys: &[&str]) -> Option<&'a str> {
        keys.iter()
            .filter_map(|key| self.0.get(key).map(|value| value.trim()))
            .find(|value| !value.is_empty())
    }

    /// The lead, if it has a name.
    pub fn into_lead(self, kind: &str, id: i64, at: Option<At>) -> Option<NewBusiness> {
        let mut lead = self.lead()?;
        if let Some((lat, lon)) = at {
            lead.lat = Some(f64::from(lat) / 1e7);
            lead.lon = Some(f64::from(lon) / 1e7);
        }
        lead.source = Some(Source {
            kind: "osm".into(),
            reference: Some(format!("{kind}/{id}")),
        });
        Some(lead)
    }

    /// What the tags say, without place and source.
    pub fn lead(&self) -> Option<NewBusiness> {
        let mut lead = NewBusiness::named(self.get(&["name"])?);
        lead.category = self.category();
        lead.phone = self
            .get(&["phone", "contact:phone"])
            .and_then(values::phone);
        lead.website = self
            .get(&["website", "contact:website", "url"])
            .and_then(values::website);
        lead.email = self
            .get(&["email", "contact:email"])
            .and_then(values::email);
        lead.address = Address {
            street: self.street(),
            city: self.text("addr:city"),
            region: self
                .get(&["addr:state", "addr:province", "addr:region", "addr:county"])
                .and_then(values::some),
            postcode: self.text("addr:postcode"),
            country: self.text("addr:country"),
        };
        Some(lead)
    }

    /// What they say that a lead has no field for.
    pub fn beyond(&self) -> Beyond {
        let name = self.get(&["name"]).unwrap_or_default();
        let mut keys: Vec<&str> = self.0.keys().copied().filter(|key| is_name(key)).collect();
        keys.sort_unstable();
        let mut other_names: Vec<String> = Vec::new();
        for text in keys.into_iter().filter_map(|key| self.get(&[key])) {
            for other in text.split(';').filter_map(values::some) {
                if other != name && !other_names.contains(&other) && other_names.len() < MOST_NAMES
                {
                    other_names.push(other);
                }
            }
        }
        Beyond {
            other_names,
            brand: self.text("brand"),
            branch: self.text("branch"),
            level: self.text("level"),
            unit: self
                .get(&["addr:unit", "addr:door", "addr:flats"])
                .and_then(values::some),
        }
    }

    fn text(&self, key: &str) -> Option<String> {
        self.get(&[key]).and_then(values::some)
    }

    /// Street and house number; where there are no streets, the place.
    fn street(&self) -> Option<String> {
        let street = self.get(&["addr:street"])?;
        Some(match self.get(&["addr:housenumber"]) {
            Some(number) => format!("{street} {number}"),
            None => street.to_owned(),
        })
    }

    /// `shop=bakery` is a `bakery`; `shop=yes` says less than `amenity=fuel`
    /// beside it, and is a `shop` if nothing else is known.
    fn category(&self) -> Option<String> {
        let given = || {
            KEYS.iter()
                .filter_map(|key| Some((*key, values::first(self.0.get(key)?))))
                .filter(|(_, value)| !value.is_empty() && *value != "no")
        };
        given()
            .find(|(_, value)| *value != "yes")
            .map(|(_, value)| value.to_owned())
            .or_else(|| given().next().map(|(key, _)| key.to_owned()))
    }
}

/// Whether a key is of another name, such as `name:sv` or `alt_name`.
fn is_name(key: &str) -> bool {
    let (base, language) = key.split_once(':').unwrap_or((key, ""));
    matches!(
        base,
        "alt_name" | "old_name" | "short_name" | "official_name" | "loc_name" | "int_name"
    ) || (base == "name" && (2..=3).contains(&language.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lead(tags: &[(&str, &str)]) -> Option<NewBusiness> {
        Tags::read(tags.iter().copied()).into_lead("node", 1, Some((601_234_567, 249_000_000)))
    }

    #[test]
    fn tags_become_a_lead() {
        let lead = lead(&[
            ("name", "Ekberg"),
            ("shop", "bakery;pastry"),
            ("contact:phone", "+358 9 6811860;+358 9 1"),
            ("url", "cafeekberg.fi"),
            ("contact:email", "info@ekberg.fi"),
            ("addr:street", "Bulevardi"),
            ("addr:housenumber", "9"),
            ("addr:country", "FI"),
        ])
        .expect("a lead");
        assert_eq!(lead.category.as_deref(), Some("bakery"));
        assert_eq!(lead.phone.as_deref(), Some("+358 9 6811860"));
        assert_eq!(lead.website.as_deref(), Some("https://cafeekberg.fi"));
        assert_eq!(lead.email.as_deref(), Some("info@ekberg.fi"));
        assert_eq!(lead.address.street.as_deref(), Some("Bulevardi 9"));
        assert_eq!(lead.lat, Some(60.123_456_7));
        let reference = lead.source.and_then(|source| source.reference);
        assert_eq!(reference.as_deref(), Some("node/1"));
    }

    #[test]
    fn a_category_that_says_something_is_preferred() {
        for (tags, category) in [
            (&[("shop", "yes"), ("amenity", "fuel")][..], Some("fuel")),
            (&[("shop", "yes")], Some("shop")),
            (&[("office", "no"), ("craft", "yes")], Some("craft")),
            (&[("office", "no")], None),
        ] {
            let all: Vec<_> = tags.iter().copied().chain([("name", "x")]).collect();
            let lead = lead(&all).expect("a lead");
            assert_eq!(lead.category.as_deref(), category, "{tags:?}");
        }
    }

    #[test]
    fn without_a_name_there_is_no_lead() {
        assert!(lead(&[("shop", "bakery"), ("name", " ")]).is_none());
        assert!(!is_lead([("shop", "bakery")].into_iter()));
        assert!(!is_lead(
            [("name", "x"), ("highway", "primary")].into_iter()
        ));
    }
}
