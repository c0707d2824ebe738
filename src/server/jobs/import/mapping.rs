//! What columns are: as somebody said, remembered by the names of the columns.

use super::Format;
use crate::{
    model::{
        ImportColumn, ImportField, ImportMapping, MAX_COLUMNS, MappingFault, NewMapping, Uuid,
        mapping_faults,
    },
    server::db::{DbError, WriteTx},
};
use sha2::{Digest, Sha256};
use sqlx::SqliteExecutor;
use std::collections::BTreeMap;

/// Mappings that are remembered; the one that was not used for longest goes first.
const REMEMBERED: i64 = 1_000;
/// Bytes of a column's name.
const MAX_NAME: usize = 1_000;

/// Which column is what.
#[derive(Clone, Debug)]
pub struct Mapping(Vec<ImportColumn>);

impl From<Vec<ImportColumn>> for Mapping {
    fn from(columns: Vec<ImportColumn>) -> Self {
        Self(columns)
    }
}

impl Mapping {
    /// What each of `names` is. Columns are known by name, of several of the same
    /// name the first by the first; where none is known, by place.
    pub fn fields(&self, names: &[String]) -> Vec<Option<ImportField>> {
        let knows = |name: &String| self.0.iter().any(|column| column.name == *name);
        if self.0.len() == names.len() && !names.iter().any(knows) {
            return self.0.iter().map(|column| column.field).collect();
        }
        let mut seen = BTreeMap::<&str, usize>::new();
        let mut field = |name| {
            let nth = seen.entry(name).or_default();
            *nth += 1;
            let mut of_name = self.0.iter().filter(|column| column.name == name);
            of_name.nth(*nth - 1).and_then(|column| column.field)
        };
        names.iter().map(|name| field(name)).collect()
    }

    /// What a column of this name is.
    pub fn field(&self, name: &str) -> Option<ImportField> {
        let mut columns = self.0.iter();
        columns.find(|column| column.name == name)?.field
    }
}

/// The id of what is said of columns of these names: it does not depend on their order.
pub fn id_of<'a>(format: &str, names: impl Iterator<Item = &'a str>) -> Uuid {
    let mut names: Vec<_> = names.collect();
    names.sort_unstable();
    let mut hash = Sha256::new();
    for part in std::iter::once(format).chain(names) {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    let hash: [u8; 32] = hash.finalize().into();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash[..16]);
    // RFC 9562, 5.8: one's own way of making them.
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

/// Checks what somebody said.
///
/// # Errors
/// Which field of it is wrong, and why.
pub fn check(new: &NewMapping) -> Result<(), (String, String)> {
    let format = Format::from_name(&new.format);
    if !matches!(format, Some(Format::Csv | Format::GeoJson)) {
        return Err(("format".into(), "must be csv or geojson".into()));
    }
    if new.columns.len() > MAX_COLUMNS {
        return Err(("columns".into(), format!("at most {MAX_COLUMNS}")));
    }
    for (at, column) in new.columns.iter().enumerate() {
        if column.name.len() > MAX_NAME {
            let why = format!("at most {MAX_NAME} bytes");
            return Err((format!("columns[{at}].name"), why));
        }
        if column.field == Some(ImportField::Osm) && format == Some(Format::Csv) {
            let why = "osm is for map data".to_owned();
            return Err((format!("columns[{at}].field"), why));
        }
    }
    let fields: Vec<_> = new.columns.iter().map(|column| column.field).collect();
    match mapping_faults(&fields).first() {
        None => Ok(()),
        Some(MappingFault::NoName) => Err(("columns".into(), "none is the name".into())),
        Some(MappingFault::Twice(first, second)) => Err((
            format!("columns[{second}].field"),
            format!("«{}» is that already", new.columns[*first].name),
        )),
    }
}

/// Remembers what somebody said, which [passed](check).
///
/// # Errors
/// When the database fails.
pub async fn remember(tx: &mut WriteTx<'_>, new: NewMapping) -> Result<ImportMapping, DbError> {
    let names = new.columns.iter().map(|column| column.name.as_str());
    let id = id_of(&new.format, names);
    let at = tx.at();
    sqlx::query(
        "INSERT INTO mappings (id, format, columns, used_at) VALUES (?, ?, ?, ?) \
         ON CONFLICT (id) DO UPDATE SET columns = excluded.columns, used_at = excluded.used_at",
    )
    .bind(id)
    .bind(new.format.as_str())
    .bind(serde_json::to_string(&new.columns)?)
    .bind(at)
    .execute(tx.conn())
    .await?;
    sqlx::query(
        "DELETE FROM mappings WHERE id IN \
         (SELECT id FROM mappings ORDER BY used_at DESC LIMIT -1 OFFSET ?)",
    )
    .bind(REMEMBERED)
    .execute(tx.conn())
    .await?;
    Ok(ImportMapping {
        id,
        format: new.format,
        columns: new.columns,
    })
}

/// What was said under this id.
///
/// # Errors
/// When the database fails.
pub async fn recall(
    from: impl SqliteExecutor<'_>,
    id: Uuid,
) -> Result<Option<ImportMapping>, DbError> {
    let found: Option<(String, String)> =
        sqlx::query_as("SELECT format, columns FROM mappings WHERE id = ?")
            .bind(id)
            .fetch_optional(from)
            .await?;
    let Some((format, columns)) = found else {
        return Ok(None);
    };
    Ok(Some(ImportMapping {
        id,
        format,
        columns: serde_json::from_str(&columns)?,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(name: &str, field: Option<ImportField>) -> ImportColumn {
        ImportColumn {
            name: name.into(),
            field,
        }
    }

    #[test]
    fn columns_are_known_by_name_the_nth_of_a_name_by_the_nth_else_by_place() {
        use ImportField::{City, Name, Phone};
        let mapping = Mapping::from(vec![
            column("a", Some(Name)),
            column("b", Some(City)),
            column("b", Some(Phone)),
        ]);
        let fields = |names: &[&str]| {
            let names: Vec<_> = names.iter().map(|name| (*name).to_owned()).collect();
            mapping.fields(&names)
        };
        assert_eq!(
            fields(&["b", "b", "a"]),
            [Some(City), Some(Phone), Some(Name)]
        );
        assert_eq!(fields(&["a", "x"]), [Some(Name), None]);
        assert_eq!(
            fields(&["x", "y", "z"]),
            [Some(Name), Some(City), Some(Phone)]
        );
    }

    #[test]
    fn the_same_names_in_any_order_are_the_same_and_others_are_not() {
        let id = |names: &[&str]| id_of("csv", names.iter().copied());
        assert_eq!(id(&["a", "b"]), id(&["b", "a"]));
        assert_ne!(id(&["a", "b"]), id(&["ab"]));
        assert_ne!(id(&["a"]), id(&["a", "a"]));
        assert_ne!(id(&["a"]), id_of("geojson", ["a"].into_iter()));
    }

    #[test]
    fn headers_and_fields_are_the_same_in_the_same_order() {
        let headers = super::super::HEADERS.map(|(name, _)| name);
        let fields = ImportField::ALL.map(ImportField::as_str);
        assert_eq!(headers, fields[..headers.len()]);
    }
}
