//! Who may use the server, and how they come in and are shut out.

use super::Server;
use leadwire::{
    model::{ClientKind, UserPatch, Uuid},
    server::{auth::users, db::Origin},
};

impl Server {
    /// Signs in, unless who wants to is shut out: passwords and their hashes are no part of
    /// the simulation.
    pub fn sign_in(&self, user: Uuid) -> Option<String> {
        let state = self.state()?;
        self.on_its_clock();
        self.runtime.block_on(async {
            let is_shut_out = "SELECT disabled_at IS NOT NULL FROM users WHERE id = ?";
            let is_shut_out = sqlx::query_scalar::<_, bool>(is_shut_out).bind(user);
            if is_shut_out.fetch_one(state.db.readers()).await.unwrap() {
                return None;
            }
            let start = state.sessions.start(&state.db, user, ClientKind::App, None);
            Some(start.await.unwrap())
        })
    }

    /// Ends the session of a token, if it is up and knows it.
    pub fn end_session(&self, token: &str) {
        let Some(state) = self.state() else { return };
        self.on_its_clock();
        self.runtime.block_on(async {
            let found = state.sessions.find(&state.db, token).await.unwrap();
            if let Some(found) = found {
                state.sessions.end(&state.db, found.id).await.unwrap();
            }
        });
    }

    /// Changes what somebody may do, if it is up.
    pub fn change_user(&self, user: Uuid, patch: &UserPatch) {
        let Some(state) = self.state() else { return };
        self.on_its_clock();
        self.runtime.block_on(async {
            let mut tx = state.db.write(Origin::default()).await.unwrap();
            users::change(&mut tx, user, patch).await.unwrap();
            tx.commit().await.unwrap();
            state.sessions.tell(user);
        });
    }
}
