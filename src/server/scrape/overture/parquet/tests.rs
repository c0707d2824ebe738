use super::*;
use ::parquet::{
    basic::{Compression, Repetition},
    column::writer::ColumnWriter,
    data_type::ByteArray,
    file::{properties::WriterProperties, writer::SerializedFileWriter},
    schema::parser::parse_message_type,
};
use serde_json::json;
use std::{path::PathBuf, sync::Arc};
use tempfile::TempDir;

/// Overture's schema of places, release 2025-09, with the parts of lists and maps named as
/// it names them.
const SCHEMA: &str = "message schema {
 optional binary id (STRING);
 optional binary geometry;
 optional group bbox { optional float xmin; optional float xmax; optional float ymin;
  optional float ymax; }
 optional int32 version;
 optional group sources (LIST) { repeated group list { optional group element {
  optional binary property (STRING); optional binary dataset (STRING);
  optional double confidence; } } }
 optional group names {
  optional binary primary (STRING);
  optional group common (MAP) { repeated group key_value {
   required binary key (STRING); optional binary value (STRING); } }
  optional group rules (LIST) { repeated group list { optional group element {
   optional binary variant (STRING); optional binary language (STRING);
   optional binary value (STRING); } } } }
 optional group categories { optional binary primary (STRING);
  optional group alternate (LIST) { repeated group list { optional binary element (STRING); } } }
 optional double confidence;
 optional group websites (LIST) { repeated group list { optional binary element (STRING); } }
 optional group socials (LIST) { repeated group list { optional binary element (STRING); } }
 optional group emails (LIST) { repeated group list { optional binary element (STRING); } }
 optional group phones (LIST) { repeated group list { optional binary element (STRING); } }
 optional group brand { optional binary wikidata (STRING);
  optional group names { optional binary primary (STRING);
   optional group common (MAP) { repeated group key_value {
    required binary key (STRING); optional binary value (STRING); } } } }
 optional group addresses (LIST) { repeated group list { optional group element {
  optional binary freeform (STRING); optional binary locality (STRING);
  optional binary postcode (STRING); optional binary region (STRING);
  optional binary country (STRING); } } }
}";

/// Values of a column with their levels, as Dremel has them.
#[derive(Default)]
struct Shredded<'a> {
    values: Vec<&'a Value>,
    definitions: Vec<i16>,
    repetitions: Vec<i16>,
}

impl<'a> Shredded<'a> {
    /// Takes what stands at the end of a path of a value, `defined` and `repeated` so far;
    /// `deep` of the parts were lists.
    fn take(&mut self, path: &[TypePtr], value: &'a Value, levels: (i16, i16, i16)) {
        let (defined, repeated, deep) = levels;
        let Some((part, rest)) = path.split_first() else {
            self.values.push(value);
            return self.level(defined, repeated);
        };
        match part.get_basic_info().repetition() {
            // The items of a list stand in what is named for it, those of a map are pairs.
            Repetition::REPEATED => {
                let items: Vec<&Value> = match value {
                    Value::Array(items) => items.iter().collect(),
                    other => panic!("{other} is no list"),
                };
                if items.is_empty() {
                    self.level(defined, repeated);
                }
                for (n, item) in items.into_iter().enumerate() {
                    let repeated = if n == 0 { repeated } else { deep + 1 };
                    let is_element = rest.first().is_some_and(|part| part.name() == "element");
                    let levels = (defined + 1, repeated, deep + 1);
                    if is_element {
                        self.part(&rest[0], &rest[1..], item, levels);
                    } else {
                        self.take(rest, item, levels);
                    }
                }
            }
            _ => self.part(part, rest, &value[part.name()], levels),
        }
    }

    fn part(
        &mut self,
        part: &TypePtr,
        rest: &[TypePtr],
        value: &'a Value,
        levels: (i16, i16, i16),
    ) {
        let (defined, repeated, deep) = levels;
        let is_optional = part.get_basic_info().repetition() == Repetition::OPTIONAL;
        if value.is_null() {
            assert!(is_optional, "{} is needed", part.name());
            return self.level(defined, repeated);
        }
        let levels = (defined + i16::from(is_optional), repeated, deep);
        self.take(rest, value, levels);
    }

