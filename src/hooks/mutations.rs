//! What the user does. Shown at once, sent by the outbox, taken back with a
//! word if the server refuses.

use super::context::{Leadwire, ToastAction, ToastKind, use_leadwire};
use crate::{
    model::{BusinessChanges, Failure, NewBusiness, Problem, Uuid},
    outbox::{Outcome, Receipt},
};
use dioxus::{core::spawn_forever, prelude::*};
use futures::{FutureExt, channel::oneshot};
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
    let outcome = outcome.map(|ended| ended.map(|outcome| outcome.map(drop)));
    report_other(leadwire, outcome, what);
}

/// The same of what is not the change of a lead.
pub(super) fn report_other(
    leadwire: &Leadwire,
    outcome: impl Future<Output = Result<Result<(), Failure>, oneshot::Canceled>> + 'static,
    what: &'static str,
) {
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
        report(
            &leadwire,
            leadwire.outbox.delete(id).outcome,
            "The lead was not deleted",
        );
        offer_undo(&leadwire, vec![id]);
    })
}

/// Offers to take the deletion of leads back.
pub(crate) fn offer_undo(leadwire: &Leadwire, leads: Vec<Uuid>) {
    let title = match leads.as_slice() {
        [id] => {
            let known = leadwire.client.business(*id);
            known.map_or("Deleted a lead".into(), |lead| {
                format!("Deleted {}", lead.name)
            })
        }
        many => format!("Deleted {} leads", many.len()),
    };
    let undo = leadwire.clone();
    let run = Rc::new(move || {
        for id in &leads {
            if let Some(receipt) = undo.outbox.undo_delete(*id) {
                report(&undo, receipt.outcome, "The lead was not restored");
            }
        }
    });
    let action = ToastAction {
        label: "Undo".into(),
        is_undo: true,
        run,
    };
    let toasts = leadwire.toasts;
    toasts.push(ToastKind::Info, title, None, Some(action));
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
