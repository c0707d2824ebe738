//! Server-sent events (WHATWG HTML, 9.2): what the streams have in common.

use super::{ApiError, ApiResult};
use crate::{
    model::{ALIVE_EVENT, Uuid},
    server::{
        AppState,
        auth::{CurrentUser, SessionChange},
    },
};
use axum::{
    extract::FromRequestParts,
    http::request::Parts,
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use futures::{Stream, StreamExt};
use serde::Serialize;
use std::{convert::Infallible, fmt::Display, time::Duration};

/// How often something is sent so that nothing in between closes the connection, and
/// whoever listens knows that it is open.
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// How soon a browser tries again.
const RETRY: Duration = Duration::from_secs(1);

/// The position after which a stream goes on: of the `Last-Event-ID` header, by which
/// a browser that lost its connection resumes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LastEventId {
    /// The position.
    pub position: Option<i64>,
    /// Of which event log, if it says so.
    pub epoch: Option<Uuid>,
}

impl<S: Send + Sync> FromRequestParts<S> for LastEventId {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let header = parts.headers.get("last-event-id");
        let text = header.and_then(|id| id.to_str().ok()).unwrap_or_default();
        // One that is no position is of another stream: as if there were none.
        Ok(Self::read(text).unwrap_or_default())
    }
}

impl LastEventId {
    fn read(text: &str) -> Option<Self> {
        let (position, epoch) = match text.split_once('@') {
            Some((position, epoch)) => (position, Some(Uuid::try_parse(epoch).ok()?)),
            None => (text, None),
        };
        let position = Some(position.parse().ok()?);
        Some(Self { position, epoch })
    }

    /// The same, or if there is none what `since` says: a browser has no header for the
    /// first connection, and gives what it had as the last id there.
    ///
    /// # Errors
    /// When that is no id of a message.
    pub fn or(self, since: Option<&str>) -> ApiResult<Self> {
        match since.filter(|_| self.position.is_none()) {
            Some(text) => Self::read(text).ok_or_else(|| {
                ApiError::field("since", "must be a position, or position@event log")
            }),
            None => Ok(self),
        }
    }
}

/// A message of a stream.
pub fn message(id: impl Display, name: &str, data: &impl Serialize) -> Option<Event> {
    let event = Event::default().id(id.to_string()).event(name);
    match event.json_data(data) {
        Ok(event) => Some(event),
        Err(error) => {
            tracing::error!(%error, "not told");
            None
        }
    }
}

/// Answers with a stream, until it or the session ends, or the server stops.
pub fn answer(
    state: &AppState,
    user: &CurrentUser,
    messages: impl Stream<Item = Event> + Send + 'static,
) -> Response {
    let end = ended(state.clone(), user.clone());
    let first = Event::default().retry(RETRY).comment("hello");
    let messages = futures::stream::once(async { first }).chain(messages);
    let messages = messages.take_until(Box::pin(end)).map(Ok::<_, Infallible>);
    // One without data is no message.
    let alive = Event::default().event(ALIVE_EVENT).data("1");
    let keep_alive = KeepAlive::new().interval(KEEP_ALIVE).event(alive);
    let mut response = Sse::new(messages).keep_alive(keep_alive).into_response();
    // nginx would collect what is to be seen at once.
    let header = axum::http::HeaderValue::from_static("no");
    response.headers_mut().insert("x-accel-buffering", header);
    response
}

/// Waits until the server stops, or the session is not what it was.
async fn ended(state: AppState, user: CurrentUser) {
    let mut shutdown = state.shutdown.clone();
    let mut sessions = state.sessions.listen();
    let session = async {
        loop {
            // Time, or another process, may end a session without a word.
            let look = tokio::time::timeout(KEEP_ALIVE, sessions.recv()).await;
            match look {
                Ok(Ok(SessionChange::Ended(id))) if id != user.session_id => continue,
                Ok(Ok(SessionChange::User(id))) if id != user.user.id => continue,
                _ => {}
            }
            let role = state.sessions.role(&state.db, user.session_id).await;
            if !matches!(role, Ok(Some(role)) if role == user.user.role) {
                return;
            }
        }
    };
    tokio::select! {
        _ = shutdown.wait_for(|down| *down) => {}
        () = session => {}
    }
}
