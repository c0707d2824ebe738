//! Overture's GeoParquet: a row is a place, its geometry a point in well-known binary.
//! Groups of rows whose boxes lie elsewhere are not read, nor columns that say nothing of
//! a lead.

use super::{Bounds, feature::Place};
use crate::server::{db::index::Point, jobs::import::ReadError};
use parquet::{
    errors::ParquetError,
    file::{
        metadata::RowGroupMetaData,
        reader::{FileReader, SerializedFileReader},
        statistics::Statistics,
    },
    record::{Field, Row},
    schema::types::{Type, TypePtr},
};
use serde_json::{Map, Value};
use std::{
    fs::File,
    io::{Read, Seek, SeekFrom},
    path::Path,
    sync::atomic::{AtomicBool, Ordering},
};

/// Columns without which a file is none of Overture's places.
const NEEDED: [&str; 3] = ["id", "geometry", "names.primary"];

/// Columns that tell whether a place is there.
const SHORT: [&str; 1] = ["operating_status"];

/// Columns that say something of a lead; a release may lack some. A column is read with
/// all that is in it.
const FULL: [&str; 13] = [
    "addresses",
    "basic_category",
    "brand.names.primary",
    "categories.alternate",
    "categories.primary",
    "emails",
    "names.common",
    "names.rules.list.element.value",
    "phones",
    "taxonomy.alternates",
    "taxonomy.hierarchy",
    "taxonomy.primary",
    "websites",
];

/// What a Parquet file begins and ends with.
const MAGIC: &[u8; 4] = b"PAR1";

/// Degrees by which a box may be off: its numbers have 32 bits.
const SLACK: f64 = 1e-4;

/// What is read of a file.
#[derive(Clone, Copy, Debug)]
pub enum Asked<'a> {
    /// What is known of places, perhaps only of those in this box.
    Places(&'a Bounds),
    /// Whether places are there, wherever.
    Presence,
}

impl Asked<'_> {
    fn bounds(&self) -> Option<&Bounds> {
        match self {
            Self::Places(bounds) => Some(bounds),
            Self::Presence => None,
        }
    }

    /// Paths of columns.
    fn columns(&self) -> Vec<&'static str> {
        let more: &[&str] = match self {
            Self::Places(_) => &FULL,
            Self::Presence => &[],
        };
        let all = NEEDED.iter().chain(&SHORT).chain(more);
        all.copied().collect()
    }
}

/// Reads the places of a file.
///
/// # Errors
/// [`Input`](ReadError::Input) for a file that is no Parquet file, not whole, or not of
/// Overture's places; [`Stopped`](ReadError::Stopped) when nobody waits any more.
pub fn read(
    path: &Path,
    asked: Asked<'_>,
    stopped: &AtomicBool,
    take: &mut dyn FnMut(Place) -> Result<(), ReadError>,
) -> Result<(), ReadError> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let damaged = |error: ParquetError| ReadError::Input(format!("{name} is damaged: {error}."));
    let mut file = File::open(path)?;
    check_ends(&mut file, &name)?;
    let reader = SerializedFileReader::new(file).map_err(damaged)?;
    let schema = reader.metadata().file_metadata().schema_descr();
    for needed in NEEDED {
        let mut columns = schema.columns().iter();
        if !columns.any(|column| column.path().string() == needed) {
            return Err(ReadError::Input(format!(
                "{name} has no column {needed}: it is no file of Overture's places."
            )));
        }
    }
    let columns = asked.columns();
    let fields = schema.root_schema().get_fields().iter();
    let fields = fields.filter_map(|field| project(field, field.name(), &columns));
    let projection = Type::group_type_builder(schema.root_schema().name())
        .with_fields(fields.collect())
        .build()
        .map_err(damaged)?;
    for n in 0..reader.num_row_groups() {
        let bounds = asked.bounds();
        if bounds.is_some_and(|bounds| !may_touch(reader.metadata().row_group(n), bounds)) {
            continue;
        }
        let group = reader.get_row_group(n).map_err(damaged)?;
        let rows = group.get_row_iter(Some(projection.clone()));
        for row in rows.map_err(damaged)? {
            if stopped.load(Ordering::Relaxed) {
                return Err(ReadError::Stopped);
            }
            if let Some(place) = place(&row.map_err(damaged)?, bounds) {
                take(place)?;
            }
        }
    }
    Ok(())
}

