//! How the server is doing, what counts as too much of it, and when it was.

use super::{Timestamp, Uuid};
use serde::{Deserialize, Serialize};

/// How the server is doing: rates are of the last minute, the rest of the last two seconds.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Metrics {
    /// Until when.
    pub at: Timestamp,
    /// Open sockets.
    pub clients: u64,
    /// People who have one.
    pub people: u64,
    /// Events told, of all kinds, a second.
    pub events_per_second: f64,
    /// Leads that came in the last minute.
    pub leads_per_minute: u64,
    /// Look-ups of contacts that ended in the last minute, well or badly.
    pub enrichments_per_minute: u64,
    /// How many of those ended well, 0 to 1; `None` if there was none.
    pub enrichment_success_rate: Option<f64>,
    /// Jobs that wait.
    pub queue_depth: u64,
    /// Jobs that run.
    pub jobs_running: u64,
    /// How long the oldest of the changes that came had waited on its device, in
    /// milliseconds; `None` if none came.
    pub outbox_age_ms: Option<f64>,
    /// How long after its commit an event was handed to the last of the sockets, at
    /// most, in milliseconds; `None` if there was none.
    pub event_latency_ms: Option<f64>,
}

/// The answer to `GET /metrics/history`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct MetricsHistory {
    /// Oldest first; at most the last 100.
    pub data: Vec<Metrics>,
}

/// What of [`Metrics`] can be too much or too little.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// [`Metrics::leads_per_minute`]
    LeadsPerMinute,
    /// [`Metrics::enrichments_per_minute`]
    EnrichmentsPerMinute,
    /// [`Metrics::enrichment_success_rate`]
    EnrichmentSuccessRate,
    /// [`Metrics::queue_depth`]
    QueueDepth,
    /// [`Metrics::clients`]
    Clients,
    /// [`Metrics::outbox_age_ms`]
    OutboxAgeMs,
    /// [`Metrics::event_latency_ms`]
    EventLatencyMs,
}

impl Measure {
    /// Every one, in the order in which they are shown.
    pub const ALL: [Self; 7] = [
        Self::LeadsPerMinute,
        Self::EnrichmentsPerMinute,
        Self::EnrichmentSuccessRate,
        Self::QueueDepth,
        Self::Clients,
        Self::OutboxAgeMs,
        Self::EventLatencyMs,
    ];

    /// The name on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::LeadsPerMinute => "leads_per_minute",
            Self::EnrichmentsPerMinute => "enrichments_per_minute",
            Self::EnrichmentSuccessRate => "enrichment_success_rate",
            Self::QueueDepth => "queue_depth",
            Self::Clients => "clients",
            Self::OutboxAgeMs => "outbox_age_ms",
            Self::EventLatencyMs => "event_latency_ms",
        }
    }

    /// Its value; `None` if there was nothing to measure.
    pub fn of(self, metrics: &Metrics) -> Option<f64> {
        match self {
            Self::LeadsPerMinute => Some(metrics.leads_per_minute as f64),
            Self::EnrichmentsPerMinute => Some(metrics.enrichments_per_minute as f64),
            Self::EnrichmentSuccessRate => metrics.enrichment_success_rate,
            Self::QueueDepth => Some(metrics.queue_depth as f64),
            Self::Clients => Some(metrics.clients as f64),
            Self::OutboxAgeMs => metrics.outbox_age_ms,
            Self::EventLatencyMs => metrics.event_latency_ms,
        }
    }

    /// The largest value that it can have, if there is one.
    pub const fn most(self) -> Option<f64> {
        match self {
            Self::EnrichmentSuccessRate => Some(1.0),
            _ => None,
        }
    }
}

/// Between which values a [`Measure`] is as it should be.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Threshold {
    /// Of what.
    pub metric: Measure,
    /// An alert begins above this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub above: Option<f64>,
    /// An alert begins below this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub below: Option<f64>,
}

/// The body of `PUT /metrics/thresholds` and what it and `GET` answer. What is not
/// among them has no limit.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Thresholds {
    /// Each metric at most once.
    pub data: Vec<Threshold>,
}

/// On which side of what it should be a [`Measure`] was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// Too much.
    Above,
    /// Too little.
    Below,
}

impl Side {
    /// The name on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Above => "above",
            Self::Below => "below",
        }
    }
}

/// A limit that was crossed. It is told once when it begins and once when it is over.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct Alert {
    /// UUIDv7.
    pub id: Uuid,
    /// Of what.
    pub metric: Measure,
    /// Too much or too little.
    pub side: Side,
    /// The limit.
    pub limit: f64,
    /// What was measured when it was crossed.
    pub value: f64,
    /// Since when.
    pub since: Timestamp,
    /// Until when; `None` while it goes on.
    #[serde(default)]
    pub ended_at: Option<Timestamp>,
}

/// The answer to `GET /metrics/alerts`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct Alerts {
    /// Those that go on, then those that are over; each newest first.
    pub data: Vec<Alert>,
}

/// The name of the event in which a stream tells of [`Metrics`].
pub const METRICS_EVENT: &str = "metric:update";
/// How many [`Metrics`] are kept.
pub const METRICS_KEPT: usize = 100;
/// How many [`Alerts`] are answered.
pub const ALERTS_KEPT: usize = 50;
