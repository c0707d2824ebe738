//! The names of places in an extract: those that it has as places, and the cities and
//! streets that its addresses name.

use crate::{
    model::Place,
    server::{db::index::fold, jobs::import::osm::At},
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};

/// Names that are kept, so that memory is bounded.
const MAX_NAMES: usize = 200_000;
/// Metres in a degree along a meridian.
const DEGREE: f64 = 111_195.0;

/// Kinds of places, the largest first, with how far they reach, in metres, where nothing
/// else tells.
const KINDS: [(&str, &str, f64); 12] = [
    ("city", "City", 8_000.0),
    ("town", "Town", 4_000.0),
    ("borough", "Borough", 3_000.0),
    ("suburb", "Suburb", 1_500.0),
    ("village", "Village", 1_500.0),
    ("quarter", "Quarter", 1_000.0),
    ("neighbourhood", "Neighbourhood", 700.0),
    ("hamlet", "Hamlet", 500.0),
    ("island", "Island", 1_500.0),
    ("locality", "Locality", 500.0),
    ("square", "Square", 150.0),
    ("address", "City", 500.0),
];
/// What a street is called among the kinds.
const STREET: &str = "Street";

/// A place with a name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Named {
    name: String,
    /// In small letters without accents.
    folded: String,
    /// Which kind, and where.
    detail: String,
    /// West, south, east, north.
    bbox: [f64; 4],
    lat: f64,
    lon: f64,
    /// Smaller kinds have larger ranks.
    rank: u8,
}

/// Collects names.
#[derive(Debug, Default)]
pub struct Names {
    places: Vec<(usize, String, At)>,
    /// Cities of addresses, and streets with their city.
    addressed: HashMap<(String, Option<String>), Reach>,
}

#[derive(Clone, Copy, Debug)]
struct Reach {
    low: At,
    high: At,
}

impl Names {
    /// Takes the names of an object.
    pub fn offer<'a>(&mut self, tags: impl Iterator<Item = (&'a str, &'a str)>, at: At) {
        let (mut kind, mut name, mut city, mut street) = (None, None, None, None);
        for (key, value) in tags {
            match key {
                "place" => kind = KINDS.iter().position(|(place, ..)| *place == value),
                "name" => name = Some(value.trim()).filter(|name| !name.is_empty()),
                "addr:city" => city = Some(value.trim()).filter(|name| !name.is_empty()),
                "addr:street" => street = Some(value.trim()).filter(|name| !name.is_empty()),
                _ => {}
            }
        }
        if let (Some(kind), Some(name)) = (kind, name)
            && self.places.len() < MAX_NAMES
        {
            self.places.push((kind, name.to_owned(), at));
        }
        let Some(city) = city else { return };
        self.reach(city, None, at);
        if let Some(street) = street {
            self.reach(street, Some(city), at);
        }
    }

    fn reach(&mut self, name: &str, city: Option<&str>, at: At) {
        let key = (name.to_owned(), city.map(str::to_owned));
        if let Some(reach) = self.addressed.get_mut(&key) {
            reach.low = (reach.low.0.min(at.0), reach.low.1.min(at.1));
            reach.high = (reach.high.0.max(at.0), reach.high.1.max(at.1));
        } else if self.addressed.len() < MAX_NAMES {
            self.addressed.insert(key, Reach { low: at, high: at });
        }
    }

    /// All of them, in an order that is always the same.
    pub fn settle(self) -> Vec<Named> {
        let mut all = BTreeMap::new();
        let cities: Vec<(String, Reach)> = self
            .addressed
            .iter()
            .filter(|((_, city), _)| city.is_none())
            .map(|((name, _), reach)| (name.clone(), *reach))
            .collect();
        let nearest = |(lat, lon): At| {
            let holding = cities.iter().filter(|(_, reach)| {
                (reach.low.0..=reach.high.0).contains(&lat)
                    && (reach.low.1..=reach.high.1).contains(&lon)
            });
            let size = |reach: &Reach| i64::from(reach.high.0) - i64::from(reach.low.0);
            holding
                .min_by_key(|(name, reach)| (size(reach), name.clone()))
                .map(|(name, _)| name.clone())
        };
        for (kind, name, at) in self.places {
            let (_, label, reach) = KINDS[kind];
            let city = nearest(at).filter(|city| *city != name);
            let named = Named::around(&name, label, city.as_deref(), (at, at), reach, kind as u8);
            all.entry((named.folded.clone(), kind, at)).or_insert(named);
        }
        for ((name, city), Reach { low, high }) in self.addressed {
            let (label, margin, rank) = match city {
                Some(_) => (STREET, 50.0, KINDS.len()),
                None => (KINDS[KINDS.len() - 1].1, 300.0, KINDS.len() - 1),
            };
            let named = Named::around(
                &name,
                label,
                city.as_deref(),
                (low, high),
                margin,
                rank as u8,
            );
            // A place of that name says better where it is.
            let is_place = city.is_none()
                && all
                    .range((named.folded.clone(), 0, (i32::MIN, i32::MIN))..)
                    .next()
                    .is_some_and(|((folded, kind, _), _)| *folded == named.folded && *kind < 2);
            if !is_place {
                all.entry((named.folded.clone(), rank, low))
                    .or_insert(named);
            }
        }
        all.into_values().collect()
    }
}

