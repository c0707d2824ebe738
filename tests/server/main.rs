//! The server as its clients see it: a real one on a port of its own, with a
//! database of its own.

mod businesses;
mod businesses_idempotency;
mod businesses_list;
mod stats;
mod support;
