//! What whoever keeps the cache on disk needs of it.

use super::{Entities, Key, List, QueryClient, state::Data};
use std::rc::Rc;

impl QueryClient {
    /// Every list of leads that is loaded.
    pub fn lists(&self) -> Vec<(Key, Rc<List>)> {
        self.get_matching(Key::business_lists())
    }

    /// The data under `key`, whatever its type, to tell whether it is still the same.
    pub fn get_any(&self, key: &Key) -> Option<Data> {
        self.entry(key)?.data()
    }

    /// Changes the leads themselves, of which nobody is told.
    pub fn with_entities<R>(&self, change: impl FnOnce(&mut Entities) -> R) -> R {
        change(&mut self.inner.borrow_mut().entities)
    }
}
