//! What everybody does, and how the server is doing.

use super::NOTHING;
use crate::{
    model::{
        ACTIVITY_EVENT, Activity, ActivityPage, Failure, METRICS_EVENT, Metrics, MetricsHistory,
        RESET_EVENT,
    },
    net::{
        Http,
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
    let events = &[ACTIVITY_EVENT, RESET_EVENT];
    sse::open(http, "/activity/stream", events, last.as_deref()).await
}

/// How the server was doing, oldest first.
pub async fn list_metrics(http: &Http) -> Result<Vec<Metrics>, Failure> {
    let history = http.get::<MetricsHistory>("/metrics/history", &NOTHING);
    Ok(history.await?.data.data)
}

/// How the server is doing, after the message `last`.
pub async fn stream_metrics(http: &Http, last: Option<String>) -> Result<Messages, Failure> {
    let events = &[METRICS_EVENT];
    sse::open(http, "/metrics/stream", events, last.as_deref()).await
}
