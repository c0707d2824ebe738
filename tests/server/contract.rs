//! Every call of the contract, asked wrongly: a clear refusal, never a 500.

use crate::support::{Answer, TestApp};
use leadwire::model::Uuid;
use reqwest::Method;
use serde_json::{Value, json};

/// The calls that the server says it has.
async fn calls(app: &TestApp) -> Vec<(Method, String)> {
    let contract = app.stranger().get("/openapi.json").await.json;
    let mut calls = Vec::new();
    for (path, methods) in contract["paths"].as_object().unwrap() {
        for method in methods.as_object().unwrap().keys() {
            let method = method.to_uppercase().parse().unwrap();
            calls.push((method, path.trim_start_matches("/api/v1").to_owned()));
        }
    }
    assert!(calls.len() > 15, "{calls:?}");
    calls
}

#[track_caller]
fn is_a_clear_refusal(answer: &Answer, of: &str) {
    assert!(answer.status.is_client_error(), "{of}: {answer:?}");
    assert_eq!(
        answer.headers["content-type"], "application/problem+json",
        "{of}"
    );
    assert_eq!(answer.json["status"], answer.status.as_u16(), "{of}");
    assert!(
        answer.json["title"].is_string() && answer.json["code"].is_string(),
        "{of}"
    );
    let text = answer.json.to_string();
    for internal in [
        "sqlx",
        "SELECT",
        "src/",
        "panicked",
        "rusqlite",
        "leadwire::",
    ] {
        assert!(!text.contains(internal), "{of}: {text}");
    }
}

#[tokio::test]
async fn every_call_but_signing_in_is_for_those_who_are_signed_in() {
    let app = TestApp::start().await;
    let stranger = app.stranger();
    for (method, path) in calls(&app).await {
        if (method == Method::POST && path == "/session") || path == "/openapi.json" {
            continue;
        }
        let path = path.replace("{id}", &Uuid::now_v7().to_string());
        let answer = stranger
            .send(method.clone(), &path, Some("{}".into()), &[])
            .await;
        // A socket's handshake comes before the question who it is.
        if path == "/ws" {
            continue;
        }
        answer.refused(401, "UNAUTHENTICATED");
    }
}

#[tokio::test]
async fn nonsense_is_refused_in_every_call_and_changes_nothing() {
    let app = TestApp::start().await;
    let ada = app.admin().await;
    let lead = ada.create(json!({"name": "Bakery"})).await;
    let before = ada.get("/businesses").await.json["data"].clone();
    let deep = format!("{}{}", "[".repeat(5_000), "]".repeat(5_000));
    let bodies = [
        "",
        "null",
        "[]",
        "{",
        "{\"name\":",
        "\"text\"",
        "{\"nonsense\":1}",
        "\u{0}",
        "{\"name\":{}}",
        "{\"name\":\"a\",\"name\":\"b\",\"x\":[]}",
        &deep,
    ];
    for (method, path) in calls(&app).await {
        let is_write = !matches!(method, Method::GET | Method::DELETE);
        if !is_write
            || path.contains("/import")
            || [
                "/restore",
                "/distinct",
                "/reopen",
                "/undo",
                "/enrich",
                "/extract",
            ]
            .iter()
            .any(|bare| path.ends_with(bare))
            || path.contains("/jobs/")
        {
            continue;
        }
        let path = path
            .replace("{id}", &lead.id.to_string())
            .replace("{contact_id}", &Uuid::now_v7().to_string());
        for body in bodies {
            let answer = ada
                .send(method.clone(), &path, Some(body.into()), &[])
                .await;
            is_a_clear_refusal(
                &answer,
                &format!("{method} {path} {}", &body[..body.len().min(40)]),
            );
        }
        let large = format!("{{\"name\":\"{}\"}}", "x".repeat(1_100_000));
        let answer = ada.send(method.clone(), &path, Some(large), &[]).await;
        answer.refused(413, "TOO_LARGE");
        let plain = ada
            .request(method.clone(), &path)
            .header("content-type", "text/plain")
            .body("{}");
        assert_eq!(plain.send().await.unwrap().status(), 415, "{method} {path}");
        let key = [("idempotency-key", "not a key")];
        let answer = ada
            .send(method.clone(), &path, Some("{}".into()), &key)
            .await;
        is_a_clear_refusal(&answer, &format!("{method} {path} with a wrong key"));
    }
    assert_eq!(ada.get("/businesses").await.json["data"], before);
}

