//! `/users`: people.

use super::{
    ApiError, ApiResult, Id,
    idempotency::{Keyed, begin, fresh},
};
use crate::model::{Problem, Role, User, UserPatch};
use crate::server::{
    AppState,
    auth::{CurrentUser, users},
};
use axum::{Json, extract::State, http::StatusCode, response::Response};
use serde::Serialize;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The calls of this resource.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(change))
}

/// Everybody with an account.
#[derive(Serialize, utoipa::ToSchema)]
struct Users {
    data: Vec<User>,
}

/// People
///
/// Everybody with an account, by name: whom a lead can be given to. Administrators
/// read the e-mail addresses too; for others those of other people are empty.
#[utoipa::path(get, path = "/users", tag = "people",
    responses((status = 200, body = Users), (status = 401, body = Problem)))]
async fn list(State(state): State<AppState>, user: CurrentUser) -> ApiResult<Json<Users>> {
    let mut data = users::all(&state.db).await?;
    if user.user.role != Role::Admin {
        let others = data.iter_mut().filter(|other| other.id != user.user.id);
        others.for_each(|other| other.email.clear());
    }
    Ok(Json(Users { data }))
}

/// Change a person
///
/// For administrators. Another role counts at once, and who is shut out is signed
/// out at once, on open sockets too. Nobody shuts themselves out.
#[utoipa::path(patch, path = "/users/{id}", tag = "people", request_body = UserPatch,
    params(("id" = Uuid, Path), ("Idempotency-Key" = Option<Uuid>, Header)),
    responses((status = 200, body = User), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 422, description = "`VALIDATION` with `fields`, `IDEMPOTENCY_MISMATCH`", body = Problem)))]
async fn change(
    State(state): State<AppState>,
    user: CurrentUser,
    Id(id): Id,
    Keyed { body, key }: Keyed<UserPatch>,
) -> ApiResult<Response> {
    user.require_admin()?;
    if body.name.as_ref().is_some_and(|name| {
        let length = name.trim().chars().count();
        length == 0 || length > 100
    }) {
        return Err(ApiError::field("name", "1 to 100 characters"));
    }
    if id == user.user.id {
        if body.disabled == Some(true) {
            return Err(ApiError::field("disabled", "Nobody shuts themselves out."));
        }
        if body.role.is_some_and(|role| role != Role::Admin) {
            let why = "Another administrator has to take the role from you.";
            return Err(ApiError::field("role", why));
        }
    }
    let mut write = fresh!(begin(&state.db, &user, key).await?);
    let changed = users::change(&mut write.tx, id, &body)
        .await?
        .ok_or_else(|| ApiError::not_found("There is no such person."))?;
    let answer = write.finish(StatusCode::OK, &changed).await?;
    state.sessions.tell(id);
    Ok(answer)
}
