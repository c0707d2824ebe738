//! Readings as metrics: what was counted becomes rates.

use crate::{
    model::{JobCounts, Metrics, Timestamp},
    server::db::Flowed,
};
use std::{collections::VecDeque, time::Duration};

/// Rates are of so long, in milliseconds.
const WINDOW: Timestamp = 60_000;

/// What is read at one time.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// When.
    pub at: Timestamp,
    /// Open sockets.
    pub clients: u64,
    /// People who have one.
    pub people: u64,
    /// Events since the start.
    pub events: u64,
    /// Leads and look-ups since the start.
    pub flowed: Flowed,
    /// The longest that a change had waited, since the last reading.
    pub waited: Option<Timestamp>,
    /// The longest from a commit to a socket, since the last reading.
    pub slowest: Option<Duration>,
    /// Jobs.
    pub jobs: JobCounts,
}

/// Remembers a minute of readings.
#[derive(Debug)]
pub struct Meter {
    /// Oldest first, never none: the first is the newest that is a minute old, or the first of all.
    past: VecDeque<(Timestamp, u64, Flowed)>,
}

impl Meter {
    /// Begins with a reading from which it counts.
    pub fn new(first: Reading) -> Self {
        Self {
            past: [(first.at, first.events, first.flowed)].into(),
        }
    }

    /// How it is going by this reading.
    pub fn measure(&mut self, now: Reading) -> Metrics {
        // A clock that was put back: each measurement has a time of its own all the same.
        let last = self.past.back().copied().unwrap_or_default();
        let at = now.at.max(last.0 + 1);
        while self
            .past
            .get(1)
            .is_some_and(|(time, ..)| *time <= at - WINDOW)
        {
            self.past.pop_front();
        }
        let (.., then) = self.past.front().copied().unwrap_or_default();
        self.past.push_back((at, now.events, now.flowed));
        let enriched = now.flowed.enriched - then.enriched;
        let ended = enriched + now.flowed.failed - then.failed;
        Metrics {
            at,
            clients: now.clients,
            people: now.people,
            events_per_second: rounded(
                (now.events - last.1) as f64 * 1000.0 / (at - last.0) as f64,
                10.0,
            ),
            leads_per_minute: now.flowed.leads - then.leads,
            enrichments_per_minute: ended,
            enrichment_success_rate: (ended > 0)
                .then(|| rounded(enriched as f64 / ended as f64, 1000.0)),
            queue_depth: now.jobs.queued,
            jobs_running: now.jobs.running,
            outbox_age_ms: now.waited.map(|waited| waited as f64),
            event_latency_ms: now
                .slowest
                .map(|slowest| rounded(slowest.as_secs_f64() * 1000.0, 100.0)),
        }
    }
}

/// As precise as anybody reads it.
fn rounded(value: f64, parts: f64) -> f64 {
    (value * parts).round() / parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading(at: Timestamp, events: u64, leads: u64, enriched: u64, failed: u64) -> Reading {
        Reading {
            at,
            events,
            flowed: Flowed {
                leads,
                enriched,
                failed,
            },
            ..Reading::default()
        }
    }

    #[test]
    fn rates_are_of_the_last_minute_and_events_of_the_last_reading() {
        let mut meter = Meter::new(reading(0, 0, 0, 0, 0));
        let first = meter.measure(reading(2_000, 30, 5, 0, 0));
        assert_eq!((first.events_per_second, first.leads_per_minute), (15.0, 5));
        assert_eq!(first.enrichment_success_rate, None);
        for second in (4..=60).step_by(2) {
            meter.measure(reading(second * 1000, 30, 5, 3, 1));
        }
        let minute = meter.measure(reading(62_000, 30, 7, 3, 1));
        assert_eq!(minute.leads_per_minute, 2, "the five are over a minute old");
        assert_eq!(minute.enrichments_per_minute, 4);
        assert_eq!(minute.enrichment_success_rate, Some(0.75));
        assert_eq!(minute.events_per_second, 0.0);
        let later = meter.measure(reading(64_000, 30, 7, 3, 1));
        assert_eq!(later.enrichments_per_minute, 0);
    }

    #[test]
    fn a_clock_that_is_put_back_neither_stops_nor_repeats_measurements() {
        let mut meter = Meter::new(reading(10_000, 0, 0, 0, 0));
        let first = meter.measure(reading(12_000, 1, 1, 0, 0)).at;
        let second = meter.measure(reading(5_000, 2, 2, 0, 0));
        assert!(second.at > first && second.events_per_second.is_finite());
        assert_eq!(second.leads_per_minute, 2);
    }

    #[test]
    fn what_was_not_measured_is_not_zero() {
        let mut meter = Meter::new(Reading::default());
        let mut now = reading(2_000, 0, 0, 0, 0);
        now.waited = Some(90_000);
        now.slowest = Some(Duration::from_micros(1_234));
        let metrics = meter.measure(now);
        assert_eq!(metrics.outbox_age_ms, Some(90_000.0));
        assert_eq!(metrics.event_latency_ms, Some(1.23));
        let metrics = meter.measure(reading(4_000, 0, 0, 0, 0));
        assert_eq!(
            (metrics.outbox_age_ms, metrics.event_latency_ms),
            (None, None)
        );
    }
}
