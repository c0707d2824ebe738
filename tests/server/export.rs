//! `GET /export.csv`.

use crate::importer::{TestApp, folder, helsinki};
use reqwest::{Method, StatusCode};

#[tokio::test(flavor = "multi_thread")]
async fn an_export_is_safe_filtered_and_changes_nothing_when_imported_again() {
    let folder = folder();
    let app = TestApp::start(folder).await;
    app.user.imported("h.osm.pbf", helsinki()).await;
    let formulas = "name,city,phone\n=HYPERLINK(1),Oulu,+358 9 1\nPlain,Oulu,\n";
    app.user.imported("f.csv", formulas).await;
    let request = app.user.request(Method::POST, "/businesses");
    let typed = request.json(&serde_json::json!({"name": "Typed in", "lat": -1.5, "lon": -2.0}));
    assert!(typed.send().await.expect("answers").status().is_success());

    let export = async |path: &str| {
        let request = app.user.request(Method::GET, path);
        let response = request.send().await.expect("answers");
        assert_eq!(response.status(), StatusCode::OK);
        let kind = &response.headers()["content-type"];
        assert_eq!(kind, "text/csv; charset=utf-8");
        response.text().await.expect("text")
    };
    let all = export("/export.csv").await;
    assert_eq!(all.lines().count(), 1 + 1_438 + 2 + 1);
    assert_eq!(all.matches("© OpenStreetMap contributors").count(), 1_438);
    assert!(all.contains(",'=HYPERLINK(1),") && all.contains(",'+358 9 1,"));
    let some = export("/export.csv?city=Oulu&sort=name&bom=true").await;
    assert!(some.starts_with("\u{feff}id,"));
    assert_eq!(some.lines().count(), 3);

    let job = app.user.imported("export.csv", all.clone()).await;
    let report = job.report.expect("a report");
    assert_eq!((report.created, report.changed, report.rejected), (0, 0, 0));
    assert_eq!(report.unchanged, 1_441);
    app.stop().await;

    // Somewhere else it gives the same leads.
    let other = crate::importer::folder();
    let app = TestApp::start(other).await;
    app.user.imported("export.csv", all.clone()).await;
    let request = app.user.request(Method::GET, "/export.csv?sort=name");
    let there = request
        .send()
        .await
        .expect("answers")
        .text()
        .await
        .expect("text");
    let facts = |text: &str| {
        let mut lines: Vec<_> = text
            .lines()
            .filter_map(|line| line.split(",2026-").next().map(str::to_owned))
            .map(|line| line.split(",new,").next().unwrap_or_default().to_owned())
            .collect();
        lines.sort_unstable();
        lines
    };
    assert_eq!(facts(&there), facts(&all));
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_asked_wrongly_is_refused() {
    let folder = folder();
    let app = TestApp::start(folder).await;
    for query in ["sort=odd", "sort=distance", "bbox=1", "odd=1", "bom=2"] {
        let request = app
            .user
            .request(Method::GET, &format!("/export.csv?{query}"));
        let status = request.send().await.expect("answers").status();
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{query}");
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_filter_and_order_exports_just_what_the_list_has() {
    let app = TestApp::start(folder()).await;
    app.user.imported("h.osm.pbf", helsinki()).await;
    let bulk = app.user.request(Method::POST, "/businesses/bulk");
    let change = serde_json::json!({
        "filter": {"category": "cafe"}, "add_tags": ["coffee"], "changes": {"stage": "won"},
    });
    let change = bulk.json(&change).send().await.expect("answers");
    assert_eq!(change.status(), StatusCode::OK);
    for query in [
        "",
        "q=ravintola",
        "q=kahvi&sort=name",
        "city=Helsinki",
        "category=restaurant&sort=-name",
        "stage=won&sort=city",
        "tag=coffee&sort=-created_at",
        "enrichment_status=pending&sort=category&limit=200",
        "near=60.1699,24.9384&radius_m=300&sort=distance",
        "near=60.1699,24.9384&radius_m=500&sort=-updated_at&category=bar",
        "bbox=24.93,60.16,24.95,60.175&sort=stage",
        "bbox=24.93,60.16,24.95,60.175&near=60.17,24.94&q=oy&sort=distance",
        "city=Nowhere",
    ] {
        let mut listed: Vec<String> = Vec::new();
        let mut cursor = String::new();
        let joint = if query.is_empty() { "" } else { "&" };
        loop {
            let page: serde_json::Value = app
                .user
                .get(&format!("/businesses?{query}{joint}{cursor}"))
                .await;
            let data = page["data"].as_array().expect("leads");
            listed.extend(
                data.iter()
                    .map(|lead| lead["id"].as_str().expect("an id").to_owned()),
            );
            match page["meta"]["next_cursor"].as_str() {
                Some(next) => cursor = format!("cursor={next}"),
                None => break,
            }
        }
        let asked = query.replace("&limit=200", "");
        let path = format!("/export.csv?columns=id&{asked}");
        let request = app.user.request(Method::GET, &path);
        let text = request
            .send()
            .await
            .expect("answers")
            .text()
            .await
            .expect("text");
        let mut lines = text
            .lines()
            .map(|line| line.split(',').next().unwrap_or_default());
        assert_eq!(lines.next(), Some("id"));
        assert!(
            lines.eq(listed.iter().map(String::as_str)),
            "{query}: {} leads",
            listed.len()
        );
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn columns_are_those_that_are_asked_for_and_whose_data_it_is() {
    let app = TestApp::start(folder()).await;
    app.user
        .imported("f.csv", "name,city\n\"=A, \"\"b\"\"\",Oulu\n")
        .await;
    let get = async |columns: &str| {
        let path = format!("/export.csv?columns={columns}");
        let request = app.user.request(Method::GET, &path);
        request.send().await.expect("answers")
    };
    let text = get("city,name").await.text().await.expect("text");
    assert_eq!(
        text,
        "city,name,attribution\r\nOulu,\"'=A, \"\"b\"\"\",\r\n"
    );
    let leads: serde_json::Value = app.user.get("/businesses").await;
    let id = leads["data"][0]["id"].as_str().expect("an id").to_owned();
    for contact in [
        serde_json::json!({"kind": "general", "email": "info@a.fi"}),
        serde_json::json!({"kind": "person", "name": "+Ada", "role": "CEO", "email": "ada@a.fi"}),
    ] {
        let path = format!("/businesses/{id}/contacts");
        let request = app.user.request(Method::POST, &path).json(&contact);
        assert!(request.send().await.expect("answers").status().is_success());
    }
    let answer = get("name,contact_name,contact_role,contact_email,contact_phone").await;
    let text = answer.text().await.expect("text");
    let line = text.lines().nth(1).expect("a lead");
    assert!(line.ends_with(",'+Ada,CEO,ada@a.fi,,"), "{line}");
    for (columns, said) in [("city,moon", "«moon»"), ("name,name", "twice"), ("", "«»")] {
        let refused = get(columns).await;
        assert_eq!(
            refused.status(),
            StatusCode::UNPROCESSABLE_ENTITY,
            "{columns}"
        );
        let problem = crate::importer::problem(refused).await;
        assert!(problem.fields["columns"].contains(said), "{problem:?}");
    }
    app.stop().await;
}
