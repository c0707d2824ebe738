//! Server-sent events: what everybody does, and how the server is doing.

use crate::support::{Person, TestApp, socket::Socket};
use futures::{Stream, StreamExt};
use leadwire::model::Role;
use reqwest::Method;
use serde_json::{Value, json};
use std::{pin::Pin, time::Duration};

/// A stream as it is read.
struct Reader {
    bytes: Pin<Box<dyn Stream<Item = Vec<u8>>>>,
    text: String,
}

impl Reader {
    async fn open(person: &Person, path: &str, last: Option<&str>) -> Self {
        let mut request = person.request(Method::GET, path);
        if let Some(last) = last {
            request = request.header("last-event-id", last);
        }
        let answer = request
            .header("accept-encoding", "gzip, br")
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 200);
        assert_eq!(answer.headers()["content-type"], "text/event-stream");
        assert!(!answer.headers().contains_key("content-encoding"));
        let bytes = answer.bytes_stream();
        Self {
            bytes: Box::pin(
                bytes
                    .take_while(|bytes| futures::future::ready(bytes.is_ok()))
                    .map(|bytes| bytes.unwrap().to_vec()),
            ),
            text: String::new(),
        }
    }

    /// The next message: its id, its name and its data. Nothing at the end.
    async fn next(&mut self) -> Option<(String, String, Value)> {
        loop {
            while let Some((message, rest)) = self.text.split_once("\n\n") {
                let field = |name: &str| {
                    let line = message.lines().find_map(|line| line.strip_prefix(name));
                    line.map(|value| value.trim().to_owned())
                };
                let found = field("data:").map(|data| {
                    let id = field("id:").unwrap_or_default();
                    let name = field("event:").unwrap_or_default();
                    (id, name, serde_json::from_str(&data).unwrap())
                });
                self.text = rest.to_owned();
                if found.is_some() {
                    return found;
                }
            }
            let more = tokio::time::timeout(Duration::from_secs(20), self.bytes.next());
            let more = more.await.expect("something comes")?;
            self.text.push_str(&String::from_utf8(more).unwrap());
        }
    }
}

#[tokio::test]
async fn what_everybody_does_is_told_as_it_is_done_and_resumed() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.admin().await, app.person("Bob", Role::Rep).await);
    let lead = bob.create(json!({"name": "Bakery"})).await;
    let mut live = Reader::open(&ada, "/activity/stream", None).await;
    let path = format!("/businesses/{}", lead.id);
    bob.patch(&path, json!({"base_version": 1, "name": "Café"}))
        .await
        .business();
    let (id, name, activity) = live.next().await.unwrap();
    let epoch = app.state.db.epoch();
    assert_eq!(
        (id.clone(), name.as_str()),
        (format!("2@{epoch}"), "activity")
    );
    assert_eq!(activity["seq"], 2);
    assert_eq!(activity["event"], "business:updated");
    assert_eq!(activity["actor"]["name"], "Bob");
    assert_eq!(activity["business"]["name"], "Café");
    bob.delete(&path).await;
    let deleted = live.next().await.unwrap().2;
    assert_eq!(deleted["event"], "business:deleted");
    assert_eq!(deleted["business"]["name"], "Café", "it is kept");

    let mut resumed = Reader::open(&ada, "/activity/stream", Some("1")).await;
    assert_eq!(resumed.next().await.unwrap(), (id, name, activity));
    assert_eq!(resumed.next().await.unwrap().2, deleted);
    let mut asked = Reader::open(&ada, "/activity/stream?since=2", None).await;
    assert_eq!(asked.next().await.unwrap().2, deleted);
    // A position that this log never had.
    let mut lost = Reader::open(&ada, "/activity/stream", Some("99")).await;
    let (id, name, _) = lost.next().await.unwrap();
    assert_eq!((id, name.as_str()), (format!("3@{epoch}"), "reset"));
    // One that another log has too, such as that of before a backup was put back.
    let other = format!("1@{}", leadwire::model::Uuid::now_v7());
    let mut elsewhere = Reader::open(&ada, "/activity/stream", Some(&other)).await;
    assert_eq!(elsewhere.next().await.unwrap().1, "reset");
    let ours = format!("2@{epoch}");
    let mut resumed = Reader::open(&ada, "/activity/stream", Some(&ours)).await;
    assert_eq!(resumed.next().await.unwrap().2, deleted);
    // As a browser says it, which has no header for a first connection.
    let mut asked = Reader::open(&ada, &format!("/activity/stream?since={ours}"), None).await;
    assert_eq!(asked.next().await.unwrap().2, deleted);
    let mut elsewhere = Reader::open(&ada, &format!("/activity/stream?since={other}"), None).await;
    assert_eq!(elsewhere.next().await.unwrap().1, "reset");
    let wrong = ada.get("/activity/stream?since=now").await;
    assert!(wrong.refused(422, "VALIDATION")["fields"]["since"].is_string());
}

