//! What people do to contacts.

use super::{
    ContactError,
    found::identity,
    row::{self, FIELDS, Stored},
};
use crate::{
    model::{
        Conflict, Contact, ContactPatch, EntityChanged, EntityKind, EventBody, NewContact,
        Relation, Uuid,
    },
    server::db::{
        WriteTx,
        businesses::{self, Faults, is_email, is_http_url},
    },
};
use serde_json::{Value, json};

/// Characters in a name, a role or a phone number.
const MAX_SHORT: usize = 200;
/// Characters in an e-mail address.
const MAX_EMAIL: usize = 254;
/// Characters in a URL.
const MAX_URL: usize = 2_000;

/// Adds a contact to a lead and tells of it.
///
/// # Errors
/// `NoLead`, `IdTaken`, `Invalid`.
pub async fn create(
    tx: &mut WriteTx<'_>,
    lead: Uuid,
    new: NewContact,
) -> Result<Contact, ContactError> {
    require_lead(tx, lead).await?;
    let id = new.id.unwrap_or_else(Uuid::now_v7);
    let mut contact = new.by_hand(lead, id, 1, tx.at());
    normalise(&mut contact);
    let mut faults = check(&contact);
    if id.get_version_num() != 7 {
        faults.insert("id".into(), "must be a UUID of version 7".into());
    }
    if !faults.is_empty() {
        return Err(ContactError::Invalid(faults));
    }
    if row::find(&mut *tx.conn(), id).await?.is_some() {
        return Err(ContactError::IdTaken);
    }
    // If a look-up has found the same already, both stand: the person meant to add one.
    let known = row::all(&mut *tx.conn(), lead).await?;
    let identity = identity(&contact).filter(|own| {
        known
            .iter()
            .all(|other| other.identity.as_ref() != Some(own))
    });
    let stored = Stored {
        contact,
        identity,
        field_versions: [1; FIELDS.len()],
    };
    stored.write(tx.conn()).await?;
    tell(tx, lead).await?;
    Ok(stored.contact)
}

/// Changes fields of a contact: look-ups leave it alone from then on. Fields that others
/// changed since `base_version` merge with it, unless the same field got another value.
///
/// # Errors
/// `NoLead`, `NotFound`, `Invalid`, `Conflict`.
pub async fn patch(
    tx: &mut WriteTx<'_>,
    lead: Uuid,
    id: Uuid,
    patch: &ContactPatch,
) -> Result<Contact, ContactError> {
    let before = find(tx, lead, id).await?;
    if !(1..=before.contact.version).contains(&patch.base_version) {
        let message = format!("must be from 1 to {}", before.contact.version);
        let faults = [("base_version".into(), message)].into();
        return Err(ContactError::Invalid(faults));
    }
    let mut after = before.clone();
    apply(patch, &mut after.contact);
    normalise(&mut after.contact);
    let (was, is) = (values(&before.contact), values(&after.contact));
    let differing: Vec<usize> = (0..FIELDS.len()).filter(|n| was[*n] != is[*n]).collect();
    let conflicts: Vec<_> = differing
        .iter()
        .filter(|n| before.field_versions[**n] > patch.base_version)
        .map(|n| Conflict {
            field: FIELDS[*n].into(),
            mine: is[*n].clone(),
            theirs: was[*n].clone(),
        })
        .collect();
    if !conflicts.is_empty() {
        return Err(ContactError::Conflict {
            current: Box::new(before.contact),
            conflicts,
        });
    }
    let faults = check(&after.contact);
    if !faults.is_empty() {
        return Err(ContactError::Invalid(faults));
    }
    if differing.is_empty() {
        return Ok(before.contact);
    }
    after.contact.version += 1;
    for n in differing {
        after.field_versions[n] = after.contact.version;
    }
    after.contact.edited_at = Some(tx.at());
    after.contact.gone_at = None;
    after.contact.confidence = 1.0;
    after.write(tx.conn()).await?;
    tell(tx, lead).await?;
    Ok(after.contact)
}

