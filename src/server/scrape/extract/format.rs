//! The index file: records in the order of their cells, then where they are, then what
//! there is in all. Records are read from disk as they are asked for; only the
//! directory of cells is kept in memory.

use super::{build::Fingerprint, names::Named};
use crate::server::{db::index::Point, scrape::bounds::Bounds};
use serde::{Deserialize, Serialize};

/// How a file of this kind and version begins and ends.
pub const MAGIC: &[u8; 8] = b"LWEXTR02";

/// Cells in a degree: 1.1 km from south to north.
const CELLS: f64 = 100.0;
/// Cells around the globe.
const ROW: u32 = 36_001;

/// The cell of a place.
pub fn cell(at: Point) -> u32 {
    let (row, column) = (row(at.lat), column(at.lon));
    row * ROW + column
}

/// The row of cells of a latitude.
pub fn row(lat: f64) -> u32 {
    ((lat + 90.0) * CELLS).clamp(0.0, 18_000.0) as u32
}

/// The column of cells of a longitude.
pub fn column(lon: f64) -> u32 {
    ((lon + 180.0) * CELLS).clamp(0.0, 36_000.0) as u32
}

/// The first and last cell of each row that a box has.
pub fn rows(bounds: &Bounds) -> impl Iterator<Item = (u32, u32)> {
    let (west, east) = (column(bounds.west), column(bounds.east));
    (row(bounds.south)..=row(bounds.north)).map(move |row| (row * ROW + west, row * ROW + east))
}

/// Where a record is, and what decides whether it is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Ten-millionths of a degree.
    pub lat: i32,
    /// Ten-millionths of a degree.
    pub lon: i32,
    /// Where the record begins.
    pub offset: u64,
    /// How long it is.
    pub len: u32,
    /// Position in the tree of categories; [`Entry::OTHER`] if it has none there.
    pub category: u16,
}

impl Entry {
    /// Bytes in the file.
    pub const SIZE: usize = 24;
    /// No category of the tree.
    pub const OTHER: u16 = u16::MAX;

    /// Where it is.
    pub fn point(&self) -> Point {
        Point {
            lat: f64::from(self.lat) / 1e7,
            lon: f64::from(self.lon) / 1e7,
        }
    }

    /// As the file has it.
    pub fn to_bytes(self) -> [u8; Self::SIZE] {
        let mut bytes = [0; Self::SIZE];
        bytes[0..4].copy_from_slice(&self.lat.to_le_bytes());
        bytes[4..8].copy_from_slice(&self.lon.to_le_bytes());
        bytes[8..16].copy_from_slice(&self.offset.to_le_bytes());
        bytes[16..20].copy_from_slice(&self.len.to_le_bytes());
        bytes[20..22].copy_from_slice(&self.category.to_le_bytes());
        bytes
    }

    /// From as many bytes as [`SIZE`](Self::SIZE); fewer count as zeros.
    pub fn from_bytes(bytes: &[u8]) -> Self {
        let at = |from: usize| bytes.get(from).copied().unwrap_or_default();
        let four = |from: usize| [at(from), at(from + 1), at(from + 2), at(from + 3)];
        let low = u32::from_le_bytes(four(8));
        let high = u32::from_le_bytes(four(12));
        Self {
            lat: i32::from_le_bytes(four(0)),
            lon: i32::from_le_bytes(four(4)),
            offset: u64::from(high) << 32 | u64::from(low),
            len: u32::from_le_bytes(four(16)),
            category: u16::from_le_bytes([at(20), at(21)]),
        }
    }
}

/// What an object is known by, such as `node/123`, as a number that can be sorted.
pub fn key(reference: &str) -> Option<u64> {
    let (kind, id) = reference.split_once('/')?;
    let kind = match kind {
        "node" => 0,
        "way" => 1,
        "relation" => 2,
        _ => return None,
    };
    let id: u64 = id.parse().ok()?;
    (id < 1 << 62).then_some(kind << 62 | id)
}

/// What stands at the end of the file.
#[derive(Debug, Serialize, Deserialize)]
pub struct Footer {
    /// Of which extract it is.
    pub fingerprint: Fingerprint,
    /// The tree of categories that it was made with: how many there were, and their names.
    pub tree: String,
    /// Records.
    pub count: u64,
    /// Where the entries begin, which are in the order of the records.
    pub entries: u64,
    /// Where the sorted keys of what the records are known by begin.
    pub keys: u64,
    /// What the records lie in; `None` if there are none.
    pub bounds: Option<[f64; 4]>,
    /// Each cell with records, and the first of them.
    pub cells: Vec<(u32, u64)>,
    /// Places with a name.
    pub names: Vec<Named>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_come_back() {
        let entry = Entry {
            lat: -601_699_000,
            lon: 249_384_000,
            offset: 0x1_2345_6789,
            len: 300,
            category: 7,
        };
        assert_eq!(Entry::from_bytes(&entry.to_bytes()), entry);
    }

    #[test]
    fn cells_of_a_box_hold_its_points() {
        let bounds = Bounds {
            west: 24.915,
            south: 60.155,
            east: 24.955,
            north: 60.185,
        };
        let at = Point {
            lat: 60.1699,
            lon: 24.9384,
        };
        let cell = cell(at);
        assert!(rows(&bounds).any(|(from, to)| (from..=to).contains(&cell)));
        assert_eq!(rows(&bounds).count(), 4);
    }

    #[test]
    fn keys_tell_kinds_apart() {
        assert_eq!(key("node/123"), Some(123));
        assert_ne!(key("way/123"), key("node/123"));
        assert_eq!(key("node/x"), None);
        assert_eq!(key("row 7"), None);
    }
}
