//! How businesses can be reached: people and desks, typed in or found.

mod change;
mod found;
mod row;

pub use change::{create, delete, patch};
pub use found::{FoundContact, take};
pub use row::{best, list};

use super::{DbError, businesses::Faults};
use crate::model::{Conflict, Contact};

/// Why a change of a contact was refused. Nothing was changed then.
#[derive(Debug, thiserror::Error)]
pub enum ContactError {
    /// There is no such lead, or it is deleted.
    #[error("no such lead")]
    NoLead,
    /// There is no such contact, or it is deleted.
    #[error("no such contact")]
    NotFound,
    /// Another contact, perhaps a deleted one, has this id.
    #[error("the id is taken")]
    IdTaken,
    /// Values that no contact may have, by field.
    #[error("invalid values")]
    Invalid(Faults),
    /// Somebody else changed the same fields to other values meanwhile.
    #[error("changed by somebody else")]
    Conflict {
        /// The contact as it is.
        current: Box<Contact>,
        /// The fields that clash.
        conflicts: Vec<Conflict>,
    },
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl From<sqlx::Error> for ContactError {
    fn from(error: sqlx::Error) -> Self {
        Self::Db(error.into())
    }
}
