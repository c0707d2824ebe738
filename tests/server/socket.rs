//! Events: in order, once, or not at all and said so.

use crate::support::{Person, TestApp, socket, socket::Socket};
use leadwire::{
    model::{Role, Uuid},
    server::db::Origin,
};
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

async fn rename(person: &Person, id: Uuid, version: i64) {
    let body = json!({"base_version": version, "name": format!("Name {version}")});
    person
        .patch(&format!("/businesses/{id}"), body)
        .await
        .business();
}

#[tokio::test]
async fn a_change_is_told_with_its_position_and_who_made_it() {
    let app = TestApp::start().await;
    let ada = app.admin().await;
    let mut socket = Socket::of(&ada).await;
    socket.subscribe(&["businesses"], None).await;
    let key = Uuid::now_v7().to_string();
    let headers = [("idempotency-key", key.as_str())];
    let body = Some(json!({"name": "Bakery"}).to_string());
    let lead = ada
        .send(reqwest::Method::POST, "/businesses", body, &headers)
        .await
        .business();
    let event = socket.event().await;
    assert_eq!(event["event"], "business:created");
    assert_eq!(event["topic"], "businesses");
    assert_eq!(event["seq"], 1);
    assert_eq!(event["mutation_id"], key);
    assert_eq!(event["payload"]["id"], lead.id.to_string());
    assert!(event["actor"].is_string() && event["at"].is_i64());
}

