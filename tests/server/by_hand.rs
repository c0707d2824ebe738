//! Leads that people type in are compared with those that are there: a person is asked.

use crate::{
    importer::{TestApp, User, csv, folder},
    support::database_url,
};
use leadwire::{
    model::{Business, Duplicate, NewBusiness, Page},
    server::{
        db::{Db, Origin, businesses},
        dedupe::MERGE,
    },
};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// How long something that must happen may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

fn zetor(name: &str) -> Value {
    json!({"name": name, "category": "restaurant", "lat": 60.1689, "lon": 24.9415,
        "address": {"street": "Mannerheimintie 3", "city": "Helsinki", "postcode": "00100",
            "country": "FI"},
        "phone": "+358 10 7664450", "website": "https://zetor.net"})
}

async fn create(user: &User, lead: &Value) -> Business {
    let request = user.request(Method::POST, "/businesses").json(lead);
    let answer = request.send().await.expect("answers");
    assert_eq!(answer.status(), StatusCode::CREATED);
    answer.json().await.expect("a lead")
}

/// The pairs that people are asked about, once there are so many.
async fn pairs(user: &User, count: u64) -> Vec<Duplicate> {
    let start = Instant::now();
    loop {
        let page: Page<Duplicate> = user.get("/duplicates?limit=200").await;
        if page.meta.total >= count {
            assert_eq!(page.meta.total, count);
            return page.data;
        }
        assert!(start.elapsed() < PATIENCE, "still {page:?}");
        tokio::task::yield_now().await;
    }
}

/// How many leads wait to be compared.
async fn waiting(db: &Db) -> i64 {
    let count = sqlx::query_scalar("SELECT count(*) FROM to_compare");
    count.fetch_one(db.readers()).await.expect("reads")
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_typed_in_twice_is_asked_about_and_never_merged() {
    let app = TestApp::start(folder()).await;
    let user = &app.user;
    user.imported("others.csv", csv(20)).await;
    let first = create(user, &zetor("Ravintola Zetor")).await;
    let second = create(user, &zetor("Zetor Oy")).await;
    let asked = pairs(user, 1).await;
    assert_eq!((asked[0].a.id, asked[0].b.id), (first.id, second.id));
    assert!(asked[0].score >= MERGE, "an import would be merged");
    assert!(!asked[0].reasons.is_empty());
    for lead in [&first, &second] {
        let now: Business = user.get(&format!("/businesses/{}", lead.id)).await;
        assert_eq!(now, *lead, "nothing changes by itself");
    }
    // What is like nothing else is not asked about, and nobody is asked twice.
    let path = format!("/duplicates/{}/distinct", asked[0].id);
    assert_eq!(user.post(&path).await.status(), StatusCode::OK);
    create(
        user,
        &json!({"name": "Kluuvin Kukka", "category": "florist"}),
    )
    .await;
    create(user, &zetor("Ravintola Zetor")).await;
    for pair in pairs(user, 1).await {
        assert_ne!((pair.a.id, pair.b.id), (first.id, second.id));
    }
    assert_eq!(waiting(&app.state.db).await, 0);
    assert_eq!(user.stats().await.total, 24);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_not_compared_before_a_server_ended_the_next_one_compares() {
    let folder = folder();
    let db = Db::open(&database_url(folder.path())).await.expect("opens");
    for lead in [zetor("Ravintola Zetor"), zetor("Zetor"), zetor("Zetor Oy")] {
        let lead: NewBusiness = serde_json::from_value(lead).expect("a lead");
        let mut tx = db.write(Origin::default()).await.expect("begins");
        let lead = businesses::create(&mut tx, lead).await.expect("creates");
        if lead.name == "Zetor" {
            businesses::delete(&mut tx, lead.id).await.expect("deletes");
        }
        tx.commit().await.expect("commits");
    }
    assert_eq!(waiting(&db).await, 3);
    db.close().await;
    let app = TestApp::start(folder).await;
    let asked = pairs(&app.user, 1).await;
    assert_eq!(
        (asked[0].a.name.as_str(), asked[0].b.name.as_str()),
        ("Ravintola Zetor", "Zetor Oy")
    );
    assert_eq!(waiting(&app.state.db).await, 0);
    app.stop().await;
}
