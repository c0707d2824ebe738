//! `/events` and `/ws`: what happened, asked for or told live.

use super::{ApiError, ApiResult, Query};
use crate::model::{AnyEvent, EventPage, MAX_FRAME, Problem, Seq, Topic};
use crate::server::{
    AppState,
    auth::CurrentUser,
    events::{log, may_listen, serve_socket, spawn},
};
use axum::{
    Json,
    extract::{State, ws::WebSocketUpgrade},
    response::Response,
};
use serde::Deserialize;
use utoipa_axum::{router::OpenApiRouter, routes};

/// Log rows that one answer looks at.
const PAGE: u32 = 500;

/// The calls of this resource.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(missed))
        .routes(routes!(socket))
}

#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
struct Missed {
    /// The position of what the client holds.
    since: Seq,
    /// Topics, separated by commas.
    topics: String,
}

/// Missed events
///
/// What happened on the topics after `since`, in order; also the fallback
/// where no socket is to be had.
#[utoipa::path(get, path = "/events", params(Missed), tag = "events",
    responses((status = 200, body = EventPage), (status = 401, body = Problem), (status = 403, body = Problem)))]
async fn missed(
    State(state): State<AppState>,
    user: CurrentUser,
    Query(query): Query<Missed>,
) -> ApiResult<Json<EventPage>> {
    let names = query.topics.split(',').filter(|name| !name.is_empty());
    let topics = names
        .map(|name| name.trim().parse::<Topic>())
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| ApiError::field("topics", error.to_string()))?;
    if let Some(topic) = topics
        .iter()
        .find(|topic| !may_listen(user.user.role, **topic))
    {
        return Err(ApiError::forbidden(&format!(
            "Your role may not listen to {topic}."
        )));
    }
    let (epoch, newest) = (state.db.epoch(), state.db.events.newest());
    if !log::reaches_back_to(&state.db, query.since).await? {
        let page = EventPage {
            epoch,
            seq: newest,
            events: Vec::new(),
            reset: true,
            more: false,
        };
        return Ok(Json(page));
    }
    let events = log::read_after(state.db.readers(), query.since, newest, PAGE).await?;
    let more = events.len() == PAGE as usize;
    let seq = if more {
        events.last().and_then(|event| event.seq).unwrap_or(newest)
    } else {
        newest
    };
    let events = events
        .into_iter()
        .filter(|event| log::concerns(event, &topics))
        .map(AnyEvent::Known)
        .collect();
    Ok(Json(EventPage {
        epoch,
        seq,
        events,
        reset: false,
        more,
    }))
}

/// The socket
///
/// A WebSocket of text frames, one JSON object each, at most 64 KiB.
#[utoipa::path(get, path = "/ws", tag = "events", responses((status = 101), (status = 401, body = Problem)))]
async fn socket(
    State(state): State<AppState>,
    user: CurrentUser,
    upgrade: WebSocketUpgrade,
) -> Response {
    upgrade
        .max_message_size(MAX_FRAME)
        .max_frame_size(MAX_FRAME)
        // Kept for as long as the connection, and cleared at each read: clients say little.
        .read_buffer_size(1024)
        // Enough for a burst; a client that takes nothing is cut off, not saved up for.
        .max_write_buffer_size(4 * MAX_FRAME)
        .write_buffer_size(16 * 1024)
        .on_upgrade(async move |socket| spawn(serve_socket(socket, state, user)))
}
