//! Binds one key of the cache to the component that reads it.
//!
//! dioxus-query delivers: its capability reads a snapshot from our cache at
//! once and cannot fail, and our cache's observer asks it to read again. The
//! first render reads the cache itself, so what is known shows without a flash.

use super::context::use_leadwire;
use crate::query::{Fetch, Key, QueryClient, Snapshot, Target};
use dioxus::{core::spawn_forever, prelude::*};
use dioxus_query::prelude::*;
use std::{
    convert::Infallible,
    hash::{Hash, Hasher},
    marker::PhantomData,
};

/// Reads one key of the cache. Its identity is the key.
struct Read<T> {
    key: Key,
    client: Captured<QueryClient>,
    data: PhantomData<fn() -> T>,
}

impl<T> Clone for Read<T> {
    fn clone(&self) -> Self {
        Self {
            key: self.key.clone(),
            client: self.client.clone(),
            data: PhantomData,
        }
    }
}

impl<T> PartialEq for Read<T> {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

impl<T> Eq for Read<T> {}

impl<T> Hash for Read<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.key.hash(state);
    }
}

impl<T: 'static> QueryCapability for Read<T> {
    type Ok = Snapshot<T>;
    type Err = Infallible;
    type Keys = Key;

    async fn run(&self, key: &Key) -> Result<Snapshot<T>, Infallible> {
        Ok(self.client.snapshot(key))
    }

    fn matches(&self, key: &Key) -> bool {
        self.key == *key
    }
}

/// What is known under `key`, fetched by `fetch` if it is missing or stale.
pub(super) fn use_cached<T: 'static>(key: Key, fetch: impl Fn() -> Fetch) -> Snapshot<T> {
    let client = use_leadwire().client;
    let read = Read::<T> {
        key: key.clone(),
        client: Captured(client.clone()),
        data: PhantomData,
    };
    let query = use_query(Query::new(key.clone(), read));
    let mut observed = use_signal(|| None::<Observed>);
    let changed = observed
        .peek()
        .as_ref()
        .is_none_or(|observed| observed.key != key);
    if changed {
        let told = key.clone();
        let id = client.observe(Target::Key(key.clone()), move || {
            // Not this component's task: it may be gone before the task runs.
            spawn_forever(QueriesStorage::<Read<T>>::invalidate_matching(told.clone()));
        });
        let before = observed.replace(Some(Observed {
            key: key.clone(),
            id,
        }));
        if let Some(before) = before {
            client.unobserve(&Target::Key(before.key), before.id);
        }
        client.ensure(&key, fetch());
    }
    use_drop({
        let client = client.clone();
        move || {
            if let Some(observed) = observed.peek().clone() {
                client.unobserve(&Target::Key(observed.key), observed.id);
            }
        }
    });
    let reader = query.read();
    let delivered = reader.state().ok().cloned();
    delivered.unwrap_or_else(|| client.snapshot(&key))
}

#[derive(Clone)]
struct Observed {
    key: Key,
    id: crate::query::ObserverId,
}
