//! The connection and the outbox, always in sight.

use crate::{
    hooks::{use_connection, use_pending_counts, use_reconnect},
    live::State,
};
use dioxus::prelude::*;

/// «Live», «Reconnecting», «Offline: 3 changes waiting». A click tries at once.
#[component]
pub fn ConnectionIndicator() -> Element {
    let (connection, pending, reconnect) =
        (use_connection(), use_pending_counts(), use_reconnect());
    let state = connection.read().state;
    let (class, name) = match state {
        State::Connecting => ("connecting", "Connecting"),
        State::Connected => ("connected", "Live"),
        State::Reconnecting => ("reconnecting", "Reconnecting"),
        State::Disconnected => ("disconnected", "Offline"),
    };
    let text = match pending().waiting {
        0 => name.to_owned(),
        1 => format!("{name}: 1 change waiting"),
        many => format!("{name}: {many} changes waiting"),
    };
    rsx! {
        button { class: "connection {class}", "data-testid": "connection", "data-state": class, title: "Click to try to connect now",
            onclick: move |_| reconnect.call(()),
            i { "aria-hidden": "true" }
            span { role: "status", {text} }
        }
    }
}
