//! `/import/preview`, `/import/mappings`: what the columns of a file are.

use crate::{
    model::{ImportMapping, ImportPreview, NewMapping, PREVIEW_BYTES, Problem},
    server::{
        AppState,
        api::{
            ApiError, ApiResult, Query,
            idempotency::{Keyed, begin, fresh},
        },
        auth::CurrentUser,
        jobs::import::{Format, mapping, preview, sniff},
    },
};
use axum::{
    Json,
    body::Bytes,
    extract::{DefaultBodyLimit, FromRequest, Request, State},
    http::StatusCode,
    response::Response,
};
use serde::Deserialize;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The calls of this resource.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(look))
        .layer(DefaultBodyLimit::max(PREVIEW_BYTES))
        .merge(OpenApiRouter::new().routes(routes!(remember)))
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct Looked {
    /// The file's name, as a hint at its format.
    file_name: Option<String>,
}

/// Look at a file before its import
///
/// The body is how the file begins, at most 256 KiB of it. Answers its columns (of
/// GeoJSON, the names of properties) with values that stand in them, and what each
/// seems to be; or what it was said to be when columns of the same names were imported
/// last. A map extract has none. Nothing is kept.
#[utoipa::path(post, path = "/import/preview", tag = "jobs", params(Looked),
    request_body(content_type = "application/octet-stream", content = Vec<u8>),
    responses((status = 200, body = ImportPreview), (status = 403, body = Problem),
        (status = 413, description = "`TOO_LARGE`", body = Problem),
        (status = 415, description = "`UNSUPPORTED_MEDIA_TYPE`: no format that is taken", body = Problem),
        (status = 422, description = "`VALIDATION`: damaged", body = Problem)))]
async fn look(
    State(state): State<AppState>,
    user: CurrentUser,
    Query(asked): Query<Looked>,
    request: Request,
) -> ApiResult<Json<ImportPreview>> {
    user.require_jobs()?;
    let head = Bytes::from_request(request, &state)
        .await
        .map_err(|_| ApiError::too_large("Send how the file begins: at most 256 KiB of it."))?;
    let name = asked.file_name.unwrap_or_default();
    let format = sniff(&name, &head).map_err(|unknown| ApiError::unsupported(unknown.0))?;
    let is_whole = head.len() < PREVIEW_BYTES;
    // Work for milliseconds: not on a thread that sockets wait for.
    let looked = tokio::task::spawn_blocking(move || preview(format, &head, is_whole));
    let mut found = looked
        .await
        .map_err(ApiError::internal)?
        .map_err(|reason| ApiError::validation().detail(reason))?;
    let names = found.columns.iter().map(|column| column.name.as_str());
    let id = mapping::id_of(&found.format, names);
    if format != Format::OsmPbf
        && let Some(known) = mapping::recall(state.db.readers(), id).await?
    {
        let names: Vec<_> = found.columns.iter().map(|it| it.name.clone()).collect();
        let fields = mapping::Mapping::from(known.columns).fields(&names);
        for (column, field) in found.columns.iter_mut().zip(fields) {
            column.field = field;
        }
        found.is_remembered = true;
    }
    Ok(Json(found))
}

/// Say what columns are
///
/// Remembered by the names of the columns, whatever their order: the next file that has
/// the same is looked at so. Name the answer's `id` at the import.
#[utoipa::path(post, path = "/import/mappings", tag = "jobs", request_body = NewMapping,
    params(("Idempotency-Key" = Option<Uuid>, Header)),
    responses((status = 200, body = ImportMapping), (status = 403, body = Problem),
        (status = 422, description = "`VALIDATION` with `fields`, `IDEMPOTENCY_MISMATCH`", body = Problem)))]
async fn remember(
    State(state): State<AppState>,
    user: CurrentUser,
    Keyed { body, key }: Keyed<NewMapping>,
) -> ApiResult<Response> {
    user.require_jobs()?;
    mapping::check(&body).map_err(|(field, why)| ApiError::field(&field, why))?;
    let mut write = fresh!(begin(&state.db, &user, key).await?);
    let known = mapping::remember(&mut write.tx, body).await?;
    write.finish(StatusCode::OK, &known).await
}
