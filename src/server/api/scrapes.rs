//! `/scrapes` and `/places`: searches for businesses in an area.

use super::{
    ApiError, ApiResult, Query,
    idempotency::{self, Keyed, fresh},
    import::upload::Upload,
};
use crate::{
    model::{Job, JobKind, NewScrape, Place, Problem, ScrapeSource, Uuid},
    server::{
        AppState,
        auth::CurrentUser,
        jobs::{
            self,
            import::{Format, sniff},
        },
        scrape::Asking,
    },
};
use axum::{
    Json,
    extract::{DefaultBodyLimit, Request, State},
    http::StatusCode,
    response::Response,
};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use utoipa_axum::{router::OpenApiRouter, routes};

/// How long whoever asks for the sources waits for the extract to be indexed.
const INDEXED_WITHIN: Duration = Duration::from_secs(2);

/// Characters in the name of a place.
const MAX_NAME: usize = 200;

/// The calls of this resource.
pub fn routes() -> OpenApiRouter<AppState> {
    let uploads = OpenApiRouter::new()
        .routes(routes!(put_extract))
        .layer(DefaultBodyLimit::disable());
    OpenApiRouter::new()
        .routes(routes!(start))
        .routes(routes!(sources))
        .routes(routes!(places))
        .merge(uploads)
}

#[derive(Serialize, utoipa::ToSchema)]
struct ScrapeSources {
    /// Every source, whether it is available or not.
    data: Vec<ScrapeSource>,
}

#[derive(Serialize, utoipa::ToSchema)]
struct Places {
    /// The best first.
    data: Vec<Place>,
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct Named {
    /// What the place is called; what is after a comma tells it from others of that name.
    q: String,
    /// Whether others may be asked about it: only when a person asks for that, not as
    /// they type.
    #[serde(default)]
    online: bool,
}

/// An extract that could not be used may have been mended since.
async fn look_again(state: &AppState) {
    let extract = &state.scraper.extract;
    if extract.current().1.is_some() && extract.file().is_some() {
        // Why it still cannot be used is told with the sources.
        let _ = extract.open(state.shutdown.clone()).await;
    }
}

/// Search an area for businesses
///
/// A job: its `params` are the request with the area that it was resolved to, its `tiles`
/// the parts of the area. What is found is in the list of leads at once. The same search
/// again tells what is new, changed and gone since; what a person changed stays.
#[utoipa::path(post, path = "/scrapes", tag = "scraping", request_body = NewScrape,
    params(("Idempotency-Key" = Option<Uuid>, Header)),
    responses((status = 202, body = Job), (status = 403, body = Problem),
        (status = 422, description = "`VALIDATION` with `fields`, `IDEMPOTENCY_MISMATCH`", body = Problem)))]
async fn start(
    State(state): State<AppState>,
    user: CurrentUser,
    Keyed { body, key }: Keyed<NewScrape>,
) -> ApiResult<Response> {
    user.require_jobs()?;
    look_again(&state).await;
    let Asking { params } = Asking::of(body, &state.scraper).map_err(|faults| {
        let mut problem = Problem::new(
            StatusCode::UNPROCESSABLE_ENTITY.as_u16(),
            crate::model::ProblemCode::Validation,
            "The request is not valid",
        );
        problem.fields = faults;
        ApiError::from(problem)
    })?;
    let params = serde_json::to_value(&params).map_err(ApiError::internal)?;
    let mut write = fresh!(idempotency::begin(&state.db, &user, key).await?);
    let input = serde_json::Value::Null;
    let stored = jobs::enqueue(
        &mut write.tx,
        Uuid::now_v7(),
        JobKind::Scrape,
        params,
        input,
    )
    .await?;
    let response = write.finish(StatusCode::ACCEPTED, &stored.job).await?;
    jobs::told(&state.db, &stored.job);
    state.jobs.notify();
    Ok(response)
}

/// Sources of searches
///
/// Whom businesses are had from, with what has to be named beside what they give.
#[utoipa::path(get, path = "/scrapes/sources", tag = "scraping",
    responses((status = 200, body = ScrapeSources), (status = 403, body = Problem)))]