    fn level(&mut self, defined: i16, repeated: i16) {
        self.definitions.push(defined);
        self.repetitions.push(repeated);
    }
}

fn bytes(value: &Value) -> ByteArray {
    match value {
        Value::String(text) => text.as_bytes().to_vec().into(),
        // A point.
        Value::Array(at) => {
            let mut bytes = vec![1, 1, 0, 0, 0];
            for degrees in at {
                bytes.extend(degrees.as_f64().expect("degrees").to_le_bytes());
            }
            bytes.into()
        }
        other => panic!("{other} is no text"),
    }
}

/// Writes places in groups of rows, as Overture does.
fn write(path: &Path, schema: &str, compression: Compression, groups: &[Vec<Value>]) {
    let schema = Arc::new(parse_message_type(schema).expect("a schema"));
    let properties = WriterProperties::builder().set_compression(compression);
    let file = File::create(path).expect("a file");
    let mut writer = SerializedFileWriter::new(file, schema.clone(), Arc::new(properties.build()))
        .expect("a writer");
    for group in groups {
        let mut rows = writer.next_row_group().expect("a group");
        let mut number = 0;
        let columns = rows_descr(&schema);
        while let Some(mut column) = rows.next_column().expect("a column") {
            let mut shredded = Shredded::default();
            for place in group {
                shredded.take(&columns[number], place, (0, 0, 0));
            }
            let levels = (
                Some(shredded.definitions.as_slice()),
                Some(shredded.repetitions.as_slice()),
            );
            let float = |value: &&Value| value.as_f64().expect("a number");
            let all = shredded.values.iter();
            let written = match column.untyped() {
                ColumnWriter::ByteArrayColumnWriter(to) => {
                    let values: Vec<_> = all.map(|value| bytes(value)).collect();
                    to.write_batch(&values, levels.0, levels.1)
                }
                ColumnWriter::FloatColumnWriter(to) => {
                    let values: Vec<_> = all.map(|value| float(value) as f32).collect();
                    to.write_batch(&values, levels.0, levels.1)
                }
                ColumnWriter::DoubleColumnWriter(to) => {
                    let values: Vec<_> = all.map(float).collect();
                    to.write_batch(&values, levels.0, levels.1)
                }
                ColumnWriter::Int32ColumnWriter(to) => {
                    let values: Vec<_> = all.map(|value| float(value) as i32).collect();
                    to.write_batch(&values, levels.0, levels.1)
                }
                _ => panic!("no such column"),
            };
            written.expect("writes");
            column.close().expect("closes");
            number += 1;
        }
        rows.close().expect("closes");
    }
    writer.close().expect("closes");
}

/// The parts of the paths of all columns.
fn rows_descr(schema: &TypePtr) -> Vec<Vec<TypePtr>> {
    fn below(part: &TypePtr, above: &[TypePtr], all: &mut Vec<Vec<TypePtr>>) {
        let path = [above, std::slice::from_ref(part)].concat();
        if part.is_primitive() {
            return all.push(path);
        }
        for part in part.get_fields() {
            below(part, &path, all);
        }
    }
    let mut all = Vec::new();
    for part in schema.get_fields() {
        below(part, &[], &mut all);
    }
    all
}

fn at(lon: f64, lat: f64) -> Value {
    json!({"geometry": [lon, lat], "bbox": {"xmin": lon, "xmax": lon, "ymin": lat, "ymax": lat}})
}

fn place_at(lon: f64, lat: f64, more: Value) -> Value {
    let mut place = at(lon, lat);
    let Value::Object(more) = more else {
        panic!("{more} is no place");
    };
    place.as_object_mut().expect("a place").extend(more);
    place
}

