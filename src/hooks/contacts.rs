//! How a lead can be reached: its contacts as the server has them, with what waits to be
//! sent laid over them.

use super::{
    context::{Leadwire, use_leadwire},
    mutations::report_other,
    queries::use_business_part,
};
use crate::{
    model::{Contact, ContactKind, ContactPatch, Failure, NewContact, Relation, Timestamp, Uuid},
    net::Http,
    outbox::{Change, ContactChange},
    query::{Key, QueryClient, Snapshot},
    service,
};
use dioxus::prelude::*;
use std::rc::Rc;

/// The contacts of a lead, best first, as they are to be shown.
pub fn use_contacts(lead: Uuid) -> Snapshot<Vec<Contact>> {
    let leadwire = use_leadwire();
    let key = Key::business_part(lead, Relation::Contacts);
    let mut snapshot = use_business_part(lead, key, async |http, lead| {
        service::list_contacts(&http, lead).await
    });
    if !snapshot.is_enabled && snapshot.data.is_none() {
        // Of a lead that nobody else knows yet, nobody else knows more.
        snapshot.data = Some(Rc::default());
    }
    // Read so that what waits is looked at again when it changes.
    let counts = *leadwire.pending.read();
    if counts.waiting > 0 {
        let waiting = leadwire.outbox.waiting_of(lead).into_iter();
        let changes = waiting.filter_map(|it| match it.change {
            Change::Contact(change) => Some((*change, it.at)),
            _ => None,
        });
        let mut contacts = snapshot.data.as_deref().cloned().unwrap_or_default();
        let mut is_other = false;
        for (change, at) in changes {
            is_other = true;
            lay(&mut contacts, lead, &change, at);
        }
        if is_other {
            snapshot.data = Some(Rc::new(contacts));
        }
    }
    snapshot
}

/// Adds a contact to a lead, or changes one.
pub fn use_save_contact() -> Callback<(Uuid, ContactChange)> {
    let leadwire = use_leadwire();
    use_callback(move |(lead, change)| {
        change_contact(&leadwire, lead, change, "The contact was not saved");
    })
}

/// Deletes a contact of a lead.
pub fn use_delete_contact() -> Callback<(Uuid, Uuid)> {
    let leadwire = use_leadwire();
    use_callback(move |(lead, contact)| {
        let change = ContactChange::Delete(contact);
        change_contact(&leadwire, lead, change, "The contact was not deleted");
    })
}

fn change_contact(leadwire: &Leadwire, lead: Uuid, mut change: ContactChange, what: &'static str) {
    if let ContactChange::Create(new) = &mut change {
        new.id.get_or_insert_with(Uuid::now_v7);
    }
    let receipt = leadwire.outbox.change_contact(lead, change);
    report_other(leadwire, receipt.outcome, what);
}

/// Sends a change of a contact, and puts into the cache how the contact is then; gives its
/// version.
pub(super) async fn send_contact(
    http: &Http,
    client: &QueryClient,
    (key, lead): (Uuid, Uuid),
    change: ContactChange,
) -> Result<i64, Failure> {
    let contact = match change {
        ContactChange::Create(new) => service::create_contact(http, key, lead, &new).await?,
        ContactChange::Update(id, patch) => {
            service::update_contact(http, key, lead, id, &patch).await?
        }
        ContactChange::Delete(id) => service::delete_contact(http, key, lead, id).await?,
    };
    let list = Key::business_part(lead, Relation::Contacts);
    let version = contact.version;
    client.update::<Vec<Contact>>(&list, |contacts| take(contacts, contact));
    Ok(version)
}

/// Puts a contact where it stands, unless a newer state of it is known.
fn take(contacts: &mut Vec<Contact>, contact: Contact) {
    let known = contacts.iter().position(|known| known.id == contact.id);
    match (known, contact.deleted_at) {
        (Some(at), _) if contacts[at].version > contact.version => {}
        (Some(at), Some(_)) => drop(contacts.remove(at)),
        (Some(at), None) => contacts[at] = contact,
        (None, Some(_)) => {}
        (None, None) => contacts.insert(0, contact),
    }
}

/// Lays a change that waits over the contacts of `lead`.
fn lay(contacts: &mut Vec<Contact>, lead: Uuid, change: &ContactChange, at: Timestamp) {
    match change {
        ContactChange::Create(new) => {
            // Perhaps it was confirmed already.
            let id = new.id.unwrap_or_default();
            if contacts.iter().all(|known| known.id != id) {
                // Older than whatever the server says.
                contacts.insert(0, new.clone().by_hand(lead, id, 0, at));
            }
        }
        ContactChange::Update(id, patch) => {
            if let Some(contact) = contacts.iter_mut().find(|known| known.id == *id) {
                change_to(contact, patch, at);
            }
        }
        ContactChange::Delete(id) => contacts.retain(|known| known.id != *id),
    }
}

