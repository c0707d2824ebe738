//! What the client keeps on disk: bytes by key, there after a crash once a write
//! was answered. One trait, and the same contract for each that keeps it, in
//! `tests/client/stores`: [`Memory`], redb natively, IndexedDB on the web, in a real
//! browser.

mod cache;
#[cfg(all(feature = "indexed-db", not(feature = "native")))]
mod indexed_db;
mod memory;
#[cfg(feature = "native")]
mod redb;

pub use cache::{Keeper, Position, SCHEMA};
#[cfg(all(feature = "indexed-db", not(feature = "native")))]
pub use indexed_db::IndexedDb;
pub use memory::Memory;
#[cfg(feature = "native")]
pub use redb::Redb;

use futures::future::LocalBoxFuture;

/// Bytes by key.
pub trait Store {
    /// Everything whose key begins with `prefix`, in the order of the keys.
    fn read(&self, prefix: &str) -> LocalBoxFuture<'static, Result<Vec<Entry>, StoreError>>;

    /// Writes all of it or nothing. When it is done, it is there after a crash too.
    fn write(&self, writes: Vec<Write>) -> LocalBoxFuture<'static, Result<(), StoreError>>;
}

/// A key and its bytes.
pub type Entry = (String, Vec<u8>);

/// A part of what is written at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Write {
    /// Puts bytes under a key, in place of what was there.
    Put(String, Vec<u8>),
    /// Takes a key away, if it is there.
    Delete(String),
}

/// Why nothing is kept, for people.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// Another window has it.
    #[error("another window of this app uses the storage")]
    InUse,
    /// There is no room.
    #[error("the device's storage is full")]
    Full,
    /// It may not be used, as in a private window, or it is damaged.
    #[error("the device's storage cannot be used: {0}")]
    Blocked(String),
}

#[cfg(all(test, feature = "native"))]
mod tests;