fn ekberg() -> Value {
    place_at(
        24.94,
        60.17,
        json!({
            "id": "08f1", "version": 3, "confidence": 0.97,
            "sources": [{"property": "", "dataset": "meta"}, {"dataset": "msft", "confidence": 0.5}],
            "names": {"primary": "Café Ekberg", "common": [{"key": "sv", "value": "Ekbergs Café"}],
                "rules": [{"variant": "alternate", "value": "Ekberg 1852"}, {"language": "en"}]},
            "categories": {"primary": "coffee_shop", "alternate": ["bakery", "cafe"]},
            "websites": ["https://ekberg.fi/", "https://ekberg.example/"], "socials": [],
            "phones": ["+358968118660"], "emails": ["info@ekberg.fi"],
            "brand": {"wikidata": "Q1", "names": {"primary": "Ekberg"}},
            "addresses": [
                {"freeform": "Bulevardi 9", "locality": "Helsinki", "postcode": "00120",
                    "region": "FI-18", "country": "FI"},
                {"country": "FI"}],
        }),
    )
}

/// Places along a parallel, in two groups of rows, of which Ekberg is the first.
fn groups() -> Vec<Vec<Value>> {
    let along = |n: u32| {
        let name = json!({"id": format!("id{n:03}"), "names": {"primary": format!("Place {n}")}});
        place_at(24.0 + f64::from(n) * 0.02, 61.0, name)
    };
    let mut groups: Vec<Vec<Value>> = [0..50, 50..100].map(|n| n.map(along).collect()).into();
    groups[0].insert(0, ekberg());
    // Without a place or a name it is nothing.
    groups[0].push(json!({"id": "nowhere", "names": {"primary": "Nowhere"}}));
    groups[1].push(place_at(
        24.94,
        60.17,
        json!({"names": {"primary": "Of no id"}}),
    ));
    groups
}

fn folder() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("part-0.zstd.parquet");
    (folder, path)
}

fn read_all(path: &Path, asked: Asked<'_>) -> Result<Vec<Place>, String> {
    let mut found = Vec::new();
    let mut take = |place| {
        found.push(place);
        Ok(())
    };
    let read = read(path, asked, &AtomicBool::new(false), &mut take);
    read.map(|()| found).map_err(|error| error.to_string())
}

const EVERYWHERE: Bounds = Bounds {
    west: -180.0,
    south: -90.0,
    east: 180.0,
    north: 90.0,
};

#[test]
fn a_place_has_all_that_stands_in_its_columns() {
    for compression in [
        Compression::ZSTD(Default::default()),
        Compression::SNAPPY,
        Compression::GZIP(Default::default()),
        Compression::BROTLI(Default::default()),
        Compression::UNCOMPRESSED,
    ] {
        let (_folder, path) = folder();
        write(&path, SCHEMA, compression, &groups());
        let all = read_all(&path, Asked::Places(&EVERYWHERE)).expect("reads");
        assert_eq!(all.len(), 101);
        let Place { id, point, facts } = &all[0];
        assert_eq!((&**id, point.lon, point.lat), ("08f1", 24.94, 60.17));
        let expected = json!({
            "names": {"primary": "Café Ekberg", "common": {"sv": "Ekbergs Café"},
                "rules": [{"value": "Ekberg 1852"}, {"value": null}]},
            "categories": {"primary": "coffee_shop", "alternate": ["bakery", "cafe"]},
            "websites": ["https://ekberg.fi/", "https://ekberg.example/"],
            "phones": ["+358968118660"], "emails": ["info@ekberg.fi"],
            "brand": {"names": {"primary": "Ekberg"}},
            "addresses": [
                {"freeform": "Bulevardi 9", "locality": "Helsinki", "postcode": "00120",
                    "region": "FI-18", "country": "FI"},
                {"freeform": null, "locality": null, "postcode": null, "region": null,
                    "country": "FI"}],
        });
        assert_eq!(Value::Object(facts.clone()), expected);
        let (lead, _) = all[1].lead().expect("a lead");
        assert_eq!((&*lead.new.name, lead.new.phone), ("Place 0", None));
        let beyond = all[0].lead().and_then(|(lead, _)| lead.beyond);
        let beyond = beyond.expect("what is known beyond");
        assert_eq!(beyond.other_names, ["Ekbergs Café", "Ekberg 1852"]);
        assert_eq!(beyond.brand.as_deref(), Some("Ekberg"));
        assert_eq!(all[50].id, "id049");
        let short = read_all(&path, Asked::Presence).expect("reads");
        assert_eq!(short.len(), all.len());
        let names = json!({"names": {"primary": "Café Ekberg"}});
        assert_eq!(Value::Object(short[0].facts.clone()), names);
    }
}

