//! What is kept for one key.

use super::{Failure, client::Fetch};
use crate::model::Timestamp;
use std::{any::Any, rc::Rc};

/// Whether there is anything to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Nothing came yet.
    Pending,
    /// The last fetch failed; older data may still be there.
    Error,
    /// There is data.
    Success,
}

/// An entry as a component sees it.
pub struct Snapshot<T> {
    /// What is known, however old.
    pub data: Option<Rc<T>>,
    /// Why the last fetch failed; kept beside the data, not instead of it.
    pub error: Option<Rc<Failure>>,
    /// Whether a fetch is under way.
    pub is_fetching: bool,
    /// When the data came; 0 for never.
    pub updated_at: Timestamp,
}

impl<T> Snapshot<T> {
    /// Whether there is anything to show.
    pub fn status(&self) -> Status {
        match (&self.data, &self.error) {
            (_, Some(_)) => Status::Error,
            (Some(_), None) => Status::Success,
            (None, None) => Status::Pending,
        }
    }
}

// By hand: `T` itself need not be cloned, only counted.
impl<T> Clone for Snapshot<T> {
    fn clone(&self) -> Self {
        let (data, error) = (self.data.clone(), self.error.clone());
        Self {
            data,
            error,
            is_fetching: self.is_fetching,
            updated_at: self.updated_at,
        }
    }
}

/// Data of any type, shared.
pub(super) type Data = Rc<dyn Any>;

/// What is kept for one key.
#[derive(Default)]
pub(super) struct Entry {
    pub data: Option<Data>,
    pub error: Option<Rc<Failure>>,
    pub updated_at: Timestamp,
    pub invalidated: bool,
    /// The flight under way. An answer of any other flight is dropped.
    pub flight: Option<u64>,
    /// How to fetch it again.
    pub fetch: Option<Fetch>,
    /// When it may go, if nobody observes it.
    pub unobserved_since: Option<Timestamp>,
}
