//! What a mutation does and how it goes about it, in its types.

use super::{
    super::{Failure, GcTime, Key, NetworkMode, Retry, RetryDelay, state::Data},
    behaviour::{Behaviour, CallbackResult, Describe, MutationContext, Parts},
    codec::Codec,
};
use futures::{FutureExt, future::LocalBoxFuture};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use std::{any::TypeId, fmt::Debug, marker::PhantomData, rc::Rc};

/// What a mutation does: of variables `V`, answered with `T`; `C` is what its
/// `on_mutate` hands to the callbacks that follow.
///
/// The callbacks here belong to the mutation: they run whether or not whoever
/// started it is still there. Callbacks for whoever is there are given with the
/// call, see [`MutationCallbacks`](super::MutationCallbacks).
pub struct MutationOptions<V, T, C = ()> {
    pub(super) behaviour: Behaviour,
    types: PhantomData<fn(V) -> (T, C)>,
}

impl<V, T, C> Clone for MutationOptions<V, T, C> {
    fn clone(&self) -> Self {
        Self {
            behaviour: self.behaviour.clone(),
            types: PhantomData,
        }
    }
}

impl<V: Debug + 'static, T: 'static> MutationOptions<V, T> {
    /// A mutation that `run` carries out.
    pub fn new<F>(run: impl Fn(Rc<V>, MutationContext) -> F + 'static) -> Self
    where
        F: Future<Output = Result<T, Failure>> + 'static,
    {
        Self::empty().run(run)
    }
}

impl<V: Debug + 'static, T: 'static, C: 'static> MutationOptions<V, T, C> {
    /// A mutation that `run` carries out, after `on_mutate` has prepared it: shown
    /// it before the server knows, say. What that answers is handed to the
    /// callbacks, which may need it to take everything back.
    pub fn optimistic<F, P>(
        on_mutate: impl Fn(Rc<V>) -> P + 'static,
        run: impl Fn(Rc<V>, MutationContext) -> F + 'static,
    ) -> Self
    where
        F: Future<Output = Result<T, Failure>> + 'static,
        P: Future<Output = Result<C, Failure>> + 'static,
    {
        Self::empty().run(run).on_mutate(on_mutate)
    }

    /// A mutation that is carried out as the defaults of `key` say.
    pub fn keyed(key: Key) -> Self {
        Self::empty().key(key)
    }

    fn empty() -> Self {
        let types = [TypeId::of::<V>(), TypeId::of::<T>(), TypeId::of::<C>()];
        let describe: Describe = Rc::new(|variables| {
            variables
                .downcast_ref::<V>()
                .map_or_else(String::new, |variables| format!("{variables:?}"))
        });
        Self {
            behaviour: Behaviour {
                types: Some(types),
                describe: Some(describe),
                ..Behaviour::default()
            },
            types: PhantomData,
        }
    }

