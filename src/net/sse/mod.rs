//! Server-sent events as a stream of messages: one connection, from its opening to
//! its end. Who wants more opens another, after the last id; see `live::follow`.

mod parser;

pub use parser::Parser;

#[cfg(not(feature = "native"))]
mod web;
#[cfg(not(feature = "native"))]
use web as target;

#[cfg(feature = "native")]
mod native;
#[cfg(feature = "native")]
use native as target;

use super::Http;
use crate::model::Failure;
use futures::stream::LocalBoxStream;

/// What came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Message {
    /// The last id that the stream told; go on after it.
    pub id: String,
    /// Its name; `message` if it has none.
    pub event: String,
    /// Its data; lines are parted by `\n`.
    pub data: String,
}

/// Messages until the connection ends.
pub type Messages = LocalBoxStream<'static, Message>;

/// Opens the stream at `path`, to hear of `events`, after the message `last`.
///
/// # Errors
/// When the server cannot be reached or refuses.
pub async fn open(
    http: &Http,
    path: &str,
    events: &'static [&'static str],
    last: Option<&str>,
) -> Result<Messages, Failure> {
    #[cfg(debug_assertions)]
    http.workbench().pass()?;
    target::open(http, path, events, last).await
}
