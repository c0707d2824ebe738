//! What kind of file it is: by its name, and by how it begins.

/// A format that can be imported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// OpenStreetMap, protocol buffers: `.osm.pbf`.
    OsmPbf,
    /// RFC 7946, as a FeatureCollection or a feature a line: `.geojson`.
    GeoJson,
    /// RFC 4180 and its relatives with tabs and semicolons: `.csv`, `.tsv`.
    Csv,
}

impl Format {
    /// The name in a job's parameters.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OsmPbf => "osm.pbf",
            Self::GeoJson => "geojson",
            Self::Csv => "csv",
        }
    }

    /// The format of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::OsmPbf, Self::GeoJson, Self::Csv]
            .into_iter()
            .find(|format| format.as_str() == name)
    }
}

/// Why a file is not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct UnknownFormat(pub String);

/// Bytes that [`sniff`] wants to see.
pub const HEAD: usize = 4096;

/// The format of a file of this name that begins so.
///
/// # Errors
/// What it seems to be and what would do.
pub fn sniff(name: &str, head: &[u8]) -> Result<Format, UnknownFormat> {
    let unknown = |what: &str| {
        Err(UnknownFormat(format!(
            "{what} Leadwire takes .osm.pbf, .geojson and .csv files."
        )))
    };
    if head.is_empty() {
        return unknown("The file is empty.");
    }
    let name = name.to_lowercase();
    let is_pbf = head.get(4..head.len().min(24)).is_some_and(|start| {
        start
            .windows(b"OSMHeader".len())
            .any(|part| part == b"OSMHeader")
    });
    // A damaged one is told from its name: its job then says what is wrong with it.
    if is_pbf || name.ends_with(".pbf") {
        return Ok(Format::OsmPbf);
    }
    if head.starts_with(b"PK\x03\x04") {
        return unknown("This is a ZIP archive or an Excel workbook; save the sheet as CSV.");
    }
    if head.starts_with(&[0x1f, 0x8b]) || head.starts_with(b"BZh") {
        return unknown("The file is compressed; unpack it first.");
    }
    if head.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return unknown("This is an old Excel workbook; save the sheet as CSV.");
    }
    let utf16 = head.starts_with(&[0xff, 0xfe]) || head.starts_with(&[0xfe, 0xff]);
    if head.contains(&0) && !utf16 {
        return unknown("This is not a text file.");
    }
    let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    // A feature a line may begin with a record separator (RFC 8142).
    let start = text
        .iter()
        .find(|byte| !byte.is_ascii_whitespace() && **byte != 0x1e);
    match start {
        Some(b'{' | b'[') => Ok(Format::GeoJson),
        Some(b'<') => unknown("This is XML or HTML."),
        Some(_) if name.ends_with(".geojson") || name.ends_with(".json") => Ok(Format::GeoJson),
        Some(_) => Ok(Format::Csv),
        None => unknown("The file holds nothing but white space."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_goes_before_the_name_unless_the_name_says_pbf() {
        let pbf = b"\0\0\0\x0d\x0a\x09OSMHeader\x18\x7c";
        assert_eq!(sniff("upload", pbf), Ok(Format::OsmPbf));
        assert_eq!(sniff("x.OSM.PBF", b"garbage"), Ok(Format::OsmPbf));
        assert_eq!(
            sniff("x.txt", b"\xef\xbb\xbf {\"type\""),
            Ok(Format::GeoJson)
        );
        assert_eq!(sniff("x.json", b"\x1e{\"type\""), Ok(Format::GeoJson));
        assert_eq!(sniff("x", b"name,city\n"), Ok(Format::Csv));
        assert_eq!(sniff("x.csv", b"\xff\xfen\0a\0m\0e\0"), Ok(Format::Csv));
    }

    #[test]
    fn what_is_not_taken_is_named() {
        for (head, word) in [
            (&b""[..], "empty"),
            (b"PK\x03\x04rest", "Excel"),
            (b"\x1f\x8b\x08", "compressed"),
            (b"ab\0cd", "text"),
            (b"<?xml version", "XML"),
            (b" \n ", "white space"),
        ] {
            let error = sniff("x.csv", head).expect_err("not taken");
            assert!(error.0.contains(word), "{error}");
        }
    }
}
