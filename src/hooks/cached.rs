//! Binds a query of the cache to the component that shows it.
//!
//! What is shown is read off the cache's own observer, at once and in the first
//! render: nothing flashes, and placeholders and selections are each component's own.
//! dioxus-query delivers the news of it: it is asked to draw a component again when
//! its observer saw something new, and knows nothing of the data. That keeps clear of
//! what it does to data (see its version 0.9.2): it would keep every key for good,
//! fetch twice, let an older answer win, and lose good data to an error.

use super::context::use_leadwire;
use crate::query::{Key, Observer, Observing, Query, Snapshot};
use dioxus::{core::spawn_forever, prelude::*};
use dioxus_query::prelude::{QueriesStorage, Query as Binding, QueryCapability, use_query};
use std::{
    cell::{Cell, RefCell},
    convert::Infallible,
    rc::Rc,
};

/// Draws the component again that has this seat. There is nothing to run.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Redraw(usize);

impl QueryCapability for Redraw {
    type Ok = ();
    type Err = Infallible;
    type Keys = usize;

    async fn run(&self, _: &usize) -> Result<(), Infallible> {
        Ok(())
    }

    fn matches(&self, seat: &usize) -> bool {
        self.0 == *seat
    }
}

/// A number that one component at a time has: dioxus-query forgets no key, so keys
/// are used again, and there are no more of them than components were ever shown at once.
struct Seat(usize);

#[derive(Default)]
struct Seats {
    taken: usize,
    free: Vec<usize>,
}

thread_local! {
    static SEATS: RefCell<Seats> = RefCell::default();
}

impl Seat {
    fn take() -> Self {
        SEATS.with_borrow_mut(|seats| {
            Self(seats.free.pop().unwrap_or_else(|| {
                seats.taken += 1;
                seats.taken
            }))
        })
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        // Fails only when the thread ends, and all seats with it.
        let _ = SEATS.try_with(|seats| seats.borrow_mut().free.push(self.0));
    }
}

/// How a component is drawn again.
#[derive(Clone)]
struct Drawing {
    seat: Rc<Seat>,
    is_on: Rc<Cell<bool>>,
}

impl Drawing {
    /// Draws again; what is seen while it is drawn is drawn.
    fn redraw(&self) {
        if !self.is_on.get() {
            // Not this component's task: it may be gone before the task runs.
            spawn_forever(QueriesStorage::<Redraw>::invalidate_matching(self.seat.0));
        }
    }
}

/// What a component holds, whatever it shows: one copy of this code, not one for each
/// type of data.
fn use_drawing() -> Drawing {
    let drawing = use_hook(|| Drawing {
        seat: Rc::new(Seat::take()),
        is_on: Rc::default(),
    });
    let seat = drawing.seat.0;
    // Subscribes; it never runs of itself.
    use_query(Binding::new(seat, Redraw(seat)).enable(false)).read();
    drawing.is_on.set(true);
    drawing
}

/// What of it depends on what is shown.
struct Held<S> {
    observing: RefCell<Option<Observing>>,
    observer: RefCell<Option<Observer<S>>>,
    manner: Cell<u32>,
}

/// What is known under `key`, fetched if it is missing or stale as the query says.
/// `query` is asked for again only when the key is another.
pub(super) fn use_cached<T: 'static, S: 'static>(
    key: Key,
    query: impl FnOnce(Key) -> Query<T, S>,
) -> Snapshot<S> {
    use_cached_as(key, 0, query)
}

/// The same for a query that is made in one manner or another, and made again whenever
/// that changes.
pub(super) fn use_cached_as<T: 'static, S: 'static>(
    key: Key,
    manner: u32,
    query: impl FnOnce(Key) -> Query<T, S>,
) -> Snapshot<S> {
    let client = use_leadwire().client;
    let drawing = use_drawing();
    let held = use_hook(|| {
        Rc::new(Held {
            observing: RefCell::default(),
            observer: RefCell::new(None),
            manner: Cell::new(manner),
        })
    });
    let is_same = held.manner.replace(manner) == manner;
    let known = held.observer.borrow().clone();
    let observer = match known {
        Some(observer) if is_same && observer.key() == key => observer,
        Some(observer) => {
            observer.set_options(query(key));
            observer
        }
        None => {
            let observer = Observer::new(&client, query(key));
            *held.observer.borrow_mut() = Some(observer.clone());
            let told = drawing.clone();
            let observing = observer.subscribe(move |_| told.redraw());
            *held.observing.borrow_mut() = Some(observing);
            observer
        }
    };
    let seen = observer.current();
    drawing.is_on.set(false);
    // The seat is given back when the last who draws it is gone.
    use_drop(move || drop(held.observing.take()));
    seen
}
