//! Whether what is measured is as it should be: each limit that is crossed is one
//! alert, however long it stays crossed and however it trembles there.

use crate::model::{Alert, Measure, Metrics, Side, Threshold, Timestamp, Uuid};
use std::collections::BTreeMap;

/// How far back inside its limit a measure has to come, as a share of the limit.
const MARGIN: f64 = 0.1;
/// And for how long, in milliseconds.
const CALM: Timestamp = 10_000;
/// An alert of which nothing was measured for so long is over, in milliseconds.
const SILENT: Timestamp = 60_000;
/// A server that just started has done little and has few clients: too little is not
/// judged before, in milliseconds.
const WARM_UP: Timestamp = 60_000;

/// What goes on.
#[derive(Clone, Debug)]
pub struct Judge {
    start: Timestamp,
    active: BTreeMap<(Measure, Side), Active>,
}

#[derive(Clone, Debug)]
struct Active {
    alert: Alert,
    /// Since when it is well inside its limit.
    calm_since: Option<Timestamp>,
    /// When it was measured last.
    heard: Timestamp,
}

impl Judge {
    /// Of a server that started at `start`, with the alerts that went on when the last
    /// one stopped.
    pub fn new(start: Timestamp, active: Vec<Alert>) -> Self {
        let active = active.into_iter().map(|alert| {
            let active = Active {
                alert,
                calm_since: None,
                heard: start,
            };
            ((alert.metric, alert.side), active)
        });
        Self {
            start,
            active: active.collect(),
        }
    }

    /// The alerts that begin or are over by this measurement.
    pub fn judge(&mut self, limits: &[Threshold], metrics: &Metrics) -> Vec<Alert> {
        let mut told = Vec::new();
        for metric in Measure::ALL {
            let limit = limits.iter().find(|limit| limit.metric == metric);
            for side in [Side::Above, Side::Below] {
                let limit = limit.and_then(|limit| match side {
                    Side::Above => limit.above,
                    Side::Below => limit.below,
                });
                self.judge_one(metric, side, limit, metrics, &mut told);
            }
        }
        told
    }

    fn judge_one(
        &mut self,
        metric: Measure,
        side: Side,
        limit: Option<f64>,
        metrics: &Metrics,
        told: &mut Vec<Alert>,
    ) {
        let (key, at) = ((metric, side), metrics.at);
        let value = metric.of(metrics);
        if let Some(active) = self.active.get_mut(&key) {
            let is_over = limit != Some(active.alert.limit) || active.is_over(value, at);
            if !is_over {
                return;
            }
            let ended_at = Some(at);
            told.push(Alert {
                ended_at,
                ..active.alert
            });
            self.active.remove(&key);
        }
        let Some((limit, value)) = limit.zip(value) else {
            return;
        };
        let is_cold = side == Side::Below && at - self.start < WARM_UP;
        if is_cold || !crosses(side, value, limit) {
            return;
        }
        let alert = Alert {
            id: Uuid::now_v7(),
            metric,
            side,
            limit,
            value,
            since: at,
            ended_at: None,
        };
        let active = Active {
            alert,
            calm_since: None,
            heard: at,
        };
        self.active.insert(key, active);
        told.push(alert);
    }
}

impl Active {
    /// Takes in a measurement. Whether the alert is over by it.
    fn is_over(&mut self, value: Option<f64>, at: Timestamp) -> bool {
        let Some(value) = value else {
            return at - self.heard >= SILENT;
        };
        self.heard = at;
        let Alert { side, limit, .. } = self.alert;
        let inside = match side {
            Side::Above => limit * (1.0 - MARGIN),
            Side::Below => limit * (1.0 + MARGIN),
        };
        if crosses(side, value, inside) {
            self.calm_since = None;
            return false;
        }
        at - *self.calm_since.get_or_insert(at) >= CALM
    }
}

