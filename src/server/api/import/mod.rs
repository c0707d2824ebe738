//! `/import`: leads from a file, as a job.

mod mappings;
pub(super) mod upload;

use super::{
    ApiError, ApiResult, Query,
    idempotency::{self, Key, fresh},
};
use crate::{
    model::{Job, JobKind, Problem, Uuid},
    server::{
        AppState,
        auth::CurrentUser,
        jobs::{
            self,
            import::{Input, mapping, sniff},
        },
    },
};
use axum::{
    extract::{DefaultBodyLimit, FromRequest, Multipart, Request, State},
    http::{HeaderValue, StatusCode, header},
    middleware,
    response::Response,
};
use serde::Deserialize;
use upload::Upload;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The calls of this resource. The limit of other bodies does not hold here: an
/// upload has its own, and is never held in memory.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(import))
        .layer(DefaultBodyLimit::disable())
        .layer(middleware::map_response(hang_up))
        .merge(mappings::routes())
}

/// An upload that was not taken to its end leaves a connection that is of no more use.
async fn hang_up(mut response: Response) -> Response {
    if response.status() == StatusCode::PAYLOAD_TOO_LARGE {
        let close = HeaderValue::from_static("close");
        response.headers_mut().insert(header::CONNECTION, close);
    }
    response
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct Asked {
    /// The file's name, for people and as a hint at its format; a form's file
    /// brings its own.
    file_name: Option<String>,
    /// What its columns are: the id of what was said at `POST /import/mappings`.
    /// Guessed by their names if absent.
    mapping: Option<Uuid>,
}

/// Import leads
///
/// The body is the file, or a form (`multipart/form-data`) with it in the field
/// `file`: OpenStreetMap (`.osm.pbf`), GeoJSON or CSV, told by its content. What a
/// lead is known by, so that it is not imported twice: the map object's id, the
/// feature's `id`, the row's `ref` or `id`; else a hash of name and address. Ids of
/// features and rows hold within files of the same name, unless the row's `source`
/// says whose they are.
#[utoipa::path(post, path = "/import", tag = "jobs", params(Asked),
    request_body(content_type = "application/octet-stream", content = Vec<u8>),
    responses((status = 202, body = Job), (status = 403, body = Problem),
        (status = 413, description = "`TOO_LARGE`", body = Problem),
        (status = 415, description = "`UNSUPPORTED_MEDIA_TYPE`: no format that is taken", body = Problem)))]
async fn import(
    State(state): State<AppState>,
    user: CurrentUser,
    Query(asked): Query<Asked>,
    request: Request,
) -> ApiResult<Response> {
    user.require_jobs()?;
    let mapping = match asked.mapping {
        None => None,
        Some(id) => {
            let known = mapping::recall(state.db.readers(), id).await?;
            Some(known.ok_or_else(|| {
                ApiError::field(
                    "mapping",
                    "is not known; say what the columns are once more",
                )
            })?)
        }
    };
    let limit = state.config.max_upload_mib.saturating_mul(1024 * 1024);
    let announced = request
        .headers()
        .get(header::CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    // A form has some text around the file.
    if announced.is_some_and(|length| length > limit.saturating_add(64 * 1024)) {
        upload::let_pass(request.into_body().into_data_stream()).await;
        return Err(upload::over(limit));
    }
    let is_form = request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .is_some_and(|kind| kind.starts_with("multipart/form-data"));
    let (parts, body) = request.into_parts();
    let head = parts.clone();
    // Fails early when the key is no key.
    Key::of(&head, &[])?;
    let id = Uuid::now_v7();
    let mut name = asked.file_name;
    let mut upload = Upload::create(&state.config.uploads, id, limit).await?;
    if is_form {
        let request = Request::from_parts(parts, body);
        let mut form = Multipart::from_request(request, &state)
            .await
            .map_err(|error| ApiError::validation().detail(error.body_text()))?;
        let mut file = loop {
            let field = form.next_field().await;
            match field.map_err(|error| ApiError::validation().detail(error.body_text()))? {
                Some(field) if field.name() == Some("file") => break field,
                Some(_) => {}
                None => return Err(ApiError::field("file", "the form has no such field")),
            }
        };
        name = name.or_else(|| file.file_name().map(str::to_owned));
        while let Some(chunk) = file
            .chunk()
            .await
            .map_err(|error| ApiError::validation().detail(error.body_text()))?
        {
            upload.write(&chunk).await?;
        }
    } else {
        upload.take(body.into_data_stream()).await?;
    }
    let name = file_name(name.as_deref().unwrap_or_default());
    let format = sniff(&name, upload.head()).map_err(|unknown| ApiError::unsupported(unknown.0))?;
    if let Some(mapping) = mapping.as_ref().filter(|it| it.format != format.as_str()) {
        let why = format!(
            "is of {}, and the file is {}",
            mapping.format,
            format.as_str()
        );
        return Err(ApiError::field("mapping", why));
    }
    let (size, hash) = (upload.size(), upload.hash());
    let key = Key::of(&head, &hash)?;
    let mut write = fresh!(idempotency::begin(&state.db, &user, key).await?);
    let path = upload.keep().await?;
    let params = serde_json::json!({
        "file_name": name,
        "format": format.as_str(),
        "size": size,
    });
    let input = Input {
        columns: mapping.map(|mapping| mapping.columns),
        ..Input::of(path.to_path_buf(), false)
    };
    let stored = jobs::enqueue(&mut write.tx, id, JobKind::Import, params, input.to_json()).await?;
    let response = write.finish(StatusCode::ACCEPTED, &stored.job).await?;
    // The job is committed: the file is its own now.
    path.release();
    jobs::told(&state.db, &stored.job);
    state.jobs.notify();
    Ok(response)
}

/// A file's name without its folder, short enough to show.
fn file_name(name: &str) -> String {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = name.chars().filter(|c| !c.is_control()).take(200).collect();
    if name.trim().is_empty() {
        "upload".into()
    } else {
        name
    }
}
