//! Letting somebody in and out, and who it was last: with no network the app starts
//! as them. That is no secret; what proves it is the session, which the server checks.

use super::context::{Leadwire, SessionState};
use crate::{
    model::{ClientKind, Failure, User},
    platform, service,
};
use dioxus::prelude::*;
use serde::{Deserialize, Serialize};
use std::rc::Rc;

/// The setting that says who it was.
const USER: &str = "user";
/// The setting that says that the server was not told of a sign-out.
const LEAVING: &str = "leaving";

#[derive(Serialize, Deserialize)]
struct Remembered {
    server: String,
    user: User,
}

impl Leadwire {
    /// Whoever used the app last with this server, and did not sign out.
    pub fn remembered(&self) -> Option<User> {
        let kept = platform::saved(USER)?;
        let kept: Remembered = serde_json::from_slice(kept.as_bytes()).ok()?;
        (kept.server == self.http.base()).then_some(kept.user)
    }

    /// Forgets who used the app last, and what they saw.
    pub fn forget(&self) {
        platform::save(USER, None);
        platform::forget_picture();
    }

    /// Shows `user` what is theirs: what was cached, and what waits to be sent.
    pub async fn enter(&self, user: User) {
        self.http.set_user(Some(user.id));
        if self.keeper.user().is_some_and(|known| known != user.id) {
            // What somebody else saw is not for these eyes.
            self.outbox.close();
            self.client.clear();
        }
        // What waits is laid over what was known.
        self.keeper.open(user.id).await;
        self.outbox.open(user.id).await;
        let remembered = Remembered {
            server: self.http.base(),
            user,
        };
        // Texts and numbers: always writable.
        let text = serde_json::to_string(&remembered).ok();
        platform::save(USER, text.as_deref());
        platform::save(LEAVING, None);
        let entered = SessionState::SignedIn(Rc::new(remembered.user));
        let mut session = self.session;
        if *session.peek() != entered {
            session.set(entered);
        }
    }

    /// Puts away what was shown; what waits to be sent stays on the device for whoever made it.
    pub fn leave(&self) {
        let (mut session, mut upload, mut files) = (self.session, self.upload, self.files);
        self.forget();
        self.http.set_user(None);
        self.outbox.close();
        session.set(SessionState::SignedOut);
        upload.set(None);
        files.write().clear();
        self.client.clear();
        self.keeper.wipe();
    }

    /// Ends the session. A browser cannot take its cookie away by itself: if the
    /// server is not reached, it is told when it is.
    pub async fn end_session(&self) {
        let told = service::sign_out(&self.http).await;
        let ended = match &told {
            // An app forgets its token, and is done.
            _ if platform::CLIENT == ClientKind::App => true,
            Ok(()) => true,
            Err(Failure::Refused(problem)) => problem.status == 401,
            Err(_) => false,
        };
        if let Err(failure) = told {
            tracing::warn!(%failure, "the server was not told of the sign-out");
        }
        platform::save(LEAVING, (!ended).then_some("yes"));
    }

    /// Whether the server has still to be told of a sign-out.
    pub fn is_leaving(&self) -> bool {
        platform::saved(LEAVING).is_some()
    }
}
