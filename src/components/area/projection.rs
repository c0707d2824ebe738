//! From degrees to px and back, by Mercator's projection: boxes of degrees are rectangles,
//! and small shapes keep theirs.

use super::shape::{AROUND, corners};
use std::f64::consts::TAU;

/// The Earth's mean radius in metres: the one that lists of leads go by.
pub(super) const EARTH: f64 = 6_371_008.8;

/// A point, in degrees (WGS 84).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    /// -90 to 90.
    pub lat: f64,
    /// -180 to 180.
    pub lon: f64,
}

impl Point {
    /// How far another is, in metres (haversine on a sphere).
    pub fn distance(self, other: Self) -> f64 {
        let [a, b] = [self, other].map(|point| point.lat.to_radians());
        let up = ((b - a) / 2.0).sin();
        let aside = ((other.lon - self.lon).to_radians() / 2.0).sin();
        let part = up * up + a.cos() * b.cos() * aside * aside;
        part.sqrt().min(1.0).asin() * 2.0 * EARTH
    }
}

/// Where a latitude lies between the northern end of the map, 0, and the southern, 1.
pub(super) fn north_of(lat: f64) -> f64 {
    let lat = lat.clamp(-85.0, 85.0).to_radians();
    0.5 - (lat.tan() + 1.0 / lat.cos()).ln() / TAU
}

/// Where a point lies on a map that is 1 wide.
pub(super) fn world(point: Point) -> (f64, f64) {
    (point.lon / 360.0 + 0.5, north_of(point.lat))
}

/// What lies in the middle of the drawing, and how large the world is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct View {
    /// Of a world that is 1 wide.
    x: f64,
    y: f64,
    /// Px around the world.
    scale: f64,
}

impl View {
    /// Shows all of a box, in `size` px, with room around it.
    pub fn fit(bbox: [f64; 4], size: (f64, f64)) -> Self {
        let [(left, top), (right, bottom)] = corners(bbox);
        let scale = (size.0 / (right - left).max(1e-7)).min(size.1 / (bottom - top).max(1e-7));
        Self {
            x: (left + right) / 2.0,
            y: (top + bottom) / 2.0,
            scale: limit(scale * 0.8),
        }
    }

    /// Where a place of the world is drawn, in px.
    pub fn at(self, (x, y): (f64, f64), size: (f64, f64)) -> (f64, f64) {
        (
            (x - self.x) * self.scale + size.0 / 2.0,
            (y - self.y) * self.scale + size.1 / 2.0,
        )
    }

    /// Where a point is drawn, in px.
    pub fn draw(self, point: Point, size: (f64, f64)) -> (f64, f64) {
        self.at(world(point), size)
    }

    /// The point that is drawn at px.
    pub fn point(self, (x, y): (f64, f64), size: (f64, f64)) -> Point {
        let x = (x - size.0 / 2.0) / self.scale + self.x;
        let y = (y - size.1 / 2.0) / self.scale + self.y;
        Point {
            lat: ((0.5 - y) * TAU).sinh().atan().to_degrees(),
            lon: ((x - 0.5) * 360.0).clamp(-180.0, 180.0),
        }
    }

    /// The same, moved by px.
    pub fn panned(self, (x, y): (f64, f64)) -> Self {
        Self {
            x: (self.x - x / self.scale).clamp(0.0, 1.0),
            y: (self.y - y / self.scale).clamp(0.0, 1.0),
            ..self
        }
    }

    /// The same, `by` times as large around the px `at`.
    pub fn zoomed(self, by: f64, at: (f64, f64), size: (f64, f64)) -> Self {
        let scale = limit(self.scale * by);
        let held = |at: f64, size: f64| (at - size / 2.0) * (1.0 / self.scale - 1.0 / scale);
        Self {
            x: self.x + held(at.0, size.0),
            y: self.y + held(at.1, size.1),
            scale,
        }
    }

    /// Metres that a px stands for in the middle.
    pub fn metres(self) -> f64 {
        let lat = ((0.5 - self.y) * TAU).sinh().atan();
        AROUND * lat.cos() / self.scale
    }

    /// Lines of a grid, `step` metres apart in the middle, as the path of an SVG.
    pub fn grid(self, step: f64, size: (f64, f64)) -> String {
        let apart = step / self.metres();
        let mut path = String::new();
        // Of a world that is not moved by less than a line when one looks elsewhere.
        let first = |at: f64, size: f64| (size / 2.0 - at * self.scale).rem_euclid(apart);
        let mut x = first(self.x, size.0);
        while x < size.0 {
            path.push_str(&format!("M{x:.1} 0V{:.0}", size.1));
            x += apart;
        }
        let mut y = first(self.y, size.1);
        while y < size.1 {
            path.push_str(&format!("M0 {y:.1}H{:.0}", size.0));
            y += apart;
        }
        path
    }
}

/// From all of the world in a stamp to a house.
fn limit(scale: f64) -> f64 {
    scale.clamp(300.0, 4e8)
}

/// The longest round number of metres that is at most `most`: 1, 2 or 5 with noughts.
pub fn round_length(most: f64) -> f64 {
    let ten = 10f64.powf(most.max(1.0).log10().floor());
    let by = [5.0, 2.0].into_iter().find(|by| by * ten <= most);
    by.unwrap_or(1.0) * ten
}

/// Metres as people say them.
pub fn length(metres: f64) -> String {
    if metres < 1_000.0 {
        format!("{metres:.0} m")
    } else if metres < 10_000.0 && metres % 1_000.0 != 0.0 {
        format!("{:.1} km", metres / 1_000.0)
    } else {
        format!("{:.0} km", metres / 1_000.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZE: (f64, f64) = (800.0, 400.0);

    #[test]
    fn px_and_degrees_are_two_names_of_one_place() {
        let view = View::fit([24.9, 60.1, 25.0, 60.2], SIZE);
        let point = Point {
            lat: 60.17,
            lon: 24.94,
        };
        let back = view.point(view.draw(point, SIZE), SIZE);
        assert!(back.distance(point) < 0.01, "{back:?}");
        let zoomed = view.zoomed(2.0, (100.0, 50.0), SIZE);
        assert!(
            zoomed
                .point((100.0, 50.0), SIZE)
                .distance(view.point((100.0, 50.0), SIZE))
                < 0.01
        );
        let panned = view.panned((30.0, -10.0));
        assert!(
            panned
                .point((130.0, 40.0), SIZE)
                .distance(view.point((100.0, 50.0), SIZE))
                < 0.01
        );
    }

    #[test]
    fn a_px_stands_for_the_metres_that_it_says() {
        let view = View::fit([24.93, 60.165, 24.95, 60.175], SIZE);
        let across = view
            .point((300.0, 200.0), SIZE)
            .distance(view.point((500.0, 200.0), SIZE));
        assert!(
            (across / 200.0 / view.metres() - 1.0).abs() < 0.002,
            "{across}"
        );
    }

    #[test]
    fn lengths_are_round() {
        let rounded = [1.0, 7.0, 19.0, 480.0, 5_100.0].map(round_length);
        assert_eq!(rounded, [1.0, 5.0, 10.0, 200.0, 5_000.0]);
        assert_eq!(
            [500.0, 1_500.0, 2_000.0, 20_000.0].map(length),
            ["500 m", "1.5 km", "2 km", "20 km"]
        );
    }
}
