//! How a request is refused: RFC 9457 problem details, never internals.

use crate::model::{Problem, ProblemCode};
use crate::server::db::DbError;
use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};

/// A refusal on its way to the client.
#[derive(Debug)]
pub struct ApiError(Box<Problem>);

/// What a handler answers.
pub type ApiResult<T> = Result<T, ApiError>;

impl ApiError {
    fn new(status: StatusCode, code: ProblemCode, title: &str) -> Self {
        Self(Box::new(Problem::new(status.as_u16(), code, title)))
    }

    /// 401.
    pub fn unauthenticated() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            ProblemCode::Unauthenticated,
            "Sign in first",
        )
    }

    /// 403, with what is missing.
    pub fn forbidden(detail: &str) -> Self {
        Self::new(StatusCode::FORBIDDEN, ProblemCode::Forbidden, "Not allowed").detail(detail)
    }

    /// 404, with what was looked for.
    pub fn not_found(what: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, ProblemCode::NotFound, "Not found").detail(what)
    }

    /// 409: not possible as things stand.
    pub fn invalid_state(detail: impl Into<String>) -> Self {
        Self::new(
            StatusCode::CONFLICT,
            ProblemCode::InvalidState,
            "Not possible now",
        )
        .detail(detail)
    }

    /// 413, with the limit.
    pub fn too_large(detail: impl Into<String>) -> Self {
        Self::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            ProblemCode::TooLarge,
            "Too large",
        )
        .detail(detail)
    }

    /// 415, with what would do.
    pub fn unsupported(detail: impl Into<String>) -> Self {
        let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
        Self::new(
            status,
            ProblemCode::UnsupportedMediaType,
            "Not a type that is taken",
        )
        .detail(detail)
    }

    /// 422: one field is wrong.
    pub fn field(field: &str, message: impl Into<String>) -> Self {
        let mut problem = Self::validation();
        problem.0.fields.insert(field.into(), message.into());
        problem
    }

    /// 422 with nothing said yet.
    pub fn validation() -> Self {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        Self::new(status, ProblemCode::Validation, "The request is not valid")
    }

    /// 429, with the seconds to wait.
    pub fn rate_limited(seconds: u64) -> Self {
        let status = StatusCode::TOO_MANY_REQUESTS;
        let mut problem = Self::new(status, ProblemCode::RateLimited, "Too many attempts");
        problem.0.retry_after = Some(seconds);
        problem.detail(format!("Try again in {seconds} s."))
    }

    /// 500. What happened goes to the log, not to the client.
    pub fn internal(error: impl std::fmt::Display) -> Self {
        tracing::error!(%error, "internal error");
        let status = StatusCode::INTERNAL_SERVER_ERROR;
        Self::new(
            status,
            ProblemCode::Internal,
            "Something went wrong on the server",
        )
    }

    /// Says what was wrong this time.
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.0.detail = Some(detail.into());
        self
    }
}

impl From<Problem> for ApiError {
    fn from(problem: Problem) -> Self {
        Self(Box::new(problem))
    }
}

impl From<DbError> for ApiError {
    fn from(error: DbError) -> Self {
        Self::internal(error)
    }
}

impl From<sqlx::Error> for ApiError {
    fn from(error: sqlx::Error) -> Self {
        Self::internal(error)
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let status =
            StatusCode::from_u16(self.0.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let retry_after = self.0.retry_after;
        let mut response = (status, Json(self.0)).into_response();
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        if let Some(seconds) = retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