#[tokio::test]
async fn unknown_questions_ids_calls_and_methods_are_said_to_be_so() {
    let app = TestApp::start().await;
    let ada = app.admin().await;
    for (method, path) in calls(&app).await {
        if method == Method::GET
            && !matches!(path.as_str(), "/ws" | "/openapi.json")
            && !path.contains("{id}")
        {
            let answer = ada.get(&format!("{path}?nonsense=1")).await;
            if answer.status != 200 {
                is_a_clear_refusal(&answer, &path);
            }
        }
        for id in [
            "me",
            "%00",
            "..%2F..",
            &Uuid::nil().to_string(),
            &"9".repeat(3_000),
        ] {
            if path.contains("{id}") {
                let wrong = path.replace("{id}", id);
                let body = match path.split('/').nth(1) {
                    _ if path.ends_with("/contacts") => json!({"kind": "person", "name": "x"}),
                    Some("users") => json!({"name": "x"}),
                    Some("duplicates") => json!({"kept": Uuid::nil()}),
                    _ => json!({"base_version": 1, "name": "x"}),
                };
                let body = Some(body.to_string());
                let answer = ada.send(method.clone(), &wrong, body, &[]).await;
                is_a_clear_refusal(&answer, &format!("{method} {wrong}"));
                assert_eq!(answer.status, 404, "{method} {wrong}");
            }
        }
        if matches!(path.as_str(), "/metrics/thresholds" | "/scrapes/extract") {
            // The one that is put.
            continue;
        }
        let other = path.replace("{id}", &Uuid::nil().to_string());
        let answer = ada.send(Method::PUT, &other, Some("{}".into()), &[]).await;
        answer.refused(405, "METHOD_NOT_ALLOWED");
    }
    for (path, field) in [
        ("/jobs?status=1", "status"),
        ("/jobs?page=-1", "page"),
        ("/events?since=x&topics=businesses", "since"),
        (
            "/events?since=99999999999999999999&topics=businesses",
            "since",
        ),
        ("/events?topics=businesses", "since"),
        ("/businesses?cursor=%00", "cursor"),
    ] {
        let answer = ada.get(path).await;
        is_a_clear_refusal(&answer, path);
        let said = answer.refused(422, "VALIDATION").to_string();
        assert!(said.contains(field), "{path}: {said}");
    }
    ada.get("/nothing").await.refused(404, "NOT_FOUND");
    ada.get("/businesses/x/y/z").await.refused(404, "NOT_FOUND");
}

#[tokio::test]
async fn the_contract_describes_what_it_refers_to() {
    let app = TestApp::start().await;
    let contract = app.stranger().get("/openapi.json").await.json;
    let schemas = contract["components"]["schemas"].as_object().unwrap();
    let mut open = vec![&contract];
    while let Some(value) = open.pop() {
        match value {
            Value::Object(fields) => {
                if let Some(Value::String(target)) = fields.get("$ref") {
                    let name = target.rsplit('/').next().unwrap();
                    assert!(schemas.contains_key(name), "{target} is not described");
                }
                open.extend(fields.values());
            }
            Value::Array(items) => open.extend(items),
            _ => {}
        }
    }
    let docs = app
        .stranger()
        .request(Method::GET, "/docs")
        .send()
        .await
        .unwrap();
    let page = docs.text().await.unwrap();
    for (_, path) in calls(&app).await {
        assert!(page.contains(&path), "{path} is not in the readable docs");
    }
}
