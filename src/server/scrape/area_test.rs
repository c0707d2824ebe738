use super::*;
use proptest::prelude::*;

fn parse(json: serde_json::Value) -> Result<Asked, Faults> {
    asked(&serde_json::from_value(json).expect("a request"))
}

fn area(json: serde_json::Value) -> Area {
    match parse(json) {
        Ok(Asked::Area(area)) => area,
        other => panic!("{other:?}"),
    }
}

fn at(lat: f64, lon: f64) -> Point {
    Point { lat, lon }
}

#[test]
fn exactly_one_form_of_area_is_taken() {
    use serde_json::json;
    for (request, field) in [
        (json!({}), "location"),
        (json!({"lat": 60.0, "radius_m": 5}), "lon"),
        (json!({"lat": 60.0, "lon": 25.0}), "radius_m"),
        (json!({"lat": 91.0, "lon": 25.0, "radius_m": 5}), "lat"),
        (json!({"lat": 60.0, "lon": 25.0, "radius_m": 0}), "radius_m"),
        (
            json!({"bbox": [1, 2, 3, 4], "polygon": [[1, 2], [3, 4], [1, 3]]}),
            "polygon",
        ),
        (json!({"bbox": [1, 2, 3, 4], "location": " "}), "location"),
        (
            json!({"bbox": [1, 2, 3, 4], "location": "x", "radius_m": 4}),
            "radius_m",
        ),
        (json!({"bbox": [1, 2, 3, 4], "radius_m": 4}), "radius_m"),
        (json!({"bbox": [1, 4, 3, 2]}), "bbox"),
        (json!({"polygon": [[1, 2], [3, 4], [1, 2]]}), "polygon"),
        (json!({"polygon": [[1, 2], [3, 4], [1, 200]]}), "polygon"),
        (json!({"location": "  "}), "location"),
    ] {
        let faults = parse(request.clone()).expect_err(&request.to_string());
        assert!(faults.contains_key(field), "{request}: {faults:?}");
    }
    let named = parse(json!({"location": " Kallio ", "radius_m": 300}));
    assert_eq!(named, Ok(Asked::Location("Kallio".into(), Some(300))));
}

#[test]
fn a_name_beside_an_area_is_what_that_is_called_and_changes_nothing_of_it() {
    let drawn = serde_json::json!({"bbox": [1, 2, 3, 4]});
    let mut named = drawn.clone();
    named["location"] = "Kallio".into();
    assert_eq!(area(named), area(drawn));
}

#[test]
fn circles_know_what_is_in_them_and_their_boxes_hold_it() {
    let circle = area(serde_json::json!({"lat": 60.1699, "lon": 24.9384, "radius_m": 500}));
    assert!(circle.holds(at(60.1699, 24.9384)));
    assert!(circle.holds(at(60.1743, 24.9384)), "489 m north");
    assert!(!circle.holds(at(60.1745, 24.9384)), "511 m north");
    assert!(circle.holds(at(60.1699, 24.9473)), "492 m east");
    assert!(!circle.holds(at(60.1699, 24.9477)), "514 m east");
    assert_eq!(circle.boxes().len(), 1);
    let fiji = area(serde_json::json!({"lat": -17.0, "lon": 179.99, "radius_m": 50_000}));
    let boxes = fiji.boxes();
    assert_eq!(boxes.len(), 2, "both sides of the meridian");
    assert!(fiji.holds(at(-17.0, -179.9)) && boxes[1].holds(at(-17.0, -179.9)));
    let pole = area(serde_json::json!({"lat": 89.9, "lon": 0.0, "radius_m": 50_000}));
    assert_eq!(
        (pole.boxes()[0].west, pole.boxes()[0].east),
        (-180.0, 180.0)
    );
}

#[test]
fn boxes_and_polygons_may_cross_the_date_line() {
    let fiji = area(serde_json::json!({"bbox": [177, -20, -178, -15]}));
    assert!(fiji.holds(at(-17.0, 179.0)) && fiji.holds(at(-17.0, -179.0)));
    assert!(!fiji.holds(at(-17.0, 0.0)));
    assert_eq!(fiji.boxes().len(), 2);
    let drawn = area(serde_json::json!({
        "polygon": [[177, -20], [-178, -20], [-178, -15], [177, -15], [177, -20]]
    }));
    assert!(drawn.holds(at(-17.0, 179.0)) && drawn.holds(at(-17.0, -179.0)));
    assert!(!drawn.holds(at(-17.0, 0.0)) && !drawn.holds(at(-17.0, -177.0)));
    assert_eq!(drawn.boxes().len(), 2);
    assert!(drawn.boxes().iter().all(|part| drawn.touches(part)));
}

#[test]
fn a_polygon_with_a_bay_leaves_the_bay_out() {
    let u = area(serde_json::json!({
        "polygon": [[0, 0], [3, 0], [3, 3], [2, 3], [2, 1], [1, 1], [1, 3], [0, 3]]
    }));
    assert!(u.holds(at(2.0, 0.5)) && u.holds(at(0.5, 1.5)) && u.holds(at(2.0, 2.5)));
    assert!(!u.holds(at(2.0, 1.5)), "the bay");
    assert!(
        u.holds(at(0.0, 1.5)) && u.holds(at(0.0, 0.0)),
        "edge and corner"
    );
    let bay = Bounds {
        west: 1.2,
        south: 1.5,
        east: 1.8,
        north: 2.5,
    };
    assert!(!u.touches(&bay));
}

proptest! {
    /// Whatever lies in an area lies in one of its boxes, and in the tiles of it that
    /// the area touches.
    #[test]
    fn nothing_of_an_area_is_outside_its_boxes(
        lat in -80.0..80.0_f64, lon in -180.0..180.0_f64, radius in 1_u32..200_000,
        north in -1.0..1.0_f64, east in -1.0..1.0_f64,
    ) {
        let circle = Area::Circle { centre: at(lat, lon), radius_m: radius.into() };
        let reach = f64::from(radius) / 111_195.0;
        let mut there = lon + east * reach / lat.to_radians().cos();
        there = (there + 540.0).rem_euclid(360.0) - 180.0;
        let point = at(lat + north * reach, there);
        if circle.holds(point) {
            let boxes = circle.boxes();
            prop_assert!(boxes.iter().any(|bounds| bounds.holds(point)));
            let tiles = boxes.iter().flat_map(|bounds| bounds.grid(20_000.0, 32));
            let mut touched = tiles.filter(|tile| circle.touches(tile));
            prop_assert!(touched.any(|tile| tile.holds(point)));
        }
    }
}
