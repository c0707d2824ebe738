//! What components call. Thin: state lives in the cache, the outbox and the
//! link; these bind them to the view.
//!
//! - [`queries`]: what is known. Reading subscribes.
//! - [`contacts`]: how a lead can be reached.
//! - [`scrapes`], [`enrichment`]: finding businesses, and looking up how to reach them.
//! - [`feeds`]: what everybody does, and how the server is doing.
//! - [`mutations`]: what the user does. Shown at once.
//! - [`many`]: what the user does to many leads at once.
//! - [`imports`]: files in, looked at before they are sent.
//! - [`job_queries`]: what is known of jobs.
//! - [`jobs`]: what the user does to jobs; [`mutation`] binds such changes.
//! - [`duplicates`]: leads that may be one business.
//! - `developer`: what the developer panel shows, in debug builds.
//! - [`pending`]: what waits for the server, and what it refused.
//! - [`realtime`]: the connection and its topics.
//! - [`session`]: getting in and out.
//! - [`trouble`]: why something is not there.
//! - [`vitals`]: how the server is doing against its limits.
//! - [`signed_in`]: whoever is in, and who it was last.

mod cached;
pub mod contacts;
pub mod context;
#[cfg(debug_assertions)]
pub mod developer;
pub mod duplicates;
pub mod enrichment;
pub mod feeds;
pub mod imports;
pub mod job_queries;
pub mod jobs;
pub mod many;
pub mod mutation;
pub mod mutations;
pub mod pending;
pub mod queries;
pub mod realtime;
pub mod scrapes;
pub mod session;
pub mod signed_in;
pub mod trouble;
pub mod vitals;
pub mod words;

pub use contacts::*;
pub use context::{
    SessionState, Toast, ToastAction, ToastKind, Toasts, Upload, use_leadwire, use_open_provider,
    use_session, use_toasts,
};
pub use duplicates::*;
pub use enrichment::*;
pub use feeds::*;
pub use imports::*;
pub use job_queries::*;
pub use jobs::*;
pub use many::*;
pub use mutation::{UseMutation, use_mutation};
pub use mutations::*;
pub use pending::*;
pub use queries::*;
pub use realtime::*;
pub use scrapes::*;
pub use session::*;
pub use trouble::*;
pub use vitals::*;
