//! CSV and its relatives (RFC 4180; commas, semicolons, tabs or bars), in UTF-8,
//! UTF-16 with a byte order mark, or Windows-1252.

mod columns;
mod encoding;
mod fingerprint;
mod headers;
mod records;

pub use fingerprint::fingerprint;
pub use headers::HEADERS;

use super::sink::{ReadError, Sink};
use columns::Columns;
use records::{Record, Records};
use std::path::Path;

/// Reads a file. A row's source is its `ref` or `id` column if there is one, within
/// files of this name unless a `source` column says whose it is; else a hash of name
/// and address: the same file again gives the same leads.
pub fn read(path: &Path, sink: &mut Sink) -> Result<(), ReadError> {
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
    if !records.next(&mut record)? {
        return Err(ReadError::Input("The file holds no rows.".into()));
    }
    if record.too_long {
        return Err(ReadError::Input(
            "The first line is over 1 MiB: it holds no column names.".into(),
        ));
    }
    let columns = Columns::find(&record).map_err(ReadError::Input)?;
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

#[cfg(test)]
mod tests;
