//! A lead as a row of the table.

use crate::{
    model::{Address, Business, EnrichmentStatus, Field, Source, Stage},
    server::db::DbError,
};
use sqlx::{
    QueryBuilder, Row, Sqlite, SqliteConnection, query_builder::Separated, sqlite::SqliteRow,
};

/// Every column, in the order in which [`Stored::from_row`] reads them.
macro_rules! columns {
    () => {
        "rid, id, version, name, category, street, city, region, postcode, country, lat, lon, \
         phone, email, website, stage, owner_id, tags, enrichment_status, enrichment_error, \
         source_kind, source_ref, created_at, updated_at, deleted_at, field_versions, edited, logo"
    };
}
pub(super) use columns;

/// Rows in one `INSERT` or `UPDATE`: enough to spread its cost, few enough for SQLite's limit
/// of 32,766 parameters. Three shapes of statement only, so that all stay prepared.
const ROWS_PER_STATEMENT: [usize; 3] = [64, 8, 1];

/// The version at which each field last changed, by position in [`Field::ALL`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FieldVersions([u32; Field::ALL.len()]);

impl Default for FieldVersions {
    /// As created: every field is of version 1.
    fn default() -> Self {
        Self([1; Field::ALL.len()])
    }
}

impl FieldVersions {
    /// The version at which `field` last changed.
    pub fn get(&self, field: Field) -> i64 {
        self.0[field as usize].into()
    }

    /// Notes that `field` changed at `version`.
    pub fn set(&mut self, field: Field, version: i64) {
        self.0[field as usize] = u32::try_from(version).unwrap_or(u32::MAX);
    }

    fn to_blob(self) -> Option<Vec<u8>> {
        (self != Self::default()).then(|| self.0.iter().flat_map(|v| v.to_le_bytes()).collect())
    }

    fn from_blob(blob: Option<&[u8]>) -> Self {
        let mut versions = Self::default();
        let bytes = blob.unwrap_or_default();
        for (version, four) in versions.0.iter_mut().zip(bytes.chunks_exact(4)) {
            *version = u32::from_le_bytes([four[0], four[1], four[2], four[3]]);
        }
        versions
    }
}

/// A lead with what the server alone knows about it.
#[derive(Clone, Debug, PartialEq)]
pub struct Stored {
    /// Number in the order of creation; also the lead's place in the list index.
    pub rid: u32,
    /// The lead.
    pub business: Business,
    /// When each field last changed.
    pub field_versions: FieldVersions,
    /// Bit n: a person changed field n of [`Field::ALL`]. Bit 16 + n: a look-up filled it,
    /// as its source did not know.
    pub edited: u32,
}

impl Stored {
    /// Whether a person changed a field.
    pub fn is_edited(&self, field: Field) -> bool {
        self.edited & (1 << field as u32) != 0
    }

    /// Whether a look-up filled a field.
    pub fn is_filled(&self, field: Field) -> bool {
        self.edited & (1 << (16 + field as u32)) != 0
    }

    /// Notes whether a look-up filled a field.
    pub fn set_filled(&mut self, field: Field, is_filled: bool) {
        let bit = 1 << (16 + field as u32);
        if is_filled {
            self.edited |= bit;
        } else {
            self.edited &= !bit;
        }
    }
}

impl Stored {
    /// Reads a row selected with `columns!()`.
    pub(super) fn from_row(row: &SqliteRow) -> Result<Self, DbError> {
        let tags: Option<&str> = row.try_get(17)?;
        let stage: i64 = row.try_get(15)?;
        let status: i64 = row.try_get(18)?;
        Ok(Self {
            rid: row.try_get(0)?,
            business: Business {
                id: row.try_get(1)?,
                version: row.try_get(2)?,
                name: row.try_get(3)?,
                category: row.try_get(4)?,
                address: Address {
                    street: row.try_get(5)?,
                    city: row.try_get(6)?,
                    region: row.try_get(7)?,
                    postcode: row.try_get(8)?,
                    country: row.try_get(9)?,
                },
                lat: row.try_get(10)?,
                lon: row.try_get(11)?,
                phone: row.try_get(12)?,
                email: row.try_get(13)?,
                website: row.try_get(14)?,
                stage: nth(&Stage::ALL, stage),
                owner_id: row.try_get(16)?,
                tags: tags.map_or(Ok(Vec::new()), serde_json::from_str)?,
                enrichment_status: nth(&EnrichmentStatus::ALL, status),
                enrichment_error: row.try_get(19)?,
                logo: row.try_get(27)?,
                source: Source {
                    kind: row.try_get(20)?,
                    reference: row.try_get(21)?,
                },
                created_at: row.try_get(22)?,
                updated_at: row.try_get(23)?,
                deleted_at: row.try_get(24)?,
            },
            field_versions: FieldVersions::from_blob(row.try_get(25)?),
            edited: row.try_get(26)?,
        })
    }
}

