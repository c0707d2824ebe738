//! The developer panel: what it shows is so, and what it does is done.

use super::page::Page;
use crate::support::TestApp;
use serde_json::json;

const COMMAND: &str = "Developer panel Ctrl Shift D";

#[tokio::test]
async fn the_wire_is_watched_cut_and_mended() {
    let app = TestApp::start().await;
    let ada = app.admin().await;
    let lead = ada.create(json!({"name": "Café Ekberg"})).await;
    let home = tempfile::tempdir().unwrap();
    let mut page = Page::of(&ada, home.path()).await;
    page.see("Live").await;
    page.press("Find a lead or a command").await;
    page.press(COMMAND).await;

    page.press("Socket").await;
    page.see("connected for").await;
    page.see("subscribed").await;
    page.see("businesses 1").await;
    page.press("Ping").await;
    page.see("pong").await;
    page.see("p50").await;
    let path = format!("/businesses/{}", lead.id);
    ada.patch(&path, json!({"base_version": 1, "phone": "+358 9"}))
        .await
        .business();
    // Alone, or in one frame with what else comes of it.
    page.press_with("business:updated").await;
    page.see("\"phone\": \"+358 9\"").await;

    page.press("Drop socket").await;
    page.see("Reconnecting").await;
    page.press("Ping").await;
    page.see("Live").await;

    page.press("Go offline").await;
    page.see("Reconnecting").await;
    page.open_first("Café Ekberg").await;
    page.press("Edit Phone").await;
    page.fill("Phone", "+358 1").await;
    page.leave("Phone").await;
    page.press("Mutations & Outbox").await;
    page.see("1 waiting · 0 parked").await;
    page.see("update {\"base_version\":2,\"phone\":\"+358 1\"}")
        .await;
    page.press("Go online").await;
    page.see("0 waiting · 0 parked").await;
    page.see("Live").await;
    assert_eq!(
        ada.get(&path).await.business().phone.as_deref(),
        Some("+358 1")
    );
    page.press("Close developer panel").await;
    page.miss("Drop socket").await;
}

#[tokio::test]
async fn queries_are_listed_read_and_acted_on() {
    let app = TestApp::start().await;
    let ada = app.admin().await;
    ada.create(json!({"name": "Café Ekberg"})).await;
    let home = tempfile::tempdir().unwrap();
    let mut page = Page::of(&ada, home.path()).await;
    page.see("Live").await;
    page.press("Find a lead or a command").await;
    page.press(COMMAND).await;

    page.see(" stats 1 ").await;
    page.press("stats").await;
    page.see("\"total\": 1").await;
    page.press("Go offline").await;
    page.press("Invalidate").await;
    page.see("paused stats 1").await;
    page.see("Stale invalidated").await;
    page.press("Go online").await;
    page.miss("invalidated").await;
    page.miss("paused stats").await;

    page.press("Remove").await;
    page.press("Leads").await;
    page.see("Café Ekberg").await;
    page.see("inactive jobs/list").await;
    page.fill("Filter queries", "businesses/list").await;
    page.miss("inactive jobs/list").await;
    page.see("businesses/list/").await;
}

#[tokio::test]
async fn a_job_is_started_again_once_there_is_a_network() {
    let app = TestApp::start().await;
    let home = tempfile::tempdir().unwrap();
    let mut page = Page::of(&app.admin().await, home.path()).await;
    page.see("Live").await;
    let file = app.folder().join("fruit.osm.pbf");
    std::fs::write(&file, "pear,plum\n1,2\n").unwrap();
    page.press("Import").await;
    page.pick("Choose a file", &file).await;
    page.see("Nothing was imported.").await;
    page.press("Find a lead or a command").await;
    page.press(COMMAND).await;
    page.press("Mutations & Outbox").await;
    page.see("success").await;
    page.see("import/start fruit.osm.pbf (14 bytes)").await;

    page.press("Go offline").await;
    page.press("Retry").await;
    page.see("The job starts again as soon as you are online.")
        .await;
    page.see("retry job").await;
    page.see("1 change waiting").await;
    page.press("Pending").await;
    page.see("fruit.osm.pbf Retry").await;
    drop(page);

    let mut page = Page::open(home.path());
    page.see("Tried again by request.").await;
    page.miss("1 change waiting").await;
}
