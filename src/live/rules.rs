//! What each event does to the cache: the table of DESIGN §5. A new event gets
//! its line here, and the compiler asks for it.

use crate::{
    model::{AnyEvent, EventBody, Job, Page},
    query::{Key, QueryClient},
};

/// What an event has to say to the user.
#[derive(Clone, Debug, PartialEq)]
pub enum Notice {
    /// An import ended well, or was cancelled.
    ImportComplete(Box<Job>),
    /// An import ended badly.
    ImportFailed(Box<Job>),
}

/// Puts an event into the cache. `own` tells what to do with one's own change: it
/// is confirmed by the answer to the request, so the event only carries the news.
pub fn apply(client: &QueryClient, event: AnyEvent) -> Option<Notice> {
    let event = match event {
        AnyEvent::Known(event) => event,
        AnyEvent::Unknown(unknown) => {
            // A newer server: what it tells of is not understood, so ask again.
            tracing::warn!(event = unknown.event, "unknown event");
            client.invalidate_all();
            return None;
        }
    };
    let mutation = event.mutation_id;
    match event.body {
        EventBody::BusinessCreated(business)
        | EventBody::BusinessUpdated(business)
        | EventBody::BusinessEnriched(business) => {
            let id = business.id;
            match mutation {
                Some(mutation) => client.settle_overlay(id, mutation, Some(*business)),
                None => client.upsert_businesses([*business]),
            }
            None
        }
        EventBody::BusinessDeleted(gone) => {
            client.batch(|| {
                client.bury_business(gone.id, gone.version, gone.deleted_at);
                if let Some(mutation) = mutation {
                    client.settle_overlay(gone.id, mutation, None);
                }
            });
            None
        }
        EventBody::BusinessesBulkUpdate(bulk) => {
            client.upsert_businesses(bulk.businesses);
            None
        }
        EventBody::InvalidatePrefix(prefix) => {
            client.invalidate(&Key::named(&prefix.prefix));
            None
        }
        EventBody::ImportProgress(job) => {
            put_job(client, *job);
            None
        }
        EventBody::ImportComplete(job) => {
            put_job(client, Job::clone(&job));
            client.invalidate(&Key::business_lists());
            client.invalidate(&Key::stats());
            client.invalidate(&Key::rejections(job.id));
            Some(Notice::ImportComplete(job))
        }
        EventBody::ImportFailed(job) => {
            put_job(client, Job::clone(&job));
            client.invalidate(&Key::business_lists());
            client.invalidate(&Key::stats());
            client.invalidate(&Key::rejections(job.id));
            Some(Notice::ImportFailed(job))
        }
        EventBody::StatsUpdated(stats) => {
            client.set(&Key::stats(), *stats);
            None
        }
    }
}

/// Puts a job where it is shown: on its own, and in the list, newest first.
pub fn put_job(client: &QueryClient, job: Job) {
    let newer = |known: &Job| known.version < job.version;
    let key = Key::job(job.id);
    if client.get::<Job>(&key).is_none_or(|known| newer(&known)) {
        client.set(&key, job.clone());
    }
    client.update::<Page<Job>>(&Key::job_list(), |page| {
        match page.data.iter_mut().find(|known| known.id == job.id) {
            Some(known) if newer(known) => *known = job.clone(),
            Some(_) => {}
            None => page.data.insert(0, job.clone()),
        }
    });
}

#[cfg(test)]
#[path = "rules_test.rs"]
mod tests;
