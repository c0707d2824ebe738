//! The boundary of a place, from its GeoJSON (RFC 7946): one line around nearly all of it.

use serde_json::Value;

/// Corners that are kept: enough to draw it and to look within it.
const MAX_CORNERS: usize = 400;
/// The share of the place that the line goes around, at least: of one in many parts, a box
/// says more.
const LEAST_SHARE: f64 = 0.95;
/// What is left out at first, in degrees; about 10 m.
const FINE: f64 = 1e-4;

type Corner = [f64; 2];

/// The outer line, each corner `[lon, lat]` in degrees, the first not repeated. `None` of
/// what has no extent, or falls in parts.
pub fn outline(geometry: &Value) -> Option<Vec<Corner>> {
    let coordinates = &geometry["coordinates"];
    // Holes come after the line around a part, and do not count.
    let rings: Vec<Vec<Corner>> = match geometry["type"].as_str()? {
        "Polygon" => vec![ring(coordinates.get(0)?)?],
        "MultiPolygon" => {
            let parts = coordinates.as_array()?.iter();
            parts
                .map(|part| ring(part.get(0)?))
                .collect::<Option<_>>()?
        }
        _ => return None,
    };
    let all: f64 = rings.iter().map(|ring| size(ring)).sum();
    let largest = rings
        .into_iter()
        .max_by(|a, b| size(a).total_cmp(&size(b)))?;
    if all <= 0.0 || size(&largest) < LEAST_SHARE * all {
        return None;
    }
    let mut tolerance = FINE;
    let mut kept = thinned(&largest, tolerance);
    while kept.len() > MAX_CORNERS {
        tolerance *= 1.5;
        kept = thinned(&largest, tolerance);
    }
    (kept.len() >= 3).then_some(kept)
}

fn ring(value: &Value) -> Option<Vec<Corner>> {
    let corners = value.as_array()?.iter().map(|corner| {
        let (lon, lat) = (corner.get(0)?.as_f64()?, corner.get(1)?.as_f64()?);
        let is_there = (-180.0..=180.0).contains(&lon) && (-90.0..=90.0).contains(&lat);
        // To a metre.
        let rounded = [lon, lat].map(|degrees| (degrees * 1e5).round() / 1e5);
        is_there.then_some(rounded)
    });
    let mut corners: Vec<Corner> = corners.collect::<Option<_>>()?;
    corners.dedup();
    if corners.len() > 1 && corners.first() == corners.last() {
        corners.pop();
    }
    Some(corners)
}

/// How large it is, to be compared with its neighbours.
fn size(ring: &[Corner]) -> f64 {
    let next = ring.iter().cycle().skip(1);
    let twice: f64 = ring
        .iter()
        .zip(next)
        .map(|([x, y], [u, v])| x * v - u * y)
        .sum();
    let wide = ring.first().map_or(1.0, |[_, lat]| lat.to_radians().cos());
    twice.abs() * wide / 2.0
}

/// The same without the corners that are within `tolerance` of the line (Douglas and
/// Peucker).
fn thinned(ring: &[Corner], tolerance: f64) -> Vec<Corner> {
    // From the first corner to the one farthest from it, and back.
    let apart = |a: Corner, b: Corner| (a[0] - b[0]).hypot(a[1] - b[1]);
    let Some(first) = ring.first() else {
        return Vec::new();
    };
    let far = (0..ring.len())
        .max_by(|a, b| apart(*first, ring[*a]).total_cmp(&apart(*first, ring[*b])))
        .unwrap_or_default();
    let mut closed = ring.to_vec();
    closed.push(*first);
    let mut keep = vec![false; closed.len()];
    let mut parts = vec![(0, far), (far, closed.len() - 1)];
    while let Some((from, to)) = parts.pop() {
        (keep[from], keep[to]) = (true, true);
        let (a, b) = (closed[from], closed[to]);
        let long = apart(a, b);
        let off = |at: usize| {
            let c = closed[at];
            if long == 0.0 {
                return apart(a, c);
            }
            ((b[0] - a[0]) * (a[1] - c[1]) - (a[0] - c[0]) * (b[1] - a[1])).abs() / long
        };
        let between = from + 1..to;
        let Some(at) = between.max_by(|x, y| off(*x).total_cmp(&off(*y))) else {
            continue;
        };
        if off(at) > tolerance {
            parts.extend([(from, at), (at, to)]);
        }
    }
    // The last is the first again.
    let last = ring.len();
    closed
        .into_iter()
        .zip(keep)
        .take(last)
        .filter_map(|(corner, keep)| keep.then_some(corner))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    #[test]
    fn the_line_around_a_place_is_taken_without_its_holes() {
        let square = json!([
            [24.0, 60.0],
            [25.0, 60.0],
            [25.0, 61.0],
            [24.5, 61.00001],
            [24.0, 61.0],
            [24.0, 60.0]
        ]);
        let hole = json!([[24.4, 60.4], [24.6, 60.4], [24.6, 60.6], [24.4, 60.4]]);
        let place = json!({"type": "Polygon", "coordinates": [square, hole]});
        let corners = [[24.0, 60.0], [25.0, 60.0], [25.0, 61.0], [24.0, 61.0]];
        assert_eq!(outline(&place), Some(corners.to_vec()));
        // A skerry is no reason to forget the shore; another half of the place is.
        let skerry = json!([[[26.0, 60.0], [26.01, 60.0], [26.0, 60.01], [26.0, 60.0]]]);
        let place = json!({"type": "MultiPolygon", "coordinates": [skerry, [square]]});
        assert_eq!(outline(&place), Some(corners.to_vec()));
        let place = json!({"type": "MultiPolygon", "coordinates": [[square], [square]]});
        assert_eq!(outline(&place), None);
    }

    #[test]
    fn what_is_no_area_has_no_boundary() {
        for other in [
            json!(null),
            json!({"type": "Point", "coordinates": [24.0, 60.0]}),
            json!({"type": "LineString", "coordinates": [[24.0, 60.0], [25.0, 60.0]]}),
            json!({"type": "Polygon", "coordinates": []}),
            json!({"type": "Polygon", "coordinates": [[[24.0, 60.0], [25.0, 60.0]]]}),
            json!({"type": "Polygon", "coordinates": [[[24.0, 600.0], [25.0, 60.0], [25.0, 61.0]]]}),
            json!({"type": "Polygon", "coordinates": "all"}),
        ] {
            assert_eq!(outline(&other), None, "{other}");
        }
    }

    proptest! {
        #[test]
        fn a_long_shore_is_drawn_with_few_corners_near_where_it_is(bumps in prop::collection::vec(0.0..0.05f64, 500..1_500)) {
            let count = bumps.len() as f64;
            let shore: Vec<Corner> = bumps.iter().enumerate().map(|(n, bump)| {
                let angle = n as f64 / count * std::f64::consts::TAU;
                [25.0 + (0.5 + bump) * angle.cos(), 60.0 + (0.5 + bump) * angle.sin()]
            }).collect();
            let place = json!({"type": "Polygon", "coordinates": [shore]});
            let line = outline(&place).expect("a line");
            prop_assert!((3..=MAX_CORNERS).contains(&line.len()));
            let (whole, drawn) = (size(&shore), size(&line));
            prop_assert!((drawn / whole - 1.0).abs() < 0.1, "{drawn} of {whole}");
        }
    }
}
