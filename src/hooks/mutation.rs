//! Binds a mutation of the cache to the component that starts it.

use super::context::{put, use_leadwire};
use crate::query::{
    Mutating, MutationCallbacks, MutationObserver, MutationOptions, MutationSnapshot,
};
use dioxus::prelude::*;
use std::fmt::Debug;

/// What a component holds of the mutations that it starts: it may leave, they go on.
pub struct UseMutation<V: 'static, T: 'static, C: 'static = ()> {
    observer: MutationObserver<V, T, C>,
    shown: Signal<MutationSnapshot<V, T, C>>,
}

impl<V, T, C> Clone for UseMutation<V, T, C> {
    fn clone(&self) -> Self {
        Self {
            observer: self.observer.clone(),
            shown: self.shown,
        }
    }
}

impl<V, T, C> UseMutation<V, T, C> {
    /// Starts it.
    pub fn mutate(&self, variables: V) -> Mutating<T> {
        self.observer.mutate(variables)
    }

    /// Starts it, with callbacks that run only if the component is still there.
    pub fn mutate_with(&self, variables: V, callbacks: MutationCallbacks<V, T, C>) -> Mutating<T> {
        self.observer.mutate_with(variables, callbacks)
    }

    /// The latest one as it is; reading subscribes.
    pub fn snapshot(&self) -> MutationSnapshot<V, T, C> {
        self.shown.read().clone()
    }

    /// The latest one as it is, without subscribing.
    pub fn peek(&self) -> MutationSnapshot<V, T, C> {
        self.observer.snapshot()
    }

    /// Shows none any more.
    pub fn reset(&self) {
        self.observer.reset();
    }
}

/// A mutation with `options`, which are made once.
pub fn use_mutation<V: Debug + 'static, T: 'static, C: 'static>(
    options: impl FnOnce() -> MutationOptions<V, T, C>,
) -> UseMutation<V, T, C> {
    let client = use_leadwire().client;
    let observer = use_hook(|| client.observe_mutations(&options()));
    let shown = use_signal(|| observer.snapshot());
    let subscription = use_hook(|| {
        let watched = observer.clone();
        observer.subscribe(move || put(shown, watched.snapshot()))
    });
    use_drop({
        let observer = observer.clone();
        move || observer.unsubscribe(subscription)
    });
    UseMutation { observer, shown }
}
