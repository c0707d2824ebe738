//! The list index: what lists, search and counts need to know of every lead, in
//! memory.

use crate::model::Business;

/// A lead that was written, for the index.
#[derive(Clone, Debug)]
pub struct Change {
    /// Its number.
    pub rid: u32,
    /// As it was; `None` if it was not there.
    pub before: Option<Business>,
    /// As it is now.
    pub after: Business,
}

/// What lists, search and counts need to know of every lead.
#[derive(Debug, Default)]
pub struct Index {}

impl Index {
    /// Takes what was committed.
    pub fn apply(&self, _changes: Vec<Change>) {}
}
