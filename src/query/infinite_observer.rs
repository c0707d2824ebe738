//! Somebody who looks at a query of many pages.

use super::{
    Direction, InfiniteQuery, Looked, Observer, Observing, Pages, QueryClient, Running, Snapshot,
    flight::Go, infinite::Shape,
};
use std::{cell::RefCell, rc::Rc};

/// Somebody who looks at a query of many pages.
pub struct InfiniteObserver<T, P> {
    observer: Observer<Pages<T, P>>,
    shape: RefCell<Shape<T, P>>,
}

impl<T: PartialEq + 'static, P: Clone + PartialEq + 'static> InfiniteObserver<T, P> {
    /// Looks at a query. Nothing is fetched before somebody subscribes.
    pub fn new(client: &QueryClient, query: InfiniteQuery<T, P>) -> Self {
        Self {
            observer: Observer::new(client, query.query),
            shape: RefCell::new(query.shape),
        }
    }

    /// The observer of the pages as one whole.
    pub fn observer(&self) -> &Observer<Pages<T, P>> {
        &self.observer
    }

    /// What is seen now.
    pub fn current(&self) -> Snapshot<Pages<T, P>> {
        self.observer.current()
    }

    /// Calls `subscriber` with what is seen whenever that changed.
    pub fn subscribe(&self, subscriber: impl Fn(&Snapshot<Pages<T, P>>) + 'static) -> Observing {
        self.observer.subscribe(subscriber)
    }

    /// Looks at another query, or at the same in another way.
    pub fn set_options(&self, query: InfiniteQuery<T, P>) {
        *self.shape.borrow_mut() = query.shape;
        self.observer.set_options(query.query);
    }

    /// Fetches all pages again, one after another.
    pub fn refetch(&self) -> Looked<Pages<T, P>> {
        self.observer.refetch()
    }

    /// Loads the page after those loaded. A fetch under way is called off for it.
    pub fn fetch_next(&self) -> Looked<Pages<T, P>> {
        self.fetch_next_with(Running::Restart)
    }

    /// Loads the page after those loaded, and does as is said with a fetch under way.
    pub fn fetch_next_with(&self, running: Running) -> Looked<Pages<T, P>> {
        self.fetch_more(Direction::Forward, running)
    }

    /// Loads the page before those loaded. A fetch under way is called off for it.
    pub fn fetch_previous(&self) -> Looked<Pages<T, P>> {
        self.fetch_previous_with(Running::Restart)
    }

    /// Loads the page before those loaded, and does as is said with a fetch under way.
    pub fn fetch_previous_with(&self, running: Running) -> Looked<Pages<T, P>> {
        self.fetch_more(Direction::Backward, running)
    }

    fn fetch_more(&self, direction: Direction, running: Running) -> Looked<Pages<T, P>> {
        self.observer.go(Go {
            running,
            direction: Some(direction),
        })
    }

    /// Whether there is a page after those loaded.
    pub fn has_next(&self) -> bool {
        let next = self.shape.borrow().next.clone();
        self.loaded().is_some_and(|loaded| next(&loaded).is_some())
    }

    /// Whether there is a page before those loaded.
    pub fn has_previous(&self) -> bool {
        let Some(previous) = self.shape.borrow().previous.clone() else {
            return false;
        };
        self.loaded()
            .is_some_and(|loaded| previous(&loaded).is_some())
    }

    /// The pages of this query, if there are any: not those that stand in for them, which
    /// have others before and after them.
    fn loaded(&self) -> Option<Rc<Pages<T, P>>> {
        let kept = self.observer.kept()?.downcast::<Pages<T, P>>().ok()?;
        (!kept.pages.is_empty()).then_some(kept)
    }

    /// Whether the page after those loaded is being loaded.
    pub fn is_fetching_next(&self) -> bool {
        self.is_going(Direction::Forward)
    }

    /// Whether the page before those loaded is being loaded.
    pub fn is_fetching_previous(&self) -> bool {
        self.is_going(Direction::Backward)
    }

    fn is_going(&self, direction: Direction) -> bool {
        let seen = self.current();
        seen.is_fetching() && seen.direction == Some(direction)
    }

    /// Whether loading the page after those loaded failed.
    pub fn is_next_error(&self) -> bool {
        self.has_failed(Direction::Forward)
    }

    /// Whether loading the page before those loaded failed.
    pub fn is_previous_error(&self) -> bool {
        self.has_failed(Direction::Backward)
    }

    fn has_failed(&self, direction: Direction) -> bool {
        let seen = self.current();
        seen.is_error() && seen.direction == Some(direction)
    }

    /// Whether loading all pages again failed, rather than one more.
    pub fn is_refetch_error(&self) -> bool {
        let seen = self.current();
        seen.is_refetch_error() && seen.direction.is_none()
    }

    /// Whether all pages are being loaded again, rather than one more.
    pub fn is_refetching(&self) -> bool {
        let seen = self.current();
        seen.is_refetching() && seen.direction.is_none()
    }
}
