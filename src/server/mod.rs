//! The server: the only place where changes are made, and the source of every event.

pub mod api;
pub mod auth;
mod by_hand;
pub mod categories;
mod cli;
mod config;
pub mod db;
pub mod dedupe;
pub mod enrich;
pub mod events;
pub mod export;
pub mod jobs;
mod limits;
pub mod memory;
pub mod nightly;
pub mod scrape;
pub mod seed;
mod serve;
mod state;
mod vitals;
mod web;

pub use cli::Cli;
pub use config::{Config, Outside, Websites};
pub use limits::raise_open_files;
pub use serve::{ServeError, Server};
pub use state::AppState;
