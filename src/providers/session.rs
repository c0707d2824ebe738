//! Who is signed in.

use crate::{
    hooks::context::{Leadwire, SessionState, put, use_leadwire},
    model::Failure,
    platform, service,
};
use dioxus::prelude::*;
use std::{rc::Rc, time::Duration};

/// Finds out who is signed in, and again after each 401.
#[component]
pub fn SessionProvider(children: Element) -> Element {
    let leadwire = use_leadwire();
    use_hook(|| {
        let session = leadwire.session;
        leadwire.http.on_signed_out(move || {
            if matches!(&*session.peek(), SessionState::SignedIn(_)) {
                put(session, SessionState::SignedOut);
            }
        });
    });
    use_effect(move || {
        if *leadwire.session.read() == SessionState::Loading {
            let leadwire = leadwire.clone();
            spawn(async move { find_out(leadwire).await });
        }
    });
    rsx! { {children} }
}

async fn find_out(mut leadwire: Leadwire) {
    if leadwire.http.base().is_empty() {
        leadwire.session.set(SessionState::NoServer);
        return;
    }
    if leadwire.http.token().is_none() {
        leadwire.http.set_token(platform::saved_token().await);
    }
    loop {
        match service::current_session(&leadwire.http).await {
            Ok(session) => {
                leadwire.outbox.open(session.user.id).await;
                leadwire
                    .session
                    .set(SessionState::SignedIn(Rc::new(session.user)));
                return;
            }
            Err(Failure::Refused(problem)) if problem.status == 401 => {
                leadwire.session.set(SessionState::SignedOut);
                return;
            }
            Err(failure) => {
                tracing::warn!(%failure, "who is signed in is not known");
                let changed = *leadwire.session.peek() != SessionState::Unreachable;
                if changed {
                    leadwire.session.set(SessionState::Unreachable);
                }
                platform::sleep(Duration::from_secs(3)).await;
                let moved_on = !matches!(*leadwire.session.peek(), SessionState::Unreachable);
                if moved_on {
                    return;
                }
            }
        }
    }
}
