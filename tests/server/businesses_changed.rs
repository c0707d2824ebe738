//! Leads that are changed: what merges, what conflicts, and what is refused.

use crate::{
    businesses::events,
    support::{Answer, Person, TestApp},
};
use leadwire::model::{Business, Field, Role, Uuid};
use serde_json::{Value, json};

async fn change(person: &Person, lead: &Business, base_version: i64, changes: Value) -> Answer {
    let mut body = changes;
    body["base_version"] = base_version.into();
    person
        .patch(&format!("/businesses/{}", lead.id), body)
        .await
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
