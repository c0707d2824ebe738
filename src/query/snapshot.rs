//! A query as a component sees it.

use super::{Direction, Failure, FetchStatus, State, Status};
use crate::model::Timestamp;
use std::{any::Any, rc::Rc};

/// A query as a component sees it.
pub struct Snapshot<T: ?Sized> {
    /// What is known, however old.
    pub data: Option<Rc<T>>,
    /// Why the last fetch failed; kept beside the data, not instead of it.
    pub error: Option<Rc<Failure>>,
    /// Whether there is anything to show.
    pub status: Status,
    /// Whether it is being asked for.
    pub fetch_status: FetchStatus,
    /// When the data came, in Unix milliseconds; 0 for never.
    pub data_updated_at: Timestamp,
    /// How often data came.
    pub data_updates: u32,
    /// When fetching last failed for good, in Unix milliseconds; 0 for never.
    pub error_updated_at: Timestamp,
    /// How often it did.
    pub error_updates: u32,
    /// Attempts of the fetch under way that failed, or of the last one if that failed.
    pub failure_count: u32,
    /// Why the last of them did.
    pub failure_reason: Option<Rc<Failure>>,
    /// Whether the data is out of date.
    pub is_stale: bool,
    /// Whether the data only stands in for what is to come.
    pub is_placeholder: bool,
    /// Whether anything came, data or an error, since it is observed.
    pub is_fetched_after_mount: bool,
    /// Whether it may fetch of itself.
    pub is_enabled: bool,
    /// Which way an infinite query is being continued.
    pub direction: Option<Direction>,
}

impl<T: ?Sized> Snapshot<T> {
    /// Whether there is nothing to show yet, not even an error.
    pub fn is_pending(&self) -> bool {
        self.status == Status::Pending
    }

    /// Whether there is data, and the last fetch succeeded.
    pub fn is_success(&self) -> bool {
        self.status == Status::Success
    }

    /// Whether the last fetch failed.
    pub fn is_error(&self) -> bool {
        self.status == Status::Error
    }

    /// Whether it is being fetched.
    pub fn is_fetching(&self) -> bool {
        self.fetch_status == FetchStatus::Fetching
    }

    /// Whether it waits for the network, or for somebody to look.
    pub fn is_paused(&self) -> bool {
        self.fetch_status == FetchStatus::Paused
    }

    /// Whether it is being fetched for the first time.
    pub fn is_loading(&self) -> bool {
        self.is_fetching() && self.is_pending()
    }

    /// Whether it is being fetched again.
    pub fn is_refetching(&self) -> bool {
        self.is_fetching() && !self.is_pending()
    }

    /// Whether it failed, and there is no older data.
    pub fn is_loading_error(&self) -> bool {
        self.is_error() && self.data.is_none()
    }

    /// Whether it failed, and there is older data.
    pub fn is_refetch_error(&self) -> bool {
        self.is_error() && self.data.is_some()
    }

    /// Whether it was ever fetched, with success or not.
    pub fn is_fetched(&self) -> bool {
        self.data_updates > 0 || self.error_updates > 0
    }
}

impl<T: ?Sized + 'static> Snapshot<T> {
    /// What `state` says, to somebody for whom data is stale at once.
    pub(super) fn of(state: &State, data: Option<Rc<T>>, now: Timestamp) -> Self {
        Self {
            data,
            error: state.error.clone(),
            status: state.status,
            fetch_status: state.fetch_status,
            data_updated_at: state.data_updated_at,
            data_updates: state.data_updates,
            error_updated_at: state.error_updated_at,
            error_updates: state.error_updates,
            failure_count: state.failure_count,
            failure_reason: state.failure_reason.clone(),
            is_stale: state.is_invalidated || !state.has_data() || now >= state.data_updated_at,
            is_placeholder: false,
            is_fetched_after_mount: false,
            is_enabled: true,
            direction: state.direction,
        }
    }
}

/// A query as an observer sees it that does not know what it is about.
pub(super) type Seen = Snapshot<dyn Any>;

impl Seen {
    /// The same to somebody who knows. Data of another type is not shown.
    pub fn typed<T: 'static>(self) -> Snapshot<T> {
        Snapshot {
            data: self.data.and_then(|data| data.downcast().ok()),
            error: self.error,
            status: self.status,
            fetch_status: self.fetch_status,
            data_updated_at: self.data_updated_at,
            data_updates: self.data_updates,
            error_updated_at: self.error_updated_at,
            error_updates: self.error_updates,
            failure_count: self.failure_count,
            failure_reason: self.failure_reason,
            is_stale: self.is_stale,
            is_placeholder: self.is_placeholder,
            is_fetched_after_mount: self.is_fetched_after_mount,
            is_enabled: self.is_enabled,
            direction: self.direction,
        }
    }
}

impl<T: ?Sized + 'static> Default for Snapshot<T> {
    fn default() -> Self {
        Self::of(&State::default(), None, 0)
    }
}

// By hand: `T` itself need not be cloned or compared, only counted.

impl<T: ?Sized> Clone for Snapshot<T> {
    fn clone(&self) -> Self {
        Self {
            data: self.data.clone(),
            error: self.error.clone(),
            failure_reason: self.failure_reason.clone(),
            ..*self
        }
    }
}

fn same<T: ?Sized>(one: &Option<Rc<T>>, other: &Option<Rc<T>>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => Rc::ptr_eq(one, other),
        (None, None) => true,
        _ => false,
    }
}

impl<T: ?Sized> Snapshot<T> {
    /// Whether there is nothing new to see: when the data came, and how often, is no
    /// reason to draw it again.
    pub(super) fn looks_like(&self, other: &Self) -> bool {
        same(&self.data, &other.data)
            && same(&self.error, &other.error)
            && same(&self.failure_reason, &other.failure_reason)
            && self.status == other.status
            && self.fetch_status == other.fetch_status
            && self.error_updates == other.error_updates
            && self.failure_count == other.failure_count
            && self.is_stale == other.is_stale
            && self.is_placeholder == other.is_placeholder
            && self.is_enabled == other.is_enabled
            && self.direction == other.direction
    }
}

/// The same objects, in the same state, from the same time.
impl<T: ?Sized> PartialEq for Snapshot<T> {
    fn eq(&self, other: &Self) -> bool {
        self.looks_like(other)
            && self.data_updated_at == other.data_updated_at
            && self.data_updates == other.data_updates
            && self.error_updated_at == other.error_updated_at
            && self.is_fetched_after_mount == other.is_fetched_after_mount
    }
}
