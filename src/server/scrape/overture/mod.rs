//! Files of Overture Maps' places as a source: GeoParquet as it is published, and GeoJSON
//! as its command-line tool writes it, a collection or a feature a line; a file, or a
//! folder of them. Nothing is asked over the network.
//!
//! The files are read through for a search: all that lies in the area is one tile.

mod feature;
mod parquet;

use super::{Area, Bounds, Plan, Source, SourceError, Wanted, reference_of};
use crate::server::{
    db::businesses::Incoming,
    jobs::import::{ReadError, geojson},
};
use feature::Place;
use futures::{FutureExt, future::BoxFuture};
use std::{
    collections::{BTreeMap, HashSet},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

/// Leads that are held in memory; more are asked for in quarters.
const MAX_FOUND: usize = 100_000;

/// How names of files end that are read.
const ENDINGS: [&str; 6] = [
    "parquet",
    "geojson",
    "geojsonl",
    "geojsonseq",
    "ndjson",
    "json",
];

/// The `kind` of the sources of its leads.
pub const KIND: &str = "overture";

/// Files, asked by a search.
pub struct FromOverture {
    path: PathBuf,
}

impl FromOverture {
    /// A file, or a folder of files.
    pub fn new(path: &Path) -> Self {
        Self {
            path: path.to_owned(),
        }
    }

    /// Reads all files on a thread of its own, which ends when nobody waits for it any more:
    /// places in a box, or with less of what is known of each all that there are.
    fn read<'a, T: Send + 'static>(
        &self,
        start: T,
        bounds: Option<Bounds>,
        mut on: impl FnMut(&mut T, Place) -> Result<(), ReadError> + Send + 'static,
    ) -> BoxFuture<'a, Result<T, SourceError>> {
        let path = self.path.clone();
        async move {
            let stop = Stop::default();
            let stopped = stop.0.clone();
            let work = tokio::task::spawn_blocking(move || {
                let mut state = start;
                for file in files(&path)? {
                    let mut take = |place| on(&mut state, place);
                    if ending(&file) == "parquet" {
                        let asked = bounds.as_ref().map(parquet::Asked::Places);
                        let asked = asked.unwrap_or(parquet::Asked::Presence);
                        parquet::read(&file, asked, &stopped, &mut take)?;
                    } else {
                        let mut features = feature::Features {
                            take: &mut take,
                            stopped: &stopped,
                        };
                        geojson::each(&file, &mut features)?;
                    }
                }
                Ok(state)
            });
            match work.await {
                Ok(Ok(state)) => Ok(state),
                Ok(Err(ReadError::Stopped)) => Err(SourceError::TooMuch(format!(
                    "More than {MAX_FOUND} places."
                ))),
                Ok(Err(error)) => Err(SourceError::Unusable(format!(
                    "The files of Overture Maps cannot be read: {error}"
                ))),
                // The parsers of other people's formats panic rather than misread.
                Err(error) if error.is_panic() => Err(SourceError::Unusable(
                    "A file of Overture Maps is damaged.".into(),
                )),
                Err(_) => Err(SourceError::Stopping),
            }
        }
        .boxed()
    }
}

/// Stops a reading when it is dropped.
#[derive(Default)]
struct Stop(Arc<AtomicBool>);

impl Drop for Stop {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// How a file's name ends, in small letters.
fn ending(file: &Path) -> String {
    let ending = file.extension().and_then(|ending| ending.to_str());
    ending.unwrap_or_default().to_lowercase()
}

/// The files of a folder that may be Overture's, in order; or the file itself.
fn files(path: &Path) -> Result<Vec<PathBuf>, ReadError> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut files = Vec::new();
    for entry in std::fs::read_dir(path)? {
        let file = entry?.path();
        if ENDINGS.contains(&&*ending(&file)) {
            files.push(file);
        }
    }
    files.sort_unstable();
    Ok(files)
}

impl Source for FromOverture {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn is_remote(&self) -> bool {
        false
    }

    fn plan<'a>(
        &'a self,
        area: &'a Area,
        _: &'a Wanted,
    ) -> BoxFuture<'a, Result<Plan, SourceError>> {
        let plan = Plan {
            tiles: area.boxes(),
            total: None,
        };
        std::future::ready(Ok(plan)).boxed()
    }

    fn find<'a>(
        &'a self,
        tile: &'a Bounds,
        area: &'a Area,
        wanted: &'a Wanted,
    ) -> BoxFuture<'a, Result<Vec<Incoming>, SourceError>> {
        let (tile, area, wanted) = (*tile, area.clone(), wanted.clone());
        let found = self.read(BTreeMap::new(), Some(tile), move |found, place| {
            let is_in = tile.holds(place.point) && area.holds(place.point);
            if is_in
                && let Some((lead, category)) = place.lead()
                && wanted.takes(category)
            {
                if found.len() >= MAX_FOUND {
                    return Err(ReadError::Stopped);
                }
                // By what it is known by, and each once: the last file is the newest.
                found.insert(reference_of(&lead.new), lead);
            }
            Ok(())
        });
        async move { Ok(found.await?.into_values().collect()) }.boxed()
    }

    fn still_there<'a>(
        &'a self,
        references: &'a [String],
    ) -> BoxFuture<'a, Result<HashSet<String>, SourceError>> {
        let asked: HashSet<String> = references.iter().cloned().collect();
        self.read(HashSet::new(), None, move |there, place| {
            if asked.contains(&place.id) && place.lead().is_some() {
                there.insert(place.id);
            }
            Ok(())
        })
    }
}

#[cfg(test)]
mod tests;
