//! Which sources this server has.

use super::{
    Scraper, Source, SourceError, extract::FromExtract, overpass::FromOverpass,
    overture::FromOverture,
};
use crate::{
    model::{Place, ScrapeSource, ScrapeSourceKind},
    server::db::Db,
};
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
        shutdown: watch::Receiver<bool>,
    ) -> Result<Box<dyn Source>, SourceError> {
        if let Some(reason) = self.unavailable(kind) {
            return Err(SourceError::Unusable(reason));
        }
        match kind {
            ScrapeSourceKind::Extract => {
                Ok(Box::new(FromExtract(self.extract.open(shutdown).await?)))
            }
            ScrapeSourceKind::Overpass => match &self.overpass {
                Some(overpass) => Ok(Box::new(FromOverpass(overpass.clone()))),
                None => Err(SourceError::Unusable(NO_OVERPASS.into())),
            },
            ScrapeSourceKind::Overture => match &self.overture {
                Some(path) => Ok(Box::new(FromOverture::new(path))),
                None => Err(SourceError::Unusable(NO_OVERTURE.into())),
            },
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
            ScrapeSourceKind::Overpass => self.overpass.is_none().then(|| NO_OVERPASS.into()),
            ScrapeSourceKind::Overture => match &self.overture {
                Some(path) if path.exists() => None,
                Some(_) => Some("The files that LEADWIRE_OVERTURE names are not there.".into()),
                None => Some(NO_OVERTURE.into()),
            },
        }
    }

    /// The source that is used where none is named: one that the operator set up.
    pub fn default_source(&self) -> Option<ScrapeSourceKind> {
        let set_up = |kind: &ScrapeSourceKind| match kind {
            ScrapeSourceKind::Extract => self.extract.file().is_some(),
            ScrapeSourceKind::Overpass => self.overpass.is_some() && self.overpass_is_given,
            ScrapeSourceKind::Overture => self.overture.is_some(),
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
        self.nominatim.is_some() && self.nominatim_is_given
    }

    /// Places that are called so: from this server, else from whom the operator set up for
    /// it, or with `online`, where a person asked for it, from whoever anybody may ask.
    ///
    /// # Errors
    /// When nobody answers.
    pub async fn look_up(
        &self,
        db: &Db,
        called: &str,
        online: bool,
    ) -> Result<Vec<Place>, SourceError> {
        let places = self.places(called);
        let may = online || self.may_look_up();
        match &self.nominatim {
            Some(nominatim) if places.is_empty() && may => nominatim.find(db, called).await,
            _ => Ok(places),
        }
    }
}

/// Why a source is not there, and what to do.
const NO_OVERPASS: &str = "This server asks no Overpass: LEADWIRE_OVERPASS is none.";
const NO_OVERTURE: &str =
    "This server has no files of Overture Maps: LEADWIRE_OVERTURE names them.";

/// As ODbL 1.0, 4.3 has it.
const OSM: &str = "© OpenStreetMap contributors";
/// As its documentation has it; places come from several, under CDLA Permissive 2.0.
const OVERTURE: &str = "Overture Maps Foundation";
