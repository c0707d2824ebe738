//! Looking up contacts, and what is known of a lead beside the lead itself.

use super::NOTHING;
use crate::{
    model::{
        Contact, ContactPatch, EnrichmentFailure, Failure, Job, KnownFact, Listed, NewBatch,
        NewContact, Page, Uuid,
    },
    net::{Http, Method},
};

/// Looks up the contacts of a lead.
pub async fn enrich_business(http: &Http, key: Uuid, id: Uuid) -> Result<Job, Failure> {
    let path = format!("/businesses/{id}/enrich");
    http.write(Method::Post, &path, key, None::<&()>).await
}

/// Looks up the contacts of many leads.
pub async fn start_batch(http: &Http, key: Uuid, new: &NewBatch) -> Result<Job, Failure> {
    http.write(Method::Post, "/enrichment/batch", key, Some(new))
        .await
}

/// Leads that a job could not look up, the first 200.
pub async fn list_failures(http: &Http, job: Uuid) -> Result<Page<EnrichmentFailure>, Failure> {
    let path = format!("/jobs/{job}/failures");
    Ok(http.get(&path, &[("limit", "200")]).await?.data)
}

/// The contacts of a lead, best first.
pub async fn list_contacts(http: &Http, lead: Uuid) -> Result<Vec<Contact>, Failure> {
    let path = format!("/businesses/{lead}/contacts");
    Ok(http
        .get::<Listed<Contact>>(&path, &NOTHING)
        .await?
        .data
        .data)
}

/// What is known of a lead, and where it was read.
pub async fn list_facts(http: &Http, lead: Uuid) -> Result<Vec<KnownFact>, Failure> {
    let path = format!("/businesses/{lead}/facts");
    Ok(http
        .get::<Listed<KnownFact>>(&path, &NOTHING)
        .await?
        .data
        .data)
}

/// Adds a contact to a lead.
pub async fn create_contact(
    http: &Http,
    key: Uuid,
    lead: Uuid,
    new: &NewContact,
) -> Result<Contact, Failure> {
    let path = format!("/businesses/{lead}/contacts");
    http.write(Method::Post, &path, key, Some(new)).await
}

/// Changes a contact.
pub async fn update_contact(
    http: &Http,
    key: Uuid,
    lead: Uuid,
    contact: Uuid,
    patch: &ContactPatch,
) -> Result<Contact, Failure> {
    let path = format!("/businesses/{lead}/contacts/{contact}");
    http.write(Method::Patch, &path, key, Some(patch)).await
}

/// Deletes a contact.
pub async fn delete_contact(
    http: &Http,
    key: Uuid,
    lead: Uuid,
    contact: Uuid,
) -> Result<Contact, Failure> {
    let path = format!("/businesses/{lead}/contacts/{contact}");
    http.write(Method::Delete, &path, key, None::<&()>).await
}
