//! A place by its name.

use crate::{
    components::{Icon, format},
    hooks::{explain, use_places},
    model::Place,
    query::{FetchStatus, Status},
};
use dioxus::prelude::*;

/// The field and what it finds, by the WAI-ARIA pattern of a combobox.
#[component]
pub fn PlaceSearch(on_pick: Callback<Place>) -> Element {
    let mut typed = use_signal(String::new);
    let mut at = use_signal(|| 0usize);
    let mut is_open = use_signal(|| false);
    // The field keeps its own text; a picked place is another field.
    let mut picked = use_signal(|| (0u32, String::new()));
    // What others were asked about.
    let mut asked = use_signal(String::new);
    let is_online = !typed.read().is_empty() && *asked.read() == *typed.read();
    let found = use_places(typed(), is_online);
    let is_asked = typed.read().trim().chars().count() > 1;
    let places = found.data.filter(|_| is_asked && is_open());
    let places = places.as_deref().cloned().unwrap_or_default();
    let last = places.len().saturating_sub(1);
    let is_nothing = is_asked
        && is_open()
        && found.status == Status::Success
        && !found.is_placeholder
        && places.is_empty();
    let mut pick = move |place: Place| {
        let turn = picked.peek().0 + 1;
        picked.set((turn, place.name.clone()));
        is_open.set(false);
        typed.set(String::new());
        on_pick.call(place);
    };
    let listed = places.clone();
    let pick_current = use_callback(move |()| {
        let chosen = listed.get((*at.peek()).min(last)).cloned();
        chosen.into_iter().for_each(&mut pick);
    });
    rsx! {
        div { class: "place",
            div { class: "search",
                Icon { name: "search" }
                for (turn, name) in [picked()] {
                    input { key: "{turn}", class: "input", placeholder: "City, district or street", "aria-label": "Place", role: "combobox", autocomplete: "off", spellcheck: "false", enterkeyhint: "search",
                        initial_value: name, "aria-expanded": if places.is_empty() { "false" } else { "true" }, "aria-controls": "places",
                        "aria-activedescendant": if !places.is_empty() { "place-{at().min(last)}" },
                        oninput: move |event| {
                            typed.set(event.value());
                            at.set(0);
                            is_open.set(true);
                        },
                        onkeydown: move |event| {
                            let now = (*at.peek()).min(last);
                            match event.key() {
                                Key::ArrowDown => at.set(if now == last { 0 } else { now + 1 }),
                                Key::ArrowUp => at.set(if now == 0 { last } else { now - 1 }),
                                Key::Enter => pick_current.call(()),
                                Key::Escape => is_open.set(false),
                                _ => return,
                            }
                            event.prevent_default();
                        },
                    }
                }
            }
            if !places.is_empty() {
                div { class: "found", id: "places", role: "listbox", "aria-label": "Places",
                    for (index, place) in places.into_iter().enumerate() {
                        button { key: "{index}", class: "result", r#type: "button", role: "option", id: "place-{index}", tabindex: "-1", "aria-selected": if at().min(last) == index { "true" } else { "false" },
                            onclick: { let place = place.clone(); move |_| pick(place.clone()) },
                            span { class: "what", {place.name.clone()} }
                            span { class: "note", {format::category(&place.detail)} }
                        }
                    }
                }
            }
            if is_nothing {
                p { class: "quiet", role: "status", "No place is called that here." }
                if !is_online {
                    button { class: "button small", r#type: "button", onclick: move |_| asked.set(typed()), "Ask OpenStreetMap" }
                }
            }
            if found.fetch_status == FetchStatus::Paused && is_asked && is_open() {
                p { class: "away", role: "status", Icon { name: "offline" } "Places are looked up when you are online again." }
            }
            if let Some(error) = found.error.filter(|_| is_asked && is_open()) {
                p { class: "fault", role: "alert", {explain(&error)} }
            }
        }
    }
}
