//! Finding mutations.

use super::{
    super::{Failure, Key},
    behaviour::{Describe, Ending},
    mutation::Mutation,
    state::{MutationStatus, typed},
};
use crate::{
    model::{Timestamp, Uuid},
    query::state::Data,
};
use serde_json::Value;
use std::rc::Rc;

/// A mutation as it is found, whatever its types.
#[derive(Clone)]
pub struct MutationInfo {
    /// Its name, the same after a restart.
    pub id: Uuid,
    /// The key of its options.
    pub key: Option<Key>,
    /// What it runs one after another with.
    pub scope: Option<Rc<str>>,
    /// How far it is.
    pub status: MutationStatus,
    /// Whether it waits for the network, the focus or its scope.
    pub is_paused: bool,
    /// Tries that failed.
    pub failure_count: u32,
    /// Why the last of them did.
    pub failure_reason: Option<Rc<Failure>>,
    /// Why it was given up.
    pub error: Option<Rc<Failure>>,
    /// When it was asked for.
    pub submitted_at: Timestamp,
    /// What its options carry along.
    pub meta: Option<Value>,
    pub(super) variables: Option<Data>,
    pub(super) context: Option<Data>,
    pub(super) data: Option<Data>,
    pub(super) describe: Option<Describe>,
}

impl MutationInfo {
    pub(super) fn of(mutation: &Mutation) -> Self {
        let state = mutation.state();
        let behaviour = mutation.behaviour.borrow();
        Self {
            id: mutation.id,
            key: behaviour.key.clone(),
            scope: mutation.scope.clone(),
            status: state.status,
            is_paused: state.is_paused,
            failure_count: state.failure_count,
            failure_reason: state.failure_reason,
            error: state.error,
            submitted_at: state.submitted_at,
            meta: behaviour.meta.clone(),
            variables: state.variables,
            context: state.context,
            data: state.data,
            describe: behaviour.describe.clone(),
        }
    }

    /// The same, ended as its callbacks are told before its state says so.
    pub(super) fn ended(mutation: &Mutation, ending: &Ending) -> Self {
        let mut info = Self::of(mutation);
        match &ending.result {
            Ok(data) => info.data = Some(data.clone()),
            Err(error) => info.error = Some(error.clone()),
        }
        info
    }

    /// What it was asked to do, if that is a `V`.
    pub fn variables<V: 'static>(&self) -> Option<Rc<V>> {
        typed(&self.variables)
    }

    /// What its `on_mutate` answered, if that is a `C`.
    pub fn context<C: 'static>(&self) -> Option<Rc<C>> {
        typed(&self.context)
    }

    /// What the server answered, if that is a `T`.
    pub fn data<T: 'static>(&self) -> Option<Rc<T>> {
        typed(&self.data)
    }

    /// What it was asked to do, for a developer to read.
    pub fn variables_text(&self) -> String {
        match (&self.variables, &self.describe) {
            (Some(variables), Some(describe)) => describe(variables),
            _ => String::new(),
        }
    }
}

/// Decides about a mutation.
type Predicate = Rc<dyn Fn(&MutationInfo) -> bool>;

/// Which mutations: those that all that is said here is true of.
#[derive(Clone, Default)]
pub struct MutationFilters {
    key: Option<(Key, bool)>,
    status: Option<MutationStatus>,
    predicate: Option<Predicate>,
}

impl MutationFilters {
    /// Every mutation.
    pub fn all() -> Self {
        Self::default()
    }

    /// Those whose key is `prefix` or lies below it.
    pub fn under(prefix: Key) -> Self {
        Self {
            key: Some((prefix, false)),
            ..Self::default()
        }
    }

    /// Those of exactly this key.
    pub fn exact(key: Key) -> Self {
        Self {
            key: Some((key, true)),
            ..Self::default()
        }
    }

    /// Of these, those that are so far.
    pub fn status(mut self, status: MutationStatus) -> Self {
        self.status = Some(status);
        self
    }

    /// Of these, those that `predicate` is true of.
    pub fn such_that(mut self, predicate: impl Fn(&MutationInfo) -> bool + 'static) -> Self {
        self.predicate = Some(Rc::new(predicate));
        self
    }

    pub(super) fn has_status(&self) -> bool {
        self.status.is_some()
    }

    pub(super) fn matches(&self, mutation: &MutationInfo) -> bool {
        let by_key = self.key.as_ref().is_none_or(|(wanted, exact)| {
            mutation.key.as_ref().is_some_and(|key| {
                if *exact {
                    key == wanted
                } else {
                    key.is_under(wanted)
                }
            })
        });
        by_key
            && self.status.is_none_or(|status| status == mutation.status)
            && self
                .predicate
                .as_ref()
                .is_none_or(|predicate| predicate(mutation))
    }
}

impl From<&Key> for MutationFilters {
    fn from(prefix: &Key) -> Self {
        Self::under(prefix.clone())
    }
}

impl From<Key> for MutationFilters {
    fn from(prefix: Key) -> Self {
        Self::under(prefix)
    }
}

impl From<&Self> for MutationFilters {
    fn from(filters: &Self) -> Self {
        filters.clone()
    }
}