impl Named {
    fn around(
        name: &str,
        label: &str,
        city: Option<&str>,
        (low, high): (At, At),
        margin_m: f64,
        rank: u8,
    ) -> Self {
        let degrees = |at: At| (f64::from(at.0) / 1e7, f64::from(at.1) / 1e7);
        let ((south, west), (north, east)) = (degrees(low), degrees(high));
        let lat = f64::midpoint(south, north);
        let up = margin_m / DEGREE;
        let aside = up / lat.to_radians().cos().max(0.01);
        let round = |degrees: f64| (degrees * 1e6).round() / 1e6;
        Self {
            name: name.to_owned(),
            folded: fold(name),
            detail: city.map_or_else(|| label.to_owned(), |city| format!("{label}, {city}")),
            bbox: [west - aside, south - up, east + aside, north + up].map(round),
            lat: round(lat),
            lon: round(f64::midpoint(west, east)),
            rank,
        }
    }
}

/// The places that are called so, the best first: what is after a comma has to stand in
/// what tells them apart. Beginnings of words count; case and accents do not.
pub fn find(names: &[Named], called: &str, most: usize) -> Vec<Place> {
    let folded = fold(called);
    let mut parts = folded.split(',').map(str::trim);
    let Some(wanted) = parts.next().filter(|name| !name.is_empty()) else {
        return Vec::new();
    };
    let further: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
    let mut found: Vec<(u8, &Named)> = names
        .iter()
        .filter_map(|named| Some((fit(&named.folded, wanted)?, named)))
        .filter(|(_, named)| {
            let detail = fold(&named.detail);
            further.iter().all(|part| detail.contains(part))
        })
        .collect();
    found.sort_by_key(|(fit, named)| (*fit, named.rank));
    let places = found.into_iter().take(most);
    places
        .map(|(_, named)| Place {
            name: named.name.clone(),
            detail: named.detail.clone(),
            lat: named.lat,
            lon: named.lon,
            bbox: Some(named.bbox),
            polygon: None,
        })
        .collect()
}

/// 0 the same, 1 begins so, 2 a word begins so.
fn fit(name: &str, wanted: &str) -> Option<u8> {
    if name == wanted {
        Some(0)
    } else if name.starts_with(wanted) {
        Some(1)
    } else {
        let mut words = name.split(|c: char| !c.is_alphanumeric());
        words.any(|word| word.starts_with(wanted)).then_some(2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_found_by_how_people_write_them() {
        let mut names = Names::default();
        let at = (601_840_000, 249_500_000);
        names.offer([("place", "suburb"), ("name", "Kallio")].into_iter(), at);
        for (lat, lon) in [(601_600_000, 249_300_000), (602_000_000, 249_600_000)] {
            let tags = [("addr:city", "Helsinki"), ("addr:street", "Mäkelänkatu")];
            names.offer(tags.into_iter(), (lat, lon));
        }
        let names = names.settle();
        let first = |called: &str| find(&names, called, 5).into_iter().next();
        let kallio = first("kallio").expect("a place");
        assert_eq!(
            (&*kallio.name, &*kallio.detail),
            ("Kallio", "Suburb, Helsinki")
        );
        assert_eq!(first("Kallio, Helsinki"), Some(kallio));
        assert_eq!(first("Kallio, Espoo"), None);
        let street = first("makelan").expect("a street");
        assert_eq!(street.detail, "Street, Helsinki");
        let [west, south, east, north] = street.bbox.expect("a box");
        assert!(west < 24.93 && south < 60.16 && east > 24.96 && north > 60.2);
        assert_eq!(first("HELSINKI").map(|p| p.detail).as_deref(), Some("City"));
        assert_eq!(first(" , "), None);
    }
}
