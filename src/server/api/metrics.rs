//! `/metrics/history`, `/metrics/stream`: how the server is doing, for people;
//! `/metrics/thresholds`, `/metrics/alerts`: when it is not doing well.
//! Operators' own tools read `/metrics` outside the API.

use super::{
    ApiError, ApiResult, Query,
    idempotency::{Keyed, begin, fresh},
    stream::{LastEventId, alive, answer, message, ticks},
};
use crate::{
    model::{
        Alerts, EventBody, InvalidateExact, METRICS_EVENT, Metrics, MetricsHistory, Problem,
        RESET_EVENT, Thresholds,
    },
    server::{AppState, auth::CurrentUser, vitals},
};
use axum::{Json, extract::State, http::StatusCode, response::Response};
use futures::{StreamExt, stream};
use serde::Deserialize;
use tokio::sync::broadcast::error::RecvError;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The calls of this resource.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(history))
        .routes(routes!(tell))
        .routes(routes!(limits, set_limits))
        .routes(routes!(alerts))
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
    /// Tell what was measured after this time too: a time, or as the `id` of a message says
    /// it; `Last-Event-ID` comes before it.
    since: Option<String>,
}

/// How the server is doing
///
/// Server-sent events named `metric:update`, each with its time and the server's start as
/// `id`: a [`Metrics`](crate::model::Metrics). Resumed by `Last-Event-ID`; an event named
/// `reset` says that the server has started since, and nothing of before is kept.
#[utoipa::path(get, path = "/metrics/stream", params(Resumed, ("Last-Event-ID" = Option<String>, Header)), tag = "activity",
    responses((status = 200, content_type = "text/event-stream", body = String), (status = 401, body = Problem),
        (status = 422, body = Problem)))]
async fn tell(
    State(state): State<AppState>,
    user: CurrentUser,
    last: LastEventId,
    Query(resumed): Query<Resumed>,
) -> ApiResult<Response> {
    let last = last.or(resumed.since.as_deref())?;
    let run = state.vitals.run();
    // Listen before reading: what is measured in between is told once, by its time.
    let news = state.vitals.listen();
    let kept = state.vitals.since(0);
    let newest = kept.last().map_or(0, |newest| newest.at);
    let since = last.position.unwrap_or(newest);
    // A time of before this start means nothing: the clock may have been put back. Of who
    // has had nothing nobody knows how long ago that was.
    let is_ours = match (last.epoch, last.position) {
        (Some(of), _) => of == run,
        (None, Some(since)) => kept.iter().any(|one| one.at == since),
        (None, None) => true,
    };
    let reset = (!is_ours).then(|| message(format_args!("{newest}@{run}"), RESET_EVENT, &()));
    let since = if is_ours || since == 0 { since } else { newest };
    let vitals = state.vitals.clone();
    let told = move |one: Metrics| message(format_args!("{}@{run}", one.at), METRICS_EVENT, &one);
    let begin = (news, since, ticks());
    let batches = stream::unfold(begin, move |(mut news, since, mut ticks)| {
        let vitals = vitals.clone();
        async move {
            loop {
                let new = vitals.since(since);
                if let Some(newest) = new.last().map(|one| one.at) {
                    let told: Vec<_> = new.into_iter().filter_map(told).collect();
                    return Some((told, (news, newest, ticks)));
                }
                tokio::select! {
                    biased;
                    _ = ticks.tick() => return Some((vec![alive()], (news, since, ticks))),
                    // What is too much at once is read off what is kept.
                    told = news.recv() => if matches!(told, Err(RecvError::Closed)) {
                        return None;
                    },
                }
            }
        }
    });
    let told = batches.flat_map(stream::iter);
    let messages = stream::iter(reset.flatten()).chain(told);
    Ok(answer(&state, &user, messages))
}

/// Limits of metrics
///
/// Between which values each metric is as it should be.
#[utoipa::path(get, path = "/metrics/thresholds", tag = "activity",
    responses((status = 200, body = Thresholds), (status = 401, body = Problem)))]
async fn limits(State(state): State<AppState>, _: CurrentUser) -> ApiResult<Json<Thresholds>> {
    Ok(Json(vitals::limits(state.db.readers()).await?))
}

/// Set the limits of metrics
///
/// For administrators, and all of them at once. A metric that crosses a limit is told
/// once, as `metric:alert`, and once more when it is well inside again.
#[utoipa::path(put, path = "/metrics/thresholds", tag = "activity", request_body = Thresholds,
    params(("Idempotency-Key" = Option<Uuid>, Header)),
    responses((status = 200, body = Thresholds), (status = 403, body = Problem),
        (status = 422, description = "`VALIDATION` with `fields`, `IDEMPOTENCY_MISMATCH`", body = Problem)))]
async fn set_limits(
    State(state): State<AppState>,
    user: CurrentUser,
    Keyed { body, key }: Keyed<Thresholds>,
) -> ApiResult<Response> {
    user.require_admin()?;
    let limits = checked(body)?;
    let mut write = fresh!(begin(&state.db, &user, key).await?);
    vitals::set_limits(&mut write.tx, &limits.data).await?;
    let key = "metrics/thresholds".into();
    let stale = EventBody::InvalidateExact(InvalidateExact { key });
    write.tx.emit(stale).await?;
    let answer = write.finish(StatusCode::OK, &limits).await?;
    state.vitals.judge_by(limits.data);
    Ok(answer)
}

/// Limits that make sense, in order; those without a bound are left out.
fn checked(mut limits: Thresholds) -> ApiResult<Thresholds> {
    limits.data.sort_by_key(|limit| limit.metric);
    for pair in limits.data.windows(2) {
        if pair[0].metric == pair[1].metric {
            return Err(ApiError::field(pair[0].metric.as_str(), "is there twice"));
        }
    }
    for limit in &limits.data {
        let name = limit.metric.as_str();
        for (side, bound) in [("above", limit.above), ("below", limit.below)] {
            let Some(bound) = bound else { continue };
            let most = limit.metric.most().unwrap_or(1e12);
            if !(0.0..=most).contains(&bound) {
                let why = format!("must be from 0 to {most}");
                return Err(ApiError::field(&format!("{name}.{side}"), why));
            }
        }
        if let Some((above, below)) = limit.above.zip(limit.below)
            && above <= below
        {
            let why = "must be greater than below: nothing would be as it should be";
            return Err(ApiError::field(&format!("{name}.above"), why));
        }
    }
    limits
        .data
        .retain(|limit| limit.above.is_some() || limit.below.is_some());
    Ok(limits)
}

/// Alerts
///
/// Limits that are crossed, and the newest of those that were.
#[utoipa::path(get, path = "/metrics/alerts", tag = "activity",
    responses((status = 200, body = Alerts), (status = 401, body = Problem)))]
async fn alerts(State(state): State<AppState>, _: CurrentUser) -> ApiResult<Json<Alerts>> {
    Ok(Json(vitals::list(state.db.readers()).await?))
}