/// What is no Parquet file, or the first part of one, is told of in clearer words than the
/// parser's.
fn check_ends(file: &mut File, name: &str) -> Result<(), ReadError> {
    let size = file.metadata()?.len();
    let mut first = [0; 4];
    let mut last = [0; 4];
    if size >= 12 {
        file.read_exact(&mut first)?;
        file.seek(SeekFrom::End(-4))?;
        file.read_exact(&mut last)?;
        file.rewind()?;
    }
    if &first != MAGIC {
        return Err(ReadError::Input(format!("{name} is no Parquet file.")));
    }
    if &last != MAGIC {
        return Err(ReadError::Input(format!(
            "{name} is cut off: its end is missing after {size} bytes. Copy it again."
        )));
    }
    Ok(())
}

/// A column with those of its parts whose paths are asked for.
fn project(column: &TypePtr, path: &str, asked: &[&str]) -> Option<TypePtr> {
    if asked.contains(&path) {
        return Some(column.clone());
    }
    let below = |asked: &&str| {
        let rest = asked.strip_prefix(path);
        rest.is_some_and(|rest| rest.starts_with('.'))
    };
    if column.is_primitive() || !asked.iter().any(below) {
        return None;
    }
    let parts = column.get_fields().iter();
    let parts: Vec<TypePtr> = parts
        .filter_map(|part| project(part, &format!("{path}.{}", part.name()), asked))
        .collect();
    if parts.is_empty() {
        return None;
    }
    let info = column.get_basic_info();
    let mut projected = Type::group_type_builder(column.name())
        .with_converted_type(info.converted_type())
        .with_logical_type(info.logical_type_ref().cloned())
        .with_fields(parts);
    if info.has_repetition() {
        projected = projected.with_repetition(info.repetition());
    }
    projected.build().ok().map(Into::into)
}

/// Whether a group of rows may have something in a box, by the statistics of its columns.
fn may_touch(group: &RowGroupMetaData, bounds: &Bounds) -> bool {
    let limits = |name: &str| {
        let mut columns = group.columns().iter();
        let column = columns.find(|column| column.column_path().string() == name)?;
        match column.statistics()? {
            Statistics::Float(s) => Some((f64::from(*s.min_opt()?), f64::from(*s.max_opt()?))),
            Statistics::Double(s) => Some((*s.min_opt()?, *s.max_opt()?)),
            _ => None,
        }
    };
    let meets = |low: &str, high: &str, from: f64, to: f64| match (limits(low), limits(high)) {
        (Some((least, _)), Some((_, most))) => least <= to + SLACK && most >= from - SLACK,
        _ => true,
    };
    meets("bbox.xmin", "bbox.xmax", bounds.west, bounds.east)
        && meets("bbox.ymin", "bbox.ymax", bounds.south, bounds.north)
}

/// The place of a row, unless it lies outside.
fn place(row: &Row, bounds: Option<&Bounds>) -> Option<Place> {
    let column = |name: &str| {
        let mut columns = row.get_column_iter();
        columns
            .find(|(key, _)| *key == name)
            .map(|(_, field)| field)
    };
    let point = match column("geometry") {
        Some(Field::Bytes(bytes)) => point(bytes.data())?,
        _ => return None,
    };
    if bounds.is_some_and(|bounds| !bounds.holds(point)) {
        return None;
    }
    let Some(Field::Str(id)) = column("id") else {
        return None;
    };
    let facts: Map<String, Value> = row
        .get_column_iter()
        .filter(|(key, _)| !matches!(key.as_str(), "id" | "geometry"))
        .map(|(key, field)| (key.clone(), field.to_json_value()))
        .collect();
    Some(Place {
        id: id.clone(),
        point,
        facts,
    })
}

/// A point in well-known binary (OGC 06-103r4, 8.2), of two or more dimensions.
fn point(bytes: &[u8]) -> Option<Point> {
    let (order, rest) = bytes.split_first()?;
    let four: [u8; 4] = rest.get(..4)?.try_into().ok()?;
    let eight = |from: usize| -> Option<f64> {
        let bytes: [u8; 8] = rest.get(from..from + 8)?.try_into().ok()?;
        Some(match order {
            0 => f64::from_be_bytes(bytes),
            _ => f64::from_le_bytes(bytes),
        })
    };
    let kind = match order {
        0 => u32::from_be_bytes(four),
        1 => u32::from_le_bytes(four),
        _ => return None,
    };
    // Further dimensions are told by thousands, or by flags in the highest bits; a flag
    // says that the number of a reference system stands before the numbers.
    let has_system = kind & 0x2000_0000 != 0;
    if (kind & 0x0fff_ffff) % 1000 != 1 || has_system {
        return None;
    }
    let (lon, lat) = (eight(4)?, eight(12)?);
    let is_one = (-180.0..=180.0).contains(&lon) && (-90.0..=90.0).contains(&lat);
    is_one.then_some(Point { lat, lon })
}

#[cfg(test)]
mod tests;
