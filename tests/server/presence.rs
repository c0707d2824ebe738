//! Who looks at which lead.

use crate::support::{TestApp, socket::Socket};
use leadwire::model::Role;
use serde_json::{Value, json};

async fn look(socket: &mut Socket, topic: Option<&str>) {
    socket
        .send(json!({"type": "presence", "topic": topic}))
        .await;
}

fn says(event: &Value, name: &str) -> String {
    assert_eq!(event["event"], name, "{event}");
    assert!(event["seq"].is_null(), "not durable: {event}");
    event["payload"]["user_id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn whoever_looks_at_a_lead_is_told_to_the_others_until_they_leave() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.admin().await, app.person("Bob", Role::Rep).await);
    let lead = ada.create(json!({"name": "Bakery"})).await;
    let topic = format!("presence:{}", lead.id);
    let mut here = Socket::of(&ada).await;
    here.subscribe(&[&topic], None).await;

    let mut there = Socket::of(&bob).await;
    look(&mut there, Some(&topic)).await;
    let update = here.event().await;
    let who = says(&update, "presence:update");
    assert_eq!(update["payload"]["name"], "Bob");
    assert_eq!(update["topic"], topic);

    // Whoever comes later is told who is there.
    let mut late = Socket::of(&ada).await;
    let told = late.subscribe(&[&topic], None).await;
    assert_eq!(told.len(), 1);
    assert_eq!(says(&told[0], "presence:update"), who);

    // A second window of the same person changes nothing, nor does its end.
    let mut second = Socket::of(&bob).await;
    look(&mut second, Some(&topic)).await;
    look(&mut second, None).await;
    look(&mut there, None).await;
    assert_eq!(says(&here.event().await, "presence:leave"), who);
    assert_eq!(says(&late.event().await, "presence:leave"), who);
}

#[tokio::test]
async fn a_connection_that_ends_takes_its_presence_along_but_a_reload_does_not() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.admin().await, app.person("Bob", Role::Rep).await);
    let lead = ada.create(json!({"name": "Bakery"})).await;
    let topic = format!("presence:{}", lead.id);
    let mut here = Socket::of(&ada).await;
    here.subscribe(&[&topic], None).await;
    let mut there = Socket::of(&bob).await;
    look(&mut there, Some(&topic)).await;
    let since = here.event().await["payload"]["since"].clone();
    drop(there);
    let mut again = Socket::of(&bob).await;
    look(&mut again, Some(&topic)).await;
    again.send(json!({"type": "ping"})).await;
    assert_eq!(again.frame().await["type"], "pong");
    let mut late = Socket::of(&ada).await;
    let told = late.subscribe(&[&topic], None).await;
    assert_eq!(told[0]["payload"]["since"], since, "has not been away");
    drop(again);
    says(&here.event().await, "presence:leave");
    let mut last = Socket::of(&ada).await;
    assert!(last.subscribe(&[&topic], None).await.is_empty());
}

#[tokio::test]
async fn presence_is_of_a_lead_alone() {
    let app = TestApp::start().await;
    let ada = app.admin().await;
    let mut socket = Socket::of(&ada).await;
    look(&mut socket, Some("businesses")).await;
    let refusal = socket.frame().await;
    assert_eq!(refusal["type"], "error");
    assert_eq!(refusal["code"], "VALIDATION");
}
