//! The connection and its topics.

use super::{
    cached::use_cached,
    context::{use_leadwire, use_reading},
};
use crate::{
    live::Connection,
    model::{Presence, Topic, Uuid},
    query::{Key, Query},
};
use dioxus::prelude::*;

/// How the connection is.
pub fn use_connection() -> ReadSignal<Connection> {
    use_reading(use_leadwire().connection)
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

/// Who else looks at a lead, first come first; they see that this user does. As
/// long as the component is there, which is for one lead.
pub fn use_presence(id: Uuid) -> Vec<Presence> {
    use_topic(Topic::Presence(id));
    let leadwire = use_leadwire();
    let link = use_hook(|| {
        let link = leadwire.link.peek().clone();
        link.inspect(|link| link.look_at(id))
    });
    use_drop(move || {
        if let Some(link) = link {
            link.look_away(id);
        }
    });
    let own = leadwire.session.read().user().map(|user| user.id);
    let all = use_cached(Key::presence(id), Query::<Vec<Presence>>::cached).data;
    let others = all.iter().flat_map(|all| all.iter());
    others
        .filter(|presence| Some(presence.user_id) != own)
        .cloned()
        .collect()
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
