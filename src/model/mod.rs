//! What travels between client and server: entities, requests, events and
//! problems. Serde only; both sides share it, so a field is spelt once.
//!
//! Times are integer Unix milliseconds in UTC ([`Timestamp`]); ids are UUIDv7.

mod activity;
mod bulk;
mod business;
mod contact;
mod duplicate;
mod event;
mod failure;
mod job;
mod job_filter;
mod list;
mod mapping;
mod metrics;
mod patch;
mod payload;
mod problem;
mod reading;
mod scrape;
mod session;
mod socket;
mod stats;
mod storm;
mod tile;
mod topic;
pub mod words;

pub use activity::*;
pub use bulk::*;
pub use business::*;
pub use contact::*;
pub use duplicate::*;
pub use event::*;
pub use failure::*;
pub use job::*;
pub use job_filter::*;
pub use list::*;
pub use mapping::*;
pub use metrics::*;
pub use patch::*;
pub use payload::*;
pub use problem::*;
pub use reading::read_frame;
pub use scrape::*;
pub use session::*;
pub use socket::*;
pub use stats::*;
pub use storm::{is_over, tells_events, thin};
pub use tile::*;
pub use topic::*;
pub use uuid::Uuid;

/// Unix time in milliseconds, UTC.
pub type Timestamp = i64;

/// A position in the server's event log. Grows in commit order.
pub type Seq = i64;

/// The base path of every call of the API.
pub const API_BASE: &str = "/api/v1";

/// The response header that carries the [`Seq`] an answer reflects.
pub const SEQ_HEADER: &str = "leadwire-seq";

/// The response header that carries the event log's epoch; see [`Hello`](ServerFrame::Hello).
pub const EPOCH_HEADER: &str = "leadwire-epoch";

/// The request header that says who the client takes the session for: a browser's
/// cookie may have become somebody else's in another tab.
pub const USER_HEADER: &str = "leadwire-user";

/// The request header that makes a write idempotent
/// (draft-ietf-httpapi-idempotency-key-header).
pub const IDEMPOTENCY_HEADER: &str = "idempotency-key";

/// The request header that says when a write was sent, by the client's clock: with the
/// time in its key it tells how long the change waited to be sent.
pub const SENT_HEADER: &str = "leadwire-sent";

/// The response header of an answer that was given before: it tells of what was then.
pub const REPLAYED_HEADER: &str = "idempotent-replayed";

#[cfg(test)]
mod tests;
