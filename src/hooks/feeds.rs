//! What streams tell, in the cache: listed once, then told one by one.

use super::{cached::use_cached, context::use_leadwire};
use crate::{
    live::feed::{
        ACTIVITY_KEPT, Open, after_activity, after_metrics, follow, take_activity, take_metrics,
    },
    model::{Activity, Metrics},
    net::sse::Message,
    platform,
    query::{Key, Query, QueryClient, Snapshot},
    service,
};
use dioxus::prelude::*;
use std::{cell::Cell, rc::Rc};

/// Hands over what a stream tells after `last`, from when that is known on, as long
/// as the component is there.
fn use_stream(last: Option<String>, open: Open, take: fn(&QueryClient, &Message)) {
    let client = use_leadwire().client;
    let begun = use_hook(|| Rc::new(Cell::new(false)));
    if last.is_none() || begun.replace(true) {
        return;
    }
    spawn(async move {
        let frame: &dyn Fn() -> _ = &|| Box::pin(async { _ = platform::frame(true).await }) as _;
        let ended = follow(&client, &open, frame, last, |message| {
            take(&client, message);
        });
        // Not among the arguments: where nothing is logged they are not evaluated.
        let failure = ended.await;
        tracing::debug!(%failure, "the stream is over");
    });
}

/// What everybody did last, newest first; the screen follows what they do.
pub fn use_activity() -> Snapshot<Vec<Activity>> {
    let http = use_leadwire().http;
    let asked = http.clone();
    let snapshot = use_cached(Key::activity(), move |key| {
        Query::new(key, move |_| {
            let http = asked.clone();
            async move { service::list_activity(&http).await }
        })
    });
    let newest = snapshot.data.as_deref().map(|all| after_activity(all));
    let open: Open = Rc::new(move |last| {
        let http = http.clone();
        Box::pin(async move { service::stream_activity(&http, last).await })
    });
    use_stream(newest, open, |client, message| {
        take_activity(client, message, ACTIVITY_KEPT);
    });
    snapshot
}

/// How the server is doing, newest last. One of those who show it on a screen `follows` it
/// for all of them: a browser has few connections.
pub fn use_metrics(follows: bool) -> Snapshot<Vec<Metrics>> {
    let http = use_leadwire().http;
    let asked = http.clone();
    let snapshot = use_cached(Key::metrics(), move |key| {
        Query::new(key, move |_| {
            let http = asked.clone();
            async move { service::list_metrics(&http).await }
        })
    });
    let newest = snapshot.data.as_deref().map(|all| after_metrics(all));
    let open: Open = Rc::new(move |last| {
        let http = http.clone();
        Box::pin(async move { service::stream_metrics(&http, last).await })
    });
    use_stream(newest.filter(|_| follows), open, take_metrics);
    snapshot
}
