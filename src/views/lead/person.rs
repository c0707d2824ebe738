//! One contact, and its form.

use super::provenance::{From, profile_name, safe_url};
use crate::{
    components::{Icon, format},
    hooks::{ContactChange, ContactDraft, use_delete_contact, use_save_contact},
    model::{Contact, ContactKind, Uuid},
};
use dioxus::prelude::*;

/// A contact.
#[component]
pub fn Person(lead: Uuid, contact: Contact) -> Element {
    let (save, delete) = (use_save_contact(), use_delete_contact());
    let mut is_edited = use_signal(|| false);
    let mut is_asked = use_signal(|| false);
    let id = contact.id;
    if is_edited() {
        return rsx! {
            li {
                Draft { contact: contact.clone(), on_close: move |()| is_edited.set(false), on_save: move |change| save.call((lead, change)) }
            }
        };
    }
    let name = contact.name.clone().unwrap_or_else(|| match contact.kind {
        ContactKind::Person => "Somebody".into(),
        ContactKind::General => "General".into(),
    });
    let icon = match contact.kind {
        ContactKind::Person => "person",
        ContactKind::General => "building",
    };
    let profile = contact.profile.as_deref().and_then(safe_url);
    rsx! {
        li { class: "contact", "data-testid": "contact", "data-id": "{id}", "data-gone": contact.gone_at.is_some(),
            Icon { name: icon }
            div { class: "who",
                p {
                    strong { {name.clone()} }
                    if let Some(role) = &contact.role {
                        span { class: "quiet", {role.clone()} }
                    }
                }
                p { class: "ways",
                    if let Some(email) = &contact.email {
                        a { href: "mailto:{email}", rel: "noopener noreferrer", {email.clone()} }
                    }
                    if let Some(phone) = &contact.phone {
                        a { class: "num", href: "tel:{phone}", rel: "noopener noreferrer", {format::phone(phone)} }
                    }
                    if let Some(profile) = profile {
                        a { href: profile.clone(), target: "_blank", rel: "noopener noreferrer", {profile_name(&profile)} Icon { name: "external" } }
                    }
                }
                From { source: contact.source.clone(), at: contact.found_at, confidence: contact.confidence, is_edited: contact.edited_at.is_some(), is_gone: contact.gone_at.is_some() }
            }
            div { class: "acts",
                if is_asked() {
                    button { class: "button small danger", onclick: move |_| delete.call((lead, id)), "Delete" }
                    button { class: "button small", onclick: move |_| is_asked.set(false), "Keep" }
                } else {
                    button { class: "button plain icon small", "aria-label": "Edit {name}", title: "Edit", onclick: move |_| is_edited.set(true), Icon { name: "edit" } }
                    button { class: "button plain icon small", "aria-label": "Delete {name}", title: "Delete", onclick: move |_| is_asked.set(true), Icon { name: "trash" } }
                }
            }
        }
    }
}

/// The texts of a contact: label, kind of input.
const TEXTS: [(&str, &str); 5] = [
    ("Name", "text"),
    ("Role", "text"),
    ("E-mail", "email"),
    ("Phone", "tel"),
    ("Profile", "url"),
];

/// What is wrong with what was written.
fn fault(draft: &ContactDraft) -> Option<&'static str> {
    let [name, _, email, phone, profile] = &draft.texts;
    if [name, email, phone, profile]
        .iter()
        .all(|text| text.trim().is_empty())
    {
        return Some("A name, an e-mail address, a phone number or a profile is needed.");
    }
    if !email.trim().is_empty() && !email.contains('@') {
        return Some("An e-mail address has an @.");
    }
    let is_url = profile.trim().is_empty() || safe_url(profile.trim()).is_some();
    (!is_url).then_some("A profile begins with https://.")
}

/// The form.
#[component]
pub fn Draft(
    /// The contact that it changes; a new one if there is none.
    contact: Option<Contact>,
    on_close: Callback<()>,
    on_save: Callback<ContactChange>,
) -> Element {
    let begun = contact.as_ref().map(ContactDraft::of).unwrap_or_default();
    let mut draft = use_signal(|| begun.clone());
    let mut wrong = use_signal(|| None::<&'static str>);
    let is_general = draft.read().kind == ContactKind::General;
    let before = contact.clone();
    rsx! {
        form { class: "contact-form", "aria-label": if contact.is_some() { "Edit contact" } else { "New contact" },
            onsubmit: move |event| {
                event.prevent_default();
                let found = fault(&draft.peek());
                wrong.set(found);
                if found.is_none() {
                    draft.peek().change(before.as_ref()).into_iter().for_each(|change| on_save.call(change));
                    on_close.call(());
                }
            },
            onkeydown: move |event| {
                event.stop_propagation();
                if event.key() == Key::Escape {
                    on_close.call(());
                }
            },
            div { class: "pairs",
                for (index, (label, kind)) in TEXTS.into_iter().enumerate() {
                    div { key: "{label}", class: "field",
                        span { class: "label", {label} }
                        input { class: "input", r#type: kind, "aria-label": "Contact's {label}", initial_value: begun.texts[index].clone(), autofocus: index == 0, autocomplete: "off",
                            onmounted: move |event| async move {
                                if index == 0 {
                                    // A field that is gone again needs no focus.
                                    let _ = event.data().set_focus(true).await;
                                }
                            },
                            oninput: move |event| {
                                draft.write().texts[index] = event.value();
                                wrong.set(None);
                            },
                        }
                    }
                }
                label { class: "again",
                    input { r#type: "checkbox", "aria-label": "Not a person", checked: is_general,
                        onchange: move |event| draft.write().kind = if event.checked() { ContactKind::General } else { ContactKind::Person } }
                    "Not a person, but a desk or the business itself"
                }
            }
            if let Some(wrong) = wrong() {
                p { class: "fault", role: "alert", {wrong} }
            }
            div { class: "quick",
                button { class: "button primary small", r#type: "submit", "Save contact" }
                button { class: "button small", r#type: "button", onclick: move |_| on_close.call(()), "Cancel" }
            }
        }
    }
}
