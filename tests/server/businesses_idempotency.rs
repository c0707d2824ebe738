//! A write that is sent again.

use crate::support::{Answer, Person, TestApp};
use leadwire::model::{Role, Uuid};
use reqwest::Method;
use serde_json::{Value, json};

async fn keyed(person: &Person, method: Method, path: &str, body: Value, key: &str) -> Answer {
    let body = (!body.is_null()).then(|| body.to_string());
    person
        .send(method, path, body, &[("idempotency-key", key)])
        .await
}

async fn events(app: &TestApp) -> i64 {
    sqlx::query_scalar("SELECT count(*) FROM event_log")
        .fetch_one(app.state.db.readers())
        .await
        .unwrap()
}

#[tokio::test]
async fn a_repeat_gets_the_first_answer_and_does_nothing() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let key = Uuid::now_v7().to_string();
    let body = json!({"name": "Alko"});
    let first = keyed(&admin, Method::POST, "/businesses", body.clone(), &key).await;
    assert_eq!(first.status, 201);
    assert!(!first.headers.contains_key("idempotent-replayed"));
    let lead = first.business();
    // The event names the key, by which the client knows its own.
    let event: String = sqlx::query_scalar("SELECT event FROM event_log")
        .fetch_one(app.state.db.readers())
        .await
        .unwrap();
    assert_eq!(
        serde_json::from_str::<Value>(&event).unwrap()["mutation_id"],
        key
    );
    // Even after other changes, and after a restart.
    let path = format!("/businesses/{}", lead.id);
    admin
        .patch(&path, json!({"base_version": 1, "name": "Other"}))
        .await
        .business();
    let again = keyed(&admin, Method::POST, "/businesses", body.clone(), &key).await;
    assert_eq!((again.status, &again.json), (first.status, &first.json));
    assert_eq!(again.headers["idempotent-replayed"], "true");
    let app = TestApp::start_in(app.stop().await).await;
    let admin = app.admin().await;
    let again = keyed(&admin, Method::POST, "/businesses", body, &key).await;
    assert_eq!((again.status, &again.json), (first.status, &first.json));
    assert_eq!(events(&app).await, 2);
    assert_eq!(admin.get("/businesses").await.json["meta"]["total"], 1);
}

#[tokio::test]
async fn every_write_can_be_repeated() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let lead = admin.create(json!({"name": "Alko"})).await;
    let path = format!("/businesses/{}", lead.id);
    let restore = format!("{path}/restore");
    for (method, path, body) in [
        (
            Method::PATCH,
            &path,
            json!({"base_version": 1, "name": "b"}),
        ),
        (Method::DELETE, &path, Value::Null),
        (Method::POST, &restore, Value::Null),
    ] {
        let key = Uuid::now_v7().to_string();
        let first = keyed(&admin, method.clone(), path, body.clone(), &key).await;
        let before = events(&app).await;
        let again = keyed(&admin, method, path, body, &key).await;
        assert_eq!((again.status, &again.json), (first.status, &first.json));
        assert_eq!(events(&app).await, before);
    }
}

#[tokio::test]
async fn a_key_is_for_one_request_of_one_person() {
    let app = TestApp::start().await;
    let (ann, bob) = (app.admin().await, app.person("bob", Role::Rep).await);
    let key = Uuid::now_v7().to_string();
    let body = json!({"name": "Alko"});
    let lead = keyed(&ann, Method::POST, "/businesses", body.clone(), &key)
        .await
        .business();
    let path = format!("/businesses/{}", lead.id);
    for answer in [
        keyed(
            &ann,
            Method::POST,
            "/businesses",
            json!({"name": "Other"}),
            &key,
        )
        .await,
        keyed(&ann, Method::DELETE, &path, Value::Null, &key).await,
        keyed(
            &ann,
            Method::PATCH,
            &path,
            json!({"base_version": 1, "name": "x"}),
            &key,
        )
        .await,
        keyed(&bob, Method::POST, "/businesses", body.clone(), &key).await,
    ] {
        answer.refused(422, "IDEMPOTENCY_MISMATCH");
    }
    for key in ["", "1", "not-a-uuid"] {
        let answer = keyed(&ann, Method::POST, "/businesses", body.clone(), key).await;
        assert!(answer.refused(422, "VALIDATION")["fields"]["Idempotency-Key"].is_string());
    }
    assert_eq!(events(&app).await, 1);
}

#[tokio::test]
async fn a_refusal_is_judged_anew() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let lead = admin.create(json!({"name": "Alko"})).await;
    let path = format!("/businesses/{}", lead.id);
    admin.delete(&path).await.business();
    let key = Uuid::now_v7().to_string();
    let body = json!({"base_version": 2, "name": "b"});
    keyed(&admin, Method::PATCH, &path, body.clone(), &key)
        .await
        .refused(404, "NOT_FOUND");
    admin
        .send(Method::POST, &format!("{path}/restore"), None, &[])
        .await
        .business();
    let done = keyed(&admin, Method::PATCH, &path, body, &key)
        .await
        .business();
    assert_eq!(done.name, "b");
}

#[tokio::test]
async fn of_the_same_write_sent_many_times_at_once_one_is_made() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let key = Uuid::now_v7().to_string();
    let sent = (0..16).map(|_| {
        keyed(
            &admin,
            Method::POST,
            "/businesses",
            json!({"name": "Alko"}),
            &key,
        )
    });
    let answers = futures::future::join_all(sent).await;
    let first = answers[0].business();
    assert!(answers.iter().all(|answer| answer.business() == first));
    assert_eq!(events(&app).await, 1);
}
