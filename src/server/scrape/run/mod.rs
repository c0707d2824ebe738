//! A search that runs: tile by tile, each written with what was found in it.

mod gone;
mod report;
mod take;

use super::{
    Scraper,
    area::{self, Area, Asked},
    source::{Source, SourceError},
    store::{self, StoredTile},
    wanted::Wanted,
};
use crate::{
    model::{NewScrape, ScrapeSourceKind, TileStatus},
    server::{
        db::businesses::Incoming,
        jobs::{JobError, Run, settle},
    },
};
use serde::Deserialize;
use std::{collections::HashSet, future::Future};

/// A tile with sides below so many metres is not quartered.
const SMALLEST: f64 = 150.0;
/// Tiles of a search, however often they are quartered.
const MAX_TILES: usize = 20_000;
/// Tiles in a row that nobody answers for before the search gives up.
const MAX_SILENT: u32 = 2;

/// A search under way.
struct Search {
    run: Run,
    source: Box<dyn Source>,
    area: Area,
    wanted: Wanted,
    tiles: Vec<StoredTile>,
    /// What was found so far, this run's and earlier ones'.
    found: HashSet<String>,
}

/// Runs a search that is claimed, to its good end.
///
/// # Errors
/// Why it ended early; what was found until then is kept.
pub async fn run(run: Run) -> Result<(), JobError> {
    let scraper = run.context.scraper.clone();
    let asked = NewScrape::deserialize(&run.stored.job.params)
        .map_err(|_| JobError::Input("What was asked for cannot be read.".into()))?;
    let wanted = Wanted::parse(&asked.categories).map_err(|unknown| {
        JobError::Input(format!("There is no category {}.", unknown.join(", ")))
    })?;
    let kind = asked.source.unwrap_or(ScrapeSourceKind::Extract);
    let shutdown = run.context.shutdown.clone();
    let db = run.db();
    let source = waiting(&run, scraper.source(kind, shutdown)).await?;
    let mut run = run;
    let area = whereabouts(&mut run, &scraper, asked, source.is_remote()).await?;
    let tiles = store::tiles(db.readers(), run.stored.job.id).await?;
    let found = store::found(db.readers(), run.stored.job.id).await?;
    let mut search = Search {
        run,
        source,
        area,
        wanted,
        tiles,
        found,
    };
    search.begin().await?;
    search.work().await?;
    settle(&mut search.run).await?;
    search.end().await
}

/// Waits for something outside, or for the stop of the server.
async fn waiting<T>(
    run: &Run,
    work: impl Future<Output = Result<T, SourceError>>,
) -> Result<T, JobError> {
    tokio::select! {
        biased;
        () = run.stopping() => Err(JobError::Stopping),
        done = work => done.map_err(|error| match error {
            SourceError::Stopping => JobError::Stopping,
            SourceError::Silent(reason) | SourceError::Tile(reason) => JobError::Passing(reason),
            SourceError::TooMuch(reason) | SourceError::Unusable(reason) => JobError::Input(reason),
        }),
    }
}

/// The area of a request. A place that is known by name only is looked up, and kept.
async fn whereabouts(
    run: &mut Run,
    scraper: &Scraper,
    asked: NewScrape,
    online: bool,
) -> Result<Area, JobError> {
    let broken = |_| JobError::Input("The area cannot be read.".into());
    let resolved = NewScrape {
        // Beside an area it is what that is called.
        location: None,
        ..asked.clone()
    };
    if let Ok(Asked::Area(area)) = area::asked(&resolved) {
        return Ok(area);
    }
    let (name, radius_m) = match area::asked(&asked).map_err(broken)? {
        Asked::Area(area) => return Ok(area),
        Asked::Location(name, radius_m) => (name, radius_m),
    };
    let db = run.db();
    let looked_up = waiting(run, scraper.look_up(&db, &name, online)).await?;
    let place = looked_up
        .into_iter()
        .next()
        .ok_or_else(|| JobError::Input(format!("No place called «{name}» is known.")))?;
    let area = area::of_place(&place, radius_m);
    let mut params = asked;
    area.put_into(&mut params);
    let tx = run.go_on(&db).await?;
    run.stored.job.params =
        serde_json::to_value(&params).map_err(crate::server::db::DbError::from)?;
    let note = format!("«{name}» is {}, {}.", place.name, place.detail);
    let at = tx.at();
    run.stored.note(at, "info", note);
    let position = run.stored.position + 1;
    run.take(tx, position).await?;
    Ok(area)
}