/// The `n`th of `all`; the first if a newer build wrote a value that this one does not know.
pub(in crate::server::db) fn nth<T: Copy>(all: &[T], n: i64) -> T {
    usize::try_from(n)
        .ok()
        .and_then(|n| all.get(n))
        .copied()
        .unwrap_or(all[0])
}

fn tags_text(tags: &[String]) -> Result<Option<String>, serde_json::Error> {
    (!tags.is_empty())
        .then(|| serde_json::to_string(tags))
        .transpose()
}

/// Writes what a row has from its version to its enrichment, in the order of the columns.
fn push_facts(to: &mut Separated<'_, Sqlite, &'static str>, b: &Business, tags: Option<String>) {
    to.push_bind(b.version)
        .push_bind(b.name.as_str())
        .push_bind(b.category.as_deref())
        .push_bind(b.address.street.as_deref())
        .push_bind(b.address.city.as_deref())
        .push_bind(b.address.region.as_deref())
        .push_bind(b.address.postcode.as_deref())
        .push_bind(b.address.country.as_deref())
        .push_bind(b.lat)
        .push_bind(b.lon)
        .push_bind(b.phone.as_deref())
        .push_bind(b.email.as_deref())
        .push_bind(b.website.as_deref())
        .push_bind(b.stage as i64)
        .push_bind(b.owner_id)
        .push_bind(tags)
        .push_bind(b.enrichment_status as i64)
        .push_bind(b.enrichment_error.as_deref());
}

/// Inserts rows that are not there yet.
pub(super) async fn insert(conn: &mut SqliteConnection, rows: &[Stored]) -> Result<(), DbError> {
    let mut rest = rows;
    for size in ROWS_PER_STATEMENT {
        while let Some((some, others)) = rest.split_at_checked(size) {
            insert_some(conn, some).await?;
            rest = others;
        }
    }
    Ok(())
}

async fn insert_some(conn: &mut SqliteConnection, rows: &[Stored]) -> Result<(), DbError> {
    let tags = rows
        .iter()
        .map(|row| tags_text(&row.business.tags))
        .collect::<Result<Vec<_>, _>>()?;
    let mut query =
        QueryBuilder::<Sqlite>::new(concat!("INSERT INTO businesses (", columns!(), ") "));
    query.push_values(rows.iter().zip(tags), |mut to, (row, tags)| {
        let b = &row.business;
        to.push_bind(row.rid).push_bind(b.id);
        push_facts(&mut to, b, tags);
        to.push_bind(b.source.kind.as_str())
            .push_bind(b.source.reference.as_deref())
            .push_bind(b.created_at)
            .push_bind(b.updated_at)
            .push_bind(b.deleted_at)
            .push_bind(row.field_versions.to_blob())
            .push_bind(row.edited)
            .push_bind(b.logo);
    });
    query.build().execute(conn).await?;
    Ok(())
}

/// Writes what may change of a row that is there.
pub(super) async fn update(conn: &mut SqliteConnection, row: &Stored) -> Result<(), DbError> {
    update_some(conn, std::slice::from_ref(row)).await
}

/// Writes what may change of rows that are there. One at a time takes four times as
/// long: each statement is handed to SQLite's thread and back.
pub(super) async fn update_all(
    conn: &mut SqliteConnection,
    rows: &[Stored],
) -> Result<(), DbError> {
    let mut rest = rows;
    for size in ROWS_PER_STATEMENT {
        while let Some((some, others)) = rest.split_at_checked(size) {
            update_some(conn, some).await?;
            rest = others;
        }
    }
    Ok(())
}

async fn update_some(conn: &mut SqliteConnection, rows: &[Stored]) -> Result<(), DbError> {
    const CHANGEABLE: [&str; 23] = [
        "version",
        "name",
        "category",
        "street",
        "city",
        "region",
        "postcode",
        "country",
        "lat",
        "lon",
        "phone",
        "email",
        "website",
        "stage",
        "owner_id",
        "tags",
        "enrichment_status",
        "enrichment_error",
        "updated_at",
        "deleted_at",
        "field_versions",
        "edited",
        "logo",
    ];
    let tags = rows
        .iter()
        .map(|row| tags_text(&row.business.tags))
        .collect::<Result<Vec<_>, _>>()?;
    let mut query = QueryBuilder::<Sqlite>::new("UPDATE businesses SET ");
    for (at, column) in CHANGEABLE.iter().enumerate() {
        // The columns of VALUES are column1 and so on; the first is the number.
        let comma = if at > 0 { ", " } else { "" };
        query.push(format_args!("{comma}{column} = new.column{}", at + 2));
    }
    query.push(" FROM (");
    query.push_values(rows.iter().zip(tags), |mut to, (row, tags)| {
        let b = &row.business;
        to.push_bind(row.rid);
        push_facts(&mut to, b, tags);
        to.push_bind(b.updated_at)
            .push_bind(b.deleted_at)
            .push_bind(row.field_versions.to_blob())
            .push_bind(row.edited)
            .push_bind(b.logo);
    });
    query.push(") AS new WHERE rid = new.column1");
    query.build().execute(conn).await?;
    Ok(())
}