#[tokio::test]
async fn what_everybody_did_is_listed_newest_first_page_by_page() {
    let app = TestApp::start().await;
    let ada = app.admin().await;
    for name in ["A", "B", "C"] {
        ada.create(json!({"name": name})).await;
    }
    let names = |answer: &Value| -> Vec<String> {
        let data = answer["data"].as_array().unwrap();
        let name = |one: &Value| one["business"]["name"].as_str().unwrap().to_owned();
        data.iter().map(name).collect()
    };
    let first = ada.get("/activity?limit=2").await.json;
    assert_eq!(names(&first), ["C", "B"]);
    let path = format!("/activity?limit=2&before={}", first["next_before"]);
    let second = ada.get(&path).await.json;
    assert_eq!(names(&second), ["A"]);
    assert!(second["next_before"].is_null());
    for wrong in ["/activity?limit=0", "/activity?limit=201"] {
        let answer = ada.get(wrong).await;
        assert!(answer.refused(422, "VALIDATION")["fields"]["limit"].is_string());
    }
}

#[tokio::test]
async fn how_the_server_is_doing_is_told_and_kept() {
    let app = TestApp::start().await;
    let ada = app.admin().await;
    let _socket = Socket::of(&ada).await;
    let _second = Socket::of(&ada).await;
    let mut live = Reader::open(&ada, "/metrics/stream", None).await;
    ada.create(json!({"name": "Bakery"})).await;
    let (id, name, metrics) = live.next().await.unwrap();
    assert_eq!(name, "metric:update");
    let run = app.state.vitals.run();
    assert_eq!(id, format!("{}@{run}", metrics["at"]));
    assert_eq!(
        (&metrics["clients"], &metrics["people"]),
        (&json!(2), &json!(1))
    );
    let history = ada.get("/metrics/history").await.json;
    assert!(history["data"].as_array().unwrap().contains(&metrics));
    let mut resumed = Reader::open(&ada, "/metrics/stream?since=0", None).await;
    assert_eq!(resumed.next().await.unwrap().1, "reset", "of which start?");
    assert_eq!(resumed.next().await.unwrap().2, history["data"][0]);
    let mut resumed = Reader::open(&ada, &format!("/metrics/stream?since={id}"), None).await;
    let (next, _, later) = resumed.next().await.unwrap();
    assert!(later["at"].as_i64() > metrics["at"].as_i64());
    // Of another start nothing is kept, whatever its clock said.
    let before = format!("{}@{}", metrics["at"], leadwire::model::Uuid::now_v7());
    let unknown = format!("{}", metrics["at"].as_i64().unwrap() - 1);
    for lost in [before, unknown] {
        let mut lost = Reader::open(&ada, "/metrics/stream", Some(&lost)).await;
        assert_eq!(lost.next().await.unwrap().1, "reset");
    }
    assert!(next.ends_with(&run.to_string()));
}

#[tokio::test]
async fn a_stream_ends_with_its_session_and_with_the_server() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.admin().await, app.person("Bob", Role::Rep).await);
    let mut his = Reader::open(&bob, "/activity/stream", None).await;
    let mut hers = Reader::open(&ada, "/metrics/stream", None).await;
    bob.delete("/session").await;
    assert!(his.next().await.is_none());
    let stopped = tokio::time::timeout(Duration::from_secs(8), app.stop());
    assert!(stopped.await.is_ok(), "no stream holds the server up");
    while hers.next().await.is_some() {}
}
