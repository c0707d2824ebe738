//! Events on their way from a committed change to the sockets.

mod batch;
mod hub;
mod listeners;
pub mod log;
mod pace;
mod presence;
mod quiet;
mod socket;
mod subscriptions;
mod threads;

pub use hub::{Delivery, EventHub, Published};
pub use listeners::Listener;
pub use presence::PresenceBoard;
pub use socket::serve_socket;
pub use subscriptions::may_listen;
pub use threads::spawn;
