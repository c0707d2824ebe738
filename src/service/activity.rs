//! What everybody does, and how the server is doing.

use super::NOTHING;
use crate::{
    model::{
        ACTIVITY_EVENT, ALIVE_EVENT, Activity, ActivityPage, Alert, Alerts, Failure, METRICS_EVENT,
        Metrics, MetricsHistory, RESET_EVENT, Thresholds, Uuid,
    },
    net::{
        Http, Method,
        sse::{self, Messages},
    },
};

/// What everybody did last, newest first.
pub async fn list_activity(http: &Http) -> Result<Vec<Activity>, Failure> {
    let page = http.get::<ActivityPage>("/activity", &NOTHING).await?;
    Ok(page.data.data)
}

/// What everybody does, after the message `last`.
pub async fn stream_activity(http: &Http, last: Option<String>) -> Result<Messages, Failure> {
    let events = &[ACTIVITY_EVENT, RESET_EVENT, ALIVE_EVENT];
    sse::open(http, "/activity/stream", events, last.as_deref()).await
}

/// How the server was doing, oldest first.
pub async fn list_metrics(http: &Http) -> Result<Vec<Metrics>, Failure> {
    let history = http.get::<MetricsHistory>("/metrics/history", &NOTHING);
    Ok(history.await?.data.data)
}

/// How the server is doing, after the message `last`.
pub async fn stream_metrics(http: &Http, last: Option<String>) -> Result<Messages, Failure> {
    let events = &[METRICS_EVENT, RESET_EVENT, ALIVE_EVENT];
    sse::open(http, "/metrics/stream", events, last.as_deref()).await
}

/// Limits that are crossed, then those that were.
pub async fn list_alerts(http: &Http) -> Result<Vec<Alert>, Failure> {
    let alerts = http.get::<Alerts>("/metrics/alerts", &NOTHING);
    Ok(alerts.await?.data.data)
}

/// Between which values metrics are as they should be.
pub async fn get_thresholds(http: &Http) -> Result<Thresholds, Failure> {
    Ok(http.get("/metrics/thresholds", &NOTHING).await?.data)
}

/// Sets these values, in place of all others.
pub async fn set_thresholds(
    http: &Http,
    key: Uuid,
    thresholds: &Thresholds,
) -> Result<Thresholds, Failure> {
    http.write(Method::Put, "/metrics/thresholds", key, Some(thresholds))
        .await
}