async fn sources(
    State(state): State<AppState>,
    user: CurrentUser,
) -> ApiResult<Json<ScrapeSources>> {
    user.require_jobs()?;
    let extract = &state.scraper.extract;
    if extract.current().0.is_none() && extract.file().is_some() {
        // Where it is can be told once it is indexed; that goes on, if it takes longer. Why
        // it cannot be used is told with the sources.
        let opened = extract.open(state.shutdown.clone());
        let _ = tokio::time::timeout(INDEXED_WITHIN, opened).await;
    }
    let data = state.scraper.sources();
    Ok(Json(ScrapeSources { data }))
}

/// Places of a name
///
/// From the server's own extract of OpenStreetMap; from others if the operator set them
/// up for it, or with `online`.
#[utoipa::path(get, path = "/places", tag = "scraping", params(Named),
    responses((status = 200, body = Places), (status = 403, body = Problem),
        (status = 503, description = "`UNAVAILABLE`: whoever was asked did not answer", body = Problem)))]
async fn places(
    State(state): State<AppState>,
    user: CurrentUser,
    Query(asked): Query<Named>,
) -> ApiResult<Json<Places>> {
    user.require_jobs()?;
    let called = asked.q.trim();
    if called.is_empty() || called.chars().count() > MAX_NAME {
        return Err(ApiError::field(
            "q",
            format!("must have from 1 to {MAX_NAME} characters"),
        ));
    }
    if state.scraper.extract.current().0.is_none() && state.scraper.extract.file().is_some() {
        // Why it cannot be used is told with the sources.
        let _ = state.scraper.extract.open(state.shutdown.clone()).await;
    }
    let found = state.scraper.look_up(&state.db, called, asked.online).await;
    let data = found.map_err(|error| {
        let problem = Problem::new(
            StatusCode::SERVICE_UNAVAILABLE.as_u16(),
            crate::model::ProblemCode::Unavailable,
            "Places cannot be looked up now",
        );
        ApiError::from(problem.with_detail(error.to_string()))
    })?;
    Ok(Json(Places { data }))
}

/// Upload an extract
///
/// For administrators: an `.osm.pbf` file as the body. Searches use it from then on, once
/// it is indexed.
#[utoipa::path(put, path = "/scrapes/extract", tag = "scraping",
    request_body(content_type = "application/octet-stream", content = Vec<u8>),
    responses((status = 200, body = ScrapeSources), (status = 403, body = Problem),
        (status = 409, description = "`INVALID_STATE`: the operator named a file", body = Problem),
        (status = 413, description = "`TOO_LARGE`", body = Problem),
        (status = 415, description = "`UNSUPPORTED_MEDIA_TYPE`: no .osm.pbf", body = Problem)))]
async fn put_extract(
    State(state): State<AppState>,
    user: CurrentUser,
    request: Request,
) -> ApiResult<Json<ScrapeSources>> {
    user.require_admin()?;
    if state.scraper.extract.is_given() {
        return Err(ApiError::invalid_state(
            "The server was started with LEADWIRE_EXTRACT: put the file there.",
        ));
    }
    let target = state.scraper.extract.upload_path();
    let folder = target.parent().unwrap_or(&target);
    let limit = state.config.max_upload_mib.saturating_mul(1024 * 1024);
    let mut upload = Upload::create(folder, Uuid::now_v7(), limit).await?;
    upload.take(request.into_body().into_data_stream()).await?;
    match sniff("extract", upload.head()) {
        Ok(Format::OsmPbf) => {}
        Ok(_) => return Err(ApiError::unsupported("An extract is an .osm.pbf file.")),
        Err(unknown) => return Err(ApiError::unsupported(unknown.0)),
    }
    let kept = upload.keep().await?;
    tokio::fs::rename(&*kept, &target)
        .await
        .map_err(ApiError::internal)?;
    kept.release();
    let (scraper, shutdown) = (state.scraper.clone(), state.shutdown.clone());
    tokio::spawn(async move {
        if let Err(error) = scraper.extract.open(shutdown).await {
            tracing::warn!(%error, "uploaded extract");
        }
    });
    let data = state.scraper.sources();
    Ok(Json(ScrapeSources { data }))
}
