//! The list of leads.

use super::refusal::invalid;
use crate::{
    model::{
        Business, BusinessFilter, DEFAULT_LIMIT, EnrichmentStatus, MAX_LIMIT, Page, PageMeta,
        Problem, Sort, SortKey, Stage, Uuid,
    },
    server::{
        AppState,
        api::{ApiError, ApiResult, Query},
        auth::CurrentUser,
        db::{
            businesses::{self, Faults},
            index::{Cursor, Selection, Start},
        },
    },
};
use axum::{Json, extract::State};
use serde::Deserialize;

/// What may be asked of the list: a [`BusinessFilter`], an order and a page.
/// Spelt out, since serde does not refuse unknown parameters of flattened parts.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ListParams {
    /// Full text: every word must begin a word of name, address, category,
    /// phone, e-mail or website; accents and case do not count.
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
    /// `lat,lon` in degrees; with `radius_m`, or for `sort=distance`.
    near: Option<String>,
    /// Metres around `near`.
    radius_m: Option<u32>,
    /// `min_lon,min_lat,max_lon,max_lat` in degrees (RFC 7946 order).
    bbox: Option<String>,
    /// `updated_at`, `created_at`, `name`, `city`, `category`, `stage` or
    /// `distance`; with `-` in front, largest first. `-updated_at` if absent.
    #[param(value_type = Option<String>)]
    sort: Option<Sort>,
    /// Counted from 1.
    #[param(minimum = 1)]
    page: Option<u32>,
    /// Rows a page, up to 200; 50 if absent.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
    /// `next_cursor` of the page before, instead of `page`.
    cursor: Option<String>,
}

/// What was asked for, checked.
struct Asked {
    selection: Selection,
    sort: Sort,
    near: Option<String>,
    start: Start,
    page: u32,
    limit: u32,
}

impl ListParams {
    fn check(self) -> Result<Asked, Faults> {
        let filter = BusinessFilter {
            q: self.q,
            city: self.city,
            category: self.category,
            stage: self.stage,
            enrichment_status: self.enrichment_status,
            owner_id: self.owner_id,
            tag: self.tag,
            near: self.near,
            radius_m: self.radius_m,
            bbox: self.bbox,
        };
        let selection = Selection::parse(&filter);
        let mut faults = selection.as_ref().err().cloned().unwrap_or_default();
        let mut fault = |name: &str, message: &str| {
            faults.entry(name.into()).or_insert_with(|| message.into());
        };
        let limit = self.limit.unwrap_or(DEFAULT_LIMIT);
        if !(1..=MAX_LIMIT).contains(&limit) {
            fault("limit", "must be from 1 to 200");
        }
        if self.page == Some(0) {
            fault("page", "must be at least 1");
        }
        if self.page.is_some() && self.cursor.is_some() {
            fault("cursor", "goes instead of page, not with it");
        }
        let sort = self.sort.unwrap_or_default();
        if sort.key == SortKey::Distance && filter.near.is_none() {
            fault("sort", "distance needs near");
        }
        let mut page = self.page.unwrap_or(1).max(1);
        let mut start = Start::Offset(u64::from(page - 1) * u64::from(limit));
        if let Some(text) = &self.cursor {
            match Cursor::decode(text, sort, filter.near.as_deref()) {
                Ok(cursor) => {
                    page = cursor.page;
                    start = Start::After(cursor);
                }
                Err(wrong) => faults.extend(wrong),
            }
        }
        match selection {
            Ok(selection) if faults.is_empty() => Ok(Asked {
                selection,
                sort,
                near: filter.near,
                start,
                page,
                limit,
            }),
            _ => Err(faults),
        }
    }
}

/// List leads
///
/// All filters must hold. `total` is exact. Ties in the order are broken by id;
/// leads without a city, category or position come after those with one
/// (before, in reverse).
#[utoipa::path(get, path = "/businesses", tag = "leads", params(ListParams),
    responses((status = 200, body = Page<Business>),
        (status = 422, description = "`VALIDATION` with `fields`", body = Problem)))]
pub async fn list(
    State(state): State<AppState>,
    _: CurrentUser,
    Query(params): Query<ListParams>,
) -> ApiResult<Json<Page<Business>>> {
    let Asked {
        selection,
        sort,
        near,
        start,
        page,
        limit,
    } = params.check().map_err(invalid)?;
    let point = selection.near;
    let db = state.db.clone();
    // Milliseconds of work: not on a thread that sockets wait for.
    let turn = state.db.index.turn().await;
    let listed = tokio::task::spawn_blocking(move || {
        db.index.list(&selection, sort, &start, limit as usize)
    })
    .await
    .map_err(ApiError::internal)?;
    drop(turn);
    let rows = businesses::page(state.db.readers(), &listed.rids).await?;
    let next_cursor = rows.last().filter(|_| listed.more).map(|last| {
        let near = near.as_deref().zip(point);
        Cursor::after(last.rid, &last.business, page, sort, near).encode()
    });
    Ok(Json(Page {
        // One that was deleted since the index was asked is no part of the list.
        data: rows
            .into_iter()
            .map(|row| row.business)
            .filter(|business| business.deleted_at.is_none())
            .collect(),
        meta: PageMeta {
            total: listed.total,
            page,
            limit,
            pages: u32::try_from(listed.total.div_ceil(limit.into())).unwrap_or(u32::MAX),
            next_cursor,
        },
    }))
}
