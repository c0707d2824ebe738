//! Leadwire: a realtime lead manager. One component tree for web, desktop and
//! mobile, and its own server.
//!
//! The modules stand in the order in which data flows; each imports only from
//! those above it (`server` imports `model` alone).

pub mod model;

#[cfg(feature = "client")]
pub mod net;
#[cfg(feature = "client")]
pub mod service;

pub mod query;
pub mod store;

#[cfg(feature = "client")]
pub mod live;
pub mod outbox;

#[cfg(feature = "client")]
pub mod hooks;
#[cfg(feature = "client")]
pub mod providers;

#[cfg(feature = "client")]
pub mod components;
#[cfg(feature = "client")]
pub mod views;

#[cfg(feature = "client")]
pub mod app;
#[cfg(feature = "client")]
pub mod route;

#[cfg(feature = "client")]
pub mod platform;

#[cfg(feature = "server")]
pub mod server;
