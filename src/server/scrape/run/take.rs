//! What is written in one transaction: leads, the tile that they were found in, and how
//! far the search is.

use super::Search;
use crate::{
    model::{Rejection, TileStatus},
    server::{
        db::{
            WriteTx,
            businesses::{Incoming, check_new, upsert},
            duplicates,
        },
        jobs::{JobError, add_rejections, import::repair, shorten},
        scrape::{self, reference_of},
    },
};

/// Leads in a transaction.
const AT_ONCE: usize = 1_000;
/// Characters in a rejection's reason and reference.
const MAX_REASON: usize = 160;

/// What is taken of some rows.
#[derive(Default)]
struct Checked {
    rows: Vec<Incoming>,
    references: Vec<String>,
    rejections: Vec<Rejection>,
    left_out: u64,
}

impl Search {
    /// Takes what was found in a tile, some at a time; those that another tile gave, or
    /// this one before a crash, are left.
    pub(super) async fn take_tile(
        &mut self,
        at: usize,
        rows: Vec<Incoming>,
    ) -> Result<(), JobError> {
        let mut rows = rows
            .into_iter()
            .filter(|row| !self.found.contains(&reference_of(&row.new)));
        let mut rest: Vec<Incoming> = rows.by_ref().collect();
        drop(rows);
        loop {
            let after = rest.split_off(rest.len().min(AT_ONCE));
            let some = std::mem::replace(&mut rest, after);
            let is_last = rest.is_empty();
            self.take_some(at, some, is_last).await?;
            if is_last {
                return Ok(());
            }
        }
    }

    async fn take_some(
        &mut self,
        at: usize,
        rows: Vec<Incoming>,
        is_last: bool,
    ) -> Result<(), JobError> {
        let checked = self.check(rows);
        let db = self.run.db();
        let mut tx = if self.source.is_remote() {
            self.run.go_on(&db).await?
        } else {
            self.run.step(&db).await?
        };
        let job = &mut self.run.stored.job;
        let report = job.report.get_or_insert_default();
        let before = report.created + report.changed;
        let first = report.rejected;
        let count = checked.references.len();
        let done = upsert(&mut tx, checked.rows, before).await?;
        let id = job.id;
        duplicates::expect(&mut tx, id, done.fresh.clone()).await?;
        add_rejections(tx.conn(), id, first, &checked.rejections).await?;
        if count > 0 {
            let kind = self.source.kind();
            duplicates::mark_there(&mut tx, kind, &checked.references).await?;
            scrape::store::add_found(&mut tx, id, &checked.references).await?;
        }
        super::report::add(report, &done, checked.rejections, checked.left_out);
        job.done += count as u64;
        let tile = &mut self.tiles[at];
        tile.found += u32::try_from(count).unwrap_or(u32::MAX);
        if is_last {
            tile.status = TileStatus::Done;
        }
        tile.save(&mut tx, id).await?;
        self.take(tx).await?;
        self.found.extend(checked.references);
        Ok(())
    }

    /// Leaves values out that no lead may have, and rows that are none even so.
    fn check(&self, rows: Vec<Incoming>) -> Checked {
        let mut checked = Checked::default();
        let first = self.run.stored.job.done + 1;
        for (line, mut row) in (first..).zip(rows) {
            let reference = reference_of(&row.new);
            if let Err(faults) = check_new(&row.new) {
                checked.left_out += repair(&mut row.new, &faults);
            }
            match check_new(&row.new) {
                Ok(()) => checked.rows.push(row),
                Err(faults) => {
                    let reasons = faults
                        .iter()
                        .map(|(field, fault)| format!("{field} {fault}"));
                    let reason = reasons.collect::<Vec<_>>().join("; ");
                    checked.rejections.push(Rejection {
                        line,
                        reference: Some(shorten(&reference, MAX_REASON)),
                        reason: shorten(&reason, MAX_REASON),
                    });
                }
            }
            checked.references.push(reference);
        }
        checked
    }

    /// Ends a step: with the tiles as they are now.
    pub(super) async fn take(&mut self, tx: WriteTx<'_>) -> Result<(), JobError> {
        let job = &mut self.run.stored.job;
        job.tiles = scrape::store::told(&self.tiles);
        let (mut done, mut all) = (0.0, 0.0);
        for tile in &self.tiles {
            let (width, height) = tile.bounds.size_m();
            let weight = width * height;
            match tile.status {
                TileStatus::Split => {}
                TileStatus::Done | TileStatus::Failed => {
                    done += weight;
                    all += weight;
                }
                TileStatus::Waiting | TileStatus::Running => all += weight,
            }
        }
        let percent = match job.total {
            Some(total) if total > 0 => 100.0 * job.done as f64 / total as f64,
            _ if all > 0.0 => 100.0 * done / all,
            _ => 0.0,
        };
        let percent = (percent * 10.0).round().clamp(0.0, 999.0) / 10.0;
        // The bar waits, it does not go back.
        job.progress = job.progress.max(percent);
        let position = self.run.stored.position + 1;
        self.run.take(tx, position).await
    }
}
