//! Errors on the wire.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// RFC 9457 problem details, plus `code`, which programs go by.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, thiserror::Error)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[error("{title}{}", detail.as_deref().map(|d| format!(": {d}")).unwrap_or_default())]
pub struct Problem {
    /// `about:blank`, or a URI that names the kind.
    #[serde(rename = "type", default = "about_blank")]
    pub kind: String,
    /// The kind, for people.
    pub title: String,
    /// HTTP status.
    pub status: u16,
    /// What was wrong this time, for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// What programs go by.
    pub code: ProblemCode,
    /// For `VALIDATION`: what is wrong with each field, by its name on the wire.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<String, String>,
    /// For `VERSION_CONFLICT`: the entity as the server has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "server", schema(value_type = Option<Object>))]
    pub current: Option<serde_json::Value>,
    /// For `VERSION_CONFLICT`: the fields that somebody else changed too.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conflicts: Vec<Conflict>,
    /// For `RATE_LIMITED`: seconds until it is worth trying again; also in `Retry-After`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u64>,
    /// The request's id in the server's log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
}

fn about_blank() -> String {
    "about:blank".into()
}

/// A field that two people changed to different values.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct Conflict {
    /// Its name on the wire.
    pub field: String,
    /// The value in the refused request.
    #[cfg_attr(feature = "server", schema(value_type = Object))]
    pub mine: serde_json::Value,
    /// The value that the server has.
    #[cfg_attr(feature = "server", schema(value_type = Object))]
    pub theirs: serde_json::Value,
}

/// What kind of error, for programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ProblemCode {
    /// 401: sign in first.
    Unauthenticated,
    /// 403: signed in, but not allowed; or a request from another site.
    Forbidden,
    /// 404.
    NotFound,
    /// 405.
    MethodNotAllowed,
    /// 400 or 422: the request is wrong; see `fields`.
    Validation,
    /// 409: another entity has this id.
    IdTaken,
    /// 409: see `current` and `conflicts`.
    VersionConflict,
    /// 422: the `Idempotency-Key` was used for another request.
    IdempotencyMismatch,
    /// 409: a request with the same key is being worked on.
    IdempotencyInFlight,
    /// 409: not possible in the state that it is in, such as retrying a running job.
    InvalidState,
    /// 410: what was asked for is no longer kept, such as old events.
    Gone,
    /// 413.
    TooLarge,
    /// 415.
    UnsupportedMediaType,
    /// 429.
    RateLimited,
    /// 500: our fault; the log has the request's id.
    Internal,
    /// 503: not now.
    Unavailable,
    /// A code that this build does not know.
    #[serde(other)]
    Unknown,
}

impl Problem {
    /// A problem with nothing but the required parts.
    pub fn new(status: u16, code: ProblemCode, title: impl Into<String>) -> Self {
        Self {
            kind: about_blank(),
            title: title.into(),
            status,
            detail: None,
            code,
            fields: BTreeMap::new(),
            current: None,
            conflicts: Vec::new(),
            retry_after: None,
            request_id: None,
        }
    }

    /// Adds what was wrong this time.
    pub fn with_detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// Adds what is wrong with a field.
    pub fn with_field(mut self, field: impl Into<String>, message: impl Into<String>) -> Self {
        self.fields.insert(field.into(), message.into());
        self
    }
}
