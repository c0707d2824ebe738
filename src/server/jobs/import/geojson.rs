//! GeoJSON (RFC 7946): a FeatureCollection, or a feature a line, also as a text
//! sequence (RFC 8142). A feature that is no point stands at the centre of its
//! bounding box. Properties are a lead's fields or OpenStreetMap's tags.

mod geometry;
mod properties;

use super::{
    mapping::Mapping,
    osm::is_place,
    preview::Found,
    sink::{ReadError, Sink},
};
use crate::model::{NewBusiness, Source};
use geometry::centre;
use properties::{Lead, guess, lead, text};
use serde::{
    Deserializer as _,
    de::{DeserializeSeed, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use serde_json::{Map, Value};
use std::{
    cell::{Cell, RefCell},
    fmt,
    fs::File,
    io::{BufRead, BufReader, Read},
    path::Path,
    rc::Rc,
};

/// Bytes of a feature, at most.
const MAX_FEATURE: u64 = 16 * 1024 * 1024;

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

/// Whether the first line is a feature of its own.
fn is_line_by_line(file: impl BufRead) -> Result<bool, ReadError> {
    let mut line = Vec::new();
    file.take(MAX_FEATURE).read_until(b'\n', &mut line)?;
    let value: Option<Value> = serde_json::from_slice(trim(&line)).ok();
    Ok(value.is_some_and(|value| value["type"] == "Feature"))
}

fn open<R: Read>(file: R) -> Result<BufReader<R>, ReadError> {
    let mut file = BufReader::with_capacity(256 * 1024, file);
    if file.fill_buf()?.starts_with(b"\xef\xbb\xbf") {
        file.consume(3);
    }
    Ok(file)
}

fn trim(line: &[u8]) -> &[u8] {
    line.strip_prefix(b"\x1e").unwrap_or(line).trim_ascii()
}

fn read_lines(mut file: impl BufRead, size: u64, to: &mut impl Features) -> Result<(), ReadError> {
    let (mut line, mut number, mut done) = (Vec::new(), 0, 0);
    loop {
        line.clear();
        let read = file
            .by_ref()
            .take(MAX_FEATURE + 1)
            .read_until(b'\n', &mut line)?;
        if read == 0 {
            return Ok(());
        }
        number += 1;
        done += read as u64;
        to.fraction(done as f64 / size as f64)?;
        if read as u64 > MAX_FEATURE {
            done += skip_line(&mut file)?;
            to.reject(number, "The line is longer than 16 MiB.")?;
            continue;
        }
        if trim(&line).is_empty() {
            continue;
        }
        match serde_json::from_slice::<Value>(trim(&line)) {
            Ok(feature) => to.feature(number, feature)?,
            Err(error) => to.reject(number, &format!("No JSON: {error}"))?,
        }
    }
}

/// Reads to the end of a line and keeps nothing of it.
fn skip_line(file: &mut impl BufRead) -> Result<u64, ReadError> {
    let mut skipped = 0;
    loop {
        let bytes = file.fill_buf()?;
        let (len, ended) = match bytes.iter().position(|byte| *byte == b'\n') {
            Some(at) => (at + 1, true),
            None => (bytes.len(), bytes.is_empty()),
        };
        file.consume(len);
        skipped += len as u64;
        if ended {
            return Ok(skipped);
        }
    }
}

/// A reader that gives no more than [`MAX_FEATURE`] bytes between two features.
struct Metered<R> {
    inner: R,
    meter: Rc<Meter>,
}

#[derive(Default)]
struct Meter {
    all: Cell<u64>,
    feature: Cell<u64>,
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, to: &mut [u8]) -> std::io::Result<usize> {
        let read = self.inner.read(to)?;
        let feature = self.meter.feature.get() + read as u64;
        if feature > MAX_FEATURE {
            return Err(std::io::Error::other("a feature is larger than 16 MiB"));
        }
        self.meter.feature.set(feature);
        self.meter.all.set(self.meter.all.get() + read as u64);
        Ok(read)
    }
}

fn read_collection(inner: impl Read, size: u64, to: &mut impl Features) -> Result<(), ReadError> {
    let meter = Rc::new(Meter::default());
    let input = Metered {
        inner,
        meter: meter.clone(),
    };
    let mut json = serde_json::Deserializer::from_reader(input);
    let state = RefCell::new(State {
        to,
        size,
        meter,
        ordinal: 0,
        collection: false,
        features: false,
        stopped: None,
    });
    let result = json
        .deserialize_map(Collection(&state))
        .and_then(|()| json.end());
    let state = state.into_inner();
    if let Some(stopped) = state.stopped {
        return Err(stopped);
    }
    if let Err(error) = result {
        return Err(ReadError::Input(format!("The JSON is damaged: {error}.")));
    }
    if !state.collection || !state.features {
        return Err(ReadError::Input(
            "This is JSON, but no GeoJSON FeatureCollection.".into(),
        ));
    }
    Ok(())
}

struct State<'a, F> {
    to: &'a mut F,
    size: u64,
    meter: Rc<Meter>,
    ordinal: u64,
    collection: bool,
    features: bool,
    /// Why the sink wants no more; travels beside the JSON error that ends the reading.
    stopped: Option<ReadError>,
}

struct Collection<'s, 'a, F>(&'s RefCell<State<'a, F>>);

impl<'de, F: Features> Visitor<'de> for Collection<'_, '_, F> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a FeatureCollection")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "type" => {
                    let kind: Value = map.next_value()?;
                    if kind != "FeatureCollection" {
                        return Err(A::Error::custom(format_args!(
                            "the type is {kind}, not FeatureCollection"
                        )));
                    }
                    self.0.borrow_mut().collection = true;
                }
                "features" => {
                    self.0.borrow_mut().features = true;
                    map.next_value_seed(All(self.0))?;
                }
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(())
    }
}

struct All<'s, 'a, F>(&'s RefCell<State<'a, F>>);

impl<'de, F: Features> DeserializeSeed<'de> for All<'_, '_, F> {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_seq(self)
    }
}

impl<'de, F: Features> Visitor<'de> for All<'_, '_, F> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of features")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        while let Some(feature) = seq.next_element::<Value>()? {
            let state = &mut *self.0.borrow_mut();
            state.meter.feature.set(0);
            state.ordinal += 1;
            let fraction = state.meter.all.get() as f64 / state.size as f64;
            let told = state
                .to
                .fraction(fraction)
                .and_then(|()| state.to.feature(state.ordinal, feature));
            if let Err(stopped) = told {
                state.stopped = Some(stopped);
                return Err(A::Error::custom("stopped"));
            }
        }
        Ok(())
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