    fn run<F>(mut self, run: impl Fn(Rc<V>, MutationContext) -> F + 'static) -> Self
    where
        F: Future<Output = Result<T, Failure>> + 'static,
    {
        self.behaviour.run = Some(Rc::new(move |variables, context| {
            // The types were checked when the options were put together.
            let Ok(variables) = variables.downcast() else {
                return Box::pin(async { Err(mistyped()) });
            };
            let answer = run(variables, context);
            async move { answer.await.map(|data| Rc::new(data) as Data) }.boxed_local()
        }));
        self
    }

    fn on_mutate<P>(mut self, prepare: impl Fn(Rc<V>) -> P + 'static) -> Self
    where
        P: Future<Output = Result<C, Failure>> + 'static,
    {
        self.behaviour.on_mutate = Some(Rc::new(move |variables| {
            let Ok(variables) = variables.downcast() else {
                return Box::pin(async { Err(mistyped()) });
            };
            let context = prepare(variables);
            async move { context.await.map(|context| Rc::new(context) as Data) }.boxed_local()
        }));
        self
    }

    /// Its key: what filters find it by, and what defaults it takes.
    pub fn key(mut self, key: Key) -> Self {
        self.behaviour.key = Some(key);
        self
    }

    /// Runs once the server has answered, before whoever waits is told.
    pub fn on_success<F, R>(
        mut self,
        told: impl Fn(Rc<T>, Rc<V>, Option<Rc<C>>) -> F + 'static,
    ) -> Self
    where
        F: Future<Output = R> + 'static,
        R: CallbackResult,
    {
        self.behaviour.on_success = Some(Rc::new(move |ending| {
            let parts = Parts::<V, T, C>::of(ending);
            let (Some(variables), Some(data)) = (parts.variables, parts.data) else {
                return nothing();
            };
            answer(told(data, variables, parts.context))
        }));
        self
    }

    /// Runs once it was given up, before whoever waits is told.
    pub fn on_error<F, R>(
        mut self,
        told: impl Fn(Rc<Failure>, Rc<V>, Option<Rc<C>>) -> F + 'static,
    ) -> Self
    where
        F: Future<Output = R> + 'static,
        R: CallbackResult,
    {
        self.behaviour.on_error = Some(Rc::new(move |ending| {
            let parts = Parts::<V, T, C>::of(ending);
            let (Some(variables), Some(error)) = (parts.variables, parts.error) else {
                return nothing();
            };
            answer(told(error, variables, parts.context))
        }));
        self
    }

    /// Runs after either of these.
    pub fn on_settled<F, R>(
        mut self,
        told: impl Fn(Result<Rc<T>, Rc<Failure>>, Rc<V>, Option<Rc<C>>) -> F + 'static,
    ) -> Self
    where
        F: Future<Output = R> + 'static,
        R: CallbackResult,
    {
        self.behaviour.on_settled = Some(Rc::new(move |ending| {
            let parts = Parts::<V, T, C>::of(ending);
            let result = match (parts.data, parts.error) {
                (Some(data), _) => Ok(data),
                (None, Some(error)) => Err(error),
                (None, None) => return nothing(),
            };
            let Some(variables) = parts.variables else {
                return nothing();
            };
            answer(told(result, variables, parts.context))
        }));
        self
    }

    /// Whether a failed try is followed by another; it is not, unless said so.
    pub fn retry(mut self, retry: Retry) -> Self {
        self.behaviour.retry = Some(retry);
        self
    }

    /// How long after.
    pub fn retry_delay(mut self, delay: RetryDelay) -> Self {
        self.behaviour.retry_delay = Some(delay);
        self
    }

    /// What the network has to do with it.
    pub fn network_mode(mut self, mode: NetworkMode) -> Self {
        self.behaviour.network_mode = Some(mode);
        self
    }

    /// Mutations of the same scope run one after another, in the order in which
    /// they were asked for.
    pub fn scope(self, scope: impl Into<Rc<str>>) -> Self {
        let scope = scope.into();
        self.scope_by(move |_| scope.clone())
    }

    /// The same, where the scope depends on what is changed.
    pub fn scope_by<S: Into<Rc<str>>>(mut self, scope: impl Fn(&V) -> S + 'static) -> Self {
        self.behaviour.scope = Some(Rc::new(move |variables| {
            Some(scope(variables.downcast_ref::<V>()?).into())
        }));
        self
    }

    /// How long it is remembered once nobody observes it: five minutes, unless said
    /// otherwise.
    pub fn gc_time(mut self, time: GcTime) -> Self {
        self.behaviour.gc_time = Some(time);
        self
    }

    /// Something to carry along.
    pub fn meta(mut self, meta: Value) -> Self {
        self.behaviour.meta = Some(meta);
        self
    }

    /// Can be written down while it is paused, and go on after a restart. It needs
    /// a key, and defaults of that key then.
    pub fn durable(mut self) -> Self
    where
        V: Serialize + DeserializeOwned,
        C: Serialize + DeserializeOwned,
    {
        self.behaviour.codec = Some(Codec::of::<V, C>());
        self
    }
}

fn nothing() -> LocalBoxFuture<'static, Result<(), Failure>> {
    Box::pin(async { Ok(()) })
}

fn answer<R: CallbackResult>(
    told: impl Future<Output = R> + 'static,
) -> LocalBoxFuture<'static, Result<(), Failure>> {
    async move { told.await.into_result() }.boxed_local()
}

/// Options of one type were given variables of another: cannot happen through
/// the typed calls.
fn mistyped() -> Failure {
    Failure::Unreadable("the mutation has variables of another type".into())
}
