//! The queries of the cache.

use super::{super::context::use_leadwire, look, text, use_pulse};
use crate::{
    model::Timestamp,
    query::{Census, FetchStatus, Filter, Key, QueryClient, State, Status},
};
use dioxus::prelude::*;
use std::{
    cell::RefCell,
    collections::{HashMap, HashSet},
    rc::Rc,
};

/// A query as the panel shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct QueryRow {
    /// Its key.
    pub key: String,
    /// How it is, in one word: `fetching`, `paused`, `error`, `pending`, `stale`,
    /// `fresh` or `inactive`.
    pub state: &'static str,
    /// Whether there is something to show.
    pub status: &'static str,
    /// Whether it is being fetched.
    pub fetch: &'static str,
    /// When its data came; 0 for never.
    pub updated_at: Timestamp,
    /// How many observe it.
    pub observers: usize,
    /// How large it is as JSON, where that is known.
    pub bytes: Option<usize>,
    /// Whether it is to be fetched again when it is next wanted.
    pub is_stale: bool,
    /// Whether it was marked stale.
    pub is_invalidated: bool,
    /// Tries that failed of the last fetch.
    pub failures: u32,
    /// Why it could not be fetched.
    pub error: String,
}

/// Sizes that were worked out before, and of what.
type Sizes = Rc<RefCell<HashMap<String, (Timestamp, u32, Option<usize>)>>>;

/// The queries, by key.
pub fn use_query_rows() -> Vec<QueryRow> {
    use_pulse();
    let client = use_leadwire().client;
    let sizes: Sizes = use_hook(Rc::default);
    let stale: HashSet<Key> = client.keys(Filter::all().stale()).into_iter().collect();
    let mut rows: Vec<QueryRow> = states(&client)
        .iter()
        .map(|(key, state)| row(&client, key, state, stale.contains(key), &sizes))
        .collect();
    rows.sort_by(|one, other| one.key.cmp(&other.key));
    rows
}

/// How much there is of everything.
pub fn use_census() -> Census {
    use_pulse();
    use_leadwire().client.census()
}

/// Every query with what is known of it.
fn states(client: &QueryClient) -> Vec<(Key, State)> {
    let found: Rc<RefCell<Vec<(Key, State)>>> = Rc::default();
    let seen = found.clone();
    client.keys(Filter::all().matching(move |key, state| {
        seen.borrow_mut().push((key.clone(), state.clone()));
        false
    }));
    found.take()
}

fn row(client: &QueryClient, key: &Key, state: &State, is_stale: bool, sizes: &Sizes) -> QueryRow {
    let observers = client.observers(key);
    let status = match state.status {
        Status::Pending => "pending",
        Status::Error => "error",
        Status::Success => "success",
    };
    let fetch = match state.fetch_status {
        FetchStatus::Fetching => "fetching",
        FetchStatus::Paused => "paused",
        FetchStatus::Idle => "idle",
    };
    let name = key.to_string();
    let bytes = {
        let mut sizes = sizes.borrow_mut();
        let (at, updates, bytes) = sizes.entry(name.clone()).or_default();
        if (*at, *updates) != (state.data_updated_at, state.data_updates) {
            (*at, *updates) = (state.data_updated_at, state.data_updates);
            *bytes = text::bytes(state);
        }
        *bytes
    };
    QueryRow {
        key: name,
        state: match (fetch, status) {
            ("idle", "success") if observers == 0 => "inactive",
            ("idle", "success") if is_stale => "stale",
            ("idle", "success") => "fresh",
            ("idle", status) => status,
            (fetch, _) => fetch,
        },
        status,
        fetch,
        updated_at: state.data_updated_at,
        observers,
        bytes,
        is_stale,
        is_invalidated: state.is_invalidated,
        failures: state.failure_count,
        error: state
            .error
            .as_ref()
            .map_or_else(String::new, ToString::to_string),
    }
}

/// What is cached under a key, as JSON, where it is of a type that is known here.
pub fn use_query_text(key: &str) -> Option<String> {
    use_pulse();
    let client = use_leadwire().client;
    let states = states(&client);
    let (_, state) = states.iter().find(|(known, _)| known.to_string() == key)?;
    if !state.has_data() {
        return Some("nothing yet".into());
    }
    text::value(state).map(|value| text::pretty(&value))
}

/// What can be done to a query, by its key.
#[derive(Clone, Copy, PartialEq)]
pub struct QueryActions {
    /// Fetches it again.
    pub refetch: Callback<String>,
    /// Marks it stale, and fetches it again if somebody looks at it.
    pub invalidate: Callback<String>,
    /// Puts it back to how it began.
    pub reset: Callback<String>,
    /// Takes it out of the cache.
    pub remove: Callback<String>,
}

/// What can be done to a query.
pub fn use_query_actions() -> QueryActions {
    let client = use_leadwire().client;
    let pulse = use_pulse();
    let act = |act: fn(&QueryClient, Filter)| {
        let client = client.clone();
        use_callback(move |key: String| {
            act(&client, named(key));
            look(pulse);
        })
    };
    QueryActions {
        refetch: act(|client, filter| drop(client.refetch(filter))),
        invalidate: act(|client, filter| drop(client.invalidate(filter))),
        reset: act(|client, filter| drop(client.reset(filter))),
        remove: act(|client, filter| client.remove(filter)),
    }
}

/// The query of this key.
fn named(key: String) -> Filter {
    Filter::all().matching(move |known, _| known.to_string() == key)
}
