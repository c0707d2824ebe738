//! Data put by hand: from events, from other answers, before it is confirmed.

use super::{
    Filter, Key, QueryClient,
    plan::{Plan, Sharing},
    state::{Action, Data},
};
use crate::model::Timestamp;
use std::rc::Rc;

impl QueryClient {
    /// Puts data under `key`, and gives it as it is kept: equal data keeps its identity
    /// and wakes nobody. A question that is on its way to the server loses: its answer
    /// is older. (In TanStack Query it would win.) A fetch that is paused goes on later.
    pub fn set<T: PartialEq + 'static>(&self, key: &Key, data: T) -> Rc<T> {
        self.set_at(key, data, (self.env().now)())
    }

    /// Puts data under `key` that is as old as `at` says, in Unix milliseconds.
    pub fn set_at<T: PartialEq + 'static>(&self, key: &Key, data: T, at: Timestamp) -> Rc<T> {
        let data = self.put(key, Rc::new(data), Sharing::equal::<T>(), at, false);
        self.notify();
        data
    }

    /// Changes the data under `key`, if there is any, and gives it as it is kept. A
    /// question that is on its way to the server is asked again: its answer may lack
    /// the change, and the change was made to older data, or to none yet.
    pub fn update<T: Clone + PartialEq + 'static>(
        &self,
        key: &Key,
        change: impl FnOnce(&mut T),
    ) -> Option<Rc<T>> {
        self.update_with(key, |known| {
            let mut data = T::clone(known?);
            change(&mut data);
            Some(data)
        })
    }

    /// Changes the data under `key`, which stays as old as it is, and leaves a fetch
    /// under way alone: for what is known to hold for its answer too.
    pub fn amend<T: Clone + 'static>(&self, key: &Key, change: impl FnOnce(&mut T)) {
        let Some(entry) = self.entry(key) else { return };
        let known = entry.data().and_then(|data| data.downcast::<T>().ok());
        let Some(known) = known else { return };
        let mut data = T::clone(&known);
        change(&mut data);
        self.act(&entry, Action::Amend(Rc::new(data)));
        self.notify();
    }

    /// Puts what the function makes of the data under `key`, or leaves it as it is if
    /// it makes nothing.
    pub fn update_with<T: PartialEq + 'static>(
        &self,
        key: &Key,
        make: impl FnOnce(Option<&T>) -> Option<T>,
    ) -> Option<Rc<T>> {
        let known = self.get::<T>(key);
        let Some(data) = make(known.as_deref()).map(Rc::new) else {
            if let Some(entry) = self.entry(key).filter(|entry| entry.data().is_none()) {
                self.follow_up(&entry);
            }
            return None;
        };
        let at = (self.env().now)();
        let data = self.put(key, data, Sharing::equal::<T>(), at, known.is_some());
        self.notify();
        Some(data)
    }

    /// Changes the data of every query that is meant and has data of this type.
    pub fn update_matching<T: Clone + PartialEq + 'static>(
        &self,
        filter: impl Into<Filter>,
        change: impl Fn(&mut T),
    ) {
        self.batch(|| {
            for entry in self.find(&filter.into()) {
                self.update(&entry.key, &change);
            }
        });
    }

    /// The data of every query that is meant and has data of this type, in the order
    /// of their keys.
    pub fn get_matching<T: 'static>(&self, filter: impl Into<Filter>) -> Vec<(Key, Rc<T>)> {
        let found = self.find(&filter.into()).into_iter();
        found
            .filter_map(|entry| Some((entry.key.clone(), entry.data()?.downcast().ok()?)))
            .collect()
    }

    fn put<T: 'static>(
        &self,
        key: &Key,
        data: Rc<T>,
        sharing: Sharing,
        at: Timestamp,
        from_older: bool,
    ) -> Rc<T> {
        let entry = self.build(key, || Plan {
            sharing,
            ..Plan::unknown()
        });
        let shared = self.share(&entry, data.clone() as Data);
        let overtaken = self.overtake(&entry, from_older);
        self.act(
            &entry,
            Action::Success {
                data: shared.clone(),
                at,
                by_hand: overtaken.is_none(),
                // What was made of data that was out of date is so too.
                is_invalidated: from_older && entry.state().is_invalidated,
            },
        );
        if let Some(overtaken) = overtaken {
            overtaken.give(&shared);
            self.schedule_gc(&entry);
        }
        // It is of this type: either it is what was given, or equal to it.
        shared.downcast().unwrap_or(data)
    }
}
