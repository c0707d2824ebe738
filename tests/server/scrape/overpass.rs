//! Searches that ask Overpass and Nominatim, on good days and on bad ones.

use super::{
    ended, leads, searched, start,
    stub::{Jumping, Mood, Stub},
    when,
};
use crate::support::{Person, TestApp};
use leadwire::{
    model::{JobStatus, TileStatus},
    server::{
        Outside,
        scrape::{Clock, Scraper},
    },
};
use serde_json::{Value, json};
use std::sync::{Arc, atomic::Ordering};

/// A server that asks stubs, by a clock that jumps.
struct World {
    app: TestApp,
    admin: Person,
    clock: Arc<Jumping>,
}

async fn world(clock: Arc<Jumping>, overpass: &[&Stub]) -> World {
    let nominatim = overpass
        .iter()
        .map(|stub| stub.url.clone())
        .take(1)
        .collect();
    let outside = Outside {
        contact: Some("ops@leadwire.test".into()),
        overpass: overpass.iter().map(|stub| stub.overpass()).collect(),
        overpass_timeout_s: 1,
        nominatim,
        ..Outside::default()
    };
    let folder = tempfile::tempdir().expect("a folder");
    let scraped = folder.path().join("scraped");
    let turning = clock.clone() as Arc<dyn Clock>;
    let app = TestApp::start_changed(
        folder,
        |_| {},
        |state| state.scraper = Arc::new(Scraper::with_clock(&outside, &scraped, &turning)),
    );
    let app = app.await;
    let admin = app.admin().await;
    World { app, admin, clock }
}

/// Six tiles with 400 shops.
fn everything() -> Value {
    json!({"bbox": [24.8, 60.1, 25.2, 60.2], "source": "overpass"})
}

