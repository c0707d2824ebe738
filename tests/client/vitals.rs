//! How the server is doing, on the dashboard.

use super::page::Page;
use crate::support::TestApp;

#[tokio::test]
async fn a_limit_that_is_crossed_is_shown_and_told_to_administrators_until_it_is_over() {
    let app = TestApp::start().await;
    let home = tempfile::tempdir().unwrap();
    let ada = app.admin().await;
    ada.create(serde_json::json!({"name": "Bakery"})).await;
    let mut page = Page::of(&ada, home.path()).await;
    page.see("Leads per minute").await;
    page.press("Limits").await;
    page.fill("Connections not below", "5").await;
    page.fill("Connections not above", "3").await;
    page.press("Save limits").await;
    page.see("must be greater than below").await;
    page.fill("Connections not below", "").await;
    page.fill("Connections not above", "0").await;
    page.press("Save limits").await;
    page.see("Connections: 1, above 0").await;
    page.see("A limit was crossed").await;
    page.press("Limits").await;
    page.fill("Connections not above", "").await;
    page.press("Save limits").await;
    page.see("lasted").await;
}
