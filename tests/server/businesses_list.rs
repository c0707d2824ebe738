//! The list of leads: what is asked for, in order, page by page.

use crate::support::{Person, TestApp};
use serde_json::{Value, json};

async fn names(person: &Person, query: &str) -> Vec<String> {
    let answer = person.get(&format!("/businesses?{query}")).await;
    assert_eq!(answer.status, 200, "{query}: {answer:?}");
    let rows = answer.json["data"].as_array().unwrap();
    rows.iter()
        .map(|row| row["name"].as_str().unwrap().to_owned())
        .collect()
}

async fn some_leads(person: &Person) {
    for body in [
        json!({"name": "Östergård", "category": "bar", "address": {"city": "Turku"}, "lat": 60.45, "lon": 22.27}),
        json!({"name": "Café Ekberg", "category": "cafe", "address": {"city": "Helsinki", "street": "Bulevardi 9"},
            "phone": "+358 9 6811 860", "tags": ["vip"], "lat": 60.164, "lon": 24.936}),
        json!({"name": "alko", "stage": "won", "address": {"city": "Helsinki"}, "website": "https://www.alko.fi",
            "lat": 60.17, "lon": 24.94}),
        json!({"name": "Bäckerei", "email": "info@brot.de"}),
    ] {
        person.create(body).await;
    }
}

#[tokio::test]
async fn leads_are_filtered_searched_and_ordered() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    some_leads(&admin).await;
    for (query, want) in [
        (
            "sort=name",
            &["alko", "Bäckerei", "Café Ekberg", "Östergård"][..],
        ),
        (
            "sort=-name",
            &["Östergård", "Café Ekberg", "Bäckerei", "alko"],
        ),
        ("", &["Bäckerei", "alko", "Café Ekberg", "Östergård"]),
        (
            "sort=created_at",
            &["Östergård", "Café Ekberg", "alko", "Bäckerei"],
        ),
        (
            "sort=city",
            &["alko", "Café Ekberg", "Östergård", "Bäckerei"],
        ),
        (
            "sort=category",
            &["Östergård", "Café Ekberg", "alko", "Bäckerei"],
        ),
        ("sort=-stage&limit=1", &["alko"]),
        ("city=Helsinki&sort=name", &["alko", "Café Ekberg"]),
        ("city=helsinki", &[]),
        ("category=bar", &["Östergård"]),
        ("stage=won", &["alko"]),
        ("tag=vip", &["Café Ekberg"]),
        ("enrichment_status=enriched", &[]),
        ("q=cafe%20EKB", &["Café Ekberg"]),
        ("q=0968118", &["Café Ekberg"]),
        ("q=backerei", &["Bäckerei"]),
        ("q=info@brot", &["Bäckerei"]),
        ("q=berg", &[]),
        (
            "near=60.17,24.94&radius_m=2000&sort=distance",
            &["alko", "Café Ekberg"],
        ),
        (
            "near=60.17,24.94&sort=-distance",
            &["Bäckerei", "Östergård", "Café Ekberg", "alko"],
        ),
        ("bbox=22,60,23,61", &["Östergård"]),
    ] {
        assert_eq!(names(&admin, query).await, want, "{query}");
    }
}

#[tokio::test]
async fn pages_and_cursors_walk_the_whole_list() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    some_leads(&admin).await;
    let first = admin.get("/businesses?sort=name&limit=3").await.json;
    assert_eq!(first["meta"]["total"], 4);
    assert_eq!(
        (&first["meta"]["page"], &first["meta"]["pages"]),
        (&json!(1), &json!(2))
    );
    let second = admin.get("/businesses?sort=name&limit=3&page=2").await.json;
    assert_eq!(second["data"].as_array().unwrap().len(), 1);
    assert_eq!(second["meta"]["next_cursor"], Value::Null);
    // The cursor stays right while rows come and go before it.
    admin.create(json!({"name": "Aaa"})).await;
    let cursor = first["meta"]["next_cursor"].as_str().unwrap();
    let next = admin
        .get(&format!("/businesses?sort=name&limit=3&cursor={cursor}"))
        .await
        .json;
    assert_eq!(next["data"][0]["name"], "Östergård");
    assert_eq!(
        (&next["meta"]["page"], &next["meta"]["total"]),
        (&json!(2), &json!(5))
    );
    let beyond = admin
        .get("/businesses?page=4294967295&limit=200")
        .await
        .json;
    assert_eq!(beyond["data"], json!([]));
    // Each key in both directions, one row at a time.
    for sort in [
        "name",
        "-name",
        "city",
        "-city",
        "category",
        "-category",
        "stage",
        "-stage",
        "updated_at",
        "-updated_at",
        "created_at",
        "-created_at",
        "distance",
        "-distance",
    ] {
        let query = format!("near=60.17,24.94&sort={sort}");
        let whole = names(&admin, &query).await;
        let (mut walked, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = admin
                .get(&format!("/businesses?{query}&limit=1{cursor}"))
                .await
                .json;
            walked.push(page["data"][0]["name"].as_str().unwrap().to_owned());
            match page["meta"]["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        assert_eq!(walked, whole, "{sort}");
    }
}

#[tokio::test]
async fn what_is_not_understood_is_refused() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    some_leads(&admin).await;
    let page = admin.get("/businesses?sort=name&limit=1").await.json;
    let cursor = page["meta"]["next_cursor"].as_str().unwrap();
    for (query, field) in [
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("page=0", "page"),
        ("sort=distance", "sort"),
        ("near=1", "near"),
        ("near=91,0", "near"),
        ("radius_m=5", "radius_m"),
        ("radius_m=0&near=1,1", "radius_m"),
        ("bbox=1,2,3", "bbox"),
        ("bbox=0,5,1,1", "bbox"),
        ("cursor=x", "cursor"),
        (&format!("cursor={cursor}"), "cursor"),
        (&format!("sort=name&page=1&cursor={cursor}"), "cursor"),
        (&format!("q={}", "x".repeat(201)), "q"),
        (
            &format!(
                "q={}",
                (0..13).map(|n| format!("w{n}+")).collect::<String>()
            ),
            "q",
        ),
    ] {
        let answer = admin.get(&format!("/businesses?{query}")).await;
        let problem = answer.refused(422, "VALIDATION");
        assert!(problem["fields"][field].is_string(), "{query}: {problem}");
    }
    for query in [
        "fax=1",
        "stage=asleep",
        "sort=fax",
        "owner_id=1",
        "limit=x",
        "page=-1",
        "limit=5&limit=6",
    ] {
        admin
            .get(&format!("/businesses?{query}"))
            .await
            .refused(422, "VALIDATION");
    }
}

#[tokio::test]
async fn a_change_is_in_the_next_list_and_the_answer_tells_its_position() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for n in 0..20 {
        let lead = admin.create(json!({"name": format!("Lead {n}")})).await;
        let answer = admin.get("/businesses?limit=1").await;
        assert_eq!(answer.json["data"][0]["id"], lead.id.to_string());
        assert_eq!(answer.json["meta"]["total"], n + 1);
        assert_eq!(answer.headers["leadwire-seq"], (n + 1).to_string());
    }
}