fn crosses(side: Side, value: f64, limit: f64) -> bool {
    match side {
        Side::Above => value > limit,
        Side::Below => value < limit,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ABOVE: Threshold = Threshold {
        metric: Measure::QueueDepth,
        above: Some(100.0),
        below: None,
    };

    /// Measures a queue every two seconds from `from` on. What was told, by when.
    fn told(
        judge: &mut Judge,
        limits: &[Threshold],
        from: Timestamp,
        depths: &[u64],
    ) -> Vec<(Timestamp, bool)> {
        let mut all = Vec::new();
        for (at, depth) in (from..).step_by(2_000).zip(depths) {
            let metrics = Metrics {
                at,
                queue_depth: *depth,
                ..Metrics::default()
            };
            let alerts = judge.judge(limits, &metrics);
            all.extend(alerts.iter().map(|alert| (at, alert.ended_at.is_none())));
        }
        all
    }

    #[test]
    fn a_limit_that_is_crossed_is_told_once_and_once_that_it_is_over() {
        let mut judge = Judge::new(0, Vec::new());
        let trembles = [99, 101, 99, 101, 150, 95, 101, 91, 300];
        let first = told(&mut judge, &[ABOVE], 0, &trembles);
        assert_eq!(first, [(2_000, true)]);
        // Well inside, but not for long enough, then for long enough.
        let back = [80, 80, 95, 80, 80, 80, 80, 80, 80, 80];
        let over = told(&mut judge, &[ABOVE], 20_000, &back);
        assert_eq!(over, [(36_000, false)]);
        assert_eq!(
            told(&mut judge, &[ABOVE], 40_000, &[100, 101]),
            [(42_000, true)]
        );
    }

    #[test]
    fn another_limit_is_another_alert_and_none_ends_it() {
        let mut judge = Judge::new(0, Vec::new());
        assert_eq!(told(&mut judge, &[ABOVE], 0, &[150]), [(0, true)]);
        let lower = Threshold {
            above: Some(50.0),
            ..ABOVE
        };
        let again = told(&mut judge, &[lower], 2_000, &[150, 150]);
        assert_eq!(again, [(2_000, false), (2_000, true)]);
        assert_eq!(told(&mut judge, &[], 6_000, &[150]), [(6_000, false)]);
    }

    #[test]
    fn an_alert_of_before_the_restart_is_not_told_again() {
        let mut judge = Judge::new(0, Vec::new());
        let begun = judge.judge(
            &[ABOVE],
            &Metrics {
                queue_depth: 101,
                ..Metrics::default()
            },
        );
        let mut judge = Judge::new(1_000, begun);
        assert_eq!(told(&mut judge, &[ABOVE], 2_000, &[150, 150]), []);
        let over = told(&mut judge, &[ABOVE], 10_000, &[0; 7]);
        assert_eq!(over, [(20_000, false)]);
    }

    #[test]
    fn too_little_is_not_judged_of_a_server_that_just_started() {
        let few = Threshold {
            metric: Measure::QueueDepth,
            above: None,
            below: Some(10.0),
        };
        let mut judge = Judge::new(0, Vec::new());
        assert_eq!(
            told(&mut judge, &[few], 56_000, &[0, 0, 0, 0]),
            [(60_000, true)]
        );
        let back = told(&mut judge, &[few], 70_000, &[10, 11, 11, 11, 11, 11, 11]);
        assert_eq!(back, [(82_000, false)]);
    }

    #[test]
    fn an_alert_outlives_a_while_in_which_nothing_is_measured() {
        let slow = Threshold {
            metric: Measure::EventLatencyMs,
            above: Some(500.0),
            below: None,
        };
        let mut judge = Judge::new(0, Vec::new());
        let mut at = |at, event_latency_ms| {
            let metrics = Metrics {
                at,
                event_latency_ms,
                ..Metrics::default()
            };
            judge.judge(&[slow], &metrics).len()
        };
        assert_eq!(at(0, Some(900.0)), 1);
        assert_eq!(at(30_000, None), 0);
        assert_eq!(at(32_000, Some(900.0)), 0, "still the same one");
        assert_eq!((at(90_000, None), at(92_000, None)), (0, 1));
    }
}
