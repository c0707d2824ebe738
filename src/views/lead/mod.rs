//! One lead: its facts, edited where they stand.

mod about;
mod contacts;
mod facts;
mod fields;
mod here;
mod known;
mod person;
mod provenance;
mod sources;

pub use fields::{change, url};

use crate::{
    components::{Attribution, Empty, Icon, TopBar, format, mark, stage_name},
    hooks::{
        Trouble, trouble, use_business_detail, use_delete_business, use_facts,
        use_restore_business, use_topic, use_update_business,
    },
    model::{Business, BusinessChanges, Stage, Topic, Uuid},
    platform,
    query::Key as CacheKey,
    route::{LeadsQuery, Route},
    views::fault::Fault,
};
use about::About;
use contacts::Contacts;
use dioxus::prelude::*;
use facts::Facts;
use here::Here;
use known::{Facts as Known, FromTheWeb};
use std::rc::Rc;

/// The screen.
#[component]
pub fn Lead(id: Uuid) -> Element {
    rsx! { Screen { key: "{id}", id } }
}

#[component]
fn Screen(id: Uuid) -> Element {
    use_topic(Topic::Business(id));
    let detail = use_business_detail(id);
    let (delete, restore) = (use_delete_business(), use_restore_business());
    let facts = use_facts(id, detail.business.as_ref().map_or(0, |lead| lead.version));
    let no_facts = trouble(&facts).filter(|_| facts.data.is_none());
    let Known(mut known) = use_context_provider(|| Known(Signal::new(None)));
    if *known.peek() != facts.data {
        known.set(facts.data);
    }
    let navigator = use_navigator();
    let Some(lead) = detail.business else {
        return match detail.trouble {
            Some(Trouble::Missing(_)) => rsx! {
                TopBar { title: "Not found", before: rsx! { BackLink {} } }
                div { class: "body",
                    Empty { icon: "search", title: "There is no such lead", text: "It was deleted, or the link is wrong.",
                        button { class: "button", onclick: move |_| restore.call(id), "Restore it if it was deleted" }
                    }
                }
            },
            None => rsx! { Skeleton {} },
            trouble => rsx! {
                TopBar { title: "Lead", before: rsx! { BackLink {} } }
                div { class: "body", Fault { trouble, of: CacheKey::business(id) } }
            },
        };
    };
    let deleted = lead.deleted_at.is_some();
    rsx! {
        TopBar { page: lead.name.clone(), before: rsx! { BackLink {} },
            Here { id }
            if !deleted {
                button { class: "button danger", "aria-label": "Delete", onclick: move |_| {
                    delete.call(id);
                    navigator.push(Route::Leads { query: LeadsQuery::default() });
                }, Icon { name: "trash" } span { class: "wide", "Delete" } }
            }
        }
        div { class: "body", "data-testid": "lead", "data-id": "{id}", "data-version": "{lead.version}",
            div { class: "lead",
                div { class: "main",
                    if deleted {
                        div { class: "banner", role: "status",
                            Icon { name: "trash" }
                            p { "This lead was deleted. It is kept, and can be restored." }
                            button { class: "button small", onclick: move |_| restore.call(id), "Restore" }
                        }
                    }
                    Title { lead: lead.clone() }
                    Stages { lead: lead.clone() }
                    Contacts { lead: lead.clone() }
                    FromTheWeb { lead: lead.clone(), trouble: no_facts }
                    Facts { lead: lead.clone() }
                }
                About { lead: lead.clone() }
            }
            if lead.source.needs_osm_attribution() {
                Attribution {}
            }
        }
    }
}

#[component]
fn Skeleton() -> Element {
    rsx! {
        TopBar { before: rsx! { BackLink {} } }
        div { class: "body", "aria-busy": "true",
            div { class: "lead",
                div { class: "main",
                    div { class: "skeleton", style: "height: 24px; width: 260px; margin: 6px 0 22px" }
                    div { class: "skeleton", style: "height: 32px" }
                    for (index, height) in [156, 156, 228].into_iter().enumerate() {
                        div { key: "{index}", class: "card", style: "height: {height}px" }
                    }
                }
                div { class: "card", style: "height: 240px" }
            }
        }
    }
}

#[component]
fn BackLink() -> Element {
    let leads = Route::Leads {
        query: LeadsQuery::default(),
    };
    rsx! {
        Link { to: leads, class: "crumb", Icon { name: "back" } "Leads" }
    }
}

/// What it is, where, and how to reach it.
#[component]
fn Title(lead: Rc<Business>) -> Element {
    let parts = [
        lead.category.as_deref().map(format::category),
        lead.address.street.clone(),
        lead.address.city.clone(),
    ];
    let subtitle: Vec<String> = parts.into_iter().flatten().collect();
    rsx! {
        div { class: "title",
            div { class: "who",
                {mark(&lead.name, lead.logo)}
                div {
                    h1 { class: "heading", {lead.name.clone()} }
                    p { class: "quiet", {subtitle.join(" · ")} }
                }
            }
            div { class: "quick",
                if let Some(phone) = &lead.phone {
                    a { class: "button", href: "tel:{phone}", Icon { name: "phone" } "Call" }
                }
                if let Some(email) = &lead.email {
                    a { class: "button", href: "mailto:{email}", Icon { name: "mail" } "Write" }
                }
                if let Some(website) = &lead.website {
                    a { class: "button", href: website.clone(), target: "_blank", rel: "noopener noreferrer", Icon { name: "external" } "Open website" }
                }
            }
        }
    }
}

/// How far it has got; arrows move it, as the pattern for radio groups asks.
#[component]
fn Stages(lead: Rc<Business>) -> Element {
    let update = use_update_business();
    let (id, now) = (lead.id, lead.stage);
    let at = Stage::ALL
        .iter()
        .position(|stage| *stage == now)
        .unwrap_or(0);
    let choose = move |stage: Stage| {
        if stage != now {
            let stage = Some(stage);
            update.call((
                id,
                BusinessChanges {
                    stage,
                    ..Default::default()
                },
            ));
        }
    };
    rsx! {
        div { class: "stages", role: "radiogroup", "aria-label": "Stage",
            onkeydown: move |event| {
                let to = match event.key() {
                    Key::ArrowRight | Key::ArrowDown => (at + 1) % Stage::ALL.len(),
                    Key::ArrowLeft | Key::ArrowUp => (at + Stage::ALL.len() - 1) % Stage::ALL.len(),
                    _ => return,
                };
                event.prevent_default();
                choose(Stage::ALL[to]);
                platform::focus(&format!(".stages > :nth-child({})", to + 1));
            },
            for (index, stage) in Stage::ALL.into_iter().enumerate() {
                button { key: "{stage.as_str()}", role: "radio", "data-stage": stage.as_str(),
                    // Won and lost are ends, not steps on the way to each other.
                    "data-passed": index < at && now != Stage::Lost,
                    "aria-checked": if now == stage { "true" } else { "false" },
                    tabindex: if now == stage { "0" } else { "-1" },
                    onclick: move |_| choose(stage),
                    {stage_name(stage)}
                }
            }
        }
    }
}
