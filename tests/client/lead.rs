//! One lead.

use super::page::{Opened, Page};
use crate::support::TestApp;
use serde_json::json;

#[tokio::test]
async fn a_lead_is_made_edited_deleted_and_brought_back() {
    let app = TestApp::start().await;
    let ada = app.admin().await;
    let home = tempfile::tempdir().unwrap();
    let mut page = Page::of(&ada, home.path()).await;
    page.press("Leads").await;
    page.press("New lead").await;
    page.press("Create lead").await;
    page.see("A lead needs a name.").await;
    page.fill("Name", "Café Ekberg").await;
    page.fill("Website", "ekberg.fi").await;
    page.press("Create lead").await;
    page.see("Add phone").await;

    page.press("Edit E-mail").await;
    page.fill("E-mail", "nobody").await;
    page.leave("E-mail").await;
    page.see("An e-mail address has an @.").await;
    page.fill("E-mail", "cafe@ekberg.fi").await;
    page.leave("E-mail").await;
    page.press("Qualified").await;
    let saved = page
        .settled(&ada, |lead| {
            lead["email"] == "cafe@ekberg.fi" && lead["stage"] == "qualified"
        })
        .await;
    assert_eq!(saved["website"], "https://ekberg.fi");

    page.press("Delete").await;
    page.see("Deleted Café Ekberg").await;
    page.see("No leads yet").await;
    page.press("Undo").await;
    page.see("Café Ekberg").await;
    page.settled(&ada, |lead| lead["deleted_at"].is_null())
        .await;
}

#[tokio::test]
async fn what_the_server_refuses_is_taken_back_and_said() {
    let Opened {
        app: _app,
        ada,
        lead,
        home: _home,
        mut page,
    } = Page::on_a_lead().await;
    page.press("Edit Country").await;
    page.fill("Country", "åå").await;
    page.leave("Country").await;
    page.see("The change was not saved").await;
    page.see("ISO 3166").await;
    page.see("Add country").await;
    let now = ada.get(&format!("/businesses/{}", lead.id)).await;
    assert_eq!(now.json["version"], 1);
}

#[tokio::test]
async fn who_else_looks_at_a_lead_is_seen_until_they_leave() {
    let app = TestApp::start().await;
    let (ada, bob) = (
        app.admin().await,
        app.person("Bob", leadwire::model::Role::Rep).await,
    );
    ada.create(json!({"name": "Café Ekberg"})).await;
    let (hers, his) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut page = Page::of(&ada, hers.path()).await;
    page.open_first("Café Ekberg").await;
    page.miss("is here too").await;
    let mut other = Page::of(&bob, his.path()).await;
    other.open_first("Café Ekberg").await;
    // Both apps work: one that does not has perhaps not said yet where it is.
    tokio::join!(other.see("Admin is here too"), page.see("Bob is here too"));
    drop(other);
    page.miss("is here too").await;
}
