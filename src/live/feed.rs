//! Streams into the cache: kept open while somebody looks, each message once.

use crate::{
    model::{Failure, RetryKind},
    net::sse::{Message, Messages},
    query::{Key, QueryClient, backoff},
};
use futures::{FutureExt, StreamExt, future::LocalBoxFuture, pin_mut, select_biased};
use std::rc::Rc;

/// Opens a stream after the message with an id.
pub type Open = Rc<dyn Fn(Option<String>) -> LocalBoxFuture<'static, Result<Messages, Failure>>>;

/// Where a new item goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// Before the others.
    Front,
    /// Behind the others.
    Back,
}

/// Messages that are taken at a time.
const CHUNK: usize = 256;

/// Keeps a stream open after the message `last`, and hands over what it tells, for as
/// long as it is polled: the first message at once, those that follow within a `frame`
/// together. Ends when the server refuses. A browser has few connections for all of
/// its tabs: while nobody looks there is none.
pub async fn follow(
    client: &QueryClient,
    open: &Open,
    frame: &dyn Fn() -> LocalBoxFuture<'static, ()>,
    mut last: Option<String>,
    mut take: impl FnMut(&Message),
) -> Failure {
    let mut failures = 0;
    loop {
        let seen = |now: &crate::query::Conditions| now.online() && now.focused();
        client.conditions().until(seen).await;
        match open(last.clone()).await {
            Ok(messages) => {
                let away = client.conditions().until(|now| !now.focused()).fuse();
                let mut messages = messages.ready_chunks(CHUNK).fuse();
                pin_mut!(away);
                loop {
                    let told = select_biased! {
                        () = away => break,
                        told = messages.next() => told,
                    };
                    let Some(told) = told else { break };
                    failures = 0;
                    let newest = told.last().map(|message| message.id.clone());
                    last = newest.filter(|id| !id.is_empty()).or(last);
                    client.batch(|| told.iter().for_each(&mut take));
                    frame().await;
                }
            }
            Err(failure) => {
                tracing::debug!(%failure, "no stream");
                if !matches!(failure.retry_kind(), RetryKind::Transient(_)) {
                    return failure;
                }
            }
        }
        if client.focused() {
            let env = client.env();
            (env.sleep)(backoff(failures, (env.random)())).await;
            failures += 1;
        }
    }
}

/// Puts an item at one end of a kept list, of which at most `most` stay, unless it is
/// there already. A list that is not known yet stays so: what is fetched holds the item,
/// and if that was asked for before the item came, it is asked for once more.
fn add<T: Clone + PartialEq + 'static, Id: PartialEq>(
    client: &QueryClient,
    key: &Key,
    item: T,
    end: End,
    most: usize,
    id: impl Fn(&T) -> Id,
) {
    client.update::<Vec<T>>(key, |list| {
        if list.iter().any(|known| id(known) == id(&item)) {
            return;
        }
        match end {
            End::Front => {
                list.insert(0, item);
                list.truncate(most);
            }
            End::Back => {
                list.push(item);
                let beyond = list.len().saturating_sub(most);
                list.drain(..beyond);
            }
        }
    });
}

/// Puts an item in front of a kept list; see [`add`].
pub fn prepend<T: Clone + PartialEq + 'static, Id: PartialEq>(
    client: &QueryClient,
    key: &Key,
    item: T,
    most: usize,
    id: impl Fn(&T) -> Id,
) {
    add(client, key, item, End::Front, most, id);
}

/// Puts an item behind a kept list; see [`add`].
pub fn append<T: Clone + PartialEq + 'static, Id: PartialEq>(
    client: &QueryClient,
    key: &Key,
    item: T,
    most: usize,
    id: impl Fn(&T) -> Id,
) {
    add(client, key, item, End::Back, most, id);
}

/// Puts what a stream says in place of what was known, where each message tells all.
/// Unlike items, it needs no list to be there before.
pub fn replace<T: PartialEq + 'static>(client: &QueryClient, key: &Key, value: T) {
    client.set(key, value);
}

#[cfg(test)]
#[path = "feed_test.rs"]
mod tests;