/// Deletes a contact: no look-up brings it back. Deleting it again changes nothing.
///
/// # Errors
/// `NoLead`, `NotFound` if there never was one.
pub async fn delete(tx: &mut WriteTx<'_>, lead: Uuid, id: Uuid) -> Result<Contact, ContactError> {
    require_lead(tx, lead).await?;
    let mut stored = row::find(&mut *tx.conn(), id)
        .await?
        .filter(|stored| stored.contact.business_id == lead)
        .ok_or(ContactError::NotFound)?;
    if stored.contact.deleted_at.is_none() {
        stored.contact.deleted_at = Some(tx.at());
        stored.contact.version += 1;
        stored.write(tx.conn()).await?;
        tell(tx, lead).await?;
    }
    Ok(stored.contact)
}

async fn require_lead(tx: &mut WriteTx<'_>, lead: Uuid) -> Result<(), ContactError> {
    let found = businesses::get(&mut *tx.conn(), lead).await?;
    found.map(drop).ok_or(ContactError::NoLead)
}

async fn find(tx: &mut WriteTx<'_>, lead: Uuid, id: Uuid) -> Result<Stored, ContactError> {
    require_lead(tx, lead).await?;
    row::find(&mut *tx.conn(), id)
        .await?
        .filter(|s| s.contact.business_id == lead && s.contact.deleted_at.is_none())
        .ok_or(ContactError::NotFound)
}

async fn tell(tx: &mut WriteTx<'_>, lead: Uuid) -> Result<(), ContactError> {
    tx.emit(EventBody::EntityChanged(EntityChanged {
        kind: EntityKind::Business,
        id: lead,
        relations: vec![Relation::Contacts],
    }))
    .await?;
    Ok(())
}

fn apply(patch: &ContactPatch, to: &mut Contact) {
    fn put<T: Clone>(to: &mut T, value: &Option<T>) {
        if let Some(value) = value {
            to.clone_from(value);
        }
    }
    put(&mut to.kind, &patch.kind);
    put(&mut to.name, &patch.name);
    put(&mut to.role, &patch.role);
    put(&mut to.email, &patch.email);
    put(&mut to.phone, &patch.phone);
    put(&mut to.profile, &patch.profile);
}

fn values(contact: &Contact) -> [Value; FIELDS.len()] {
    [
        json!(contact.kind),
        json!(contact.name),
        json!(contact.role),
        json!(contact.email),
        json!(contact.phone),
        json!(contact.profile),
    ]
}

/// Texts without space around them and `None` rather than empty.
fn normalise(contact: &mut Contact) {
    for text in [
        &mut contact.name,
        &mut contact.role,
        &mut contact.email,
        &mut contact.phone,
        &mut contact.profile,
    ] {
        *text = text
            .take()
            .map(|inner| inner.split_whitespace().collect::<Vec<_>>().join(" "))
            .filter(|inner| !inner.is_empty());
    }
}

/// What is wrong with a contact in normal form.
fn check(contact: &Contact) -> Faults {
    let mut faults = Faults::new();
    for (field, text, most) in [
        ("name", &contact.name, MAX_SHORT),
        ("role", &contact.role, MAX_SHORT),
        ("email", &contact.email, MAX_EMAIL),
        ("phone", &contact.phone, MAX_SHORT),
        ("profile", &contact.profile, MAX_URL),
    ] {
        let Some(text) = text else { continue };
        if text.chars().count() > most {
            faults.insert(field.into(), format!("must have at most {most} characters"));
        } else if text.chars().any(char::is_control) {
            faults.insert(field.into(), "must not contain control characters".into());
        }
    }
    if contact.email.as_deref().is_some_and(|text| !is_email(text)) {
        faults.insert("email".into(), "must be an e-mail address".into());
    }
    if contact
        .profile
        .as_deref()
        .is_some_and(|text| !is_http_url(text))
    {
        faults.insert("profile".into(), "must be an http or https URL".into());
    }
    if contact.name.is_none() && contact.email.is_none() && contact.phone.is_none() {
        let message = "a name, an e-mail address or a phone number is needed";
        faults.insert("name".into(), message.into());
    }
    faults
}
