//! What a business is known by at a glance: its logo, or the first letter of its name.

use crate::{components::format, hooks::use_logo, model::Uuid};
use dioxus::prelude::*;

/// The tile. Not a component: a table draws hundreds of them a second.
pub fn mark(name: &str, logo: Option<Uuid>) -> Element {
    rsx! {
        // Drawn by the styles: to whoever listens, the name stands beside it.
        b { class: "mark", "aria-hidden": "true", "data-letter": format::letter(name),
            for logo in logo {
                Logo { key: "{logo}", id: logo }
            }
        }
    }
}

/// A logo over the letter, which shows if there is no picture.
#[component]
fn Logo(id: Uuid) -> Element {
    let mut at = use_logo(id);
    match at() {
        Some(at_now) => rsx! {
            img { src: at_now, alt: "", loading: "lazy", decoding: "async", draggable: "false", onerror: move |_| at.set(None) }
        },
        None => rsx! {},
    }
}
