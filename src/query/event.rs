//! What the cache tells of itself, for the developer panel and for whoever persists it.

use super::Key;
use crate::model::Uuid;

/// Something happened in the cache.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CacheEvent {
    /// There is a query under this key now.
    Added(Key),
    /// It is gone.
    Removed(Key),
    /// Its state changed.
    Updated(Key, ActionKind),
    /// Somebody observes it.
    ObserverAdded(Key),
    /// Somebody no longer does.
    ObserverRemoved(Key),
    /// An observer wants other things of it.
    ObserverOptionsChanged(Key),
    /// There is this mutation now.
    MutationAdded(Uuid),
    /// It is forgotten.
    MutationRemoved(Uuid),
    /// Its state changed.
    MutationUpdated(Uuid, MutationAction),
    /// Somebody observes it.
    MutationObserverAdded(Uuid),
    /// Somebody no longer does.
    MutationObserverRemoved(Uuid),
    /// An observer wants other things of it.
    MutationObserverOptionsChanged(Uuid),
}

impl CacheEvent {
    /// The query it is about.
    pub fn key(&self) -> Option<&Key> {
        match self {
            Self::Added(key)
            | Self::Removed(key)
            | Self::Updated(key, _)
            | Self::ObserverAdded(key)
            | Self::ObserverRemoved(key)
            | Self::ObserverOptionsChanged(key) => Some(key),
            _ => None,
        }
    }

    /// The mutation it is about.
    pub fn mutation(&self) -> Option<Uuid> {
        match self {
            Self::MutationAdded(id)
            | Self::MutationRemoved(id)
            | Self::MutationUpdated(id, _)
            | Self::MutationObserverAdded(id)
            | Self::MutationObserverRemoved(id)
            | Self::MutationObserverOptionsChanged(id) => Some(*id),
            _ => None,
        }
    }
}

/// What changes the state of a query. There is no other way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ActionKind {
    /// A fetch began.
    Fetch,
    /// An attempt failed, another follows.
    Failed,
    /// It waits for the network or for somebody to look.
    Pause,
    /// It goes on.
    Continue,
    /// Data came, from the server or by hand.
    Success,
    /// The last attempt failed.
    Error,
    /// It was marked stale.
    Invalidate,
    /// It was put into another state: restored, reset, cancelled.
    Put,
}

/// What changes the state of a mutation. There is no other way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MutationAction {
    /// It was asked for, or prepared.
    Pending,
    /// A try failed, another follows.
    Failed,
    /// It waits for the network, for somebody to look, or for its turn.
    Pause,
    /// It goes on.
    Continue,
    /// It is done.
    Success,
    /// It is given up.
    Error,
}
