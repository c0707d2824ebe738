//! How the server is doing, its limits, and what is told when they are crossed.

use crate::support::{TestApp, socket::Socket};
use leadwire::model::{
    Alert, Alerts, EventBody, IDEMPOTENCY_HEADER, Metrics, MetricsHistory, Role, SENT_HEADER, Uuid,
};
use reqwest::Method;
use serde_json::{Value, json};

/// The next measurement of which something holds.
async fn measured(app: &TestApp, holds: impl Fn(&Metrics) -> bool) -> Metrics {
    let mut live = app.state.vitals.listen();
    loop {
        let metrics = live.recv().await.unwrap();
        if holds(&metrics) {
            return metrics;
        }
    }
}

/// The next alert.
async fn told(
    events: &mut leadwire::server::events::Listener<leadwire::server::events::Delivery>,
) -> Alert {
    loop {
        let delivery = events.recv().await.unwrap();
        let alert = delivery.iter().find_map(|sent| match &sent.event.body {
            EventBody::MetricAlert(alert) => {
                assert!(sent.event.seq.is_some(), "it is kept");
                Some(**alert)
            }
            _ => None,
        });
        if let Some(alert) = alert {
            return alert;
        }
    }
}

#[tokio::test]
async fn what_goes_through_is_measured() {
    let app = TestApp::start().await;
    let ada = app.admin().await;
    let mut socket = Socket::of(&ada).await;
    socket.subscribe(&["businesses"], None).await;
    let _ = measured(&app, |metrics| metrics.clients == 1).await;
    // Made ten minutes before it was sent, by a clock that is years behind.
    let key = "00fc1e0a-0000-7000-8000-000000000001";
    let made = i64::try_from(Uuid::parse_str(key).unwrap().as_u128() >> 80).unwrap();
    let sent = (made + 600_000).to_string();
    let headers = [(IDEMPOTENCY_HEADER, key), (SENT_HEADER, sent.as_str())];
    let body = json!({"name": "Bakery"}).to_string();
    for _ in 0..2 {
        let lead = ada.send(Method::POST, "/businesses", Some(body.clone()), &headers);
        lead.await.business();
    }
    let metrics = measured(&app, |metrics| metrics.leads_per_minute == 1).await;
    assert_eq!(metrics.outbox_age_ms, Some(600_000.0));
    let latency = metrics.event_latency_ms.expect("a socket was told");
    assert!(latency > 0.0 && latency < 10_000.0, "{latency} ms");
    let kept: MetricsHistory =
        serde_json::from_value(ada.get("/metrics/history").await.json).unwrap();
    assert!(kept.data.contains(&metrics));
    // Nothing came since: nothing is said to have waited.
    let next = measured(&app, |later| later.at > metrics.at).await;
    assert_eq!((next.outbox_age_ms, next.leads_per_minute), (None, 1));
}

#[tokio::test]
async fn a_crossed_limit_is_told_once_kept_and_told_when_it_is_over() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.admin().await, app.person("Bob", Role::Office).await);
    let mut events = app.state.db.events.listen();
    let _first = Socket::of(&ada).await;
    let second = Socket::of(&bob).await;
    let limits = json!({"data": [{"metric": "clients", "above": 1.0}]});
    let put = |limits: &Value| {
        ada.send(
            Method::PUT,
            "/metrics/thresholds",
            Some(limits.to_string()),
            &[],
        )
    };
    assert_eq!(put(&limits).await.json, limits);
    assert_eq!(bob.get("/metrics/thresholds").await.json, limits);
    let alert = told(&mut events).await;
    assert_eq!((alert.limit, alert.value, alert.ended_at), (1.0, 2.0, None));
    let alerts: Alerts = serde_json::from_value(bob.get("/metrics/alerts").await.json).unwrap();
    assert_eq!(alerts.data, [alert]);
    // It goes on after a restart, and is not told again.
    drop((second, events));
    let app = TestApp::start_in(app.stop().await).await;
    let ada = app.admin().await;
    let mut events = app.state.db.events.listen();
    measured(&app, |metrics| metrics.clients == 0).await;
    let none = json!({"data": []}).to_string();
    ada.send(Method::PUT, "/metrics/thresholds", Some(none), &[])
        .await;
    let over = told(&mut events).await;
    assert_eq!((over.id, over.ended_at.is_some()), (alert.id, true));
    let alerts: Alerts = serde_json::from_value(ada.get("/metrics/alerts").await.json).unwrap();
    assert_eq!(alerts.data, [over]);
}

#[tokio::test]
async fn limits_are_for_administrators_and_have_to_make_sense() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.admin().await, app.person("Bob", Role::Office).await);
    let put = |person: crate::support::Person, data: Value| async move {
        let body = json!({ "data": data }).to_string();
        person
            .send(Method::PUT, "/metrics/thresholds", Some(body), &[])
            .await
    };
    let good = json!([{"metric": "queue_depth", "above": 10.0, "below": 1.0}]);
    put(bob, good.clone()).await.refused(403, "FORBIDDEN");
    for (data, field) in [
        (
            json!([{"metric": "clients", "above": -1.0}]),
            "clients.above",
        ),
        (
            json!([{"metric": "enrichment_success_rate", "below": 1.5}]),
            "enrichment_success_rate.below",
        ),
        (
            json!([{"metric": "clients", "above": 1.0, "below": 1.0}]),
            "clients.above",
        ),
        (
            json!([{"metric": "clients", "above": 1.0}, {"metric": "clients"}]),
            "clients",
        ),
        (json!([{"metric": "moon"}]), "data[0].metric"),
    ] {
        let answer = put(ada.clone(), data.clone()).await;
        let said = answer.refused(422, "VALIDATION");
        assert!(said["fields"][field].is_string(), "{data}: {said}");
    }
    assert_eq!(
        ada.get("/metrics/thresholds").await.json,
        json!({"data": []})
    );
    put(ada.clone(), good.clone()).await;
    let emptied = put(ada.clone(), json!([{"metric": "clients"}])).await;
    assert_eq!(emptied.json, json!({"data": []}));
}
