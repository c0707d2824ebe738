//! What an area is: a circle, a box or a polygon on the globe.

use super::projection::{EARTH, Point, north_of, world};
use std::f64::consts::TAU;

/// Metres around the Earth at the equator (WGS 84).
pub(super) const AROUND: f64 = 40_075_016.686;

/// Corners of the outline of a circle.
const CORNERS: usize = 72;

/// The smallest circle, in metres.
pub const SMALLEST: f64 = 50.0;

/// The largest circle, in metres.
pub const LARGEST: f64 = 50_000.0;

/// Corners of a polygon that is formed by hand; one of more is a boundary that was found.
const FORMED: usize = 60;

/// An area.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// Around a point, in metres.
    Circle(Point, f64),
    /// West, south, east, north in degrees.
    Box([f64; 4]),
    /// Corners in order.
    Polygon(Vec<Point>),
}

impl Shape {
    /// What it reaches: west, south, east, north in degrees. Nothing of no corners.
    pub fn bbox(&self) -> Option<[f64; 4]> {
        match self {
            Self::Circle(center, radius) => {
                let up = (radius / EARTH).to_degrees();
                let aside = up / center.lat.to_radians().cos().max(0.01);
                let Point { lat, lon } = *center;
                Some([lon - aside, lat - up, lon + aside, lat + up])
            }
            Self::Box(bbox) => Some(*bbox),
            Self::Polygon(corners) => bounds(corners.iter().copied()),
        }
    }

    /// Its outline.
    pub fn outline(&self) -> Vec<Point> {
        match self {
            Self::Circle(center, radius) => (0..CORNERS)
                .map(|corner| around(*center, *radius, corner as f64 / CORNERS as f64 * TAU))
                .collect(),
            Self::Box([west, south, east, north]) => {
                let corner = |lat: &f64, lon: &f64| Point {
                    lat: *lat,
                    lon: *lon,
                };
                vec![
                    corner(south, west),
                    corner(south, east),
                    corner(north, east),
                    corner(north, west),
                ]
            }
            Self::Polygon(corners) => corners.clone(),
        }
    }

    /// Whether a point lies in it.
    pub fn contains(&self, point: Point) -> bool {
        match self {
            Self::Circle(center, radius) => center.distance(point) <= *radius,
            Self::Box([west, south, east, north]) => {
                (*south..=*north).contains(&point.lat) && (*west..=*east).contains(&point.lon)
            }
            // A ray to the east crosses the outline an odd number of times.
            Self::Polygon(corners) => {
                let before = corners.iter().cycle().skip(corners.len().saturating_sub(1));
                let sides = corners.iter().zip(before);
                let crossed = sides.filter(|(a, b)| {
                    (a.lat > point.lat) != (b.lat > point.lat)
                        && point.lon
                            < (b.lon - a.lon) * (point.lat - a.lat) / (b.lat - a.lat) + a.lon
                });
                crossed.count() % 2 == 1
            }
        }
    }

    /// Whether a search could be made of it.
    pub fn is_complete(&self) -> bool {
        !matches!(self, Self::Polygon(corners) if corners.len() < 3)
    }

    /// Whether it is the boundary of a place, which nobody forms by hand.
    pub fn is_boundary(&self) -> bool {
        matches!(self, Self::Polygon(corners) if corners.len() > FORMED)
    }

    /// What it is moved and formed by.
    pub fn handles(&self) -> Vec<Point> {
        match self {
            Self::Circle(center, radius) => {
                vec![*center, around(*center, *radius, TAU / 4.0)]
            }
            Self::Box(_) => {
                let mut handles = self.outline();
                handles.insert(0, self.middle());
                handles
            }
            Self::Polygon(_) if self.is_boundary() => Vec::new(),
            Self::Polygon(corners) => corners.clone(),
        }
    }

