//! What stands beside the facts: who works it, where it is, where it came from.

use super::sources::Sources;
use crate::{
    components::{Ago, Icon, enrichment_name, format},
    hooks::{use_update_business, use_users},
    model::{Business, BusinessChanges},
};
use dioxus::prelude::*;
use std::rc::Rc;

/// The side.
#[component]
pub fn About(lead: Rc<Business>) -> Element {
    let reference = lead.source.reference.clone().unwrap_or_default();
    rsx! {
        aside { class: "card about", "aria-label": "About this lead",
            Owner { lead: lead.clone() }
            dl {
                if let (Some(lat), Some(lon)) = (lead.lat, lead.lon) {
                    div { dt { "Position" }
                        dd { class: "num",
                            a { href: "https://www.openstreetmap.org/?mlat={lat}&mlon={lon}#map=18/{lat}/{lon}", target: "_blank", rel: "noopener noreferrer", title: "Show on the map",
                                Icon { name: "map" }
                                "{lat:.5}, {lon:.5}"
                            }
                        }
                    }
                }
                div { dt { "Source" }
                    dd {
                        if lead.source.needs_osm_attribution() {
                            a { href: "https://www.openstreetmap.org/{reference}", target: "_blank", rel: "noopener noreferrer", "OpenStreetMap {reference}" }
                        } else {
                            "{format::category(&lead.source.kind)} {reference}"
                        }
                    }
                }
                div { dt { "Enrichment" }
                    dd { title: lead.enrichment_error.clone().unwrap_or_default(), {enrichment_name(lead.enrichment_status)} }
                }
                div { dt { "Created" } dd { Ago { at: lead.created_at, whole: true } } }
                div { dt { "Updated" } dd { Ago { at: lead.updated_at, whole: true } } }
            }
            Sources { id: lead.id }
        }
    }
}

#[component]
fn Owner(lead: Rc<Business>) -> Element {
    let (users, update) = (use_users(), use_update_business());
    let id = lead.id;
    let owner = lead
        .owner_id
        .map(|owner| owner.to_string())
        .unwrap_or_default();
    rsx! {
        div { class: "field",
            label { r#for: "owner", "Owner" }
            select { id: "owner", class: "input choose", value: owner.clone(),
                onchange: move |event| {
                    let owner_id = Some(event.value().parse().ok());
                    update.call((id, BusinessChanges { owner_id, ..Default::default() }));
                },
                option { value: "", selected: owner.is_empty(), "Nobody" }
                if let Some(people) = &users.data {
                    for person in people.iter() {
                        option { key: "{person.id}", value: "{person.id}", selected: owner == person.id.to_string(), {person.name.clone()} }
                    }
                }
            }
        }
    }
}
