//! `/duplicates` and `/merges`: leads that may be one business.

use super::{
    ApiError, ApiResult, Id, Query,
    idempotency::{Bare, Keyed, Write, begin, fresh},
};
use crate::{
    model::{
        BusinessSources, DEFAULT_LIMIT, Duplicate, Field, MAX_LIMIT, MergeAnswer, MergeDuplicates,
        Page, Problem, UndoneMerge, Uuid,
    },
    server::{
        AppState,
        auth::CurrentUser,
        db::{
            businesses,
            duplicates::{self, By, Decided, Pair, UndoError},
        },
        dedupe::merge::Which,
    },
};
use axum::{Json, extract::State, http::StatusCode, response::Response};
use serde::Deserialize;
use serde_json::json;
use std::collections::BTreeMap;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The calls of this resource.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(merge))
        .routes(routes!(keep_apart))
        .routes(routes!(ask_again))
        .routes(routes!(undo))
        .routes(routes!(sources))
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct Asked {
    /// Counted from 1.
    #[param(minimum = 1)]
    page: Option<u32>,
    /// Pairs a page, up to 200; 50 if absent.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
}

/// List possible duplicates
///
/// Pairs of leads that may be one business, the likeliest first, until a person decides.
#[utoipa::path(get, path = "/duplicates", tag = "duplicates", params(Asked),
    responses((status = 200, body = Page<Duplicate>), (status = 422, body = Problem)))]
async fn list(
    State(state): State<AppState>,
    _: CurrentUser,
    Query(asked): Query<Asked>,
) -> ApiResult<Json<Page<Duplicate>>> {
    let (page, limit) = (
        asked.page.unwrap_or(1),
        asked.limit.unwrap_or(DEFAULT_LIMIT),
    );
    if page == 0 {
        return Err(ApiError::field("page", "must be at least 1"));
    }
    if !(1..=MAX_LIMIT).contains(&limit) {
        return Err(ApiError::field("limit", "must be from 1 to 200"));
    }
    let pairs = duplicates::list(state.db.readers(), page, limit).await?;
    Ok(Json(pairs))
}

/// Merge two leads
///
/// The other lead's sources, contacts and history go to the lead that is kept; it can be
/// undone. Of each field the better value is chosen, unless `picks` says from which lead
/// it is to come; what a person gave is better than what a source gave.
#[utoipa::path(post, path = "/duplicates/{id}/merge", tag = "duplicates", request_body = MergeDuplicates,
    params(("id" = Uuid, Path), ("Idempotency-Key" = Option<Uuid>, Header)),
    responses((status = 200, body = MergeAnswer), (status = 404, body = Problem),
        (status = 409, description = "`INVALID_STATE`: decided already, or a lead is deleted", body = Problem),
        (status = 422, description = "`VALIDATION` with `fields`, `IDEMPOTENCY_MISMATCH`", body = Problem)))]
async fn merge(
    State(state): State<AppState>,
    user: CurrentUser,
    Id(id): Id,
    Keyed { body, key }: Keyed<MergeDuplicates>,
) -> ApiResult<Response> {
    let mut write = fresh!(begin(&state.db, &user, key).await?);
    let pair = open_pair(&mut write, id).await?;
    let (kept, gone) = match body.kept {
        kept if kept == pair.a.business.id => (pair.a, pair.b),
        kept if kept == pair.b.business.id => (pair.b, pair.a),
        _ => return Err(ApiError::field("kept", "must be one of the two leads")),
    };
    let picks = picked(&body.picks, kept.business.id, gone.business.id)?;
    let tx = &mut write.tx;
    let merged = duplicates::set_merged(tx, id, kept, gone, &By::Person(picks)).await?;
    businesses::tell(tx, vec![merged.gone, merged.kept.clone()]).await?;
    let answer = MergeAnswer {
        merge_id: merged.id,
        business: merged.kept,
    };
    write.finish(StatusCode::OK, &answer).await
}

fn picked(
    picks: &BTreeMap<Field, Uuid>,
    kept: Uuid,
    gone: Uuid,
) -> ApiResult<BTreeMap<Field, Which>> {
    let which = |(field, id): (&Field, &Uuid)| match *id {
        id if id == kept => Ok((*field, Which::Kept)),
        id if id == gone => Ok((*field, Which::Gone)),
        _ => {
            let field = format!("picks.{}", field.as_str());
            Err(ApiError::field(&field, "must be one of the two leads"))
        }
    };
    picks.iter().map(which).collect()
}

/// The pair, if a person is still asked about it.
async fn open_pair(write: &mut Write<'_>, id: Uuid) -> ApiResult<Pair> {
    let pair = pair(write, id).await?;
    let deleted = [&pair.a, &pair.b]
        .into_iter()
        .any(|lead| lead.business.deleted_at.is_some());
    match pair.decided {
        Some(Decided::Distinct) => Err(ApiError::invalid_state(
            "Somebody said that they are two; ask again first.",
        )),
        Some(Decided::Merged) => Err(ApiError::invalid_state("They are merged already.")),
        None if deleted => Err(ApiError::invalid_state("One of the two leads is deleted.")),
        None => Ok(pair),
    }
}

