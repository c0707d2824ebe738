//! What went through, counted as it is committed: for those who measure.

use super::index::Change;
use crate::model::{EnrichmentStatus, Event, EventBody, Timestamp};
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

/// Says that nothing came.
const NOTHING: i64 = -1;

/// Counts since the start.
#[derive(Debug)]
pub struct Flow {
    leads: AtomicU64,
    enriched: AtomicU64,
    failed: AtomicU64,
    /// The longest that a change had waited, in milliseconds.
    waited: AtomicI64,
}

impl Default for Flow {
    fn default() -> Self {
        Self {
            leads: AtomicU64::default(),
            enriched: AtomicU64::default(),
            failed: AtomicU64::default(),
            waited: AtomicI64::new(NOTHING),
        }
    }
}

/// What a [`Flow`] had counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Flowed {
    /// Leads that came.
    pub leads: u64,
    /// Look-ups that ended well.
    pub enriched: u64,
    /// Look-ups that ended badly.
    pub failed: u64,
}

impl Flow {
    /// Counts what was committed.
    pub(super) fn count(&self, changes: &[Change], events: &[Event]) {
        let came = changes.iter().filter(|change| change.before.is_none());
        self.leads.fetch_add(came.count() as u64, Ordering::Relaxed);
        // One that was looked up again may be as it was: its event says that it was.
        let looked_up = changes.iter().filter(|change| {
            let after = change.after.enrichment_status;
            let was = |before: &crate::model::Business| before.enrichment_status != after;
            change.before.as_ref().is_some_and(was)
        });
        let told = events.iter().filter_map(|event| match &event.body {
            EventBody::BusinessEnriched(lead) => Some(&**lead),
            _ => None,
        });
        let mut known = std::collections::HashSet::new();
        for lead in looked_up.map(|change| &change.after).chain(told) {
            let counter = match lead.enrichment_status {
                EnrichmentStatus::Enriched => &self.enriched,
                EnrichmentStatus::Failed => &self.failed,
                EnrichmentStatus::Pending | EnrichmentStatus::Running => continue,
            };
            if known.insert(lead.id) {
                counter.fetch_add(1, Ordering::Relaxed);
            }
        }
    }

    /// Notes that a change came that had waited so long on its device, in milliseconds.
    pub fn waited(&self, milliseconds: Timestamp) {
        self.waited.fetch_max(milliseconds, Ordering::Relaxed);
    }

    /// The longest that a change had waited since this was asked last; `None` if
    /// none came.
    pub fn take_waited(&self) -> Option<Timestamp> {
        let waited = self.waited.swap(NOTHING, Ordering::Relaxed);
        (waited != NOTHING).then_some(waited)
    }

    /// What was counted so far.
    pub fn so_far(&self) -> Flowed {
        Flowed {
            leads: self.leads.load(Ordering::Relaxed),
            enriched: self.enriched.load(Ordering::Relaxed),
            failed: self.failed.load(Ordering::Relaxed),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Business, NewBusiness, Uuid};

    fn lead(id: u128, status: EnrichmentStatus) -> Business {
        let mut lead = NewBusiness::named("A").into_business(Uuid::from_u128(id), 0);
        lead.enrichment_status = status;
        lead
    }

    #[test]
    fn counts_leads_that_came_and_look_ups_that_ended_each_once() {
        use EnrichmentStatus::{Enriched, Failed, Pending, Running};
        let change = |id, before: Option<EnrichmentStatus>, after| Change {
            rid: 1,
            before: before.map(|status| lead(id, status)),
            after: lead(id, after),
        };
        let changes = [
            change(1, None, Pending),
            change(2, Some(Pending), Running),
            change(3, Some(Running), Enriched),
            change(4, Some(Running), Failed),
            change(5, Some(Enriched), Enriched),
        ];
        let told = |id| {
            let body = EventBody::BusinessEnriched(Box::new(lead(id, Enriched)));
            Event {
                seq: Some(1),
                topic: body.topic(),
                body,
                at: 0,
                actor: None,
                mutation_id: None,
            }
        };
        let flow = Flow::default();
        flow.count(&changes, &[told(3), told(6)]);
        let expected = Flowed {
            leads: 1,
            enriched: 2,
            failed: 1,
        };
        assert_eq!(flow.so_far(), expected);
        assert_eq!(flow.take_waited(), None);
        flow.waited(7);
        flow.waited(0);
        assert_eq!((flow.take_waited(), flow.take_waited()), (Some(7), None));
    }
}
