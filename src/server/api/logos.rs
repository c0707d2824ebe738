//! `/logos/{id}`: the pictures that leads show.

use super::{ApiError, ApiResult, Id};
use crate::{
    model::Problem,
    server::{AppState, auth::CurrentUser, db::logos},
};
use axum::{
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The calls of this resource.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(read))
}

/// Read a logo
///
/// The picture by the `logo` of a lead: PNG, JPEG, GIF, WebP or an icon file, at most
/// 64 KiB. An id never comes to mean another picture.
#[utoipa::path(get, path = "/logos/{id}", tag = "leads", params(("id" = Uuid, Path)),
    responses((status = 200, description = "The picture", content_type = "image/png", body = Vec<u8>),
        (status = 404, body = Problem)))]
async fn read(State(state): State<AppState>, _: CurrentUser, Id(id): Id) -> ApiResult<Response> {
    let (kind, body) = logos::picture(state.db.readers(), id)
        .await?
        .ok_or_else(|| ApiError::not_found("There is no such picture."))?;
    let headers = [
        (header::CONTENT_TYPE, kind.as_str()),
        (
            header::CACHE_CONTROL,
            "private, max-age=31536000, immutable",
        ),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        // Opened by itself, it is a picture and nothing else.
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; sandbox",
        ),
    ];
    Ok((headers, body).into_response())
}
