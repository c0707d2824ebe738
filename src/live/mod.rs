//! Events from the server into the cache: nothing missed, nothing twice.
//!
//! - [`Link`]: what is known of the connection, and how to nudge it.
//! - `drive`: keeps the socket up, resumes, falls back to polling.
//! - `rules`: what each event does to the cache; the one place to extend.

mod drive;
mod link;
mod rules;
mod tally;

pub use drive::{Wire, drive};
pub use link::{Connection, Link, State};
pub use rules::{Notice, apply, put_job};
pub use tally::Tally;
