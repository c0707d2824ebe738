//! Accounts in the database.

use super::{Hasher, PasswordError};
use crate::model::{EntityChanged, EntityKind, EventBody, Role, User, UserPatch, Uuid};
use crate::server::db::{Db, DbError, Origin, WriteTx};
use sqlx::{Row, sqlite::SqliteRow};

/// Why an account could not be made or changed.
#[derive(Debug, thiserror::Error)]
pub enum UserError {
    /// The address is no e-mail address.
    #[error("{0:?} is no e-mail address")]
    Email(String),
    /// There is one with this address.
    #[error("there is an account for {0} already")]
    Taken(String),
    /// There is none with this address.
    #[error("there is no account for {0}")]
    Missing(String),
    /// The password cannot be taken.
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// The database said no.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl From<sqlx::Error> for UserError {
    fn from(error: sqlx::Error) -> Self {
        Self::Db(error.into())
    }
}

/// Reads an account from a row with its columns.
///
/// # Errors
/// When a column is missing or holds what it should not.
pub fn from_row(row: &SqliteRow) -> Result<User, sqlx::Error> {
    let role: String = row.try_get("role")?;
    Ok(User {
        id: row.try_get("id")?,
        email: row.try_get("email")?,
        name: row.try_get("name")?,
        role: role
            .parse()
            .map_err(|error: String| sqlx::Error::Decode(error.into()))?,
        created_at: row.try_get("created_at")?,
        disabled_at: row.try_get("disabled_at")?,
    })
}

/// Everybody, by name.
///
/// # Errors
/// When the database cannot be read.
pub async fn all(db: &Db) -> Result<Vec<User>, DbError> {
    let rows = sqlx::query("SELECT * FROM users ORDER BY name, id")
        .fetch_all(db.readers())
        .await?;
    Ok(rows.iter().map(from_row).collect::<Result<_, _>>()?)
}

/// The account with this address, and its password hash.
///
/// # Errors
/// When the database cannot be read.
pub async fn by_email(db: &Db, email: &str) -> Result<Option<(User, String)>, DbError> {
    let row = sqlx::query("SELECT * FROM users WHERE email = ?")
        .bind(email.trim().to_lowercase())
        .fetch_optional(db.readers())
        .await?;
    Ok(match row {
        Some(row) => Some((from_row(&row)?, row.try_get("password_hash")?)),
        None => None,
    })
}

/// Makes an account.
///
/// # Errors
/// When the address is wrong or taken, or the password too short.
pub async fn add(
    db: &Db,
    hasher: &Hasher,
    email: &str,
    name: &str,
    role: Role,
    password: &str,
) -> Result<User, UserError> {
    let email = email.trim().to_lowercase();
    let well_formed = email.split_once('@').is_some_and(|(local, domain)| {
        !local.is_empty() && !domain.is_empty() && !email.contains(char::is_whitespace)
    });
    if !well_formed || email.len() > 254 {
        return Err(UserError::Email(email));
    }
    let hash = hasher.hash(password).await?;
    let mut tx = db.write(Origin::default()).await?;
    let name = if name.trim().is_empty() {
        email.split('@').next().unwrap_or_default()
    } else {
        name.trim()
    };
    let user = User {
        id: Uuid::now_v7(),
        name: name.chars().take(100).collect(),
        role,
        created_at: tx.at(),
        disabled_at: None,
        email,
    };
    let inserted = sqlx::query(
        "INSERT INTO users (id, email, name, role, password_hash, created_at) VALUES (?, ?, ?, ?, ?, ?) \
         ON CONFLICT (email) DO NOTHING",
    )
    .bind(user.id)
    .bind(&user.email)
    .bind(&user.name)
    .bind(role.as_str())
    .bind(hash)
    .bind(user.created_at)
    .execute(tx.conn())
    .await?;
    if inserted.rows_affected() == 0 {
        return Err(UserError::Taken(user.email));
    }
    tx.commit().await?;
    Ok(user)
}

/// Changes an account, and tells everybody that it changed. Nothing, if there is no
/// such account. Commit, then [tell](super::Sessions::tell) its connections.
///
/// # Errors
/// When the database cannot be written.
pub async fn change(
    tx: &mut WriteTx<'_>,
    id: Uuid,
    patch: &UserPatch,
) -> Result<Option<User>, DbError> {
    let at = tx.at();
    let row = sqlx::query(
        "UPDATE users SET name = coalesce(?, name), role = coalesce(?, role), \
         disabled_at = CASE ? WHEN 1 THEN coalesce(disabled_at, ?) WHEN 0 THEN NULL ELSE disabled_at END \
         WHERE id = ? RETURNING *",
    )
    .bind(patch.name.as_deref().map(str::trim))
    .bind(patch.role.map(Role::as_str))
    .bind(patch.disabled)
    .bind(at)
    .bind(id)
    .fetch_optional(tx.conn())
    .await?;
    let Some(row) = row else { return Ok(None) };
    let user = from_row(&row)?;
    tx.emit(EventBody::EntityChanged(EntityChanged {
        kind: EntityKind::User,
        id,
        relations: Vec::new(),
    }))
    .await?;
    Ok(Some(user))
}

/// Gives an account another password and ends its sessions.
///
/// # Errors
/// When there is no such account, or the password is too short.
pub async fn set_password(
    db: &Db,
    hasher: &Hasher,
    email: &str,
    password: &str,
) -> Result<(), UserError> {
    let email = email.trim().to_lowercase();
    let hash = hasher.hash(password).await?;
    let mut tx = db.write(Origin::default()).await?;
    let id: Option<Uuid> =
        sqlx::query_scalar("UPDATE users SET password_hash = ? WHERE email = ? RETURNING id")
            .bind(hash)
            .bind(&email)
            .fetch_optional(tx.conn())
            .await?;
    let Some(id) = id else {
        return Err(UserError::Missing(email));
    };
    sqlx::query("DELETE FROM sessions WHERE user_id = ?")
        .bind(id)
        .execute(tx.conn())
        .await?;
    tx.commit().await?;
    Ok(())
}

/// The first start's administrator: makes one if there is nobody, and returns
/// the address with the one-time password, unless the password was given.
///
/// # Errors
/// When the database cannot be written or the given password is too short.
pub async fn ensure_admin(
    db: &Db,
    hasher: &Hasher,
    email: Option<&str>,
    password: Option<&str>,
) -> Result<Option<(String, Option<String>)>, UserError> {
    let count: i64 = sqlx::query_scalar("SELECT count(*) FROM users")
        .fetch_one(db.readers())
        .await?;
    if count > 0 {
        return Ok(None);
    }
    let made = Uuid::new_v4().simple().to_string();
    // 20 hexadecimal digits in groups: 80 bits, and a person can type them.
    let made = [&made[0..5], &made[7..11], &made[20..25], &made[26..32]].join("-");
    let email = email.unwrap_or("admin@leadwire.local");
    let user = add(
        db,
        hasher,
        email,
        "Admin",
        Role::Admin,
        password.unwrap_or(&made),
    )
    .await?;
    Ok(Some((user.email, password.is_none().then_some(made))))
}
