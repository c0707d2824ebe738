//! The server as its clients see it: a real one on a port of its own, with a
//! database of its own.

mod bulk;
mod businesses;
mod businesses_changed;
mod businesses_idempotency;
mod businesses_list;
mod by_hand;
mod contract;
mod crash;
mod duplicates;
mod enrich;
mod export;
mod import;
mod importer;
mod jobs;
mod mapping;
mod metrics;
mod nightly;
mod presence;
mod process;
mod restart;
mod scrape;
mod session;
mod socket;
mod socket_slow;
mod stats;
mod stats_random;
mod stream;
mod support;
mod users;

#[cfg(feature = "native")]
#[path = "../client/mod.rs"]
mod client;
