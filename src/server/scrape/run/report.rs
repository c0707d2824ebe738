//! What a search has to say for itself.

use super::Search;
use crate::{
    model::{Field, ImportReport, Rejection, TileStatus, words},
    server::db::businesses::Upserted,
};

/// Rejections in a report, and bytes of them: a job has tiles to carry too.
const MAX_SHOWN: usize = 20;
const MAX_SHOWN_BYTES: usize = 4 * 1024;

/// Adds what a step did.
pub fn add(report: &mut ImportReport, done: &Upserted, rejections: Vec<Rejection>, left_out: u64) {
    report.created += done.created;
    report.changed += done.changed;
    report.unchanged += done.unchanged;
    report.rejected += rejections.len() as u64;
    report.left_out += left_out;
    for (field, count) in Field::ALL.iter().zip(done.fields) {
        if count > 0 {
            let name = field.as_str().to_owned();
            *report.changed_fields.entry(name).or_default() += count;
        }
    }
    let size =
        |row: &Rejection| row.reason.len() + row.reference.as_ref().map_or(0, String::len) + 60;
    let mut bytes: usize = report.rejections.iter().map(size).sum();
    for row in rejections {
        bytes += size(&row);
        if report.rejections.len() >= MAX_SHOWN || bytes > MAX_SHOWN_BYTES {
            break;
        }
        report.rejections.push(row);
    }
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
        crate::server::jobs::summary(
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
