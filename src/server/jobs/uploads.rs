//! Uploads that wait for their job, and those that are left.

use super::store;
use crate::{
    model::{JobStatus, Uuid},
    server::db::{Db, now},
};
use std::{
    path::Path,
    time::{Duration, SystemTime},
};

/// The upload of a job that did not end well is kept so long, for another try.
const KEEP_FOR: i64 = 7 * 24 * 60 * 60 * 1000;
/// A file without a job may still be coming in.
const INCOMING: Duration = Duration::from_secs(24 * 60 * 60);

/// Removes uploads that nothing needs any more. Returns how many.
pub async fn sweep(db: &Db, folder: &Path) -> u64 {
    let Ok(mut files) = tokio::fs::read_dir(folder).await else {
        // Nothing was ever uploaded.
        return 0;
    };
    let mut removed = 0;
    while let Ok(Some(file)) = files.next_entry().await {
        let name = file.file_name();
        let id = name
            .to_str()
            .and_then(|name| name.strip_suffix(".upload"))
            .and_then(|id| Uuid::try_parse(id).ok());
        let Some(id) = id else { continue };
        let needed = match store::find(db.readers(), id).await {
            Ok(Some(stored)) => match stored.job.status {
                JobStatus::Completed => false,
                status if status.is_active() => true,
                _ => stored.job.finished_at.unwrap_or_default() > now() - KEEP_FOR,
            },
            Ok(None) => is_young(&file).await,
            Err(_) => true,
        };
        if !needed && tokio::fs::remove_file(file.path()).await.is_ok() {
            removed += 1;
        }
    }
    removed
}

async fn is_young(file: &tokio::fs::DirEntry) -> bool {
    let Ok(metadata) = file.metadata().await else {
        return true;
    };
    let age = metadata
        .modified()
        .ok()
        .and_then(|at| SystemTime::now().duration_since(at).ok());
    age.is_none_or(|age| age < INCOMING)
}
