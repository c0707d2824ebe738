//! A file on its way in: to disk as it comes, removed again unless it is kept.

use crate::{
    model::{Problem, ProblemCode, Uuid},
    server::{
        api::{ApiError, ApiResult},
        jobs::import::HEAD,
    },
};
use axum::body::BodyDataStream;
use futures::{StreamExt, TryStreamExt};
use sha2::{Digest, Sha256};
use std::{
    ops::Deref,
    path::{Path, PathBuf},
    time::Duration,
};
use tokio::io::{AsyncWriteExt, BufWriter};

/// How long the rest of a refused upload is read.
const LET_PASS: Duration = Duration::from_secs(5);

/// The refusal of a file over `limit` bytes.
pub fn over(limit: u64) -> ApiError {
    ApiError::too_large(format!(
        "Uploads may have at most {} MiB; LEADWIRE_MAX_UPLOAD_MIB changes that.",
        limit / (1024 * 1024)
    ))
}

/// Lets what is still coming pass for a while: most clients do not read an answer
/// before they have sent everything, and would see a broken connection instead.
pub async fn let_pass(mut body: BodyDataStream) {
    let rest = async { while let Some(Ok(_)) = body.next().await {} };
    // Whoever sends for longer gets the broken connection.
    let _ = tokio::time::timeout(LET_PASS, rest).await;
}

/// A file that is removed when this is dropped, unless it was released.
pub struct Kept(Option<PathBuf>);

impl Kept {
    /// The file stays.
    pub fn release(mut self) {
        self.0 = None;
    }
}

impl Deref for Kept {
    type Target = Path;

    fn deref(&self) -> &Path {
        self.0.as_deref().unwrap_or(Path::new(""))
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        if let Some(path) = &self.0
            && let Err(error) = std::fs::remove_file(path)
        {
            tracing::warn!(%error, path = %path.display(), "upload not removed");
        }
    }
}

/// A file that is being received.
pub struct Upload {
    file: BufWriter<tokio::fs::File>,
    path: Kept,
    limit: u64,
    size: u64,
    head: Vec<u8>,
    hash: Sha256,
}

impl Upload {
    /// A new file for the job `id` in `folder`, of up to `limit` bytes.
    pub async fn create(folder: &Path, id: Uuid, limit: u64) -> ApiResult<Self> {
        tokio::fs::create_dir_all(folder).await.map_err(full)?;
        // Absolute: the job may be run from elsewhere.
        let folder = tokio::fs::canonicalize(folder).await.map_err(full)?;
        let path = folder.join(format!("{id}.upload"));
        let file = tokio::fs::File::create_new(&path).await.map_err(full)?;
        Ok(Self {
            file: BufWriter::with_capacity(256 * 1024, file),
            path: Kept(Some(path)),
            limit,
            size: 0,
            head: Vec::new(),
            hash: Sha256::new(),
        })
    }

    /// Takes all of a body. If it refuses some, it lets the rest pass.
    pub async fn take(&mut self, mut body: BodyDataStream) -> ApiResult<()> {
        while let Some(chunk) = body
            .try_next()
            .await
            .map_err(|_| ApiError::validation().detail("The upload broke off."))?
        {
            if let Err(refused) = self.write(&chunk).await {
                let_pass(body).await;
                return Err(refused);
            }
        }
        Ok(())
    }

    /// Takes some more.
    pub async fn write(&mut self, chunk: &[u8]) -> ApiResult<()> {
        self.size += chunk.len() as u64;
        if self.size > self.limit {
            return Err(over(self.limit));
        }
        let missing = HEAD.saturating_sub(self.head.len());
        self.head
            .extend_from_slice(&chunk[..chunk.len().min(missing)]);
        self.hash.update(chunk);
        self.file.write_all(chunk).await.map_err(full)
    }

    /// How it begins.
    pub fn head(&self) -> &[u8] {
        &self.head
    }

    /// Bytes so far.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// SHA-256 so far.
    pub fn hash(&self) -> [u8; 32] {
        self.hash.clone().finalize().into()
    }

    /// It is complete: puts it safely on disk.
    pub async fn keep(mut self) -> ApiResult<Kept> {
        self.file.flush().await.map_err(full)?;
        self.file.get_ref().sync_all().await.map_err(full)?;
        Ok(self.path)
    }
}

/// A full disk is no fault of the program.
fn full(error: std::io::Error) -> ApiError {
    if matches!(
        error.kind(),
        std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded
    ) {
        let title = "The server's disk is full";
        return Problem::new(507, ProblemCode::Unavailable, title).into();
    }
    ApiError::internal(error)
}
