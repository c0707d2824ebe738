//! `/businesses/{id}/enrich` and `/enrichment/batch`: looking leads up.

use super::{
    ApiError, ApiResult, Id,
    businesses::invalid,
    idempotency::{Bare, Keyed, begin, fresh},
};
use crate::{
    model::{Job, NewBatch, Problem},
    server::{
        AppState,
        auth::CurrentUser,
        enrich::{self, BatchError},
        jobs,
    },
};
use axum::{extract::State, http::StatusCode, response::Response};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The calls of this resource.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(look_up))
        .routes(routes!(look_many_up))
}

impl From<BatchError> for ApiError {
    fn from(error: BatchError) -> Self {
        match error {
            BatchError::NotFound => Self::not_found("There is no such lead, or it is deleted."),
            BatchError::Invalid(faults) => invalid(faults),
            BatchError::Db(error) => error.into(),
        }
    }
}

/// Look a lead up
///
/// Reads its website for how it can be reached; without one, what is at the domain of its
/// e-mail address. Answers the job; if one waits or runs for the lead already, that one.
#[utoipa::path(post, path = "/businesses/{id}/enrich", tag = "enrichment",
    params(("id" = Uuid, Path), ("Idempotency-Key" = Option<Uuid>, Header)),
    responses((status = 202, body = Job), (status = 404, body = Problem)))]
async fn look_up(
    State(state): State<AppState>,
    user: CurrentUser,
    Id(id): Id,
    Bare(key): Bare,
) -> ApiResult<Response> {
    let mut write = fresh!(begin(&state.db, &user, key).await?);
    let (job, is_new) = enrich::order_one(&mut write.tx, id).await?;
    let response = write.finish(StatusCode::ACCEPTED, &job).await?;
    if is_new {
        jobs::told(&state.db, &job);
        state.jobs.notify();
    }
    Ok(response)
}

/// Look many leads up
///
/// By one of `count` (of those not looked up yet that there is anything to look at of,
/// newest first), `ids` and `filter`. Those that were looked up are left out unless asked
/// for `again`. Which could not be looked up, and why, is at `GET /jobs/{id}/failures`.
#[utoipa::path(post, path = "/enrichment/batch", tag = "enrichment", request_body = NewBatch,
    params(("Idempotency-Key" = Option<Uuid>, Header)),
    responses((status = 202, body = Job), (status = 403, body = Problem),
        (status = 422, description = "`VALIDATION` with `fields`, also if there is no lead to look up; `IDEMPOTENCY_MISMATCH`", body = Problem)))]
async fn look_many_up(
    State(state): State<AppState>,
    user: CurrentUser,
    Keyed { body, key }: Keyed<NewBatch>,
) -> ApiResult<Response> {
    user.require_jobs()?;
    let mut write = fresh!(begin(&state.db, &user, key).await?);
    let job = enrich::order_batch(&mut write.tx, &state.db.index, &body).await?;
    let response = write.finish(StatusCode::ACCEPTED, &job).await?;
    jobs::told(&state.db, &job);
    state.jobs.notify();
    Ok(response)
}
