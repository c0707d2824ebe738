//! The cache written down, and had back.

use super::{
    Filter, Key, QueryClient, State, Status,
    entry::Entry,
    plan::{Plan, Sharing},
    state::{Action, Data},
};
use crate::model::Timestamp;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;
use std::rc::Rc;

/// Queries as they are written down. Mutations have their own, see
/// [`QueryClient::dehydrate_mutations`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Dehydrated {
    /// The queries, in the order of their keys.
    pub queries: Vec<DehydratedQuery>,
}

/// A query as it is written down. How it is fetched is not: whoever observes it says so.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DehydratedQuery {
    /// Its key, as text.
    pub key: String,
    /// Its data.
    pub data: Value,
    /// When the data came, in Unix milliseconds.
    pub data_updated_at: Timestamp,
    /// Whether it was marked stale since.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_invalidated: bool,
}

/// How data of queries under a key is written down.
#[derive(Clone)]
pub(super) struct Codec {
    write: fn(&Data) -> Option<Value>,
    read: fn(Value) -> Option<Data>,
    sharing: Sharing,
}

impl QueryClient {
    /// Lets data of queries under `prefix` be written down, and had back. What has no
    /// such words is not: it cannot be known by its key what type it is.
    pub fn write_as<T>(&self, prefix: Key)
    where
        T: Serialize + DeserializeOwned + PartialEq + 'static,
    {
        let codec = Codec {
            write: |data| serde_json::to_value(data.downcast_ref::<T>()?).ok(),
            read: |value| Some(Rc::new(serde_json::from_value::<T>(value).ok()?)),
            sharing: Sharing::equal::<T>(),
        };
        let codecs = &mut self.defaults().borrow_mut().codecs;
        codecs.retain(|(known, _)| *known != prefix);
        codecs.push((prefix, codec));
    }

    fn codec(&self, key: &Key) -> Option<Codec> {
        let defaults = self.defaults().borrow();
        let meant = defaults
            .codecs
            .iter()
            .filter(|(prefix, _)| key.is_under(prefix));
        // The narrowest knows best.
        let narrowest = meant.max_by_key(|(prefix, _)| prefix.as_str().len());
        narrowest.map(|(_, codec)| codec.clone())
    }

    /// Writes down the queries that succeeded.
    pub fn dehydrate(&self) -> Dehydrated {
        self.dehydrate_that(Filter::all().matching(|_, state| state.status == Status::Success))
    }

    /// Writes down the queries that are meant and have data.
    pub fn dehydrate_that(&self, filter: impl Into<Filter>) -> Dehydrated {
        let found = self.find(&filter.into());
        let queries = found.iter().filter_map(|entry| self.write(entry)).collect();
        Dehydrated { queries }
    }

    fn write(&self, entry: &Entry) -> Option<DehydratedQuery> {
        let codec = self.codec(&entry.key)?;
        let data = (codec.write)(&entry.data()?)?;
        let state = entry.state();
        Some(DehydratedQuery {
            key: entry.key.to_string(),
            data,
            data_updated_at: state.data_updated_at,
            is_invalidated: state.is_invalidated,
        })
    }

    /// Takes back what was written down. Older data never replaces newer, and a fetch
    /// under way goes on. How many queries were taken: what is not understood is not.
    pub fn hydrate(&self, dehydrated: Dehydrated) -> usize {
        self.batch(|| {
            let written = dehydrated.queries.into_iter();
            written.filter_map(|query| self.read(query)).count()
        })
    }

    fn read(&self, written: DehydratedQuery) -> Option<()> {
        let key = Key::written(&written.key);
        let known = self.entry(&key);
        let is_newer = |entry: &Rc<Entry>| {
            let state = entry.state();
            !state.has_data() || state.data_updated_at < written.data_updated_at
        };
        if !known.as_ref().is_none_or(is_newer) {
            return None;
        }
        let codec = self.codec(&key)?;
        let data = (codec.read)(written.data)?;
        let entry = self.build(&key, || Plan {
            sharing: codec.sharing,
            ..Plan::unknown()
        });
        let before = entry.state().clone();
        let state = State {
            data_updates: before.data_updates + 1,
            is_invalidated: written.is_invalidated,
            fetch_status: before.fetch_status,
            ..State::with_data(self.share(&entry, data), written.data_updated_at)
        };
        self.act(&entry, Action::Put(Box::new(state)));
        Some(())
    }
}
