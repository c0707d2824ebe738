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
        sse::{Event, Sse},
    },
};
use futures::{Stream, StreamExt};
use serde::Serialize;
use std::{
    convert::Infallible,
    fmt::Display,
    pin::{Pin, pin},
    time::Duration,
};
use tokio::{
    sync::{broadcast, watch},
    time::{Instant, Interval, MissedTickBehavior, interval_at},
};

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
    let first = Event::default().retry(RETRY).comment("hello");
    let messages = futures::stream::once(async { first }).chain(messages);
    let messages = while_allowed(state, user, messages).map(Ok::<_, Infallible>);
    let mut response = Sse::new(messages).into_response();
    // nginx would collect what is to be seen at once.
    let header = axum::http::HeaderValue::from_static("no");
    response.headers_mut().insert("x-accel-buffering", header);
    response
}

/// When a stream says that all is well, if it has nothing else to tell: [`alive`].
///
/// It says so itself, as only it knows when it reads nothing. What is handed over while
/// something is read keeps that waiting with it, and its connection to the database, until
/// somebody takes it.
pub fn ticks() -> Interval {
    let mut ticks = interval_at(Instant::now() + KEEP_ALIVE, KEEP_ALIVE);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    ticks
}

/// Says that all is well.
pub fn alive() -> Event {
    // One without data is no message.
    Event::default().event(ALIVE_EVENT).data("1")
}

/// A stream, and what may end it.
struct Watched<S> {
    messages: Pin<Box<S>>,
    state: AppState,
    user: CurrentUser,
    shutdown: watch::Receiver<bool>,
    sessions: broadcast::Receiver<SessionChange>,
    /// When it is time to ask: time, or another process, may end a session without a word.
    ticks: Interval,
}

/// The messages until the server stops, or the session is not what it was.
///
/// Nothing is asked of the database while a message is handed over: of somebody who takes
/// none for an hour the question would have a connection to it for as long.
fn while_allowed<S>(
    state: &AppState,
    user: &CurrentUser,
    messages: S,
) -> impl Stream<Item = Event> + Send + use<S>
where
    S: Stream<Item = Event> + Send + 'static,
{
    let watched = Watched {
        messages: Box::pin(messages),
        state: state.clone(),
        user: user.clone(),
        shutdown: state.shutdown.clone(),
        sessions: state.sessions.listen(),
        ticks: ticks(),
    };
    futures::stream::unfold(watched, async |mut watched| {
        let message = watched.next().await?;
        Some((message, watched))
    })
}

impl<S: Stream<Item = Event>> Watched<S> {
    async fn next(&mut self) -> Option<Event> {
        loop {
            tokio::select! {
                biased;
                _ = self.shutdown.wait_for(|down| *down) => return None,
                _ = self.ticks.tick() => {}
                change = self.sessions.recv() => match change {
                    Ok(SessionChange::Ended(id)) if id != self.user.session_id => continue,
                    Ok(SessionChange::User(id)) if id != self.user.user.id => continue,
                    _ => {}
                },
                message = self.messages.next() => return message,
            }
            // What is being read goes on meanwhile, and gives its connection back.
            let asked = self
                .state
                .sessions
                .role(&self.state.db, self.user.session_id);
            let mut asked = pin!(asked);
            let (role, message) = tokio::select! {
                biased;
                role = &mut asked => (role, None),
                message = self.messages.next() => (asked.await, Some(message)),
            };
            if !matches!(role, Ok(Some(role)) if role == self.user.user.role) {
                return None;
            }
            if let Some(message) = message {
                return message;
            }
        }
    }
}
