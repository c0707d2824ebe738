//! What the user does to jobs. Cancelling, pausing and retrying go through the outbox, as changes
//! of leads do: made without a network, they are kept and sent later.

use super::{
    contacts::send_contact,
    context::{ToastKind, use_leadwire},
    mutations::explain,
};
use crate::{
    live::{State, put_job},
    model::Uuid,
    net::Http,
    outbox::{Change, OtherReceipt, Outbox, SendOther},
    query::QueryClient,
    service,
};
use dioxus::{core::spawn_forever, prelude::*};
use std::rc::Rc;

/// Sends changes of jobs and contacts by the calls of the API, and puts into the cache how
/// each is then.
pub(crate) fn send_others(http: &Http, client: &QueryClient) -> SendOther {
    let (http, client) = (http.clone(), client.clone());
    Rc::new(move |change| {
        let (http, client) = (http.clone(), client.clone());
        Box::pin(async move {
            let (key, id) = (change.id, change.business);
            let job = match change.change {
                Change::Contact(change) => {
                    let contact = send_contact(&http, &client, (key, id), *change).await;
                    return contact.map(Some);
                }
                Change::Enrich => service::enrich_business(&http, key, id).await?,
                Change::RetryJob => service::retry_job(&http, key, id).await?,
                Change::PauseJob => service::pause_job(&http, key, id).await?,
                Change::ResumeJob => service::resume_job(&http, key, id).await?,
                _ => service::cancel_job(&http, key, id).await?,
            };
            put_job(&client, job);
            Ok(None)
        })
    })
}

/// Does something to a job through the outbox; says so if it has to wait, and why it did
/// not come to be.
pub(super) fn use_job_action(
    act: impl Fn(&Outbox, Uuid) -> OtherReceipt + 'static,
    what: &'static str,
    offline: &'static str,
) -> Callback<Uuid> {
    let leadwire = use_leadwire();
    use_callback(move |id| {
        let toasts = leadwire.toasts;
        let OtherReceipt { outcome, .. } = act(&leadwire.outbox, id);
        if leadwire.connection.peek().state != State::Connected {
            let title = "Waiting for the network";
            toasts.push(ToastKind::Info, title, Some(offline.to_owned()), None);
        }
        spawn_forever(async move {
            if let Ok(Err(failure)) = outcome.await {
                toasts.push(ToastKind::Error, what, Some(explain(&failure)), None);
            }
        });
    })
}

/// Stops a job.
pub fn use_cancel_job() -> Callback<Uuid> {
    use_job_action(
        Outbox::cancel_job,
        "The job was not cancelled",
        "The job is cancelled as soon as you are online.",
    )
}

/// Starts a job again where it stopped.
pub fn use_retry_job() -> Callback<Uuid> {
    use_job_action(
        Outbox::retry_job,
        "The job was not started again",
        "The job starts again as soon as you are online.",
    )
}

/// Holds a job back until it is resumed.
pub fn use_pause_job() -> Callback<Uuid> {
    use_job_action(
        Outbox::pause_job,
        "The job was not paused",
        "The job is paused as soon as you are online.",
    )
}

/// Lets a job go on that was held back.
pub fn use_resume_job() -> Callback<Uuid> {
    use_job_action(
        Outbox::resume_job,
        "The job was not resumed",
        "The job goes on as soon as you are online.",
    )
}
