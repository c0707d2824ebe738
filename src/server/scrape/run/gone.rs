//! The end: what is known from this source in this area, and was not found again.

use super::{Search, waiting};
use crate::{
    model::{BusinessFilter, TileStatus},
    server::{
        db::{
            businesses::{self, Stored},
            duplicates::{self, SourceRow},
            index::{Point, Selection},
        },
        jobs::JobError,
        scrape::store,
    },
};

/// Leads that are looked at together.
const AT_ONCE: usize = 500;

impl Search {
    /// Marks what is gone, and ends the job: well, unless tiles failed.
    pub(super) async fn end(mut self) -> Result<(), JobError> {
        let gone = self.gone().await?;
        let db = self.run.db();
        let mut tx = self.run.go_on(&db).await?;
        let kind = self.source.kind();
        let marked = duplicates::mark_gone(&mut tx, kind, &gone).await?;
        self.run.stored.job.report.get_or_insert_default().gone += marked;
        let mut failed = self
            .tiles
            .iter()
            .filter(|tile| tile.status == TileStatus::Failed);
        if let Some(reason) = failed.next().and_then(|tile| tile.error.clone()) {
            let left = self.left(&reason);
            self.take(tx).await?;
            return Err(JobError::Input(left));
        }
        store::forget_found(&mut tx, self.run.stored.job.id).await?;
        self.run.stored.job.tiles = store::told(&self.tiles);
        let summary = self.summary();
        self.run.finish(tx, summary).await
    }

    /// What its source gave before, lies in the area where that was searched, is of the
    /// kinds that were looked for, was not found, and is nowhere else either.
    async fn gone(&self) -> Result<Vec<String>, JobError> {
        let db = self.run.db();
        let mut rids = Vec::new();
        for bounds in self.area.boxes() {
            let [west, south, east, north] = [bounds.west, bounds.south, bounds.east, bounds.north];
            let filter = BusinessFilter {
                bbox: Some(format!("{west},{south},{east},{north}")),
                ..BusinessFilter::default()
            };
            // A box of an area is always one.
            if let Ok(selection) = Selection::parse(&filter) {
                rids.extend(db.index.all(&selection));
            }
        }
        rids.sort_unstable();
        rids.dedup();
        let mut missing = Vec::new();
        for rids in rids.chunks(AT_ONCE) {
            let mut known = duplicates::rows_of(db.readers(), rids).await?;
            for stored in businesses::page(db.readers(), rids).await? {
                let rows = known.remove(&stored.rid).unwrap_or_default();
                missing.extend(self.misses(&stored, &rows));
            }
        }
        missing.sort_unstable();
        missing.dedup();
        let mut gone = Vec::new();
        for references in missing.chunks(AT_ONCE) {
            let asked = self.source.still_there(references);
            let there = match waiting(&self.run, asked).await {
                Ok(there) => there,
                // Whether they are gone is not known: then they are not.
                Err(JobError::Passing(_)) => continue,
                Err(error) => return Err(error),
            };
            let lost = references.iter().filter(|r| !there.contains(*r));
            gone.extend(lost.cloned());
        }
        Ok(gone)
    }

    /// What the source knows a lead by that should have been found, and was not. A lead that
    /// others went into has several such names. What is gone already is not asked for again.
    fn misses(&self, lead: &Stored, rows: &[SourceRow]) -> Vec<String> {
        let Stored { business, .. } = lead;
        if business.deleted_at.is_some() {
            return Vec::new();
        }
        let kind = self.source.kind();
        let own = &business.source;
        let mut missing = Vec::new();
        let own_at = business.lat.zip(business.lon);
        if own.kind == kind
            && let Some(reference) = &own.reference
            && !rows.iter().any(|row| row.is(own))
            && self.expects(reference, own_at, business.category.as_deref())
        {
            missing.push(reference.clone());
        }
        for row in rows {
            if row.kind != kind || row.gone_at.is_some() {
                continue;
            }
            // Where and what it is, as the source said; that may not be the lead's.
            let (at, category) = match &row.facts {
                Some(facts) => (facts.lat.zip(facts.lon), facts.category.as_deref()),
                None => (own_at, business.category.as_deref()),
            };
            if self.expects(&row.reference, at, category) {
                missing.push(row.reference.clone());
            }
        }
        missing
    }

    /// Whether an object should have been found, and was not.
    fn expects(&self, reference: &str, at: Option<(f64, f64)>, category: Option<&str>) -> bool {
        let Some(point) = at.map(Point::from) else {
            return false;
        };
        let was_searched = || {
            let mut tiles = self.tiles.iter();
            !tiles.any(|tile| {
                !matches!(tile.status, TileStatus::Done | TileStatus::Split)
                    && tile.bounds.holds(point)
            })
        };
        !self.found.contains(reference)
            && self.area.holds(point)
            && self.source.covers(point)
            && self.wanted.takes_lead(category)
            && was_searched()
    }
}
