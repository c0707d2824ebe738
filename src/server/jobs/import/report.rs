//! What an import has to say for itself.

use super::{JobError, Stored};
use crate::{
    model::{NewBusiness, Rejection, Uuid, words},
    server::{
        db::{
            WriteTx,
            businesses::{self, Upserted},
        },
        jobs::report::{self, Room},
    },
};

/// Rejections in a report.
const ROOM: Room = Room {
    rows: 100,
    bytes: 24 * 1024,
};

/// Adds what a batch did to the job's report.
pub fn add(
    stored: &mut Stored,
    done: Upserted,
    rejected: u64,
    rejections: Vec<Rejection>,
    skipped: u64,
    left_out: u64,
) {
    let report = stored.job.report.get_or_insert_default();
    report::add(report, &done);
    report.skipped += skipped;
    report.rejected += rejected;
    report.left_out += left_out;
    report::show(report, rejections, ROOM);
}

/// The reason why a job failed, with what was kept of it.
pub fn kept(stored: &Stored, reason: &str) -> String {
    let report = stored.job.report.clone().unwrap_or_default();
    match report.created + report.changed {
        0 => format!("{reason} Nothing was imported."),
        1 => format!("{reason} The lead before that is imported."),
        taken => format!(
            "{reason} The {} before that are imported.",
            words::leads(taken)
        ),
    }
}

/// The last line of a job that ended well.
pub fn summary(stored: &Stored) -> String {
    let r = stored.job.report.clone().unwrap_or_default();
    let taken = r.created + r.changed + r.unchanged;
    let came = if taken == 0 {
        "The file holds no leads".to_owned()
    } else if r.created + r.changed == 0 {
        format!(
            "All {} were there just so: 0 new, 0 changed",
            words::leads(taken)
        )
    } else {
        let [new, changed, unchanged] = [r.created, r.changed, r.unchanged].map(words::count);
        let taken = words::leads(taken);
        format!("{taken}: {new} new, {changed} changed, {unchanged} as they were")
    };
    crate::server::jobs::summary(
        came,
        [
            (r.merged, "merged with leads that were there"),
            (r.proposed, "possible duplicates to look at"),
            (r.rejected, "rows rejected"),
            (r.skipped, "without a name skipped"),
            (r.left_out, "values left out that no lead may have"),
        ],
    )
}

/// Rows of an export carry the id of a lead. If that lead is here, the row is about
/// it, wherever it came from: it goes to its source, or, where a person made it,
/// it changes nothing. Returns the rows that are to be taken.
pub async fn known_ids(
    tx: &mut WriteTx<'_>,
    stored: &mut Stored,
    mut rows: Vec<NewBusiness>,
) -> Result<Vec<NewBusiness>, JobError> {
    let ids: Vec<Uuid> = rows.iter().filter_map(|row| row.id).collect();
    if ids.is_empty() {
        return Ok(rows);
    }
    let known = businesses::sources(tx.conn(), &ids).await?;
    let mut unchanged = 0;
    let mut seen = std::collections::HashSet::new();
    rows.retain_mut(|row| {
        let Some(id) = row.id else { return true };
        let Some(source) = known.get(&id) else {
            // The same id twice in one batch: the second row is no other lead.
            let again = !seen.insert(id);
            unchanged += u64::from(again);
            return !again;
        };
        unchanged += u64::from(source.reference.is_none());
        row.id = None;
        row.source = Some(source.clone());
        source.reference.is_some()
    });
    stored.job.report.get_or_insert_default().unchanged += unchanged;
    Ok(rows)
}