async fn pair(write: &mut Write<'_>, id: Uuid) -> ApiResult<Pair> {
    duplicates::find(write.tx.conn(), id)
        .await?
        .ok_or_else(|| ApiError::not_found("There is no such pair of leads."))
}

/// Whether somebody said that the two are no duplicates. Of merged ones nobody can.
async fn is_apart(write: &mut Write<'_>, id: Uuid) -> ApiResult<bool> {
    match pair(write, id).await?.decided {
        Some(Decided::Merged) => Err(ApiError::invalid_state("They are merged; undo that first.")),
        decided => Ok(decided.is_some()),
    }
}

/// Keep two leads apart
///
/// They are no duplicates: nobody is asked about them again, and no job merges them.
/// Saying so again changes nothing.
#[utoipa::path(post, path = "/duplicates/{id}/distinct", tag = "duplicates",
    params(("id" = Uuid, Path), ("Idempotency-Key" = Option<Uuid>, Header)),
    responses((status = 200, description = "Done"), (status = 404, body = Problem),
        (status = 409, description = "`INVALID_STATE`: they are merged", body = Problem)))]
async fn keep_apart(
    State(state): State<AppState>,
    user: CurrentUser,
    Id(id): Id,
    Bare(key): Bare,
) -> ApiResult<Response> {
    let mut write = fresh!(begin(&state.db, &user, key).await?);
    if !is_apart(&mut write, id).await? {
        duplicates::set_distinct(&mut write.tx, id).await?;
    }
    write.finish(StatusCode::OK, &json!({})).await
}

/// Ask about two leads again
///
/// Takes «not a duplicate» back. Of a pair that is asked about it changes nothing.
#[utoipa::path(post, path = "/duplicates/{id}/reopen", tag = "duplicates",
    params(("id" = Uuid, Path), ("Idempotency-Key" = Option<Uuid>, Header)),
    responses((status = 200, description = "Done"), (status = 404, body = Problem),
        (status = 409, description = "`INVALID_STATE`: they are merged", body = Problem)))]
async fn ask_again(
    State(state): State<AppState>,
    user: CurrentUser,
    Id(id): Id,
    Bare(key): Bare,
) -> ApiResult<Response> {
    let mut write = fresh!(begin(&state.db, &user, key).await?);
    if is_apart(&mut write, id).await? {
        duplicates::reopen(&mut write.tx, id).await?;
    }
    write.finish(StatusCode::OK, &json!({})).await
}

/// Undo a merge
///
/// Makes two leads of one again, each with its values, sources and contacts. What changed
/// after the merge stays with the lead that stayed. Whether they are one is asked again.
#[utoipa::path(post, path = "/merges/{id}/undo", tag = "duplicates",
    params(("id" = Uuid, Path), ("Idempotency-Key" = Option<Uuid>, Header)),
    responses((status = 200, body = UndoneMerge), (status = 404, body = Problem),
        (status = 409, description = "`INVALID_STATE`: undone already, or the lead is deleted", body = Problem)))]
async fn undo(
    State(state): State<AppState>,
    user: CurrentUser,
    Id(id): Id,
    Bare(key): Bare,
) -> ApiResult<Response> {
    let mut write = fresh!(begin(&state.db, &user, key).await?);
    let undone = duplicates::undo(&mut write.tx, id).await?;
    duplicates::tell_undone(&mut write.tx, &undone).await?;
    write.finish(StatusCode::OK, &undone).await
}

impl From<UndoError> for ApiError {
    fn from(error: UndoError) -> Self {
        match error {
            UndoError::Unknown => Self::not_found("There is no such merge."),
            UndoError::Already => Self::invalid_state("It was undone already."),
            UndoError::Deleted => Self::invalid_state(
                "The lead was deleted, or went into another one: undo that first.",
            ),
            UndoError::Db(error) => error.into(),
        }
    }
}

/// Where a lead comes from
///
/// Every source that gave it, with what it said, and the leads that went into it.
#[utoipa::path(get, path = "/businesses/{id}/sources", tag = "duplicates", params(("id" = Uuid, Path)),
    responses((status = 200, body = BusinessSources), (status = 404, body = Problem)))]
async fn sources(
    State(state): State<AppState>,
    _: CurrentUser,
    Id(id): Id,
) -> ApiResult<Json<BusinessSources>> {
    let lead = businesses::find(state.db.readers(), id)
        .await?
        .filter(|lead| lead.business.deleted_at.is_none())
        .ok_or_else(|| ApiError::not_found("There is no such lead, or it is deleted."))?;
    let sources = duplicates::of_lead(state.db.readers(), &lead).await?;
    Ok(Json(sources))
}
