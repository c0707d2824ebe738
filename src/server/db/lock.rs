//! One process writes at a time: lists are answered from memory, which another
//! process's changes would not reach.

use std::{
    fs::{File, TryLockError},
    io,
    path::{Path, PathBuf},
};

/// The right to write. Ends with the process, however that ends.
#[derive(Debug)]
pub struct WriteLock(#[expect(dead_code, reason = "held, not read")] Option<File>);

impl WriteLock {
    /// Takes the lock beside the database at `url`; `None` if another process has it.
    ///
    /// # Errors
    /// When the lock file cannot be made.
    pub fn try_take(url: &str) -> io::Result<Option<Self>> {
        let Some(path) = file_of(url) else {
            return Ok(Some(Self(None)));
        };
        let mut name = path.into_os_string();
        name.push(".lock");
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(name)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Self(Some(file)))),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }
}

/// The file of a database; `None` if it is in memory.
pub fn file_of(url: &str) -> Option<PathBuf> {
    let path = url.trim_start_matches("sqlite:").trim_start_matches("//");
    let path = path.split('?').next().unwrap_or_default();
    let in_memory = path.is_empty() || path.contains(":memory:") || url.contains("mode=memory");
    (!in_memory).then(|| Path::new(path).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lock_is_given_once_and_given_back() {
        let folder = tempfile::tempdir().expect("a folder");
        let url = format!("sqlite://{}/x.db?mode=rwc", folder.path().display());
        let first = WriteLock::try_take(&url).expect("locks");
        assert!(first.is_some());
        assert!(WriteLock::try_take(&url).expect("locks").is_none());
        drop(first);
        assert!(WriteLock::try_take(&url).expect("locks").is_some());
        assert_eq!(file_of("sqlite::memory:"), None);
    }
}
