//! Streams into the cache: kept open while somebody looks, each message once.

use crate::{
    model::{ALIVE_EVENT, Activity, Failure, METRICS_KEPT, Metrics, RESET_EVENT, RetryKind},
    net::sse::{Message, Messages},
    query::{Key, QueryClient, backoff},
};
use futures::{FutureExt, StreamExt, future::LocalBoxFuture, pin_mut, select_biased};
use std::{rc::Rc, time::Duration};

/// Opens a stream after the message with an id.
pub type Open = Rc<dyn Fn(Option<String>) -> LocalBoxFuture<'static, Result<Messages, Failure>>>;

/// In which order a list is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Order {
    NewestFirst,
    NewestLast,
}

/// Messages that are taken at a time.
const CHUNK: usize = 256;

/// A stream from which nothing comes for so long counts as lost: the server says every 15
/// seconds that it is there. Nobody tells of a way that is gone, such as behind a router
/// that forgot it: what happens would be shown no more.
const SILENCE: Duration = Duration::from_secs(35);

/// What is kept of what everybody did.
pub const ACTIVITY_KEPT: usize = 50;

/// Keeps a stream open after the message `last`, and hands over what it tells, for as
/// long as it is polled: the first message at once, those that follow within a `frame`
/// together. Ends when the server refuses, other than to say who it is. A browser has few connections for all of
/// its tabs: while nobody looks there is none.
pub async fn follow(
    client: &QueryClient,
    open: &Open,
    frame: &dyn Fn() -> LocalBoxFuture<'static, ()>,
    mut last: Option<String>,
    mut take: impl FnMut(&Message),
) -> Failure {
    let env = client.env();
    let silence = || (env.sleep)(SILENCE).fuse();
    let mut failures = 0;
    loop {
        let seen = |now: &crate::query::Conditions| now.online() && now.focused();
        client.conditions().until(seen).await;
        let mut opening = open(last.clone()).fuse();
        let opened = select_biased! {
            opened = opening => opened,
            () = silence() => Err(Failure::Unreachable),
        };
        match opened {
            Ok(messages) => {
                let away = client.conditions().until(|now| !now.focused()).fuse();
                let mut messages = messages.ready_chunks(CHUNK).fuse();
                pin_mut!(away);
                loop {
                    let told = select_biased! {
                        () = away => break,
                        told = messages.next() => told,
                        () = silence() => None,
                    };
                    let Some(told) = told else { break };
                    failures = 0;
                    let newest = told.last().map(|message| message.id.clone());
                    last = newest.filter(|id| !id.is_empty()).or(last);
                    let mut told = told.iter().filter(|it| it.event != ALIVE_EVENT).peekable();
                    if told.peek().is_some() {
                        client.batch(|| told.for_each(&mut take));
                        frame().await;
                    }
                }
            }
            Err(failure) => {
                tracing::debug!(%failure, "no stream");
                // Whoever was shut out may be let in again before the app has found out: of
                // those who are signed out, nothing is open that follows a stream.
                let is_shut_out = failure.problem().is_some_and(|it| it.status == 401);
                if !is_shut_out && !matches!(failure.retry_kind(), RetryKind::Transient(_)) {
                    return failure;
                }
            }
        }
        if client.focused() {
            (env.sleep)(backoff(failures, (env.random)())).await;
            failures += 1;
        }
    }
}

/// Takes what the stream of activity tells into its list, of which `most` are kept.
pub fn take_activity(client: &QueryClient, message: &Message, most: usize) {
    let key = Key::activity();
    if message.event == RESET_EVENT {
        client.invalidate_often(&key);
    } else if let Ok(one) = serde_json::from_slice::<Activity>(message.data.as_bytes()) {
        prepend(client, &key, one, most, |one| one.seq);
    }
}

/// Takes what the stream of metrics tells into their list.
pub fn take_metrics(client: &QueryClient, message: &Message) {
    let key = Key::metrics();
    if message.event == RESET_EVENT {
        client.invalidate_often(&key);
    } else if let Ok(one) = serde_json::from_slice::<Metrics>(message.data.as_bytes()) {
        append(client, &key, one, METRICS_KEPT, |one| one.at);
    }
}

/// The message after which the stream goes on from a list of activity.
pub fn after_activity(list: &[Activity]) -> String {
    list.first().map_or(0, |newest| newest.seq).to_string()
}

/// The message after which the stream goes on from a list of metrics.
pub fn after_metrics(list: &[Metrics]) -> String {
    list.last().map_or(0, |newest| newest.at).to_string()
}

/// Puts an item at its place in a kept list, by `id`, which grows, unless it is there
/// already. Of the list the newest `most` stay: one that is older than all of them does not
/// come in, as happens when the list was fetched while the stream was behind. A list that
/// is not known yet stays so: what is fetched holds the item, and if that was asked for
/// before the item came, it is asked for once more.
fn add<T: Clone + PartialEq + 'static, Id: Ord>(
    client: &QueryClient,
    key: &Key,
    item: T,
    order: Order,
    most: usize,
    id: impl Fn(&T) -> Id,
) {
    client.update::<Vec<T>>(key, |list| {
        let new = id(&item);
        let at = list.partition_point(|known| match order {
            Order::NewestFirst => id(known) > new,
            Order::NewestLast => id(known) < new,
        });
        if list.get(at).is_some_and(|known| id(known) == new) {
            return;
        }
        list.insert(at, item);
        match order {
            Order::NewestFirst => list.truncate(most),
            Order::NewestLast => drop(list.drain(..list.len().saturating_sub(most))),
        }
    });
}

/// Puts an item into a kept list with the newest first; see [`add`].
pub fn prepend<T: Clone + PartialEq + 'static, Id: Ord>(
    client: &QueryClient,
    key: &Key,
    item: T,
    most: usize,
    id: impl Fn(&T) -> Id,
) {
    add(client, key, item, Order::NewestFirst, most, id);
}

/// Puts an item into a kept list with the newest last; see [`add`].
pub fn append<T: Clone + PartialEq + 'static, Id: Ord>(
    client: &QueryClient,
    key: &Key,
    item: T,
    most: usize,
    id: impl Fn(&T) -> Id,
) {
    add(client, key, item, Order::NewestLast, most, id);
}

/// Puts what a stream says in place of what was known, where each message tells all.
/// Unlike items, it needs no list to be there before.
pub fn replace<T: PartialEq + 'static>(client: &QueryClient, key: &Key, value: T) {
    client.set(key, value);
}

#[cfg(test)]
#[path = "feed_test.rs"]
mod tests;
