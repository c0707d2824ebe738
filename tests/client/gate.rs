//! Getting in, and out again.

use super::page::Page;
use crate::support::{ADMIN, PASSWORD, TestApp};
use leadwire::model::Role;
use serde_json::json;

#[tokio::test]
async fn an_app_asks_for_its_server_and_who_it_is_once() {
    let app = TestApp::start().await;
    let home = tempfile::tempdir().unwrap();
    let mut page = Page::open(home.path());
    page.fill("Server", "127.0.0.1:9").await;
    page.press("Continue").await;
    page.see("http://127.0.0.1:9 cannot be reached").await;
    page.press("Change the address").await;
    page.fill("Server", &app.addr.to_string()).await;
    page.press("Continue").await;

    page.fill("E-mail", ADMIN).await;
    page.fill("Password", "not this one").await;
    page.press("Sign in").await;
    page.see("The e-mail address or the password is wrong")
        .await;
    page.fill("Password", PASSWORD).await;
    page.press("Sign in").await;
    page.see("No leads yet").await;
    drop(page);

    let mut again = Page::open(home.path());
    again.see("No leads yet").await;
}

#[tokio::test]
async fn signing_out_ends_the_session_and_leaves_nothing_on_the_device() {
    let app = TestApp::start().await;
    let rita = app.person("Rita", Role::Rep).await;
    let home = tempfile::tempdir().unwrap();
    let mut page = Page::of(&rita, home.path()).await;
    page.see("No leads yet").await;
    page.press("Settings").await;
    page.press("Sign out").await;
    page.see("Password").await;
    rita.get("/session").await.refused(401, "UNAUTHENTICATED");
    drop(page);
    let mut again = Page::open(home.path());
    again.see("Password").await;
}

#[tokio::test]
async fn a_session_that_ends_elsewhere_ends_here_at_once() {
    let app = TestApp::start().await;
    let rita = app.person("Rita", Role::Rep).await;
    let home = tempfile::tempdir().unwrap();
    let mut page = Page::of(&rita, home.path()).await;
    page.see("Live").await;
    rita.delete("/session").await;
    page.see("Password").await;
}

#[tokio::test]
async fn who_may_not_import_is_not_offered_it() {
    let app = TestApp::start().await;
    let home = tempfile::tempdir().unwrap();
    let mut page = Page::of(&app.person("Rita", Role::Rep).await, home.path()).await;
    page.see("No leads yet").await;
    page.miss("Import").await;
}

#[tokio::test]
async fn without_a_server_the_app_starts_as_whoever_used_it_last() {
    let app = TestApp::start().await;
    let rita = app.person("Rita", Role::Rep).await;
    let home = tempfile::tempdir().unwrap();
    let mut page = Page::of(&rita, home.path()).await;
    page.see("Live").await;
    drop(page);
    let addr = app.addr;
    let folder = app.stop().await;

    let mut page = Page::open(home.path());
    page.see("Reconnecting").await;
    page.see("Rita").await;
    page.press("Settings").await;
    page.press("Sign out").await;
    page.see("Password").await;
    drop(page);
    let mut page = Page::open(home.path());
    page.see("cannot be reached").await;
    let _app = TestApp::start_with(folder, |config| config.addr = addr).await;
    page.see("Password").await;
}

#[tokio::test]
async fn whoever_was_let_in_without_a_server_is_asked_again_if_their_session_ended() {
    let app = TestApp::start().await;
    let rita = app.person("Rita", Role::Rep).await;
    let home = tempfile::tempdir().unwrap();
    let mut page = Page::of(&rita, home.path()).await;
    page.see("Live").await;
    drop(page);
    rita.delete("/session").await;
    let addr = app.addr;
    let folder = app.stop().await;

    let mut page = Page::open(home.path());
    page.see("Rita").await;
    let _app = TestApp::start_with(folder, |config| config.addr = addr).await;
    page.see("Password").await;
    drop(page);
    let mut again = Page::open(home.path());
    again.see("Password").await;
}

#[tokio::test]
async fn whoever_signs_out_with_changes_that_are_not_sent_is_asked_and_finds_them_again() {
    let app = TestApp::start().await;
    let rita = app.person("Rita", Role::Rep).await;
    let home = tempfile::tempdir().unwrap();
    let mut page = Page::of(&rita, home.path()).await;
    page.see("Live").await;
    let addr = app.addr;
    let folder = app.stop().await;
    page.see("Reconnecting").await;
    page.press("Leads").await;
    page.press("New lead").await;
    page.fill("Name", "Café Ekberg").await;
    page.press("Create lead").await;
    page.see("1 change waiting").await;
    page.press("Settings").await;
    page.press("Sign out").await;
    page.see("1 change is not sent yet").await;
    page.press("Stay signed in").await;
    page.press("Sign out").await;
    page.press("Sign out and keep them").await;
    page.see("Password").await;

    let app = TestApp::start_with(folder, |config| config.addr = addr).await;
    page.fill("E-mail", ADMIN).await;
    page.fill("Password", PASSWORD).await;
    page.press("Sign in").await;
    page.press("Leads").await;
    page.see("No leads yet").await;
    page.press("Settings").await;
    page.press("Sign out").await;
    page.fill("E-mail", "Rita@leadwire.test").await;
    page.fill("Password", PASSWORD).await;
    page.press("Sign in").await;
    page.press("Leads").await;
    page.see("Café Ekberg").await;
    page.miss("waiting").await;
    let ada = app.admin().await;
    assert_eq!(ada.get("/businesses").await.json["meta"]["total"], 1);
}

#[tokio::test]
async fn a_session_that_ends_while_changes_wait_asks_to_sign_in_and_then_sends_them_once() {
    let app = TestApp::start().await;
    let rita = app.person("Rita", Role::Rep).await;
    let ada = app.admin().await;
    let lead = ada.create(json!({"name": "Café Ekberg"})).await;
    let home = tempfile::tempdir().unwrap();
    let mut page = Page::of(&rita, home.path()).await;
    page.see("Live").await;
    page.open_first("Café Ekberg").await;
    let addr = app.addr;
    let folder = app.stop().await;
    page.see("Reconnecting").await;
    page.press("Edit Phone").await;
    page.fill("Phone", "+358 1").await;
    page.leave("Phone").await;
    page.press("Qualified").await;
    page.see("2 changes waiting").await;

    // Before the app reaches the server again, its session has ended there.
    let ended = TestApp::start_in(folder).await;
    let mut there = rita.clone();
    there.server = format!("http://{}", ended.addr);
    there.delete("/session").await;
    let folder = ended.stop().await;
    let _app = TestApp::start_with(folder, |config| config.addr = addr).await;
    page.fill("E-mail", "Rita@leadwire.test").await;
    page.fill("Password", PASSWORD).await;
    page.press("Sign in").await;
    page.see("Live").await;
    page.miss("waiting").await;
    let now = ada
        .get(&format!("/businesses/{}", lead.id))
        .await
        .business();
    assert_eq!((now.phone.as_deref(), now.version), (Some("+358 1"), 3));
}
