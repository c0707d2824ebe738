use super::*;
use crate::model::NewBusiness;
use crate::server::{db::index::Point, scrape::reference_of};

const HERE: Point = Point {
    lat: 60.17,
    lon: 24.94,
};

fn around(radius_m: f64) -> Area {
    Area::Circle {
        centre: HERE,
        radius_m,
    }
}

async fn found(path: &Path, area: &Area, kinds: &[&str]) -> Vec<NewBusiness> {
    let source = FromOverture::new(path);
    let kinds: Vec<String> = kinds.iter().map(|kind| (*kind).to_owned()).collect();
    let wanted = Wanted::parse(&kinds).expect("categories");
    let plan = source.plan(area, &wanted).await.expect("a plan");
    let mut all = Vec::new();
    for tile in &plan.tiles {
        let found = source.find(tile, area, &wanted).await.expect("reads");
        all.extend(found.into_iter().map(|found| found.new));
    }
    all
}

const FEATURES: &str = r#"{"type":"FeatureCollection","features":[
{"type":"Feature","id":"08f1","geometry":{"type":"Point","coordinates":[24.94,60.17]},"properties":{
 "names":{"primary":"Café Ekberg","common":null},"categories":{"primary":"coffee_shop","alternate":["bakery"]},
 "confidence":0.97,"websites":["https://ekberg.fi/"],"phones":["+358968118660"],"emails":["info@ekberg.fi"],
 "addresses":[{"freeform":"Bulevardi 9","locality":"Helsinki","postcode":"00120","region":"FI-18","country":"FI"}]}},
{"type":"Feature","id":"08f2","geometry":{"type":"Point","coordinates":[24.9401,60.1701]},"properties":{
 "names":"{\"primary\":\"Puoti\"}","basic_category":"florist","taxonomy":{"primary":"florist"}}},
{"type":"Feature","id":"08f3","geometry":{"type":"Point","coordinates":[24.94,60.17]},"properties":{
 "names":{"primary":"Closed"},"operating_status":"permanently_closed"}},
{"type":"Feature","id":"08f4","geometry":{"type":"Point","coordinates":[25.94,60.17]},"properties":{
 "names":{"primary":"Far away"},"categories":{"primary":"bank"}}},
{"type":"Feature","id":"08f5","geometry":{"type":"Point","coordinates":[24.94,60.17]},"properties":{"names":null}}
]}"#;

#[tokio::test]
async fn geojson_gives_the_places_of_an_area() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("places.geojson"), FEATURES).expect("writes");
    std::fs::write(folder.path().join("notes.txt"), "no places").expect("writes");
    let all = found(folder.path(), &around(500.0), &[]).await;
    let names: Vec<_> = all.iter().map(|lead| lead.name.as_str()).collect();
    assert_eq!(names, ["Café Ekberg", "Puoti"]);
    let ekberg = &all[0];
    assert_eq!(ekberg.category.as_deref(), Some("cafe"));
    assert_eq!(ekberg.address.street.as_deref(), Some("Bulevardi 9"));
    assert_eq!(ekberg.address.region.as_deref(), Some("18"));
    assert_eq!(ekberg.phone.as_deref(), Some("+358968118660"));
    assert_eq!(reference_of(ekberg), "08f1");
    let florists = found(folder.path(), &around(500.0), &["florist"]).await;
    assert_eq!(florists.len(), 1);
    let source = FromOverture::new(folder.path());
    let asked = ["08f1", "08f3", "08f4", "08f9"].map(str::to_owned);
    let there = source.still_there(&asked).await.expect("reads");
    let there: Vec<_> = asked.iter().filter(|id| there.contains(*id)).collect();
    assert_eq!(
        there,
        ["08f1", "08f4"],
        "one is closed, one was never there"
    );
}
