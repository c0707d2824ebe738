//! Entries by key, and all under a key without looking at the others.

use super::{Key, entry::Entry};
use std::{
    collections::{BTreeMap, HashMap},
    ops::Bound,
    rc::Rc,
};

/// Entries by key: hashed for one, ordered for all under a key.
#[derive(Default)]
pub(super) struct Index {
    by_key: HashMap<Key, Rc<Entry>>,
    in_order: BTreeMap<Key, Rc<Entry>>,
}

impl Index {
    pub fn get(&self, key: &Key) -> Option<&Rc<Entry>> {
        self.by_key.get(key)
    }

    pub fn insert(&mut self, entry: Rc<Entry>) {
        self.in_order.insert(entry.key.clone(), entry.clone());
        self.by_key.insert(entry.key.clone(), entry);
    }

    pub fn remove(&mut self, key: &Key) -> Option<Rc<Entry>> {
        self.in_order.remove(key);
        self.by_key.remove(key)
    }

    pub fn all(&self) -> impl Iterator<Item = &Rc<Entry>> {
        self.in_order.values()
    }

    /// The entry of `prefix` itself, and all below it.
    pub fn under(&self, prefix: &Key) -> impl Iterator<Item = &Rc<Entry>> {
        // Below `a` is what begins with `a/`: from there to `a0`, as 0 follows the slash.
        let (own, from, to) = if prefix.as_str().is_empty() {
            (None, Bound::Unbounded, Bound::Unbounded)
        } else {
            let (from, to) = (format!("{prefix}/"), format!("{prefix}0"));
            (
                self.by_key.get(prefix),
                Bound::Included(from),
                Bound::Excluded(to),
            )
        };
        let range = (
            from.as_ref().map(String::as_str),
            to.as_ref().map(String::as_str),
        );
        let below = self.in_order.range::<str, _>(range);
        own.into_iter().chain(below.map(|(_, entry)| entry))
    }
}
