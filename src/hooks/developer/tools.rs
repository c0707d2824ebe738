//! The toolbar: what is done to the wire.

use super::{super::context::use_leadwire, look, use_pulse};
use dioxus::prelude::*;
use std::time::Duration;

/// What can be done to the wire, and how it is.
#[derive(Clone, Copy, PartialEq)]
pub struct Tools {
    /// Whether nothing comes through.
    pub is_offline: bool,
    /// How much later answers and frames come, in milliseconds.
    pub delay: u64,
    /// Lets nothing through, or everything again.
    pub set_offline: Callback<bool>,
    /// Lets answers and frames come later, by milliseconds.
    pub set_delay: Callback<u64>,
    /// Breaks the socket as a lost connection would.
    pub drop_socket: Callback<()>,
    /// Asks the server for a sign of life; reconnects if there is no connection.
    pub ping: Callback<()>,
}

/// The toolbar.
pub fn use_tools() -> Tools {
    let leadwire = use_leadwire();
    let pulse = use_pulse();
    let workbench = leadwire.http.workbench().clone();
    let (bench, other) = (workbench.clone(), workbench.clone());
    let (online, link, outbox) = (leadwire.client, leadwire.link, leadwire.outbox);
    let set_offline = use_callback(move |is_offline: bool| {
        bench.set_offline(is_offline);
        online.set_online(!is_offline);
        if !is_offline {
            if let Some(link) = &*link.peek() {
                link.reconnect();
            }
            outbox.nudge();
        }
        look(pulse);
    });
    let set_delay = use_callback(move |milliseconds| {
        other.set_delay(Duration::from_millis(milliseconds));
        look(pulse);
    });
    let dropper = workbench.clone();
    Tools {
        is_offline: workbench.is_offline(),
        delay: u64::try_from(workbench.delay().as_millis()).unwrap_or(u64::MAX),
        set_offline,
        set_delay,
        drop_socket: use_callback(move |()| dropper.drop_socket()),
        ping: use_callback(move |()| {
            if let Some(link) = &*link.peek() {
                link.reconnect();
            }
        }),
    }
}
