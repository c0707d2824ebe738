//! The live connection of whoever is signed in.

use crate::{
    hooks::context::{Leadwire, SessionState, ToastKind, put, use_leadwire},
    live::{Link, Notice, Wire, drive},
    model::{JobStatus, Topic},
    net, platform, service,
};
use dioxus::prelude::*;
use std::rc::Rc;

/// Keeps the socket up as long as it is there: it stands inside the signed-in part.
#[component]
pub fn SocketProvider(children: Element) -> Element {
    let leadwire = use_leadwire();
    use_hook(|| connect(&leadwire));
    use_drop({
        let mut link = leadwire.link;
        move || link.set(None)
    });
    rsx! { {children} }
}

fn connect(leadwire: &Leadwire) {
    let (http, polled) = (leadwire.http.clone(), leadwire.http.clone());
    let session = leadwire.session;
    let toasts = leadwire.toasts;
    let view = leadwire.action_to("View leads", "/leads");
    let wire = Wire {
        connect: Rc::new(move || {
            let (base, token) = (http.base(), http.token());
            Box::pin(async move { net::connect(&base, token.as_deref()).await })
        }),
        poll: Rc::new(move |since, topics| {
            let http = polled.clone();
            Box::pin(async move { service::missed_events(&http, since, &topics).await })
        }),
        signed_out: Rc::new(move || put(session, SessionState::SignedOut)),
        notice: Rc::new(move |notice| match notice {
            Notice::ImportComplete(job) if job.status == JobStatus::Cancelled => {
                toasts.push(
                    ToastKind::Info,
                    "Import cancelled",
                    Some("What was imported stays.".into()),
                    None,
                );
            }
            Notice::ImportComplete(job) => {
                let report = job.report.unwrap_or_default();
                let detail = format!(
                    "{} new, {} changed, {} rejected",
                    report.created, report.changed, report.rejected
                );
                let action = Some(view.clone());
                toasts.push(ToastKind::Success, "Import complete", Some(detail), action);
            }
            Notice::ImportFailed(job) => {
                toasts.push(ToastKind::Error, "Import failed", job.error, None)
            }
        }),
        applied: Rc::new(|link: &Link| {
            let tally = link.tally();
            platform::mark_progress(
                tally.position.unwrap_or_default(),
                tally.applied,
                tally.repeated,
            );
        }),
    };
    let (link, driver) = drive(leadwire.client.clone(), wire);
    let connection = leadwire.connection;
    link.on_change(move |now| put(connection, now));
    let noted = link.clone();
    leadwire.http.on_seq(move |seq| noted.note_answer(seq));
    link.listen(Topic::Businesses);
    link.listen(Topic::Stats);
    if leadwire
        .session
        .peek()
        .user()
        .is_some_and(|user| user.role.may_run_jobs())
    {
        link.listen(Topic::Jobs);
    }
    let mut shared = leadwire.link;
    shared.set(Some(link));
    spawn(driver);
}
