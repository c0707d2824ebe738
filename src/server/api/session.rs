//! `/session`: sign in, who am I, sign out.

use super::{ApiError, ApiResult, Body};
use crate::model::{ClientKind, Problem, Session, SignIn};
use crate::server::{
    AppState,
    auth::{CurrentUser, SESSION_COOKIE, client_ip, users},
};
use axum::{
    Json,
    extract::{ConnectInfo, State},
    http::{HeaderMap, StatusCode, header},
};
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use std::net::SocketAddr;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The calls of this resource.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(sign_in, who_am_i, sign_out))
}

/// Sign in
///
/// A browser gets an `HttpOnly` cookie, an app a bearer token.
#[utoipa::path(post, path = "/session", request_body = SignIn, tag = "session",
    responses((status = 200, body = Session), (status = 401, body = Problem), (status = 429, body = Problem)))]
async fn sign_in(
    State(state): State<AppState>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    jar: CookieJar,
    Body(request): Body<SignIn>,
) -> ApiResult<(CookieJar, Json<Session>)> {
    let ip = client_ip(peer, &headers, state.config.behind_proxy);
    state.throttle.check(ip, &request.email)?;
    let found = users::by_email(&state.db, &request.email).await?;
    let (user, hash) = found.filter(|(user, _)| user.disabled_at.is_none()).unzip();
    let matches = state.hasher.verify(&request.password, hash).await;
    let Some(user) = user.filter(|_| matches) else {
        return Err(
            ApiError::unauthenticated().detail("The e-mail address or the password is wrong.")
        );
    };
    let agent = headers
        .get(header::USER_AGENT)
        .and_then(|agent| agent.to_str().ok());
    let token = state
        .sessions
        .start(&state.db, user.id, request.client, agent)
        .await?;
    Ok(match request.client {
        ClientKind::App => (
            jar,
            Json(Session {
                user,
                token: Some(token),
            }),
        ),
        ClientKind::Browser => {
            let https = state.config.behind_proxy
                && headers
                    .get("x-forwarded-proto")
                    .is_some_and(|proto| proto == "https");
            let cookie = Cookie::build((SESSION_COOKIE, token))
                .http_only(true)
                .secure(https)
                .same_site(SameSite::Lax)
                .path("/")
                .permanent()
                .build();
            (jar.add(cookie), Json(Session { user, token: None }))
        }
    })
}

/// Who is signed in
#[utoipa::path(get, path = "/session", tag = "session",
    responses((status = 200, body = Session), (status = 401, body = Problem)))]
async fn who_am_i(user: CurrentUser) -> Json<Session> {
    Json(Session {
        user: user.user,
        token: None,
    })
}

/// Sign out
///
/// Ends the session and closes its sockets at once.
#[utoipa::path(delete, path = "/session", tag = "session", responses((status = 204)))]
async fn sign_out(
    State(state): State<AppState>,
    jar: CookieJar,
    user: CurrentUser,
) -> ApiResult<(CookieJar, StatusCode)> {
    state.sessions.end(&state.db, user.session_id).await?;
    let gone = Cookie::build((SESSION_COOKIE, "")).path("/").build();
    Ok((jar.remove(gone), StatusCode::NO_CONTENT))
}
