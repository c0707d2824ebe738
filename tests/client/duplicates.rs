//! Leads that may be one business.

use super::page::Page;
use crate::{importer::helsinki, support::TestApp};
use leadwire::server::db::{Origin, duplicates};
use serde_json::{Value, json};

/// How many pairs the extract has, and the first of them.
async fn first(person: &crate::support::Person) -> (u64, Value) {
    let all = person.get("/duplicates").await.json;
    let total = all["meta"]["total"].as_u64().unwrap();
    (total, all["data"][0].clone())
}

/// Imports the extract.
async fn import(app: &TestApp, page: &mut Page) {
    let file = app.folder().join("helsinki.osm.pbf");
    std::fs::write(&file, helsinki()).unwrap();
    page.press("Import").await;
    page.pick("Choose a file", &file).await;
    page.see("Import complete").await;
}

#[tokio::test]
async fn a_pair_is_merged_with_a_choice_and_taken_apart_and_kept_apart() {
    let app = TestApp::start().await;
    let ada = app.admin().await;
    let home = tempfile::tempdir().unwrap();
    let mut page = Page::of(&ada, home.path()).await;
    import(&app, &mut page).await;
    let (total, pair) = first(&ada).await;
    assert!(total > 10);
    let (a, b) = (&pair["a"], &pair["b"]);
    let name = |lead: &Value| lead["name"].as_str().unwrap().to_owned();

    // The counter in the navigation knows without being asked.
    page.press("Possible duplicates").await;
    page.see(&format!("1 of {total}")).await;
    page.see("Why they may be one").await;
    page.see(&name(b)).await;
    if name(a) != name(b) {
        page.choose(&format!("Name: {}", name(b)), "on").await;
    }
    page.press_with("Merge").await;
    page.see(&format!("1 of {}", total - 1)).await;
    page.see(&format!("Merged {}", name(a))).await;
    let path = format!("/businesses/{}", a["id"].as_str().unwrap());
    assert_eq!(ada.get(&path).await.json["name"], b["name"]);
    let gone = format!("/businesses/{}", b["id"].as_str().unwrap());
    assert_eq!(ada.get(&gone).await.status, 404);

    page.press("Undo").await;
    page.see("are two again").await;
    page.see(&format!("of {total}")).await;
    assert_eq!(ada.get(&path).await.json["name"], a["name"]);
    assert_eq!(ada.get(&gone).await.status, 200);

    page.press_with("Not a duplicate").await;
    page.see(&format!("of {}", total - 1)).await;
    page.see("are two").await;

    // What somebody else decides of the next pair is seen here.
    let next = async {
        loop {
            match first(&ada).await {
                (left, pair) if left < total => return pair,
                _ => tokio::task::yield_now().await,
            }
        }
    };
    let other = page.work_until(next).await;
    let path = format!("/duplicates/{}/distinct", other["id"].as_str().unwrap());
    assert_eq!(ada.post(&path, json!({})).await.status, 200);
    page.see(&format!("of {}", total - 2)).await;
}

#[tokio::test]
async fn the_queue_is_one_stop_for_tab_and_the_arrows_lead_through_it() {
    let app = TestApp::start().await;
    let ada = app.admin().await;
    let home = tempfile::tempdir().unwrap();
    let mut page = Page::of(&ada, home.path()).await;
    import(&app, &mut page).await;
    page.press("Possible duplicates").await;
    for (key, place) in [
        ("ArrowDown", "2 of"),
        ("ArrowRight", "3 of"),
        ("Home", "1 of"),
    ] {
        let stops = page
            .until("the queue", |tree| {
                let is_queue = |id| tree.attribute(id, "aria-label") == Some("Pairs");
                let buttons = tree
                    .elements()
                    .into_iter()
                    .filter(|id| tree.tag(*id) == "button" && tree.ancestors(*id).any(is_queue));
                let stops = buttons.filter(|id| tree.attribute(*id, "tabindex") == Some("0"));
                Some(stops.collect::<Vec<_>>()).filter(|stops| !stops.is_empty())
            })
            .await;
        assert_eq!(stops.len(), 1);
        page.key_at(stops[0], key, "");
        page.see(place).await;
    }
}

#[tokio::test]
async fn a_merge_can_be_undone_on_the_lead() {
    let app = TestApp::start().await;
    let ada = app.admin().await;
    let home = tempfile::tempdir().unwrap();
    let mut page = Page::of(&ada, home.path()).await;
    let files = [
        (
            "one.csv",
            "1,Ravintola Zetor,restaurant,60.16890,24.94150,Mannerheimintie 3,Helsinki,+358 10 7664450",
        ),
        (
            "two.csv",
            "a,Zetor Oy,restaurant,60.16891,24.94151,Mannerheimintie 3,Helsinki,+358107664450",
        ),
    ];
    page.press("Import").await;
    for (name, row) in files {
        let file = app.folder().join(name);
        let head = "ref,name,category,lat,lon,street,city,phone";
        std::fs::write(&file, format!("{head}\n{row}\n")).unwrap();
        page.pick("Choose a file", &file).await;
        page.press("Start import").await;
        page.see("Import complete").await;
    }
    page.open_first("Ravintola Zetor").await;
    page.see("as «Zetor Oy»").await;
    page.press("Undo merge of Zetor Oy").await;
    page.see("are two again").await;
    page.miss("Merged into it").await;
}

#[tokio::test]
async fn what_its_source_has_no_longer_is_seen_on_a_lead_while_it_is_open() {
    let app = TestApp::start().await;
    let ada = app.admin().await;
    let source = json!({"kind": "osm", "ref": "node/1"});
    ada.create(json!({"name": "Bar Kaisla", "source": source}))
        .await;
    let home = tempfile::tempdir().unwrap();
    let mut page = Page::of(&ada, home.path()).await;
    page.open_first("Bar Kaisla").await;
    page.see("OpenStreetMap").await;
    page.miss("No longer in OpenStreetMap").await;
    let reference = ["node/1".to_owned()];
    let db = &app.state.db;
    let mut tx = db.write(Origin::default()).await.unwrap();
    let gone = duplicates::mark_gone(&mut tx, "osm", &reference).await;
    assert_eq!(gone.unwrap(), 1);
    tx.commit().await.unwrap();
    page.see("No longer in OpenStreetMap").await;
    let mut tx = db.write(Origin::default()).await.unwrap();
    let there = duplicates::mark_there(&mut tx, "osm", &reference).await;
    there.unwrap();
    tx.commit().await.unwrap();
    page.miss("No longer in OpenStreetMap").await;
}
