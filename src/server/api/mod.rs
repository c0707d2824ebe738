//! The HTTP API: one file per resource.

mod activity;
mod businesses;
mod categories;
mod contacts;
mod docs;
mod duplicates;
mod enrichment;
mod error;
mod events;
mod export;
mod extract;
mod health;
pub mod idempotency;
mod import;
mod jobs;
mod logos;
mod metrics;
mod scrapes;
mod session;
pub mod stats;
mod stream;
mod users;

pub use businesses::announce_unfinished;
pub use error::{ApiError, ApiResult};
pub use extract::{Body, Id, Query, parse_json};
pub use health::recorder;

use super::{AppState, auth, web};
use crate::model::{API_BASE, EPOCH_HEADER, SEQ_HEADER};
use axum::{
    Router,
    extract::{DefaultBodyLimit, Request, State},
    http::{HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
};
use std::{sync::LazyLock, time::Duration};
use tower::ServiceBuilder;
use tower_http::{
    catch_panic::CatchPanicLayer,
    compression::{
        CompressionLayer,
        predicate::{NotForContentType, Predicate, SizeAbove},
    },
    request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer},
    trace::TraceLayer,
};
use tracing::Instrument;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;

/// The largest JSON body, in bytes.
const MAX_BODY: usize = 1024 * 1024;

#[derive(OpenApi)]
#[openapi(info(
    title = "Leadwire",
    description = "The wire contract of Leadwire. Times are Unix milliseconds UTC, ids UUIDv7. \
                   Errors are RFC 9457 problem details with a `code`. Send an `Idempotency-Key` \
                   (a UUID) with every write; a repeat gets the first answer again."
))]
struct Contract;

/// The calls with their contract: worked out once, as it takes milliseconds.
static CALLS: LazyLock<Router<AppState>> = LazyLock::new(|| {
    let (api, contract) = OpenApiRouter::with_openapi(Contract::openapi())
        .nest(API_BASE, resources())
        .split_for_parts();
    api.merge(docs::routes(contract))
});

/// Works out ahead of the first start what is the same for every server of a process.
pub fn prepare() {
    LazyLock::force(&CALLS);
}

/// Everything that the server answers.
pub fn router(state: AppState) -> Router {
    let api = CALLS
        .clone()
        .method_not_allowed_fallback(unknown_method)
        .layer(middleware::from_fn(finish_writes))
        .layer(middleware::from_fn_with_state(state.clone(), tell_position));
    let request_id = HeaderName::from_static("x-request-id");
    let trace = TraceLayer::new_for_http().make_span_with(|request: &Request| {
        let id = request
            .headers()
            .get("x-request-id")
            .and_then(|id| id.to_str().ok());
        tracing::info_span!("request", method = %request.method(), path = request.uri().path(), id)
    });
    api.merge(health::routes())
        .fallback(page_or_unknown)
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .layer(
            ServiceBuilder::new()
                .layer(SetRequestIdLayer::new(request_id.clone(), MakeRequestUuid))
                .layer(trace)
                .layer(PropagateRequestIdLayer::new(request_id))
                .layer(middleware::from_fn(health::count))
                .layer(CatchPanicLayer::custom(panicked))
                .layer(
                    CompressionLayer::new().compress_when(
                        SizeAbove::new(1024)
                            .and(NotForContentType::new("application/octet-stream"))
                            // Packed as they are.
                            .and(NotForContentType::IMAGES)
                            // What is told is to be seen at once.
                            .and(NotForContentType::SSE),
                    ),
                )
                .layer(middleware::from_fn(auth::refuse_other_sites)),
        )
        .with_state(state)
}

/// The calls under [`API_BASE`].
fn resources() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .merge(session::routes())
        .merge(users::routes())
        .merge(events::routes())
        .merge(businesses::routes())
        .merge(contacts::routes())
        .merge(enrichment::routes())
        .merge(categories::routes())
        .merge(scrapes::routes())
        .merge(duplicates::routes())
        .merge(stats::routes())
        .merge(activity::routes())
        .merge(metrics::routes())
        .merge(jobs::routes())
        .merge(logos::routes())
        .merge(import::routes())
        .merge(export::routes())
        .fallback(unknown_call)
}

async fn unknown_call() -> ApiError {
    ApiError::not_found("There is no such call; see /api/v1/docs.")
}

/// Every other path belongs to the web client.
async fn page_or_unknown(request: Request) -> Response {
    web::serve(&request)
        .unwrap_or_else(|| ApiError::not_found("There is nothing here.").into_response())
}

async fn unknown_method(method: Method) -> Response {
    let problem = crate::model::Problem::new(
        StatusCode::METHOD_NOT_ALLOWED.as_u16(),
        crate::model::ProblemCode::MethodNotAllowed,
        "Not a method of this call",
    );
    ApiError::from(problem.with_detail(format!("{method} is not taken here."))).into_response()
}

fn panicked(_: Box<dyn std::any::Any + Send>) -> Response {
    ApiError::internal("a handler panicked").into_response()
}

/// Lets a write go on when whoever asked hangs up: dropped between its commit and
/// its publication, nobody would hear of it, and the list index would not know.
async fn finish_writes(request: Request, next: Next) -> Response {
    if request.method().is_safe() {
        return next.run(request).await;
    }
    let write = tokio::spawn(next.run(request).instrument(tracing::Span::current()));
    match write.await {
        Ok(response) => response,
        // As it would have without the task.
        Err(error) if error.is_panic() => std::panic::resume_unwind(error.into_panic()),
        Err(error) => ApiError::internal(error).into_response(),
    }
}

/// Puts the position that an answer reflects on every answer to a GET: read
/// before the handler reads, so it is never newer than what the answer holds.
async fn tell_position(State(state): State<AppState>, request: Request, next: Next) -> Response {
    if request.method() != Method::GET || request.headers().contains_key(header::UPGRADE) {
        return next.run(request).await;
    }
    let seq = state.db.events.newest();
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(SEQ_HEADER, HeaderValue::from(seq));
    if let Ok(epoch) = HeaderValue::from_str(&state.db.epoch().to_string()) {
        headers.insert(EPOCH_HEADER, epoch);
    }
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    response
}

/// How long in-flight requests get when the server stops.
pub const GRACE: Duration = Duration::from_secs(10);
