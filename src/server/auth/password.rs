//! Passwords: argon2id, off the async threads, few at a time.

use argon2::{
    Algorithm, Argon2, Params, PasswordHash, PasswordHasher, PasswordVerifier, Version,
    password_hash::{SaltString, rand_core::OsRng},
};
use std::sync::Arc;
use tokio::sync::Semaphore;

/// Shortest password taken, in characters (NIST SP 800-63B, 5.1.1.2).
const MIN_LENGTH: usize = 8;
/// Longest, so that hashing stays cheap.
const MAX_LENGTH: usize = 256;

/// Makes and checks password hashes.
#[derive(Clone)]
pub struct Hasher {
    argon2: Argon2<'static>,
    /// Each hash takes 19 MiB: only so many at once.
    permits: Arc<Semaphore>,
    /// Checked when there is no such user, so that the answer takes as long.
    decoy: Arc<str>,
}

/// Why a password cannot be taken.
#[derive(Debug, thiserror::Error)]
pub enum PasswordError {
    /// Too short or too long.
    #[error("a password has {MIN_LENGTH} to {MAX_LENGTH} characters")]
    Length,
    /// The hash function failed.
    #[error("hashing failed")]
    Hash,
}

impl Hasher {
    /// A hasher with OWASP's parameters: 19 MiB, two passes, one lane.
    ///
    /// # Errors
    /// Never with these parameters; the library checks them at run time.
    pub fn new() -> Result<Self, PasswordError> {
        let params = Params::new(19 * 1024, 2, 1, None).map_err(|_| PasswordError::Hash)?;
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let decoy = hash(&argon2, "nobody's password")?;
        Ok(Self {
            argon2,
            permits: Arc::new(Semaphore::new(2)),
            decoy: decoy.into(),
        })
    }

    /// A PHC string for `password`.
    ///
    /// # Errors
    /// When it is too short or too long.
    pub async fn hash(&self, password: &str) -> Result<String, PasswordError> {
        if !(MIN_LENGTH..=MAX_LENGTH).contains(&password.chars().count()) {
            return Err(PasswordError::Length);
        }
        let (argon2, password) = (self.argon2.clone(), password.to_owned());
        self.run(move || hash(&argon2, &password)).await?
    }

    /// Whether `password` is the one behind `stored`; takes as long if there is none.
    pub async fn verify(&self, password: &str, stored: Option<String>) -> bool {
        if password.len() > 4 * MAX_LENGTH {
            return false;
        }
        let exists = stored.is_some();
        let stored = stored.unwrap_or_else(|| self.decoy.to_string());
        let (argon2, password) = (self.argon2.clone(), password.to_owned());
        let matches = self
            .run(move || {
                PasswordHash::new(&stored).is_ok_and(|stored| {
                    argon2.verify_password(password.as_bytes(), &stored).is_ok()
                })
            })
            .await;
        exists && matches.unwrap_or(false)
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, PasswordError> {
        let _permit = self
            .permits
            .acquire()
            .await
            .map_err(|_| PasswordError::Hash)?;
        tokio::task::spawn_blocking(work)
            .await
            .map_err(|_| PasswordError::Hash)
    }
}

fn hash(argon2: &Argon2<'_>, password: &str) -> Result<String, PasswordError> {
    let salt = SaltString::generate(&mut OsRng);
    let hash = argon2
        .hash_password(password.as_bytes(), &salt)
        .map_err(|_| PasswordError::Hash)?;
    Ok(hash.to_string())
}
