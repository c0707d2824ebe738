//! People, and what becomes of their open sockets when they change.

use crate::support::{Person, TestApp, socket::Socket};
use leadwire::model::{Role, close};
use reqwest::Method;
use serde_json::json;

async fn id_of(person: &Person) -> String {
    let session = person.get("/session").await.json;
    session["user"]["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn another_role_counts_at_once_on_open_sockets() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.admin().await, app.person("bob", Role::Office).await);
    let path = format!("/users/{}", id_of(&bob).await);
    let mut socket = Socket::of(&bob).await;
    assert!(socket.subscribe(&["jobs"], None).await.is_empty());
    let mut other = Socket::of(&ada).await;
    other.subscribe(&["businesses"], None).await;
    let answer = ada.patch(&path, json!({"role": "rep"})).await;
    assert_eq!(answer.json["role"], "rep", "{answer:?}");
    assert_eq!(socket.closed().await, close::SESSION_CHANGED);
    let told = other.event().await;
    assert_eq!(told["event"], "entity:changed");
    assert_eq!(told["payload"]["kind"], "user");
    // The session goes on, as a rep's.
    let mut again = Socket::of(&bob).await;
    let refused = again.subscribe(&["jobs"], None).await;
    assert_eq!(refused[0]["code"], "FORBIDDEN");
}

#[tokio::test]
async fn who_is_shut_out_is_signed_out_at_once() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.admin().await, app.person("bob", Role::Rep).await);
    let path = format!("/users/{}", id_of(&bob).await);
    let mut socket = Socket::of(&bob).await;
    let answer = ada.patch(&path, json!({"disabled": true})).await;
    assert!(answer.json["disabled_at"].is_i64(), "{answer:?}");
    assert_eq!(socket.closed().await, close::SIGNED_OUT);
    bob.get("/session").await.refused(401, "UNAUTHENTICATED");
    ada.patch(&path, json!({"disabled": false})).await;
    assert_eq!(bob.get("/session").await.status, 200);
}

#[tokio::test]
async fn a_name_is_no_reason_to_connect_anew() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.admin().await, app.person("bob", Role::Rep).await);
    let mut socket = Socket::of(&bob).await;
    let path = format!("/users/{}", id_of(&bob).await);
    let answer = ada.patch(&path, json!({"name": " Robert "})).await;
    assert_eq!(answer.json["name"], "Robert");
    socket.send(json!({"type": "ping"})).await;
    assert_eq!(socket.frame().await["type"], "pong");
}

#[tokio::test]
async fn only_administrators_change_people_and_nobody_shuts_themselves_out() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.admin().await, app.person("bob", Role::Office).await);
    let own = format!("/users/{}", id_of(&ada).await);
    bob.patch(&own, json!({"role": "rep"}))
        .await
        .refused(403, "FORBIDDEN");
    for (body, field) in [
        (json!({"disabled": true}), "disabled"),
        (json!({"role": "rep"}), "role"),
        (json!({"name": " "}), "name"),
    ] {
        let answer = ada.patch(&own, body).await;
        let fields = &answer.refused(422, "VALIDATION")["fields"];
        assert!(fields[field].is_string(), "{fields}");
    }
    let key = [("idempotency-key", "0190a6c0-0000-7000-8000-000000000001")];
    let body = Some(json!({"name": "Ada"}).to_string());
    for _ in 0..2 {
        let answer = ada.send(Method::PATCH, &own, body.clone(), &key).await;
        assert_eq!(answer.json["name"], "Ada");
    }
}
