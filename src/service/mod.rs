//! One typed function for each call of the API.

mod activity;
mod businesses;
mod jobs;
mod session;

pub use activity::*;
pub use businesses::*;
pub use jobs::*;
pub use session::*;

/// No query string, no body.
pub(crate) const NOTHING: &[(&str, &str)] = &[];
