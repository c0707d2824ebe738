//! What the columns of a file are: looked at, said, remembered, and imported so.

use crate::importer::{TestApp, User, folder, problem};
use leadwire::model::{
    Business, ImportColumn, ImportField, ImportMapping, ImportPreview, Page, ProblemCode, Role,
};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

async fn preview(user: &User, name: &str, head: impl Into<reqwest::Body>) -> ImportPreview {
    let path = format!("/import/preview?file_name={name}");
    let answer = user.request(Method::POST, &path).body(head).send().await;
    let answer = answer.expect("answers");
    assert_eq!(answer.status(), StatusCode::OK);
    answer.json().await.expect("a preview")
}

fn fields(preview: &ImportPreview) -> Vec<(&str, Option<ImportField>)> {
    let columns = preview.columns.iter();
    columns.map(|it| (it.name.as_str(), it.field)).collect()
}

async fn say(
    user: &User,
    format: &str,
    columns: &[(&str, Option<ImportField>)],
) -> reqwest::Response {
    let columns: Vec<_> = columns
        .iter()
        .map(|(name, field)| ImportColumn {
            name: (*name).into(),
            field: *field,
        })
        .collect();
    let body = json!({"format": format, "columns": columns});
    let request = user.request(Method::POST, "/import/mappings").json(&body);
    request.send().await.expect("answers")
}

async fn import(
    user: &User,
    name: &str,
    mapping: &ImportMapping,
    text: &'static str,
) -> Page<Business> {
    let path = format!("/import?file_name={name}&mapping={}", mapping.id);
    let request = user.request(Method::POST, &path).body(text);
    let answer = request.send().await.expect("answers");
    assert_eq!(answer.status(), StatusCode::ACCEPTED);
    let job = answer.json().await.expect("a job");
    user.completed(&job).await;
    user.get("/businesses?sort=name").await
}

