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
async fn what_columns_are_is_said_once_and_rejected_rows_stand_in_the_report() {
    let app = TestApp::start().await;
    let home = tempfile::tempdir().unwrap();
    let mut page = Page::of(&app.admin().await, home.path()).await;
    let file = app.folder().join("fruit.csv");
    std::fs::write(&file, "pear,plum\n1,2\n").unwrap();
    page.press("Import").await;
    page.pick("Choose a file", &file).await;
    page.see("Choose which column is the name").await;
    page.see("0 of 2 columns are imported. Not imported: pear, plum.")
        .await;
    page.choose("pear is imported as", "name").await;
    page.choose("plum is imported as", "name").await;
    page.see("«pear» and «plum» are both Name: choose one.")
        .await;
    page.choose("plum is imported as", "tags").await;
    page.see("2 of 2 columns are imported.").await;
    page.press("Start import").await;
    page.see("New 1").await;

    // The next file of these columns is known, and nobody has to say it again.
    std::fs::write(&file, "plum,pear\n3,Quince\n").unwrap();
    page.pick("Choose a file", &file).await;
    page.see("As you said for the last file").await;
    page.press("Cancel").await;
    page.miss("What the columns are").await;

    std::fs::write(&file, "name,city\nBakery,Oslo\n,Bergen\n").unwrap();
    page.pick("Choose a file", &file).await;
    page.see("2 of 2 columns are imported.").await;
    page.press("Start import").await;
    page.see("Rows that were not taken").await;
    page.see("New 1").await;
    page.press("View leads").await;
    page.see("Bakery").await;
}
