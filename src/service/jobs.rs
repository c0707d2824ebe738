//! Jobs and imports.

use super::NOTHING;
use crate::{
    model::{Failure, Job, Page, Rejection, Uuid},
    net::{Http, Method},
};

/// The newest jobs.
pub async fn list_jobs(http: &Http) -> Result<Page<Job>, Failure> {
    Ok(http.get("/jobs", &[("limit", "50")]).await?.data)
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

/// The address to send a file of this name to.
pub fn import_url(http: &Http, file_name: &str) -> String {
    let name: String = file_name
        .bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'_' => {
                char::from(byte).to_string()
            }
            byte => format!("%{byte:02X}"),
        })
        .collect();
    http.url(&format!("/import?file_name={name}"))
}
