//! Searches for businesses in an area.

use super::{
    Outside,
    jobs::{JobError, Run},
};

/// What all searches of this server share.
#[derive(Debug, Default)]
pub struct Scraper {}

impl Scraper {
    /// For a server that was asked to run so.
    pub fn new(_outside: &Outside) -> Self {
        Self {}
    }
}

/// Runs a search that is claimed, to its good end.
///
/// # Errors
/// Why it ended early; what was found until then is kept.
pub async fn run(_run: Run) -> Result<(), JobError> {
    Err(JobError::Input("This server cannot search yet.".into()))
}
