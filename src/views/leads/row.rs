//! A row of the table; on a phone, a card.

use crate::{
    components::{Ago, Icon, StagePill, format},
    hooks::use_business,
    model::{User, Uuid},
    route::Route,
};
use dioxus::prelude::*;

/// The names of people, for the rows.
#[derive(Clone, Copy)]
pub struct People(pub Signal<Vec<(Uuid, String)>>);

impl People {
    /// Takes in who there is.
    pub fn know(mut self, users: Option<&Vec<User>>) {
        let names: Vec<_> = users
            .into_iter()
            .flatten()
            .map(|user| (user.id, user.name.clone()))
            .collect();
        if *self.0.peek() != names {
            self.0.set(names);
        }
    }

    /// The name of somebody.
    fn name(self, id: Uuid) -> Option<String> {
        let people = self.0.read();
        let found = people.iter().find(|(known, _)| *known == id);
        found.map(|(_, name)| name.clone())
    }
}

/// A row that is not loaded yet, drawn at `top` px.
#[component]
pub fn Blank(top: f64) -> Element {
    rsx! {
        div { class: "grid-row lead-row blank", role: "row", "aria-busy": "true", "aria-hidden": "true", style: "transform: translateY({top}px)",
            div { class: "skeleton" } div { class: "skeleton cell" } div { class: "skeleton cell" } div { class: "skeleton cell" }
        }
    }
}

/// One lead, drawn at `top` px. Only what changes it draws it again.
#[component]
pub fn Row(id: Uuid, index: usize, top: f64, selected: bool) -> Element {
    let lead = use_business(id);
    let people = use_context::<People>();
    let navigator = use_navigator();
    let Some(lead) = lead.read().clone() else {
        return rsx! { Blank { top } };
    };
    let address = &lead.address;
    let category = lead
        .category
        .as_deref()
        .map(format::category)
        .unwrap_or_default();
    let owner = lead.owner_id.and_then(|owner| people.name(owner));
    // On a phone, what it is and where in one line.
    let places = [
        Some(category.clone()),
        address.street.clone(),
        address.city.clone(),
    ];
    let subtitle: Vec<String> = places
        .into_iter()
        .flatten()
        .filter(|text| !text.is_empty())
        .collect();
    rsx! {
        div { class: "grid-row lead-row", role: "row", id: "row-{id}", "data-id": "{id}", "data-version": "{lead.version}",
            "aria-rowindex": "{index + 2}", "aria-selected": if selected { "true" } else { "false" },
            style: "transform: translateY({top}px)",
            onclick: move |_| {
                navigator.push(Route::Lead { id });
            },
            div { class: "name", role: "gridcell", title: lead.name.clone(), {lead.name.clone()} }
            div { class: "cell", role: "gridcell", {category} }
            div { class: "cell", role: "gridcell",
                if let Some(street) = &address.street {
                    span { {street.clone()} }
                }
                if let Some(city) = &address.city {
                    span { class: "city", {city.clone()} }
                }
            }
            div { class: "stage", role: "gridcell", StagePill { stage: lead.stage } }
            div { class: "cell owner", role: "gridcell",
                if let Some(owner) = owner {
                    b { class: "avatar", "aria-hidden": "true", {format::initials(&owner)} }
                    span { {owner.clone()} }
                }
            }
            div { class: "cell num", role: "gridcell",
                if let Some(phone) = &lead.phone {
                    a { href: "tel:{phone}", tabindex: "-1", onclick: |event| event.stop_propagation(), {phone.clone()} }
                }
            }
            div { class: "cell", role: "gridcell",
                if let Some(website) = &lead.website {
                    a { href: website.clone(), tabindex: "-1", target: "_blank", rel: "noopener noreferrer", onclick: |event| event.stop_propagation(), {format::site(website)} }
                }
            }
            div { class: "cell", role: "gridcell", Ago { at: lead.updated_at } }
            div { class: "subtitle", "aria-hidden": "true", {subtitle.join(" · ")} }
            if let Some(phone) = &lead.phone {
                a { class: "call", href: "tel:{phone}", tabindex: "-1", "aria-label": "Call {lead.name}", onclick: |event| event.stop_propagation(), Icon { name: "phone" } }
            }
        }
    }
}
