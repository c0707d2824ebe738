//! What is opened and left again and again leaves nothing behind.

use super::page::Page;
use crate::support::TestApp;
use leadwire::query::Census;
use serde_json::json;

#[tokio::test]
async fn screens_that_come_and_go_leave_the_cache_and_the_tree_as_they_were() {
    let app = TestApp::start().await;
    let ada = app.admin().await;
    ada.create(json!({"name": "Café Ekberg"})).await;
    let home = tempfile::tempdir().unwrap();
    let mut page = Page::of(&ada, home.path()).await;
    page.see("Live").await;
    let mut before = None;
    for turn in 0..12 {
        page.open_first("Café Ekberg").await;
        for (screen, text) in [
            ("Import", "GeoJSON"),
            ("Settings", "Theme"),
            ("Dashboard", "With phone"),
        ] {
            page.press(screen).await;
            page.see(text).await;
        }
        let now = count(&page);
        // All has been opened once.
        if turn >= 2 {
            assert_eq!(*before.get_or_insert(now), now, "after turn {turn}");
        }
    }
}

/// What is there but for timers, of which one more or less runs out at any time.
fn count(page: &Page) -> (Census, usize, usize) {
    let census = page.leadwire().unwrap().client.census();
    let census = Census {
        timers: 0,
        ..census
    };
    (census, page.scopes().count(), page.nodes())
}
