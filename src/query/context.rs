//! What a fetch function is given.

use super::{Direction, Failure, Key, QueryClient, settings::Fetch, state::Data};
use futures::channel::oneshot;
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

/// What a fetch function is given.
#[derive(Clone)]
pub struct FetchContext {
    /// What to fetch.
    pub key: Key,
    /// The cache that asks.
    pub client: QueryClient,
    /// What the query says of itself.
    pub meta: Option<Rc<serde_json::Value>>,
    /// Which way an infinite query is continued.
    pub(super) direction: Option<Direction>,
    /// What was known when the fetch began.
    pub(super) known: Option<Data>,
    /// What earlier attempts of the same fetch got.
    pub(super) so_far: Rc<RefCell<Option<Data>>>,
    pub(super) signal: Signal,
}

impl FetchContext {
    /// Tells when nobody wants the answer any more. A function that takes it can be
    /// stopped, so [`OnLeave::Auto`](super::OnLeave::Auto) cancels it when its last
    /// observer leaves. Its future is dropped then in any case: the signal is for
    /// what goes on elsewhere.
    pub fn signal(&self) -> Signal {
        self.signal.0.taken.set(true);
        self.signal.clone()
    }
}

/// Tells when nobody wants an answer any more; clones share it.
#[derive(Clone, Default)]
pub struct Signal(Rc<Shared>);

#[derive(Default)]
struct Shared {
    taken: Cell<bool>,
    cancelled: Cell<bool>,
    waiting: RefCell<Vec<oneshot::Sender<()>>>,
}

impl Signal {
    /// Whether nobody wants it any more.
    pub fn is_cancelled(&self) -> bool {
        self.0.cancelled.get()
    }

    /// Waits until nobody wants it any more.
    pub async fn cancelled(&self) {
        if !self.is_cancelled() {
            let (sender, cancelled) = oneshot::channel();
            self.0.waiting.borrow_mut().push(sender);
            if cancelled.await.is_err() {
                // The fetch is over, so it can no longer be cancelled.
                std::future::pending::<()>().await;
            }
        }
    }

    pub(super) fn cancel(&self) {
        self.0.cancelled.set(true);
        for waiting in self.0.waiting.take() {
            // Whoever gave up waiting is gone.
            let _ = waiting.send(());
        }
    }

    pub(super) fn is_taken(&self) -> bool {
        self.0.taken.get()
    }

    /// A new attempt has yet to take it.
    pub(super) fn renew(&self) {
        self.0.taken.set(false);
    }
}

/// Forgets the type of what a function fetches.
pub(super) fn erase<T, F>(fetch: impl Fn(FetchContext) -> F + 'static) -> Fetch
where
    T: 'static,
    F: Future<Output = Result<T, Failure>> + 'static,
{
    Rc::new(move |context| {
        let answer = fetch(context);
        Box::pin(async move { answer.await.map(|data| Rc::new(data) as Data) })
    })
}
