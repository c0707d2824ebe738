//! Searches for businesses in an area: from a local extract of OpenStreetMap, from its
//! Overpass API, or from files of Overture Maps, all behind one [`Source`].
//!
//! A search goes through its area in tiles. Each succeeds or fails alone, and what
//! became of it is written together with the leads that were found in it: after a
//! crash, a cancelled run or a failure it goes on where it was.

mod area;
mod bounds;
mod extract;
mod request;
mod run;
mod source;
mod sources;
mod store;
mod wanted;

pub use area::Area;
pub use bounds::Bounds;
pub use extract::{Extract, ExtractError};
pub use request::{Asking, Refused};
pub use run::run;
pub use source::{Plan, Source, SourceError};
pub use wanted::Wanted;

use super::Outside;
use crate::model::NewBusiness;
use std::path::Path;

/// What all searches of this server share.
pub struct Scraper {
    /// The local extract.
    pub extract: Extract,
}

impl Scraper {
    /// For a server that was asked to run so, and keeps what it makes of an extract in
    /// `folder`.
    pub fn new(outside: &Outside, folder: &Path) -> Self {
        Self {
            extract: Extract::new(outside.extract.clone(), folder.to_owned()),
        }
    }
}

/// What a source knows a lead by; nothing for one without.
pub fn reference_of(lead: &NewBusiness) -> String {
    let source = lead.source.as_ref();
    source
        .and_then(|source| source.reference.clone())
        .unwrap_or_default()
}
