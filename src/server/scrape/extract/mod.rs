//! A local extract of OpenStreetMap as a source: everything works with no internet.
//!
//! The file is read once into an [index] beside the uploads, and again when it is
//! another one: by size, time of change and a hash of how it begins and ends.

mod build;
mod format;
mod index;
mod names;
mod source;

pub use index::Index;
pub use source::FromExtract;

use crate::server::jobs::import::ReadError;
use build::Fingerprint;
use std::{
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
};
use tokio::sync::{Mutex, watch};

/// The name of an extract that an admin uploaded.
const UPLOADED: &str = "extract.osm.pbf";
/// The name of the index.
const INDEX: &str = "extract.index";

/// Why the extract cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ExtractError {
    /// There is none.
    #[error("This server has no extract. Start it with LEADWIRE_EXTRACT, or upload one.")]
    Missing,
    /// It cannot be read; says why, for people.
    #[error("The extract cannot be used: {0}")]
    Unusable(String),
    /// The server stops.
    #[error("the server stops")]
    Stopping,
}

/// The extract of a server.
#[derive(Debug)]
pub struct Extract {
    /// Given by the operator.
    given: Option<PathBuf>,
    /// Where uploads of extracts and the index are.
    folder: PathBuf,
    /// Held while it is built, so that it is built once.
    building: Arc<Mutex<()>>,
    /// What is in use, or why nothing is.
    current: Arc<RwLock<Current>>,
}

#[derive(Debug, Default)]
struct Current {
    index: Option<Arc<Index>>,
    problem: Option<String>,
}

impl Extract {
    /// Of a server that was told of a file, or of none, and may keep its own in `folder`.
    pub fn new(given: Option<PathBuf>, folder: PathBuf) -> Self {
        Self {
            given,
            folder,
            building: Arc::default(),
            current: Arc::default(),
        }
    }

    /// Whether the operator named a file: then none can be uploaded.
    pub fn is_given(&self) -> bool {
        self.given.is_some()
    }

    /// Where an upload belongs.
    pub fn upload_path(&self) -> PathBuf {
        self.folder.join(UPLOADED)
    }

    /// The file, if there is one.
    pub fn file(&self) -> Option<PathBuf> {
        self.given.clone().or_else(|| {
            let uploaded = self.upload_path();
            uploaded.is_file().then_some(uploaded)
        })
    }

    /// What is indexed now, however old, and why the file cannot be used.
    pub fn current(&self) -> (Option<Arc<Index>>, Option<String>) {
        let current = self.current.read().unwrap_or_else(PoisonError::into_inner);
        (current.index.clone(), current.problem.clone())
    }

    /// The index of the file as it is now: built, if it has to be, beside whatever else
    /// runs, however many ask for it. That goes on when nobody waits for it any more.
    ///
    /// # Errors
    /// When there is no file, or it is damaged.
    pub async fn open(&self, shutdown: watch::Receiver<bool>) -> Result<Arc<Index>, ExtractError> {
        let file = self.file().ok_or(ExtractError::Missing)?;
        let path = self.folder.join(INDEX);
        let (building, current) = (self.building.clone(), self.current.clone());
        let work = tokio::spawn(async move {
            let _alone = building.lock().await;
            let used = {
                let current = current.read().unwrap_or_else(PoisonError::into_inner);
                current.index.clone()
            };
            let opened =
                tokio::task::spawn_blocking(move || refresh(&file, &path, used, &shutdown));
            let opened = match opened.await {
                Ok(opened) => opened,
                // The parsers of other people's formats panic rather than misread.
                Err(error) if error.is_panic() => {
                    Err(ExtractError::Unusable("the file is damaged.".into()))
                }
                Err(_) => Err(ExtractError::Stopping),
            };
            let mut current = current.write().unwrap_or_else(PoisonError::into_inner);
            match &opened {
                Ok(index) => {
                    *current = Current {
                        index: Some(index.clone()),
                        problem: None,
                    };
                }
                Err(ExtractError::Stopping) => {}
                Err(error) => {
                    *current = Current {
                        index: None,
                        problem: Some(error.to_string()),
                    };
                }
            }
            opened
        });
        work.await.unwrap_or(Err(ExtractError::Stopping))
    }
}

/// The index for the file as it is: the one in use, the one on disk, or a new one.
fn refresh(
    file: &Path,
    path: &Path,
    used: Option<Arc<Index>>,
    shutdown: &watch::Receiver<bool>,
) -> Result<Arc<Index>, ExtractError> {
    let unreadable = |error: std::io::Error| ExtractError::Unusable(format!("{error}."));
    let fingerprint = Fingerprint::of(file).map_err(unreadable)?;
    if let Some(used) = used.filter(|index| *index.fingerprint() == fingerprint) {
        return Ok(used);
    }
    // One that cannot be opened is made anew.
    if let Ok(index) = Index::open(path)
        && *index.fingerprint() == fingerprint
    {
        return Ok(Arc::new(index));
    }
    let started = std::time::Instant::now();
    let built = build::build(file, path, fingerprint, || *shutdown.borrow());
    match built {
        Ok(index) => {
            let took_ms = started.elapsed().as_millis();
            tracing::info!(leads = index.len(), took_ms, "extract indexed");
            Ok(Arc::new(index))
        }
        Err(ReadError::Stopped) => Err(ExtractError::Stopping),
        Err(ReadError::Input(reason)) => Err(ExtractError::Unusable(reason)),
        Err(ReadError::Io(error)) => Err(unreadable(error)),
    }
}

#[cfg(test)]
mod tests;
