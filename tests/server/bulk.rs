//! `POST /businesses/bulk`: one change to many leads.

use crate::support::{Answer, Person, TestApp, socket::Socket};
use leadwire::{
    model::{BulkAnswer, Business, NewBusiness, Role, Stage, Uuid},
    server::db::{Origin, businesses::insert_all},
};
use reqwest::Method;
use serde_json::{Value, json};

/// Puts `count` leads into the database, the `n`th in the city `n % 2`.
async fn leads(app: &TestApp, count: usize) -> Vec<Uuid> {
    let mut tx = app.state.db.write(Origin::default()).await.unwrap();
    let leads: Vec<Business> = (0..count)
        .map(|n| {
            let mut lead = NewBusiness::named(format!("Lead {n}"));
            lead.address.city = Some(format!("City {}", n % 2));
            lead.tags = vec!["old".into()];
            lead.into_business(Uuid::now_v7(), tx.at())
        })
        .collect();
    let ids = leads.iter().map(|lead| lead.id).collect();
    insert_all(&mut tx, leads).await.unwrap();
    tx.commit().await.unwrap();
    ids
}

async fn bulk(person: &Person, body: Value) -> Answer {
    person.post("/businesses/bulk", body).await
}

async fn keyed(person: &Person, key: Uuid, body: &Value) -> Answer {
    let key = key.to_string();
    person
        .send(
            Method::POST,
            "/businesses/bulk",
            Some(body.to_string()),
            &[("idempotency-key", &key)],
        )
        .await
}

#[track_caller]
fn counts(answer: &Answer) -> (u64, u64, u64, usize) {
    assert_eq!(answer.status, 200, "{answer:?}");
    let answer: BulkAnswer = serde_json::from_value(answer.json.clone()).unwrap();
    (
        answer.matched,
        answer.changed,
        answer.unchanged,
        answer.skipped.len(),
    )
}

async fn lead(person: &Person, id: Uuid) -> Business {
    person.get(&format!("/businesses/{id}")).await.business()
}

async fn total(person: &Person, query: &str) -> u64 {
    let page = person.get(&format!("/businesses?limit=1&{query}")).await;
    page.json["meta"]["total"].as_u64().unwrap()
}

#[tokio::test]
async fn named_leads_are_changed_and_told_one_by_one() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.admin().await, app.person("bob", Role::Rep).await);
    let me = bob.get("/session").await.json["user"]["id"].clone();
    let ids = leads(&app, 4).await;
    let mut socket = Socket::of(&ada).await;
    socket.subscribe(&["businesses"], None).await;
    let (missing, key) = (Uuid::now_v7(), Uuid::now_v7());
    bob.delete(&format!("/businesses/{}", ids[3])).await;
    socket.event().await;
    let body = json!({
        "ids": [ids[1], ids[0], ids[1], missing, ids[3]],
        "changes": {"stage": "won", "owner_id": me}, "add_tags": [" vip "], "remove_tags": ["old"],
    });
    let first = keyed(&bob, key, &body).await;
    assert_eq!(counts(&first), (4, 2, 0, 2));
    for id in [missing, ids[3]] {
        let skipped = json!({"id": id, "code": "NOT_FOUND"});
        assert!(first.json["skipped"].as_array().unwrap().contains(&skipped));
    }
    for id in &ids[..2] {
        let event = socket.event().await;
        assert_eq!(event["event"], "business:updated");
        assert_eq!(event["payload"]["id"], json!(id));
        assert_eq!(event["mutation_id"], json!(key));
        assert_eq!(event["actor"], me);
        let lead = lead(&ada, *id).await;
        assert_eq!((lead.version, lead.stage), (2, Stage::Won));
        assert_eq!(json!(lead.owner_id), me);
        assert_eq!(lead.tags, ["vip"]);
    }
    assert_eq!(lead(&ada, ids[2]).await.version, 1);
    let again = keyed(&bob, key, &body).await;
    assert_eq!(again.json, first.json, "the first answer again");
    assert_eq!(again.headers["idempotent-replayed"], "true");
    let other = json!({"ids": [ids[2]], "delete": true});
    let refused = keyed(&bob, key, &other).await;
    refused.refused(422, "IDEMPOTENCY_MISMATCH");
    let same = bulk(&bob, json!({"ids": ids[..3], "changes": {"stage": "won"}})).await;
    assert_eq!(counts(&same), (3, 1, 2, 0), "two were so already");
}