#[test]
fn rows_elsewhere_are_not_read() {
    let (_folder, path) = folder();
    write(&path, SCHEMA, Compression::UNCOMPRESSED, &groups());
    // What is broken is not noticed where nobody reads it.
    let mut bytes = std::fs::read(&path).expect("reads");
    let reader = SerializedFileReader::new(File::open(&path).expect("opens")).expect("a file");
    for column in reader.metadata().row_group(1).columns() {
        let (start, length) = column.byte_range();
        bytes[start as usize..(start + length) as usize].fill(0xff);
    }
    std::fs::write(&path, &bytes).expect("writes");
    let west = Bounds {
        east: 24.5,
        ..EVERYWHERE
    };
    let found = read_all(&path, Asked::Places(&west)).expect("reads");
    assert_eq!(found.len(), 26, "to 24.5°, the edge included");
    let error = read_all(&path, Asked::Places(&EVERYWHERE)).expect_err("broken");
    assert!(error.contains("part-0.zstd.parquet is damaged"), "{error}");
    assert!(read_all(&path, Asked::Presence).is_err());
}

#[test]
fn what_is_no_file_of_places_is_told_of() {
    let (_folder, path) = folder();
    let error = |asked| read_all(&path, asked).expect_err("an error");
    std::fs::write(&path, "{\"type\": \"FeatureCollection\"}").expect("writes");
    let said = error(Asked::Presence);
    assert_eq!(said, "part-0.zstd.parquet is no Parquet file.");
    std::fs::write(&path, "PAR1").expect("writes");
    assert!(error(Asked::Presence).contains("no Parquet file"));

    write(&path, SCHEMA, Compression::SNAPPY, &groups());
    let whole = std::fs::read(&path).expect("reads");
    std::fs::write(&path, &whole[..whole.len() / 2]).expect("writes");
    let said = error(Asked::Presence);
    assert!(said.contains("is cut off"), "{said}");
    // As long as it was, but with nothing in the middle, the list of its columns included.
    let mut hollow = whole.clone();
    let last = hollow.len() - 8;
    hollow[4..last].fill(0);
    std::fs::write(&path, &hollow).expect("writes");
    let said = error(Asked::Presence);
    assert!(said.contains("is damaged"), "{said}");

    let schema = SCHEMA.replace("optional binary geometry;", "");
    write(&path, &schema, Compression::SNAPPY, &groups());
    let said = error(Asked::Presence);
    assert!(said.contains("has no column geometry"), "{said}");
}

#[test]
fn points_are_read_from_either_end() {
    let mut little = vec![1, 1, 0, 0, 0];
    little.extend(24.94_f64.to_le_bytes());
    little.extend(60.17_f64.to_le_bytes());
    let mut big = vec![0, 0, 0, 0, 1];
    big.extend(24.94_f64.to_be_bytes());
    big.extend(60.17_f64.to_be_bytes());
    let here = Some(Point {
        lat: 60.17,
        lon: 24.94,
    });
    assert_eq!(point(&little), here);
    assert_eq!(point(&big), here);
    assert_eq!(point(&little[..20]), None);
    little[1] = 3;
    assert_eq!(point(&little), None, "a polygon");
}
