//! Events from the server into the cache: nothing missed, nothing twice.
//!
//! - [`Link`]: what is known of the connection, and how to nudge it.
//! - `drive`: keeps the socket up, resumes, falls back to polling.
//! - [`rule`]: what each event does to the cache; the one place to extend.
//! - [`apply`], [`apply_all`]: carry that out.

mod apply;
mod drive;
mod link;
mod rules;
mod tally;

pub use apply::{apply, apply_all, put_job};
pub use drive::{Wire, drive};
pub use link::{Connection, Link, State};
pub use rules::{Notice, Put, Rule, Stale, rule};
pub use tally::Tally;
