//! What every request handler and every job can reach.

use super::db::Db;
use std::sync::Arc;

/// Shared by reference; cheap to clone.
#[derive(Clone)]
pub struct AppState {
    /// The database, and through it the event log.
    pub db: Arc<Db>,
}
