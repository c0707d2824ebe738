//! `--map`: what the columns of a file are, where a guess is wrong.

use crate::{
    model::{ImportColumn, ImportField, NewMapping, PREVIEW_BYTES},
    server::jobs::import::{Format, mapping, preview},
};
use std::{error::Error, fs::File, io::Read, path::Path, str::FromStr};

/// What somebody said of a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// What it is; `None` if it is not taken.
    field: Option<ImportField>,
    /// Its name in the file.
    column: String,
}

impl FromStr for Said {
    type Err = String;

    /// `FIELD=COLUMN`; without a field, the column is not taken.
    fn from_str(text: &str) -> Result<Self, String> {
        let (field, column) = text
            .split_once('=')
            .ok_or("must be FIELD=COLUMN, such as name=Firma")?;
        let known = match field {
            "" => None,
            field => Some(field.parse().map_err(|()| {
                let all = ImportField::ALL.map(ImportField::as_str).join(", ");
                format!("there is no field {field}; one of {all}")
            })?),
        };
        Ok(Self {
            field: known,
            column: column.to_owned(),
        })
    }
}

/// What all columns of a file are: as was said, else as is guessed. `None` if nothing was.
///
/// # Errors
/// A file without columns, a column that it does not have, and what no import takes.
pub fn columns(
    path: &Path,
    format: Format,
    said: &[Said],
) -> Result<Option<Vec<ImportColumn>>, Box<dyn Error>> {
    if said.is_empty() {
        return Ok(None);
    }
    if format == Format::OsmPbf {
        return Err("--map: a map extract has no columns".into());
    }
    let mut head = Vec::new();
    let limit = PREVIEW_BYTES as u64;
    File::open(path)?.take(limit).read_to_end(&mut head)?;
    let is_whole = head.len() < PREVIEW_BYTES;
    let found = preview(format, &head, is_whole)?;
    let mut columns: Vec<ImportColumn> = found
        .columns
        .into_iter()
        .map(|column| ImportColumn {
            name: column.name,
            field: column.field,
        })
        .collect();
    for Said { field, column } in said {
        let Some(at) = columns.iter().position(|known| known.name == *column) else {
            let names: Vec<_> = columns.iter().map(|known| known.name.as_str()).collect();
            let names = names.join(", ");
            return Err(format!("--map: there is no column {column}; there are {names}").into());
        };
        let only = field.filter(|field| !field.may_repeat());
        let was_said = |name: &str| said.iter().any(|said| said.column == name);
        // What was guessed to be the same is not, then.
        for other in &mut columns {
            if only.is_some() && other.field == only && !was_said(&other.name) {
                other.field = None;
            }
        }
        columns[at].field = *field;
    }
    let mapping = NewMapping {
        format: format.as_str().into(),
        columns,
    };
    mapping::check(&mapping).map_err(|(_, why)| format!("--map: {why}"))?;
    Ok(Some(mapping.columns))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(texts: &[&str]) -> Vec<Said> {
        let all = texts.iter().map(|text| text.parse().expect("FIELD=COLUMN"));
        all.collect()
    }

    #[test]
    fn what_is_said_counts_more_than_what_is_guessed() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("x.csv");
        std::fs::write(&path, "name;Firma;Ort;a=b\nK1;Bäcker;Berlin;x\n").expect("writes");
        let columns = |texts: &[&str]| {
            let columns = columns(&path, Format::Csv, &said(texts));
            let columns = columns.map_err(|error| error.to_string())?;
            let all = columns.into_iter().flatten();
            Ok::<_, String>(all.map(|column| column.field).collect::<Vec<_>>())
        };
        use ImportField::{City, Name, Tags};
        let mapped = columns(&["name=Firma", "tags=a=b"]).expect("columns");
        assert_eq!(mapped, [None, Some(Name), Some(City), Some(Tags)]);
        let mapped = columns(&["=Ort"]).expect("columns");
        assert_eq!(mapped[2], None);
        assert!(columns(&[]).expect("nothing").is_empty());
        for (texts, why) in [
            (
                &["name=Kunde"][..],
                "no column Kunde; there are name, Firma",
            ),
            (&["=name", "=Firma"], "none is the name"),
            (&["name=Firma", "name=Ort"], "is that already"),
            (&["osm=Ort"], "for map data"),
        ] {
            let error = columns(texts).expect_err(why);
            assert!(error.contains(why), "{error}");
        }
        assert!("Firma".parse::<Said>().is_err());
        let error = "firm=Firma".parse::<Said>().expect_err("no field");
        assert!(error.contains("no field firm; one of name, id"), "{error}");
    }
}
