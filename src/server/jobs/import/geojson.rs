//! GeoJSON (RFC 7946): a FeatureCollection, or a feature a line, also as a text
//! sequence (RFC 8142). A feature that is no point stands at the centre of its
//! bounding box. Properties are a lead's fields or OpenStreetMap's tags.

mod geometry;
mod properties;
mod reader;

use super::{
    mapping::Mapping,
    osm::is_place,
    preview::Found,
    sink::{ReadError, Sink},
};
use crate::model::{NewBusiness, Source};
use geometry::centre;
use properties::{Lead, guess, lead, text};
use reader::{is_line_by_line, open, read_collection, read_lines};
use serde_json::{Map, Value};
use std::{fs::File, path::Path};

/// Where features go.
pub trait Features {
    /// How much of the file is read, 0 to 1.
    ///
    /// # Errors
    /// When nobody wants to know any more, as the others.
    fn fraction(&mut self, fraction: f64) -> Result<(), ReadError>;
    /// A feature, or something in its place.
    fn feature(&mut self, line: u64, feature: Value) -> Result<(), ReadError>;
    /// What is no feature.
    fn reject(&mut self, line: u64, reason: &str) -> Result<(), ReadError>;
}

/// Features as leads.
struct Leads<'a> {
    sink: &'a mut Sink,
    mapping: Option<&'a Mapping>,
}

impl Features for Leads<'_> {
    fn fraction(&mut self, fraction: f64) -> Result<(), ReadError> {
        self.sink.fraction(fraction)
    }

    fn feature(&mut self, line: u64, feature: Value) -> Result<(), ReadError> {
        tell(self.sink, self.mapping, line, feature)
    }

    fn reject(&mut self, line: u64, reason: &str) -> Result<(), ReadError> {
        self.sink.reject(line, None, reason)
    }
}

/// Reads a file. What its properties are is told by their names unless `mapping` says it.
pub fn read(path: &Path, mapping: Option<&Mapping>, sink: &mut Sink) -> Result<(), ReadError> {
    each(path, &mut Leads { sink, mapping })
}

/// Reads the features of a file.
///
/// # Errors
/// When it is damaged or cannot be read, and whatever they are taken with says.
pub fn each(path: &Path, to: &mut impl Features) -> Result<(), ReadError> {
    let size = File::open(path)?.metadata()?.len().max(1);
    if is_line_by_line(open(File::open(path)?)?)? {
        read_lines(open(File::open(path)?)?, size, to)
    } else {
        read_collection(open(File::open(path)?)?, size, to)
    }
}

/// Features as columns.
struct Looking<'a>(&'a mut Found);

impl Features for Looking<'_> {
    fn fraction(&mut self, _: f64) -> Result<(), ReadError> {
        Ok(())
    }

    fn feature(&mut self, _: u64, feature: Value) -> Result<(), ReadError> {
        let properties = feature["properties"].as_object();
        for (key, value) in properties.into_iter().flatten() {
            let Some(at) = self.0.column_of(key, || guess(key)) else {
                continue;
            };
            self.0.value(at, &text(value).unwrap_or_default());
        }
        if self.0.row() {
            return Err(ReadError::Stopped);
        }
        Ok(())
    }

    fn reject(&mut self, _: u64, _: &str) -> Result<(), ReadError> {
        Ok(())
    }
}

/// Looks at the beginning of a file; `is_whole` if nothing follows.
pub fn look(head: &[u8], is_whole: bool, found: &mut Found) -> Result<(), ReadError> {
    let mut looking = Looking(found);
    let size = head.len() as u64;
    let read = if is_line_by_line(open(head)?)? {
        read_lines(open(head)?, size, &mut looking)
    } else {
        read_collection(open(head)?, size, &mut looking)
    };
    match read {
        // Enough is seen, or it is cut off as it has to be.
        Err(ReadError::Stopped) => Ok(()),
        Err(ReadError::Input(_)) if !is_whole => Ok(()),
        read => read,
    }
}

/// Puts a feature into the sink.
fn tell(
    sink: &mut Sink,
    mapping: Option<&Mapping>,
    line: u64,
    mut feature: Value,
) -> Result<(), ReadError> {
    if feature["type"] != "Feature" {
        return sink.reject(line, None, "Not a feature.");
    }
    let id = feature.get("id").and_then(text);
    let properties = match feature.get_mut("properties").map(Value::take) {
        Some(Value::Object(properties)) => properties,
        _ => Map::new(),
    };
    let Lead {
        mut lead,
        id: said,
        kind,
    } = match lead(&properties, mapping) {
        Ok(Some(lead)) => lead,
        Ok(None) => return sink.skip(),
        Err(reason) => return sink.reject(line, id, &reason),
    };
    match centre(&feature["geometry"]) {
        Ok(Some((lon, lat))) => (lead.lat, lead.lon) = (Some(lat), Some(lon)),
        Ok(None) => {}
        Err(reason) => return sink.reject(line, id, reason),
    }
    let mut from = source(&properties, said.or(id), &lead, sink);
    if let Some(kind) = kind.filter(|_| from.kind != "osm") {
        from.kind = kind;
    }
    lead.source = Some(from);
    sink.repair(&mut lead);
    sink.unique_lead(line, lead)
}

/// Where a feature came from: `@id` is what Overpass writes.
///
/// Any other id is known within files of this name, as the rows of a CSV file are.
fn source(
    properties: &Map<String, Value>,
    id: Option<String>,
    lead: &NewBusiness,
    sink: &Sink,
) -> Source {
    let own = properties.get("@id").and_then(text).or(id);
    let is_osm = |id: &str| {
        let number = id
            .split_once('/')
            .filter(|(kind, _)| matches!(*kind, "node" | "way" | "relation"));
        number.is_some_and(|(_, n)| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
    };
    let tags = properties.keys().map(|key| (key.as_str(), ""));
    match own {
        Some(id) if is_osm(&id) && is_place(tags) => Source {
            kind: "osm".into(),
            reference: Some(id),
        },
        own => Source {
            kind: "geojson".into(),
            reference: Some(match own {
                Some(id) if is_osm(&id) => id,
                Some(id) => sink.scoped(&id),
                None => super::csv::fingerprint(lead),
            }),
        },
    }
}

#[cfg(test)]
mod tests;