    /// What a handle is called.
    pub fn handle_name(&self, index: usize) -> String {
        match (self, index) {
            (Self::Circle(..) | Self::Box(_), 0) => "Centre".into(),
            (Self::Circle(..), _) => "Radius".into(),
            (Self::Box(_) | Self::Polygon(_), index) => {
                let from = usize::from(matches!(self, Self::Polygon(_)));
                format!("Corner {}", index + from)
            }
        }
    }

    /// The same with a handle at `to`.
    pub fn with_handle(&self, index: usize, to: Point) -> Self {
        match self {
            Self::Circle(_, radius) if index == 0 => Self::Circle(to, *radius),
            Self::Circle(center, _) => Self::Circle(
                *center,
                center.distance(to).clamp(SMALLEST, LARGEST).round(),
            ),
            Self::Box(_) if index == 0 => self.moved_to(to),
            Self::Box([west, south, east, north]) => {
                // The opposite corner stays.
                let (lat, lon) = match index {
                    1 => (north, east),
                    2 => (north, west),
                    3 => (south, west),
                    _ => (south, east),
                };
                Self::Box([
                    lon.min(to.lon),
                    lat.min(to.lat),
                    lon.max(to.lon),
                    lat.max(to.lat),
                ])
            }
            Self::Polygon(corners) => {
                let mut corners = corners.clone();
                if let Some(corner) = corners.get_mut(index) {
                    *corner = to;
                }
                Self::Polygon(corners)
            }
        }
    }

    /// The same around another middle; a polygon gets one more corner there instead,
    /// where that makes its outline longer by the least.
    pub fn moved_to(&self, to: Point) -> Self {
        match self {
            Self::Circle(_, radius) => Self::Circle(to, *radius),
            Self::Box([west, south, east, north]) => {
                let (wide, high) = ((east - west) / 2.0, (north - south) / 2.0);
                Self::Box([to.lon - wide, to.lat - high, to.lon + wide, to.lat + high])
            }
            Self::Polygon(_) if self.is_boundary() => self.clone(),
            Self::Polygon(corners) => {
                let longer = |at: usize| {
                    let (a, b) = (corners[at], corners[(at + 1) % corners.len()]);
                    a.distance(to) + to.distance(b) - a.distance(b)
                };
                let sides = 0..corners.len();
                let best = sides.min_by(|a, b| longer(*a).total_cmp(&longer(*b)));
                let mut corners = corners.clone();
                match best.filter(|_| corners.len() > 2) {
                    Some(side) => corners.insert(side + 1, to),
                    None => corners.push(to),
                }
                Self::Polygon(corners)
            }
        }
    }

    /// Its middle.
    pub fn middle(&self) -> Point {
        if let Self::Circle(center, _) = self {
            return *center;
        }
        let [west, south, east, north] = self.bbox().unwrap_or_default();
        Point {
            lat: (south + north) / 2.0,
            lon: (west + east) / 2.0,
        }
    }
}

/// The point `radius` metres from `center`, `bearing` radians east of north.
fn around(center: Point, radius: f64, bearing: f64) -> Point {
    let angle = radius / EARTH;
    let lat = center.lat.to_radians();
    let sin = lat.sin() * angle.cos() + lat.cos() * angle.sin() * bearing.cos();
    let east = (bearing.sin() * angle.sin() * lat.cos()).atan2(angle.cos() - lat.sin() * sin);
    Point {
        lat: sin.asin().to_degrees(),
        lon: center.lon + east.to_degrees(),
    }
}

/// What points reach.
pub fn bounds(points: impl Iterator<Item = Point>) -> Option<[f64; 4]> {
    points.fold(None, |bounds: Option<[f64; 4]>, Point { lat, lon }| {
        let [west, south, east, north] = bounds.unwrap_or([lon, lat, lon, lat]);
        Some([west.min(lon), south.min(lat), east.max(lon), north.max(lat)])
    })
}

