//! One typed function for each call of the API.

mod activity;
mod businesses;
mod duplicates;
mod enrichment;
mod jobs;
mod scrapes;
mod session;

pub use activity::*;
pub use businesses::*;
pub use duplicates::*;
pub use enrichment::*;
pub use jobs::*;
pub use scrapes::*;
pub use session::*;

/// No query string, no body.
pub(crate) const NOTHING: &[(&str, &str)] = &[];
