//! Counts over all leads, kept as they change.

use super::columns::{Columns, Dictionary};
use crate::model::{Business, Count, DayCount, EnrichmentStatus, Stage, Stats, Timestamp};
use std::collections::BTreeMap;

/// Milliseconds in a day.
const DAY: i64 = 86_400_000;
/// Days in [`Stats::created_per_day`].
const DAYS: i64 = 30;
/// Entries in [`Stats::by_city`] and [`Stats::by_category`].
const TOP: usize = 10;

/// Counts over all leads that are not deleted; those by city and category are
/// with the [dictionaries](Dictionary).
#[derive(Debug, Default)]
pub struct Counts {
    total: u64,
    by_status: [u64; EnrichmentStatus::ALL.len()],
    by_stage: [u64; Stage::ALL.len()],
    with_phone: u64,
    with_website: u64,
    with_email: u64,
    with_street: u64,
    /// By days since 1970.
    created: BTreeMap<i64, u64>,
}

impl Counts {
    /// Counts a lead that came (`1`) or takes off one that went (`-1`).
    pub fn add(&mut self, business: &Business, n: i32, columns: &mut Columns) {
        if business.deleted_at.is_some() {
            return;
        }
        let add = |count: &mut u64| *count = count.wrapping_add_signed(n.into());
        add(&mut self.total);
        add(&mut self.by_status[business.enrichment_status as usize]);
        add(&mut self.by_stage[business.stage as usize]);
        for (count, value) in [
            (&mut self.with_phone, &business.phone),
            (&mut self.with_website, &business.website),
            (&mut self.with_email, &business.email),
            (&mut self.with_street, &business.address.street),
        ] {
            if value.is_some() {
                add(count);
            }
        }
        add(self
            .created
            .entry(business.created_at.div_euclid(DAY))
            .or_default());
        columns.cities.add(business.address.city.as_deref(), n);
        columns.categories.add(business.category.as_deref(), n);
    }

    /// The counts as they are told, but those of jobs.
    pub fn stats(&self, columns: &Columns, now: Timestamp) -> Stats {
        let status = |status: EnrichmentStatus| self.by_status[status as usize];
        let today = now.div_euclid(DAY);
        Stats {
            total: self.total,
            enriched: status(EnrichmentStatus::Enriched),
            pending: status(EnrichmentStatus::Pending),
            running: status(EnrichmentStatus::Running),
            failed: status(EnrichmentStatus::Failed),
            with_phone: self.with_phone,
            with_website: self.with_website,
            with_email: self.with_email,
            with_street: self.with_street,
            by_stage: Stage::ALL
                .into_iter()
                .map(|stage| (stage, self.by_stage[stage as usize]))
                .collect(),
            by_city: top(&columns.cities),
            by_category: top(&columns.categories),
            created_per_day: (today - DAYS + 1..=today)
                .map(|day| DayCount {
                    day: date(day),
                    count: self.created.get(&day).copied().unwrap_or(0),
                })
                .collect(),
            jobs: crate::model::JobCounts::default(),
        }
    }
}

fn top(dictionary: &Dictionary) -> Vec<Count> {
    let top = dictionary.top(TOP).into_iter();
    top.map(|(name, count)| Count {
        name: name.into(),
        count: count.into(),
    })
    .collect()
}

/// The ISO 8601 date of a day since 1970.
fn date(day: i64) -> String {
    jiff::Timestamp::from_millisecond(day * DAY)
        .map(|at| at.to_zoned(jiff::tz::TimeZone::UTC).date().to_string())
        .unwrap_or_default()
}
