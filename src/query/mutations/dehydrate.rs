//! Paused mutations, written down and had back after a restart.

use super::{
    super::{Key, QueryClient, state::Data},
    MutationInfo,
    behaviour::Behaviour,
    mutation::Mutation,
    state::{MutationStatus, State},
};
use crate::model::{Timestamp, Uuid};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::rc::Rc;

/// A mutation as it is written down. What to do about it is not: that is told by
/// the defaults of its key.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DehydratedMutation {
    /// Its name, and so the `Idempotency-Key` of all its tries.
    pub id: Uuid,
    /// Its key, as text.
    pub key: String,
    /// What it was asked to do.
    pub variables: Value,
    /// What its `on_mutate` answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context: Option<Value>,
    /// What it runs one after another with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// What its options carried along.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meta: Option<Value>,
    /// When it was asked for.
    pub submitted_at: Timestamp,
    /// Tries that failed.
    #[serde(default)]
    pub failure_count: u32,
}

impl QueryClient {
    /// The paused mutations that can be written down (they have a key, and their
    /// options are `durable`), in the order in which they were asked for.
    pub fn dehydrate_mutations(&self) -> Vec<DehydratedMutation> {
        self.dehydrate_mutations_that(|mutation| mutation.is_paused)
    }

    /// Those pending mutations that `wanted` is true of. One that the server is
    /// being asked is asked again after a restart, with the same `Idempotency-Key`.
    pub fn dehydrate_mutations_that(
        &self,
        wanted: impl Fn(&MutationInfo) -> bool,
    ) -> Vec<DehydratedMutation> {
        let (dormant, all): (Vec<_>, Vec<Rc<Mutation>>) = {
            let inner = self.inner.borrow();
            let mutations = &inner.mutations;
            (
                mutations.dormant.clone(),
                mutations.iter().cloned().collect(),
            )
        };
        let pending = all.iter().filter(|mutation| mutation.is_pending());
        let wanted = pending.filter(|mutation| wanted(&MutationInfo::of(mutation)));
        // What nobody knows how to do yet was asked for before this start.
        let written = wanted.filter_map(|mutation| dehydrate(mutation));
        dormant.into_iter().chain(written).collect()
    }

    /// Has mutations back, paused, behind those that are there; one that is there
    /// already stays as it is. [`resume_paused_mutations`](Self::resume_paused_mutations)
    /// carries them out. Those whose key has no defaults wait until it has.
    pub fn hydrate_mutations(&self, mutations: Vec<DehydratedMutation>) {
        for written in mutations {
            let behaviour = {
                let inner = self.inner.borrow();
                if inner.mutations.get(written.id).is_some() {
                    continue;
                }
                inner.mutations.with_defaults(Behaviour {
                    key: Some(Key::named(&written.key)),
                    meta: written.meta.clone(),
                    ..Behaviour::default()
                })
            };
            match hydrate(&written, &behaviour) {
                Some(state) => {
                    let scope = written.scope.as_deref().map(Rc::from);
                    let id = written.id;
                    let mutation = self.add_mutation(id, behaviour, scope, state);
                    self.forget_later(&mutation);
                }
                None => {
                    let mut inner = self.inner.borrow_mut();
                    let dormant = &mut inner.mutations.dormant;
                    if dormant.iter().all(|known| known.id != written.id) {
                        dormant.push(written);
                    }
                }
            }
        }
    }
}

fn dehydrate(mutation: &Mutation) -> Option<DehydratedMutation> {
    let behaviour = mutation.behaviour.borrow();
    let (key, codec) = (behaviour.key.as_ref()?, behaviour.codec?);
    let state = mutation.state();
    let context = state.context.as_ref();
    Some(DehydratedMutation {
        id: mutation.id,
        key: key.to_string(),
        variables: (codec.write_variables)(state.variables.as_ref()?)?,
        context: context.and_then(|context| (codec.write_context)(context)),
        scope: mutation.scope.as_deref().map(str::to_owned),
        meta: behaviour.meta.clone(),
        submitted_at: state.submitted_at,
        failure_count: state.failure_count,
    })
}

/// Nothing if it is not known how to read it, or what to do.
fn hydrate(written: &DehydratedMutation, behaviour: &Behaviour) -> Option<State> {
    behaviour.run.as_ref()?;
    let codec = behaviour.codec?;
    let variables: Data = (codec.read_variables)(&written.variables)?;
    let context = match &written.context {
        Some(context) => Some((codec.read_context)(context)?),
        None => None,
    };
    Some(State {
        status: MutationStatus::Pending,
        variables: Some(variables),
        context,
        failure_count: written.failure_count,
        is_paused: true,
        submitted_at: written.submitted_at,
        ..State::default()
    })
}
