//! `/businesses/{id}/contacts`: what people do to contacts.

use super::{web::Reply, world::World};
use leadwire::model::{Contact, Uuid};
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn contacts_are_added_changed_and_deleted() {
    let world = World::with(|_| Reply::new(404, "")).await;
    let (user, lead) = (
        &world.user,
        world.user.create(json!({"name": "A"})).await.id,
    );
    let path = format!("/businesses/{lead}/contacts");
    let id = Uuid::now_v7();
    let body = json!({"id": id, "name": "  Anna  Virtanen ", "phone": "040 1", "email": ""});
    let key = Uuid::now_v7().to_string();
    let post = || {
        let headers = [("idempotency-key", key.as_str())];
        let body = Some(body.to_string());
        async move {
            user.send(reqwest::Method::POST, &path_of(lead), body, &headers)
                .await
        }
    };
    let added = post().await;
    assert_eq!(added.status, 201, "{added:?}");
    let anna: Contact = serde_json::from_value(added.json).unwrap();
    assert_eq!(anna.name.as_deref(), Some("Anna Virtanen"));
    assert_eq!(
        (anna.email.as_deref(), anna.source.kind.as_str()),
        (None, "manual")
    );
    assert_eq!(
        post().await.json["id"],
        json!(id),
        "a repeat gets the first answer"
    );
    user.post(&path, body.clone())
        .await
        .refused(409, "ID_TAKEN");
    assert_eq!(world.contacts(lead).await, std::slice::from_ref(&anna));

    let one = format!("{path}/{id}");
    let changed = user
        .patch(&one, json!({"base_version": 1, "role": "CEO"}))
        .await;
    assert_eq!(
        (changed.status.as_u16(), &changed.json["version"]),
        (200, &json!(2))
    );
    let merged = user
        .patch(&one, json!({"base_version": 1, "phone": "040 2"}))
        .await;
    assert_eq!(merged.json["version"], 3, "another field: {merged:?}");
    let clash = user
        .patch(&one, json!({"base_version": 1, "role": "Owner"}))
        .await;
    let problem = clash.refused(409, "VERSION_CONFLICT");
    assert_eq!(problem["conflicts"][0]["theirs"], "CEO");
    let same = user
        .patch(&one, json!({"base_version": 1, "role": "CEO"}))
        .await;
    assert_eq!(
        (same.status.as_u16(), &same.json["version"]),
        (200, &json!(3))
    );

    let gone = user.delete(&one).await;
    assert!(
        gone.status == 200 && gone.json["deleted_at"].is_i64(),
        "{gone:?}"
    );
    assert_eq!(user.delete(&one).await.json, gone.json);
    user.patch(&one, json!({"base_version": 1, "role": "x"}))
        .await
        .refused(404, "NOT_FOUND");
    assert_eq!(world.contacts(lead).await, []);
    world.app.stop().await;
}

fn path_of(lead: Uuid) -> String {
    format!("/businesses/{lead}/contacts")
}

#[tokio::test(flavor = "multi_thread")]
async fn what_no_contact_may_be_is_refused_by_field() {
    let world = World::with(|_| Reply::new(404, "")).await;
    let (user, lead) = (
        &world.user,
        world.user.create(json!({"name": "A"})).await.id,
    );
    for (body, field) in [
        (json!({}), "name"),
        (json!({"role": "CEO"}), "name"),
        (json!({"email": "no address"}), "email"),
        (
            json!({"name": "A", "profile": "javascript:alert(1)"}),
            "profile",
        ),
        (json!({"name": "x".repeat(201)}), "name"),
        (json!({"name": "A", "phone": "1\u{7}2"}), "phone"),
        (json!({"name": "A", "id": Uuid::nil()}), "id"),
    ] {
        let answer = user.post(&path_of(lead), body.clone()).await;
        let problem = answer.refused(422, "VALIDATION");
        assert!(problem["fields"].get(field).is_some(), "{body}: {problem}");
    }
    let unknown = user
        .post(&path_of(lead), json!({"name": "A", "shoe": 43}))
        .await;
    unknown.refused(422, "VALIDATION");
    let nobody = Uuid::now_v7();
    user.post(&path_of(nobody), json!({"name": "A"}))
        .await
        .refused(404, "NOT_FOUND");
    user.get(&path_of(nobody)).await.refused(404, "NOT_FOUND");
    user.get(&format!("/businesses/{nobody}/facts"))
        .await
        .refused(404, "NOT_FOUND");
    user.post(&format!("/businesses/{nobody}/enrich"), json!({}))
        .await
        .refused(404, "NOT_FOUND");
    let stranger = world.app.stranger();
    stranger
        .get(&path_of(lead))
        .await
        .refused(401, "UNAUTHENTICATED");
    world.app.stop().await;
}
