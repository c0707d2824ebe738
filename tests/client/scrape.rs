//! Finding businesses in an area.

use super::page::Page;
use crate::{importer::helsinki_path, support::TestApp};
use serde_json::json;

/// A server whose source is the extract of Helsinki.
async fn with_extract() -> TestApp {
    TestApp::start_with(tempfile::tempdir().unwrap(), |config| {
        config.outside.extract = Some(helsinki_path());
    })
    .await
}

#[tokio::test]
async fn an_area_is_searched_followed_and_searched_again() {
    let app = with_extract().await;
    let home = tempfile::tempdir().unwrap();
    let mut page = Page::of(&app.admin().await, home.path()).await;
    page.press("Scrape").await;
    page.see("Food & drink").await;
    page.see("0 known leads here").await;
    page.press("Start scrape").await;
    page.see("What came of it").await;
    page.see("Scrape complete").await;
    page.see("Possible duplicates").await;
    let new = page.number_after("New ").await;
    assert!(new > 0, "there are businesses in the middle of Helsinki");
    page.see(&format!("Leads here {new}")).await;

    page.press("Again").await;
    page.see("Nothing was new").await;
    page.press_with("Scrape").await;
    page.see("Recent scrapes").await;
    page.see("0 new, 0 changed").await;
}

#[tokio::test]
async fn a_place_is_found_by_its_name_and_categories_by_a_few_letters() {
    let app = with_extract().await;
    let home = tempfile::tempdir().unwrap();
    let mut page = Page::of(&app.admin().await, home.path()).await;
    page.press("Scrape").await;
    page.see("Food & drink").await;
    page.press("None").await;
    page.see("Choose at least one category.").await;
    page.fill("Find a category", "baker").await;
    page.press("Bakery").await;
    page.see("1 of ").await;
    page.press("Polygon").await;
    page.see("at least three corners").await;
    page.press("Box").await;
    page.see("Drag its corners").await;
    page.press("Circle").await;
    page.fill("Place", "nowhere at all").await;
    page.see("No place is called that").await;
}

#[tokio::test]
async fn who_may_not_run_jobs_is_not_offered_any() {
    let app = TestApp::start().await;
    let rep = app.person("rep", leadwire::model::Role::Rep).await;
    rep.post("/businesses", json!({"name": "Bakery"})).await;
    let home = tempfile::tempdir().unwrap();
    let mut page = Page::of(&rep, home.path()).await;
    page.press("Leads").await;
    page.see("Bakery").await;
    page.miss("Scrape").await;
}
