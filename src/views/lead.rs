//! One lead: its facts, edited where they stand.

use crate::{
    components::{Attribution, Editable, Empty, FaultPanel, Icon, TopBar, format, stage_name},
    hooks::{
        explain, use_business_detail, use_delete_business, use_leadwire, use_restore_business,
        use_topic, use_update_business, use_users,
    },
    model::{AddressChanges, Business, BusinessChanges, Stage, Topic, Uuid},
    platform,
    query::Key,
    route::{LeadsQuery, Route},
};
use dioxus::prelude::*;
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
    let client = use_leadwire().client;
    let navigator = use_navigator();
    let Some(lead) = detail.business else {
        return match detail.error {
            Some(error) if error.problem().is_some_and(|problem| problem.status == 404) => rsx! {
                TopBar { before: rsx! { BackLink {} } }
                div { class: "body",
                    Empty { icon: "search", title: "There is no such lead", text: "It was deleted, or the link is wrong.",
                        button { class: "button", onclick: move |_| restore.call(id), "Restore it if it was deleted" }
                    }
                }
            },
            Some(error) => rsx! {
                TopBar { before: rsx! { BackLink {} } }
                FaultPanel { text: explain(&error), on_retry: move |()| client.refetch(&Key::business(id)) }
            },
            None => rsx! {
                TopBar { before: rsx! { BackLink {} } }
                div { class: "body", "aria-busy": "true",
                    div { class: "column", div { class: "skeleton", style: "height: 28px; width: 280px" } div { class: "card", style: "height: 420px" } }
                }
            },
        };
    };
    let deleted = lead.deleted_at.is_some();
    rsx! {
        header { class: "topbar",
            BackLink {}
            span { class: "crumb", "/" }
            h1 { {lead.name.clone()} }
            span { class: "spring" }
            if !deleted {
                button { class: "button danger", onclick: move |_| {
                    delete.call(id);
                    navigator.push(Route::Leads { query: LeadsQuery::default() });
                }, Icon { name: "trash" } span { class: "wide", "Delete" } }
            }
        }
        div { class: "body", "data-testid": "lead", "data-version": "{lead.version}",
            if deleted {
                div { class: "column", div { class: "banner", role: "status",
                    Icon { name: "alert" }
                    p { "This lead was deleted." }
                    button { class: "button small", onclick: move |_| restore.call(id), "Restore" }
                } }
            }
            div { class: "lead",
                div { class: "column", style: "display: grid; gap: 16px; min-width: 0",
                    Stages { lead: lead.clone() }
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
fn BackLink() -> Element {
    rsx! { Link { to: Route::Leads { query: LeadsQuery::default() }, class: "crumb", "Leads" } }
}

#[component]
fn Stages(lead: Rc<Business>) -> Element {
    let update = use_update_business();
    let id = lead.id;
    rsx! {
        div { class: "stages", role: "radiogroup", "aria-label": "Stage",
            for stage in Stage::ALL {
                button { key: "{stage.as_str()}", role: "radio", "data-stage": stage.as_str(),
                    "aria-checked": if lead.stage == stage { "true" } else { "false" },
                    onclick: move |_| update.call((id, BusinessChanges { stage: Some(stage), ..Default::default() })),
                    {stage_name(stage)}
                }
            }
        }
    }
}

/// A change of one field to a value.
type Change = fn(Option<String>) -> BusinessChanges;

/// The texts of a lead: name, how to show it, how to change it.
const FACTS: [(&str, fn(&Business) -> Option<String>, Change); 10] = [
    (
        "Name",
        |lead| Some(lead.name.clone()),
        |value| BusinessChanges {
            name: value,
            ..Default::default()
        },
    ),
    (
        "Category",
        |lead| lead.category.clone(),
        |value| BusinessChanges {
            category: Some(value),
            ..Default::default()
        },
    ),
    (
        "Phone",
        |lead| lead.phone.clone(),
        |value| BusinessChanges {
            phone: Some(value),
            ..Default::default()
        },
    ),
    (
        "E-mail",
        |lead| lead.email.clone(),
        |value| BusinessChanges {
            email: Some(value),
            ..Default::default()
        },
    ),
    (
        "Website",
        |lead| lead.website.clone(),
        |value| {
            let value = value.map(|site| {
                if site.contains("://") {
                    site
                } else {
                    format!("https://{site}")
                }
            });
            BusinessChanges {
                website: Some(value),
                ..Default::default()
            }
        },
    ),
    (
        "Street",
        |lead| lead.address.street.clone(),
        |value| {
            part(AddressChanges {
                street: Some(value),
                ..Default::default()
            })
        },
    ),
    (
        "Postcode",
        |lead| lead.address.postcode.clone(),
        |value| {
            part(AddressChanges {
                postcode: Some(value),
                ..Default::default()
            })
        },
    ),
    (
        "City",
        |lead| lead.address.city.clone(),
        |value| {
            part(AddressChanges {
                city: Some(value),
                ..Default::default()
            })
        },
    ),
    (
        "Country",
        |lead| lead.address.country.clone(),
        |value| {
            part(AddressChanges {
                country: Some(value.map(|code| code.to_uppercase())),
                ..Default::default()
            })
        },
    ),
    (
        "Tags",
        |lead| Some(lead.tags.join(", ")).filter(|tags| !tags.is_empty()),
        |value| {
            let tags = value
                .unwrap_or_default()
                .split(',')
                .map(|tag| tag.trim().to_owned())
                .filter(|tag| !tag.is_empty())
                .collect();
            BusinessChanges {
                tags: Some(tags),
                ..Default::default()
            }
        },
    ),
];

fn part(address: AddressChanges) -> BusinessChanges {
    BusinessChanges {
        address: Some(address),
        ..Default::default()
    }
}

/// What is wrong with a value, before the server is asked.
fn fault(name: &str, value: &str) -> Option<String> {
    match name {
        "Name" if value.is_empty() => Some("A lead needs a name.".into()),
        "E-mail" if !value.is_empty() && !value.contains('@') => {
            Some("An e-mail address has an @.".into())
        }
        "Country" if !value.is_empty() && value.len() != 2 => {
            Some("Two letters, such as FI.".into())
        }
        _ => None,
    }
}

#[component]
fn Facts(lead: Rc<Business>) -> Element {
    let update = use_update_business();
    let id = lead.id;
    rsx! {
        section { class: "card facts-card", "aria-label": "Facts",
            h2 { "Facts" }
            dl { class: "facts",
                for (name, read, change) in FACTS {
                    div { key: "{name}",
                        dt { {name} }
                        dd {
                            Editable { label: name, value: read(&lead),
                                check: move |value: String| fault(name, &value),
                                on_save: move |value| update.call((id, change(value))),
                                span { {read(&lead).unwrap_or_default()} }
                            }
                        }
                    }
                }
            }
        }
    }
}

#[component]
fn About(lead: Rc<Business>) -> Element {
    let users = use_users();
    let update = use_update_business();
    let id = lead.id;
    let people = users.data.clone();
    let owner = lead
        .owner_id
        .map(|owner| owner.to_string())
        .unwrap_or_default();
    let now = platform::now();
    let reference = lead.source.reference.clone().unwrap_or_default();
    rsx! {
        aside { class: "card", "aria-label": "About this lead",
            div { class: "about",
                div { class: "quick",
                    if let Some(phone) = &lead.phone {
                        a { class: "button", href: "tel:{phone}", Icon { name: "phone" } "Call" }
                    }
                    if let Some(email) = &lead.email {
                        a { class: "button", href: "mailto:{email}", Icon { name: "mail" } "E-mail" }
                    }
                    if let Some(website) = &lead.website {
                        a { class: "button", href: website.clone(), target: "_blank", rel: "noopener noreferrer", Icon { name: "globe" } "Website" }
                    }
                }
                div { class: "field", style: "display: grid",
                    label { r#for: "owner", "Owner" }
                    select { id: "owner", class: "input", value: owner.clone(),
                        onchange: move |event| {
                            let owner_id = Some(event.value().parse().ok());
                            update.call((id, BusinessChanges { owner_id, ..Default::default() }));
                        },
                        option { value: "", selected: owner.is_empty(), "Nobody" }
                        if let Some(people) = people {
                            for person in people.iter() {
                                option { key: "{person.id}", value: "{person.id}", selected: owner == person.id.to_string(), {person.name.clone()} }
                            }
                        }
                    }
                }
                if let (Some(lat), Some(lon)) = (lead.lat, lead.lon) {
                    div { dt { "Position" }
                        dd { class: "num", a { href: "https://www.openstreetmap.org/?mlat={lat}&mlon={lon}#map=18/{lat}/{lon}", target: "_blank", rel: "noopener noreferrer", "{lat:.5}, {lon:.5}" } }
                    }
                }
                div { dt { "Source" }
                    dd {
                        if lead.source.needs_osm_attribution() {
                            a { href: "https://www.openstreetmap.org/{reference}", target: "_blank", rel: "noopener noreferrer", "OpenStreetMap {reference}" }
                        } else {
                            "{lead.source.kind}"
                        }
                    }
                }
                div { dt { "Created" } dd { class: "num", title: format::date_time(lead.created_at), {format::ago(lead.created_at, now)} } }
                div { dt { "Updated" } dd { class: "num", title: format::date_time(lead.updated_at), {format::ago(lead.updated_at, now)} } }
            }
        }
    }
}
