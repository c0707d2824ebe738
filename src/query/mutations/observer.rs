//! What a component holds of the mutations that it starts.

use super::{
    super::{CacheEvent, Failure, QueryClient, state::Data},
    Mutating, MutationOptions, MutationSnapshot,
    behaviour::{Behaviour, Ending, Parts},
    mutation::{Mutation, Watcher},
    state::State,
};
use std::{
    cell::{Cell, RefCell},
    marker::PhantomData,
    rc::{Rc, Weak},
};

/// Is called after a change; reads what it needs itself.
type Listener = Rc<dyn Fn()>;
type OnEnd = Box<dyn FnOnce(&Ending)>;

/// Callbacks for one call, for whoever made it: they run only while the observer
/// is subscribed to, and only for the latest call, after the mutation's own.
pub struct MutationCallbacks<V, T, C = ()> {
    untyped: PerCall,
    types: PhantomData<fn(V) -> (T, C)>,
}

#[derive(Default)]
struct PerCall {
    on_success: Option<OnEnd>,
    on_error: Option<OnEnd>,
    on_settled: Option<OnEnd>,
}

impl<V, T, C> Default for MutationCallbacks<V, T, C> {
    fn default() -> Self {
        Self {
            untyped: PerCall::default(),
            types: PhantomData,
        }
    }
}

impl<V: 'static, T: 'static, C: 'static> MutationCallbacks<V, T, C> {
    /// Once it is done.
    pub fn on_success(mut self, told: impl FnOnce(Rc<T>, Rc<V>, Option<Rc<C>>) + 'static) -> Self {
        self.untyped.on_success = Some(Box::new(|ending| {
            let parts = Parts::<V, T, C>::of(ending);
            if let (Some(data), Some(variables)) = (parts.data, parts.variables) {
                told(data, variables, parts.context);
            }
        }));
        self
    }

    /// Once it is given up.
    pub fn on_error(
        mut self,
        told: impl FnOnce(Rc<Failure>, Rc<V>, Option<Rc<C>>) + 'static,
    ) -> Self {
        self.untyped.on_error = Some(Box::new(|ending| {
            let parts = Parts::<V, T, C>::of(ending);
            if let (Some(error), Some(variables)) = (parts.error, parts.variables) {
                told(error, variables, parts.context);
            }
        }));
        self
    }

    /// After either of these.
    pub fn on_settled(
        mut self,
        told: impl FnOnce(Result<Rc<T>, Rc<Failure>>, Rc<V>, Option<Rc<C>>) + 'static,
    ) -> Self {
        self.untyped.on_settled = Some(Box::new(|ending| {
            let parts = Parts::<V, T, C>::of(ending);
            let Some(variables) = parts.variables else {
                return;
            };
            match (parts.data, parts.error) {
                (Some(data), _) => told(Ok(data), variables, parts.context),
                (None, Some(error)) => told(Err(error), variables, parts.context),
                (None, None) => {}
            }
        }));
        self
    }
}

/// Starts mutations and shows the latest. Dropping it, or leaving it, cancels none.
pub struct MutationObserver<V, T, C = ()> {
    watch: Rc<Watch>,
    types: PhantomData<fn(V) -> (T, C)>,
}

impl<V, T, C> Clone for MutationObserver<V, T, C> {
    fn clone(&self) -> Self {
        Self {
            watch: self.watch.clone(),
            types: PhantomData,
        }
    }
}

/// A handle to stop listening to an observer with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Subscription(u64);

struct Watch {
    me: Weak<Self>,
    client: QueryClient,
    behaviour: RefCell<Behaviour>,
    current: RefCell<Option<Rc<Mutation>>>,
    per_call: RefCell<PerCall>,
    next: Cell<u64>,
    listeners: RefCell<Vec<(u64, Listener)>>,
}

impl QueryClient {
    /// An observer of mutations with these options.
    pub fn observe_mutations<V, T, C>(
        &self,
        options: &MutationOptions<V, T, C>,
    ) -> MutationObserver<V, T, C> {
        let behaviour = options.behaviour.clone();
        let behaviour = self.inner.borrow().mutations.with_defaults(behaviour);
        let client = self.clone();
        let watch = Rc::new_cyclic(|me| Watch {
            me: me.clone(),
            client,
            behaviour: RefCell::new(behaviour),
            current: RefCell::default(),
            per_call: RefCell::default(),
            next: Cell::default(),
            listeners: RefCell::default(),
        });
        MutationObserver {
            watch,
            types: PhantomData,
        }
    }
}

