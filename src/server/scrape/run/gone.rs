//! The end: what is known from this source in this area, and was not found again.

use super::{Search, waiting};
use crate::{
    model::{BusinessFilter, TileStatus},
    server::{
        db::{businesses, index::Selection},
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
        let marked = store::mark_gone(&mut tx, kind, &gone).await?;
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
            for stored in businesses::page(db.readers(), rids).await? {
                if let Some(reference) = self.misses(&stored.business) {
                    missing.push(reference);
                }
            }
        }
        missing.sort_unstable();
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

    /// What the source knows a lead by that should have been found, and was not.
    fn misses(&self, lead: &crate::model::Business) -> Option<String> {
        let reference = lead.source.reference.as_ref()?;
        let point = (lead.lat?, lead.lon?).into();
        let was_searched = || {
            let mut tiles = self.tiles.iter();
            !tiles.any(|tile| {
                !matches!(tile.status, TileStatus::Done | TileStatus::Split)
                    && tile.bounds.holds(point)
            })
        };
        let is_missing = lead.source.kind == self.source.kind()
            && lead.deleted_at.is_none()
            && !self.found.contains(reference)
            && self.area.holds(point)
            && self.source.covers(point)
            && self.wanted.takes_lead(lead.category.as_deref())
            && was_searched();
        is_missing.then(|| reference.clone())
    }
}
