//! The extract as a source.

use super::{ExtractError, Index};
use crate::server::{
    db::{businesses::Incoming, index::Point},
    scrape::{Area, Bounds, Plan, Source, SourceError, Wanted},
};
use futures::{FutureExt, future::BoxFuture};
use std::{collections::HashSet, io, sync::Arc};

/// Tiles that a plan aims at, so that people see it get on.
const TILES: u64 = 32;
/// Leads in a tile: fewer are not worth a transaction of their own, more are too many
/// for one.
const FEW: u64 = 100;
const MANY: u64 = 2_000;
/// How often a tile is quartered at most: then its sides are 1/4,096 of the area's.
const MAX_DEPTH: u32 = 12;

/// An index that is asked by a search.
pub struct FromExtract(pub Arc<Index>);

impl From<ExtractError> for SourceError {
    fn from(error: ExtractError) -> Self {
        match error {
            ExtractError::Stopping => Self::Stopping,
            other => Self::Unusable(other.to_string()),
        }
    }
}

impl From<io::Error> for SourceError {
    fn from(error: io::Error) -> Self {
        Self::Unusable(format!("The index of the extract cannot be read: {error}."))
    }
}

impl FromExtract {
    /// Asks on a thread that may wait for the disk.
    fn ask<'a, T: Send + 'static>(
        &self,
        area: &Area,
        wanted: &Wanted,
        question: impl FnOnce(&Index, &Area, &Wanted) -> io::Result<T> + Send + 'static,
    ) -> BoxFuture<'a, Result<T, SourceError>> {
        let (index, area, wanted) = (self.0.clone(), area.clone(), wanted.clone());
        let work = tokio::task::spawn_blocking(move || question(&index, &area, &wanted));
        async move { Ok(work.await.map_err(|_| SourceError::Stopping)??) }.boxed()
    }
}

impl Source for FromExtract {
    fn kind(&self) -> &'static str {
        "osm"
    }

    fn is_remote(&self) -> bool {
        false
    }

    fn covers(&self, point: Point) -> bool {
        let bounds = self.0.bounds();
        bounds.is_some_and(|[west, south, east, north]| {
            let bounds = Bounds {
                west,
                south,
                east,
                north,
            };
            bounds.holds(point)
        })
    }

    fn plan<'a>(
        &'a self,
        area: &'a Area,
        wanted: &'a Wanted,
    ) -> BoxFuture<'a, Result<Plan, SourceError>> {
        self.ask(area, wanted, plan)
    }

    fn find<'a>(
        &'a self,
        tile: &'a Bounds,
        area: &'a Area,
        wanted: &'a Wanted,
    ) -> BoxFuture<'a, Result<Vec<Incoming>, SourceError>> {
        let tile = *tile;
        self.ask(area, wanted, move |index, area, wanted| {
            index.find(&tile, area, wanted)
        })
    }

    fn still_there<'a>(
        &'a self,
        references: &'a [String],
    ) -> BoxFuture<'a, Result<HashSet<String>, SourceError>> {
        let references = references.to_vec();
        let everywhere = Area::Polygon(Vec::new());
        self.ask(&everywhere, &Wanted::default(), move |index, _, _| {
            index.still_there(&references)
        })
    }
}

/// Quarters the area's boxes until each holds few enough.
fn plan(index: &Index, area: &Area, wanted: &Wanted) -> io::Result<Plan> {
    let mut waiting: Vec<(Bounds, u32)> = area.boxes().into_iter().map(|b| (b, 0)).collect();
    waiting.reverse();
    let mut total = 0;
    for (bounds, _) in &waiting {
        total += index.count(bounds, area, wanted)?;
    }
    let enough = (total / TILES).clamp(FEW, MANY);
    let mut tiles = Vec::new();
    // Depth first: neighbours stay together.
    while let Some((bounds, depth)) = waiting.pop() {
        if !area.touches(&bounds) {
            continue;
        }
        if depth < MAX_DEPTH && index.count(&bounds, area, wanted)? > enough {
            let quarters = bounds.quarters().into_iter().rev();
            waiting.extend(quarters.map(|quarter| (quarter, depth + 1)));
        } else {
            tiles.push(bounds);
        }
    }
    Ok(Plan {
        tiles,
        total: Some(total),
    })
}
