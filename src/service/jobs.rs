//! Jobs and imports.

use super::NOTHING;
use crate::{
    model::{
        Failure, ImportMapping, ImportPreview, Job, JobFilter, NewMapping, Page, Rejection, Uuid,
    },
    net::{Http, Method},
};

/// The newest jobs that pass a filter.
pub async fn list_jobs(http: &Http, filter: JobFilter) -> Result<Page<Job>, Failure> {
    let statuses = filter.state.map(|state| {
        let statuses = state.statuses().iter().map(|status| status.as_str());
        statuses.collect::<Vec<_>>().join(",")
    });
    let mut query = vec![("limit", "50")];
    query.extend(statuses.as_deref().map(|statuses| ("status", statuses)));
    query.extend(filter.kind.map(|kind| ("kind", kind.as_str())));
    Ok(http.get("/jobs", &query).await?.data)
}

/// One job.
pub async fn get_job(http: &Http, id: Uuid) -> Result<Job, Failure> {
    Ok(http.get(&format!("/jobs/{id}"), &NOTHING).await?.data)
}

/// Rows that an import did not take, the first 200.
pub async fn list_rejections(http: &Http, id: Uuid) -> Result<Page<Rejection>, Failure> {
    Ok(http
        .get(&format!("/jobs/{id}/rejections"), &[("limit", "200")])
        .await?
        .data)
}

/// Stops a job.
pub async fn cancel_job(http: &Http, key: Uuid, id: Uuid) -> Result<Job, Failure> {
    http.write(
        Method::Post,
        &format!("/jobs/{id}/cancel"),
        key,
        None::<&()>,
    )
    .await
}

/// Starts a job again where it stopped.
pub async fn retry_job(http: &Http, key: Uuid, id: Uuid) -> Result<Job, Failure> {
    http.write(Method::Post, &format!("/jobs/{id}/retry"), key, None::<&()>)
        .await
}

/// Holds a job back.
pub async fn pause_job(http: &Http, key: Uuid, id: Uuid) -> Result<Job, Failure> {
    http.write(Method::Post, &format!("/jobs/{id}/pause"), key, None::<&()>)
        .await
}

/// Lets a job go on that was held back.
pub async fn resume_job(http: &Http, key: Uuid, id: Uuid) -> Result<Job, Failure> {
    let path = format!("/jobs/{id}/resume");
    http.write(Method::Post, &path, key, None::<&()>).await
}

/// What a file of this name holds that begins so.
pub async fn preview_import(
    http: &Http,
    file_name: &str,
    head: Vec<u8>,
) -> Result<ImportPreview, Failure> {
    let path = format!("/import/preview?file_name={}", encoded(file_name));
    http.post_bytes(&path, head).await
}

/// Has it remembered what columns are.
pub async fn save_mapping(
    http: &Http,
    key: Uuid,
    new: &NewMapping,
) -> Result<ImportMapping, Failure> {
    http.write(Method::Post, "/import/mappings", key, Some(new))
        .await
}

/// The address to send a file of this name to, whose columns are what `mapping` says.
pub fn import_url(http: &Http, file_name: &str, mapping: Option<Uuid>) -> String {
    let mapping = mapping.map(|id| format!("&mapping={id}"));
    http.url(&format!(
        "/import?file_name={}{}",
        encoded(file_name),
        mapping.unwrap_or_default()
    ))
}

/// A text as it stands in an address.
fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'_' => {
                char::from(byte).to_string()
            }
            byte => format!("%{byte:02X}"),
        })
        .collect()
}
