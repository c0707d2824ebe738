//! Many leads at once.

use super::{page::Page, tree::Tree};
use crate::support::{Person, TestApp};
use leadwire::model::Role;
use serde_json::{Value, json};

async fn leads(person: &Person, count: usize) {
    for n in 0..count {
        person
            .create(json!({"name": format!("Lead {n:02}"), "tags": ["old"]}))
            .await;
    }
}

/// The table, by name.
async fn table(page: &mut Page, count: &str) {
    page.press("Leads").await;
    page.see(count).await;
    page.press("Name").await;
    page.until("order by name", |tree| {
        Page::rows(tree)
            .first()?
            .starts_with("Lead 00")
            .then_some(())
    })
    .await;
}

/// Waits until so many leads on the server are so.
async fn until(page: &mut Page, person: &Person, query: &str, count: u64) {
    loop {
        let path = format!("/businesses?limit=1&{query}");
        let answer = page.work_until(person.get(&path)).await;
        if answer.json["meta"]["total"] == count {
            return;
        }
    }
}

fn chosen(tree: &Tree) -> usize {
    let elements = tree.elements().into_iter();
    elements
        .filter(|id| tree.attribute(*id, "aria-selected") == Some("true"))
        .count()
}

#[tokio::test]
async fn chosen_leads_are_moved_assigned_tagged_and_deleted_with_an_undo() {
    let app = TestApp::start().await;
    let ada = app.admin().await;
    app.person("bob", Role::Rep).await;
    leads(&ada, 6).await;
    let home = tempfile::tempdir().unwrap();
    let mut page = Page::of(&ada, home.path()).await;
    table(&mut page, "6 leads").await;

    page.press("Select Lead 01").await;
    page.press("Select Lead 03").await;
    page.see("2 selected").await;
    page.choose("Stage selected leads", "won").await;
    until(&mut page, &ada, "stage=won", 2).await;
    let users: Value = ada.get("/users").await.json["data"].clone();
    let users = users.as_array().unwrap();
    let bob = users.iter().find(|user| user["name"] == "bob").unwrap()["id"]
        .as_str()
        .unwrap();
    page.choose("Assign selected leads", bob).await;
    until(&mut page, &ada, &format!("owner_id={bob}"), 2).await;
    page.choose("Assign selected leads", "nobody").await;
    until(&mut page, &ada, &format!("owner_id={bob}"), 0).await;

    page.press("Tag").await;
    page.fill("Tag to add", " vip ").await;
    page.press("Add").await;
    until(&mut page, &ada, "tag=vip", 2).await;
    page.press("Remove tag old").await;
    until(&mut page, &ada, "tag=old", 4).await;

    page.press("Delete selected").await;
    page.see("Deleted 2 leads").await;
    page.see("4 leads").await;
    page.miss("2 selected").await;
    page.press("Undo").await;
    page.see("6 leads").await;
    assert_eq!(
        ada.get("/businesses?tag=vip").await.json["meta"]["total"],
        2
    );
}

#[tokio::test]
async fn rows_are_chosen_by_keys_in_ranges_and_all_and_let_go_of() {
    let app = TestApp::start().await;
    let ada = app.admin().await;
    leads(&ada, 6).await;
    let home = tempfile::tempdir().unwrap();
    let mut page = Page::of(&ada, home.path()).await;
    table(&mut page, "6 leads").await;
    page.key("ArrowDown").await;
    page.key_with("ArrowDown", "shift_key").await;
    page.key_with("ArrowDown", "shift_key").await;
    page.see("3 selected").await;
    page.until("three rows", |tree| (chosen(tree) == 3).then_some(()))
        .await;
    page.key_with("a", "ctrl_key").await;
    page.see("6 selected").await;
    page.key("Escape").await;
    page.miss("selected").await;
    page.press("Select all rows").await;
    page.see("6 selected").await;
    page.press("Clear selection").await;
    page.until("none", |tree| (chosen(tree) == 0).then_some(()))
        .await;
}

#[tokio::test]
async fn all_that_match_are_changed_though_not_loaded() {
    let app = TestApp::start().await;
    let ada = app.admin().await;
    let mut csv = "name\n".to_owned();
    (0..450).for_each(|i| csv.push_str(&format!("Lead {i:04}\n")));
    let file = app.folder().join("many.csv");
    std::fs::write(&file, csv).unwrap();
    let home = tempfile::tempdir().unwrap();
    let mut page = Page::of(&ada, home.path()).await;
    page.press("Import").await;
    page.pick("Choose a file", &file).await;
    page.press("Start import").await;
    page.see("New 450").await;
    table(&mut page, "450 leads").await;
    page.press("Select all rows").await;
    page.press("Select all 450").await;
    page.see("450 selected").await;
    page.choose("Stage selected leads", "lost").await;
    page.see("Changed 450 leads").await;
    until(&mut page, &ada, "stage=lost", 450).await;
    page.press("Delete selected").await;
    page.see("Delete 450 leads?").await;
    page.press("Keep them").await;
    page.press("Delete selected").await;
    page.press("Delete 450 leads").await;
    page.see("Deleted 450 leads").await;
    page.see("No leads yet").await;
}
