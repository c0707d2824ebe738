//! All mutations that are remembered, in the order in which they were asked for.

use super::{
    super::{CacheEvent, Failure, Key, QueryClient},
    MutationFilters, MutationInfo, MutationOptions, MutationSettings,
    behaviour::Behaviour,
    dehydrate::DehydratedMutation,
    mutation::Mutation,
    state::{MutationStatus, State},
};
use crate::model::Uuid;
use futures::future::LocalBoxFuture;
use std::{
    collections::{BTreeMap, HashMap},
    rc::Rc,
};

/// What the cache's callbacks are told: the mutation as it is, its data or error included.
pub(super) type Global = Rc<dyn Fn(MutationInfo) -> LocalBoxFuture<'static, Result<(), Failure>>>;

/// Callbacks that run for every mutation, before the mutation's own.
#[derive(Clone, Default)]
pub struct GlobalCallbacks {
    /// Before its `on_mutate`.
    pub on_mutate: Option<Global>,
    /// Once the server took it.
    pub on_success: Option<Global>,
    /// Once it is given up.
    pub on_error: Option<Global>,
    /// After either of these.
    pub on_settled: Option<Global>,
}

/// The mutations of a cache.
#[derive(Default)]
pub(in crate::query) struct MutationCache {
    next: u64,
    all: BTreeMap<u64, Rc<Mutation>>,
    by_id: HashMap<Uuid, u64>,
    /// Those of each scope that are not settled.
    scopes: HashMap<Rc<str>, BTreeMap<u64, Rc<Mutation>>>,
    defaults: Vec<(Key, Behaviour)>,
    pub(super) callbacks: GlobalCallbacks,
    /// Restored mutations whose key has no defaults yet: nobody knows what to do.
    pub(super) dormant: Vec<DehydratedMutation>,
}

impl MutationCache {
    pub(super) fn get(&self, id: Uuid) -> Option<Rc<Mutation>> {
        self.all.get(self.by_id.get(&id)?).cloned()
    }

    /// How many are remembered.
    pub(in crate::query) fn len(&self) -> usize {
        self.all.len()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Rc<Mutation>> {
        self.all.values()
    }

    /// Options with the defaults of their key for what they do not say.
    pub(super) fn with_defaults(&self, behaviour: Behaviour) -> Behaviour {
        let root = Key::root();
        let key = behaviour.key.clone().unwrap_or_else(|| root.clone());
        let meant = self.defaults.iter().rev();
        meant
            .filter(|(prefix, _)| key.is_under(prefix))
            .fold(behaviour, |all, (_, defaults)| all.or(defaults))
    }

    /// The widest come first, so that the narrow ones win; of those, the later.
    fn set_defaults(&mut self, prefix: Key, defaults: Behaviour) {
        let all = &mut self.defaults;
        all.retain(|(known, before)| *known != prefix || before.types != defaults.types);
        let depth = |key: &Key| {
            let parts = key.as_str().split('/');
            parts.filter(|part| !part.is_empty()).count()
        };
        let place = all.partition_point(|(known, _)| depth(known) <= depth(&prefix));
        all.insert(place, (prefix, defaults));
    }

    fn add(
        &mut self,
        id: Uuid,
        behaviour: Behaviour,
        scope: Option<Rc<str>>,
        state: State,
    ) -> Rc<Mutation> {
        self.next += 1;
        let seq = self.next;
        let mutation = Rc::new(Mutation::new(id, seq, behaviour, scope.clone(), state));
        self.all.insert(seq, mutation.clone());
        self.by_id.insert(id, seq);
        if let Some(scope) = scope {
            let scope = self.scopes.entry(scope).or_default();
            scope.insert(seq, mutation.clone());
        }
        mutation
    }

    /// Whether it is its turn in its scope.
    pub(super) fn is_first(&self, mutation: &Mutation) -> bool {
        let scope = mutation.scope.as_ref();
        scope
            .and_then(|scope| self.scopes.get(scope)?.first_key_value())
            .is_none_or(|(seq, _)| *seq >= mutation.seq)
    }

    /// Lets the next of its scope have its turn, and says which that is.
    pub(super) fn leave_scope(&mut self, mutation: &Mutation) -> Option<Rc<Mutation>> {
        let name = mutation.scope.as_ref()?;
        let scope = self.scopes.get_mut(name)?;
        scope.remove(&mutation.seq);
        let next = scope.values().next().cloned();
        if next.is_none() {
            self.scopes.remove(name);
        }
        next
    }

    fn remove(&mut self, id: Uuid) -> Option<Rc<Mutation>> {
        let seq = self.by_id.remove(&id)?;
        self.all.remove(&seq)
    }
}

impl QueryClient {
    /// Adds a mutation. It starts from `state`.
    pub(super) fn add_mutation(
        &self,
        id: Uuid,
        behaviour: Behaviour,
        scope: Option<Rc<str>>,
        state: State,
    ) -> Rc<Mutation> {
        let mutation = {
            let mut inner = self.inner.borrow_mut();
            inner.mutations.add(id, behaviour, scope, state)
        };
        self.emit(|| CacheEvent::MutationAdded(id));
        mutation
    }

