//! What others do shows on the dashboard.

use super::page::Page;
use crate::support::TestApp;
use leadwire::model::Role;
use serde_json::json;

#[tokio::test]
async fn what_others_do_shows_on_the_dashboard_as_they_do_it() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.admin().await, app.person("Bob", Role::Rep).await);
    ada.create(json!({"name": "Café Ekberg"})).await;
    let home = tempfile::tempdir().unwrap();
    let mut page = Page::of(&ada, home.path()).await;
    page.see("Admin added Café Ekberg").await;
    let lead = bob.create(json!({"name": "Bakery"})).await;
    page.see("Bob added Bakery").await;
    bob.delete(&format!("/businesses/{}", lead.id)).await;
    page.see("Bob deleted Bakery").await;
    page.see("1 person connected").await;
}
