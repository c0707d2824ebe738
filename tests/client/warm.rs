//! Starting with what was known.

use super::page::Page;
use crate::support::TestApp;
use serde_json::json;
use std::{path::Path, time::Duration};

/// Waits until a text is on the disk that keeps the cache.
async fn is_kept(page: &mut Page, home: &Path, text: &str) {
    let file = home.join("cache.redb");
    let is_there = || {
        let bytes = std::fs::read(&file).unwrap_or_default();
        let mut parts = bytes.windows(text.len());
        parts.any(|part| part == text.as_bytes())
    };
    let kept = async {
        while !is_there() {
            tokio::task::yield_now().await;
        }
    };
    let kept = tokio::time::timeout(Duration::from_secs(20), kept);
    let kept = page.work_until(kept).await;
    assert!(kept.is_ok(), "«{text}» is not kept");
}

#[tokio::test]
async fn without_a_server_the_app_shows_what_it_knew_and_goes_on_from_there() {
    let app = TestApp::start().await;
    let ada = app.admin().await;
    ada.create(json!({"name": "Café Ekberg"})).await;
    let home = tempfile::tempdir().unwrap();
    let mut page = Page::of(&ada, home.path()).await;
    page.press("Leads").await;
    page.see("Café Ekberg").await;
    page.see("Live").await;
    is_kept(&mut page, home.path(), "Café Ekberg").await;
    drop(page);
    let addr = app.addr;
    let folder = app.stop().await;

    let mut page = Page::open(home.path());
    page.press("Leads").await;
    page.see("Café Ekberg").await;
    page.see("Reconnecting").await;
    // What happens meanwhile comes as events: the list is not asked for again.
    let app = TestApp::start_with(folder, |config| config.addr = addr).await;
    let ada = app.admin().await;
    ada.create(json!({"name": "Bar Kaisla"})).await;
    page.see("Bar Kaisla").await;
    page.see("Café Ekberg").await;
    is_kept(&mut page, home.path(), "Bar Kaisla").await;
}
