//! By the browser's `EventSource`. It is closed at its first error, rather than left
//! to try again by itself: when to try is decided in one place for all targets.

use super::{Message, Messages};
use crate::{model::Failure, net::Http};
use futures::{StreamExt, channel::mpsc};
use wasm_bindgen::{JsCast, prelude::Closure};
use web_sys::{EventSource, MessageEvent};

/// What goes with the connection: it is closed, and its callbacks are let go, in this order.
struct Open {
    source: EventSource,
    _told: Closure<dyn Fn(MessageEvent)>,
    _failed: Closure<dyn Fn()>,
}

impl Drop for Open {
    fn drop(&mut self) {
        self.source.close();
    }
}

pub(super) async fn open(
    http: &Http,
    path: &str,
    events: &'static [&'static str],
    last: Option<&str>,
) -> Result<Messages, Failure> {
    let mut url = http.url(path);
    if let Some(last) = last {
        // No header can be set for a first connection.
        url = format!("{url}?since={last}");
    }
    let source = EventSource::new(&url).map_err(|_| Failure::Unreachable)?;
    let (sender, receiver) = mpsc::unbounded();
    let ended = sender.clone();
    let told = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        // Nobody listens any more.
        let _ = sender.unbounded_send(Message {
            id: event.last_event_id(),
            event: event.type_(),
            data: event.data().as_string().unwrap_or_default(),
        });
    });
    let failed = Closure::<dyn Fn()>::new(move || ended.close_channel());
    for event in events {
        // No browser refuses.
        let _ = source.add_event_listener_with_callback(event, told.as_ref().unchecked_ref());
    }
    source.set_onerror(Some(failed.as_ref().unchecked_ref()));
    let open = Open {
        source,
        _told: told,
        _failed: failed,
    };
    let messages = futures::stream::unfold((receiver, open), async |(mut receiver, open)| {
        let message = receiver.next().await?;
        Some((message, (receiver, open)))
    });
    Ok(messages.boxed_local())
}
