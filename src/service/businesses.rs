//! Leads and the counts over them.

use super::NOTHING;
use crate::{
    model::{
        BulkAnswer, BulkChange, Business, BusinessFilter, BusinessPatch, EventPage, Failure,
        MAX_LIMIT, NewBusiness, Page, Seq, Sort, Stats, Topic, Uuid,
    },
    net::{Answer, Http, Method},
};
use serde::Serialize;

#[derive(Serialize)]
struct ListQuery<'a> {
    #[serde(flatten)]
    filter: &'a BusinessFilter,
    sort: Sort,
    limit: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    cursor: Option<&'a str>,
}

/// A page of leads: the first, or the one at `cursor`; and the position that it reflects.
pub async fn list_businesses(
    http: &Http,
    filter: &BusinessFilter,
    sort: Sort,
    cursor: Option<&str>,
) -> Result<Answer<Page<Business>>, Failure> {
    let query = ListQuery {
        filter,
        sort,
        limit: MAX_LIMIT,
        cursor,
    };
    http.get("/businesses", &query).await
}

/// One lead, and the position that it reflects.
pub async fn get_business(http: &Http, id: Uuid) -> Result<Answer<Business>, Failure> {
    http.get(&format!("/businesses/{id}"), &NOTHING).await
}

/// Makes a lead.
pub async fn create_business(
    http: &Http,
    key: Uuid,
    new: &NewBusiness,
) -> Result<Answer<Business>, Failure> {
    http.write_answer(Method::Post, "/businesses", key, Some(new))
        .await
}

/// Changes fields of a lead.
pub async fn update_business(
    http: &Http,
    key: Uuid,
    id: Uuid,
    patch: &BusinessPatch,
) -> Result<Business, Failure> {
    http.write(
        Method::Patch,
        &format!("/businesses/{id}"),
        key,
        Some(patch),
    )
    .await
}

/// Changes many leads.
pub async fn change_businesses(
    http: &Http,
    key: Uuid,
    change: &BulkChange,
) -> Result<BulkAnswer, Failure> {
    http.write(Method::Post, "/businesses/bulk", key, Some(change))
        .await
}

/// Deletes a lead; it can be restored.
pub async fn delete_business(http: &Http, key: Uuid, id: Uuid) -> Result<Business, Failure> {
    http.write(
        Method::Delete,
        &format!("/businesses/{id}"),
        key,
        None::<&()>,
    )
    .await
}

/// Brings a deleted lead back.
pub async fn restore_business(http: &Http, key: Uuid, id: Uuid) -> Result<Business, Failure> {
    http.write(
        Method::Post,
        &format!("/businesses/{id}/restore"),
        key,
        None::<&()>,
    )
    .await
}

/// Where the page finds a logo, if it does by itself.
pub fn logo_at(http: &Http, id: Uuid) -> Option<String> {
    http.picture_at(&format!("/logos/{id}"))
}

/// A logo, as an address for the page.
pub async fn get_logo(http: &Http, id: Uuid) -> Option<String> {
    http.picture(&format!("/logos/{id}")).await
}

/// The counts.
pub async fn get_stats(http: &Http) -> Result<Stats, Failure> {
    Ok(http.get("/stats", &NOTHING).await?.data)
}

/// What happened on `topics` after `since`.
pub async fn missed_events(
    http: &Http,
    since: Seq,
    topics: &[Topic],
) -> Result<EventPage, Failure> {
    let topics: Vec<String> = topics.iter().map(Topic::to_string).collect();
    let query = [("since", since.to_string()), ("topics", topics.join(","))];
    Ok(http.get("/events", &query).await?.data)
}