impl<V: 'static, T: 'static, C: 'static> MutationObserver<V, T, C> {
    /// Calls `listener` after every change of what is shown.
    pub fn subscribe(&self, listener: impl Fn() + 'static) -> Subscription {
        let id = self.watch.next.get() + 1;
        self.watch.next.set(id);
        {
            let mut listeners = self.watch.listeners.borrow_mut();
            listeners.push((id, Rc::new(listener)));
        }
        let current = self.watch.current.borrow().clone();
        if let Some(current) = current {
            // Everybody may have left meanwhile.
            self.watch.client.watch(&current, self.watch.weak());
        }
        Subscription(id)
    }

    /// Calls it no more. The last to leave lets the mutation be forgotten in
    /// time, but not before it has settled.
    pub fn unsubscribe(&self, subscription: Subscription) {
        let is_last = {
            let mut listeners = self.watch.listeners.borrow_mut();
            listeners.retain(|(id, _)| *id != subscription.0);
            listeners.is_empty()
        };
        if is_last {
            let current = self.watch.current.borrow().clone();
            if let Some(current) = current {
                self.watch.client.unwatch(&current, &self.watch.weak());
            }
        }
    }

    /// Starts a mutation.
    pub fn mutate(&self, variables: V) -> Mutating<T> {
        self.mutate_with(variables, MutationCallbacks::default())
    }

    /// Starts a mutation, with callbacks for this call.
    pub fn mutate_with(&self, variables: V, callbacks: MutationCallbacks<V, T, C>) -> Mutating<T> {
        let watch = &self.watch;
        *watch.per_call.borrow_mut() = callbacks.untyped;
        watch.let_go();
        let variables: Data = Rc::new(variables);
        let behaviour = watch.behaviour.borrow().clone();
        let mutation = watch.client.make_mutation(behaviour, &variables);
        *watch.current.borrow_mut() = Some(mutation.clone());
        watch.client.watch(&mutation, watch.weak());
        watch.client.begin(&mutation, variables)
    }

    /// The latest mutation as it is.
    pub fn snapshot(&self) -> MutationSnapshot<V, T, C> {
        let current = self.watch.current.borrow();
        let state = current
            .as_ref()
            .map_or_else(State::default, |mutation| mutation.state());
        MutationSnapshot::of(&state)
    }

    /// Shows no mutation any more. One on its way goes on.
    pub fn reset(&self) {
        self.watch.let_go();
        self.watch.tell();
    }

    /// Other options from now on: for the mutation on its way, too, unless their
    /// key is another.
    pub fn set_options(&self, options: &MutationOptions<V, T, C>) {
        let watch = &self.watch;
        let behaviour = options.behaviour.clone();
        let behaviour = {
            let inner = watch.client.inner.borrow();
            inner.mutations.with_defaults(behaviour)
        };
        let before = watch.behaviour.replace(behaviour.clone());
        if before.key.is_some() && behaviour.key.is_some() && before.key != behaviour.key {
            self.reset();
            return;
        }
        let current = watch.current.borrow().clone();
        if let Some(current) = current.filter(|current| current.is_pending()) {
            {
                // Who asks for longer remembering is heard.
                let mut known = current.behaviour.borrow_mut();
                let before = known.gc_time.unwrap_or_default();
                let longest = before.max(behaviour.gc_time.unwrap_or_default());
                *known = Behaviour {
                    gc_time: Some(longest),
                    ..behaviour
                };
            }
            let event = CacheEvent::MutationObserverOptionsChanged(current.id);
            watch.client.emit(|| event);
        }
    }
}

impl Watch {
    fn weak(&self) -> Weak<dyn Watcher> {
        self.me.clone()
    }

    /// Watches no mutation any more.
    fn let_go(&self) {
        let before = self.current.borrow_mut().take();
        if let Some(before) = before {
            self.client.unwatch(&before, &self.weak());
        }
    }

    fn tell(&self) {
        let listeners: Vec<Listener> = {
            let listeners = self.listeners.borrow();
            listeners.iter().map(|(_, one)| one.clone()).collect()
        };
        listeners.iter().for_each(|listener| listener());
    }
}

impl Watcher for Watch {
    fn told(&self, ending: Option<&Ending>) {
        let is_heard = !self.listeners.borrow().is_empty();
        if let Some(ending) = ending.filter(|_| is_heard) {
            let per_call = self.per_call.take();
            let own = match ending.result {
                Ok(_) => per_call.on_success,
                Err(_) => per_call.on_error,
            };
            for told in [own, per_call.on_settled].into_iter().flatten() {
                told(ending);
            }
        }
        self.tell();
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        if let Some(current) = self.current.get_mut().take() {
            self.client.unwatch(&current, &self.weak());
        }
    }
}