#[tokio::test]
async fn those_that_a_filter_lets_through_are_deleted_and_told_in_frames() {
    let app = TestApp::start().await;
    let ada = app.admin().await;
    leads(&app, 302).await;
    let mut socket = Socket::of(&ada).await;
    socket.subscribe(&["businesses"], None).await;
    let body = json!({"filter": {"city": "City 1"}, "delete": true});
    assert_eq!(counts(&bulk(&ada, body.clone()).await), (151, 151, 0, 0));
    let mut told = 0;
    while told < 151 {
        let event = socket.event().await;
        assert_eq!(event["event"], "businesses:bulk-update");
        let leads = event["payload"]["businesses"].as_array().unwrap().clone();
        assert!(leads.len() <= 100, "{}", leads.len());
        assert!(leads.iter().all(|lead| lead["deleted_at"].is_i64()));
        told += leads.len();
    }
    assert_eq!(total(&ada, "city=City%201").await, 0);
    assert_eq!(total(&ada, "").await, 151);
    assert_eq!(
        counts(&bulk(&ada, body).await),
        (0, 0, 0, 0),
        "none is left"
    );
}

#[tokio::test]
async fn very_many_are_told_once_while_others_write() {
    let app = TestApp::start().await;
    let ada = app.admin().await;
    let ids = leads(&app, 2_400).await;
    let mut socket = Socket::of(&ada).await;
    socket.subscribe(&["businesses"], None).await;
    let body = json!({"filter": {"city": "City 0"}, "add_tags": ["new"]});
    let path = format!("/businesses/{}", ids[1]);
    let renamed = json!({"base_version": 1, "name": "Meanwhile"});
    let other = ada.patch(&path, renamed);
    let (answer, other) = tokio::join!(bulk(&ada, body), other);
    assert_eq!(counts(&answer), (1_200, 1_200, 0, 0));
    assert_eq!(other.business().name, "Meanwhile");
    let mut events = [socket.event().await, socket.event().await];
    events.sort_by_key(|event| event["event"].to_string());
    assert_eq!(events[0]["event"], "business:updated");
    assert_eq!(events[1]["event"], "invalidate:prefix");
    assert_eq!(events[1]["payload"]["prefix"], "businesses");
    assert_eq!(total(&ada, "tag=new").await, 1_200);
    let lead = lead(&ada, ids[0]).await;
    assert_eq!(
        (lead.version, lead.tags),
        (2, vec!["new".into(), "old".into()])
    );
}