fn change_to(contact: &mut Contact, patch: &ContactPatch, at: Timestamp) {
    let ContactPatch {
        base_version: _,
        kind,
        name,
        role,
        email,
        phone,
        profile,
    } = patch.clone();
    contact.kind = kind.unwrap_or(contact.kind);
    let texts = [
        (&mut contact.name, name),
        (&mut contact.role, role),
        (&mut contact.email, email),
        (&mut contact.phone, phone),
        (&mut contact.profile, profile),
    ];
    for (text, to) in texts {
        if let Some(to) = to {
            *text = to;
        }
    }
    contact.edited_at = Some(at);
}

/// What somebody wrote about a contact: what it is to be, field by field.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ContactDraft {
    /// Whether it is a person.
    pub kind: ContactKind,
    /// Name, role, e-mail, phone, profile; empty where there is none.
    pub texts: [String; 5],
}

impl ContactDraft {
    /// As a contact is.
    pub fn of(contact: &Contact) -> Self {
        let texts = [
            &contact.name,
            &contact.role,
            &contact.email,
            &contact.phone,
            &contact.profile,
        ];
        Self {
            kind: contact.kind,
            texts: texts.map(|text| text.clone().unwrap_or_default()),
        }
    }

    fn values(&self) -> [Option<String>; 5] {
        self.texts.clone().map(|text| {
            let text = text.trim().to_owned();
            Some(text).filter(|text| !text.is_empty())
        })
    }

    /// The change that makes a contact so: of `before`, or of none yet. Nothing if it is so.
    pub fn change(&self, before: Option<&Contact>) -> Option<ContactChange> {
        let [name, role, email, phone, profile] = self.values();
        let Some(before) = before else {
            return Some(ContactChange::Create(NewContact {
                id: None,
                kind: self.kind,
                name,
                role,
                email,
                phone,
                profile,
            }));
        };
        let to = |before: &Option<String>, now: Option<String>| (*before != now).then_some(now);
        let patch = ContactPatch {
            base_version: before.version.max(1),
            kind: (before.kind != self.kind).then_some(self.kind),
            name: to(&before.name, name),
            role: to(&before.role, role),
            email: to(&before.email, email),
            phone: to(&before.phone, phone),
            profile: to(&before.profile, profile),
        };
        let is_same = patch
            == ContactPatch {
                base_version: patch.base_version,
                ..ContactPatch::default()
            };
        (!is_same).then_some(ContactChange::Update(before.id, patch))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEAD: Uuid = Uuid::from_u128(1);

    fn contact(id: u128, version: i64, name: &str) -> Contact {
        let new = NewContact {
            name: Some(name.into()),
            ..NewContact::default()
        };
        new.by_hand(LEAD, Uuid::from_u128(id), version, 0)
    }

    fn names(contacts: &[Contact]) -> Vec<&str> {
        let names = contacts.iter().map(|contact| contact.name.as_deref());
        names.map(Option::unwrap_or_default).collect()
    }

    #[test]
    fn what_waits_is_shown_over_what_the_server_said_and_once_only() {
        let mut shown = vec![contact(1, 1, "Ada"), contact(2, 3, "Grace")];
        let new = NewContact {
            id: Some(Uuid::from_u128(3)),
            name: Some("Lin".into()),
            ..NewContact::default()
        };
        let create = ContactChange::Create(new);
        lay(&mut shown, LEAD, &create, 5);
        lay(&mut shown, LEAD, &create, 5);
        lay(
            &mut shown,
            LEAD,
            &ContactChange::Delete(Uuid::from_u128(2)),
            6,
        );
        assert_eq!(names(&shown), ["Lin", "Ada"]);
        let mut draft = ContactDraft::of(&shown[1]);
        assert_eq!(draft.change(Some(&shown[1])), None);
        draft.texts[0] = " Ada Lovelace ".into();
        let change = draft.change(Some(&shown[1])).unwrap();
        lay(&mut shown, LEAD, &change, 7);
        assert_eq!(names(&shown), ["Lin", "Ada Lovelace"]);
    }

    #[test]
    fn an_answer_that_comes_late_does_not_take_back_what_is_newer() {
        let mut known = vec![contact(1, 4, "Ada")];
        take(&mut known, contact(1, 3, "Augusta"));
        assert_eq!(names(&known), ["Ada"]);
        let mut gone = contact(1, 5, "Ada");
        gone.deleted_at = Some(9);
        take(&mut known, gone);
        assert_eq!(names(&known), [""; 0]);
    }
}
