//! The table.

use super::page::Page;
use crate::support::TestApp;
use leadwire::{
    model::BusinessFilter,
    query::{Key, List},
};
use serde_json::json;

#[tokio::test]
async fn what_others_do_shows_without_asking() {
    let app = TestApp::start().await;
    let ada = app.admin().await;
    let home = tempfile::tempdir().unwrap();
    let mut page = Page::of(&ada, home.path()).await;
    page.see("Live").await;
    page.press("Leads").await;
    page.see("No leads yet").await;

    let lead = ada
        .create(json!({"name": "Café Ekberg", "category": "cafe"}))
        .await;
    page.see("Café Ekberg").await;
    page.see("1 lead").await;
    let path = format!("/businesses/{}", lead.id);
    ada.patch(
        &path,
        json!({"base_version": 1, "stage": "won", "phone": "+358 9 68118660"}),
    )
    .await
    .business();
    page.see("+358 9 68118660").await;
    // What nobody grouped is grouped, as on the lead's own page.
    ada.patch(&path, json!({"base_version": 2, "phone": "+358968118660"}))
        .await
        .business();
    page.see("+358 968 118 660").await;
    ada.delete(&path).await;
    page.see("No leads yet").await;
    ada.post(&format!("{path}/restore"), json!({}))
        .await
        .business();
    page.see("Café Ekberg").await;
    page.press("Dashboard").await;
    page.see("With phone 1").await;
}

#[tokio::test]
async fn leads_are_found_filtered_and_sorted() {
    let app = TestApp::start().await;
    let ada = app.admin().await;
    for (name, category, stage) in [
        ("Bakery", "shop", "new"),
        ("Café Ekberg", "cafe", "won"),
        ("Ekberg Flowers", "florist", "new"),
    ] {
        ada.create(json!({"name": name, "category": category, "stage": stage}))
            .await;
    }
    let home = tempfile::tempdir().unwrap();
    let mut page = Page::of(&ada, home.path()).await;
    page.press("Leads").await;
    page.see("3 leads").await;

    page.fill("Search leads", "ekb").await;
    page.see("2 leads").await;
    page.miss("Bakery").await;
    page.choose("Stage", "won").await;
    page.see("1 lead").await;
    page.miss("Flowers").await;
    // A lead that comes to match comes in, one that ceases to goes.
    let flowers = ada.get("/businesses?q=flowers").await.json["data"][0]["id"].clone();
    let path = format!("/businesses/{}", flowers.as_str().unwrap());
    ada.patch(&path, json!({"base_version": 1, "stage": "won"}))
        .await
        .business();
    page.see("2 leads").await;
    page.see("Flowers").await;
    page.press("Clear").await;
    page.see("3 leads").await;

    page.press("Name").await;
    page.until("order by name", |tree| {
        let rows = Page::rows(tree);
        (rows.len() == 3 && rows[0].starts_with("Bakery") && rows[2].starts_with("Ekberg"))
            .then_some(())
    })
    .await;
    page.press("Name").await;
    page.until("order by name, backwards", |tree| {
        Page::rows(tree)
            .first()
            .is_some_and(|row| row.starts_with("Ekberg"))
            .then_some(())
    })
    .await;
    page.key("ArrowDown").await;
    page.key("ArrowDown").await;
    page.key("Enter").await;
    page.see("Add phone").await;
}

#[tokio::test]
async fn a_long_list_is_fetched_as_far_as_it_is_scrolled() {
    let app = TestApp::start().await;
    let ada = app.admin().await;
    let mut csv = "name\n".to_owned();
    (0..1_200).for_each(|i| csv.push_str(&format!("Lead {i:04}\n")));
    let file = app.folder().join("many.csv");
    std::fs::write(&file, csv).unwrap();
    let home = tempfile::tempdir().unwrap();
    let mut page = Page::of(&ada, home.path()).await;
    page.press("Import").await;
    page.pick("Choose a file", &file).await;
    page.press("Start import").await;
    page.see("New 1,200").await;
    page.press("Leads").await;
    page.see("1,200 leads").await;
    page.press("Name").await;
    page.until("first", |tree| {
        Page::rows(tree)
            .first()?
            .starts_with("Lead 0000")
            .then_some(())
    })
    .await;
    // Somebody who turns back on a long way does not wait for its end.
    page.scroll(1_190.0 * 40.0).await;
    page.see("of 1,200 loaded").await;
    page.scroll(0.0).await;
    page.see("1,200 leads").await;
    page.work_until(ada.create(json!({"name": "Lead 0000 b"})))
        .await;
    page.see("Lead 0000 b").await;
    let sort = "name".parse().unwrap();
    let key = Key::business_list(&BusinessFilter::default(), sort);
    let list = page.leadwire().unwrap().client.get::<List>(&key).unwrap();
    assert!(list.len() <= 602, "{} rows", list.len());
    page.scroll(1_190.0 * 40.0).await;
    page.see("Lead 1199").await;
    page.miss("loaded").await;
}
