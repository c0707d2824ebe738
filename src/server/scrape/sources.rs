//! Which sources this server has.

use super::{Scraper, Source, SourceError, extract::FromExtract};
use crate::{
    model::{Place, ScrapeSource, ScrapeSourceKind},
    server::db::Db,
};
use std::sync::Arc;
use tokio::sync::watch;

/// Places that are found for a name.
const MAX_PLACES: usize = 10;

impl Scraper {
    /// A source, ready to be asked.
    ///
    /// # Errors
    /// When this server does not have it, or it cannot be used.
    pub async fn source(
        &self,
        kind: ScrapeSourceKind,
        _db: &Arc<Db>,
        shutdown: watch::Receiver<bool>,
    ) -> Result<Box<dyn Source>, SourceError> {
        if let Some(reason) = self.unavailable(kind) {
            return Err(SourceError::Unusable(reason));
        }
        match kind {
            ScrapeSourceKind::Extract => {
                Ok(Box::new(FromExtract(self.extract.open(shutdown).await?)))
            }
            ScrapeSourceKind::Overpass | ScrapeSourceKind::Overture => Err(SourceError::Unusable(
                "This server cannot ask that source yet.".into(),
            )),
        }
    }

    /// Why a source cannot be used and what to do, for people; nothing if it can.
    pub fn unavailable(&self, kind: ScrapeSourceKind) -> Option<String> {
        match kind {
            ScrapeSourceKind::Extract => match self.extract.current() {
                (_, Some(problem)) => Some(problem),
                _ if self.extract.file().is_none() => {
                    Some(super::ExtractError::Missing.to_string())
                }
                _ => None,
            },
            ScrapeSourceKind::Overpass | ScrapeSourceKind::Overture => {
                Some("This server cannot ask that source yet.".into())
            }
        }
    }

    /// The source that is used where none is named: one that the operator set up.
    pub fn default_source(&self) -> Option<ScrapeSourceKind> {
        let set_up = |kind: &ScrapeSourceKind| match kind {
            ScrapeSourceKind::Extract => self.extract.file().is_some(),
            ScrapeSourceKind::Overpass | ScrapeSourceKind::Overture => false,
        };
        ScrapeSourceKind::ALL.into_iter().find(set_up)
    }

    /// Every source, as it is told.
    pub fn sources(&self) -> Vec<ScrapeSource> {
        let default = self.default_source();
        let told = |kind: ScrapeSourceKind| {
            let (name, attribution, bbox) = match kind {
                ScrapeSourceKind::Extract => {
                    let bounds = self.extract.current().0.and_then(|index| index.bounds());
                    ("OpenStreetMap, local extract", OSM, bounds)
                }
                ScrapeSourceKind::Overpass => ("OpenStreetMap, Overpass API", OSM, None),
                ScrapeSourceKind::Overture => ("Overture Maps", OVERTURE, None),
            };
            let unavailable = self.unavailable(kind);
            ScrapeSource {
                kind,
                name: name.into(),
                available: unavailable.is_none(),
                unavailable,
                default: default == Some(kind),
                attribution: attribution.into(),
                bbox,
            }
        };
        ScrapeSourceKind::ALL.into_iter().map(told).collect()
    }

    /// Places that are called so, from what is on this server: the extract, if it is
    /// indexed.
    pub fn places(&self, called: &str) -> Vec<Place> {
        let (index, _) = self.extract.current();
        index.map_or_else(Vec::new, |index| index.places(called, MAX_PLACES))
    }

    /// Whether the operator set a server up that is asked about places as people need it.
    pub fn may_look_up(&self) -> bool {
        false
    }

    /// Places that are called so, from wherever this server may ask: for somebody who
    /// asked for it.
    ///
    /// # Errors
    /// When nobody answers.
    pub async fn look_up(&self, _db: &Arc<Db>, called: &str) -> Result<Vec<Place>, SourceError> {
        Ok(self.places(called))
    }
}

/// As ODbL 1.0, 4.3 has it.
const OSM: &str = "© OpenStreetMap contributors";
/// As its documentation has it; places come from several, under CDLA Permissive 2.0.
const OVERTURE: &str = "Overture Maps Foundation";
