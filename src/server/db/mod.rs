//! The database: one writer, many readers, and an event log that grows in
//! the same transaction as the change that it tells of.

pub mod audit;
pub mod businesses;
pub mod contacts;
pub mod duplicates;
pub mod facts;
mod flow;
pub mod index;
mod lock;
pub mod logos;
mod pace;
mod told;
mod write;

pub use flow::{Flow, Flowed};
pub use lock::{WriteLock, file_of};
pub use pace::Pace;
pub use write::{Origin, WriteTx};

use super::events::EventHub;
use crate::model::{Seq, Timestamp, Uuid};
use duplicates::Twins;
use index::Index;
use sqlx::{
    SqlitePool,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use std::{
    io,
    str::FromStr,
    sync::{Arc, atomic::AtomicI64},
    time::Duration,
};
use tokio::sync::Mutex;
use told::Told;

/// The database and its event log.
pub struct Db {
    writer: SqlitePool,
    readers: SqlitePool,
    /// Held from `BEGIN` until the events are published, so that events leave in commit order.
    order: Arc<Mutex<()>>,
    /// Where committed events go.
    pub events: EventHub,
    /// What lists, search and counts are answered from.
    pub index: Index,
    /// What went through.
    pub flow: Flow,
    /// What new leads are compared with; empty until it is started.
    pub twins: Twins,
    /// The time of the newest write.
    last_write: AtomicI64,
    epoch: Uuid,
    told: Option<Told>,
}

/// Why the database could not do it.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// SQLite said no.
    #[error("database: {0}")]
    Sqlx(#[from] sqlx::Error),
    /// The schema could not be brought up to date.
    #[error("migration: {0}")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    /// A stored value could not be read or written.
    #[error("stored value: {0}")]
    Json(#[from] serde_json::Error),
    /// The file beside it that says how far clients were told failed.
    #[error("what was told: {0}")]
    Told(#[from] io::Error),
}

impl Db {
    /// Opens (and creates, and migrates) the database at `url`, such as
    /// `sqlite://data/leadwire.db`.
    ///
    /// # Errors
    /// When the file cannot be opened or its schema is newer than this build.
    pub async fn open(url: &str) -> Result<Self, DbError> {
        let options = SqliteConnectOptions::from_str(url)?
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // What was acknowledged survives a power cut.
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(10))
            .statement_cache_capacity(256)
            .pragma("temp_store", "memory")
            .pragma("cache_size", "-2000");
        // Their connections are not tested each time that they are used: a file does not
        // hang up, and it would be another way to SQLite's thread and back.
        let writer = SqlitePoolOptions::new()
            .max_connections(1)
            .test_before_acquire(false)
            .connect_with(
                options
                    .clone()
                    // An import touches the index of sources all over: pages that
                    // do not fit are written again and again.
                    .pragma("cache_size", "-16000")
                    .pragma("wal_autocheckpoint", "4000"),
            )
            .await?;
        sqlx::migrate!("src/server/db/migrations")
            .run(&writer)
            .await?;
        let readers = SqlitePoolOptions::new()
            .max_connections(8)
            .test_before_acquire(false)
            .connect_with(options.read_only(true).create_if_missing(false))
            .await?;
        let epoch: Uuid = sqlx::query_scalar("SELECT epoch FROM meta")
            .fetch_optional(&writer)
            .await?
            .unwrap_or(Uuid::nil());
        let epoch = if epoch.is_nil() {
            let epoch = Uuid::now_v7();
            sqlx::query("INSERT INTO meta (one, epoch) VALUES (1, ?)")
                .bind(epoch)
                .execute(&writer)
                .await?;
            epoch
        } else {
            epoch
        };
        let newest: Seq = sqlx::query_scalar("SELECT coalesce(max(seq), 0) FROM event_log")
            .fetch_one(&writer)
            .await?;
        let last_write = sqlx::query_scalar(
            "SELECT max(coalesce((SELECT at FROM event_log ORDER BY seq DESC LIMIT 1), 0), \
             coalesce((SELECT created_at FROM businesses ORDER BY rid DESC LIMIT 1), 0))",
        )
        .fetch_one(&writer)
        .await?;
        Ok(Self {
            writer,
            readers,
            order: Arc::default(),
            events: EventHub::new(newest),
            index: Index::default(),
            flow: Flow::default(),
            twins: Twins::default(),
            last_write: AtomicI64::new(last_write),
            epoch,
            told: None,
        })
    }

    /// [Opens](Self::open) the database at `url` for the process that holds its lock.
    /// If clients were told more than stands in its log, or nobody knows what they were
    /// told, it is a backup that was put back, or was moved here: positions that they
    /// hold may mean other events, so it begins another epoch, and they load everything
    /// anew.
    ///
    /// # Errors
    /// As [`open`](Self::open); and when the file beside it cannot be read or written.
    pub async fn open_locked(url: &str, _lock: &WriteLock) -> Result<Self, DbError> {
        let mut db = Self::open(url).await?;
        let Some(told) = Told::beside(url)? else {
            return Ok(db);
        };
        let newest = db.events.newest();
        if newest > 0 && told.read()?.is_none_or(|told| told > newest) {
            db.epoch = Uuid::now_v7();
            sqlx::query("UPDATE meta SET epoch = ?")
                .bind(db.epoch)
                .execute(&db.writer)
                .await?;
            tracing::warn!("the database was put back or moved: clients load everything anew");
        }
        told.write(newest)?;
        db.told = Some(told);
        Ok(db)
    }

    /// Which event log this is; another one after the database was replaced or put back.
    pub fn epoch(&self) -> Uuid {
        self.epoch
    }

    /// Connections that only read. Each statement sees the newest commit.
    pub fn readers(&self) -> &SqlitePool {
        &self.readers
    }

    /// Waits for its turn and starts a write. Dropped without
    /// [`commit`](WriteTx::commit), it never happened.
    ///
    /// # Errors
    /// When the database is gone or busy for longer than ten seconds.
    pub async fn write(&self, origin: Origin) -> Result<WriteTx<'_>, DbError> {
        WriteTx::begin(self, origin).await
    }

    /// Finishes what is being written and closes the files.
    pub async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }
}

/// The time as the server stores it.
pub fn now() -> Timestamp {
    std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .map_or(0, |age| i64::try_from(age.as_millis()).unwrap_or(i64::MAX))
}
