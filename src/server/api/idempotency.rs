//! `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header): a write that is
//! sent again gets the first answer again, and nothing happens twice.
//!
//! The key is kept with the answer in the same transaction as the change, for 30
//! days at least. It belongs to the user, method, path and body that it first
//! came with; with any other it is refused. Only what changed something, or
//! found it changed already, is kept: a refusal changed nothing, so a repeat of
//! it is judged anew.

use super::{ApiError, ApiResult, Body, extract::parse_json};
use crate::{
    model::{IDEMPOTENCY_HEADER, Problem, ProblemCode, Timestamp, Uuid},
    server::{
        AppState,
        auth::CurrentUser,
        db::{Db, DbError, Origin, WriteTx, now},
    },
};
use axum::{
    body::Bytes,
    extract::{FromRequest, Request},
    http::{HeaderName, HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use serde::{Serialize, de::DeserializeOwned};
use sha2::{Digest, Sha256};

/// How long answers are kept: a little over 30 days, in milliseconds.
const KEPT: Timestamp = 31 * 86_400_000;

/// Says that an answer was given before.
const REPLAYED: HeaderName = HeaderName::from_static("idempotent-replayed");

/// The key of a write, and what it was used for.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    key: Uuid,
    request: [u8; 32],
}

impl Key {
    /// Reads the header of a request with this body, if it has one.
    ///
    /// # Errors
    /// If it is no UUID.
    pub fn of(parts: &Parts, body: &[u8]) -> ApiResult<Option<Self>> {
        let Some(value) = parts.headers.get(IDEMPOTENCY_HEADER) else {
            return Ok(None);
        };
        let key = value
            .to_str()
            .ok()
            // The draft has it as a quoted string; ours goes without.
            .and_then(|text| Uuid::try_parse(text.trim_matches('"')).ok())
            .ok_or_else(|| ApiError::field("Idempotency-Key", "must be a UUID"))?;
        let target = parts
            .uri
            .path_and_query()
            .map_or("/", |target| target.as_str());
        let mut hash = Sha256::new();
        for part in [parts.method.as_str().as_bytes(), target.as_bytes(), body] {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        }
        Ok(Some(Self {
            key,
            request: hash.finalize().into(),
        }))
    }
}

/// A JSON body and the key that came with it.
pub struct Keyed<T> {
    /// The body.
    pub body: T,
    /// The key.
    pub key: Option<Key>,
}

impl<T: DeserializeOwned> FromRequest<AppState> for Keyed<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &AppState) -> ApiResult<Self> {
        let (parts, body) = request.into_parts();
        let again = Request::from_parts(parts.clone(), body);
        // As it came, for the hash; then read as any other body.
        let Body(raw) =
            Body::<Box<serde_json::value::RawValue>>::from_request(again, state).await?;
        let key = Key::of(&parts, raw.get().as_bytes())?;
        let body = parse_json(raw.get().as_bytes())?;
        Ok(Self { body, key })
    }
}

/// The key of a write without a body.
pub struct Bare(pub Option<Key>);

impl FromRequest<AppState> for Bare {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &AppState) -> ApiResult<Self> {
        let (parts, body) = request.into_parts();
        let body = Bytes::from_request(Request::from_parts(parts.clone(), body), state)
            .await
            .map_err(|_| ApiError::too_large("No body is taken here."))?;
        Ok(Self(Key::of(&parts, &body)?))
    }
}

/// A write that begins, or its answer if it was made before.
pub enum Begun<'a> {
    /// It was not made before.
    Fresh(Write<'a>),
    /// The answer that it got.
    Repeat(Response),
}

/// A write under way.
pub struct Write<'a> {
    /// What it writes through.
    pub tx: WriteTx<'a>,
    key: Option<Key>,
    user: Uuid,
}

/// Begins a write in the name of `user`.
///
/// # Errors
/// `IDEMPOTENCY_MISMATCH` if the key was used for something else, or by somebody else.
pub async fn begin<'a>(db: &'a Db, user: &CurrentUser, key: Option<Key>) -> ApiResult<Begun<'a>> {
    let user = user.user.id;
    let origin = Origin {
        actor: Some(user),
        mutation_id: key.map(|key| key.key),
    };
    let mut tx = db.write(origin).await?;
    if let Some(key) = key {
        let found: Option<(Option<Uuid>, Vec<u8>, u16, String)> = sqlx::query_as(
            "SELECT user_id, request_hash, status, answer FROM idempotency WHERE key = ?",
        )
        .bind(key.key)
        .fetch_optional(tx.conn())
        .await?;
        if let Some((owner, request, status, answer)) = found {
            if owner != Some(user) || request != key.request {
                return Err(mismatch());
            }
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
            let mut response = json(status, answer);
            response
                .headers_mut()
                .insert(REPLAYED, HeaderValue::from_static("true"));
            return Ok(Begun::Repeat(response));
        }
    }
    Ok(Begun::Fresh(Write { tx, key, user }))
}

impl Write<'_> {
    /// Keeps the answer with the key, commits, and answers.
    ///
    /// # Errors
    /// When the database fails; then nothing happened.
    pub async fn finish(
        mut self,
        status: StatusCode,
        answer: &impl Serialize,
    ) -> ApiResult<Response> {
        let answer = serde_json::to_string(answer).map_err(ApiError::internal)?;
        if let Some(key) = self.key {
            let at = self.tx.at();
            sqlx::query(
                "INSERT INTO idempotency (key, user_id, request_hash, status, answer, at) \
                 VALUES (?, ?, ?, ?, ?, ?)",
            )
            .bind(key.key)
            .bind(self.user)
            .bind(key.request.as_slice())
            .bind(status.as_u16())
            .bind(answer.as_str())
            .bind(at)
            .execute(self.tx.conn())
            .await?;
        }
        self.tx.commit().await?;
        Ok(json(status, answer))
    }
}

/// Forgets answers that are older than they need be. Returns how many.
///
/// # Errors
/// When the database fails.
pub async fn purge(db: &Db) -> Result<u64, DbError> {
    let mut tx = db.write(Origin::default()).await?;
    let done = sqlx::query("DELETE FROM idempotency WHERE at < ?")
        .bind(now() - KEPT)
        .execute(tx.conn())
        .await?;
    tx.commit().await?;
    Ok(done.rows_affected())
}

fn json(status: StatusCode, text: String) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json")], text).into_response()
}

fn mismatch() -> ApiError {
    Problem::new(
        StatusCode::UNPROCESSABLE_ENTITY.as_u16(),
        ProblemCode::IdempotencyMismatch,
        "The Idempotency-Key was used for another request",
    )
    .into()
}
