//! The whole app, without a window, against a real server: every screen, hook,
//! provider, the cache, the socket and the outbox as they are.

mod activity;
mod connection;
#[cfg(debug_assertions)]
mod developer;
mod duplicates;
mod enrichment;
mod gate;
mod import;
mod jobs;
mod lead;
mod leads;
mod many;
mod page;
mod pending;
mod plateau;
mod proxy;
mod scrape;
mod stores;
mod tree;
mod vitals;
mod warm;
