//! What a search has to say for itself.

use super::Search;
use crate::{
    model::{ImportReport, Rejection, TileStatus, words},
    server::{
        db::businesses::Upserted,
        jobs::{self, report::Room},
    },
};

/// Rejections in a report: a job has tiles to carry too.
const ROOM: Room = Room {
    rows: 20,
    bytes: 4 * 1024,
};

/// Adds what a step did.
pub fn add(report: &mut ImportReport, done: &Upserted, rejections: Vec<Rejection>, left_out: u64) {
    report.rejected += rejections.len() as u64;
    report.left_out += left_out;
    jobs::report::add(report, done);
    jobs::report::show(report, rejections, ROOM);
}

impl Search {
    /// The last line of a search that ended well.
    pub(super) fn summary(&self) -> String {
        let report = self.run.stored.job.report.clone().unwrap_or_default();
        let found = self.run.stored.job.done;
        let mut came = if found == 0 {
            "Nothing was found".to_owned()
        } else {
            let all = [found, report.created, report.changed, report.unchanged];
            let [found, new, changed, unchanged] = all.map(words::count);
            format!("{found} found: {new} new, {changed} changed, {unchanged} as they were")
        };
        if !report.changed_fields.is_empty() {
            let fields = report.changed_fields.iter();
            let fields: Vec<_> = fields
                .map(|(field, n)| format!("{field} {}", words::count(*n)))
                .collect();
            came.push_str(&format!(" (changed: {})", fields.join(", ")));
        }
        jobs::summary(
            came,
            [
                (report.merged, "one with leads of other sources"),
                (report.proposed, "possible duplicates"),
                (report.gone, "gone"),
                (report.rejected, "rejected"),
                (report.left_out, "values left out that no lead may have"),
            ],
        )
    }

    /// Why a search failed, and what it has so far.
    pub(super) fn left(&self, reason: &str) -> String {
        let count = |status| {
            let tiles = self.tiles.iter();
            tiles.filter(|tile| tile.status == status).count()
        };
        let all = self.tiles.len() - count(TileStatus::Split);
        let kept = match self.run.stored.job.done {
            0 => "Nothing was found before.".to_owned(),
            1 => "The one lead that was found is kept.".to_owned(),
            found => format!("The {} that were found are kept.", words::leads(found)),
        };
        let missing = all - count(TileStatus::Done);
        if missing == 0 {
            format!("{reason} {kept}")
        } else {
            format!("{missing} of {all} tiles are missing: {reason} {kept}")
        }
    }
}
