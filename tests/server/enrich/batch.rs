//! Look-ups of many leads.

use super::{
    web::{Asked, Gate, Reply},
    world::{HOME, World},
};
use leadwire::model::{EnrichmentStatus, JobStatus, Uuid};
use serde_json::json;
use std::{
    collections::{HashMap, HashSet},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

/// Every host is the same café, but for those that are out of order until told otherwise.
fn cafes(open: &Arc<AtomicBool>) -> impl Fn(&Asked) -> Reply + use<> {
    let open = open.clone();
    move |asked| {
        let is_out = asked.host.starts_with("out") && !open.load(Ordering::Relaxed);
        match asked.path.as_str() {
            "/" if is_out => Reply::new(503, ""),
            "/" => Reply::html(HOME),
            _ => Reply::new(404, ""),
        }
    }
}

/// The same, all there, each kept back until it is let through.
fn held_back(gate: &Gate) -> impl Fn(&Asked) -> Reply + use<> {
    let (gate, answer) = (gate.clone(), cafes(&Arc::new(AtomicBool::new(true))));
    move |asked| match asked.path.as_str() {
        "/" => answer(asked).behind(&gate),
        _ => answer(asked),
    }
}

async fn leads(world: &World, names: &[&str]) -> Vec<Uuid> {
    let mut ids = Vec::new();
    for name in names {
        ids.push(world.lead(&format!("{name}.helmi.fi")).await.id);
    }
    ids
}

async fn statuses(world: &World) -> HashMap<String, u64> {
    let stats = world.user.get("/stats").await.json;
    ["pending", "running", "enriched", "failed"]
        .into_iter()
        .map(|name| (name.to_owned(), stats[name].as_u64().unwrap()))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_looks_up_what_it_can_says_why_not_and_tries_that_again() {
    let open = Arc::new(AtomicBool::new(false));
    let world = World::with(cafes(&open)).await;
    leads(&world, &["a", "b", "out1", "c", "out2", "d"]).await;
    world.user.create(json!({"name": "Nowhere"})).await;
    let job = world.ended(world.batch(json!({"filter": {}})).await).await;
    assert_eq!(job.status, JobStatus::Completed, "{job:?}");
    assert_eq!((job.done, job.total), (7, Some(7)));
    let report = job.report.clone().unwrap();
    assert_eq!((report.enriched, report.failed), (4, 3));
    let failures = world
        .user
        .get(&format!("/jobs/{}/failures", job.id))
        .await
        .json;
    let rows = failures["data"].as_array().unwrap();
    let names: Vec<_> = rows
        .iter()
        .map(|row| row["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["out1.helmi.fi", "out2.helmi.fi", "Nowhere"]);
    assert_eq!(
        rows[0]["reason"],
        "The website answers with 503 (out of order)."
    );
    let now = statuses(&world).await;
    assert_eq!((now["enriched"], now["failed"], now["running"]), (4, 3, 0));

    open.store(true, Ordering::Relaxed);
    let path = format!("/jobs/{}/retry", job.id);
    assert_eq!(world.user.post(&path, json!({})).await.status, 202);
    let job = world.ended(job).await;
    let report = job.report.unwrap();
    assert_eq!((job.done, report.enriched, report.failed), (7, 6, 1));
    assert_eq!(
        world.web.paths("a.helmi.fi"),
        ["/"],
        "those that were done are left alone"
    );

    let refused = world
        .user
        .post("/enrichment/batch", json!({"count": 5}))
        .await;
    refused.refused(422, "VALIDATION");
    assert!(
        refused.json["fields"]["count"]
            .as_str()
            .unwrap()
            .contains("again")
    );
    for (body, field) in [
        (json!({}), "count"),
        (json!({"count": 1, "filter": {}}), "count"),
        (json!({"count": 0}), "count"),
        (json!({"filter": {"near": "x"}}), "filter.near"),
        (json!({"ids": []}), "ids"),
    ] {
        let answer = world.user.post("/enrichment/batch", body.clone()).await;
        let problem = answer.refused(422, "VALIDATION");
        assert!(problem["fields"].get(field).is_some(), "{body}: {problem}");
    }
    world.app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn by_count_the_newest_come_first_and_by_ids_those_that_are_named() {
    let open = Arc::new(AtomicBool::new(true));
    let world = World::with(cafes(&open)).await;
    let ids = leads(&world, &["a", "b", "c"]).await;
    world.user.create(json!({"name": "Nowhere"})).await;
    let job = world.batch(json!({"count": 1})).await;
    assert_eq!(job.total, Some(1));
    world.ended(job).await;
    let lead = |id: Uuid| {
        let user = world.user.clone();
        async move { user.get(&format!("/businesses/{id}")).await.business() }
    };
    assert_eq!(
        lead(ids[2]).await.enrichment_status,
        EnrichmentStatus::Enriched
    );
    assert_eq!(
        lead(ids[1]).await.enrichment_status,
        EnrichmentStatus::Pending
    );
    let job = world.batch(json!({"ids": [ids[0], ids[2], ids[0]]})).await;
    assert_eq!(job.total, Some(1), "one was looked up already");
    world.ended(job).await;
    assert_eq!(
        lead(ids[0]).await.enrichment_status,
        EnrichmentStatus::Enriched
    );
    let job = world.batch(json!({"ids": ids, "again": true})).await;
    assert_eq!(job.total, Some(3));
    let report = world.ended(job).await.report.unwrap();
    assert_eq!((report.enriched, report.failed), (3, 0));
    world.app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paused_batch_leaves_no_lead_running_and_goes_on_where_it_was() {
    let gate = Gate::default();
    gate.let_through(3);
    let web = held_back(&gate);
    // Of fewer slots those that are kept back would have all, and nobody else be asked.
    let world = World::set(web, |config| config.outside.websites.look_ups = 30).await;
    let names: Vec<String> = (0..30).map(|n| format!("n{n}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    leads(&world, &names).await;
    let job = world.batch(json!({"filter": {}})).await;
    world.when(job.id, |job| job.done >= 3).await;
    for (call, other) in [("pause", "resume"), ("cancel", "retry")] {
        let path = format!("/jobs/{}/{call}", job.id);
        assert_eq!(world.user.post(&path, json!({})).await.status, 200);
        let held = world.when(job.id, |_| true).await;
        let now = statuses(&world).await;
        assert_eq!(now["running"], 0, "after {call}: {now:?}");
        assert_eq!(now["enriched"], held.done, "after {call}");
        assert!(now["pending"] > 0, "after {call}: {now:?}");
        let path = format!("/jobs/{}/{other}", job.id);
        assert!(world.user.post(&path, json!({})).await.status.is_success());
        let more = held.done + 3;
        gate.let_through(3);
        world.when(job.id, |job| job.done >= more).await;
    }
    gate.open();
    let job = world.ended(job).await;
    let report = job.report.unwrap();
    assert_eq!((job.done, report.enriched, report.failed), (30, 30, 0));
    assert_eq!(statuses(&world).await["enriched"], 30);
    world.app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_stops_leaves_the_rest_for_the_next_one() {
    let gate = Gate::default();
    gate.let_through(2);
    let web = held_back(&gate);
    let world = World::set(web, |config| config.outside.websites.look_ups = 2).await;
    leads(&world, &["a", "b", "c", "d", "e", "f", "g", "h"]).await;
    let job = world.batch(json!({"filter": {}})).await;
    world.when(job.id, |job| job.done >= 2).await;
    let world = world.again().await;
    gate.open();
    let job = world.ended(job).await;
    let report = job.report.unwrap();
    assert_eq!((job.done, report.enriched, report.failed), (8, 8, 0));
    let mut contacts = 0;
    for lead in world.user.get("/businesses").await.json["data"]
        .as_array()
        .unwrap()
    {
        assert_eq!(lead["enrichment_status"], "enriched");
        let id: Uuid = lead["id"].as_str().unwrap().parse().unwrap();
        contacts += world.contacts(id).await.len();
    }
    assert_eq!(contacts, 8 * 3, "a person, an address and a number each");
    world.app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn while_a_host_rests_others_are_asked() {
    let cafes = cafes(&Arc::new(AtomicBool::new(true)));
    let world = World::set(cafes, |config| {
        config.outside.websites.look_ups = 1;
        // An hour: none of them is asked twice.
        config.outside.websites.host_pause_ms = 3_600_000;
    })
    .await;
    leads(&world, &["a", "b", "c"]).await;
    let job = world.batch(json!({"filter": {}})).await;
    let hosts = || {
        let asked = world.web.asked().into_iter();
        asked.map(|asked| asked.host).collect::<HashSet<_>>()
    };
    world.when(job.id, |_| hosts().len() == 3).await;
    assert!(world.web.asked().iter().all(|it| it.path == "/robots.txt"));
    world.app.stop().await;
}
