//! Searches in a real extract.

use super::{PATIENCE, count::around, ended, helsinki, leads, searched, with_extract};
use crate::support::TestApp;
use leadwire::model::{EventBody, JobKind, Role, TileStatus};
use serde_json::{Value, json};
use std::{collections::BTreeSet, time::Instant};

const CENTRE: (f64, f64) = (60.1699, 24.9384);

fn half_a_kilometre() -> Value {
    json!({"lat": CENTRE.0, "lon": CENTRE.1, "radius_m": 500})
}

/// A lead as any run gives it: without ids and times.
fn facts(mut lead: Value) -> Value {
    let fields = lead.as_object_mut().expect("a lead");
    for own in ["id", "created_at", "updated_at"] {
        fields.remove(own);
    }
    lead
}

#[tokio::test(flavor = "multi_thread")]
async fn half_a_kilometre_of_helsinki_is_what_an_independent_count_finds() {
    let (app, admin) = with_extract().await;
    let mut events = app.state.db.events.listen();
    let (job, report) = searched(&admin, half_a_kilometre()).await;
    let counted = around(&helsinki(), CENTRE, 500.0);
    assert!(counted.len() > 200, "{}", counted.len());
    assert_eq!(report.created, counted.len() as u64);
    assert_eq!((report.changed, report.unchanged, report.gone), (0, 0, 0));
    assert_eq!(
        (job.done, job.total),
        (report.created, Some(report.created))
    );
    assert_eq!(job.kind, JobKind::Scrape);
    assert_eq!(job.progress, 100.0);
    assert!(job.tiles.len() > 1, "{:?}", job.tiles);
    let found: u32 = job.tiles.iter().map(|tile| tile.found).sum();
    assert_eq!(u64::from(found), job.done);
    assert!(job.tiles.iter().all(|tile| tile.status == TileStatus::Done));
    let all = leads(&admin).await;
    let references = all.iter().filter_map(|lead| lead["source"]["ref"].as_str());
    let references: BTreeSet<String> = references.map(str::to_owned).collect();
    assert_eq!(references, counted);

    let (mut told, mut ends) = (0, 0);
    while let Ok(delivery) = events.try_recv() {
        for published in delivery.iter() {
            assert!(published.frame.len() <= 64 * 1024);
            match &published.event.body {
                EventBody::BusinessesBulkUpdate(update) => told += update.businesses.len(),
                EventBody::ScrapingComplete(_) => ends += 1,
                _ => {}
            }
        }
    }
    assert_eq!((told, ends), (counted.len(), 1), "live");
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_runs_give_the_same_and_a_second_run_finds_nothing_new() {
    let (app, admin) = with_extract().await;
    let (_, first) = searched(&admin, half_a_kilometre()).await;
    let before = leads(&admin).await;
    for _ in 0..9 {
        let (job, report) = searched(&admin, half_a_kilometre()).await;
        assert_eq!((report.created, report.changed, report.gone), (0, 0, 0));
        assert_eq!(report.unchanged, first.created);
        assert_eq!(job.done, first.created);
    }
    assert_eq!(leads(&admin).await, before, "not even a version moved");
    let (other, second) = with_extract().await;
    searched(&second, half_a_kilometre()).await;
    let facts = |all: Vec<Value>| all.into_iter().map(facts).collect::<Vec<_>>();
    assert_eq!(facts(leads(&second).await), facts(before), "another server");
    app.stop().await;
    other.stop().await;
}

/// What is kept of what sources say, by what they know it by.
async fn said(app: &TestApp) -> Vec<(String, String)> {
    let kept = "SELECT ref, facts FROM business_sources WHERE facts IS NOT NULL ORDER BY ref";
    let kept = sqlx::query_as(kept).fetch_all(app.state.db.readers()).await;
    kept.expect("reads")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_object_is_one_lead_whether_imported_or_searched() {
    let (app, admin) = with_extract().await;
    let bytes = std::fs::read(helsinki()).expect("the extract");
    let request = admin.request(reqwest::Method::POST, "/import?file_name=h.osm.pbf");
    let answer = request.body(bytes).send().await.expect("answers");
    let import = answer.json().await.expect("a job");
    ended(&admin, &import).await;
    let before = leads(&admin).await;
    let bbox = json!({"bbox": [24.0, 59.0, 26.0, 61.0]});
    let (_, report) = searched(&admin, bbox).await;
    assert_eq!((report.created, report.changed, report.gone), (0, 0, 0));
    assert!(report.unchanged > 1_400, "{report:?}");
    assert_eq!(leads(&admin).await, before);

    // What is known beyond the leads is the same too, without an import.
    let (other, second) = with_extract().await;
    let (_, report) = searched(&second, json!({"bbox": [24.0, 59.0, 26.0, 61.0]})).await;
    assert!(report.created > 1_400, "{report:?}");
    let (ours, theirs) = (said(&app).await, said(&other).await);
    assert_eq!(ours, theirs);
    let with = |key: &str| {
        let all = ours.iter();
        all.filter(|(_, facts)| facts.contains(key)).count()
    };
    let (names, brands) = (with("\"other_names\":"), with("\"brand\":"));
    assert!(names > 50 && brands > 4, "{names} names, {brands} brands");
    app.stop().await;
    other.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_person_changed_stays_and_what_is_gone_is_marked_once() {
    let (app, admin) = with_extract().await;
    let bakeries = json!({
        "lat": CENTRE.0, "lon": CENTRE.1, "radius_m": 1_500, "categories": ["bakery"]
    });
    let (_, first) = searched(&admin, bakeries.clone()).await;
    assert!(first.created > 2, "{first:?}");
    let all = leads(&admin).await;
    let id = all[0]["id"].as_str().expect("an id");
    let version = all[0]["version"].as_i64().expect("a version");
    let change = json!({"base_version": version, "phone": "+358 40 1"});
    let changed = admin.patch(&format!("/businesses/{id}"), change).await;
    assert!(changed.status.is_success(), "{changed:?}");
    // Two that the map has no longer: one of the kind, one of another.
    for (name, category) in [("Closed", "bakery"), ("Elsewhere", "bank")] {
        let source = json!({"kind": "osm", "ref": format!("node/{}", name.len())});
        admin
            .create(json!({"name": name, "category": category, "lat": CENTRE.0, "lon": CENTRE.1, "source": source}))
            .await;
    }
    let (job, again) = searched(&admin, bakeries.clone()).await;
    assert_eq!((again.created, again.changed), (0, 0));
    assert_eq!(again.gone, 1, "{:?}", job.events);
    assert_eq!(
        admin.get(&format!("/businesses/{id}")).await.json["phone"],
        "+358 40 1"
    );
    let (_, third) = searched(&admin, bakeries).await;
    assert_eq!(third.gone, 0, "told once");
    assert_eq!(
        leads(&admin).await.len() as u64,
        first.created + 2,
        "deleted never"
    );
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_polygon_a_box_and_a_name_find_what_lies_in_them() {
    let (app, admin) = with_extract().await;
    let [west, south, east, north] = [24.93, 60.165, 24.95, 60.175];
    let (_, boxed) = searched(&admin, json!({"bbox": [west, south, east, north]})).await;
    let corners = [[west, south], [east, south], [east, north], [west, north]];
    let (_, drawn) = searched(&admin, json!({"polygon": corners})).await;
    assert_eq!((drawn.created, drawn.unchanged), (0, boxed.created));
    let list = format!("/businesses?bbox={west},{south},{east},{north}&limit=1");
    assert_eq!(admin.get(&list).await.json["meta"]["total"], boxed.created);
    let named = admin.get("/places?q=helsinki").await;
    let place = &named.json["data"][0];
    assert_eq!(place["name"], "Helsinki", "{named:?}");
    let (job, _) = searched(&admin, json!({"location": "Helsinki", "radius_m": 300})).await;
    assert_eq!(job.params["lat"], place["lat"], "resolved");
    assert_eq!(job.params["location"], "Helsinki");
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_searched_is_refused_with_what_is_wrong() {
    let (app, admin) = with_extract().await;
    for (request, field) in [
        (json!({}), "location"),
        (json!({"lat": 60, "lon": 25}), "radius_m"),
        (json!({"bbox": [25, 60, 26, 59]}), "bbox"),
        (
            json!({"lat": 60, "lon": 25, "radius_m": 5, "categories": ["warpdrive"]}),
            "categories",
        ),
        (
            json!({"lat": 60, "lon": 25, "radius_m": 5, "source": "overture"}),
            "source",
        ),
    ] {
        let answer = admin.post("/scrapes", request).await;
        let problem = answer.refused(422, "VALIDATION");
        assert!(problem["fields"][field].is_string(), "{field}: {problem}");
    }
    let rep = app.person("rep", Role::Rep).await;
    rep.post("/scrapes", half_a_kilometre())
        .await
        .refused(403, "FORBIDDEN");
    let sources = admin.get("/scrapes/sources").await.json;
    assert_eq!(sources["data"][0]["kind"], "extract");
    assert_eq!(sources["data"][0]["default"], true);
    assert_eq!(sources["data"][0]["available"], true);
    let tree = admin.get("/categories").await.json;
    assert_eq!(tree["data"].as_array().map(Vec::len), Some(12));
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_admin_brings_an_extract_and_searches_use_it() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let refused = admin.post("/scrapes", half_a_kilometre()).await;
    let problem = refused.refused(422, "VALIDATION");
    assert!(problem["fields"]["source"].is_string(), "{problem}");
    let put = async |bytes: Vec<u8>| {
        let request = admin.request(reqwest::Method::PUT, "/scrapes/extract");
        request.body(bytes).send().await.expect("answers").status()
    };
    assert_eq!(put(b"name,city\nA,B\n".to_vec()).await, 415);
    let bytes = std::fs::read(helsinki()).expect("the extract");
    assert_eq!(put(bytes).await, 200);
    let (_, report) = searched(&admin, half_a_kilometre()).await;
    assert!(report.created > 200);
    let far = json!({"lat": 10.0, "lon": 10.0, "radius_m": 500});
    let refused = admin.post("/scrapes", far).await;
    refused.refused(422, "VALIDATION");
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_extract_is_refused_with_the_reason_until_it_is_mended() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("cut.osm.pbf");
    let bytes = std::fs::read(helsinki()).expect("the extract");
    std::fs::write(&path, &bytes[..bytes.len() - 5_000]).expect("writes");
    let given = Some(path.clone());
    let app = TestApp::start_with(folder, |config| config.outside.extract = given).await;
    let admin = app.admin().await;
    // Until the server has looked at it, a search is taken, and fails.
    let started = Instant::now();
    while admin.get("/scrapes/sources").await.json["data"][0]["available"] == true {
        assert!(started.elapsed() < PATIENCE);
        tokio::task::yield_now().await;
    }
    let refused = admin.post("/scrapes", half_a_kilometre()).await;
    let problem = refused.refused(422, "VALIDATION");
    let reason = problem["fields"]["source"].as_str().expect("a reason");
    assert!(reason.contains("damaged"), "{reason}");
    std::fs::write(&path, &bytes).expect("writes");
    let (_, report) = searched(&admin, half_a_kilometre()).await;
    assert!(report.created > 200, "{report:?}");
    app.stop().await;
}
