//! Looking up contacts: of a lead through the outbox, as other changes of it are, so that
//! it is done once and also where it was asked for without a network; of many by a job.

use super::{
    cached::use_cached,
    context::{Leadwire, ToastKind, use_leadwire},
    jobs::use_job_action,
    many::Targets,
    mutation::{UseMutation, use_mutation},
    mutations::explain,
    queries::{call, use_business_part},
    words::leads,
};
use crate::{
    live::put_job,
    model::{
        Business, EnrichmentFailure, EnrichmentStatus, Job, JobStatus, KnownFact, MAX_BATCH_IDS,
        NewBatch, Page, Relation, Uuid,
    },
    outbox::{Change, Outbox},
    query::{Key, MutationContext, MutationOptions, Query, Snapshot},
    service,
};
use dioxus::{core::spawn_forever, prelude::*};
use std::rc::Rc;

/// Where the look-up of a lead's contacts stands.
#[derive(Clone, Debug, PartialEq)]
pub enum LookUp {
    /// Nobody has asked for it.
    Never,
    /// It was asked for, and waits for the server to be reached.
    Unsent,
    /// It waits for its turn.
    Queued,
    /// It is going on.
    Running,
    /// It was done.
    Done,
    /// It failed, for this reason.
    Failed(Option<String>),
}

/// Looks up a lead's contacts. Shown at once; says so if it has to wait, and why it did not
/// come to be.
pub fn use_enrich_business() -> Callback<Uuid> {
    use_job_action(
        Outbox::enrich,
        "The contacts were not looked up",
        "The contacts are looked up as soon as you are online.",
    )
}

/// Where the look-up of a lead's contacts stands.
pub fn use_look_up(lead: &Business) -> LookUp {
    let leadwire = use_leadwire();
    let job = use_cached(Key::look_up(lead.id), Query::<Job>::cached).data;
    // Read so that what waits to be sent is looked at again when it changes.
    let counts = *leadwire.pending.read();
    if counts.waiting > 0 && is_unsent(&leadwire, lead.id) {
        let is_sending = leadwire.connection.read().state == crate::live::State::Connected;
        return if is_sending {
            LookUp::Running
        } else {
            LookUp::Unsent
        };
    }
    match (lead.enrichment_status, job) {
        (EnrichmentStatus::Running, _) => LookUp::Running,
        (status, Some(job)) if job.status.is_active() && !is_over(lead, status, &job) => {
            match job.status {
                JobStatus::Queued => LookUp::Queued,
                _ => LookUp::Running,
            }
        }
        (EnrichmentStatus::Pending, _) => LookUp::Never,
        (EnrichmentStatus::Enriched, _) => LookUp::Done,
        (EnrichmentStatus::Failed, _) => LookUp::Failed(lead.enrichment_error.clone()),
    }
}

fn is_unsent(leadwire: &Leadwire, lead: Uuid) -> bool {
    let waiting = leadwire.outbox.waiting_of(lead);
    waiting.iter().any(|it| it.change == Change::Enrich)
}

/// Whether the lead tells more of how it ended than what was last heard of the job: not
/// everybody is told of jobs.
fn is_over(lead: &Business, status: EnrichmentStatus, job: &Job) -> bool {
    let is_settled = matches!(
        status,
        EnrichmentStatus::Enriched | EnrichmentStatus::Failed
    );
    is_settled && lead.updated_at > job.created_at
}

/// What is known of a lead, by field, and where it was read. What a person writes becomes
/// one more of it: asked for again when the lead is another.
pub fn use_facts(lead: Uuid, version: i64) -> Snapshot<Vec<KnownFact>> {
    let client = use_leadwire().client;
    let key = Key::business_part(lead, Relation::Facts);
    let mut seen = use_hook(|| CopyValue::new((lead, version)));
    let before = *seen.peek();
    if before != (lead, version) {
        seen.set((lead, version));
        if before.0 == lead {
            let key = key.clone();
            // Not while it is drawn.
            spawn_forever(async move { client.invalidate_often(&key) });
        }
    }
    use_business_part(lead, key, async |http, lead| {
        service::list_facts(&http, lead).await
    })
}

/// Looks up the contacts of many leads, as a job.
pub fn use_batch_enrichment() -> UseMutation<NewBatch, Job> {
    let leadwire = use_leadwire();
    use_mutation(|| {
        let (http, toasts) = (leadwire.http, leadwire.toasts);
        let send = move |new: Rc<NewBatch>, context: MutationContext| {
            let http = http.clone();
            async move {
                let job = service::start_batch(&http, context.id, &new).await?;
                put_job(&context.client, job.clone());
                Ok(job)
            }
        };
        MutationOptions::new(send)
            .key(Key::start_batch())
            .on_error(move |failure, _, _| {
                let title = "The look-up was not started";
                toasts.push(ToastKind::Error, title, Some(explain(&failure)), None);
                async {}
            })
    })
}

/// Looks up the contacts of chosen leads, and offers to watch it.
pub fn use_look_up_many() -> Callback<Targets> {
    let (leadwire, start) = (use_leadwire(), use_batch_enrichment());
    use_callback(move |targets| {
        let toasts = leadwire.toasts;
        let view = leadwire.action_to("View", "/enrichment");
        let mut new = NewBatch {
            again: true,
            ..NewBatch::default()
        };
        let count = match targets {
            Targets::These(ids) if ids.len() > MAX_BATCH_IDS => {
                let most = leads(MAX_BATCH_IDS as u64);
                let detail = format!("At most {most} can be chosen one by one. Filter instead.");
                return toasts.push(ToastKind::Error, "Too many leads", Some(detail), None);
            }
            Targets::These(ids) => {
                let count = ids.len() as u64;
                new.ids = Some(ids);
                count
            }
            Targets::Matching(filter, count) => {
                new.filter = Some(*filter);
                count
            }
        };
        let started = start.mutate(new);
        spawn_forever(async move {
            // Why not is said where it is sent.
            if started.await.is_ok() {
                let title = format!("Looking up contacts of {}", leads(count));
                toasts.push(ToastKind::Info, title, None, Some(view));
            }
        });
    })
}

/// Leads that a batch did not come to an end with, and why. Asked for again when there
/// are more of them.
pub fn use_enrichment_failures(job: Uuid, failed: u64) -> Snapshot<Page<EnrichmentFailure>> {
    let client = use_leadwire().client;
    let key = Key::enrichment_failures(job);
    let mut seen = use_hook(|| CopyValue::new((job, failed)));
    let before = *seen.peek();
    if before != (job, failed) {
        seen.set((job, failed));
        let key = key.clone();
        spawn_forever(async move { client.invalidate_often(&key) });
    }
    use_cached(key, |key| {
        call(move |http| async move { service::list_failures(&http, job).await })(key)
    })
}
