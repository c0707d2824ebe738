//! OpenStreetMap's Overpass API as a source.
//!
//! Its rules (dev.overpass-api.de/overpass-doc/en/preface/commons.html): one question at
//! a time, a pause when it says 429 or 504, and no question that is larger than it has to
//! be. Each endpoint has one turn for the whole server; one that fails rests, and the
//! next is asked.

mod answer;
mod endpoint;
mod query;

pub use endpoint::Endpoint;

use super::{
    Area, Bounds, Clock, Plan, Source, SourceError, Wanted,
    outside::{self, NoAnswer},
};
use crate::server::db::businesses::Incoming;
use answer::{Object, Read};
use endpoint::Turn;
use futures::{FutureExt, future::BoxFuture};
use reqwest::Client;
use std::{collections::HashSet, sync::Arc, time::Duration};

/// Those that anybody may ask, if the operator names none: only for a search that asks
/// for this source.
pub const PUBLIC: [&str; 2] = [
    "https://overpass-api.de/api/interpreter",
    "https://overpass.private.coffee/api/interpreter",
];

/// Sides of tiles, in metres, and how many there are at most to begin with.
const SIDE: f64 = 10_000.0;
const MAX_TILES: usize = 64;
/// Bytes in an answer: about a hundred thousand objects. More is asked for in quarters.
const MAX_ANSWER: usize = 64 * 1024 * 1024;
/// Times that a tile is asked for, at whichever endpoint.
const TRIES: u32 = 5;
/// Answers «too busy» to one tile after which it may be the tile.
const BUSY: u32 = 3;

/// The endpoints of a server.
pub struct Overpass {
    endpoints: Vec<Endpoint>,
    client: Client,
    clock: Arc<dyn Clock>,
    /// Seconds that a question may take there.
    patience_s: u32,
}

impl Overpass {
    /// With these endpoints.
    ///
    /// # Errors
    /// When no connection can be made at all.
    pub fn new(
        endpoints: &[String],
        contact: Option<&str>,
        patience_s: u32,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, SourceError> {
        Ok(Self {
            endpoints: endpoints.iter().map(|url| Endpoint::new(url)).collect(),
            client: outside::client(contact)?,
            clock,
            patience_s: patience_s.max(1),
        })
    }

    /// Asks until there is an answer, or no hope of one.
    async fn ask(&self, question: &str) -> Result<Vec<Object>, SourceError> {
        let (mut busy, mut silent) = (0, 0);
        let mut last = NoAnswer::Unreachable.to_string();
        for _ in 0..TRIES {
            let turn = endpoint::turn(&self.endpoints, &self.client, &*self.clock).await;
            let read = self.ask_once(&turn, question).await;
            match read {
                Read::Found(objects) => {
                    turn.went_well();
                    return Ok(objects);
                }
                Read::TooMuch(reason) => {
                    turn.went_well();
                    return Err(SourceError::TooMuch(reason));
                }
                Read::Refused(reason) => return Err(SourceError::Unusable(reason)),
                Read::Busy { wait_s, reason } => {
                    busy += 1;
                    turn.rest(wait_s);
                    last = reason;
                    if busy >= BUSY && wait_s.is_none() {
                        // Too much for it as a whole perhaps; a smaller tile may do.
                        return Err(SourceError::TooMuch(last));
                    }
                }
                Read::Failed(reason) => {
                    silent += 1;
                    turn.rest(None);
                    last = reason;
                }
            }
        }
        if silent == TRIES {
            return Err(SourceError::Silent(last));
        }
        Err(SourceError::Tile(last))
    }

    async fn ask_once(&self, turn: &Turn<'_>, question: &str) -> Read {
        let name = turn.name();
        let request = self
            .client
            .post(turn.url())
            .header("content-type", "application/x-www-form-urlencoded")
            .body(query::form(question));
        // It gives up by itself first; the rest is for the way.
        let time = Duration::from_secs(u64::from(self.patience_s) * 5 / 4 + 1);
        match outside::ask(request, time, MAX_ANSWER).await {
            Ok(answer) => answer::read(name, answer),
            Err(NoAnswer::TooLarge) => Read::TooMuch(format!(
                "{name} answered with more than {} MiB.",
                MAX_ANSWER / (1024 * 1024)
            )),
            Err(NoAnswer::Late) => Read::TooMuch(format!("{name} did not answer in time.")),
            Err(error) => Read::Failed(format!("{name} {error}.")),
        }
    }
}

/// The endpoints, asked by a search.
pub struct FromOverpass(pub Arc<Overpass>);

impl Source for FromOverpass {
    fn kind(&self) -> &'static str {
        "osm"
    }

    fn is_remote(&self) -> bool {
        true
    }

    fn plan<'a>(
        &'a self,
        area: &'a Area,
        _: &'a Wanted,
    ) -> BoxFuture<'a, Result<Plan, SourceError>> {
        let boxes = area.boxes();
        let share = (MAX_TILES / boxes.len().max(1)).max(1);
        let tiles = boxes.iter().flat_map(|bounds| bounds.grid(SIDE, share));
        let plan = Plan {
            tiles: tiles.filter(|tile| area.touches(tile)).collect(),
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
        async move {
            let question = query::within(tile, wanted, self.0.patience_s);
            let found = self.0.ask(&question).await?;
            // What a tile has something of may have its middle elsewhere.
            let mut leads: Vec<Incoming> = found
                .iter()
                .filter(|object| object.point().is_some_and(|point| area.holds(point)))
                .filter(|object| object.is_wanted(wanted))
                .filter_map(Object::lead)
                .collect();
            leads.sort_by_cached_key(|lead| super::reference_of(&lead.new));
            Ok(leads)
        }
        .boxed()
    }

    fn still_there<'a>(
        &'a self,
        references: &'a [String],
    ) -> BoxFuture<'a, Result<HashSet<String>, SourceError>> {
        async move {
            let question = query::by_reference(references, self.0.patience_s);
            let found = self.0.ask(&question).await?;
            let leads = found
                .iter()
                .filter(|object| object.is_wanted(&Wanted::default()));
            Ok(leads.map(Object::reference).collect())
        }
        .boxed()
    }
}
