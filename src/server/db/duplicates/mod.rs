//! Leads that are one business: finding them, merging them, taking merges back, and
//! remembering what people said of them. What is compared and how is in
//! [`dedupe`](crate::server::dedupe); here is what the database has to do with it.
//!
//! ```text
//! commit ── Twins (the index in memory, a step behind, in the background)
//! a job's new leads ── to_compare ── look ── act ──┬─ merge
//!                                   (no lock)      └─ duplicates: a person decides
//! ```
//!
//! A lead that a person types in is compared too, by itself; it is asked about, never merged.
//!
//! New leads of a job are compared after its rows are in, not row by row: rows come in as
//! quickly as before; each lead is compared with all others, those after it in the file
//! too, so neither the size of batches nor a restart between two of them changes what is
//! found; and a name that turns out to be a chain's is known to be one.
//!
//! Two objects of one register, such as OpenStreetMap, are never merged unasked: it says
//! that they are two.

mod act;
mod carried;
mod facts;
mod live;
mod look;
mod merge;
mod pairs;
mod reasons;
mod sources;
mod undo;
mod work;

pub use act::{Settled, act};
pub use live::{NotKept, Twins};
pub use look::{BY_HAND, Found, LookError, expect, look, take_over};
pub use merge::{By, Merged, merge};
pub use pairs::{Decided, Pair, find, list, reopen, set_distinct, set_merged, told};
pub use sources::{SourceRow, mark_gone, mark_there, of_lead, rows_of};
pub use undo::{UndoError, tell_undone, undo};

pub(super) use facts::{Known, as_lead, said};
pub(super) use sources::{put as put_sources, rids_of};
