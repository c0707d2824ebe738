//! A store in a file, for apps.

use super::{Entry, Store, StoreError, Write};
use futures::future::LocalBoxFuture;
use redb::{
    Database, DatabaseError, ReadableDatabase, ReadableTable, TableDefinition, TableHandle,
    WriteTransaction,
};
use std::{
    fs::{File, OpenOptions},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

const VALUES: TableDefinition<&str, &[u8]> = TableDefinition::new("values");
/// Where the first version of the app kept texts: what waits in it is still to be sent.
const TEXTS: TableDefinition<&str, &str> = TableDefinition::new("entries");

/// How soon an app that was closed lets go of the file: it may be writing its last change.
const LET_GO_WITHIN: Duration = Duration::from_secs(1);

/// A redb file, opened when it is first used, and anew after it failed: another
/// window may have closed, or there is room again. Every write is on disk when it is
/// answered (redb's `Durability::Immediate`).
#[derive(Clone)]
pub struct Redb {
    path: Option<PathBuf>,
    database: Arc<Mutex<Option<Arc<Database>>>>,
}

impl Redb {
    /// The file at `path`, made if it is not there; without a path, nothing can be kept.
    pub fn at(path: Option<PathBuf>) -> Self {
        Self {
            path,
            database: Arc::default(),
        }
    }

    fn held(&self) -> MutexGuard<'_, Option<Arc<Database>>> {
        // Whoever panicked had only looked.
        self.database.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn database(&self) -> Result<Arc<Database>, StoreError> {
        let mut held = self.held();
        if let Some(database) = &*held {
            return Ok(database.clone());
        }
        let path = self.path.as_ref();
        let path = path.ok_or_else(|| StoreError::Blocked("it has no place".into()))?;
        let database = Arc::new(open(path)?);
        *held = Some(database.clone());
        Ok(database)
    }

    /// Works on the file. After an error of the disk redb refuses everything until
    /// the file is opened anew.
    fn on_file<T>(
        &self,
        work: impl FnOnce(&Database) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let done = work(&*self.database()?);
        if done.is_err() {
            *self.held() = None;
        }
        done
    }
}

fn open(path: &Path) -> Result<Database, StoreError> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(blocked)?;
    }
    let opened_at = Instant::now();
    let database = loop {
        let file = open_private(path).map_err(blocked)?;
        match Database::builder().create_file(file) {
            Ok(database) => break database,
            Err(DatabaseError::DatabaseAlreadyOpen) if opened_at.elapsed() < LET_GO_WITHIN => {
                std::thread::sleep(LET_GO_WITHIN / 20);
            }
            Err(DatabaseError::DatabaseAlreadyOpen) => return Err(StoreError::InUse),
            Err(error) => return Err(blocked(error)),
        }
    };
    let made = database.begin_write().map_err(failed)?;
    move_texts(&made).map_err(failed)?;
    made.commit().map_err(failed)?;
    Ok(database)
}

fn read_now(database: &Database, prefix: &str) -> Result<Vec<Entry>, StoreError> {
    let read = database.begin_read().map_err(failed)?;
    let table = read.open_table(VALUES).map_err(failed)?;
    let mut found = Vec::new();
    for entry in table.range(prefix..).map_err(failed)? {
        let (key, bytes) = entry.map_err(failed)?;
        if !key.value().starts_with(prefix) {
            break;
        }
        found.push((key.value().to_owned(), bytes.value().to_owned()));
    }
    Ok(found)
}

fn write_now(database: &Database, writes: &[Write]) -> Result<(), StoreError> {
    let write = database.begin_write().map_err(failed)?;
    {
        let mut table = write.open_table(VALUES).map_err(failed)?;
        for one in writes {
            match one {
                Write::Put(key, bytes) => table.insert(key.as_str(), bytes.as_slice()),
                Write::Delete(key) => table.remove(key.as_str()),
            }
            .map_err(failed)?;
        }
    }
    write.commit().map_err(failed)
}

/// Makes the table, with what an earlier version kept elsewhere.
fn move_texts(write: &WriteTransaction) -> Result<(), redb::Error> {
    let mut values = write.open_table(VALUES)?;
    if write
        .list_tables()?
        .all(|table| table.name() != TEXTS.name())
    {
        return Ok(());
    }
    for entry in write.open_table(TEXTS)?.iter()? {
        let (key, text) = entry?;
        values.insert(key.value(), text.value().as_bytes())?;
    }
    write.delete_table(TEXTS)?;
    Ok(())
}

/// Opens or makes a file that only its owner can read.
fn open_private(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

impl Store for Redb {
    fn read(&self, prefix: &str) -> LocalBoxFuture<'static, Result<Vec<Entry>, StoreError>> {
        let (store, prefix) = (self.clone(), prefix.to_owned());
        aside(move || store.on_file(|database| read_now(database, &prefix)))
    }

    fn write(&self, writes: Vec<Write>) -> LocalBoxFuture<'static, Result<(), StoreError>> {
        let store = self.clone();
        aside(move || store.on_file(|database| write_now(database, &writes)))
    }
}

/// Works away from the window's thread: a disk may take its time.
fn aside<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> LocalBoxFuture<'static, Result<T, StoreError>> {
    Box::pin(async {
        let done = tokio::task::spawn_blocking(work).await;
        done.unwrap_or_else(|error| Err(blocked(error)))
    })
}

fn blocked(error: impl std::fmt::Display) -> StoreError {
    StoreError::Blocked(error.to_string())
}

fn failed(error: impl Into<redb::Error>) -> StoreError {
    match error.into() {
        redb::Error::Io(error) if error.kind() == std::io::ErrorKind::StorageFull => {
            StoreError::Full
        }
        error => blocked(error),
    }
}
