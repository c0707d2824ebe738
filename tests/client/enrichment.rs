//! Looking up contacts, and what is known beside the lead itself.

use super::page::{Opened, Page};
use crate::support::TestApp;
use serde_json::json;

#[tokio::test]
async fn a_contact_is_added_changed_and_deleted() {
    let Opened {
        app: _app,
        ada,
        lead,
        home: _home,
        mut page,
    } = Page::on_a_lead().await;
    page.see("Nobody is known there yet.").await;
    page.press("Add contact").await;
    page.press("Save contact").await;
    page.see("is needed").await;
    page.fill("Contact's Name", "Grace Hopper").await;
    page.fill("Contact's Role", "Owner").await;
    page.fill("Contact's Profile", "javascript:alert(1)").await;
    page.press("Save contact").await;
    page.see("A profile begins with https://.").await;
    page.fill("Contact's Profile", "https://www.linkedin.com/in/grace")
        .await;
    page.press("Save contact").await;
    page.see("Grace Hopper Owner").await;
    page.see("LinkedIn").await;

    let path = format!("/businesses/{}/contacts", lead.id);
    let contacts = page
        .work_until(until(&ada, &path, |all| all.len() == 1))
        .await;
    assert_eq!(contacts[0]["profile"], "https://www.linkedin.com/in/grace");
    page.press("Edit Grace Hopper").await;
    page.fill("Contact's E-mail", "grace@ekberg.fi").await;
    page.press("Save contact").await;
    page.see("grace@ekberg.fi").await;
    page.work_until(until(&ada, &path, |all| {
        all[0]["email"] == "grace@ekberg.fi"
    }))
    .await;

    page.press("Delete Grace Hopper").await;
    page.press("Keep").await;
    page.press("Delete Grace Hopper").await;
    // The lead's own button comes first.
    page.press_in("contacts", "Delete").await;
    page.see("Nobody is known there yet.").await;
    page.work_until(until(&ada, &path, |all| all.is_empty()))
        .await;
}

#[tokio::test]
async fn a_lead_without_a_website_says_why_nothing_was_found() {
    let Opened {
        app: _app,
        home: _home,
        mut page,
        ..
    } = Page::on_a_lead().await;
    page.press("Look up contacts").await;
    page.see("Looking up…").await;
    page.miss("Looking up…").await;
    page.see("Failed").await;
}

#[tokio::test]
async fn a_batch_is_started_and_followed_and_its_failures_stand_by_reason() {
    let app = TestApp::start().await;
    let ada = app.admin().await;
    for name in ["Bakery", "Butcher", "Florist"] {
        // Loopback is not for the server to ask.
        ada.create(json!({"name": name, "website": "http://127.0.0.1/"}))
            .await;
    }
    let home = tempfile::tempdir().unwrap();
    let mut page = Page::of(&ada, home.path()).await;
    page.press("Enrichment").await;
    page.see("Not yet 3").await;
    page.press("Start look-up").await;
    page.see("Look-up complete").await;
    page.see("3 failed").await;
    page.see("Florist").await;
    page.see("Retry the failed").await;
}

#[tokio::test]
async fn a_list_that_was_saved_is_looked_up_as_a_whole_and_kept_until_it_is_forgotten() {
    let app = TestApp::start().await;
    let ada = app.admin().await;
    for (name, city) in [
        ("Bakery", "Espoo"),
        ("Butcher", "Espoo"),
        ("Florist", "Oulu"),
    ] {
        let place = json!({"city": city});
        ada.create(json!({"name": name, "website": "http://127.0.0.1/", "address": place}))
            .await;
    }
    let home = tempfile::tempdir().unwrap();
    let mut page = Page::of(&ada, home.path()).await;
    page.press("Leads").await;
    page.see("3 leads").await;
    page.choose("City", "Espoo").await;
    page.see("2 leads").await;
    page.press("Save as list").await;
    page.fill("Name", "Near the office").await;
    page.press("Save list").await;
    page.see("Forget list").await;

    page.press("Enrichment").await;
    page.press("By filter").await;
    page.choose("List", "city=Espoo").await;
    page.press("Start look-up").await;
    page.see("2 failed").await;
    drop(page);

    let mut page = Page::open(home.path());
    page.press("Leads").await;
    page.see("3 leads").await;
    page.choose("List", "city=Espoo").await;
    page.see("2 leads").await;
    page.press("Forget list").await;
    page.miss("Near the office").await;
}

/// Asks until the contacts are so.
async fn until(
    person: &crate::support::Person,
    path: &str,
    is_so: impl Fn(&[serde_json::Value]) -> bool,
) -> Vec<serde_json::Value> {
    loop {
        let answer = person.get(path).await.json;
        let all = answer["data"].as_array().unwrap();
        if is_so(all) {
            return all.clone();
        }
    }
}
