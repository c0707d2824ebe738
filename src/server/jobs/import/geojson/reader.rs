//! The features of a file: a line each, or all in one collection. One feature is held at
//! a time, and none above 16 MiB.

use super::{super::sink::ReadError, Features};
use serde::{
    Deserializer as _,
    de::{DeserializeSeed, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use serde_json::Value;
use std::{
    cell::{Cell, RefCell},
    fmt,
    io::{BufRead, BufReader, Read},
    rc::Rc,
};

/// Bytes of a feature, at most.
const MAX_FEATURE: u64 = 16 * 1024 * 1024;

/// Whether the first line is a feature of its own.
pub fn is_line_by_line(file: impl BufRead) -> Result<bool, ReadError> {
    let mut line = Vec::new();
    file.take(MAX_FEATURE).read_until(b'\n', &mut line)?;
    let value: Option<Value> = serde_json::from_slice(trim(&line)).ok();
    Ok(value.is_some_and(|value| value["type"] == "Feature"))
}

/// A file without its byte order mark.
pub fn open<R: Read>(file: R) -> Result<BufReader<R>, ReadError> {
    let mut file = BufReader::with_capacity(256 * 1024, file);
    if file.fill_buf()?.starts_with(b"\xef\xbb\xbf") {
        file.consume(3);
    }
    Ok(file)
}

fn trim(line: &[u8]) -> &[u8] {
    line.strip_prefix(b"\x1e").unwrap_or(line).trim_ascii()
}

/// Reads a feature a line.
pub fn read_lines(
    mut file: impl BufRead,
    size: u64,
    to: &mut impl Features,
) -> Result<(), ReadError> {
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

/// Reads one collection.
pub fn read_collection(
    inner: impl Read,
    size: u64,
    to: &mut impl Features,
) -> Result<(), ReadError> {
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
