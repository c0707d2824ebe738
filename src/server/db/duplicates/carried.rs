//! What hangs on leads, as they are merged and taken apart: contacts, and what is known
//! of them with where it was read.

use crate::{
    model::{EntityChanged, EntityKind, EventBody, Relation, Uuid},
    server::db::{DbError, WriteTx},
};
use serde::{Deserialize, Serialize};

/// What went from one lead to another.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Carried {
    contacts: Vec<Uuid>,
    /// Field, value and kind of source.
    facts: Vec<(String, String, String)>,
}

/// Gives the contacts of a lead to another, but for those that it has too, and tells it what
/// is known.
pub(super) async fn hand_over(
    tx: &mut WriteTx<'_>,
    from: Uuid,
    to: Uuid,
) -> Result<Carried, DbError> {
    let contacts: Vec<Uuid> = sqlx::query_scalar(
        "SELECT id FROM contacts AS theirs WHERE business_id = ?1 AND NOT EXISTS \
         (SELECT 1 FROM contacts WHERE business_id = ?2 AND identity = theirs.identity)",
    )
    .bind(from)
    .bind(to)
    .fetch_all(tx.conn())
    .await?;
    for contact in &contacts {
        give(tx, *contact, to).await?;
    }
    let facts: Vec<(String, String, String)> = sqlx::query_as(
        "INSERT OR IGNORE INTO facts (business_id, field, value, source_kind, source_url, \
         confidence, rank, found_at, gone_at) SELECT ?2, field, value, source_kind, source_url, \
         confidence, rank, found_at, gone_at FROM facts WHERE business_id = ?1 \
         RETURNING field, value, source_kind",
    )
    .bind(from)
    .bind(to)
    .fetch_all(tx.conn())
    .await?;
    let carried = Carried { contacts, facts };
    told(tx, &carried, to).await?;
    Ok(carried)
}

/// Gives them back.
pub(super) async fn give_back(
    tx: &mut WriteTx<'_>,
    carried: &Carried,
    from: Uuid,
    to: Uuid,
) -> Result<(), DbError> {
    for contact in &carried.contacts {
        give(tx, *contact, to).await?;
    }
    for (field, value, source) in &carried.facts {
        sqlx::query(
            "DELETE FROM facts WHERE business_id = ? AND field = ? AND value = ? AND source_kind = ?",
        )
        .bind(from)
        .bind(field.as_str())
        .bind(value.as_str())
        .bind(source.as_str())
        .execute(tx.conn())
        .await?;
    }
    told(tx, carried, from).await?;
    told(tx, carried, to).await
}

async fn give(tx: &mut WriteTx<'_>, contact: Uuid, to: Uuid) -> Result<(), DbError> {
    sqlx::query("UPDATE contacts SET business_id = ?, version = version + 1 WHERE id = ?")
        .bind(to)
        .bind(contact)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Tells whoever looks at the lead that other things hang on it now.
async fn told(tx: &mut WriteTx<'_>, carried: &Carried, id: Uuid) -> Result<(), DbError> {
    if *carried == Carried::default() {
        return Ok(());
    }
    let relations = vec![Relation::Contacts, Relation::Facts];
    let changed = EntityChanged {
        kind: EntityKind::Business,
        id,
        relations,
    };
    tx.emit(EventBody::EntityChanged(changed)).await.map(drop)
}
