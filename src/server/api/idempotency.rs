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
    model::{
        IDEMPOTENCY_HEADER, Problem, ProblemCode, REPLAYED_HEADER, SENT_HEADER, Timestamp, Uuid,
    },
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

/// The status that is kept for a write of several transactions until the last.
const UNFINISHED: u16 = 102;

/// Says that an answer was given before.
const REPLAYED: HeaderName = HeaderName::from_static(REPLAYED_HEADER);

/// The key of a write, and what it was used for.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    key: Uuid,
    request: [u8; 32],
    /// How long it waited on its device, in milliseconds, as far as that can be told.
    waited: Option<Timestamp>,
}

impl Key {
    /// One of the server's own, for a write that came without.
    pub fn made() -> Self {
        Self {
            key: Uuid::now_v7(),
            request: [0; 32],
            waited: None,
        }
    }

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
            waited: waited(key, sent_at(parts), now()),
        }))
    }
}

/// When a request was sent, by the clock of the device that sent it.
fn sent_at(parts: &Parts) -> Option<Timestamp> {
    let header = parts.headers.get(SENT_HEADER)?;
    header.to_str().ok()?.parse().ok()
}

/// How long a change waited on its device until it was sent: its key was made with
/// it, and holds the time (RFC 9562, 5.7). Both times are of the same clock, so it does
/// not matter how wrong that is; only of a client that does not say when it sent is
/// the server's clock taken. `None` if it makes no sense: a clock was set meanwhile.
fn waited(key: Uuid, sent_at: Option<Timestamp>, now: Timestamp) -> Option<Timestamp> {
    let made = (key.get_version_num() == 7).then(|| key.get_timestamp())??;
    let (seconds, nanos) = made.to_unix();
    let made = i64::try_from(seconds).ok()? * 1000 + i64::from(nanos / 1_000_000);
    let waited = sent_at.unwrap_or(now).checked_sub(made)?;
    (0..=KEPT).contains(&waited).then_some(waited)
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

/// The write that was [begun](begin), inside a call of the API; a repeat is answered there
/// and then, as it was before.
macro_rules! fresh {
    ($begun:expr) => {
        match $begun {
            $crate::server::api::idempotency::Begun::Fresh(write) => write,
            $crate::server::api::idempotency::Begun::Repeat(answer) => return Ok(answer),
        }
    };
}
pub(in crate::server::api) use fresh;

/// Begins a write in the name of `user`.
///
/// # Errors
/// `IDEMPOTENCY_MISMATCH` if the key was used for something else, or by somebody else.
pub async fn begin<'a>(db: &'a Db, user: &CurrentUser, key: Option<Key>) -> ApiResult<Begun<'a>> {
    match begin_part(db, user, key).await? {
        (begun, None) => Ok(begun),
        // Only a call that asks for parts leaves one; the path is part of the request.
        (_, Some(_)) => Err(mismatch()),
    }
}

/// Begins a transaction of a write that may take several, in the name of `user`.
/// Tells how far it had come, if it [ended a part](Write::pause) before: so a repeat
/// goes on where the first try was cut off, even while that is still at it.
///
/// # Errors
/// As [`begin`].
pub async fn begin_part<'a>(
    db: &'a Db,
    user: &CurrentUser,
    key: Option<Key>,
) -> ApiResult<(Begun<'a>, Option<String>)> {
    let user = user.user.id;
    let origin = Origin {
        actor: Some(user),
        mutation_id: key.map(|key| key.key),
    };
    let mut tx = db.write(origin).await?;
    let mut progress = None;
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
            if status != UNFINISHED {
                let status = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
                let mut response = json(status, answer);
                response
                    .headers_mut()
                    .insert(REPLAYED, HeaderValue::from_static("true"));
                return Ok((Begun::Repeat(response), None));
            }
            progress = Some(answer);
        } else if let Some(waited) = key.waited {
            db.flow.waited(waited);
        }
    }
    Ok((Begun::Fresh(Write { tx, key, user }), progress))
}

/// Whether a write of several transactions was cut off between two of them.
///
/// # Errors
/// When the database fails.
pub async fn has_unfinished(db: &Db) -> Result<bool, DbError> {
    let found: Option<i64> = sqlx::query_scalar("SELECT 1 FROM idempotency WHERE status = ?")
        .bind(UNFINISHED)
        .fetch_optional(db.readers())
        .await?;
    Ok(found.is_some())
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
        self.keep(status.as_u16(), &answer).await?;
        self.tx.commit().await?;
        Ok(json(status, answer))
    }

    /// Keeps how far the write has come with the key, and commits: others get their turn.
    ///
    /// # Errors
    /// When the database fails; then nothing happened since the last part.
    pub async fn pause(mut self, progress: &impl Serialize) -> ApiResult<()> {
        let progress = serde_json::to_string(progress).map_err(ApiError::internal)?;
        self.keep(UNFINISHED, &progress).await?;
        self.tx.commit().await?;
        Ok(())
    }

    async fn keep(&mut self, status: u16, answer: &str) -> ApiResult<()> {
        if let Some(key) = self.key {
            let at = self.tx.at();
            // There is one only if this is the next part.
            sqlx::query(
                "INSERT INTO idempotency (key, user_id, request_hash, status, answer, at) \
                 VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO UPDATE \
                 SET status = excluded.status, answer = excluded.answer, at = excluded.at",
            )
            .bind(key.key)
            .bind(self.user)
            .bind(key.request.as_slice())
            .bind(status)
            .bind(answer)
            .bind(at)
            .execute(self.tx.conn())
            .await?;
        }
        Ok(())
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

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::{NoContext, Timestamp as Made};

    #[test]
    fn how_long_a_change_waited_is_told_however_wrong_its_clock_is() {
        let made = |ms: u64| {
            Uuid::new_v7(Made::from_unix(
                NoContext,
                ms / 1000,
                (ms % 1000) as u32 * 1_000_000,
            ))
        };
        let now = 1_800_000_000_000;
        // A clock of 1970, and one of next year.
        assert_eq!(waited(made(5_000), Some(65_250), now), Some(60_250));
        let next_year = 1_831_536_000_000;
        assert_eq!(
            waited(made(next_year as u64), Some(next_year + 7), now),
            Some(7)
        );
        // It does not say: by ours, if that makes sense.
        assert_eq!(waited(made(now as u64 - 300), None, now), Some(300));
        assert_eq!(waited(made(now as u64 + 300), None, now), None);
        assert_eq!(waited(made(5_000), None, now), None);
        // The clock was put back between the two.
        assert_eq!(waited(made(9_000), Some(8_000), now), None);
        assert_eq!(waited(Uuid::new_v4(), Some(now), now), None);
    }
}
