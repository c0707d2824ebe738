//! `/businesses`: leads.

mod bulk;
mod list;
mod one;
mod refusal;

pub use bulk::announce_unfinished;
pub use refusal::invalid;

use crate::server::AppState;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The calls of this resource.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list::list, one::create))
        .routes(routes!(bulk::change_many))
        .routes(routes!(one::read, one::change, one::delete))
        .routes(routes!(one::restore))
}
