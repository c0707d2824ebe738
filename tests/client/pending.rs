//! What the server does not take.

use super::page::{Opened, Page};
use crate::support::{Person, TestApp};
use leadwire::model::Uuid;
use serde_json::json;

/// A page on which the phone of a lead was changed while somebody else changed it too.
async fn in_conflict(home: &std::path::Path) -> (TestApp, Person, Uuid, Page) {
    let app = TestApp::start().await;
    let ada = app.admin().await;
    let lead = ada.create(json!({"name": "Café Ekberg"})).await;
    let mut page = Page::of(&ada, home).await;
    page.open_first("Café Ekberg").await;
    let addr = app.addr;
    let folder = app.stop().await;
    page.see("Reconnecting").await;
    page.press("Edit Phone").await;
    page.fill("Phone", "+358 1").await;
    page.leave("Phone").await;
    page.see("1 change waiting").await;
    let app = TestApp::start_with(folder, |config| config.addr = addr).await;
    let theirs = json!({"base_version": 1, "phone": "+358 2"});
    let path = format!("/businesses/{}", lead.id);
    ada.patch(&path, theirs).await.business();
    page.press("Reconnecting: 1 change waiting").await;
    page.see("Yours is kept under Pending.").await;
    page.press("View").await;
    page.see("Somebody else changed the same meanwhile.").await;
    page.see("Phone +358 1 +358 2").await;
    (app, ada, lead.id, page)
}

#[tokio::test]
async fn of_a_conflict_ones_own_is_kept_if_one_says_so() {
    let home = tempfile::tempdir().unwrap();
    let (_app, ada, id, mut page) = in_conflict(home.path()).await;
    page.press("Keep yours").await;
    page.see("Everything is saved").await;
    let now = ada.get(&format!("/businesses/{id}")).await.business();
    assert_eq!((now.phone.as_deref(), now.version), (Some("+358 1"), 3));
}

#[tokio::test]
async fn of_a_conflict_something_else_is_made_if_one_says_so() {
    let home = tempfile::tempdir().unwrap();
    let (_app, ada, id, mut page) = in_conflict(home.path()).await;
    page.press("Edit").await;
    page.see("Theirs: +358 2").await;
    page.fill("Phone", "+358 3").await;
    page.press("Save").await;
    page.see("Everything is saved").await;
    let now = ada.get(&format!("/businesses/{id}")).await.business();
    assert_eq!((now.phone.as_deref(), now.version), (Some("+358 3"), 3));
}

#[tokio::test]
async fn of_a_conflict_theirs_is_taken_if_one_says_so_also_after_a_restart() {
    let home = tempfile::tempdir().unwrap();
    let (_app, ada, id, page) = in_conflict(home.path()).await;
    drop(page);
    let mut page = Page::open(home.path());
    page.see("Live").await;
    page.press("Pending").await;
    page.press("Take theirs").await;
    page.see("Everything is saved").await;
    let now = ada.get(&format!("/businesses/{id}")).await.business();
    assert_eq!((now.phone.as_deref(), now.version), (Some("+358 2"), 2));
    page.open_first("+358 2").await;
}

#[tokio::test]
async fn what_is_refused_says_why_and_is_kept_until_it_is_discarded() {
    let app = TestApp::start().await;
    let ada = app.admin().await;
    let home = tempfile::tempdir().unwrap();
    let mut page = Page::of(&ada, home.path()).await;
    page.press("Leads").await;
    page.press("New lead").await;
    page.fill("Name", "Café Ekberg").await;
    page.fill("E-mail", "no address").await;
    page.press("Create lead").await;
    page.see("The lead was not created").await;
    page.press("Pending").await;
    page.see("Café Ekberg New lead").await;
    page.see("email: ").await;
    page.press("Try again").await;
    page.press("Discard").await;
    page.see("Everything is saved").await;
    assert_eq!(ada.get("/businesses").await.json["meta"]["total"], 0);
}

#[tokio::test]
async fn what_waits_for_a_lead_that_was_not_taken_goes_with_it_after_asking() {
    let app = TestApp::start().await;
    let ada = app.admin().await;
    let home = tempfile::tempdir().unwrap();
    let mut page = Page::of(&ada, home.path()).await;
    page.see("Live").await;
    let addr = app.addr;
    let folder = app.stop().await;
    page.see("Reconnecting").await;
    page.press("Leads").await;
    page.press("New lead").await;
    page.fill("Name", "Café Ekberg").await;
    page.fill("E-mail", "no address").await;
    page.press("Create lead").await;
    page.press("Qualified").await;
    page.see("2 changes waiting").await;
    page.press("Pending").await;
    page.see("The server cannot be reached. Trying again").await;

    let _app = TestApp::start_with(folder, |config| config.addr = addr).await;
    page.press("Try now").await;
    page.see("Waits for the lead itself, which was not taken.")
        .await;
    page.press("Discard").await;
    page.see("Another change waits for this one").await;
    page.press("Keep them").await;
    page.press("Discard").await;
    page.press("Discard all").await;
    page.see("Everything is saved").await;
    assert_eq!(ada.get("/businesses").await.json["meta"]["total"], 0);
}

#[tokio::test]
async fn a_deletion_can_still_be_taken_back_after_the_app_was_closed() {
    let Opened {
        app: _app,
        ada,
        lead,
        home,
        mut page,
    } = Page::on_a_lead().await;
    page.see("Live").await;
    page.press("Delete").await;
    page.see("Undo").await;
    page.see("1 change waiting").await;
    drop(page);

    let mut page = Page::open(home.path());
    page.press("Undo").await;
    page.see("Live").await;
    page.miss("waiting").await;
    let now = ada
        .get(&format!("/businesses/{}", lead.id))
        .await
        .business();
    assert_eq!((now.deleted_at, now.version), (None, 1));
}
