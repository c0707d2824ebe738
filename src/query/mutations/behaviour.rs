//! Options without their types: what the cache works with, compiled once for all of them.

use super::{
    super::{Failure, GcTime, Key, NetworkMode, QueryClient, Retry, RetryDelay, state::Data},
    codec::Codec,
};
use crate::model::Uuid;
use futures::future::LocalBoxFuture;
use serde_json::Value;
use std::{any::TypeId, rc::Rc};

/// What a mutation's function is told beside its variables.
#[derive(Clone)]
pub struct MutationContext {
    /// The cache.
    pub client: QueryClient,
    /// The mutation's name: the same at every try, also after a restart, and so
    /// the `Idempotency-Key` to send.
    pub id: Uuid,
    /// The key of its options.
    pub key: Option<Key>,
    /// What its options carry along.
    pub meta: Option<Value>,
}

/// What a callback answers: nothing, or that it failed. A failure before the
/// mutation has settled makes it fail, as in TanStack Query.
pub trait CallbackResult {
    /// As a result.
    fn into_result(self) -> Result<(), Failure>;
}

impl CallbackResult for () {
    fn into_result(self) -> Result<(), Failure> {
        Ok(())
    }
}

impl CallbackResult for Result<(), Failure> {
    fn into_result(self) -> Self {
        self
    }
}

/// How a mutation ended, as its callbacks are told.
#[derive(Clone)]
pub(super) struct Ending {
    pub result: Result<Data, Rc<Failure>>,
    pub variables: Data,
    pub context: Option<Data>,
}

pub(super) type Run =
    Rc<dyn Fn(Data, MutationContext) -> LocalBoxFuture<'static, Result<Data, Failure>>>;
pub(super) type Prepare = Rc<dyn Fn(Data) -> LocalBoxFuture<'static, Result<Data, Failure>>>;
pub(super) type Told = Rc<dyn Fn(&Ending) -> LocalBoxFuture<'static, Result<(), Failure>>>;
pub(super) type ScopeOf = Rc<dyn Fn(&Data) -> Option<Rc<str>>>;
pub(super) type Describe = Rc<dyn Fn(&Data) -> String>;

/// What a mutation does and how it goes about it.
/// What is `None` is taken from the defaults of the key.
#[derive(Clone, Default)]
pub(super) struct Behaviour {
    pub types: Option<[TypeId; 3]>,
    pub key: Option<Key>,
    pub run: Option<Run>,
    pub on_mutate: Option<Prepare>,
    pub on_success: Option<Told>,
    pub on_error: Option<Told>,
    pub on_settled: Option<Told>,
    pub retry: Option<Retry>,
    pub retry_delay: Option<RetryDelay>,
    pub network_mode: Option<NetworkMode>,
    pub scope: Option<ScopeOf>,
    pub gc_time: Option<GcTime>,
    pub meta: Option<Value>,
    pub codec: Option<Codec>,
    pub describe: Option<Describe>,
}

impl Behaviour {
    /// These options, and those of `defaults` where these say nothing. Defaults
    /// of other types are no defaults for these.
    pub fn or(mut self, defaults: &Self) -> Self {
        if let (Some(ours), Some(theirs)) = (self.types, defaults.types)
            && ours != theirs
        {
            return self;
        }
        macro_rules! fill {
            ($($field:ident)*) => {
                $(if self.$field.is_none() { self.$field.clone_from(&defaults.$field); })*
            };
        }
        fill!(types run on_mutate on_success on_error on_settled retry retry_delay);
        fill!(network_mode scope gc_time meta codec describe);
        self
    }
}

/// What callbacks are told, in their types.
pub(super) struct Parts<V, T, C> {
    pub variables: Option<Rc<V>>,
    pub data: Option<Rc<T>>,
    pub error: Option<Rc<Failure>>,
    pub context: Option<Rc<C>>,
}

impl<V: 'static, T: 'static, C: 'static> Parts<V, T, C> {
    pub fn of(ending: &Ending) -> Self {
        let (data, error) = match &ending.result {
            Ok(data) => (data.clone().downcast().ok(), None),
            Err(error) => (None, Some(error.clone())),
        };
        let context = ending.context.clone();
        Self {
            variables: ending.variables.clone().downcast().ok(),
            data,
            error,
            context: context.and_then(|context| context.downcast().ok()),
        }
    }
}