impl Search {
    /// Plans the tiles, or takes up those that an earlier run left.
    async fn begin(&mut self) -> Result<(), JobError> {
        if self.tiles.is_empty() {
            let planned = self.source.plan(&self.area, &self.wanted);
            let plan = waiting(&self.run, planned).await?;
            let ordinals = 0_u32..;
            let tiles = ordinals
                .zip(plan.tiles)
                .map(|(n, bounds)| StoredTile::new(n, bounds));
            self.tiles = tiles.collect();
            let db = self.run.db();
            let mut tx = self.run.step(&db).await?;
            for tile in &self.tiles {
                tile.save(&mut tx, self.run.stored.job.id).await?;
            }
            self.run.stored.job.total = plan.total;
            self.take(tx).await
        } else {
            for tile in &mut self.tiles {
                if matches!(tile.status, TileStatus::Running | TileStatus::Failed) {
                    tile.status = TileStatus::Waiting;
                    tile.error = None;
                }
            }
            Ok(())
        }
    }

    /// Goes through the tiles that wait; quarters join at the end.
    async fn work(&mut self) -> Result<(), JobError> {
        let mut silent = 0;
        let mut at = 0;
        while at < self.tiles.len() {
            if self.tiles[at].status == TileStatus::Waiting {
                if self.source.is_remote() {
                    self.start(at).await?;
                }
                match self.ask(at).await {
                    Ok(rows) => {
                        silent = 0;
                        self.take_tile(at, rows).await?;
                    }
                    Err(SourceError::TooMuch(reason)) => {
                        silent = 0;
                        self.split(at, reason).await?;
                    }
                    Err(SourceError::Tile(reason)) => {
                        silent = 0;
                        self.fail(at, reason).await?;
                    }
                    Err(SourceError::Silent(reason)) => {
                        silent += 1;
                        self.fail(at, reason.clone()).await?;
                        if silent >= MAX_SILENT {
                            return Err(JobError::Input(self.left(&reason)));
                        }
                    }
                    Err(SourceError::Unusable(reason)) => {
                        return Err(JobError::Input(self.left(&reason)));
                    }
                    Err(SourceError::Stopping) => return Err(JobError::Stopping),
                }
            }
            at += 1;
        }
        Ok(())
    }

    async fn ask(&self, at: usize) -> Result<Vec<Incoming>, SourceError> {
        let asked = self
            .source
            .find(&self.tiles[at].bounds, &self.area, &self.wanted);
        tokio::select! {
            biased;
            () = self.run.stopping() => Err(SourceError::Stopping),
            found = asked => found,
        }
    }

    /// Says that a tile is being asked for; notices that nobody wants to know any more.
    async fn start(&mut self, at: usize) -> Result<(), JobError> {
        self.tiles[at].status = TileStatus::Running;
        let db = self.run.db();
        let mut tx = self.run.step(&db).await?;
        self.tiles[at].save(&mut tx, self.run.stored.job.id).await?;
        self.take(tx).await
    }

    /// Puts four quarters in the place of a tile, if it is large enough.
    async fn split(&mut self, at: usize, reason: String) -> Result<(), JobError> {
        let bounds = self.tiles[at].bounds;
        let (width, height) = bounds.size_m();
        if width.max(height) < SMALLEST || self.tiles.len() + 4 > MAX_TILES {
            return self.fail(at, reason).await;
        }
        let db = self.run.db();
        let mut tx = self.run.go_on(&db).await?;
        self.tiles[at].status = TileStatus::Split;
        self.tiles[at].save(&mut tx, self.run.stored.job.id).await?;
        for quarter in bounds.quarters() {
            if self.area.touches(&quarter) {
                let ordinal = u32::try_from(self.tiles.len()).unwrap_or(u32::MAX);
                let tile = StoredTile::new(ordinal, quarter);
                tile.save(&mut tx, self.run.stored.job.id).await?;
                self.tiles.push(tile);
            }
        }
        let note = format!("A tile is asked for in quarters: {reason}");
        self.run.stored.note(tx.at(), "info", note);
        self.take(tx).await
    }

    /// A tile could not be had. The others go on.
    async fn fail(&mut self, at: usize, reason: String) -> Result<(), JobError> {
        let db = self.run.db();
        let mut tx = self.run.go_on(&db).await?;
        let note = format!("A tile failed: {reason}");
        self.run.stored.note(tx.at(), "warning", note);
        self.tiles[at].status = TileStatus::Failed;
        self.tiles[at].error = Some(reason);
        self.tiles[at].save(&mut tx, self.run.stored.job.id).await?;
        self.take(tx).await
    }
}
