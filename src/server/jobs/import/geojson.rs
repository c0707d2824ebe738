//! GeoJSON (RFC 7946): a FeatureCollection, or a feature a line, also as a text
//! sequence (RFC 8142). A feature that is no point stands at the centre of its
//! bounding box. Properties are a lead's fields or OpenStreetMap's tags.

use super::{
    osm::{Tags, is_place},
    sink::{ReadError, Sink},
    values,
};
use crate::model::{NewBusiness, Source};
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

/// Reads a file.
pub fn read(path: &Path, sink: &mut Sink) -> Result<(), ReadError> {
    let size = File::open(path)?.metadata()?.len().max(1);
    if is_line_by_line(path)? {
        read_lines(path, size, sink)
    } else {
        read_collection(path, size, sink)
    }
}

/// Whether the first line is a feature of its own.
fn is_line_by_line(path: &Path) -> Result<bool, ReadError> {
    let mut line = Vec::new();
    open(path)?.take(MAX_FEATURE).read_until(b'\n', &mut line)?;
    let value: Option<Value> = serde_json::from_slice(trim(&line)).ok();
    Ok(value.is_some_and(|value| value["type"] == "Feature"))
}

fn open(path: &Path) -> Result<BufReader<File>, ReadError> {
    let mut file = BufReader::with_capacity(256 * 1024, File::open(path)?);
    if file.fill_buf()?.starts_with(b"\xef\xbb\xbf") {
        file.consume(3);
    }
    Ok(file)
}

fn trim(line: &[u8]) -> &[u8] {
    line.strip_prefix(b"\x1e").unwrap_or(line).trim_ascii()
}

fn read_lines(path: &Path, size: u64, sink: &mut Sink) -> Result<(), ReadError> {
    let mut file = open(path)?;
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
        sink.fraction(done as f64 / size as f64)?;
        if read as u64 > MAX_FEATURE {
            done += skip_line(&mut file)?;
            sink.reject(number, None, "The line is longer than 16 MiB.")?;
            continue;
        }
        if trim(&line).is_empty() {
            continue;
        }
        match serde_json::from_slice::<Value>(trim(&line)) {
            Ok(feature) => tell(sink, number, feature)?,
            Err(error) => sink.reject(number, None, &format!("No JSON: {error}"))?,
        }
    }
}

/// Reads to the end of a line and keeps nothing of it.
fn skip_line(file: &mut BufReader<File>) -> Result<u64, ReadError> {
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
struct Metered {
    inner: BufReader<File>,
    meter: Rc<Meter>,
}

#[derive(Default)]
struct Meter {
    all: Cell<u64>,
    feature: Cell<u64>,
}

impl Read for Metered {
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

fn read_collection(path: &Path, size: u64, sink: &mut Sink) -> Result<(), ReadError> {
    let meter = Rc::new(Meter::default());
    let input = Metered {
        inner: open(path)?,
        meter: meter.clone(),
    };
    let mut json = serde_json::Deserializer::from_reader(input);
    let state = RefCell::new(State {
        sink,
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

struct State<'a> {
    sink: &'a mut Sink,
    size: u64,
    meter: Rc<Meter>,
    ordinal: u64,
    collection: bool,
    features: bool,
    /// Why the sink wants no more; travels beside the JSON error that ends the reading.
    stopped: Option<ReadError>,
}

struct Collection<'s, 'a>(&'s RefCell<State<'a>>);

impl<'de> Visitor<'de> for Collection<'_, '_> {
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
                    map.next_value_seed(Features(self.0))?;
                }
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(())
    }
}

struct Features<'s, 'a>(&'s RefCell<State<'a>>);

impl<'de> DeserializeSeed<'de> for Features<'_, '_> {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Features<'_, '_> {
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
                .sink
                .fraction(fraction)
                .and_then(|()| tell(state.sink, state.ordinal, feature));
            if let Err(stopped) = told {
                state.stopped = Some(stopped);
                return Err(A::Error::custom("stopped"));
            }
        }
        Ok(())
    }
}

/// Puts a feature into the sink.
fn tell(sink: &mut Sink, line: u64, mut feature: Value) -> Result<(), ReadError> {
    if feature["type"] != "Feature" {
        return sink.reject(line, None, "Not a feature.");
    }
    let id = feature.get("id").and_then(text);
    let properties = match feature.get_mut("properties").map(Value::take) {
        Some(Value::Object(properties)) => properties,
        _ => Map::new(),
    };
    let Some(mut lead) = lead(&properties) else {
        return sink.skip();
    };
    match centre(&feature["geometry"]) {
        Ok(Some((lon, lat))) => (lead.lat, lead.lon) = (Some(lat), Some(lon)),
        Ok(None) => {}
        Err(reason) => return sink.reject(line, id, reason),
    }
    lead.source = Some(source(&properties, id, &lead, sink));
    sink.repair(&mut lead);
    sink.unique_lead(line, lead)
}

/// Properties as a lead; `None` without a name.
fn lead(properties: &Map<String, Value>) -> Option<NewBusiness> {
    let texts: Vec<(String, String)> = properties
        .iter()
        .filter_map(|(key, value)| Some((key.to_lowercase(), text(value)?)))
        .collect();
    let pairs = || {
        texts
            .iter()
            .map(|(key, value)| (key.as_str(), value.as_str()))
    };
    let mut lead = Tags::read(pairs()).lead()?;
    let get = |names: &[&str]| {
        let found = names
            .iter()
            .find_map(|name| pairs().find(|(key, _)| key == name));
        found.and_then(|(_, value)| values::some(value))
    };
    // What a map does not call so, a lead does.
    let address = &mut lead.address;
    for (field, names) in [
        (&mut lead.category, &["category"][..]),
        (&mut address.street, &["street", "address"]),
        (&mut address.city, &["city"]),
        (&mut address.region, &["region", "state"]),
        (&mut address.postcode, &["postcode", "zip"]),
        (&mut address.country, &["country"]),
    ] {
        if field.is_none() {
            *field = get(names);
        }
    }
    lead.address.country = lead.address.country.map(values::country);
    Some(lead)
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => values::some(text),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
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

/// The centre of a geometry's bounding box: longitude and latitude.
fn centre(geometry: &Value) -> Result<Option<(f64, f64)>, &'static str> {
    if geometry.is_null() {
        return Ok(None);
    }
    let mut bounds = None;
    add(geometry, &mut bounds)?;
    let (west, south, east, north) = bounds.ok_or("The geometry has no coordinates.")?;
    Ok(Some(((west + east) / 2.0, (south + north) / 2.0)))
}

type Bounds = Option<(f64, f64, f64, f64)>;

fn add(geometry: &Value, bounds: &mut Bounds) -> Result<(), &'static str> {
    if let Some(parts) = geometry.get("geometries").and_then(Value::as_array) {
        return parts.iter().try_for_each(|part| add(part, bounds));
    }
    add_positions(&geometry["coordinates"], bounds)
}

fn add_positions(value: &Value, bounds: &mut Bounds) -> Result<(), &'static str> {
    let list = value.as_array().ok_or("The geometry has no coordinates.")?;
    if let [first, second, ..] = list.as_slice()
        && let (Some(lon), Some(lat)) = (first.as_f64(), second.as_f64())
    {
        let (west, south, east, north) = bounds.unwrap_or((lon, lat, lon, lat));
        *bounds = Some((west.min(lon), south.min(lat), east.max(lon), north.max(lat)));
        return Ok(());
    }
    list.iter().try_for_each(|part| add_positions(part, bounds))
}

#[cfg(test)]
mod tests;
