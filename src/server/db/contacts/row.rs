//! A contact as a row of the table.

use crate::{
    model::{Contact, ContactKind, Provenance, Uuid},
    server::db::DbError,
};
use sqlx::{Row, SqliteConnection, SqliteExecutor, sqlite::SqliteRow};
use std::{cmp::Ordering, collections::HashMap};

const SELECT: &str = "SELECT id, business_id, version, kind, name, role, email, phone, profile, \
     source_kind, source_url, confidence, found_at, gone_at, edited_at, deleted_at, identity, \
     field_versions FROM contacts ";

/// The fields that a person may change, in the order of their versions.
pub const FIELDS: [&str; 6] = ["kind", "name", "role", "email", "phone", "profile"];

/// A contact with what the server alone knows about it.
#[derive(Clone, Debug, PartialEq)]
pub struct Stored {
    /// The contact.
    pub contact: Contact,
    /// By which a look-up knows what it found before.
    pub identity: Option<String>,
    /// The version at which each of [`FIELDS`] last changed.
    pub field_versions: [i64; FIELDS.len()],
}

impl Stored {
    fn from_row(row: &SqliteRow) -> Result<Self, DbError> {
        let kind: &str = row.try_get(3)?;
        Ok(Self {
            contact: Contact {
                id: row.try_get(0)?,
                business_id: row.try_get(1)?,
                version: row.try_get(2)?,
                kind: match kind {
                    "general" => ContactKind::General,
                    _ => ContactKind::Person,
                },
                name: row.try_get(4)?,
                role: row.try_get(5)?,
                email: row.try_get(6)?,
                phone: row.try_get(7)?,
                profile: row.try_get(8)?,
                source: Provenance {
                    kind: row.try_get(9)?,
                    url: row.try_get(10)?,
                },
                confidence: row.try_get(11)?,
                found_at: row.try_get(12)?,
                gone_at: row.try_get(13)?,
                edited_at: row.try_get(14)?,
                deleted_at: row.try_get(15)?,
            },
            identity: row.try_get(16)?,
            field_versions: serde_json::from_str(row.try_get(17)?)?,
        })
    }

    /// Writes it, new or changed.
    pub async fn write(&self, conn: &mut SqliteConnection) -> Result<(), DbError> {
        let c = &self.contact;
        sqlx::query(
            "INSERT INTO contacts (id, business_id, version, kind, name, role, email, phone, \
             profile, source_kind, source_url, confidence, found_at, gone_at, edited_at, \
             deleted_at, identity, field_versions) \
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) \
             ON CONFLICT (id) DO UPDATE SET version = excluded.version, kind = excluded.kind, \
             name = excluded.name, role = excluded.role, email = excluded.email, \
             phone = excluded.phone, profile = excluded.profile, \
             source_kind = excluded.source_kind, source_url = excluded.source_url, \
             confidence = excluded.confidence, gone_at = excluded.gone_at, \
             edited_at = excluded.edited_at, deleted_at = excluded.deleted_at, \
             field_versions = excluded.field_versions",
        )
        .bind(c.id)
        .bind(c.business_id)
        .bind(c.version)
        .bind(c.kind.as_str())
        .bind(c.name.as_deref())
        .bind(c.role.as_deref())
        .bind(c.email.as_deref())
        .bind(c.phone.as_deref())
        .bind(c.profile.as_deref())
        .bind(c.source.kind.as_str())
        .bind(c.source.url.as_deref())
        .bind(c.confidence)
        .bind(c.found_at)
        .bind(c.gone_at)
        .bind(c.edited_at)
        .bind(c.deleted_at)
        .bind(self.identity.as_deref())
        .bind(serde_json::to_string(&self.field_versions)?)
        .execute(conn)
        .await?;
        Ok(())
    }
}

/// The contact with this id, deleted or not.
pub async fn find(from: impl SqliteExecutor<'_>, id: Uuid) -> Result<Option<Stored>, DbError> {
    sqlx::query(sqlx::AssertSqlSafe(format!("{SELECT} WHERE id = ?")))
        .bind(id)
        .fetch_optional(from)
        .await?
        .as_ref()
        .map(Stored::from_row)
        .transpose()
}

/// Every contact of a lead, deleted ones too.
pub async fn all(from: impl SqliteExecutor<'_>, lead: Uuid) -> Result<Vec<Stored>, DbError> {
    sqlx::query(sqlx::AssertSqlSafe(format!(
        "{SELECT} WHERE business_id = ?"
    )))
    .bind(lead)
    .fetch_all(from)
    .await?
    .iter()
    .map(Stored::from_row)
    .collect()
}

/// The contacts of a lead, best first: those whose source says so still, people before
/// desks, what a person typed in or changed before what was found, the surest first.
///
/// # Errors
/// When the database fails.
pub async fn list(from: impl SqliteExecutor<'_>, lead: Uuid) -> Result<Vec<Contact>, DbError> {
    let mut contacts: Vec<Contact> = all(from, lead)
        .await?
        .into_iter()
        .map(|stored| stored.contact)
        .filter(|contact| contact.deleted_at.is_none())
        .collect();
    contacts.sort_by(best_first);
    Ok(contacts)
}

/// The best contact of each of these leads that has one.
///
/// # Errors
/// When the database fails.
pub async fn best(
    from: impl SqliteExecutor<'_>,
    leads: &[Uuid],
) -> Result<HashMap<Uuid, Contact>, DbError> {
    let leads: Vec<String> = leads.iter().map(|id| id.simple().to_string()).collect();
    let rows = sqlx::query(sqlx::AssertSqlSafe(format!(
        "{SELECT} WHERE deleted_at IS NULL \
         AND business_id IN (SELECT unhex(value) FROM json_each(?))"
    )))
    .bind(serde_json::to_string(&leads)?)
    .fetch_all(from)
    .await?;
    let mut best: HashMap<Uuid, Contact> = HashMap::new();
    for row in &rows {
        let contact = Stored::from_row(row)?.contact;
        let known = best.get(&contact.business_id);
        if known.is_none_or(|known| best_first(&contact, known).is_lt()) {
            best.insert(contact.business_id, contact);
        }
    }
    Ok(best)
}

fn best_first(a: &Contact, b: &Contact) -> Ordering {
    let rank = |c: &Contact| {
        let is_found = c.edited_at.is_none();
        (
            c.gone_at.is_some(),
            c.kind == ContactKind::General,
            is_found,
        )
    };
    rank(a)
        .cmp(&rank(b))
        .then(b.confidence.total_cmp(&a.confidence))
        .then(a.found_at.cmp(&b.found_at))
        .then(a.id.cmp(&b.id))
}