    /// What holds for all mutations of `prefix` and those below it ([`Key::root`] for
    /// all there are), whatever their types, where their own options say nothing. What
    /// is said of fewer mutations wins, and what was said later.
    pub fn set_mutation_settings(&self, prefix: Key, settings: MutationSettings) {
        let mut inner = self.inner.borrow_mut();
        inner.mutations.set_defaults(prefix, settings.0);
    }

    /// What is to be done about mutations of `key` and those below it, where
    /// their own options say nothing. Restored mutations that waited for this go on
    /// with the next [`resume_paused_mutations`](Self::resume_paused_mutations).
    pub fn set_mutation_defaults<V, T, C>(&self, key: &Key, options: MutationOptions<V, T, C>) {
        let dormant = {
            let mut inner = self.inner.borrow_mut();
            let mutations = &mut inner.mutations;
            mutations.set_defaults(key.clone(), options.behaviour);
            std::mem::take(&mut mutations.dormant)
        };
        self.hydrate_mutations(dormant);
    }

    /// Callbacks for every mutation, instead of those before.
    pub fn set_mutation_callbacks(&self, callbacks: GlobalCallbacks) {
        self.inner.borrow_mut().mutations.callbacks = callbacks;
    }

    /// The first mutation that `filters` are true of.
    pub fn find_mutation(&self, filters: impl Into<MutationFilters>) -> Option<MutationInfo> {
        let filters = filters.into();
        let mut found = self.mutations_that(|mutation| filters.matches(mutation));
        (!found.is_empty()).then(|| found.swap_remove(0))
    }

    /// The mutations that `filters` are true of, in the order in which they were asked for.
    pub fn find_mutations(&self, filters: impl Into<MutationFilters>) -> Vec<MutationInfo> {
        let filters = filters.into();
        self.mutations_that(|mutation| filters.matches(mutation))
    }

    /// How many mutations are on their way, of those that `filters` are true of;
    /// a status that they name counts instead.
    pub fn is_mutating(&self, filters: impl Into<MutationFilters>) -> usize {
        let filters = filters.into();
        let counts = |mutation: &MutationInfo| {
            let is_wanted = filters.has_status() || mutation.status == MutationStatus::Pending;
            is_wanted && filters.matches(mutation)
        };
        self.mutations_that(counts).len()
    }

    fn mutations_that(&self, holds: impl Fn(&MutationInfo) -> bool) -> Vec<MutationInfo> {
        let all: Vec<MutationInfo> = {
            let inner = self.inner.borrow();
            let all = inner.mutations.iter();
            all.map(|mutation| MutationInfo::of(mutation)).collect()
        };
        // Not under the borrow: a predicate may ask the cache.
        all.into_iter().filter(|info| holds(info)).collect()
    }

    /// Forgets a mutation. One that waits is never carried out; of one that the
    /// server is being asked, the answer is awaited, and its callbacks run.
    pub fn remove_mutation(&self, id: Uuid) {
        let (removed, next) = {
            let mut inner = self.inner.borrow_mut();
            let Some(removed) = inner.mutations.remove(id) else {
                return;
            };
            // What the server is being asked keeps its turn until it has answered.
            let next = if removed.is_sent.get() {
                None
            } else {
                inner.mutations.leave_scope(&removed)
            };
            (removed, next)
        };
        self.remember(&removed);
        removed.patience.end();
        let task = removed.task.borrow_mut().take();
        if !removed.is_sent.get() {
            if let Some(task) = task {
                task.abort();
            }
            // Whoever waits is told by there being nobody left to tell it.
            removed.waiters.borrow_mut().clear();
        }
        self.emit(|| CacheEvent::MutationRemoved(id));
        self.go_on(next);
    }

    /// Forgets all mutations, as on signing out: see [`remove_mutation`](Self::remove_mutation).
    pub fn clear_mutations(&self) {
        let ids: Vec<Uuid> = {
            let mut inner = self.inner.borrow_mut();
            inner.mutations.dormant.clear();
            // The last first: none becomes the next of its scope for a moment.
            let all = inner.mutations.all.values().rev();
            all.map(|mutation| mutation.id).collect()
        };
        ids.into_iter().for_each(|id| self.remove_mutation(id));
    }
}
