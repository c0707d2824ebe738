//! The user behind a request.

use super::{SESSION_COOKIE, sessions::Found};
use crate::model::{Role, USER_HEADER, User, Uuid};
use crate::server::{AppState, api::ApiError};
use axum::{
    extract::FromRequestParts,
    http::{header, request::Parts},
};
use axum_extra::extract::CookieJar;

/// Whoever is signed in, by cookie or by bearer token.
#[derive(Clone, Debug)]
pub struct CurrentUser {
    /// The session.
    pub session_id: Uuid,
    /// Who.
    pub user: User,
}

impl CurrentUser {
    /// Refuses those who may not start imports and other jobs.
    ///
    /// # Errors
    /// 403 for reps.
    pub fn require_jobs(&self) -> Result<(), ApiError> {
        if self.user.role.may_run_jobs() {
            return Ok(());
        }
        Err(ApiError::forbidden(
            "Imports and jobs are for the roles office and admin.",
        ))
    }

    /// Refuses all but administrators.
    ///
    /// # Errors
    /// 403 for everybody else.
    pub fn require_admin(&self) -> Result<(), ApiError> {
        if self.user.role == Role::Admin {
            return Ok(());
        }
        Err(ApiError::forbidden("This is for the role admin."))
    }
}

impl FromRequestParts<AppState> for CurrentUser {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        let bearer = parts
            .headers
            .get(header::AUTHORIZATION)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.strip_prefix("Bearer "))
            .map(str::to_owned);
        let cookie = || {
            let jar = CookieJar::from_headers(&parts.headers);
            jar.get(SESSION_COOKIE)
                .map(|cookie| cookie.value().to_owned())
        };
        let token = bearer
            .or_else(cookie)
            .ok_or_else(ApiError::unauthenticated)?;
        let found = state.sessions.find(&state.db, &token).await?;
        let Found { id, user } = found.ok_or_else(ApiError::unauthenticated)?;
        let taken_for = parts.headers.get(USER_HEADER);
        if taken_for.is_some_and(|other| other.as_bytes() != user.id.to_string().as_bytes()) {
            let refusal = ApiError::unauthenticated();
            return Err(refusal.detail("The session is somebody else's."));
        }
        Ok(Self {
            session_id: id,
            user,
        })
    }
}
