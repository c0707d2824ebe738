//! Searches for businesses in an area: from a local extract of OpenStreetMap, from its
//! Overpass API, or from files of Overture Maps, all behind one [`Source`].
//!
//! A search goes through its area in tiles. Each succeeds or fails alone, and what
//! became of it is written together with the leads that were found in it: after a
//! crash, a cancelled run or a failure it goes on where it was.

mod area;
mod bounds;
mod clock;
mod extract;
mod nominatim;
mod outline;
mod outside;
mod overpass;
mod overture;
mod request;
mod run;
mod source;
mod sources;
mod store;
mod wanted;

pub use area::Area;
pub use bounds::Bounds;
pub use clock::{Clock, Wall};
pub use extract::{Extract, ExtractError};
pub use request::{Asking, Refused};
pub use run::run;
pub use source::{Plan, Source, SourceError};
pub use wanted::Wanted;

use super::Outside;
use crate::model::NewBusiness;
use nominatim::Nominatim;
use overpass::Overpass;
use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

/// What all searches of this server share.
pub struct Scraper {
    /// The local extract.
    pub extract: Extract,
    /// Files of Overture Maps, or a folder of them.
    overture: Option<PathBuf>,
    /// Overpass, unless the operator wants none.
    overpass: Option<Arc<Overpass>>,
    /// Whether the operator named its endpoints.
    overpass_is_given: bool,
    /// Nominatim, unless the operator wants none.
    nominatim: Option<Nominatim>,
    /// Whether the operator named it.
    nominatim_is_given: bool,
}

impl Scraper {
    /// For a server that was asked to run so, and keeps what it makes of an extract in
    /// `folder`.
    pub fn new(outside: &Outside, folder: &Path) -> Self {
        Self::with_clock(outside, folder, &(Arc::new(Wall) as Arc<dyn Clock>))
    }

    /// With another clock, so that tests need not wait.
    pub fn with_clock(outside: &Outside, folder: &Path, clock: &Arc<dyn Clock>) -> Self {
        let contact = outside.contact.as_deref();
        let public = || overpass::PUBLIC.map(str::to_owned).to_vec();
        let endpoints = named(&outside.overpass, public);
        let nominatim = named(&outside.nominatim, || vec![nominatim::PUBLIC.into()]);
        let time = outside.overpass_timeout_s;
        let overpass = (!endpoints.is_empty())
            .then(|| Overpass::new(&endpoints, contact, time, clock.clone()));
        let nominatim = nominatim
            .first()
            .map(|url| Nominatim::new(url, contact, clock.clone()));
        Self {
            extract: Extract::new(outside.extract.clone(), folder.to_owned()),
            overture: outside.overture.clone(),
            overpass: overpass.and_then(usable).map(Arc::new),
            overpass_is_given: !outside.overpass.is_empty(),
            nominatim: nominatim.and_then(usable),
            nominatim_is_given: !outside.nominatim.is_empty(),
        }
    }
}

/// The servers that an operator named, none for `none`, the public ones for nothing.
fn named(given: &[String], public: impl FnOnce() -> Vec<String>) -> Vec<String> {
    let named = given
        .iter()
        .map(|url| url.trim())
        .filter(|url| !url.is_empty());
    let named: Vec<String> = named.map(str::to_owned).collect();
    match &named[..] {
        [] => public(),
        [only] if only == "none" => Vec::new(),
        _ => named,
    }
}

/// What can be used; why not goes to the log.
fn usable<T>(made: Result<T, SourceError>) -> Option<T> {
    made.map_err(|error| tracing::error!(%error, "a source of searches"))
        .ok()
}

/// What a source knows a lead by; nothing for one without.
pub fn reference_of(lead: &NewBusiness) -> String {
    let source = lead.source.as_ref();
    source
        .and_then(|source| source.reference.clone())
        .unwrap_or_default()
}
