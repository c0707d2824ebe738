//! Events from the server into the cache: nothing missed, nothing twice.
//!
//! - [`Link`]: what is known of the connection, and how to nudge it.
//! - [`drive()`]: keeps the socket up, resumes, falls back to polling.
//! - [`rule`]: what each event does to the cache; the one place to extend.
//! - [`apply`], [`apply_all`]: carry that out.
//!
//! An event comes into the cache through `talk` (one open socket), `frames` (what
//! follows within a frame waits for its end, and for what it cost: `pace`), [`Tally`] (each once) and `apply`.

mod apply;
mod context;
mod drive;
pub mod feed;
mod frames;
mod link;
mod pace;
mod pulse;
mod rules;
mod talk;
mod tally;

pub use apply::{apply, apply_all, put_job};
pub use context::Wire;
pub use drive::drive;
pub use link::{Connection, Link, State, Way};
pub use rules::{Notice, Put, Rule, Stale, rule};
pub use tally::Tally;

#[cfg(test)]
mod testing;
