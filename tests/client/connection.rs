//! The server goes away and comes back.

use super::page::{Opened, Page};
use crate::support::TestApp;
use serde_json::json;

#[tokio::test]
async fn what_is_done_while_the_server_is_away_is_sent_when_it_is_back() {
    let Opened {
        app,
        ada,
        lead,
        home: _home,
        mut page,
    } = Page::on_a_lead().await;
    page.see("Live").await;

    let addr = app.addr;
    let folder = app.stop().await;
    page.see("Reconnecting").await;
    page.press("Edit Phone").await;
    page.fill("Phone", "+358 1").await;
    page.leave("Phone").await;
    page.see("+358 1").await;
    page.see("1 change waiting").await;

    let _app = TestApp::start_with(folder, |config| config.addr = addr).await;
    page.press("Reconnecting: 1 change waiting").await;
    page.see("Live").await;
    page.miss("waiting").await;
    let path = format!("/businesses/{}", lead.id);
    assert_eq!(
        ada.get(&path).await.business().phone.as_deref(),
        Some("+358 1")
    );
    ada.patch(&path, json!({"base_version": 2, "name": "Ekberg 1852"}))
        .await
        .business();
    page.see("Ekberg 1852").await;
}

#[tokio::test]
async fn what_waits_survives_the_end_of_the_app_and_is_sent_once() {
    let Opened {
        app,
        ada,
        lead,
        home,
        mut page,
    } = Page::on_a_lead().await;

    let addr = app.addr;
    let folder = app.stop().await;
    page.see("Reconnecting").await;
    page.press("Edit Phone").await;
    page.fill("Phone", "+358 1").await;
    page.leave("Phone").await;
    page.press("Qualified").await;
    page.see("2 changes waiting").await;
    drop(page);

    let _app = TestApp::start_with(folder, |config| config.addr = addr).await;
    let mut again = Page::open(home.path());
    again.see("Live").await;
    again.miss("waiting").await;
    let now = ada
        .get(&format!("/businesses/{}", lead.id))
        .await
        .business();
    assert_eq!(
        (now.phone.as_deref(), now.stage.as_str()),
        (Some("+358 1"), "qualified")
    );
    assert_eq!(now.version, 3, "each once");
}
