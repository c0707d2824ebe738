//! Who is signed in.

use crate::{
    hooks::context::{Leadwire, SessionState, count_up, put, use_leadwire},
    model::{ClientKind, Failure},
    platform, service,
};
use dioxus::{core::Task, prelude::*};
use futures::StreamExt;
use std::{cell::Cell, rc::Rc, time::Duration};

/// How often a server that does not answer is asked who is signed in.
const ASK_EVERY: Duration = Duration::from_secs(3);

/// Finds out who is signed in, and again after each 401.
///
/// Whoever it was last is let in at once, with what is on the device; the server
/// refuses whatever is done in the name of somebody whose session it is not.
#[component]
pub fn SessionProvider(children: Element) -> Element {
    let leadwire = use_leadwire();
    use_hook(|| {
        let doubts = leadwire.doubts;
        leadwire.http.on_signed_out(move || count_up(doubts));
        let leadwire = leadwire.clone();
        spawn(async move {
            let mut elsewhere = platform::settings_changes();
            while elsewhere.next().await.is_some() {
                follow(&leadwire);
            }
        });
    });
    let answered = use_hook(|| Rc::new(Cell::new(0)));
    let asking = use_hook(|| Rc::new(Cell::new(None::<Task>)));
    use_effect(move || {
        let doubts = *leadwire.doubts.read();
        let is_doubted = answered.replace(doubts) != doubts;
        let task = match &*leadwire.session.read() {
            SessionState::Loading => spawn(find_out(leadwire.clone())),
            SessionState::SignedIn(_) if is_doubted => spawn(resolve(leadwire.clone())),
            _ => return,
        };
        if let Some(before) = asking.replace(Some(task)) {
            before.cancel();
        }
    });
    rsx! { {children} }
}

/// Somebody signed in or out in another tab: the cookie is theirs now.
fn follow(leadwire: &Leadwire) {
    let now = leadwire.remembered().map(|user| user.id);
    let here = leadwire.session.peek().user().map(|user| user.id);
    match (here, now) {
        (Some(_), None) => leadwire.leave(),
        (here, Some(now)) if here != Some(now) => put(leadwire.session, SessionState::Loading),
        _ => {}
    }
}

async fn find_out(mut leadwire: Leadwire) {
    if leadwire.http.base().is_empty() {
        leadwire.session.set(SessionState::NoServer);
        return;
    }
    if leadwire.http.token().is_none() {
        leadwire.http.set_token(platform::saved_token().await);
    }
    if leadwire.is_leaving() {
        leadwire.end_session().await;
        leadwire.session.set(SessionState::SignedOut);
        return;
    }
    let proves_itself = platform::CLIENT == ClientKind::Browser || leadwire.http.token().is_some();
    if let Some(user) = leadwire.remembered().filter(|_| proves_itself) {
        leadwire.enter(user).await;
    }
    verify(leadwire).await;
}

/// Finds out whether somebody is still signed in. What was refused meanwhile is asked for
/// again: it may have been asked by the session before.
async fn resolve(leadwire: Leadwire) {
    verify(leadwire.clone()).await;
    // Should it be refused again, not as quickly as the network is.
    platform::sleep(ASK_EVERY).await;
    if leadwire.session.peek().user().is_some() {
        drop(leadwire.client.retry_failed());
    }
}

/// Asks the server who is signed in until it answers.
async fn verify(mut leadwire: Leadwire) {
    loop {
        let asked_as = leadwire.session.peek().clone();
        let answer = service::current_session(&leadwire.http).await;
        if *leadwire.session.peek() != asked_as {
            // Somebody signed in or out meanwhile.
            return;
        }
        match answer {
            Ok(session) => return leadwire.enter(session.user).await,
            Err(Failure::Refused(problem)) if problem.status == 401 => {
                leadwire.forget();
                leadwire.session.set(SessionState::SignedOut);
                return;
            }
            Err(failure) => {
                tracing::warn!(%failure, "who is signed in is not known");
                if asked_as == SessionState::Loading {
                    leadwire.session.set(SessionState::Unreachable);
                }
            }
        }
        let waits_as = leadwire.session.peek().clone();
        platform::sleep(ASK_EVERY).await;
        if *leadwire.session.peek() != waits_as {
            return;
        }
    }
}
