//! The stack that every screen stands on:
//! error boundary > query client > session > socket > notifications.

mod data;
mod session;
mod socket;

pub use data::DataProvider;
pub use session::SessionProvider;
pub use socket::SocketProvider;