/// The same area, seen: its corners lie above each other where the map is cut.
pub(super) fn path(points: &[Point], at: impl Fn((f64, f64)) -> (f64, f64)) -> String {
    if points.is_empty() {
        return String::new();
    }
    let mut path = String::new();
    for (index, point) in points.iter().enumerate() {
        let (x, y) = at(world(*point));
        let step = if index == 0 { 'M' } else { 'L' };
        path.push_str(&format!("{step}{x:.1} {y:.1}"));
    }
    path.push('Z');
    path
}

/// The rectangle of a box: its north-western and south-eastern corner.
pub(super) fn corners([west, south, east, north]: [f64; 4]) -> [(f64, f64); 2] {
    let [left, right] = [west, east].map(|lon| lon / 360.0 + 0.5);
    [(left, north_of(north)), (right, north_of(south))]
}

#[cfg(test)]
mod tests {
    use super::*;

    const CENTER: Point = Point {
        lat: 60.1699,
        lon: 24.9384,
    };

    #[test]
    fn a_circle_is_as_large_as_it_says() {
        let circle = Shape::Circle(CENTER, 500.0);
        for point in circle.outline() {
            assert!((CENTER.distance(point) - 500.0).abs() < 1.0);
        }
        let [west, south, east, north] = circle.bbox().unwrap();
        let height = Point {
            lat: south,
            lon: CENTER.lon,
        }
        .distance(Point {
            lat: north,
            lon: CENTER.lon,
        });
        let width = Point {
            lat: CENTER.lat,
            lon: west,
        }
        .distance(Point {
            lat: CENTER.lat,
            lon: east,
        });
        assert!(
            (height - 1000.0).abs() < 5.0 && (width - 1000.0).abs() < 5.0,
            "{height} {width}"
        );
        let out = circle.with_handle(
            1,
            Point {
                lat: CENTER.lat,
                lon: CENTER.lon + 9.0,
            },
        );
        assert_eq!(out, Shape::Circle(CENTER, LARGEST));
    }

    #[test]
    fn a_polygon_grows_without_crossing_itself_and_knows_what_lies_in_it() {
        let at = |lat, lon| Point { lat, lon };
        let mut shape = Shape::Polygon(Vec::new());
        for corner in [at(0.0, 0.0), at(0.0, 2.0), at(2.0, 2.0)] {
            assert!(!shape.is_complete());
            shape = shape.moved_to(corner);
        }
        let Shape::Polygon(corners) = shape.moved_to(at(2.0, 0.0)) else {
            panic!()
        };
        assert_eq!(
            corners,
            [at(0.0, 0.0), at(0.0, 2.0), at(2.0, 2.0), at(2.0, 0.0)]
        );
        let square = Shape::Polygon(corners);
        assert!(square.contains(at(1.0, 1.9)) && !square.contains(at(1.0, 2.1)));
        assert_eq!(square.bbox(), Some([0.0, 0.0, 2.0, 2.0]));
    }

    #[test]
    fn a_boundary_that_was_found_is_not_formed_by_hand() {
        let round = Shape::Circle(CENTER, 500.0).outline();
        let boundary = Shape::Polygon(round.clone());
        assert!(round.len() > FORMED && boundary.is_boundary() && boundary.is_complete());
        assert!(boundary.handles().is_empty());
        assert_eq!(boundary.moved_to(CENTER), boundary);
        assert!(!Shape::Polygon(round[..FORMED].to_vec()).is_boundary());
    }

    #[test]
    fn a_corner_of_a_box_may_be_dragged_past_the_opposite_one() {
        let shape = Shape::Box([0.0, 0.0, 2.0, 2.0]);
        assert_eq!(shape.handles().len(), 5);
        let dragged = shape.with_handle(1, Point { lat: 3.0, lon: 4.0 });
        assert_eq!(dragged, Shape::Box([2.0, 2.0, 4.0, 3.0]));
        assert_eq!(
            shape.with_handle(0, Point { lat: 0.0, lon: 0.0 }),
            Shape::Box([-1.0, -1.0, 1.0, 1.0])
        );
    }
}
