//! What is done to the wire.

use crate::{
    components::Icon,
    hooks::developer::{Tools, use_tools},
};
use dioxus::prelude::*;

/// Delays to choose from, in milliseconds.
const DELAYS: [u64; 6] = [0, 100, 300, 1_000, 3_000, 10_000];

/// The buttons beside the tabs.
#[component]
pub fn Toolbar() -> Element {
    let Tools {
        is_offline,
        delay,
        set_offline,
        set_delay,
        drop_socket,
        ping,
    } = use_tools();
    rsx! {
        div { class: "tools", role: "toolbar", "aria-label": "Network",
            button { class: "button small", "aria-pressed": if is_offline { "true" } else { "false" }, onclick: move |_| set_offline.call(!is_offline),
                if is_offline { "Go online" } else { "Go offline" }
            }
            button { class: "button small", onclick: move |_| drop_socket.call(()), "Drop socket" }
            button { class: "button small", title: "Ask the server for a sign of life", onclick: move |_| ping.call(()), Icon { name: "retry" } "Ping" }
            select { class: if delay > 0 { "select set" } else { "select" }, "aria-label": "Delay answers", value: "{delay}",
                onchange: move |event| set_delay.call(event.value().parse().unwrap_or(0)),
                for choice in DELAYS {
                    option { key: "{choice}", value: "{choice}", selected: choice == delay,
                        if choice == 0 { "No delay" } else { "Delay {choice} ms" }
                    }
                }
            }
        }
    }
}
