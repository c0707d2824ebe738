//! Leadwire: a realtime lead manager. One component tree for web, desktop and
//! mobile, and its own server.
//!
//! The modules stand in the order in which data flows; each imports only from
//! those above it (`server` imports `model` alone).

pub mod model;

pub mod query;

#[cfg(feature = "server")]
pub mod server;
