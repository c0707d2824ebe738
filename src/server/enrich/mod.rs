//! Enrichment: finds out how a business can be reached, from its own web pages.

pub mod extract;

use super::{
    Outside,
    db::{DbError, WriteTx},
    jobs::{JobError, Run, Stored},
};

/// What all look-ups of this server share.
#[derive(Debug, Default)]
pub struct Enricher {}

impl Enricher {
    /// For a server that was asked to run so.
    pub fn new(_outside: &Outside) -> Self {
        Self {}
    }
}

/// Runs the look-up of one lead that is claimed, to its good end.
///
/// # Errors
/// Why it ended early; what was found until then is kept.
pub async fn run_one(_run: Run) -> Result<(), JobError> {
    Err(JobError::Input("This server cannot look up yet.".into()))
}

/// Runs the look-up of many leads that is claimed, to its good end.
///
/// # Errors
/// Why it ended early; what was found until then is kept.
pub async fn run_batch(_run: Run) -> Result<(), JobError> {
    Err(JobError::Input("This server cannot look up yet.".into()))
}

/// A job runs no longer, and did not end well: leads that it said were being looked up
/// are so no longer. In the transaction that takes the job from its run.
///
/// # Errors
/// When the database fails.
pub async fn let_go(_tx: &mut WriteTx<'_>, _stored: &Stored) -> Result<(), DbError> {
    Ok(())
}
