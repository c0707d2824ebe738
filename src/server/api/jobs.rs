//! `/jobs`: long work, watched and steered.

use super::{ApiError, ApiResult, Id, Query, idempotency};
use crate::{
    model::{
        DEFAULT_LIMIT, EnrichmentFailure, Job, JobKind, JobStatus, MAX_LIMIT, Page, Problem,
        Rejection,
    },
    server::{
        AppState,
        auth::CurrentUser,
        jobs::{self, Change},
    },
};
use axum::{Json, extract::State, http::StatusCode, response::Response};
use idempotency::{Bare, fresh};
use serde::Deserialize;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The calls of this resource.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(read))
        .routes(routes!(rejections))
        .routes(routes!(failures))
        .routes(routes!(cancel))
        .routes(routes!(pause))
        .routes(routes!(resume))
        .routes(routes!(retry))
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct Asked {
    /// Only jobs in this status, or in one of these, separated by commas.
    #[param(value_type = Option<String>)]
    status: Option<Statuses>,
    /// Only jobs that do this.
    kind: Option<JobKind>,
    /// Counted from 1.
    #[param(minimum = 1)]
    page: Option<u32>,
    /// Rows a page, up to 200; 50 if absent.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
}

/// Statuses, separated by commas.
#[derive(Debug, Deserialize)]
#[serde(try_from = "String")]
struct Statuses(Vec<JobStatus>);

impl TryFrom<String> for Statuses {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let status = |name: &str| {
            let mut all = JobStatus::ALL.into_iter();
            let found = all.find(|status| status.as_str() == name);
            found.ok_or_else(|| format!("there is no status `{name}`"))
        };
        text.split(',')
            .map(status)
            .collect::<Result<_, _>>()
            .map(Self)
    }
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct Paged {
    /// Counted from 1.
    #[param(minimum = 1)]
    page: Option<u32>,
    /// Rows a page, up to 200; 50 if absent.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
}

fn checked(page: Option<u32>, limit: Option<u32>) -> ApiResult<(u32, u32)> {
    let (page, limit) = (page.unwrap_or(1), limit.unwrap_or(DEFAULT_LIMIT));
    if page == 0 {
        return Err(ApiError::field("page", "must be at least 1"));
    }
    if !(1..=MAX_LIMIT).contains(&limit) {
        return Err(ApiError::field("limit", "must be from 1 to 200"));
    }
    Ok((page, limit))
}

fn unknown() -> ApiError {
    ApiError::not_found("There is no job with this id.")
}

/// Why a job was not changed; `only` says which could have been.
fn refusal(change: &Change, only: &str) -> ApiError {
    match change {
        Change::Refused(status) => {
            let status = status.as_str();
            ApiError::invalid_state(format!("The job is {status}; only one that {only}."))
        }
        Change::Unknown | Change::Done(_) => unknown(),
    }
}

/// List jobs
///
/// Newest first.
#[utoipa::path(get, path = "/jobs", tag = "jobs", params(Asked),
    responses((status = 200, body = Page<Job>), (status = 403, body = Problem)))]
async fn list(
    State(state): State<AppState>,
    user: CurrentUser,
    Query(asked): Query<Asked>,
) -> ApiResult<Json<Page<Job>>> {
    user.require_jobs()?;
    let (page, limit) = checked(asked.page, asked.limit)?;
    let statuses = asked.status.map(|Statuses(all)| all);
    let found = jobs::list(
        state.db.readers(),
        statuses.as_deref(),
        asked.kind,
        page,
        limit,
    )
    .await?;
    Ok(Json(found))
}

/// Read a job
#[utoipa::path(get, path = "/jobs/{id}", tag = "jobs", params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = Job), (status = 404, body = Problem)))]
async fn read(
    State(state): State<AppState>,
    user: CurrentUser,
    Id(id): Id,
) -> ApiResult<Json<Job>> {
    user.require_jobs()?;
    let found = jobs::find(state.db.readers(), id).await?;
    Ok(Json(found.ok_or_else(unknown)?.job))
}

/// Rows that an import did not take
///
/// In the order of the file; the first 100,000 are kept, all are counted in the
/// job's report.
#[utoipa::path(get, path = "/jobs/{id}/rejections", tag = "jobs",
    params(("id" = uuid::Uuid, Path), Paged),
    responses((status = 200, body = Page<Rejection>), (status = 404, body = Problem)))]
async fn rejections(
    State(state): State<AppState>,
    user: CurrentUser,
    Id(id): Id,
    Query(paged): Query<Paged>,
) -> ApiResult<Json<Page<Rejection>>> {
    user.require_jobs()?;
    let (page, limit) = checked(paged.page, paged.limit)?;
    if jobs::find(state.db.readers(), id).await?.is_none() {
        return Err(unknown());
    }
    let found = jobs::rejections(state.db.readers(), id, page, limit).await?;
    Ok(Json(found))
}

