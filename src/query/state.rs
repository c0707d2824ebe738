//! What is known of a query, and the only way in which that changes.

use super::{ActionKind, Failure};
use crate::model::Timestamp;
use std::{any::Any, rc::Rc};

/// Data of any type, shared.
pub(super) type Data = Rc<dyn Any>;

/// Whether there is anything to show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Status {
    /// Nothing came yet.
    #[default]
    Pending,
    /// The last fetch failed; older data may still be there.
    Error,
    /// There is data.
    Success,
}

/// Whether it is being asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum FetchStatus {
    /// No.
    #[default]
    Idle,
    /// Yes.
    Fetching,
    /// It would be, but waits for the network or for somebody to look.
    Paused,
}

/// Which way an infinite query is being continued.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// A next page.
    Forward,
    /// A previous page.
    Backward,
}

/// All that is known of a query, whatever the type of its data.
#[derive(Clone, Default)]
pub struct State {
    pub(super) data: Option<Data>,
    /// How often data came.
    pub data_updates: u32,
    /// When it last came, in Unix milliseconds; 0 for never.
    pub data_updated_at: Timestamp,
    /// Why the last fetch failed; kept beside the data, not instead of it.
    pub error: Option<Rc<Failure>>,
    /// How often fetching failed for good.
    pub error_updates: u32,
    /// When it last did, in Unix milliseconds; 0 for never.
    pub error_updated_at: Timestamp,
    /// Attempts of the fetch under way that failed, or of the last one if that failed.
    pub failure_count: u32,
    /// Why the last of them did.
    pub failure_reason: Option<Rc<Failure>>,
    /// Which way an infinite query is being continued.
    pub direction: Option<Direction>,
    /// Whether it was marked stale.
    pub is_invalidated: bool,
    /// Whether there is anything to show.
    pub status: Status,
    /// Whether it is being asked for.
    pub fetch_status: FetchStatus,
}

impl State {
    /// The data; nothing if it is of another type.
    pub fn data<T: 'static>(&self) -> Option<Rc<T>> {
        self.data.clone()?.downcast().ok()
    }

    /// Whether there is any data.
    pub fn has_data(&self) -> bool {
        self.data.is_some()
    }

    pub(super) fn with_data(data: Data, at: Timestamp) -> Self {
        Self {
            data: Some(data),
            data_updated_at: at,
            status: Status::Success,
            ..Self::default()
        }
    }
}

/// What changes a [`State`].
pub(super) enum Action {
    /// A fetch begins, paused if it may not start.
    Fetch {
        may_start: bool,
        direction: Option<Direction>,
    },
    /// An attempt failed, another follows.
    Failed { failures: u32, reason: Rc<Failure> },
    /// It waits.
    Pause,
    /// It goes on.
    Continue,
    /// Data came. A fetch under way is over with it, unless the data was put by hand.
    /// It may be out of date already.
    Success {
        data: Data,
        at: Timestamp,
        by_hand: bool,
        is_invalidated: bool,
    },
    /// Data differs, but is as old as it was.
    Amend(Data),
    /// The fetch failed.
    Error { reason: Rc<Failure>, at: Timestamp },
    /// It is stale.
    Invalidate,
    /// A fetch never was: what it changed is as it was before it. What came meanwhile by
    /// another way, from an event or by hand, stays.
    Revert(Box<State>),
    /// Another state altogether: cancelled, reset, restored.
    Put(Box<State>),
}

impl Action {
    pub fn kind(&self) -> ActionKind {
        match self {
            Self::Fetch { .. } => ActionKind::Fetch,
            Self::Failed { .. } => ActionKind::Failed,
            Self::Pause => ActionKind::Pause,
            Self::Continue => ActionKind::Continue,
            Self::Success { .. } => ActionKind::Success,
            Self::Error { .. } => ActionKind::Error,
            Self::Invalidate => ActionKind::Invalidate,
            Self::Amend(_) | Self::Revert(_) | Self::Put(_) => ActionKind::Put,
        }
    }
}

/// The reducer: every change of a query's state goes through here.
pub(super) fn reduce(state: &mut State, action: Action) {
    match action {
        Action::Fetch {
            may_start,
            direction,
        } => {
            state.failure_count = 0;
            state.failure_reason = None;
            state.direction = direction;
            state.fetch_status = if may_start {
                FetchStatus::Fetching
            } else {
                FetchStatus::Paused
            };
            if state.data.is_none() {
                state.error = None;
                state.status = Status::Pending;
            }
        }
        Action::Failed { failures, reason } => {
            state.failure_count = failures;
            state.failure_reason = Some(reason);
        }
        Action::Pause => state.fetch_status = FetchStatus::Paused,
        Action::Continue => state.fetch_status = FetchStatus::Fetching,
        Action::Success {
            data,
            at,
            by_hand,
            is_invalidated,
        } => {
            state.data = Some(data);
            state.data_updates += 1;
            state.data_updated_at = at;
            state.error = None;
            state.is_invalidated = is_invalidated;
            state.status = Status::Success;
            if !by_hand {
                state.fetch_status = FetchStatus::Idle;
                state.failure_count = 0;
                state.failure_reason = None;
            }
        }
        Action::Amend(data) => state.data = Some(data),
        Action::Error { reason, at } => {
            state.error = Some(reason.clone());
            state.error_updates += 1;
            state.error_updated_at = at;
            state.failure_count += 1;
            state.failure_reason = Some(reason);
            state.fetch_status = FetchStatus::Idle;
            state.status = Status::Error;
            // What could not be refetched is no fresher for it.
            state.is_invalidated = true;
        }
        Action::Invalidate => state.is_invalidated = true,
        Action::Revert(before) => {
            state.fetch_status = FetchStatus::Idle;
            state.failure_count = before.failure_count;
            state.failure_reason = before.failure_reason;
            state.direction = before.direction;
            if state.data.is_none() {
                state.error = before.error;
                state.status = before.status;
            }
        }
        Action::Put(next) => *state = *next,
    }
}
