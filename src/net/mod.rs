//! HTTP and the socket: one API, a native and a web half each.

mod http;
mod socket;
pub mod sse;
#[cfg(debug_assertions)]
pub mod workbench;

pub use http::{Answer, Http, Method, read_problem};
pub use socket::{Closed, Hold, Socket, connect};
