//! What is known of one mutation, and what can happen to it.

use super::super::{Failure, state::Data};
use crate::model::Timestamp;
use std::{any::Any, rc::Rc};

/// How far a mutation is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum MutationStatus {
    /// Not asked for.
    #[default]
    Idle,
    /// On its way, or paused on it.
    Pending,
    /// It failed for good.
    Error,
    /// The server took it.
    Success,
}

/// What is known of one mutation, whatever its types.
#[derive(Clone, Default)]
pub(super) struct State {
    pub status: MutationStatus,
    pub variables: Option<Data>,
    pub context: Option<Data>,
    pub data: Option<Data>,
    pub error: Option<Rc<Failure>>,
    pub failure_count: u32,
    pub failure_reason: Option<Rc<Failure>>,
    pub is_paused: bool,
    pub submitted_at: Timestamp,
}

/// What can happen to a mutation. Nothing else changes its state.
#[derive(Clone)]
pub(super) enum Action {
    /// It was asked for.
    Begin {
        variables: Data,
        is_paused: bool,
        at: Timestamp,
    },
    /// `on_mutate` has answered.
    Prepare(Option<Data>),
    /// A try failed; there will be another.
    Fail { count: u32, reason: Rc<Failure> },
    /// It waits: for the network, for the focus, or for its scope.
    Pause,
    /// It goes on.
    Continue,
    /// It is done.
    Succeed(Data),
    /// It is given up.
    GiveUp(Rc<Failure>),
}

impl State {
    /// The state after `action`.
    pub fn reduce(mut self, action: &Action) -> Self {
        match action {
            Action::Begin {
                variables,
                is_paused,
                at,
            } => Self {
                status: MutationStatus::Pending,
                variables: Some(variables.clone()),
                is_paused: *is_paused,
                submitted_at: *at,
                ..Self::default()
            },
            Action::Prepare(context) => {
                self.context.clone_from(context);
                self
            }
            Action::Fail { count, reason } => Self {
                failure_count: *count,
                failure_reason: Some(reason.clone()),
                ..self
            },
            Action::Pause => Self {
                is_paused: true,
                ..self
            },
            Action::Continue => Self {
                is_paused: false,
                ..self
            },
            Action::Succeed(data) => Self {
                status: MutationStatus::Success,
                data: Some(data.clone()),
                error: None,
                failure_count: 0,
                failure_reason: None,
                is_paused: false,
                ..self
            },
            Action::GiveUp(error) => Self {
                status: MutationStatus::Error,
                data: None,
                error: Some(error.clone()),
                failure_count: self.failure_count + 1,
                failure_reason: Some(error.clone()),
                is_paused: false,
                ..self
            },
        }
    }
}

/// A mutation as whoever started it sees it.
pub struct MutationSnapshot<V, T, C = ()> {
    /// How far it is.
    pub status: MutationStatus,
    /// What it was asked to do.
    pub variables: Option<Rc<V>>,
    /// What `on_mutate` answered.
    pub context: Option<Rc<C>>,
    /// What the server answered.
    pub data: Option<Rc<T>>,
    /// Why it was given up.
    pub error: Option<Rc<Failure>>,
    /// Tries that failed.
    pub failure_count: u32,
    /// Why the last of them did.
    pub failure_reason: Option<Rc<Failure>>,
    /// Whether it waits for the network, the focus or its scope.
    pub is_paused: bool,
    /// When it was asked for; 0 for never.
    pub submitted_at: Timestamp,
}

impl<V: 'static, T: 'static, C: 'static> MutationSnapshot<V, T, C> {
    pub(super) fn of(state: &State) -> Self {
        Self {
            status: state.status,
            variables: typed(&state.variables),
            context: typed(&state.context),
            data: typed(&state.data),
            error: state.error.clone(),
            failure_count: state.failure_count,
            failure_reason: state.failure_reason.clone(),
            is_paused: state.is_paused,
            submitted_at: state.submitted_at,
        }
    }
}

impl<V, T, C> MutationSnapshot<V, T, C> {
    /// Whether nothing was asked for yet, or it was reset.
    pub fn is_idle(&self) -> bool {
        self.status == MutationStatus::Idle
    }

    /// Whether it is on its way.
    pub fn is_pending(&self) -> bool {
        self.status == MutationStatus::Pending
    }

    /// Whether the server took it.
    pub fn is_success(&self) -> bool {
        self.status == MutationStatus::Success
    }

    /// Whether it was given up.
    pub fn is_error(&self) -> bool {
        self.status == MutationStatus::Error
    }
}

// By hand: what it holds need not be cloned, only counted.
impl<V, T, C> Clone for MutationSnapshot<V, T, C> {
    fn clone(&self) -> Self {
        Self {
            status: self.status,
            variables: self.variables.clone(),
            context: self.context.clone(),
            data: self.data.clone(),
            error: self.error.clone(),
            failure_count: self.failure_count,
            failure_reason: self.failure_reason.clone(),
            is_paused: self.is_paused,
            submitted_at: self.submitted_at,
        }
    }
}

pub(super) fn typed<T: Any>(data: &Option<Data>) -> Option<Rc<T>> {
    data.clone().and_then(|data| data.downcast().ok())
}
