//! Somebody who looks at a query.

mod mounting;
mod timing;
mod watching;

use super::{
    Key, Query, QueryClient, Snapshot,
    entry::Entry,
    flight::{Go, Running},
    plan::{Erased, Plan},
    snapshot::Seen,
    state::Data,
    timers::TimerId,
    view::View,
};
use futures::future::LocalBoxFuture;
use mounting::with_defaults;
use std::{
    cell::{Cell, RefCell},
    marker::PhantomData,
    pin::Pin,
    rc::{Rc, Weak},
    task::{Context, Poll},
};

/// Somebody who looks at a query: what a component holds; clones are the same
/// observer. While it has subscribers, its query is fetched when it should be and
/// kept; without any it only looks.
///
/// ```
/// # use leadwire::query::{Key, Observer, Query, QueryClient};
/// # fn example(client: &QueryClient) {
/// let todos = Query::new(Key::new(["todos"]), |_| async { Ok(vec!["write", "rest"]) });
/// let observer = Observer::new(client, todos.select(Vec::len));
/// let observing = observer.subscribe(|todos| println!("{:?} things to do", todos.data));
/// // … and when the component goes:
/// drop(observing);
/// # }
/// ```
pub struct Observer<S> {
    core: Rc<Core>,
    sees: PhantomData<fn() -> S>,
}

/// Keeps a subscriber until it is dropped.
#[must_use = "dropping it ends the subscription"]
pub struct Observing(Option<Box<dyn FnOnce()>>);

impl Observing {
    pub(super) fn new(end: impl FnOnce() + 'static) -> Self {
        Self(Some(Box::new(end)))
    }
}

impl Drop for Observing {
    fn drop(&mut self) {
        if let Some(end) = self.0.take() {
            end();
        }
    }
}

type Subscriber = Rc<dyn Fn(&Seen)>;

/// An observer without the type of what it sees.
struct Core {
    me: Weak<Self>,
    client: QueryClient,
    /// What is observed, with the defaults.
    query: RefCell<Rc<Erased>>,
    /// What was asked for, without them.
    asked: RefCell<Plan>,
    entry: RefCell<Rc<Entry>>,
    view: RefCell<View>,
    subscribers: RefCell<Vec<(u64, Subscriber)>>,
    numbers: Cell<u64>,
    /// What subscribers know.
    told: RefCell<Option<Seen>>,
    /// Whether subscribers are about to be told, and if so whether the query changed.
    is_marked: Cell<bool>,
    is_changed: Cell<bool>,
    stale_timer: Cell<Option<TimerId>>,
    interval_timer: Cell<Option<TimerId>>,
}

impl<S> Clone for Observer<S> {
    fn clone(&self) -> Self {
        Self {
            core: self.core.clone(),
            sees: PhantomData,
        }
    }
}

impl Core {
    fn new(client: &QueryClient, query: Erased) -> Rc<Self> {
        let asked = query.plan.clone();
        let query = Rc::new(with_defaults(client, query));
        let entry = client.build(&query.key, || asked.clone());
        client.adopt(&entry, asked.clone());
        let mut view = View::default();
        view.begin(&entry);
        client.notify();
        Rc::new_cyclic(|me| Self {
            me: me.clone(),
            client: client.clone(),
            query: RefCell::new(query),
            asked: RefCell::new(asked),
            entry: RefCell::new(entry),
            view: RefCell::new(view),
            subscribers: RefCell::default(),
            numbers: Cell::default(),
            told: RefCell::default(),
            is_marked: Cell::default(),
            is_changed: Cell::default(),
            stale_timer: Cell::default(),
            interval_timer: Cell::default(),
        })
    }

    fn subscribe(self: &Rc<Self>, subscriber: Subscriber) -> Observing {
        let number = self.numbers.get();
        self.numbers.set(number + 1);
        self.subscribers.borrow_mut().push((number, subscriber));
        if self.subscribers.borrow().len() == 1 {
            self.mount();
        }
        let core = self.clone();
        Observing::new(move || core.unsubscribe(number))
    }

    fn go(self: &Rc<Self>, go: Go) -> LocalBoxFuture<'static, Seen> {
        let landing = self.execute(go);
        self.client.notify();
        let core = self.clone();
        Box::pin(async move {
            if let Some(landing) = landing {
                // However it ended, it is seen.
                let _ = landing.await;
            }
            core.look()
        })
    }
}

impl<S: 'static> Observer<S> {
    /// Looks at a query. Nothing is fetched before somebody subscribes.
    pub fn new<T: 'static>(client: &QueryClient, query: Query<T, S>) -> Self {
        Self {
            core: Core::new(client, query.erased),
            sees: PhantomData,
        }
    }

    /// What is seen now.
    pub fn current(&self) -> Snapshot<S> {
        self.core.look().typed()
    }

    /// What is kept under the key, whatever is shown of it.
    pub(super) fn kept(&self) -> Option<Data> {
        self.core.entry().data()
    }

    /// The key that is looked at.
    pub fn key(&self) -> Key {
        self.core.query.borrow().key.clone()
    }

    /// Calls `subscriber` with what is seen whenever that changed. The first one
    /// mounts the observer: the query is fetched if it is missing or stale.
    pub fn subscribe(&self, subscriber: impl Fn(&Snapshot<S>) + 'static) -> Observing {
        let subscriber = move |seen: &Seen| subscriber(&seen.clone().typed());
        self.core.subscribe(Rc::new(subscriber))
    }

    /// Looks at another query, or at the same in another way.
    pub fn set_options<T: 'static>(&self, query: Query<T, S>) {
        self.core.set_options(query.erased);
    }

    /// Fetches now, stale or not, enabled or not, and gives what is seen then. A fetch
    /// under way is called off for it, if there is older data.
    pub fn refetch(&self) -> Looked<S> {
        self.refetch_with(Running::Restart)
    }

    /// Fetches now, and does as is said with a fetch under way.
    pub fn refetch_with(&self, running: Running) -> Looked<S> {
        self.go(Go::running(running))
    }

    pub(super) fn go(&self, go: Go) -> Looked<S> {
        Looked {
            over: self.core.go(go),
            sees: PhantomData,
        }
    }
}

/// What will be seen when a fetch is over. It goes on if nobody awaits it.
pub struct Looked<S> {
    over: LocalBoxFuture<'static, Seen>,
    sees: PhantomData<fn() -> S>,
}

impl<S: 'static> Future for Looked<S> {
    type Output = Snapshot<S>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        self.over.as_mut().poll(context).map(Seen::typed)
    }
}
