//! A row of the table; on a phone, a card.

use super::selection::Selected;
use crate::{
    components::{Ago, Icon, format, mark, stage_name},
    hooks::{BusinessList, use_business},
    model::{User, Uuid},
    platform,
    route::Route,
};
use dioxus::{html::input_data::MouseButton, prelude::*};
use std::time::Duration;

/// How long a finger rests on a row to choose it.
const LONG_PRESS: Duration = Duration::from_millis(450);

/// The rows that are shown, for what is done with ranges of them.
#[derive(Clone, Copy)]
pub struct Rows(pub CopyValue<BusinessList>);

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

/// A row that is not loaded yet, drawn at `top`, as the styles have lengths.
#[component]
pub fn Blank(top: String) -> Element {
    rsx! {
        div { class: "grid-row lead-row blank", role: "row", "aria-busy": "true", "aria-hidden": "true", top,
            div { class: "tick" } div { class: "skeleton" } div { class: "skeleton cell" } div { class: "skeleton cell" } div { class: "skeleton cell" }
        }
    }
}

/// One lead, drawn at `top` px. Only what changes it draws it again. The row may show
/// another lead later: what is always there stays, and only what it says changes.
#[component]
pub fn Row(id: Uuid, index: usize, top: f64, here: bool) -> Element {
    let lead = use_business(id);
    let people = use_context::<People>();
    let navigator = use_navigator();
    let (Selected(mut selection), Rows(rows)) = (use_context(), use_context());
    // A memo for each row would cost a storm more than drawing all of them costs a choice.
    let is_chosen = selection.read().has(id);
    // Grows with each touch, and with what ends it.
    let mut touch = use_hook(|| CopyValue::new(0u32));
    let mut is_held = use_hook(|| CopyValue::new(false));
    let mut shown = use_hook(|| CopyValue::new(id));
    if *shown.peek() != id {
        // The finger that rests on it rests on another lead.
        shown.set(id);
        touch += 1;
        is_held.set(false);
    }
    let mut toggle = move || {
        let rows = rows.peek();
        selection.write().toggle(index, id, rows.all().into_iter());
    };
    let mut extend = move || {
        let rows = rows.peek();
        selection.write().extend(index, |range| rows.range(range));
    };
    let Some(lead) = lead.read().clone() else {
        return rsx! { Blank { top: "{top}px" } };
    };
    let address = &lead.address;
    let category = lead
        .category
        .as_deref()
        .map(format::category)
        .unwrap_or_default();
    let owner = lead.owner_id.and_then(|owner| people.name(owner));
    let tel = lead.phone.as_ref().map(|phone| format!("tel:{phone}"));
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
            "aria-rowindex": "{index + 2}", "aria-selected": if is_chosen { "true" } else { "false" }, "data-here": here, "data-phone": lead.phone.is_some(), "data-bare": subtitle.is_empty(),
            top: "{top}px",
            onclick: move |event| {
                let modifiers = event.modifiers();
                if std::mem::take(&mut *is_held.write()) {
                    // The finger that chose it was lifted.
                } else if modifiers.shift() {
                    extend();
                } else if modifiers.ctrl() || modifiers.meta() || selection.peek().by_tap {
                    toggle();
                } else {
                    navigator.push(Route::Lead { id });
                }
            },
            onmousedown: |event| {
                // Rows are chosen, not their text.
                if event.modifiers().shift() && event.trigger_button() == Some(MouseButton::Primary) {
                    event.prevent_default();
                    platform::focus("[role=grid]");
                }
            },
            onpointerdown: move |event| {
                if event.pointer_type() != "touch" {
                    return;
                }
                touch += 1;
                is_held.set(false);
                let mine = *touch.peek();
                spawn(async move {
                    platform::sleep(LONG_PRESS).await;
                    if *touch.peek() == mine {
                        is_held.set(true);
                        selection.write().by_tap = true;
                        toggle();
                    }
                });
            },
            onpointerup: move |_| touch += 1,
            onpointercancel: move |_| touch += 1,
            oncontextmenu: move |event| {
                if *is_held.peek() {
                    event.prevent_default();
                }
            },
            div { class: "tick", role: "gridcell",
                onclick: move |event| {
                    event.stop_propagation();
                    if event.modifiers().shift() { extend() } else { toggle() }
                },
                span { role: "checkbox", "aria-checked": if is_chosen { "true" } else { "false" }, "aria-label": "Select {lead.name}", Icon { name: "check" } }
            }
            div { class: "name", role: "gridcell", title: lead.name.clone(), {mark(&lead.name, lead.logo)} span { {lead.name.clone()} } }
            div { class: "cell", role: "gridcell", {category} }
            div { class: "cell", role: "gridcell",
                span { {address.street.clone().unwrap_or_default()} }
                span { class: if address.street.is_some() { "city after" } else { "city" }, {address.city.clone().unwrap_or_default()} }
            }
            div { class: "stage", role: "gridcell", span { class: "pill", "data-stage": lead.stage.as_str(), {stage_name(lead.stage)} } }
            div { class: "cell owner", role: "gridcell",
                if let Some(owner) = owner {
                    b { class: "avatar", "aria-hidden": "true", {format::initials(&owner)} }
                    span { {owner.clone()} }
                }
            }
            div { class: "cell num", role: "gridcell",
                a { href: tel.clone(), tabindex: "-1", onclick: |event| event.stop_propagation(), {lead.phone.as_deref().map(format::phone).unwrap_or_default()} }
            }
            div { class: "cell", role: "gridcell",
                a { href: lead.website.clone(), tabindex: "-1", target: "_blank", rel: "noopener noreferrer", onclick: |event| event.stop_propagation(), {lead.website.as_deref().map(format::site).unwrap_or_default()} }
            }
            div { class: "cell", role: "gridcell", Ago { at: lead.updated_at } }
            div { class: "subtitle", "aria-hidden": "true", {subtitle.join(" · ")} }
            a { class: "call", href: tel, tabindex: "-1", "aria-label": "Call {lead.name}", onclick: |event| event.stop_propagation(), Icon { name: "phone" } }
        }
    }
}
