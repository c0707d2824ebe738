//! Somebody who looks at many queries at once.

use super::{Observer, Observing, Query, QueryClient, Snapshot};
use std::{
    cell::RefCell,
    rc::{Rc, Weak},
};

type Subscriber<S> = Rc<dyn Fn(&[Snapshot<S>])>;

/// Somebody who looks at as many queries as there happen to be (`useQueries`): they are
/// fetched side by side, and seen together; clones are the same. A query that stays
/// when others come and go keeps its observer.
pub struct Queries<S> {
    core: Rc<Core<S>>,
}

struct Core<S> {
    me: Weak<Self>,
    client: QueryClient,
    observers: RefCell<Vec<Observer<S>>>,
    /// While somebody subscribes, each observer is.
    observing: RefCell<Vec<Observing>>,
    subscribers: RefCell<Vec<(u64, Subscriber<S>)>>,
    /// What subscribers know.
    told: RefCell<Vec<Snapshot<S>>>,
}

impl<S> Clone for Queries<S> {
    fn clone(&self) -> Self {
        Self {
            core: self.core.clone(),
        }
    }
}

impl<S: 'static> Queries<S> {
    /// Looks at these queries. Nothing is fetched before somebody subscribes.
    pub fn new<T: 'static>(
        client: &QueryClient,
        queries: impl IntoIterator<Item = Query<T, S>>,
    ) -> Self {
        let observers = queries.into_iter();
        let observers = observers
            .map(|query| Observer::new(client, query))
            .collect();
        Self {
            core: Rc::new_cyclic(|me| Core {
                me: me.clone(),
                client: client.clone(),
                observers: RefCell::new(observers),
                observing: RefCell::default(),
                subscribers: RefCell::default(),
                told: RefCell::default(),
            }),
        }
    }

    /// What is seen of each, in their order.
    pub fn current(&self) -> Vec<Snapshot<S>> {
        self.core.current()
    }

    /// What is made of all of them.
    pub fn combine<R>(&self, combine: impl FnOnce(&[Snapshot<S>]) -> R) -> R {
        combine(&self.current())
    }

    /// The observer of each, in their order.
    pub fn observers(&self) -> Vec<Observer<S>> {
        self.core.observers.borrow().clone()
    }

    /// Calls `subscriber` with what is seen of all whenever that changed: once, if
    /// several did at once.
    pub fn subscribe(&self, subscriber: impl Fn(&[Snapshot<S>]) + 'static) -> Observing {
        let core = &self.core;
        let number = {
            let mut subscribers = core.subscribers.borrow_mut();
            let number = subscribers.last().map_or(0, |(last, _)| last + 1);
            subscribers.push((number, Rc::new(subscriber)));
            number
        };
        if core.observing.borrow().is_empty() {
            *core.told.borrow_mut() = self.current();
            let observers = self.observers();
            let observing = core.client.batch(|| core.watch_all(&observers));
            *core.observing.borrow_mut() = observing;
        }
        let core = core.clone();
        Observing::new(move || core.unsubscribe(number))
    }

    /// Looks at these queries instead. Those that were looked at before go on.
    pub fn set_queries<T: 'static>(&self, queries: impl IntoIterator<Item = Query<T, S>>) {
        let core = &self.core;
        core.client.batch(|| {
            let mut before = self.observers();
            let next: Vec<Observer<S>> = queries
                .into_iter()
                .map(|query| {
                    let known = before.iter().position(|one| one.key() == *query.key());
                    match known.map(|place| before.remove(place)) {
                        Some(observer) => {
                            observer.set_options(query);
                            observer
                        }
                        None => Observer::new(&core.client, query),
                    }
                })
                .collect();
            *core.observers.borrow_mut() = next.clone();
            if !core.subscribers.borrow().is_empty() {
                // Those that stay are held by the new before the old let go.
                let observing = core.watch_all(&next);
                let before = core.observing.replace(observing);
                drop(before);
            }
        });
        core.tell();
    }
}

impl<S: 'static> Core<S> {
    fn current(&self) -> Vec<Snapshot<S>> {
        let observers = self.observers.borrow().clone();
        observers.iter().map(Observer::current).collect()
    }

    fn watch_all(&self, observers: &[Observer<S>]) -> Vec<Observing> {
        let watch = |observer: &Observer<S>| {
            let me = self.me.clone();
            observer.subscribe(move |_| {
                if let Some(me) = me.upgrade() {
                    me.tell();
                }
            })
        };
        observers.iter().map(watch).collect()
    }

    /// Tells subscribers, if there is anything new to see: of several that changed at
    /// once, the first told of all.
    fn tell(&self) {
        let seen = self.current();
        let is_known = {
            let told = self.told.borrow();
            let mut both = told.iter().zip(&seen);
            told.len() == seen.len() && both.all(|(told, seen)| told.looks_like(seen))
        };
        if is_known {
            return;
        }
        self.told.borrow_mut().clone_from(&seen);
        let subscribers = self.subscribers.borrow().clone();
        for (number, subscriber) in subscribers {
            let is_there = {
                let subscribers = self.subscribers.borrow();
                subscribers.iter().any(|(known, _)| *known == number)
            };
            // One may have ended another.
            if is_there {
                subscriber(&seen);
            }
        }
    }

    fn unsubscribe(&self, number: u64) {
        let mut subscribers = self.subscribers.borrow_mut();
        subscribers.retain(|(known, _)| *known != number);
        let is_last = subscribers.is_empty();
        drop(subscribers);
        if is_last {
            let observing = self.observing.take();
            self.client.batch(|| drop(observing));
        }
    }
}
