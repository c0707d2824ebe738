//! What look-ups find.

use super::row::{self, FIELDS, Stored};
use crate::{
    model::{Contact, ContactKind, Provenance, Uuid},
    server::db::{DbError, WriteTx, facts::WEBSITE},
};
use std::collections::{HashMap, HashSet};

/// A contact that was found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FoundContact {
    /// See [`Contact::kind`].
    pub kind: ContactKind,
    /// See [`Contact::name`].
    pub name: Option<String>,
    /// See [`Contact::role`].
    pub role: Option<String>,
    /// See [`Contact::email`].
    pub email: Option<String>,
    /// See [`Contact::phone`].
    pub phone: Option<String>,
    /// See [`Contact::profile`].
    pub profile: Option<String>,
    /// The page that says so.
    pub url: Option<String>,
    /// 0 to 1.
    pub confidence: f64,
}

/// By what a contact is known again: a person by their name, a desk by how it is reached.
pub(super) fn identity(contact: &Contact) -> Option<String> {
    let name = contact.name.as_deref().map(|name| {
        let letters = name.chars().filter(|c| c.is_alphanumeric());
        letters.flat_map(char::to_lowercase).collect::<String>()
    });
    let email = || {
        contact
            .email
            .as_deref()
            .map(|e| format!("email:{}", e.to_lowercase()))
    };
    let phone = || {
        let digits = |p: &str| p.chars().filter(|c| c.is_ascii_digit()).collect::<String>();
        contact
            .phone
            .as_deref()
            .map(|p| format!("phone:{}", digits(p)))
    };
    match (contact.kind, name.filter(|name| !name.is_empty())) {
        (ContactKind::Person, Some(name)) => Some(format!("person:{name}")),
        _ => email().or_else(phone),
    }
}

/// Takes what the website of a lead says now. What a person typed in, changed or deleted
/// stays as it is; what the website says no longer is kept as gone. Tells nobody.
///
/// # Errors
/// When the database fails.
pub async fn take(
    tx: &mut WriteTx<'_>,
    lead: Uuid,
    found: Vec<FoundContact>,
) -> Result<(), DbError> {
    let at = tx.at();
    let mut known: HashMap<String, Stored> = HashMap::new();
    for stored in row::all(&mut *tx.conn(), lead).await? {
        if let Some(identity) = stored.identity.clone() {
            known.insert(identity, stored);
        }
    }
    let mut said = HashSet::new();
    for found in found {
        let contact = contact(lead, found, at);
        let Some(identity) = identity(&contact) else {
            continue;
        };
        if !said.insert(identity.clone()) {
            continue;
        }
        match known.get_mut(&identity) {
            Some(stored) => renew(tx, stored, contact).await?,
            None => {
                let stored = Stored {
                    contact,
                    identity: Some(identity),
                    field_versions: [1; FIELDS.len()],
                };
                stored.write(tx.conn()).await?;
            }
        }
    }
    for (identity, mut stored) in known {
        let c = &mut stored.contact;
        let is_websites = c.source.kind == WEBSITE && c.edited_at.is_none();
        if is_websites && c.gone_at.is_none() && !said.contains(&identity) {
            c.gone_at = Some(at);
            c.version += 1;
            stored.write(tx.conn()).await?;
        }
    }
    Ok(())
}

fn contact(lead: Uuid, found: FoundContact, at: i64) -> Contact {
    Contact {
        id: Uuid::now_v7(),
        version: 1,
        business_id: lead,
        kind: found.kind,
        name: found.name,
        role: found.role,
        email: found.email,
        phone: found.phone,
        profile: found.profile,
        source: Provenance {
            kind: WEBSITE.into(),
            url: found.url,
        },
        confidence: found.confidence,
        found_at: at,
        gone_at: None,
        edited_at: None,
        deleted_at: None,
    }
}

/// The website says it again, perhaps otherwise.
async fn renew(tx: &mut WriteTx<'_>, stored: &mut Stored, says: Contact) -> Result<(), DbError> {
    let old = &stored.contact;
    if old.edited_at.is_some() || old.deleted_at.is_some() {
        return Ok(());
    }
    let new = Contact {
        id: old.id,
        version: old.version,
        found_at: old.found_at,
        ..says
    };
    if new == *old {
        return Ok(());
    }
    let version = old.version + 1;
    let differ = [
        new.kind != old.kind,
        new.name != old.name,
        new.role != old.role,
        new.email != old.email,
        new.phone != old.phone,
        new.profile != old.profile,
    ];
    for (field, differs) in stored.field_versions.iter_mut().zip(differ) {
        if differs {
            *field = version;
        }
    }
    stored.contact = Contact { version, ..new };
    stored.write(tx.conn()).await
}
