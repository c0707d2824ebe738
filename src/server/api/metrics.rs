//! `/metrics/history`, `/metrics/stream`: how the server is doing, for people.
//! Operators' own tools read `/metrics` outside the API.

use super::{
    ApiResult, Query,
    stream::{LastEventId, answer, message},
};
use crate::{
    model::{METRICS_EVENT, MetricsHistory, Problem, Timestamp},
    server::{AppState, auth::CurrentUser},
};
use axum::{Json, extract::State, response::Response};
use futures::{StreamExt, stream};
use serde::Deserialize;
use tokio::sync::broadcast::error::RecvError;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The calls of this resource.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(history))
        .routes(routes!(tell))
}

/// How the server was doing
///
/// The last 100 measurements, one every two seconds, oldest first.
#[utoipa::path(get, path = "/metrics/history", tag = "activity",
    responses((status = 200, body = MetricsHistory), (status = 401, body = Problem)))]
async fn history(State(state): State<AppState>, _: CurrentUser) -> Json<MetricsHistory> {
    Json(MetricsHistory {
        data: state.vitals.since(0),
    })
}

#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
struct Resumed {
    /// Tell what was measured after this time too; `Last-Event-ID` comes before it.
    since: Option<Timestamp>,
}

/// How the server is doing
///
/// Server-sent events named `metric:update`, each with its time as `id`: a
/// [`Metrics`](crate::model::Metrics). Resumed by `Last-Event-ID`, as far as it is kept.
#[utoipa::path(get, path = "/metrics/stream", params(Resumed, ("Last-Event-ID" = Option<i64>, Header)), tag = "activity",
    responses((status = 200, content_type = "text/event-stream", body = String), (status = 401, body = Problem)))]
async fn tell(
    State(state): State<AppState>,
    user: CurrentUser,
    LastEventId(last): LastEventId,
    Query(resumed): Query<Resumed>,
) -> ApiResult<Response> {
    let live = state.vitals.listen();
    let since = last.or(resumed.since).unwrap_or(Timestamp::MAX);
    let missed = state.vitals.since(since);
    let told = missed.last().map_or(0, |last| last.at);
    let live = stream::unfold(live, async |mut live| {
        loop {
            match live.recv().await {
                Ok(metrics) => return Some((metrics, live)),
                // Only the newest counts.
                Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return None,
            }
        }
    });
    let live = live.filter(move |metrics| futures::future::ready(metrics.at > told));
    let all = stream::iter(missed).chain(live);
    let messages = all.filter_map(async |metrics| message(metrics.at, METRICS_EVENT, &metrics));
    Ok(answer(&state, &user, messages))
}
