//! Numbers in words, for what hooks say.

pub use crate::model::words::{count, leads};
use crate::model::{Alert, Measure, Side};

/// What a metric is called.
pub const fn measure(metric: Measure) -> &'static str {
    match metric {
        Measure::LeadsPerMinute => "Leads per minute",
        Measure::EnrichmentsPerMinute => "Look-ups per minute",
        Measure::EnrichmentSuccessRate => "Look-ups that succeed",
        Measure::QueueDepth => "Jobs waiting",
        Measure::Clients => "Connections",
        Measure::OutboxAgeMs => "Longest wait in an outbox",
        Measure::EventLatencyMs => "Slowest event",
    }
}

/// A metric's value with its unit.
pub fn value(metric: Measure, value: f64) -> String {
    match metric {
        Measure::EnrichmentSuccessRate => format!("{} %", (value * 100.0).round()),
        Measure::OutboxAgeMs | Measure::EventLatencyMs => span(value),
        _ => count(value.round().max(0.0) as u64),
    }
}

/// A time in milliseconds, in the unit that keeps it short: `0.4 ms`, `12 s`, `3 h`.
fn span(ms: f64) -> String {
    let units = [
        (86_400_000.0, "d"),
        (3_600_000.0, "h"),
        (60_000.0, "min"),
        (1_000.0, "s"),
    ];
    let (size, unit) = units
        .into_iter()
        .find(|(size, _)| ms >= *size)
        .unwrap_or((1.0, "ms"));
    let number = ms / size;
    let text = if number < 10.0 && unit != "min" {
        format!("{number:.1}")
    } else {
        format!("{number:.0}")
    };
    format!("{} {unit}", text.trim_end_matches(".0"))
}

/// What an alert says, as `Jobs waiting: 120, above 100`.
pub fn alert(alert: &Alert) -> String {
    let side = match alert.side {
        Side::Above => "above",
        Side::Below => "below",
    };
    let Alert { metric, limit, .. } = *alert;
    format!(
        "{}: {}, {side} {}",
        measure(metric),
        value(metric, alert.value),
        value(metric, limit)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_have_the_unit_that_keeps_them_short() {
        let said = [0.42, 7.0, 999.0, 1_500.0, 60_000.0, 5_400_000.0, 3e8]
            .map(|ms| value(Measure::OutboxAgeMs, ms));
        let expected = [
            "0.4 ms", "7 ms", "999 ms", "1.5 s", "1 min", "1.5 h", "3.5 d",
        ];
        assert_eq!(said, expected);
        assert_eq!(value(Measure::EnrichmentSuccessRate, 0.975), "98 %");
        assert_eq!(value(Measure::QueueDepth, 1_200.0), "1,200");
    }
}
