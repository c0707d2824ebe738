//! How to reach somebody there: people, desks, and what can be done about each.

use super::person::{Draft, Person};
use crate::{
    components::Icon,
    hooks::{LookUp, trouble, use_contacts, use_enrich_business, use_look_up, use_save_contact},
    model::{Business, Contact, EnrichmentStatus, Relation, Uuid},
    query::Key,
    views::fault::Fault,
};
use dioxus::prelude::*;
use std::rc::Rc;

/// The section.
#[component]
pub fn Contacts(lead: Rc<Business>) -> Element {
    let id = lead.id;
    let contacts = use_contacts(id);
    let trouble = trouble(&contacts).filter(|_| contacts.data.is_none());
    let save = use_save_contact();
    let mut is_adding = use_signal(|| false);
    let shown = contacts.data.iter().flat_map(|all| all.iter());
    let shown: Vec<Contact> = shown
        .filter(|one| one.deleted_at.is_none())
        .cloned()
        .collect();
    let is_deleted = lead.deleted_at.is_some();
    rsx! {
        section { class: "card facts-card contacts", "aria-label": "Contacts", "data-testid": "contacts",
            header {
                h2 { "Contacts" }
                span { class: "spring" }
                if !is_deleted {
                    LookUpButton { lead: lead.clone() }
                    button { class: "button small", "aria-label": "Add contact", disabled: is_adding(), onclick: move |_| is_adding.set(true), Icon { name: "plus" } span { "Add" } }
                }
            }
            Fault { trouble: trouble.clone(), of: Key::business_part(id, Relation::Contacts) }
            if is_adding() {
                Draft { contact: None, on_close: move |()| is_adding.set(false), on_save: move |change| save.call((id, change)) }
            }
            if shown.is_empty() && !is_adding() {
                if contacts.data.is_some() {
                    p { class: "quiet none", "Nobody is known there yet. "
                        if lead.website.is_some() { "A look-up reads the website for people, addresses and numbers." } else { "With a website, a look-up could find somebody." }
                    }
                } else if trouble.is_none() {
                    // As many as a look-up tends to find.
                    for blank in 0..if lead.enrichment_status == EnrichmentStatus::Enriched { 3 } else { 1 } {
                        div { key: "{blank}", class: "contact", "aria-busy": "true", div { class: "skeleton" } }
                    }
                }
            }
            ul {
                for contact in shown {
                    Person { key: "{contact.id}", lead: id, contact }
                }
            }
        }
    }
}

/// Looks the lead up; says where that stands.
#[component]
fn LookUpButton(lead: Rc<Business>) -> Element {
    let state = use_look_up(&lead);
    let enrich = use_enrich_business();
    let id: Uuid = lead.id;
    let is_busy = matches!(state, LookUp::Unsent | LookUp::Queued | LookUp::Running);
    let (said, class) = match &state {
        LookUp::Never => ("", "quiet"),
        LookUp::Unsent => ("Waits for the network", "quiet"),
        LookUp::Queued => ("Waits for its turn", "quiet"),
        LookUp::Running => ("", "quiet"),
        LookUp::Done => ("Looked up", "quiet"),
        LookUp::Failed(_) => ("Failed", "fault"),
    };
    let why = match &state {
        LookUp::Failed(Some(why)) => why.clone(),
        _ => String::new(),
    };
    let label = match state {
        LookUp::Running => "Looking up…",
        LookUp::Done => "Look up again",
        _ => "Look up contacts",
    };
    rsx! {
        span { class, role: "status", "data-testid": "look-up", title: why.clone(),
            {said}
            if !why.is_empty() { ": {why}" }
        }
        button { class: "button small", disabled: is_busy, "aria-busy": is_busy, onclick: move |_| enrich.call(id), Icon { name: "enrich" } {label} }
    }
}
