//! `/users`: people.

use super::ApiResult;
use crate::model::{Problem, User};
use crate::server::{
    AppState,
    auth::{CurrentUser, users},
};
use axum::{Json, extract::State};
use serde::Serialize;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The calls of this resource.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list))
}

/// Everybody with an account.
#[derive(Serialize, utoipa::ToSchema)]
struct Users {
    data: Vec<User>,
}

/// People
///
/// Everybody with an account, by name.
#[utoipa::path(get, path = "/users", tag = "people",
    responses((status = 200, body = Users), (status = 401, body = Problem)))]
async fn list(State(state): State<AppState>, _: CurrentUser) -> ApiResult<Json<Users>> {
    Ok(Json(Users {
        data: users::all(&state.db).await?,
    }))
}
