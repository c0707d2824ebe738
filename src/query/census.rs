//! How much there is of everything in the cache: what has to stay level in the long run.

use super::QueryClient;

/// How much there is of everything in a cache.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Census {
    /// Queries, looked at or not.
    pub queries: usize,
    /// Those who look at queries.
    pub observers: usize,
    /// Those who look at single leads.
    pub watchers: usize,
    /// Leads.
    pub leads: usize,
    /// Mutations that are remembered.
    pub mutations: usize,
    /// Things that happen later.
    pub timers: usize,
    /// Those who are told what happens in the cache.
    pub listeners: usize,
}

impl QueryClient {
    /// Counts what there is.
    pub fn census(&self) -> Census {
        let inner = self.inner.borrow();
        Census {
            queries: inner.entries.all().count(),
            observers: inner.entries.all().map(|entry| entry.observers()).sum(),
            watchers: inner.observers.len(),
            leads: inner.entities.len(),
            mutations: inner.mutations.len(),
            timers: self.timers().len(),
            listeners: self.listeners().len(),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::query::{Census, Key, Observer, Query, testing::World};

    #[test]
    fn what_comes_is_counted_and_what_goes_is_not() {
        let world = World::new();
        assert_eq!(world.client.census(), Census::default());
        let query = Query::new(Key::new(["x"]), |_| async { Ok(1) });
        let observer = Observer::new(&world.client, query);
        let observing = observer.subscribe(|_| {});
        let listening = world.client.on_event(|_| {});
        let census = world.client.census();
        assert_eq!(
            (census.queries, census.observers, census.listeners),
            (1, 1, 1)
        );
        drop((observing, listening));
        world.client.clear();
        let census = world.client.census();
        assert_eq!(
            (census.queries, census.observers, census.listeners),
            (0, 0, 0)
        );
    }
}