#[tokio::test(flavor = "multi_thread")]
async fn columns_are_guessed_corrected_remembered_and_imported_as_they_were_said() {
    use ImportField::{City, Name, Phone, Tags};
    let app = TestApp::start(folder()).await;
    let text = "Kunde;Ort;Firma;Notiz;Ort\nK1;Berlin;Bäcker GmbH;rot;Mitte\nK2;Berlin;'=Bar;;\n";
    let (encoded, _, _) = encoding_rs::WINDOWS_1252.encode(text);
    let looked = preview(&app.user, "x.csv", encoded.into_owned()).await;
    let guessed = [
        ("Kunde", None),
        ("Ort", Some(City)),
        ("Firma", Some(Name)),
        ("Notiz", None),
        ("Ort", None),
    ];
    assert_eq!(fields(&looked), guessed, "of two of a name the first is it");
    assert_eq!((looked.rows, looked.is_remembered), (2, false));
    assert_eq!(looked.columns[1].samples, ["Berlin"]);
    assert_eq!(looked.columns[2].samples, ["Bäcker GmbH", "=Bar"]);
    assert_eq!(looked.columns[3].filled, 1);

    let said = [
        ("Kunde", Some(Phone)),
        ("Ort", None),
        ("Firma", Some(Name)),
        ("Notiz", Some(Tags)),
        ("Ort", Some(City)),
    ];
    let answer = say(&app.user, "csv", &said).await;
    assert_eq!(answer.status(), StatusCode::OK);
    let mapping: ImportMapping = answer.json().await.expect("a mapping");
    let text = "Kunde;Ort;Firma;Notiz;Ort\n1;Berlin;Baker;rot;Mitte\n";
    let leads = import(&app.user, "x.csv", &mapping, text).await;
    let lead = &leads.data[0];
    assert_eq!(
        (lead.name.as_str(), lead.phone.as_deref()),
        ("Baker", Some("1"))
    );
    assert_eq!(
        (lead.address.city.as_deref(), &lead.tags[..]),
        (Some("Mitte"), &["rot".to_owned()][..])
    );

    // The same names in another order, also after a restart.
    let app = TestApp::start(app.stop().await).await;
    let looked = preview(&app.user, "y.csv", "Firma,Notiz,Ort,Ort,Kunde\nA,,,,\n").await;
    let remembered = [
        ("Firma", Some(Name)),
        ("Notiz", Some(Tags)),
        ("Ort", None),
        ("Ort", Some(City)),
        ("Kunde", Some(Phone)),
    ];
    assert!(looked.is_remembered);
    assert_eq!(fields(&looked), remembered);
    let other = preview(&app.user, "y.csv", "Firma,Notiz\nA,b\n").await;
    assert!(!other.is_remembered, "other names are another file");
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn properties_of_features_are_mapped_too() {
    use ImportField::{City, Name, Osm, Stage};
    let app = TestApp::start(folder()).await;
    let feature = |properties: Value| json!({"type": "Feature", "properties": properties, "geometry": {"type": "Point", "coordinates": [24.9, 60.1]}});
    let all = json!({"type": "FeatureCollection", "features": [
        feature(json!({"Company": "Bakery", "shop": "bakery", "addr:street": "Katu", "addr:housenumber": 7, "status": "won", "note": "x"})),
        feature(json!({"Company": "Bar", "place": "Oulu", "deep": {"x": 1}})),
    ]});
    let text = all.to_string();
    // Cut off in the second feature: what is whole is looked at.
    let mut head = text.clone().into_bytes();
    head.resize(leadwire::model::PREVIEW_BYTES, b' ');
    head.truncate(head.len());
    let looked = preview(&app.user, "x.geojson", head).await;
    let guessed: std::collections::BTreeMap<_, _> = fields(&looked).into_iter().collect();
    assert_eq!(guessed["Company"], Some(Name));
    assert_eq!(
        (guessed["shop"], guessed["addr:housenumber"]),
        (Some(Osm), Some(Osm))
    );
    assert_eq!((guessed["status"], guessed["note"]), (None, None));
    let said = [
        ("Company", Some(Name)),
        ("shop", Some(Osm)),
        ("addr:street", Some(Osm)),
        ("addr:housenumber", Some(Osm)),
        ("status", Some(Stage)),
        ("note", None),
        ("place", Some(City)),
    ];
    let mapping = say(&app.user, "geojson", &said)
        .await
        .json()
        .await
        .expect("a mapping");
    let text: &'static str = text.leak();
    let leads = import(&app.user, "x.geojson", &mapping, text).await;
    let [bakery, bar] = &leads.data[..] else {
        panic!("two leads: {leads:?}")
    };
    assert_eq!(bakery.category.as_deref(), Some("bakery"));
    assert_eq!(bakery.address.street.as_deref(), Some("Katu 7"));
    assert_eq!(bakery.stage, leadwire::model::Stage::Won);
    assert_eq!((bakery.lat, bakery.lon), (Some(60.1), Some(24.9)));
    assert_eq!(bar.address.city.as_deref(), Some("Oulu"));
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_file_is_looked_at_by_its_beginning_and_an_extract_has_no_columns() {
    let app = TestApp::start(folder()).await;
    let mut text = String::from("name,city\n");
    while text.len() < leadwire::model::PREVIEW_BYTES {
        text.push_str("Bäckerei,Oulu\n");
    }
    let mut head = text.into_bytes();
    head.truncate(leadwire::model::PREVIEW_BYTES);
    let looked = preview(&app.user, "x.csv", head.clone()).await;
    assert_eq!((looked.rows, looked.columns.len()), (1_000, 2));
    assert_eq!(looked.columns[0].samples, ["Bäckerei"]);
    head.push(b'x');
    let request = app.user.request(Method::POST, "/import/preview").body(head);
    let refused = request.send().await.expect("answers");
    assert_eq!(refused.status(), StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(problem(refused).await.code, ProblemCode::TooLarge);
    let looked = preview(
        &app.user,
        "x.osm.pbf",
        crate::importer::helsinki()[..100_000].to_vec(),
    )
    .await;
    assert_eq!(
        (looked.format.as_str(), looked.columns.len()),
        ("osm.pbf", 0)
    );
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_makes_no_sense_is_refused_with_the_column() {
    use ImportField::{City, Name, Osm};
    let app = TestApp::start(folder()).await;
    for (format, columns, field) in [
        ("csv", vec![("a", Some(City))], "columns"),
        (
            "csv",
            vec![("a", Some(Name)), ("b", Some(Name))],
            "columns[1].field",
        ),
        (
            "csv",
            vec![("a", Some(Name)), ("b", Some(Osm))],
            "columns[1].field",
        ),
        ("osm.pbf", vec![("a", Some(Name))], "format"),
    ] {
        let refused = say(&app.user, format, &columns).await;
        assert_eq!(
            refused.status(),
            StatusCode::UNPROCESSABLE_ENTITY,
            "{field}"
        );
        let fields = problem(refused).await.fields;
        assert!(fields.contains_key(field), "{field}: {fields:?}");
    }
    let rep = app.another(Role::Rep).await;
    assert_eq!(
        say(&rep, "csv", &[("a", Some(Name))]).await.status(),
        StatusCode::FORBIDDEN
    );
    let mapping: ImportMapping = say(&app.user, "csv", &[("a", Some(Name))])
        .await
        .json()
        .await
        .expect("a mapping");
    for (id, body) in [
        (leadwire::model::Uuid::nil(), "a\nx\n"),
        (mapping.id, "{\"type\":\"FeatureCollection\"}"),
    ] {
        let path = format!("/import?file_name=x&mapping={id}");
        let refused = app
            .user
            .request(Method::POST, &path)
            .body(body)
            .send()
            .await
            .expect("answers");
        assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
        assert!(problem(refused).await.fields.contains_key("mapping"));
    }
    // A file that has not the column after all.
    let path = format!("/import?file_name=x.csv&mapping={}", mapping.id);
    let answer = app
        .user
        .request(Method::POST, &path)
        .body("b,c\nx,y\n")
        .send()
        .await
        .expect("answers");
    let job = app.user.ended(&answer.json().await.expect("a job")).await;
    let error = job.error.expect("a reason");
    assert!(
        error.contains("said to be the name") && error.contains("«b», «c»"),
        "{error}"
    );
    assert_eq!(app.uploads(), 1, "kept for another try");
    app.stop().await;
}
