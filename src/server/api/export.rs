//! `/export.csv`: leads for a spreadsheet.

use super::{ApiResult, Query, businesses::invalid};
use crate::{
    model::{BusinessFilter, EnrichmentStatus, Problem, Sort, SortKey, Stage, Uuid},
    server::{
        AppState,
        auth::CurrentUser,
        db::index::Selection,
        export::{self, Columns},
    },
};
use axum::{
    body::Body,
    extract::State,
    http::{HeaderName, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The calls of this resource.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(read))
}

/// Which leads, as for the list.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct Asked {
    /// Full text.
    q: Option<String>,
    /// Exact city.
    city: Option<String>,
    /// Exact category.
    category: Option<String>,
    /// Stage.
    stage: Option<Stage>,
    /// Enrichment status.
    enrichment_status: Option<EnrichmentStatus>,
    /// Owner.
    owner_id: Option<Uuid>,
    /// Has this tag.
    tag: Option<String>,
    /// `lat,lon` in degrees.
    near: Option<String>,
    /// Metres around `near`.
    radius_m: Option<u32>,
    /// `min_lon,min_lat,max_lon,max_lat` in degrees.
    bbox: Option<String>,
    /// As for the list.
    #[param(value_type = Option<String>)]
    sort: Option<Sort>,
    /// Begin with a byte order mark, by which Excel knows UTF-8.
    bom: Option<bool>,
    /// Which columns, with commas between, in this order: those of an export without
    /// this, which is all of the lead itself, and `contact_name`, `contact_role`,
    /// `contact_email` and `contact_phone` of its best contact.
    columns: Option<String>,
}

/// Export leads
///
/// All that the list would have, as CSV in UTF-8. Text that a spreadsheet would
/// take for a formula has an apostrophe before it, which an import takes away
/// again. The column `attribution` has to go wherever such leads do.
#[utoipa::path(get, path = "/export.csv", tag = "leads", params(Asked),
    responses((status = 200, body = String, content_type = "text/csv"),
        (status = 422, description = "`VALIDATION` with `fields`", body = Problem)))]
async fn read(
    State(state): State<AppState>,
    _: CurrentUser,
    Query(asked): Query<Asked>,
) -> ApiResult<Response> {
    let filter = BusinessFilter {
        q: asked.q,
        city: asked.city,
        category: asked.category,
        stage: asked.stage,
        enrichment_status: asked.enrichment_status,
        owner_id: asked.owner_id,
        tag: asked.tag,
        near: asked.near,
        radius_m: asked.radius_m,
        bbox: asked.bbox,
    };
    let sort = asked.sort.unwrap_or_default();
    let mut faults = Selection::parse(&filter).err().unwrap_or_default();
    if sort.key == SortKey::Distance && filter.near.is_none() {
        faults.insert("sort".into(), "distance needs near".into());
    }
    let columns = asked.columns.as_deref().map(Columns::parse).transpose();
    if let Err(fault) = &columns {
        faults.insert("columns".into(), fault.clone());
    }
    let columns = columns.ok().flatten().unwrap_or_default();
    let selection = match Selection::parse(&filter) {
        Ok(selection) if faults.is_empty() => selection,
        _ => return Err(invalid(faults)),
    };
    let bom = asked.bom == Some(true);
    let stream = export::export(state.db.clone(), selection, sort, bom, columns);
    let disposition = format!("attachment; filename=\"{}\"", export::file_name());
    let headers: [(HeaderName, String); 2] = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".into()),
        (header::CONTENT_DISPOSITION, disposition),
    ];
    Ok((headers, Body::from_stream(stream)).into_response())
}