#[tokio::test]
async fn an_event_of_several_topics_comes_once_and_of_others_not() {
    let app = TestApp::start().await;
    let ada = app.admin().await;
    let lead = ada.create(json!({"name": "Bakery"})).await;
    let other = ada.create(json!({"name": "Other"})).await;
    let topic = format!("business:{}", lead.id);
    let mut both = Socket::of(&ada).await;
    both.subscribe(&["businesses", &topic], None).await;
    let mut one = Socket::of(&ada).await;
    one.subscribe(&[&topic], None).await;
    rename(&ada, other.id, 1).await;
    rename(&ada, lead.id, 1).await;
    rename(&ada, lead.id, 2).await;
    let seqs = |events: Vec<Value>| {
        events
            .iter()
            .map(|event| event["seq"].clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        seqs(vec![
            both.event().await,
            both.event().await,
            both.event().await
        ]),
        [3, 4, 5]
    );
    assert_eq!(seqs(vec![one.event().await, one.event().await]), [4, 5]);

    one.send(json!({"type": "unsubscribe", "topics": [topic]}))
        .await;
    one.send(json!({"type": "ping"})).await;
    assert_eq!(one.frame().await["type"], "pong");
    rename(&ada, lead.id, 3).await;
    one.send(json!({"type": "ping"})).await;
    assert_eq!(one.frame().await["type"], "pong", "not told any more");
}

#[tokio::test]
async fn whoever_comes_back_gets_what_was_missed_and_nothing_twice() {
    let app = TestApp::start().await;
    let ada = app.admin().await;
    let lead = ada.create(json!({"name": "Bakery"})).await;
    for version in 1..=1_100 {
        rename(&ada, lead.id, version).await;
    }
    let mut socket = Socket::of(&ada).await;
    let missed = socket.subscribe(&["businesses"], Some(1)).await;
    let positions: Vec<_> = missed
        .iter()
        .map(|event| event["seq"].as_i64().unwrap())
        .collect();
    assert_eq!(positions, (2..=1_101).collect::<Vec<_>>());
    rename(&ada, lead.id, 1_101).await;
    assert_eq!(socket.event().await["seq"], 1_102);
    // Asked again for the same: what this socket has had is not told again.
    assert_eq!(
        socket.subscribe(&["businesses"], Some(1)).await,
        Vec::<Value>::new()
    );

    let page = ada.get("/events?since=1&topics=businesses").await.json;
    assert_eq!(page["events"].as_array().unwrap().len(), 500);
    assert_eq!((&page["more"], &page["seq"]), (&json!(true), &json!(501)));
}

#[tokio::test]
async fn a_position_that_cannot_be_is_answered_with_a_reset() {
    let app = TestApp::start().await;
    let ada = app.admin().await;
    ada.create(json!({"name": "Bakery"})).await;
    let mut socket = Socket::of(&ada).await;
    for since in [99, -1] {
        let told = socket.subscribe(&["businesses"], Some(since)).await;
        assert_eq!(told.len(), 1, "{told:?}");
        assert_eq!(
            (&told[0]["type"], &told[0]["seq"]),
            (&json!("reset"), &json!(1))
        );
    }
    let page = ada.get("/events?since=99&topics=businesses").await.json;
    assert_eq!(page["reset"], true);

    // What the log has let go is not passed over in silence.
    ada.create(json!({"name": "Butcher"})).await;
    let mut tx = app.state.db.write(Origin::default()).await.unwrap();
    sqlx::query("DELETE FROM event_log WHERE seq = 1")
        .execute(tx.conn())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let mut late = Socket::of(&ada).await;
    let told = late.subscribe(&["businesses"], Some(0)).await;
    assert_eq!(told[0]["type"], "reset", "{told:?}");
    assert_eq!(told[0]["epoch"], app.state.db.epoch().to_string());
    let told = Socket::of(&ada)
        .await
        .subscribe(&["businesses"], Some(1))
        .await;
    assert_eq!(told[0]["seq"], 2, "{told:?}");
    let page = ada.get("/events?since=0&topics=businesses").await.json;
    assert_eq!(
        (&page["reset"], &page["events"]),
        (&json!(true), &json!([]))
    );
}

#[tokio::test]
async fn changes_of_many_at_once_are_told_in_commit_order_to_all() {
    let app = TestApp::start().await;
    let ada = app.admin().await;
    let mut sockets = [Socket::of(&ada).await, Socket::of(&ada).await];
    for socket in &mut sockets {
        socket.subscribe(&["businesses"], None).await;
    }
    let writers = (0..8).map(|writer| {
        let ada = ada.clone();
        async move {
            for i in 0..25 {
                ada.create(json!({"name": format!("Lead {writer} {i}")}))
                    .await;
            }
        }
    });
    futures::future::join_all(writers).await;
    let mut told = Vec::new();
    for socket in &mut sockets {
        let mut names = Vec::new();
        for seq in 1..=200 {
            let event = socket.event().await;
            assert_eq!(event["seq"], seq);
            names.push(event["payload"]["name"].clone());
        }
        told.push(names);
    }
    assert_eq!(told[0], told[1]);
}

#[tokio::test]
async fn frames_that_are_wrong_are_refused_and_the_socket_stays() {
    let app = TestApp::start().await;
    let rita = app.person("Rita", Role::Rep).await;
    let mut socket = Socket::of(&rita).await;
    let topics = |topic: &str| json!({"type": "subscribe", "topics": [topic]}).to_string();
    for (frame, code) in [
        (Message::text("no json"), "VALIDATION"),
        (Message::text("[]"), "VALIDATION"),
        (Message::text(r#"{"type":"dance"}"#), "VALIDATION"),
        (
            Message::text(r#"{"type":"ping","loud":true}"#),
            "VALIDATION",
        ),
        (
            Message::text(r#"{"type":"subscribe","topics":"businesses"}"#),
            "VALIDATION",
        ),
        (
            Message::text(r#"{"type":"subscribe","topics":["businesses"],"since":"1"}"#),
            "VALIDATION",
        ),
        (Message::text(topics("business:me")), "VALIDATION"),
        (Message::text(topics("everything")), "VALIDATION"),
        (Message::binary(vec![0, 159, 146, 150]), "VALIDATION"),
        (Message::text(topics("jobs")), "FORBIDDEN"),
    ] {
        socket.send_raw(frame.clone()).await;
        let answer = socket.frame().await;
        assert_eq!(
            (&answer["type"], &answer["code"]),
            (&json!("error"), &json!(code)),
            "{frame:?}"
        );
    }
    let many: Vec<_> = (0..1_001)
        .map(|_| format!("business:{}", Uuid::now_v7()))
        .collect();
    let many: Vec<_> = many.iter().map(String::as_str).collect();
    socket
        .send(json!({"type": "subscribe", "topics": many}))
        .await;
    while socket.frame().await["type"] != "error" {}
    app.admin().await.create(json!({"name": "Bakery"})).await;
    socket.subscribe(&["businesses"], Some(0)).await;
    rita.get("/events?since=0&topics=jobs")
        .await
        .refused(403, "FORBIDDEN");
    rita.get("/events?since=0&topics=everything")
        .await
        .refused(422, "VALIDATION");
}

#[tokio::test]
async fn a_frame_too_large_and_one_who_only_errs_are_shown_out() {
    let app = TestApp::start().await;
    let ada = app.admin().await;
    let mut large = Socket::of(&ada).await;
    large
        .send_raw(Message::text("x".repeat(64 * 1024 + 1)))
        .await;
    assert_eq!(large.closed().await, 1009);
    let mut erring = Socket::of(&ada).await;
    for _ in 0..30 {
        erring.send_raw(Message::text("?")).await;
    }
    assert_eq!(erring.closed().await, 1008);
    Socket::of(&ada).await;
}

#[tokio::test]
async fn who_may_not_listen_is_not_let_in() {
    let app = TestApp::start().await;
    let ada = app.admin().await;
    assert_eq!(
        Socket::open(socket::request(&app.stranger())).await.err(),
        Some(401)
    );
    for (name, value) in [
        ("origin", "https://evil.example"),
        ("sec-fetch-site", "cross-site"),
    ] {
        let mut foreign = socket::request(&ada);
        foreign.headers_mut().insert(name, value.parse().unwrap());
        assert_eq!(Socket::open(foreign).await.err(), Some(403), "{name}");
    }
    let mut own = socket::request(&ada);
    let origin = ada.server.parse().unwrap();
    own.headers_mut().insert("origin", origin);
    assert!(Socket::open(own).await.is_ok());
}
