//! CSV and its relatives (RFC 4180; commas, semicolons, tabs or bars), in UTF-8,
//! UTF-16 with a byte order mark, or Windows-1252.

mod columns;
mod encoding;
mod fingerprint;
mod headers;
mod records;

pub use fingerprint::fingerprint;
pub use headers::{HEADERS, guess};

use super::{
    mapping::Mapping,
    preview::Found,
    sink::{ReadError, Sink},
};
use crate::server::jobs::formula;
use columns::Columns;
use records::{Record, Records};
use std::{
    io::{BufRead, Read},
    path::Path,
};

/// Reads a file. A row's source is its `ref` or `id` column if there is one, within
/// files of this name unless a `source` column says whose it is; else a hash of name
/// and address: the same file again gives the same leads. What the columns are is
/// guessed by their names unless `mapping` says it.
pub fn read(path: &Path, mapping: Option<&Mapping>, sink: &mut Sink) -> Result<(), ReadError> {
    let size = std::fs::metadata(path)?.len().max(1);
    let encoding = encoding::detect(path)?;
    if encoding != encoding_rs::UTF_8 {
        sink.note(format!("The file is in {}.", encoding.name()));
    }
    let delimiter = headers::delimiter(&encoding::head(path, encoding)?);
    let input = encoding::open(path, encoding)?;
    let bytes = input.position();
    let mut records = Records::new(input, delimiter);
    let mut record = Record::default();
    let names = first_line(&mut records, &mut record)?;
    let columns = Columns::find(names, mapping).map_err(ReadError::Input)?;
    sink.note(columns.describe());
    while records.next(&mut record)? {
        if record.line % 64 == 0 {
            sink.fraction(bytes.get() as f64 / size as f64)?;
        }
        if record.too_long {
            sink.reject(record.line, None, "The row is longer than 1 MiB.")?;
            continue;
        }
        match columns.lead(&record, |own| sink.scoped(own)) {
            Ok(lead) => sink.unique_lead(record.line, lead)?,
            Err(reason) => sink.reject(record.line, columns.reference(&record), &reason)?,
        }
    }
    Ok(())
}

/// The names of the columns.
fn first_line<R: BufRead>(
    records: &mut Records<R>,
    record: &mut Record,
) -> Result<Vec<String>, ReadError> {
    if !records.next(record)? {
        return Err(ReadError::Input("The file holds no rows.".into()));
    }
    if record.too_long {
        return Err(ReadError::Input(
            "The first line is over 1 MiB: it holds no column names.".into(),
        ));
    }
    let names = 0..record.len();
    Ok(names.map(|n| record.get(n).trim().to_owned()).collect())
}

/// Looks at the beginning of a file; `is_whole` if nothing follows.
pub fn look(head: &[u8], is_whole: bool, found: &mut Found) -> Result<(), ReadError> {
    let encoding = encoding::detect_in(head)?;
    let mut start = Vec::new();
    encoding::decode(head, encoding)?.read_to_end(&mut start)?;
    let mut records = Records::new(&start[..], headers::delimiter(&start));
    let mut record = Record::default();
    for name in first_line(&mut records, &mut record)? {
        found.column(&name, guess(&name));
    }
    let mut next = Record::default();
    let mut there = records.next(&mut record)?;
    while there {
        there = records.next(&mut next)?;
        // The last one may be cut off.
        if !record.too_long && (there || is_whole) {
            for at in 0..record.len() {
                found.value(at, formula::unguard(record.get(at).trim()));
            }
            if found.row() {
                break;
            }
        }
        std::mem::swap(&mut record, &mut next);
    }
    Ok(())
}

#[cfg(test)]
mod tests;
