//! The server: the only place where changes are made, and the source of every event.

pub mod db;
pub mod events;
mod state;

pub use state::AppState;
