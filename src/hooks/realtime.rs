//! The connection and its topics.

use super::context::use_leadwire;
use crate::{live::Connection, model::Topic};
use dioxus::prelude::*;

/// How the connection is.
pub fn use_connection() -> ReadSignal<Connection> {
    use_leadwire().connection.into()
}

/// Listens to `topic` as long as the component is there.
pub fn use_topic(topic: Topic) {
    let link = use_leadwire().link;
    let listening = use_hook(|| link.peek().clone().inspect(|link| link.listen(topic)));
    use_drop(move || {
        if let Some(link) = listening {
            link.leave(topic);
        }
    });
}

/// Tries to connect, and to send what waits, now rather than later.
pub fn use_reconnect() -> Callback<()> {
    let leadwire = use_leadwire();
    use_callback(move |()| {
        if let Some(link) = &*leadwire.link.peek() {
            link.reconnect();
        }
        leadwire.outbox.nudge();
    })
}
