//! Events on their way from a committed change to the sockets.

mod hub;
pub mod log;
mod socket;
mod subscriptions;

pub use hub::{Delivery, EventHub, Published};
pub use socket::serve_socket;
pub use subscriptions::may_listen;
