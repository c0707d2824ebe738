//! Events on their way from a committed change to the sockets.

mod hub;

pub use hub::{Delivery, EventHub};
