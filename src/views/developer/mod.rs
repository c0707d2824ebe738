//! The developer panel: what the cache, the outbox and the socket are at, docked
//! under the screens. In debug builds alone: a release does not carry it.

mod changes;
mod queries;
mod socket;
mod toolbar;

use super::shell::use_pressed;
use crate::{components::Icon, hooks::developer::use_pulse_provider, platform};
use changes::ChangesTab;
use dioxus::prelude::*;
use queries::QueriesTab;
use socket::SocketTab;
use toolbar::Toolbar;

/// Its looks, which no download of a release carries either.
const STYLES: &str = include_str!("../../../assets/developer.css");
/// The smallest and the largest height, in px.
const HEIGHTS: (f64, f64) = (160.0, 720.0);
/// How far an arrow key moves its edge, in px.
const STEP: f64 = 24.0;

/// Whether it is open.
#[derive(Clone, Copy)]
pub struct DeveloperOpen(pub Signal<bool>);

/// What it shows.
#[derive(Clone, Copy, PartialEq)]
enum Tab {
    Queries,
    Changes,
    Socket,
}

const TABS: [(Tab, &str); 3] = [
    (Tab::Queries, "Queries"),
    (Tab::Changes, "Mutations & Outbox"),
    (Tab::Socket, "Socket"),
];

/// Lets screens open the panel.
pub fn use_developer_provider() {
    use_context_provider(|| DeveloperOpen(Signal::new(false)));
}

/// The panel, once Ctrl-Shift-D opens it.
#[component]
pub fn Developer() -> Element {
    let DeveloperOpen(mut open) = use_context();
    use_pressed(move |key| {
        if key == "Mod+Shift+d" {
            open.toggle();
        }
    });
    rsx! {
        if open() {
            Panel { on_close: move |()| open.set(false) }
        }
    }
}

#[component]
fn Panel(on_close: Callback<()>) -> Element {
    use_pulse_provider();
    let height = use_signal(|| 340.0);
    let mut tab = use_signal(|| Tab::Queries);
    let room = format!(":root {{ --developer: {}px }}", height());
    rsx! {
        style { {STYLES} }
        style { {room} }
        section { class: "developer", role: "region", "aria-label": "Developer panel",
            Edge { height }
            header {
                div { class: "kinds", role: "tablist", "aria-label": "Developer panel",
                    onkeydown: move |event| {
                        let at = TABS.iter().position(|(which, _)| *which == tab()).unwrap_or(0);
                        let to = match event.key() {
                            Key::ArrowRight => (at + 1) % TABS.len(),
                            Key::ArrowLeft => (at + TABS.len() - 1) % TABS.len(),
                            _ => return,
                        };
                        event.prevent_default();
                        tab.set(TABS[to].0);
                        platform::focus(".developer [role=tab][aria-selected=true]");
                    },
                    for (which, name) in TABS {
                        button { key: "{name}", role: "tab", "aria-selected": if tab() == which { "true" } else { "false" },
                            tabindex: if tab() == which { "0" } else { "-1" },
                            onclick: move |_| tab.set(which),
                            {name}
                        }
                    }
                }
                Toolbar {}
                button { class: "button plain icon small", "aria-label": "Close developer panel", onclick: move |_| on_close.call(()), Icon { name: "close" } }
            }
            match tab() {
                Tab::Queries => rsx! { QueriesTab {} },
                Tab::Changes => rsx! { ChangesTab {} },
                Tab::Socket => rsx! { SocketTab {} },
            }
        }
    }
}

/// The upper edge, by which it is made higher and lower.
#[component]
fn Edge(height: Signal<f64>) -> Element {
    let mut height = height;
    // Where it was taken, and how high the panel was then.
    let mut taken = use_signal(|| None::<(f64, f64)>);
    let mut set = move |new: f64| height.set(new.clamp(HEIGHTS.0, HEIGHTS.1));
    rsx! {
        div { class: "edge", role: "separator", tabindex: "0", "aria-orientation": "horizontal", "aria-label": "Height of the panel",
            "aria-valuenow": "{height():.0}", "aria-valuemin": "{HEIGHTS.0}", "aria-valuemax": "{HEIGHTS.1}",
            onpointerdown: move |event| {
                event.prevent_default();
                taken.set(Some((event.client_coordinates().y, height())));
            },
            onkeydown: move |event| {
                match event.key() {
                    Key::ArrowUp => set(height() + STEP),
                    Key::ArrowDown => set(height() - STEP),
                    _ => return,
                }
                event.prevent_default();
                event.stop_propagation();
            },
        }
        if let Some((from, before)) = taken() {
            // Over everything, so that no frame or field takes the pointer away.
            div { class: "drag",
                onpointermove: move |event| set(before + from - event.client_coordinates().y),
                onpointerup: move |_| taken.set(None),
            }
        }
    }
}
