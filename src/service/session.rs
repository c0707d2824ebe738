//! Signing in and out, and people.

use super::NOTHING;
use crate::{
    model::{Failure, Session, SignIn, User, Uuid},
    net::{Http, Method},
};
use serde::Deserialize;

/// Signs in.
pub async fn sign_in(http: &Http, request: &SignIn) -> Result<Session, Failure> {
    http.write(Method::Post, "/session", Uuid::now_v7(), Some(request))
        .await
}

/// Who is signed in.
pub async fn current_session(http: &Http) -> Result<Session, Failure> {
    http.get_as_anybody("/session").await
}

/// Ends the session.
pub async fn sign_out(http: &Http) -> Result<(), Failure> {
    http.write(Method::Delete, "/session", Uuid::now_v7(), None::<&()>)
        .await
}

#[derive(Deserialize)]
struct Users {
    data: Vec<User>,
}

/// Everybody with an account.
pub async fn list_users(http: &Http) -> Result<Vec<User>, Failure> {
    Ok(http.get::<Users>("/users", &NOTHING).await?.data.data)
}
