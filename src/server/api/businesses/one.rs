//! One lead: create, read, change, delete, restore.

use crate::{
    model::{Business, BusinessPatch, NewBusiness, Problem},
    server::{
        AppState,
        api::{
            ApiError, ApiResult, Id,
            idempotency::{Bare, Keyed, begin, fresh},
        },
        auth::CurrentUser,
        db::businesses,
    },
};
use axum::{Json, extract::State, http::StatusCode, response::Response};

/// Create a lead
///
/// With an id made by the client (a UUIDv7) or without. Answers the lead.
#[utoipa::path(post, path = "/businesses", tag = "leads", request_body = NewBusiness,
    params(("Idempotency-Key" = Option<Uuid>, Header)),
    responses((status = 201, body = Business),
        (status = 409, description = "`ID_TAKEN`, also by a deleted lead", body = Problem),
        (status = 422, description = "`VALIDATION` with `fields`, `IDEMPOTENCY_MISMATCH`", body = Problem)))]
pub async fn create(
    State(state): State<AppState>,
    user: CurrentUser,
    Keyed { body, key }: Keyed<NewBusiness>,
) -> ApiResult<Response> {
    let mut write = fresh!(begin(&state.db, &user, key).await?);
    let business = businesses::create(&mut write.tx, body).await?;
    write.finish(StatusCode::CREATED, &business).await
}

/// Read a lead
#[utoipa::path(get, path = "/businesses/{id}", tag = "leads", params(("id" = Uuid, Path)),
    responses((status = 200, body = Business),
        (status = 404, description = "There is none, or it is deleted", body = Problem)))]
pub async fn read(
    State(state): State<AppState>,
    _: CurrentUser,
    Id(id): Id,
) -> ApiResult<Json<Business>> {
    businesses::get(state.db.readers(), id)
        .await?
        .map(Json)
        .ok_or_else(|| ApiError::not_found("There is no such lead, or it is deleted."))
}

/// Change a lead
///
/// Only the fields that change, and the version that the change was made on.
/// Changes of other fields since then merge; the same field changed to another
/// value is a conflict. Answers the lead as it is now.
#[utoipa::path(patch, path = "/businesses/{id}", tag = "leads", request_body = BusinessPatch,
    params(("id" = Uuid, Path), ("Idempotency-Key" = Option<Uuid>, Header)),
    responses((status = 200, body = Business), (status = 404, body = Problem),
        (status = 409, description = "`VERSION_CONFLICT` with `current` and `conflicts`", body = Problem),
        (status = 422, description = "`VALIDATION` with `fields`, `IDEMPOTENCY_MISMATCH`", body = Problem)))]
pub async fn change(
    State(state): State<AppState>,
    user: CurrentUser,
    Id(id): Id,
    Keyed { body, key }: Keyed<BusinessPatch>,
) -> ApiResult<Response> {
    let mut write = fresh!(begin(&state.db, &user, key).await?);
    let business = businesses::patch(&mut write.tx, id, &body).await?;
    write.finish(StatusCode::OK, &business).await
}

/// Delete a lead
///
/// It can be restored. Answers the lead with `deleted_at`; deleting it again
/// changes nothing.
#[utoipa::path(delete, path = "/businesses/{id}", tag = "leads",
    params(("id" = Uuid, Path), ("Idempotency-Key" = Option<Uuid>, Header)),
    responses((status = 200, body = Business), (status = 404, body = Problem)))]
pub async fn delete(
    State(state): State<AppState>,
    user: CurrentUser,
    Id(id): Id,
    Bare(key): Bare,
) -> ApiResult<Response> {
    let mut write = fresh!(begin(&state.db, &user, key).await?);
    let business = businesses::delete(&mut write.tx, id).await?;
    write.finish(StatusCode::OK, &business).await
}

/// Restore a deleted lead
///
/// Answers the lead. Restoring one that is not deleted changes nothing.
#[utoipa::path(post, path = "/businesses/{id}/restore", tag = "leads",
    params(("id" = Uuid, Path), ("Idempotency-Key" = Option<Uuid>, Header)),
    responses((status = 200, body = Business), (status = 404, body = Problem)))]
pub async fn restore(
    State(state): State<AppState>,
    user: CurrentUser,
    Id(id): Id,
    Bare(key): Bare,
) -> ApiResult<Response> {
    let mut write = fresh!(begin(&state.db, &user, key).await?);
    let business = businesses::restore(&mut write.tx, id).await?;
    write.finish(StatusCode::OK, &business).await
}