/// Leads that a look-up of many failed with
///
/// With the reasons, in the order of the job. Trying the job again tries those again.
#[utoipa::path(get, path = "/jobs/{id}/failures", tag = "jobs",
    params(("id" = uuid::Uuid, Path), Paged),
    responses((status = 200, body = Page<EnrichmentFailure>), (status = 404, body = Problem)))]
async fn failures(
    State(state): State<AppState>,
    user: CurrentUser,
    Id(id): Id,
    Query(paged): Query<Paged>,
) -> ApiResult<Json<Page<EnrichmentFailure>>> {
    user.require_jobs()?;
    let (page, limit) = checked(paged.page, paged.limit)?;
    if jobs::find(state.db.readers(), id).await?.is_none() {
        return Err(unknown());
    }
    let found = jobs::items::failures(state.db.readers(), id, page, limit).await?;
    Ok(Json(found))
}

/// Cancel a job
///
/// What it did so far stays; once this is answered it does nothing more.
#[utoipa::path(post, path = "/jobs/{id}/cancel", tag = "jobs", params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = Job), (status = 404, body = Problem),
        (status = 409, description = "`INVALID_STATE`: it has ended", body = Problem)))]
async fn cancel(
    State(state): State<AppState>,
    user: CurrentUser,
    Id(id): Id,
    Bare(key): Bare,
) -> ApiResult<Response> {
    user.require_jobs()?;
    let mut write = fresh!(idempotency::begin(&state.db, &user, key).await?);
    match jobs::cancel(&mut write.tx, id).await? {
        Change::Done(stored) => write.finish(StatusCode::OK, &stored.job).await,
        other => Err(refusal(&other, "waits or runs can be cancelled")),
    }
}

/// Pause a job
///
/// One that waits or runs: once this is answered it does nothing more until it is
/// resumed. It is `queued` meanwhile, with `paused_at`.
#[utoipa::path(post, path = "/jobs/{id}/pause", tag = "jobs", params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = Job), (status = 404, body = Problem),
        (status = 409, description = "`INVALID_STATE`: it has ended", body = Problem)))]
async fn pause(
    State(state): State<AppState>,
    user: CurrentUser,
    Id(id): Id,
    Bare(key): Bare,
) -> ApiResult<Response> {
    user.require_jobs()?;
    let mut write = fresh!(idempotency::begin(&state.db, &user, key).await?);
    match jobs::pause(&mut write.tx, id).await? {
        Change::Done(stored) => {
            let response = write.finish(StatusCode::OK, &stored.job).await?;
            jobs::told(&state.db, &stored.job);
            Ok(response)
        }
        other => Err(refusal(&other, "waits or runs can be paused")),
    }
}

/// Resume a job
///
/// One that was paused goes on where it was, when its turn comes.
#[utoipa::path(post, path = "/jobs/{id}/resume", tag = "jobs", params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = Job), (status = 404, body = Problem),
        (status = 409, description = "`INVALID_STATE`: it has ended", body = Problem)))]
async fn resume(
    State(state): State<AppState>,
    user: CurrentUser,
    Id(id): Id,
    Bare(key): Bare,
) -> ApiResult<Response> {
    user.require_jobs()?;
    let mut write = fresh!(idempotency::begin(&state.db, &user, key).await?);
    match jobs::resume(&mut write.tx, id).await? {
        Change::Done(stored) => {
            let response = write.finish(StatusCode::OK, &stored.job).await?;
            jobs::told(&state.db, &stored.job);
            state.jobs.notify();
            Ok(response)
        }
        other => Err(refusal(&other, "waits can be resumed")),
    }
}

/// Try a job again
///
/// One that failed or was cancelled goes on where it was; one over many leads that
/// ended well but for some of them does those again.
#[utoipa::path(post, path = "/jobs/{id}/retry", tag = "jobs", params(("id" = uuid::Uuid, Path)),
    responses((status = 202, body = Job), (status = 404, body = Problem),
        (status = 409, description = "`INVALID_STATE`: it has not ended, or ended well, or its file is no longer kept", body = Problem)))]
async fn retry(
    State(state): State<AppState>,
    user: CurrentUser,
    Id(id): Id,
    Bare(key): Bare,
) -> ApiResult<Response> {
    user.require_jobs()?;
    let mut write = fresh!(idempotency::begin(&state.db, &user, key).await?);
    match jobs::retry(&mut write.tx, id).await? {
        Change::Done(stored) => {
            jobs::is_runnable(&stored)
                .await
                .map_err(ApiError::invalid_state)?;
            let response = write.finish(StatusCode::ACCEPTED, &stored.job).await?;
            jobs::told(&state.db, &stored.job);
            state.jobs.notify();
            Ok(response)
        }
        other => Err(refusal(
            &other,
            "failed or was cancelled can be tried again",
        )),
    }
}