#[tokio::test(flavor = "multi_thread")]
async fn an_area_is_asked_for_tile_by_tile_one_at_a_time() {
    let clock = Arc::new(Jumping::default());
    let stub = Stub::start(clock.clone(), &[]).await;
    let world = world(clock, &[&stub]).await;
    let (job, report) = searched(&world.admin, everything()).await;
    assert_eq!((report.created, job.done), (400, 400));
    let asked = stub.asked("/api/interpreter");
    assert_eq!(asked.len(), job.tiles.len());
    assert!(asked.len() >= 6, "{}", asked.len());
    for one in &asked {
        assert!(
            one.user_agent.contains("ops@leadwire.test"),
            "{}",
            one.user_agent
        );
        assert!(one.question.contains("out center tags"), "{}", one.question);
    }
    assert_eq!(stub.play.most.load(Ordering::SeqCst), 1);
    let before = leads(&world.admin).await;
    let (_, again) = searched(&world.admin, everything()).await;
    assert_eq!((again.created, again.changed, again.gone), (0, 0, 0));
    assert_eq!(again.unchanged, 400);
    assert_eq!(leads(&world.admin).await, before);
    let bakeries =
        json!({"bbox": [24.8, 60.1, 25.2, 60.2], "categories": ["bakery"], "source": "overpass"});
    let (_, some) = searched(&world.admin, bakeries).await;
    assert_eq!((some.unchanged, some.created, some.gone), (200, 0, 0));
    world.app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_days_end_complete_and_the_rules_hold() {
    let clock = Arc::new(Jumping::default());
    let moods = [
        Mood::Enough(30),
        Mood::EnoughSlots,
        Mood::Well,
        Mood::Busy,
        Mood::CutOff,
        Mood::Well,
        Mood::Partial,
        Mood::Page,
        Mood::Endless,
        Mood::Hangs,
    ];
    let stub = Stub::start(clock.clone(), &moods).await;
    let world = world(clock, &[&stub]).await;
    let (job, report) = searched(&world.admin, everything()).await;
    assert_eq!(report.created, 400, "{:?}", job.events);
    assert_eq!(leads(&world.admin).await.len(), 400);
    let split = job
        .tiles
        .iter()
        .filter(|t| t.status == TileStatus::Split)
        .count();
    assert_eq!(split, 4, "in part, by a page, without end, and never");
    assert_eq!(stub.play.most.load(Ordering::SeqCst), 1);
    let asked = stub.asked("/api/interpreter");
    for pair in asked.windows(2) {
        let waited = pair[1].at - pair[0].at;
        let least = match pair[0].mood {
            Mood::Enough(seconds) => i64::from(seconds) * 1_000,
            Mood::EnoughSlots => 7_000,
            Mood::Busy | Mood::CutOff => 5_000,
            _ => 0,
        };
        assert!(waited >= least, "{:?}: {waited} ms", pair[0].mood);
    }
    assert_eq!(stub.asked("/api/status").len(), 1, "asked for its slots");
    world.app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tiles_that_are_too_much_are_quartered_until_they_are_not() {
    let clock = Arc::new(Jumping::default());
    let stub = Stub::start(clock.clone(), &[]).await;
    *stub.play.too_high.lock().expect("a height") = 0.02;
    let world = world(clock, &[&stub]).await;
    let (job, report) = searched(&world.admin, everything()).await;
    assert_eq!(report.created, 400);
    assert!(job.tiles.len() <= 256);
    assert!(
        job.tiles
            .iter()
            .any(|tile| tile.status == TileStatus::Split)
    );
    world.app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tile_that_fails_leaves_the_others_and_is_tried_again_alone() {
    let clock = Arc::new(Jumping::default());
    let stub = Stub::start(clock.clone(), &[]).await;
    *stub.play.trouble.lock().expect("trouble") = Some(((60.12, 24.82), Mood::CutOff));
    let world = world(clock, &[&stub]).await;
    let job = start(&world.admin, everything()).await;
    let failed = ended(&world.admin, &job).await;
    assert_eq!(failed.status, JobStatus::Failed);
    let error = failed.error.clone().expect("a reason");
    assert!(error.starts_with("1 of 6 tiles are missing"), "{error}");
    assert!(error.contains("are kept"), "{error}");
    let kept = failed.report.clone().expect("a report").created;
    assert!(kept > 300 && kept < 400, "{kept}");
    assert_eq!(leads(&world.admin).await.len() as u64, kept);
    *stub.play.trouble.lock().expect("trouble") = None;
    let before = stub.asked("/api/interpreter").len();
    let again = world
        .admin
        .post(&format!("/jobs/{}/retry", job.id), Value::Null)
        .await;
    assert!(again.status.is_success(), "{again:?}");
    let done = when(&world.admin, &job, |job| !job.status.is_active()).await;
    assert_eq!(done.status, JobStatus::Completed, "{:?}", done.error);
    assert_eq!(done.report.expect("a report").created, 400);
    assert_eq!(
        stub.asked("/api/interpreter").len(),
        before + 1,
        "that tile only"
    );
    world.app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_that_is_refused_fails_with_what_was_said() {
    let clock = Arc::new(Jumping::default());
    let stub = Stub::start(clock.clone(), &[Mood::Well, Mood::Refuses]).await;
    let world = world(clock, &[&stub]).await;
    let job = start(&world.admin, everything()).await;
    let job = ended(&world.admin, &job).await;
    let error = job.error.expect("a reason");
    assert!(error.contains("parse error: Unknown type"), "{error}");
    assert!(
        job.report.expect("a report").created > 0,
        "what it has so far"
    );
    assert_eq!(stub.asked("/api/interpreter").len(), 2, "not asked again");
    world.app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_endpoint_is_asked_where_one_is_silent() {
    let clock = Arc::new(Jumping::default());
    let stub = Stub::start(clock.clone(), &[]).await;
    let gone = Stub::start(clock.clone(), &[]).await;
    let dead = gone.overpass();
    drop(gone);
    let endpoints = vec![dead.clone(), stub.overpass()];
    let outside = |overpass: Vec<String>| Outside {
        overpass,
        overpass_timeout_s: 1,
        nominatim: vec!["none".into()],
        ..Outside::default()
    };
    let turning = clock.clone() as Arc<dyn Clock>;
    for (endpoints, ends) in [
        (endpoints, JobStatus::Completed),
        (vec![dead], JobStatus::Failed),
    ] {
        let folder = tempfile::tempdir().expect("a folder");
        let outside = outside(endpoints);
        let path = folder.path().join("scraped");
        let app = TestApp::start_changed(
            folder,
            |_| {},
            |state| state.scraper = Arc::new(Scraper::with_clock(&outside, &path, &turning)),
        );
        let app = app.await;
        let admin = app.admin().await;
        let job = start(&admin, everything()).await;
        let job = ended(&admin, &job).await;
        assert_eq!(job.status, ends, "{:?}", job.error);
        if ends == JobStatus::Failed {
            let error = job.error.expect("a reason");
            assert!(error.contains("cannot be reached"), "{error}");
        }
        app.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_place_is_searched_within_its_boundary_if_that_is_known() {
    let clock = Arc::new(Jumping::default());
    let stub = Stub::start(clock.clone(), &[]).await;
    let world = world(clock, &[&stub]).await;
    let named = |name: &str| json!({"location": name, "source": "overpass"});
    let (bounded, within) = searched(&world.admin, named("Bounded")).await;
    let corners = json!([[24.98, 60.14], [25.02, 60.14], [25.0, 60.16]]);
    assert_eq!(bounded.params["polygon"], corners);
    assert_eq!(bounded.params["location"], "Bounded");
    assert_eq!(bounded.params["bbox"], Value::Null);
    let places = world.admin.get("/places?q=Bounded").await;
    assert_eq!(places.json["data"][0]["polygon"], corners);
    // The box around it has more.
    let (_, around) = searched(&world.admin, named("Somewhere")).await;
    assert!(
        within.created > 0 && around.created > 0,
        "{within:?} {around:?}"
    );
    assert_eq!(around.unchanged, within.created);
}

#[tokio::test(flavor = "multi_thread")]
async fn names_are_looked_up_once_a_second_and_once_each() {
    let clock = Arc::new(Jumping::default());
    let stub = Stub::start(clock.clone(), &[]).await;
    let world = world(clock, &[&stub]).await;
    let named = |name: &str| json!({"location": name, "source": "overpass"});
    let mut jobs = Vec::new();
    for name in ["Somewhere", "Elsewhere", "Nowhere", "Anywhere"] {
        jobs.push(start(&world.admin, named(name)).await);
    }
    for (n, job) in jobs.iter().enumerate() {
        let job = ended(&world.admin, job).await;
        if n == 2 {
            assert_eq!(job.status, JobStatus::Failed);
            let error = job.error.expect("a reason");
            assert!(error.contains("No place called «Nowhere»"), "{error}");
        } else {
            assert_eq!(job.status, JobStatus::Completed, "{:?}", job.error);
            assert_eq!(job.params["bbox"], json!([24.98, 60.14, 25.02, 60.16]));
        }
    }
    searched(&world.admin, named("  somewhere ")).await;
    let places = world.admin.get("/places?q=Anywhere").await;
    assert_eq!(places.json["data"][0]["name"], "Somewhere");
    let asked = stub.asked("/search");
    assert_eq!(asked.len(), 4, "each once");
    for pair in asked.windows(2) {
        assert!(
            pair[1].at - pair[0].at >= 1_000,
            "{}",
            pair[1].at - pair[0].at
        );
    }
    assert!(asked[0].user_agent.contains("ops@leadwire.test"));
    assert!(world.clock.now() > 0);
    world.app.stop().await;
}
