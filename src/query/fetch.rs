//! Asking for one query.

use super::{
    FetchError, Query, QueryClient, Retry,
    flight::{Go, Landing, Running},
    state::Data,
};
use futures::{channel::oneshot, future::LocalBoxFuture};
use std::{
    pin::Pin,
    rc::Rc,
    task::{Context, Poll},
};

/// What a fetch will bring. It is under way already: not awaiting it is as good.
pub struct Fetched<T>(LocalBoxFuture<'static, Result<Rc<T>, FetchError>>);

impl<T> Future for Fetched<T> {
    type Output = Result<Rc<T>, FetchError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        self.0.as_mut().poll(context)
    }
}

impl<T: 'static> Fetched<T> {
    pub(super) fn now(data: Result<Data, FetchError>) -> Self {
        Self(Box::pin(std::future::ready(cast(data))))
    }

    pub(super) fn later(landing: Option<oneshot::Receiver<Landing>>) -> Self {
        Self(Box::pin(async move {
            let landing = landing.ok_or(FetchError::NoFetch)?;
            // The sender goes with the cache.
            cast(landing.await.unwrap_or(Err(FetchError::Cancelled)))
        }))
    }
}

fn cast<T: 'static>(data: Result<Data, FetchError>) -> Result<Rc<T>, FetchError> {
    data?.downcast().map_err(|_| FetchError::OtherType)
}

impl QueryClient {
    /// Fetches a query if it is missing or stale, and gives its data: one flight serves
    /// all who ask at the same time. It is not tried again unless the query or the
    /// defaults say so. The fetch begins at once, and goes on if nobody awaits it.
    ///
    /// ```
    /// # use leadwire::query::{Key, Query, QueryClient, FetchError};
    /// # async fn example(client: QueryClient) -> Result<(), FetchError> {
    /// let todos = Query::new(Key::new(["todos"]), |_| async { Ok(vec!["write", "rest"]) });
    /// assert_eq!(client.fetch(&todos).await?.len(), 2);
    /// # Ok(())
    /// # }
    /// ```
    pub fn fetch<T: 'static, S>(&self, query: &Query<T, S>) -> Fetched<T> {
        let (key, mut plan) = (&query.erased.key, query.erased.plan.clone());
        let settings = self.merged(key, &plan.settings);
        if settings.retry.is_none() {
            plan.settings.retry = Some(Retry::Never);
        }
        let entry = self.build(key, || plan.clone());
        let now = (self.env().now)();
        let is_stale = settings
            .stale_at(&entry.state)
            .is_stale(&entry.state(), now);
        if !is_stale {
            return Fetched::now(entry.data().ok_or(FetchError::NoFetch));
        }
        let flies = self.fly(&entry, Some(plan), Go::running(Running::Share));
        let landing = if flies { self.join(&entry) } else { None };
        self.notify();
        Fetched::later(landing)
    }

    /// Gives what is cached, however old, and fetches only what is not.
    pub fn ensure<T: 'static, S>(&self, query: &Query<T, S>) -> Fetched<T> {
        let entry = self.build(&query.erased.key, || query.erased.plan.clone());
        match entry.data() {
            Some(data) => Fetched::now(Ok(data)),
            None => self.fetch(query),
        }
    }

    /// Gives what is cached, however old, and sees to it that it is fetched if it is
    /// missing or stale (`revalidateIfStale`).
    pub fn ensure_fresh<T: 'static, S>(&self, query: &Query<T, S>) -> Fetched<T> {
        let known = self.ensure(query);
        // Missing data is being fetched already.
        self.fetch(query);
        known
    }

    /// Fetches a query if it is missing or stale, for later. It cannot fail: whoever
    /// needs the data will see.
    pub fn prefetch<T: 'static, S>(&self, query: &Query<T, S>) -> super::Settled {
        let fetched = self.fetch(query);
        super::Settled::after(async move {
            let _ = fetched.await;
        })
    }
}
