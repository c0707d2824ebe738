//! `/businesses/{id}/contacts` and `/businesses/{id}/facts`: how a lead can be reached,
//! and what is known about it.

use super::{
    ApiError, ApiResult, Id,
    businesses::invalid,
    idempotency::{Bare, Keyed, begin, fresh},
};
use crate::{
    model::{Contact, ContactPatch, KnownFact, Listed, NewContact, Problem, ProblemCode, Uuid},
    server::{
        AppState,
        auth::CurrentUser,
        db::{
            businesses,
            contacts::{self, ContactError},
            facts,
        },
    },
};
use axum::{
    Json,
    extract::{FromRequestParts, Path, State},
    http::{StatusCode, request::Parts},
    response::Response,
};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The calls of this resource.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(change, delete))
        .routes(routes!(known))
}

/// The ids of a lead and of a contact in the path.
struct Ids(Uuid, Uuid);

impl<S: Send + Sync> FromRequestParts<S> for Ids {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        Path::<(Uuid, Uuid)>::from_request_parts(parts, state)
            .await
            .map(|Path((lead, contact))| Self(lead, contact))
            .map_err(|_| ApiError::not_found("There is nothing with this id."))
    }
}

impl From<ContactError> for ApiError {
    fn from(error: ContactError) -> Self {
        match error {
            ContactError::NoLead => no_lead(),
            ContactError::NotFound => {
                Self::not_found("There is no such contact, or it is deleted.")
            }
            ContactError::IdTaken => {
                Problem::new(409, ProblemCode::IdTaken, "Another contact has this id").into()
            }
            ContactError::Invalid(faults) => invalid(faults),
            ContactError::Conflict { current, conflicts } => {
                let title = "Somebody else changed the same fields";
                let mut problem = Problem::new(409, ProblemCode::VersionConflict, title);
                match serde_json::to_value(current) {
                    Ok(current) => problem.current = Some(current),
                    Err(error) => return Self::internal(error),
                }
                problem.conflicts = conflicts;
                problem.into()
            }
            ContactError::Db(error) => error.into(),
        }
    }
}

fn no_lead() -> ApiError {
    ApiError::not_found("There is no such lead, or it is deleted.")
}

/// Contacts of a lead
///
/// Best first.
#[utoipa::path(get, path = "/businesses/{id}/contacts", tag = "contacts",
    params(("id" = Uuid, Path)),
    responses((status = 200, body = Listed<Contact>), (status = 404, body = Problem)))]
async fn list(
    State(state): State<AppState>,
    _user: CurrentUser,
    Id(id): Id,
) -> ApiResult<Json<Listed<Contact>>> {
    let lead = businesses::get(state.db.readers(), id).await?;
    lead.ok_or_else(no_lead)?;
    let data = contacts::list(state.db.readers(), id).await?;
    Ok(Json(Listed { data }))
}

/// Add a contact
///
/// With an id made by the client (a UUIDv7) or without. A name, an e-mail address or a
/// phone number is needed.
#[utoipa::path(post, path = "/businesses/{id}/contacts", tag = "contacts",
    request_body = NewContact,
    params(("id" = Uuid, Path), ("Idempotency-Key" = Option<Uuid>, Header)),
    responses((status = 201, body = Contact), (status = 404, body = Problem),
        (status = 409, description = "`ID_TAKEN`, also by a deleted contact", body = Problem),
        (status = 422, description = "`VALIDATION` with `fields`, `IDEMPOTENCY_MISMATCH`", body = Problem)))]
async fn create(
    State(state): State<AppState>,
    user: CurrentUser,
    Id(id): Id,
    Keyed { body, key }: Keyed<NewContact>,
) -> ApiResult<Response> {
    let mut write = fresh!(begin(&state.db, &user, key).await?);
    let contact = contacts::create(&mut write.tx, id, body).await?;
    write.finish(StatusCode::CREATED, &contact).await
}

/// Change a contact
///
/// Only the fields that change, and the version that the change was made on. Look-ups
/// leave it alone from then on.
#[utoipa::path(patch, path = "/businesses/{id}/contacts/{contact_id}", tag = "contacts",
    request_body = ContactPatch,
    params(("id" = Uuid, Path), ("contact_id" = Uuid, Path),
        ("Idempotency-Key" = Option<Uuid>, Header)),
    responses((status = 200, body = Contact), (status = 404, body = Problem),
        (status = 409, description = "`VERSION_CONFLICT` with `current` and `conflicts`", body = Problem),
        (status = 422, description = "`VALIDATION` with `fields`, `IDEMPOTENCY_MISMATCH`", body = Problem)))]
async fn change(
    State(state): State<AppState>,
    user: CurrentUser,
    Ids(lead, contact): Ids,
    Keyed { body, key }: Keyed<ContactPatch>,
) -> ApiResult<Response> {
    let mut write = fresh!(begin(&state.db, &user, key).await?);
    let contact = contacts::patch(&mut write.tx, lead, contact, &body).await?;
    write.finish(StatusCode::OK, &contact).await
}

/// Delete a contact
///
/// No look-up brings it back. Answers the contact with `deleted_at`; deleting it again
/// changes nothing.
#[utoipa::path(delete, path = "/businesses/{id}/contacts/{contact_id}", tag = "contacts",
    params(("id" = Uuid, Path), ("contact_id" = Uuid, Path),
        ("Idempotency-Key" = Option<Uuid>, Header)),
    responses((status = 200, body = Contact), (status = 404, body = Problem)))]
async fn delete(
    State(state): State<AppState>,
    user: CurrentUser,
    Ids(lead, contact): Ids,
    Bare(key): Bare,
) -> ApiResult<Response> {
    let mut write = fresh!(begin(&state.db, &user, key).await?);
    let contact = contacts::delete(&mut write.tx, lead, contact).await?;
    write.finish(StatusCode::OK, &contact).await
}

/// What is known of a lead
///
/// Every value of every field with where it was found, when, and how sure it is. Of the
/// lead's own fields the one is `shown` that the lead has: what a person typed in, else
/// what its source says, else the best that was found on its website.
#[utoipa::path(get, path = "/businesses/{id}/facts", tag = "contacts",
    params(("id" = Uuid, Path)),
    responses((status = 200, body = Listed<KnownFact>), (status = 404, body = Problem)))]
async fn known(
    State(state): State<AppState>,
    _user: CurrentUser,
    Id(id): Id,
) -> ApiResult<Json<Listed<KnownFact>>> {
    let lead = businesses::find(state.db.readers(), id).await?;
    let lead = lead
        .filter(|stored| stored.business.deleted_at.is_none())
        .ok_or_else(no_lead)?;
    let data = facts::list(state.db.readers(), &lead).await?;
    Ok(Json(Listed { data }))
}
