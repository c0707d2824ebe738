//! Counts over all leads.

use crate::support::TestApp;
use leadwire::model::{EventBody, Stage, Stats};
use serde_json::json;

#[tokio::test]
async fn counts_follow_every_change_and_survive_a_restart() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let mut told = app.state.db.events.listen();
    let city = |name: &str| json!({"city": name, "street": "Katu 1"});
    let lead = admin
        .create(json!({"name": "a", "address": city("Oulu"), "category": "bar", "phone": "1"}))
        .await;
    admin
        .create(json!({"name": "b", "address": city("Oulu"), "email": "a@b.fi", "stage": "won"}))
        .await;
    let gone = admin
        .create(json!({"name": "c", "website": "https://c.fi", "address": {"city": "Pori"}}))
        .await;
    admin
        .delete(&format!("/businesses/{}", gone.id))
        .await
        .business();
    let moved = json!({"base_version": 1, "stage": "lost", "phone": null, "category": "pub"});
    admin
        .patch(&format!("/businesses/{}", lead.id), moved)
        .await
        .business();
    let stats =
        || async { serde_json::from_value::<Stats>(admin.get("/stats").await.json).unwrap() };
    let want = stats().await;
    assert_eq!((want.total, want.pending, want.enriched), (2, 2, 0));
    assert_eq!(
        (
            want.with_phone,
            want.with_email,
            want.with_website,
            want.with_street
        ),
        (0, 1, 0, 2)
    );
    assert_eq!(
        (
            want.by_stage[&Stage::Won],
            want.by_stage[&Stage::Lost],
            want.by_stage[&Stage::New]
        ),
        (1, 1, 0)
    );
    assert_eq!(
        (
            want.by_city.len(),
            want.by_city[0].name.as_str(),
            want.by_city[0].count
        ),
        (1, "Oulu", 2)
    );
    assert_eq!(
        (want.by_category.len(), want.by_category[0].name.as_str()),
        (1, "pub")
    );
    assert_eq!(want.created_per_day.len(), 30);
    assert_eq!(want.created_per_day[29].count, 2);
    // Told, in the end as they are.
    loop {
        let delivery = told.recv().await.unwrap();
        let found = delivery.iter().any(|published| {
            matches!(&published.event.body, EventBody::StatsUpdated(stats) if **stats == want)
        });
        if found {
            break;
        }
    }
    let app = TestApp::start_in(app.stop().await).await;
    let admin = app.admin().await;
    let again = serde_json::from_value::<Stats>(admin.get("/stats").await.json).unwrap();
    assert_eq!(again, want);
}
