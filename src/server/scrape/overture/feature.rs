//! A place of Overture Maps, whichever file it stands in: schema «places/place»
//! (docs.overturemaps.org), of the releases with `categories` and of those with `taxonomy`.

use super::KIND;
use crate::{
    model::{Address, Beyond, NewBusiness, Source},
    server::{
        categories::{self, Category},
        db::{businesses::Incoming, index::Point},
        jobs::import::{ReadError, geojson},
    },
};
use serde_json::{Map, Value};
use std::sync::atomic::{AtomicBool, Ordering};

/// Other names of a place that are kept: some are known in a hundred languages.
const MOST_NAMES: usize = 12;

/// A place as a file has it.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// Its GERS id, which stays from release to release.
    pub id: String,
    /// Where it is.
    pub point: Point,
    /// What is known about it.
    pub facts: Map<String, Value>,
}

/// A value at the end of a path. What other tools write as a text of JSON counts as that.
fn at(value: &Map<String, Value>, path: &[&str]) -> Value {
    let (first, rest) = match path {
        [] => return Value::Null,
        [first, rest @ ..] => (first, rest),
    };
    let mut value = opened(value.get(*first).cloned().unwrap_or_default());
    for key in rest {
        value = opened(value.get_mut(key).map(Value::take).unwrap_or_default());
    }
    value
}

fn opened(value: Value) -> Value {
    match &value {
        Value::String(text) if text.starts_with(['{', '[']) => {
            serde_json::from_str(text).unwrap_or(value)
        }
        _ => value,
    }
}

fn text(value: &Value) -> Option<String> {
    let text = value.as_str()?.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::Array(all) => all.iter().filter_map(text).collect(),
        one => text(one).into_iter().collect(),
    }
}

impl Place {
    fn fact(&self, path: &[&str]) -> Value {
        at(&self.facts, path)
    }

    /// What is known of it that a lead has no field for.
    fn beyond(&self) -> Beyond {
        let name = text(&self.fact(&["names", "primary"]));
        let mut other_names: Vec<String> = Vec::new();
        // By language, and by what they are for.
        let common = match self.fact(&["names", "common"]) {
            Value::Object(common) => common.values().filter_map(text).collect(),
            _ => Vec::new(),
        };
        let rules = match self.fact(&["names", "rules"]) {
            Value::Array(rules) => rules
                .iter()
                .filter_map(|rule| text(&rule["value"]))
                .collect(),
            _ => Vec::new(),
        };
        for other in common.into_iter().chain(rules) {
            let is_new = Some(&other) != name.as_ref() && !other_names.contains(&other);
            if is_new && other_names.len() < MOST_NAMES {
                other_names.push(other);
            }
        }
        Beyond {
            other_names,
            brand: text(&self.fact(&["brand", "names", "primary"])),
            ..Beyond::default()
        }
    }

    /// The lead that it becomes and its category; nothing without a name, and for a place
    /// that is closed for good.
    pub fn lead(&self) -> Option<(Incoming, Option<&'static Category>)> {
        let fact = |path: &[&str]| self.fact(path);
        if fact(&["operating_status"]) == "permanently_closed" {
            return None;
        }
        let mut lead = NewBusiness::named(text(&fact(&["names", "primary"]))?);
        let mut kinds = texts(&fact(&["categories", "primary"]));
        kinds.extend(texts(&fact(&["taxonomy", "primary"])));
        kinds.extend(texts(&fact(&["basic_category"])));
        kinds.extend(texts(&fact(&["categories", "alternate"])));
        kinds.extend(texts(&fact(&["taxonomy", "alternates"])));
        // From the narrowest to the widest.
        kinds.extend(texts(&fact(&["taxonomy", "hierarchy"])).into_iter().rev());
        let category = categories::of_overture(kinds.iter().map(String::as_str));
        let own = kinds.first().cloned();
        lead.category = category.map(|category| category.id.to_owned()).or(own);
        lead.phone = texts(&fact(&["phones"])).into_iter().next();
        lead.email = texts(&fact(&["emails"])).into_iter().next();
        lead.website = texts(&fact(&["websites"])).into_iter().next();
        let address = match fact(&["addresses"]) {
            Value::Array(all) => all.into_iter().next().unwrap_or_default(),
            other => other,
        };
        let part = |name: &str| address.get(name).and_then(text);
        // «US-CA»: a region is told by its code.
        let region = part("region").map(|code| {
            let short = code.split_once('-').map(|(_, region)| region.to_owned());
            short.unwrap_or(code)
        });
        lead.address = Address {
            street: part("freeform"),
            city: part("locality"),
            region,
            postcode: part("postcode"),
            country: part("country"),
        };
        (lead.lat, lead.lon) = (Some(self.point.lat), Some(self.point.lon));
        lead.source = Some(Source {
            kind: KIND.into(),
            reference: Some(self.id.clone()),
        });
        let incoming = Incoming {
            new: lead,
            beyond: Some(self.beyond()),
        };
        Some((incoming, category))
    }

    /// Of a GeoJSON feature; nothing if it is none of a place.
    fn of_feature(mut feature: Value) -> Option<Self> {
        let own = text(&feature["id"]);
        let position = feature["geometry"]["coordinates"].as_array()?.clone();
        let [lon, lat, ..] = position.as_slice() else {
            return None;
        };
        let point = Point {
            lat: lat.as_f64()?,
            lon: lon.as_f64()?,
        };
        let Some(Value::Object(facts)) = feature.get_mut("properties").map(Value::take) else {
            return None;
        };
        let id = own.or_else(|| text(facts.get("id")?))?;
        Some(Self { id, point, facts })
    }
}

/// Takes the features of a GeoJSON file.
pub struct Features<'a> {
    /// Where places go.
    pub take: &'a mut dyn FnMut(Place) -> Result<(), ReadError>,
    /// Whether anybody waits for them still.
    pub stopped: &'a AtomicBool,
}

impl geojson::Features for Features<'_> {
    fn fraction(&mut self, _: f64) -> Result<(), ReadError> {
        if self.stopped.load(Ordering::Relaxed) {
            return Err(ReadError::Stopped);
        }
        Ok(())
    }

    fn feature(&mut self, _: u64, feature: Value) -> Result<(), ReadError> {
        Place::of_feature(feature).map_or(Ok(()), |place| (self.take)(place))
    }

    fn reject(&mut self, _: u64, _: &str) -> Result<(), ReadError> {
        // Whoever made the file lost a line of many.
        Ok(())
    }
}
