//! What a job that takes leads in has to say for itself.

use crate::{
    model::{Field, ImportReport, Rejection},
    server::db::businesses::Upserted,
};

/// How much of what was rejected a report carries, so that a job fits into a frame of
/// 64 KiB.
pub struct Room {
    /// Rows: the first of them.
    pub rows: usize,
    /// Bytes of all of them.
    pub bytes: usize,
}

/// Adds what a batch did to the leads.
pub fn add(report: &mut ImportReport, done: &Upserted) {
    report.created += done.created;
    report.changed += done.changed;
    report.unchanged += done.unchanged;
    for (field, count) in Field::ALL.iter().zip(done.fields) {
        if count > 0 {
            let name = field.as_str().to_owned();
            *report.changed_fields.entry(name).or_default() += count;
        }
    }
}

/// Shows rows that were rejected, as far as there is room.
pub fn show(report: &mut ImportReport, rejections: Vec<Rejection>, room: Room) {
    let size =
        |row: &Rejection| row.reason.len() + row.reference.as_ref().map_or(0, String::len) + 60;
    let mut bytes: usize = report.rejections.iter().map(size).sum();
    for row in rejections {
        bytes += size(&row);
        if report.rejections.len() >= room.rows || bytes > room.bytes {
            break;
        }
        report.rejections.push(row);
    }
}