#[tokio::test]
async fn a_change_that_is_cut_off_is_announced_and_goes_on_where_it_was() {
    let mut app = TestApp::start().await;
    let mut ada = app.admin().await;
    let ids = leads(&app, 5_000).await;
    let (key, body) = (
        Uuid::now_v7(),
        json!({"filter": {}, "changes": {"stage": "lost"}}),
    );
    let sent = tokio::spawn({
        let (ada, body) = (ada.clone(), body.clone());
        async move { keyed(&ada, key, &body).await }
    });
    let has_begun = "SELECT count(*) FROM idempotency WHERE status = 102";
    while sqlx::query_scalar::<_, i64>(has_begun)
        .fetch_one(app.state.db.readers())
        .await
        .unwrap()
        == 0
    {
        tokio::task::yield_now().await;
    }
    let folder = app.stop().await;
    sent.await.unwrap().refused(503, "UNAVAILABLE");
    app = TestApp::start_in(folder).await;
    ada.server = format!("http://{}", app.addr);
    let missed = Socket::of(&ada)
        .await
        .subscribe(&["businesses"], Some(0))
        .await;
    assert_eq!(missed[0]["event"], "invalidate:prefix", "of what was done");
    let done = total(&ada, "stage=lost").await;
    assert!((200..5_000).contains(&done), "{done}");
    let answer = keyed(&ada, key, &body).await;
    assert_eq!(counts(&answer), (5_000, 5_000, 0, 0));
    assert_eq!(total(&ada, "stage=lost").await, 5_000);
    for id in [ids[0], ids[4_999]] {
        assert_eq!(lead(&ada, id).await.version, 2, "changed once");
    }
    assert_eq!(keyed(&ada, key, &body).await.json, answer.json);
}

#[tokio::test]
async fn what_no_lead_may_be_is_refused_by_name_and_what_one_may_not_is_skipped() {
    let app = TestApp::start().await;
    let ada = app.admin().await;
    let ids = leads(&app, 2).await;
    let one = json!([ids[0]]);
    for (body, field) in [
        (json!({"delete": true}), "ids"),
        (json!({"ids": [], "delete": true}), "ids"),
        (json!({"ids": one, "filter": {}, "delete": true}), "ids"),
        (json!({"ids": vec![ids[0]; 10_001], "delete": true}), "ids"),
        (
            json!({"filter": {"q": "x".repeat(201)}, "delete": true}),
            "filter.q",
        ),
        (
            json!({"filter": {"radius_m": 5}, "delete": true}),
            "filter.radius_m",
        ),
        (
            json!({"filter": {"town": "x"}, "delete": true}),
            "filter.town",
        ),
        (json!({"ids": one}), "changes"),
        (json!({"ids": one, "changes": {}}), "changes"),
        (
            json!({"ids": one, "changes": {"stage": "won"}, "delete": true}),
            "delete",
        ),
        (
            json!({"ids": one, "changes": {"stage": "asleep"}}),
            "changes.stage",
        ),
        (json!({"ids": one, "changes": {"fax": "1"}}), "changes.fax"),
        (
            json!({"ids": one, "changes": {"name": " "}}),
            "changes.name",
        ),
        (
            json!({"ids": one, "changes": {"email": "nobody"}}),
            "changes.email",
        ),
        (
            json!({"ids": one, "changes": {"lat": 91, "lon": 0}}),
            "changes.lat",
        ),
        (
            json!({"ids": one, "changes": {"owner_id": Uuid::now_v7()}}),
            "changes.owner_id",
        ),
        (
            json!({"ids": one, "add_tags": ["x".repeat(51)]}),
            "add_tags",
        ),
        (
            json!({"ids": one, "add_tags": ["x"], "changes": {"tags": []}}),
            "add_tags",
        ),
        (json!({"ids": one, "restore": true}), "restore"),
    ] {
        let answer = bulk(&ada, body.clone()).await;
        let problem = answer.refused(422, "VALIDATION");
        let named = &problem["fields"][field];
        assert!(named.is_string(), "{body} should name {field}: {problem}");
    }
    let placed = json!({"base_version": 1, "lat": 60.0, "lon": 25.0});
    ada.patch(&format!("/businesses/{}", ids[0]), placed).await;
    let half = bulk(&ada, json!({"ids": ids, "changes": {"lat": 61}})).await;
    assert_eq!(counts(&half), (2, 1, 0, 1));
    let skipped = json!([{"id": ids[1], "code": "VALIDATION"}]);
    assert_eq!(half.json["skipped"], skipped, "it has no longitude");
    let stranger = app.stranger();
    let answer = bulk(&stranger, json!({"filter": {}, "delete": true})).await;
    answer.refused(401, "UNAUTHENTICATED");
}
