//! Which leads are the same business, from two sources or spelt two ways.
//!
//! ```text
//! Facts ── Print ──┬─ Index::candidates ── score ── decide ── Merge / Propose / Leave
//!  (as written)    │   (near and alike,    (chance and     │
//!  (taken apart,   │    same contacts)      what counted)  └─ merge, and its Undo
//!   once)          └─ Index::insert, remove
//! ```
//!
//! - [`Facts`] is what is known, as sources write it; [`Print`] is the same, normalised.
//! - [`Index`] finds the few leads among a million that are worth comparing.
//! - [`score`](score()) compares two and says how sure it is, part by part; guards hold it
//!   down where branches of a chain or neighbours in a house would be taken for one.
//! - [`decide`](decide()) merges if exactly one candidate is sure, else asks or leaves.
//! - [`merge`](merge::merge) makes one lead of two, and can be undone.
//!
//! Pure: no database, no clock. The same leads give the same answer, in whatever order
//! they came.

mod census;
pub mod contact;
mod decide;
mod facts;
pub mod index;
pub mod kinship;
pub mod merge;
pub mod name;
pub mod place;
mod print;
pub mod score;
pub mod text;

pub use census::Census;
pub use decide::{Verdict, decide};
pub use facts::Facts;
pub use index::Index;
pub use print::Print;
pub use score::{Feature, Finding, Guard, MERGE, PROPOSE, Part, Score, Surroundings, score};
