//! The connection and the outbox, always in sight.

use super::format;
use crate::{
    hooks::{Counts, use_connection, use_pending_counts, use_reconnect},
    live::State,
};
use dioxus::prelude::*;

/// Beyond so many changes it is said how far their sending is.
const MANY: usize = 20;

/// «Sending 3,120 of 10,000».
pub fn sending(counts: &Counts) -> String {
    let all = counts.sent + counts.waiting;
    // The one that is under way counts.
    let at = (counts.sent + 1).min(all);
    let (at, all) = (format::count(at as u64), format::count(all as u64));
    format!("Sending {at} of {all}")
}

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
    let counts = pending();
    let is_many = counts.sent > 0 && counts.sent + counts.waiting > MANY;
    let text = match counts.waiting {
        0 => name.to_owned(),
        _ if is_many && counts.retry_at.is_none() => sending(&counts),
        1 => format!("{name}: 1 change waiting"),
        many => format!("{name}: {} changes waiting", format::count(many as u64)),
    };
    rsx! {
        button { class: "connection {class}", "data-testid": "connection", "data-state": class, title: "Click to try to connect now",
            onclick: move |_| reconnect.call(()),
            i { "aria-hidden": "true" }
            span { role: "status", {text} }
        }
    }
}
