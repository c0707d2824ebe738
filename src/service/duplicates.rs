//! Leads that may be one business.

use super::NOTHING;
use crate::{
    model::{
        BusinessSources, Duplicate, Failure, MergeAnswer, MergeDuplicates, Page, UndoneMerge, Uuid,
    },
    net::{Http, Method},
};

/// The likeliest pairs, so many.
pub async fn list_duplicates(http: &Http, limit: u32) -> Result<Page<Duplicate>, Failure> {
    let limit = limit.to_string();
    Ok(http.get("/duplicates", &[("limit", &*limit)]).await?.data)
}

/// Makes one lead of a pair.
pub async fn merge_duplicates(
    http: &Http,
    key: Uuid,
    pair: Uuid,
    merge: &MergeDuplicates,
) -> Result<MergeAnswer, Failure> {
    let path = format!("/duplicates/{pair}/merge");
    http.write(Method::Post, &path, key, Some(merge)).await
}

/// Says that a pair is no duplicate.
pub async fn keep_apart(http: &Http, key: Uuid, pair: Uuid) -> Result<serde_json::Value, Failure> {
    let path = format!("/duplicates/{pair}/distinct");
    http.write(Method::Post, &path, key, None::<&()>).await
}

/// Takes that back.
pub async fn ask_again(http: &Http, key: Uuid, pair: Uuid) -> Result<serde_json::Value, Failure> {
    let path = format!("/duplicates/{pair}/reopen");
    http.write(Method::Post, &path, key, None::<&()>).await
}

/// Takes a merge back.
pub async fn undo_merge(http: &Http, key: Uuid, merge: Uuid) -> Result<UndoneMerge, Failure> {
    let path = format!("/merges/{merge}/undo");
    http.write(Method::Post, &path, key, None::<&()>).await
}

/// Where a lead comes from.
pub async fn list_sources(http: &Http, lead: Uuid) -> Result<BusinessSources, Failure> {
    let path = format!("/businesses/{lead}/sources");
    Ok(http.get(&path, &NOTHING).await?.data)
}
