//! What the user does. Shown at once, sent by the outbox, taken back with a
//! word if the server refuses.

use super::context::{Leadwire, ToastAction, ToastKind, Upload, use_leadwire};
use crate::{
    live::put_job,
    model::{BusinessChanges, Failure, Job, NewBusiness, Problem, Uuid},
    outbox::{Outcome, Receipt},
    platform, service,
};
use dioxus::{core::spawn_forever, html::FileData, prelude::*};
use futures::channel::oneshot;
use std::rc::Rc;

/// What a failure means to a person.
pub fn explain(failure: &Failure) -> String {
    match failure {
        Failure::Unreachable => "The server cannot be reached. Nothing is lost; try again.".into(),
        Failure::Unreadable(_) => {
            "The server's answer was not understood. Reload to get the newest version.".into()
        }
        Failure::Refused(problem) => explain_problem(problem),
    }
}

/// What a refusal means to a person.
pub fn explain_problem(problem: &Problem) -> String {
    let fields = problem.fields.iter();
    let fields: Vec<_> = fields
        .map(|(field, message)| format!("{field}: {message}"))
        .collect();
    if !fields.is_empty() {
        return fields.join("; ");
    }
    let said = problem.detail.as_ref();
    said.unwrap_or(&problem.title).clone()
}

/// Waits for a change's outcome, in a task that outlives the component, and
/// says what went wrong.
fn report(leadwire: &Leadwire, outcome: oneshot::Receiver<Outcome>, what: &'static str) {
    let toasts = leadwire.toasts;
    let view = leadwire.action_to("View", "/pending");
    spawn_forever(async move {
        if let Ok(Err(failure)) = outcome.await {
            let conflict = failure
                .problem()
                .is_some_and(|problem| !problem.conflicts.is_empty());
            let detail = if conflict {
                "Somebody else changed the same meanwhile. Yours is kept under Pending.".to_owned()
            } else {
                format!(
                    "{}. It is kept under Pending.",
                    explain(&failure).trim_end_matches('.')
                )
            };
            toasts.push(ToastKind::Error, what, Some(detail), Some(view));
        }
    });
}

/// Makes a lead; answers its id at once, and when it is kept and shown.
pub fn use_create_business() -> Callback<NewBusiness, (Uuid, oneshot::Receiver<()>)> {
    let leadwire = use_leadwire();
    use_callback(move |new: NewBusiness| {
        let (id, Receipt { kept, outcome }) = leadwire.outbox.create(new);
        report(&leadwire, outcome, "The lead was not created");
        (id, kept)
    })
}

/// Changes fields of a lead.
pub fn use_update_business() -> Callback<(Uuid, BusinessChanges)> {
    let leadwire = use_leadwire();
    use_callback(move |(id, changes)| {
        report(
            &leadwire,
            leadwire.outbox.update(id, changes).outcome,
            "The change was not saved",
        );
    })
}

/// Deletes a lead, and offers to undo it.
pub fn use_delete_business() -> Callback<Uuid> {
    let leadwire = use_leadwire();
    use_callback(move |id| {
        let name = leadwire
            .client
            .business(id)
            .map_or_else(String::new, |lead| lead.name.clone());
        report(
            &leadwire,
            leadwire.outbox.delete(id).outcome,
            "The lead was not deleted",
        );
        let undo = leadwire.clone();
        let run = Rc::new(move || {
            if let Some(receipt) = undo.outbox.undo_delete(id) {
                report(&undo, receipt.outcome, "The lead was not restored");
            }
        });
        let action = ToastAction {
            label: "Undo".into(),
            is_undo: true,
            run,
        };
        leadwire.toasts.push(
            ToastKind::Info,
            format!("Deleted {name}"),
            None,
            Some(action),
        );
    })
}

/// Brings a deleted lead back.
pub fn use_restore_business() -> Callback<Uuid> {
    let leadwire = use_leadwire();
    use_callback(move |id| {
        report(
            &leadwire,
            leadwire.outbox.restore(id).outcome,
            "The lead was not restored",
        );
    })
}

/// Sends files to be imported, also while another screen is open; tells how far
/// the newest is.
pub fn use_start_import() -> (ReadSignal<Option<Upload>>, Callback<FileData>) {
    let leadwire = use_leadwire();
    let mut state = leadwire.upload;
    let start = use_callback(move |file: FileData| {
        let leadwire = leadwire.clone();
        state.set(Some(Upload::Sending(0, file.size())));
        spawn_forever(async move {
            let url = service::import_url(&leadwire.http, &file.name());
            let on_progress = Rc::new(move |done, total| {
                let mut state = state;
                state.set(Some(Upload::Sending(done, total)));
            });
            let job =
                platform::upload(&leadwire.http, url, Uuid::now_v7(), &file, on_progress).await;
            state.set(Some(match job {
                Ok(job) => {
                    let id = job.id;
                    put_job(&leadwire.client, job);
                    Upload::Started(id)
                }
                Err(failure) => Upload::Failed(explain(&failure)),
            }));
        });
    });
    (state.into(), start)
}

/// Does something to a job and shows how it is then.
fn act_on_job<F>(leadwire: &Leadwire, what: &'static str, call: F)
where
    F: Future<Output = Result<Job, Failure>> + 'static,
{
    let (client, toasts) = (leadwire.client.clone(), leadwire.toasts);
    spawn_forever(async move {
        match call.await {
            Ok(job) => put_job(&client, job),
            Err(failure) => toasts.push(ToastKind::Error, what, Some(explain(&failure)), None),
        }
    });
}

/// Stops a job.
pub fn use_cancel_job() -> Callback<Uuid> {
    let leadwire = use_leadwire();
    use_callback(move |id| {
        let http = leadwire.http.clone();
        act_on_job(&leadwire, "The job was not cancelled", async move {
            service::cancel_job(&http, Uuid::now_v7(), id).await
        });
    })
}

/// Starts a job again where it stopped.
pub fn use_retry_job() -> Callback<Uuid> {
    let leadwire = use_leadwire();
    use_callback(move |id| {
        let http = leadwire.http.clone();
        act_on_job(&leadwire, "The job was not started again", async move {
            service::retry_job(&http, Uuid::now_v7(), id).await
        });
    })
}
