//! Leads: create, read, change, delete, restore, and what is refused.

use crate::support::TestApp;
use leadwire::model::{EventBody, Uuid};
use serde_json::json;

/// The names and versions of the leads' events so far.
pub async fn events(app: &TestApp) -> Vec<(&'static str, i64)> {
    let rows: Vec<String> = sqlx::query_scalar("SELECT event FROM event_log ORDER BY seq")
        .fetch_all(app.state.db.readers())
        .await
        .unwrap();
    rows.iter()
        .map(|text| {
            let event: leadwire::model::Event = serde_json::from_str(text).unwrap();
            let version = match &event.body {
                EventBody::BusinessCreated(b) | EventBody::BusinessUpdated(b) => b.version,
                EventBody::BusinessDeleted(deleted) => deleted.version,
                other => panic!("{other:?}"),
            };
            (event.body.name(), version)
        })
        .collect()
}

#[tokio::test]
async fn a_lead_is_created_in_normal_form_with_the_clients_id() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let id = Uuid::now_v7();
    let answer = admin
        .post("/businesses", json!({
            "id": id, "name": "  Café Ekberg ", "category": "", "phone": " +358 9 6811 860",
            "address": {"city": "Helsinki", "country": "fi"}, "lat": 60.16512345678, "lon": 24.9384,
            "tags": ["vip", " a", "vip"],
        }))
        .await;
    assert_eq!(answer.status, 201);
    let lead = answer.business();
    assert_eq!(
        (lead.id, lead.version, lead.name.as_str()),
        (id, 1, "Café Ekberg")
    );
    assert_eq!(lead.category, None);
    assert_eq!(lead.phone.as_deref(), Some("+358 9 6811 860"));
    assert_eq!(lead.address.country.as_deref(), Some("FI"));
    assert_eq!(lead.lat, Some(60.165_123_5));
    assert_eq!(lead.tags, ["a", "vip"]);
    assert_eq!(lead.source.kind, "manual");
    assert_eq!(
        admin.get(&format!("/businesses/{id}")).await.business(),
        lead
    );
    assert_eq!(events(&app).await, [("business:created", 1)]);
}

#[tokio::test]
async fn bad_values_are_refused_by_name_and_change_nothing() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for (body, field) in [
        (json!({"name": " "}), "name"),
        (json!({"name": "x".repeat(201)}), "name"),
        (json!({"name": "a", "lat": 60.0}), "lon"),
        (json!({"name": "a", "lat": 90.5, "lon": 0.0}), "lat"),
        (json!({"name": "a", "lat": 0.0, "lon": -181.0}), "lon"),
        (json!({"name": "a", "email": "nobody"}), "email"),
        (
            json!({"name": "a", "website": "javascript:alert(1)"}),
            "website",
        ),
        (
            json!({"name": "a", "address": {"country": "Finland"}}),
            "address.country",
        ),
        (json!({"name": "a", "tags": vec!["x".repeat(51)]}), "tags"),
        (json!({"name": "a", "owner_id": Uuid::now_v7()}), "owner_id"),
        (json!({"name": "a", "id": Uuid::nil()}), "id"),
        // Of the wrong type, or unknown.
        (json!({"name": 1}), "name"),
        (json!({"name": "a", "stage": "asleep"}), "stage"),
        (json!({"name": "a", "tags": "vip"}), "tags"),
        (json!({"name": "a", "id": "1"}), "id"),
        (json!({"name": "a", "address": {"zip": "1"}}), "address.zip"),
        (json!({"name": "a", "fax": "1"}), "fax"),
        (json!({"name": "a", "version": 7}), "version"),
    ] {
        let answer = admin.post("/businesses", body.clone()).await;
        let problem = answer.refused(422, "VALIDATION");
        let named = &problem["fields"][field];
        assert!(named.is_string(), "{body} should name {field}: {problem}");
    }
    for body in ["", "{", "[]", "null", "{\"name\":\"a\"} x", "\u{0}"] {
        let answer = admin
            .send(
                reqwest::Method::POST,
                "/businesses",
                Some(body.to_owned()),
                &[],
            )
            .await;
        answer.refused(422, "VALIDATION");
    }
    let plain = admin
        .send(
            reqwest::Method::POST,
            "/businesses",
            None,
            &[("content-type", "text/plain")],
        )
        .await;
    plain.refused(415, "UNSUPPORTED_MEDIA_TYPE");
    let huge = json!({"name": "a", "phone": "1".repeat(2_000_000)});
    admin
        .post("/businesses", huge)
        .await
        .refused(413, "TOO_LARGE");
    assert_eq!(events(&app).await, []);
    assert_eq!(admin.get("/businesses").await.json["meta"]["total"], 0);
}

#[tokio::test]
async fn an_id_is_taken_for_ever() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let lead = admin.create(json!({"name": "Alko"})).await;
    let again = json!({"name": "Other", "id": lead.id});
    admin
        .post("/businesses", again.clone())
        .await
        .refused(409, "ID_TAKEN");
    admin
        .delete(&format!("/businesses/{}", lead.id))
        .await
        .business();
    admin
        .post("/businesses", again)
        .await
        .refused(409, "ID_TAKEN");
}

#[tokio::test]
async fn a_deleted_lead_is_gone_until_it_is_restored() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let lead = admin.create(json!({"name": "Alko"})).await;
    let path = format!("/businesses/{}", lead.id);
    let gone = admin.delete(&path).await.business();
    assert_eq!(gone.version, 2);
    assert!(gone.deleted_at.is_some());
    assert_eq!(admin.delete(&path).await.business(), gone);
    admin.get(&path).await.refused(404, "NOT_FOUND");
    admin
        .patch(&path, json!({"base_version": 2, "name": "b"}))
        .await
        .refused(404, "NOT_FOUND");
    assert_eq!(
        admin.get("/businesses?q=alko").await.json["meta"]["total"],
        0
    );
    let restore = format!("{path}/restore");
    let back = admin
        .send(reqwest::Method::POST, &restore, None, &[])
        .await
        .business();
    assert_eq!((back.version, back.deleted_at), (3, None));
    let again = admin
        .send(reqwest::Method::POST, &restore, None, &[])
        .await
        .business();
    assert_eq!(again, back);
    assert_eq!(admin.get(&path).await.business(), back);
    assert_eq!(
        admin.get("/businesses?q=alko").await.json["meta"]["total"],
        1
    );
    let nobody = format!("/businesses/{}", Uuid::now_v7());
    admin.delete(&nobody).await.refused(404, "NOT_FOUND");
    let restore = format!("{nobody}/restore");
    admin
        .send(reqwest::Method::POST, &restore, None, &[])
        .await
        .refused(404, "NOT_FOUND");
    assert_eq!(
        events(&app).await,
        [
            ("business:created", 1),
            ("business:deleted", 2),
            ("business:created", 3)
        ]
    );
}

#[tokio::test]
async fn nothing_is_told_to_those_who_are_not_signed_in() {
    let app = TestApp::start().await;
    let lead = app.admin().await.create(json!({"name": "Alko"})).await;
    let stranger = app.stranger();
    let path = format!("/businesses/{}", lead.id);
    for answer in [
        stranger.get("/businesses").await,
        stranger.get("/stats").await,
        stranger.get(&path).await,
        stranger.post("/businesses", json!({"name": "x"})).await,
        stranger
            .patch(&path, json!({"base_version": 1, "name": "x"}))
            .await,
        stranger.delete(&path).await,
    ] {
        answer.refused(401, "UNAUTHENTICATED");
    }
}
