//! Leads: create, read, change, delete, restore, and what is refused.

use crate::support::{Person, TestApp};
use leadwire::model::{Business, EventBody, Field, Role, Uuid};
use serde_json::{Value, json};

/// The names and versions of the leads' events so far.
async fn events(app: &TestApp) -> Vec<(&'static str, i64)> {
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

async fn change(
    person: &Person,
    lead: &Business,
    base_version: i64,
    changes: Value,
) -> crate::support::Answer {
    let mut body = changes;
    body["base_version"] = base_version.into();
    person
        .patch(&format!("/businesses/{}", lead.id), body)
        .await
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
async fn changes_of_different_fields_merge_and_of_the_same_conflict() {
    let app = TestApp::start().await;
    let (ann, bob) = (app.admin().await, app.person("bob", Role::Rep).await);
    let lead = ann.create(json!({"name": "Alko", "phone": "1"})).await;
    let renamed = change(&ann, &lead, 1, json!({"name": "Alko Oy"}))
        .await
        .business();
    assert_eq!(renamed.version, 2);
    // Bob has not seen that yet.
    let both = change(
        &bob,
        &lead,
        1,
        json!({"phone": "2", "address": {"city": "Espoo"}}),
    )
    .await
    .business();
    assert_eq!(
        (both.version, both.name.as_str(), both.phone.as_deref()),
        (3, "Alko Oy", Some("2"))
    );
    // The same field: to the same value is no conflict, and no change.
    let same = change(&bob, &lead, 1, json!({"name": " Alko Oy "}))
        .await
        .business();
    assert_eq!(same, both);
    let answer = change(&bob, &lead, 1, json!({"name": "Bob's", "stage": "won"})).await;
    let problem = answer.refused(409, "VERSION_CONFLICT");
    assert_eq!(problem["current"], serde_json::to_value(&both).unwrap());
    assert_eq!(
        problem["conflicts"],
        json!([{"field": "name", "mine": "Bob's", "theirs": "Alko Oy"}])
    );
    // Refused as a whole: the stage did not change either.
    assert_eq!(
        ann.get(&format!("/businesses/{}", lead.id))
            .await
            .business(),
        both
    );
    // On what he sees now it is a change like any other.
    let won = change(&bob, &lead, 3, json!({"name": "Bob's", "stage": "won"}))
        .await
        .business();
    assert_eq!((won.version, won.name.as_str()), (4, "Bob's"));
    let names: Vec<_> = events(&app).await;
    assert_eq!(
        names,
        [
            ("business:created", 1),
            ("business:updated", 2),
            ("business:updated", 3),
            ("business:updated", 4)
        ]
    );
}

#[tokio::test]
async fn a_change_that_cannot_be_is_refused() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let lead = admin
        .create(json!({"name": "Alko", "lat": 1.0, "lon": 2.0}))
        .await;
    for (base, changes, field) in [
        (0, json!({"name": "b"}), "base_version"),
        (2, json!({"name": "b"}), "base_version"),
        (-1, json!({"name": "b"}), "base_version"),
        (1, json!({"name": ""}), "name"),
        (1, json!({"lat": null}), "lat"),
        (1, json!({"email": "x"}), "email"),
    ] {
        let answer = change(&admin, &lead, base, changes.clone()).await;
        let problem = answer.refused(422, "VALIDATION");
        assert!(problem["fields"][field].is_string(), "{changes}: {problem}");
    }
    let path = format!("/businesses/{}", lead.id);
    for body in [
        json!({"name": "b"}),
        json!({"base_version": "1", "name": "b"}),
        json!({"base_version": 1, "fax": "1"}),
        json!({"base_version": 1, "name": null}),
        json!({"base_version": 1, "version": 5}),
        json!({"base_version": 1, "address": "x"}),
    ] {
        admin.patch(&path, body).await.refused(422, "VALIDATION");
    }
    let nobody = format!("/businesses/{}", Uuid::now_v7());
    let body = json!({"base_version": 1, "name": "b"});
    admin
        .patch(&nobody, body.clone())
        .await
        .refused(404, "NOT_FOUND");
    admin
        .patch("/businesses/1", body)
        .await
        .refused(404, "NOT_FOUND");
    assert_eq!(admin.get(&path).await.business(), lead);
    // Nothing differs: no event, no new version.
    let same = change(
        &admin,
        &lead,
        1,
        json!({"name": "Alko", "lat": 1.000_000_001}),
    )
    .await;
    assert_eq!(same.business(), lead);
    // Cleared by null.
    let moved = change(&admin, &lead, 1, json!({"lat": null, "lon": null}))
        .await
        .business();
    assert_eq!((moved.lat, moved.lon, moved.version), (None, None, 2));
    assert_eq!(
        events(&app).await,
        [("business:created", 1), ("business:updated", 2)]
    );
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

#[tokio::test]
async fn of_many_changes_at_once_none_is_lost() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let lead = admin.create(json!({"name": "0"})).await;
    // Each changes a field of its own, all on the first version.
    let fields = [
        ("category", json!({"category": "bar"})),
        ("phone", json!({"phone": "1"})),
        ("email", json!({"email": "a@b.fi"})),
        ("website", json!({"website": "https://a.fi"})),
        ("stage", json!({"stage": "won"})),
        ("tags", json!({"tags": ["vip"]})),
        ("address.city", json!({"address": {"city": "Oulu"}})),
        ("address.street", json!({"address": {"street": "Katu 1"}})),
        (
            "address.postcode",
            json!({"address": {"postcode": "00100"}}),
        ),
    ];
    let changes = fields
        .iter()
        .map(|(_, body)| change(&admin, &lead, 1, body.clone()));
    for answer in futures::future::join_all(changes).await {
        answer.business();
    }
    let merged = admin
        .get(&format!("/businesses/{}", lead.id))
        .await
        .business();
    assert_eq!(merged.version, 1 + fields.len() as i64);
    for (name, _) in &fields {
        let field = Field::ALL
            .into_iter()
            .find(|field| field.as_str() == *name)
            .unwrap();
        assert_ne!(field.value(&merged), field.value(&lead), "{name}");
    }
    // All change the same field: one wins, the others hear of it.
    let rivals = (0..20).map(|n| {
        change(
            &admin,
            &lead,
            merged.version,
            json!({"name": format!("n{n}")}),
        )
    });
    let answers = futures::future::join_all(rivals).await;
    let won: Vec<_> = answers
        .iter()
        .filter(|answer| answer.status == 200)
        .collect();
    assert_eq!(won.len(), 1);
    assert_eq!(
        answers.iter().filter(|answer| answer.status == 409).count(),
        19
    );
    let now = admin
        .get(&format!("/businesses/{}", lead.id))
        .await
        .business();
    assert_eq!(now, won[0].business());
}
