use super::super::sink::Batch;
use super::*;
use crate::server::db::Pace;
use tokio::sync::mpsc;

fn import(text: &str) -> (Batch, Result<(), ReadError>) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("x.geojson");
    std::fs::write(&path, text).expect("writes");
    let (sender, mut batches) = mpsc::channel(10_000);
    let mut sink = Sink::new(sender, 0, Pace::default()).of_file("x.geojson");
    let result = read(&path, None, &mut sink);
    sink.flush().expect("room");
    drop(sink);
    let mut all = Batch::default();
    while let Ok(batch) = batches.try_recv() {
        all.rows.extend(batch.rows);
        all.rejections.extend(batch.rejections);
        all.skipped += batch.skipped;
    }
    (all, result)
}

const POINT: &str = r#"{"type":"Feature","id":"a","properties":{"name":"A","city":"Oulu","phone":358},
"geometry":{"type":"Point","coordinates":[24.9,60.1,5]}}"#;
const AREA: &str = r#"{"type":"Feature","properties":{"@id":"way/7","name":"B","shop":"bakery","addr:city":"Turku"},
"geometry":{"type":"Polygon","coordinates":[[[0,0],[4,0],[4,2],[0,2],[0,0]]]}}"#;

#[test]
fn a_collection_is_read_whatever_the_order_of_its_members() {
    let text =
        format!(r#"{{"features":[{POINT},{AREA}],"x":{{"y":[1]}},"type":"FeatureCollection"}}"#);
    let (batch, result) = import(&text);
    result.expect("reads");
    let [a, b] = &batch.rows[..] else {
        panic!("two leads")
    };
    assert_eq!((a.lat, a.lon), (Some(60.1), Some(24.9)));
    assert_eq!(a.phone.as_deref(), Some("358"));
    assert_eq!(a.address.city.as_deref(), Some("Oulu"));
    let source = a.source.as_ref().expect("a source");
    assert_eq!(
        (source.kind.as_str(), source.reference.as_deref()),
        ("geojson", Some("x/a"))
    );
    assert_eq!((b.lat, b.lon), (Some(1.0), Some(2.0)));
    assert_eq!(b.category.as_deref(), Some("bakery"));
    let source = b.source.as_ref().expect("a source");
    assert_eq!(
        (source.kind.as_str(), source.reference.as_deref()),
        ("osm", Some("way/7"))
    );
}

#[test]
fn features_a_line_each_are_read_and_bad_lines_rejected() {
    let (point, area) = (POINT.replace('\n', ""), AREA.replace('\n', ""));
    let text = format!(
        "\u{1e}{point}\n\n{{oops\n{area}\n[]\n{{\"type\":\"Feature\",\"properties\":null,\"geometry\":null}}\n"
    );
    let (batch, result) = import(&text);
    result.expect("reads");
    assert_eq!(batch.rows.len(), 2);
    let lines: Vec<_> = batch.rejections.iter().map(|row| row.line).collect();
    assert_eq!(lines, [3, 5]);
    assert_eq!(batch.skipped, 1);
}

#[test]
fn what_is_damaged_or_something_else_is_told() {
    let (batch, result) = import(&format!(
        r#"{{"type":"FeatureCollection","features":[{POINT},"#
    ));
    let error = result.expect_err("cut off").to_string();
    assert!(
        error.contains("damaged") && error.contains("line"),
        "{error}"
    );
    assert_eq!(batch.rows.len(), 1, "what came before is taken");
    for other in [
        "[]",
        "{}",
        r#"{"type":"Topology"}"#,
        r#"{"type":"FeatureCollection"}"#,
    ] {
        assert!(import(other).1.is_err(), "{other}");
    }
}

#[test]
fn a_feature_without_proper_coordinates_is_rejected() {
    let text = POINT.replace("[24.9,60.1,5]", "[\"x\"]");
    let (batch, result) = import(&format!(
        r#"{{"type":"FeatureCollection","features":[{text}]}}"#
    ));
    result.expect("reads");
    assert_eq!(
        batch.rejections[0].reason,
        "The geometry has no coordinates."
    );
}
