//! Questions in Overpass QL.

use crate::server::{
    jobs::import::osm::KEYS,
    scrape::{Bounds, Wanted, outside::encode},
};
use std::{collections::BTreeSet, fmt::Write};

/// Bytes of memory that a question may take there: half of what is given without asking.
const MAX_MEMORY: u64 = 256 * 1024 * 1024;

/// What has a name, something in a box, and one of the kinds that are wanted: more than
/// those perhaps, for which of several kinds an object is of is decided here.
pub fn within(tile: &Bounds, wanted: &Wanted, patience_s: u32) -> String {
    let mut query = head(patience_s);
    let Bounds {
        west,
        south,
        east,
        north,
    } = tile;
    // South, west, north, east: to a centimetre, and not a hair less than the tile.
    let edges = format!("({south:.7},{west:.7},{north:.7},{east:.7})");
    for filter in filters(wanted) {
        // Writing to a string cannot fail.
        let _ = writeln!(query, "  nwr{filter}[\"name\"]{edges};");
    }
    query.push_str(");\nout center tags;\n");
    query
}

/// Objects by what they are known by.
pub fn by_reference(references: &[String], patience_s: u32) -> String {
    let mut query = head(patience_s);
    for kind in ["node", "way", "relation"] {
        let ids: Vec<&str> = references
            .iter()
            .filter_map(|reference| reference.strip_prefix(kind)?.strip_prefix('/'))
            .filter(|id| id.bytes().all(|b| b.is_ascii_digit()) && !id.is_empty())
            .collect();
        if !ids.is_empty() {
            let _ = writeln!(query, "  {kind}(id:{});", ids.join(","));
        }
    }
    query.push_str(");\nout tags;\n");
    query
}

fn head(patience_s: u32) -> String {
    format!("[out:json][timeout:{patience_s}][maxsize:{MAX_MEMORY}];\n(\n")
}

/// A filter for each key that an object may be wanted by.
fn filters(wanted: &Wanted) -> Vec<String> {
    if wanted.is_all() {
        return KEYS.iter().map(|key| format!("[\"{key}\"]")).collect();
    }
    let filter = |(key, values): (&str, Option<BTreeSet<&str>>)| match values {
        None => format!("[\"{key}\"]"),
        Some(values) => {
            // Several values of one key are separated by semicolons.
            let values = values.into_iter().collect::<Vec<_>>().join("|");
            format!("[\"{key}\"~\"(^|;) *({values}) *(;|$)\"]")
        }
    };
    wanted.keys().into_iter().map(filter).collect()
}

/// A question as the body of a form.
pub fn form(question: &str) -> String {
    format!("data={}", encode(question))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TILE: Bounds = Bounds {
        west: 24.93,
        south: 60.16,
        east: 24.95,
        north: 60.18,
    };

    #[test]
    fn all_kinds_are_asked_for_by_key() {
        let query = within(&TILE, &Wanted::default(), 60);
        assert!(query.starts_with("[out:json][timeout:60][maxsize:268435456];\n(\n"));
        assert!(
            query.contains(
                "  nwr[\"shop\"][\"name\"](60.1600000,24.9300000,60.1800000,24.9500000);\n"
            )
        );
        assert_eq!(query.matches("nwr").count(), KEYS.len());
        assert!(query.ends_with(");\nout center tags;\n"));
    }

    #[test]
    fn some_kinds_are_asked_for_by_their_values() {
        let wanted = Wanted::parse(&["bakery".into()]).expect("a category");
        let query = within(&TILE, &wanted, 60);
        assert!(query.contains("nwr[\"shop\"~\"(^|;) *(bakery|pastry) *(;|$)\"][\"name\"]"));
        assert!(query.contains("nwr[\"craft\"~\"(^|;) *(bakery) *(;|$)\"][\"name\"]"));
        assert_eq!(query.matches("nwr").count(), 2);
    }

    #[test]
    fn objects_are_asked_for_by_id() {
        let references = ["node/1", "way/7", "node/22", "row 5", "node/x;out"];
        let query = by_reference(&references.map(str::to_owned), 25);
        assert!(query.contains("  node(id:1,22);\n  way(id:7);\n);\nout tags;"));
    }

    #[test]
    fn a_form_carries_any_question() {
        assert_eq!(form("[a=\"ö b\"];"), "data=%5Ba%3D%22%C3%B6%20b%22%5D%3B");
    }
}
