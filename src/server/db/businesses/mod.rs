//! Leads in the database: reading, creating, changing field by field, deleting,
//! restoring, and taking batches from a source.
//!
//! Every change goes through [`WriteTx`](super::WriteTx), which writes its event
//! in the same transaction and brings the [list index](super::index) up to date
//! when it commits.

mod announce;
mod bulk;
mod change;
mod check;
mod fields;
mod look_up;
mod read;
mod row;
mod upsert;

pub use announce::{announce, announce_very_many, is_very_many};
pub use bulk::{Bulk, at_once, tell};
pub use change::{create, delete, insert_all, patch, restore};
pub use check::{Faults, check, check_new, normalise};
pub(in crate::server::db) use check::{is_email, is_http_url};
pub use look_up::{LookedUp, begin_look_ups, end_look_up, put_back};
pub use read::{find, get, numbers, page, sources, stream_all};
pub(in crate::server::db) use row::nth;
pub use row::{FieldVersions, Stored};
pub use upsert::{Incoming, Upserted, upsert};
pub(in crate::server::db) use {
    change::store_all, fields::set, read::rows_by_number, upsert::copy,
};

use super::DbError;
use crate::model::{Business, Conflict};

/// Why a change of a lead was refused. Nothing was changed then.
#[derive(Debug, thiserror::Error)]
pub enum BusinessError {
    /// There is no such lead, or it is deleted.
    #[error("no such lead")]
    NotFound,
    /// Another lead, perhaps a deleted one, has this id.
    #[error("the id is taken")]
    IdTaken,
    /// Another lead came from the same object of the same source.
    #[error("the source object is taken")]
    SourceTaken,
    /// It went into another lead: the merge is undone instead.
    #[error("merged into another lead")]
    Merged,
    /// Values that no lead may have, by field.
    #[error("invalid values")]
    Invalid(Faults),
    /// Somebody else changed the same fields to other values meanwhile.
    #[error("changed by somebody else")]
    Conflict {
        /// The lead as it is.
        current: Box<Business>,
        /// The fields that clash.
        conflicts: Vec<Conflict>,
    },
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl From<sqlx::Error> for BusinessError {
    fn from(error: sqlx::Error) -> Self {
        Self::Db(error.into())
    }
}
