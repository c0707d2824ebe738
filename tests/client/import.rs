//! Files in.

use super::page::Page;
use crate::{importer::helsinki, support::TestApp};

#[tokio::test]
async fn an_extract_is_imported_and_reported_and_again_changes_nothing() {
    let app = TestApp::start().await;
    let home = tempfile::tempdir().unwrap();
    let mut page = Page::of(&app.admin().await, home.path()).await;
    let file = app.folder().join("helsinki.osm.pbf");
    std::fs::write(&file, helsinki()).unwrap();
    page.press("Import").await;
    page.pick("Choose a file", &file).await;
    page.see("New 1,438").await;
    page.see("Import complete").await;
    page.press("View leads").await;
    page.see("1,438 leads").await;
    page.press("Dashboard").await;
    for count in [
        "With phone 347",
        "With website 813",
        "With e-mail 197",
        "With street 1,063",
    ] {
        page.see(count).await;
    }
    page.see("OpenStreetMap").await;
    page.press("Import").await;
    page.pick("Choose a file", &file).await;
    page.see("Nothing was new").await;
}

#[tokio::test]
async fn a_file_that_cannot_be_read_says_why_and_rejected_rows_stand_in_the_report() {
    let app = TestApp::start().await;
    let home = tempfile::tempdir().unwrap();
    let mut page = Page::of(&app.admin().await, home.path()).await;
    let file = app.folder().join("fruit.csv");
    std::fs::write(&file, "pear,plum\n1,2\n").unwrap();
    page.press("Import").await;
    page.pick("Choose a file", &file).await;
    page.see("No column is called name").await;

    std::fs::write(&file, "name,city\nBakery,Oslo\n,Bergen\n").unwrap();
    page.pick("Choose a file", &file).await;
    page.see("Rows that were not taken").await;
    page.see("New 1").await;
    page.press("View leads").await;
    page.see("Bakery").await;
}
