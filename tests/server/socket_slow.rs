//! A socket that takes nothing.

use crate::support::{TestApp, socket::Socket};
use leadwire::model::{Event, EventBody, Uuid};
use serde_json::json;

/// Progress that is large, to fill a connection; not in the log.
fn progress(done: u64) -> Event {
    let job = json!({
        "id": Uuid::nil(), "version": 1, "kind": "import", "status": "running", "progress": 0.0,
        "done": done, "total": null, "error": "x".repeat(20_000), "params": {}, "events": [],
        "created_at": 0, "started_at": 0, "finished_at": null,
    });
    let body = EventBody::ImportProgress(Box::new(serde_json::from_value(job).unwrap()));
    Event {
        seq: None,
        topic: body.topic(),
        body,
        at: 0,
        actor: None,
        mutation_id: None,
    }
}

#[tokio::test]
async fn one_that_takes_nothing_is_cut_off_and_slows_nobody() {
    let app = TestApp::start().await;
    let ada = app.admin().await;
    let (mut slow, mut quick) = (Socket::of(&ada).await, Socket::of(&ada).await);
    for socket in [&mut slow, &mut quick] {
        socket.subscribe(&["jobs", "businesses"], None).await;
    }
    for round in 0..30 {
        for done in 0..100 {
            app.state.db.events.transient(progress(round * 100 + done));
        }
        for done in 0..100 {
            assert_eq!(quick.event().await["payload"]["done"], round * 100 + done);
        }
    }
    ada.create(json!({"name": "Bakery"})).await;
    assert_eq!(quick.event().await["event"], "business:created");
    assert_eq!(slow.closed().await, 4408);
    let missed = Socket::of(&ada)
        .await
        .subscribe(&["businesses"], Some(0))
        .await;
    assert_eq!(
        missed[0]["event"], "business:created",
        "resumed, nothing lost"
    );
}
