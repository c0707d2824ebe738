//! The live connection of whoever is signed in.

use crate::{
    hooks::{
        context::{
            Leadwire, ToastAction, ToastKind, Toasts, count_up, open_action, put, use_leadwire,
        },
        words,
    },
    live::{Link, Notice, Wire, drive},
    model::{JobKind, JobStatus, Role, Topic},
    net, platform, service,
    store::Position,
};
use dioxus::prelude::*;
use std::{cell::Cell, rc::Rc};

/// Keeps the socket up as long as it is there: it stands inside the signed-in part.
#[component]
pub fn SocketProvider(children: Element) -> Element {
    let leadwire = use_leadwire();
    use_hook(|| connect(&leadwire));
    let listens_to_jobs = use_hook(|| Rc::new(Cell::new(false)));
    use_effect({
        let leadwire = leadwire.clone();
        move || {
            let user = leadwire.session.read().user();
            let may = user.is_some_and(|user| user.role.may_run_jobs());
            let link = leadwire.link.peek().clone();
            let Some(link) = link.filter(|_| listens_to_jobs.replace(may) != may) else {
                return;
            };
            if may {
                link.listen(Topic::Jobs);
            } else {
                link.leave(Topic::Jobs);
            }
        }
    });
    use_drop({
        let mut link = leadwire.link;
        move || link.set(None)
    });
    rsx! { {children} }
}

fn connect(leadwire: &Leadwire) {
    let (http, polled) = (leadwire.http.clone(), leadwire.http.clone());
    let doubts = leadwire.doubts;
    let (toasts, session) = (leadwire.toasts, leadwire.session);
    let open = leadwire.open;
    let wire = Wire {
        connect: Rc::new(move || {
            let (base, token) = (http.base(), http.token());
            #[cfg(debug_assertions)]
            let workbench = http.workbench().clone();
            Box::pin(async move {
                let socket = net::connect(&base, token.as_deref());
                #[cfg(debug_assertions)]
                let socket = workbench.open(socket);
                socket.await
            })
        }),
        poll: Rc::new(move |since, topics| {
            let http = polled.clone();
            Box::pin(async move { service::missed_events(&http, since, &topics).await })
        }),
        frame: Rc::new(|is_seen| Box::pin(platform::frame(is_seen))),
        clock: Rc::new(platform::clock),
        signed_out: Rc::new(move || count_up(doubts)),
        session_changed: Rc::new(move || count_up(doubts)),
        notice: Rc::new(move |notice| {
            let user = session.peek().user();
            let view = move |label: &str, path: &str| open_action(open, label, path);
            show(notice, user.map(|user| user.role), toasts, &view);
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
    // Whatever comes after the end of this connection is still noted here: the next
    // one goes on from where this one is then.
    leadwire
        .http
        .on_seq(move |epoch, seq| noted.note(epoch, seq));
    link.listen(Topic::Businesses);
    link.listen(Topic::Stats);
    let keeper = &leadwire.keeper;
    if let Some(Position { epoch, seq }) = keeper.position() {
        link.note(epoch, seq);
    }
    let followed = link.clone();
    keeper.follow(move || {
        let tally = followed.tally();
        let (epoch, seq) = tally.epoch.zip(tally.position)?;
        Some(Position { epoch, seq })
    });
    let mut shared = leadwire.link;
    shared.set(Some(link));
    spawn(driver);
}

/// Says what an event has to say to somebody in this role.
fn show(
    notice: Notice,
    role: Option<Role>,
    toasts: Toasts,
    view: &dyn Fn(&str, &str) -> ToastAction,
) {
    match notice {
        // How the look-up of one lead ended is said where the lead is.
        Notice::JobComplete(job) | Notice::JobFailed(job) if job.kind == JobKind::Enrich => {}
        Notice::JobComplete(job) if job.status == JobStatus::Cancelled => {
            let (title, detail) = match job.kind {
                JobKind::Import => ("Import cancelled", "What was imported stays."),
                JobKind::Scrape => ("Scrape cancelled", "What was found stays."),
                JobKind::Enrich | JobKind::BatchEnrich => {
                    ("Look-up cancelled", "What was found stays.")
                }
            };
            toasts.push(ToastKind::Info, title, Some(detail.into()), None);
        }
        Notice::JobComplete(job) => {
            let title = match job.kind {
                JobKind::Import => "Import complete",
                JobKind::Scrape => "Scrape complete",
                JobKind::Enrich | JobKind::BatchEnrich => "Look-up complete",
            };
            let report = job.report.unwrap_or_default();
            let count = words::count;
            let (detail, view) = match job.kind {
                JobKind::Import => (
                    format!(
                        "{} new, {} changed, {} rejected",
                        count(report.created),
                        count(report.changed),
                        count(report.rejected)
                    ),
                    view("View leads", "/leads"),
                ),
                JobKind::Scrape => (
                    format!(
                        "{} new, {} changed, {} gone",
                        count(report.created),
                        count(report.changed),
                        count(report.gone)
                    ),
                    view("View results", &format!("/scrape/{}", job.id)),
                ),
                JobKind::Enrich | JobKind::BatchEnrich => (
                    format!(
                        "{} looked up, {} failed",
                        count(report.enriched),
                        count(report.failed)
                    ),
                    view("View results", "/enrichment"),
                ),
            };
            toasts.push(ToastKind::Success, title, Some(detail), Some(view));
        }
        Notice::JobFailed(job) => {
            let title = match job.kind {
                JobKind::Import => "Import failed",
                JobKind::Scrape => "Scrape failed",
                JobKind::Enrich | JobKind::BatchEnrich => "Look-up failed",
            };
            toasts.push(ToastKind::Error, title, job.error, None);
        }
        Notice::Alert(alert) if role == Some(Role::Admin) => {
            let detail = words::alert(&alert);
            toasts.push(ToastKind::Error, "A limit was crossed", Some(detail), None);
        }
        Notice::Alert(_) => {}
        Notice::Notification(new) => toasts.push(ToastKind::Info, new.title, new.detail, None),
    }
}
