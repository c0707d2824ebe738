//! What holds for queries that do not say it themselves.

use super::{Key, QueryClient, Settings, hydrate::Codec};

/// What holds for all queries, and for those under a key.
#[derive(Default)]
pub(super) struct Defaults {
    by_key: Vec<(Key, Settings)>,
    pub codecs: Vec<(Key, Codec)>,
}

impl QueryClient {
    /// Says what holds for all queries under `prefix` ([`Key::root`] for all there are)
    /// that do not say it themselves. What was said later wins, and so does what was
    /// said of fewer queries. Queries that exist heed it when they are next asked for.
    pub fn set_defaults(&self, prefix: Key, settings: Settings) {
        let by_key = &mut self.defaults().borrow_mut().by_key;
        by_key.retain(|(known, _)| *known != prefix);
        // The widest come first, so that the narrow ones win.
        let depth = |key: &Key| {
            key.as_str()
                .split('/')
                .filter(|part| !part.is_empty())
                .count()
        };
        let place = by_key.partition_point(|(known, _)| depth(known) <= depth(&prefix));
        by_key.insert(place, (prefix, settings));
    }

    /// What holds for queries of `key` that do not say it themselves.
    pub fn defaults_of(&self, key: &Key) -> Settings {
        let defaults = self.defaults().borrow();
        let meant = defaults
            .by_key
            .iter()
            .filter(|(prefix, _)| key.is_under(prefix));
        meant.fold(Settings::default(), |all, (_, settings)| {
            all.under(settings)
        })
    }

    /// What a query says, and the defaults for the rest.
    pub(super) fn merged(&self, key: &Key, settings: &Settings) -> Settings {
        if self.defaults().borrow().by_key.is_empty() {
            return settings.clone();
        }
        self.defaults_of(key).under(settings)
    }
}
