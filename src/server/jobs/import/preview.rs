//! What a file holds by its beginning: its columns, what they seem to be, and what
//! stands in them.

use super::{Format, ReadError, csv, geojson};
use crate::{
    model::{ImportField, ImportPreview, MAX_COLUMNS, PreviewColumn},
    server::jobs::store::shorten,
};
use std::collections::HashMap;

/// Rows that are looked at.
pub const ROWS: u64 = 1_000;
/// Different values of a column that are shown.
const SAMPLES: usize = 3;
/// Characters of each.
const SAMPLE: usize = 80;

/// Collects columns and what stands in them.
#[derive(Default)]
pub struct Found {
    columns: Vec<PreviewColumn>,
    by_name: HashMap<String, usize>,
    rows: u64,
}

impl Found {
    /// A further column; where it stands, unless there are too many.
    pub fn column(&mut self, name: &str, field: Option<ImportField>) -> Option<usize> {
        let at = self.columns.len();
        if at == MAX_COLUMNS {
            return None;
        }
        self.columns.push(PreviewColumn {
            name: name.to_owned(),
            field,
            samples: Vec::new(),
            filled: 0,
        });
        Some(at)
    }

    /// The column of this name, which is made if it is new: `field` says what it seems
    /// to be.
    pub fn column_of(
        &mut self,
        name: &str,
        field: impl FnOnce() -> Option<ImportField>,
    ) -> Option<usize> {
        if let Some(at) = self.by_name.get(name) {
            return Some(*at);
        }
        let at = self.column(name, field())?;
        self.by_name.insert(name.to_owned(), at);
        Some(at)
    }

    /// A value of a column.
    pub fn value(&mut self, at: usize, value: &str) {
        let value = value.trim();
        let Some(column) = self.columns.get_mut(at).filter(|_| !value.is_empty()) else {
            return;
        };
        column.filled += 1;
        if column.samples.len() < SAMPLES {
            let value = shorten(value, SAMPLE);
            if !column.samples.contains(&value) {
                column.samples.push(value);
            }
        }
    }

    /// A row is over. Whether enough is seen.
    pub fn row(&mut self) -> bool {
        self.rows += 1;
        self.rows >= ROWS
    }

    /// Of columns that seem to be the same, the first is.
    fn let_first_have(&mut self) {
        let mut taken = Vec::new();
        for column in &mut self.columns {
            match column.field {
                Some(field) if taken.contains(&field) => column.field = None,
                Some(field) if !field.may_repeat() => taken.push(field),
                _ => {}
            }
        }
    }
}

/// Looks at the beginning of a file; `is_whole` if nothing follows.
///
/// # Errors
/// What is wrong with the file, for people.
pub fn preview(format: Format, head: &[u8], is_whole: bool) -> Result<ImportPreview, String> {
    let mut found = Found::default();
    let read = match format {
        Format::OsmPbf => Ok(()),
        Format::Csv => csv::look(head, is_whole, &mut found),
        Format::GeoJson => geojson::look(head, is_whole, &mut found),
    };
    match read {
        Ok(()) => {}
        Err(ReadError::Input(reason)) => return Err(reason),
        // It is in memory, and nobody stops it.
        Err(ReadError::Io(_) | ReadError::Stopped) => return Err("The file is damaged.".into()),
    }
    found.let_first_have();
    Ok(ImportPreview {
        format: format.as_str().into(),
        columns: found.columns,
        rows: found.rows,
        is_remembered: false,
    })
}
