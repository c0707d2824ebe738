//! Sessions: a random token with the client, its hash in the database.

use crate::model::{ClientKind, Role, Timestamp, User, Uuid};
use crate::server::db::{Db, DbError, Origin, now};
use sha2::{Digest, Sha256};
use sqlx::Row;
use tokio::sync::broadcast;

/// The name of the browser's cookie.
pub const SESSION_COOKIE: &str = "leadwire_session";

/// How long a session lives after it was last used, in milliseconds: 30 days.
const LIFETIME: Timestamp = 30 * 24 * 60 * 60 * 1000;
/// How often its use is written down, in milliseconds.
const TOUCH_EVERY: Timestamp = 60 * 60 * 1000;

/// Starts, finds and ends sessions, and tells the connections of those that ended.
pub struct Sessions {
    changes: broadcast::Sender<SessionChange>,
}

/// What an open connection has to know of the session that it belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionChange {
    /// The session with this id ended.
    Ended(Uuid),
    /// The user with this id was shut out, or may do other things now.
    User(Uuid),
}

/// A session that was found.
pub struct Found {
    /// Its id.
    pub id: Uuid,
    /// Whose it is.
    pub user: User,
}

impl Default for Sessions {
    fn default() -> Self {
        Self {
            changes: broadcast::Sender::new(256),
        }
    }
}

impl Sessions {
    /// What happens to sessions from now on.
    pub fn listen(&self) -> broadcast::Receiver<SessionChange> {
        self.changes.subscribe()
    }

    /// Tells the connections of a user that the account changed.
    pub fn tell(&self, user: Uuid) {
        // Nobody listens: no connection to look again.
        let _ = self.changes.send(SessionChange::User(user));
    }

    /// Starts a session and returns its token, which is not stored.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn start(
        &self,
        db: &Db,
        user: Uuid,
        client: ClientKind,
        user_agent: Option<&str>,
    ) -> Result<String, DbError> {
        // Two random UUIDs: 244 bits from the system's generator.
        let token = format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple());
        let mut tx = db
            .write(Origin {
                actor: Some(user),
                mutation_id: None,
            })
            .await?;
        let at = tx.at();
        sqlx::query("DELETE FROM sessions WHERE expires_at < ?")
            .bind(at)
            .execute(tx.conn())
            .await?;
        sqlx::query(
            "INSERT INTO sessions (id, token_hash, user_id, client, user_agent, created_at, last_seen_at, expires_at) \
             VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(Uuid::now_v7())
        .bind(digest(&token))
        .bind(user)
        .bind(match client {
            ClientKind::Browser => "browser",
            ClientKind::App => "app",
        })
        .bind(user_agent.map(|agent| agent.chars().take(300).collect::<String>()))
        .bind(at)
        .bind(at)
        .bind(at + LIFETIME)
        .execute(tx.conn())
        .await?;
        tx.commit().await?;
        Ok(token)
    }

    /// The live session behind `token`.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn find(&self, db: &Db, token: &str) -> Result<Option<Found>, DbError> {
        let at = now();
        let row = sqlx::query(
            "SELECT s.id AS session_id, s.last_seen_at, u.id, u.email, u.name, u.role, u.created_at, u.disabled_at \
             FROM sessions s JOIN users u ON u.id = s.user_id \
             WHERE s.token_hash = ? AND s.expires_at > ? AND u.disabled_at IS NULL",
        )
        .bind(digest(token))
        .bind(at)
        .fetch_optional(db.readers())
        .await?;
        let Some(row) = row else { return Ok(None) };
        let id: Uuid = row.try_get("session_id")?;
        if at - row.try_get::<Timestamp, _>("last_seen_at")? > TOUCH_EVERY {
            let mut tx = db.write(Origin::default()).await?;
            sqlx::query("UPDATE sessions SET last_seen_at = ?, expires_at = ? WHERE id = ?")
                .bind(at)
                .bind(at + LIFETIME)
                .bind(id)
                .execute(tx.conn())
                .await?;
            tx.commit().await?;
        }
        Ok(Some(Found {
            id,
            user: super::users::from_row(&row)?,
        }))
    }

    /// What the user of a session may do now; `None` if it ended or expired, or its
    /// user was shut out.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn role(&self, db: &Db, id: Uuid) -> Result<Option<Role>, DbError> {
        let role: Option<String> = sqlx::query_scalar(
            "SELECT u.role FROM sessions s JOIN users u ON u.id = s.user_id \
             WHERE s.id = ? AND s.expires_at > ? AND u.disabled_at IS NULL",
        )
        .bind(id)
        .bind(now())
        .fetch_optional(db.readers())
        .await?;
        Ok(role.and_then(|role| role.parse().ok()))
    }

    /// Ends a session, and its sockets with it.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn end(&self, db: &Db, id: Uuid) -> Result<(), DbError> {
        let mut tx = db.write(Origin::default()).await?;
        sqlx::query("DELETE FROM sessions WHERE id = ?")
            .bind(id)
            .execute(tx.conn())
            .await?;
        tx.commit().await?;
        // Nobody listens: no socket to close.
        let _ = self.changes.send(SessionChange::Ended(id));
        Ok(())
    }
}

fn digest(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}
