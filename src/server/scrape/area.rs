//! The area of a scrape: a circle, a box, or a polygon on the globe.

use super::bounds::Bounds;
use crate::{
    model::{NewScrape, Place},
    server::db::{businesses::Faults, index::Point},
};

/// The largest radius, in metres.
const MAX_RADIUS: u32 = 200_000;
/// Corners of a polygon.
const MAX_CORNERS: usize = 1_000;
/// Metres around a place of which nobody says how far it reaches.
const AROUND: u32 = 1_000;
/// Characters in the name of a place.
const MAX_LOCATION: usize = 200;

/// Where to look.
#[derive(Clone, Debug, PartialEq)]
pub enum Area {
    /// Everything within so many metres.
    Circle {
        /// The middle.
        centre: Point,
        /// Metres; the edge belongs to it.
        radius_m: f64,
    },
    /// West may be above east: then it crosses the 180th meridian.
    Box(Bounds),
    /// Corners in order; longitudes go on beyond 180 where an edge crosses that meridian.
    Polygon(Vec<Point>),
}

/// What a request says about its area.
#[derive(Clone, Debug, PartialEq)]
pub enum Asked {
    /// The area itself.
    Area(Area),
    /// The name of a place, and metres around its middle if they are given.
    Location(String, Option<u32>),
}

/// Reads the area of a request.
///
/// # Errors
/// What is wrong, by field.
pub fn asked(new: &NewScrape) -> Result<Asked, Faults> {
    let mut faults = Faults::new();
    let circle = new.lat.is_some() || new.lon.is_some();
    // Beside an area it is what that is called.
    let is_drawn = circle || new.bbox.is_some() || new.polygon.is_some();
    let forms = [
        ("location", new.location.is_some() && !is_drawn),
        ("lat", circle),
        ("bbox", new.bbox.is_some()),
        ("polygon", new.polygon.is_some()),
    ];
    let given: Vec<_> = forms
        .iter()
        .filter(|(_, is)| *is)
        .map(|(f, _)| *f)
        .collect();
    match given[..] {
        [] => {
            let fault =
                "where to look is missing: location, lat with lon and radius_m, bbox, or polygon";
            faults.insert("location".into(), fault.into());
        }
        [_] => {}
        [first, ref others @ ..] => {
            for other in others {
                faults.insert((*other).into(), format!("not together with {first}"));
            }
        }
    }
    let with_radius = circle || (new.location.is_some() && !is_drawn);
    match new.radius_m {
        Some(_) if !with_radius && !given.is_empty() => {
            faults.insert(
                "radius_m".into(),
                "goes with lat and lon, or location".into(),
            );
        }
        Some(radius) if !(1..=MAX_RADIUS).contains(&radius) => {
            faults.insert("radius_m".into(), format!("must be from 1 to {MAX_RADIUS}"));
        }
        None if circle => {
            faults.insert("radius_m".into(), "is missing".into());
        }
        _ => {}
    }
    if circle {
        for (field, degrees, most) in [("lat", new.lat, 90.0), ("lon", new.lon, 180.0)] {
            match degrees {
                None => faults.insert(field.into(), "is missing".into()),
                Some(d) if !(-most..=most).contains(&d) => {
                    faults.insert(field.into(), format!("must be from -{most} to {most}"))
                }
                Some(_) => None,
            };
        }
    }
    if let Some(name) = &new.location
        && (name.trim().is_empty() || name.chars().count() > MAX_LOCATION)
    {
        let fault = format!("must have from 1 to {MAX_LOCATION} characters");
        faults.insert("location".into(), fault);
    }
    if let Some(Err(fault)) = new.bbox.map(check_box) {
        faults.insert("bbox".into(), fault);
    }
    let polygon = new.polygon.as_deref().map(corners);
    if let Some(Err(fault)) = &polygon {
        faults.insert("polygon".into(), fault.clone());
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    if let Some(name) = &new.location
        && !is_drawn
    {
        return Ok(Asked::Location(name.trim().to_owned(), new.radius_m));
    }
    let area = match (new.bbox, polygon) {
        (Some([west, south, east, north]), _) => Area::Box(Bounds {
            west,
            south,
            east,
            north,
        }),
        (None, Some(Ok(corners))) => Area::Polygon(corners),
        // One of the forms is given, and these two are not it.
        _ => Area::Circle {
            centre: Point {
                lat: new.lat.unwrap_or_default(),
                lon: new.lon.unwrap_or_default(),
            },
            radius_m: new.radius_m.unwrap_or_default().into(),
        },
    };
    Ok(Asked::Area(area))
}

fn check_box([west, south, east, north]: [f64; 4]) -> Result<(), String> {
    let is_within = |degrees: f64, most: f64| (-most..=most).contains(&degrees);
    if !(is_within(west, 180.0)
        && is_within(east, 180.0)
        && is_within(south, 90.0)
        && is_within(north, 90.0))
    {
        return Err("must be west, south, east, north in degrees".into());
    }
    if south >= north || west == east {
        return Err("must have an extent: its south below its north, its west not its east".into());
    }
    Ok(())
}

/// The corners of a polygon, without the last one if it repeats the first.
fn corners(given: &[[f64; 2]]) -> Result<Vec<Point>, String> {
    let valid =
        |[lon, lat]: &[f64; 2]| (-180.0..=180.0).contains(lon) && (-90.0..=90.0).contains(lat);
    if !given.iter().all(valid) {
        return Err("must have corners of longitude and latitude in degrees".into());
    }
    let mut corners: Vec<Point> = given
        .iter()
        .map(|[lon, lat]| Point {
            lat: *lat,
            lon: *lon,
        })
        .collect();
    corners.dedup();
    if corners.len() > 1 && corners.first() == corners.last() {
        corners.pop();
    }
    if !(3..=MAX_CORNERS).contains(&corners.len()) {
        return Err(format!("must have from 3 to {MAX_CORNERS} corners"));
    }
    for n in 1..corners.len() {
        // The short way round: an edge of more than half the globe crosses the meridian.
        let before = corners[n - 1].lon;
        let turns = ((corners[n].lon - before) / 360.0).round();
        corners[n].lon -= turns * 360.0;
    }
    Ok(corners)
}

/// The area of a place: within its boundary, the box around it, or the circle around its
/// middle.
pub fn of_place(place: &Place, radius_m: Option<u32>) -> Area {
    let circle = |radius_m: u32| Area::Circle {
        centre: Point {
            lat: place.lat,
            lon: place.lon,
        },
        radius_m: radius_m.into(),
    };
    let within = place.polygon.as_deref().map(corners);
    if let (None, Some(Ok(corners))) = (radius_m, within) {
        return Area::Polygon(corners);
    }
    match (radius_m, place.bbox) {
        (Some(radius_m), _) => circle(radius_m),
        (None, Some(bbox)) if check_box(bbox).is_ok() => {
            let [west, south, east, north] = bbox;
            Area::Box(Bounds {
                west,
                south,
                east,
                north,
            })
        }
        (None, _) => circle(AROUND),
    }
}

impl Area {
    /// Whether a point lies inside or on the edge.
    pub fn holds(&self, point: Point) -> bool {
        match self {
            Self::Circle { centre, radius_m } => {
                centre.haversine_to(point) <= Point::haversine_of(*radius_m)
            }
            Self::Box(bounds) => {
                let between = if bounds.west <= bounds.east {
                    (bounds.west..=bounds.east).contains(&point.lon)
                } else {
                    point.lon >= bounds.west || point.lon <= bounds.east
                };
                between && (bounds.south..=bounds.north).contains(&point.lat)
            }
            Self::Polygon(corners) => [-360.0, 0.0, 360.0].into_iter().any(|turn| {
                let lon = point.lon + turn;
                is_inside(corners, Point { lon, ..point })
            }),
        }
    }

    /// One or two boxes that everything in it lies in; two if it crosses the 180th
    /// meridian.
    pub fn boxes(&self) -> Vec<Bounds> {
        match self {
            Self::Circle { centre, radius_m } => {
                let (south, north) = centre.latitudes(*radius_m);
                let angle = radius_m / Point::EARTH;
                let sine = angle.sin() / centre.lat.to_radians().cos();
                if south <= -90.0 || north >= 90.0 || !(0.0..1.0).contains(&sine) {
                    // A pole lies in it: every meridian does.
                    return vec![Bounds {
                        west: -180.0,
                        south,
                        east: 180.0,
                        north,
                    }];
                }
                // A little more, for rounding.
                let half = sine.asin().to_degrees() * 1.000_001 + 1e-6;
                unrolled(centre.lon - half, south, centre.lon + half, north)
            }
            Self::Box(b) if b.west > b.east => unrolled(b.west, b.south, b.east + 360.0, b.north),
            Self::Box(bounds) => vec![*bounds],
            Self::Polygon(corners) => {
                let over = |of: fn(&Point) -> f64| {
                    let values = corners.iter().map(of);
                    values.fold((f64::MAX, f64::MIN), |(low, high), value| {
                        (low.min(value), high.max(value))
                    })
                };
                let ((west, east), (south, north)) = (over(|p| p.lon), over(|p| p.lat));
                unrolled(west, south, east, north)
            }
        }
    }

    /// Whether something of a box may lie in it. Says yes too often rather than too seldom.
    pub fn touches(&self, bounds: &Bounds) -> bool {
        match self {
            Self::Circle { centre, radius_m } => [-360.0, 0.0, 360.0].into_iter().any(|turn| {
                let lon = centre.lon + turn;
                let near = bounds.nearest(Point { lon, ..*centre });
                // Nearest in degrees is not quite nearest on the globe.
                centre.haversine_to(near) <= Point::haversine_of(radius_m * 1.05 + 50.0)
                    || radius_m * 8.0 > Point::EARTH
                    || centre.lat.abs() > 80.0
            }),
            Self::Box(_) => self.boxes().iter().any(|own| own.touches(bounds)),
            Self::Polygon(corners) => [-360.0, 0.0, 360.0].into_iter().any(|turn| {
                let moved = Bounds {
                    west: bounds.west + turn,
                    east: bounds.east + turn,
                    ..*bounds
                };
                let mut edges = edges(corners);
                edges.any(|(a, b)| crosses(&moved, a, b)) || is_inside(corners, moved.centre())
            }),
        }
    }

    /// Its size in square kilometres, that of the boxes around it.
    pub fn square_km(&self) -> f64 {
        let sizes = self.boxes().into_iter().map(|bounds| bounds.size_m());
        sizes.map(|(width, height)| width * height / 1e6).sum()
    }

    /// It as a request has it.
    pub fn put_into(&self, new: &mut NewScrape) {
        match self {
            Self::Circle { centre, radius_m } => {
                (new.lat, new.lon) = (Some(centre.lat), Some(centre.lon));
                new.radius_m = Some(*radius_m as u32);
            }
            Self::Box(b) => new.bbox = Some([b.west, b.south, b.east, b.north]),
            Self::Polygon(corners) => {
                new.polygon = Some(corners.iter().map(|c| [c.lon, c.lat]).collect());
            }
        }
    }
}

/// A box whose longitudes go on beyond 180, as boxes that do not.
fn unrolled(west: f64, south: f64, east: f64, north: f64) -> Vec<Bounds> {
    let part = |west: f64, east: f64| Bounds {
        west,
        south: south.max(-90.0),
        east,
        north: north.min(90.0),
    };
    if east - west >= 360.0 {
        return vec![part(-180.0, 180.0)];
    }
    // One turn so that the west is where longitudes are.
    let turn = ((west + 180.0) / 360.0).floor() * 360.0;
    let (west, east) = (west - turn, east - turn);
    if east <= 180.0 {
        vec![part(west, east)]
    } else {
        vec![part(west, 180.0), part(-180.0, east - 360.0)]
    }
}

fn edges(corners: &[Point]) -> impl Iterator<Item = (Point, Point)> {
    let next = corners.iter().cycle().skip(1);
    corners.iter().copied().zip(next.copied())
}

/// Whether a point lies in a polygon or on its edge: rays that cross an odd number of
/// edges begin inside.
fn is_inside(corners: &[Point], point: Point) -> bool {
    let mut inside = false;
    for (a, b) in edges(corners) {
        let side = (b.lon - a.lon) * (point.lat - a.lat) - (b.lat - a.lat) * (point.lon - a.lon);
        let between = |from: f64, to: f64, at: f64| from.min(to) <= at && at <= from.max(to);
        if side == 0.0 && between(a.lon, b.lon, point.lon) && between(a.lat, b.lat, point.lat) {
            return true;
        }
        if (a.lat > point.lat) != (b.lat > point.lat) {
            let at = a.lon + (point.lat - a.lat) / (b.lat - a.lat) * (b.lon - a.lon);
            inside ^= point.lon < at;
        }
    }
    inside
}

/// Whether a line has a point in a box (Liang and Barsky).
fn crosses(bounds: &Bounds, a: Point, b: Point) -> bool {
    let (dx, dy) = (b.lon - a.lon, b.lat - a.lat);
    let (mut from, mut to) = (0.0_f64, 1.0_f64);
    for (p, q) in [
        (-dx, a.lon - bounds.west),
        (dx, bounds.east - a.lon),
        (-dy, a.lat - bounds.south),
        (dy, bounds.north - a.lat),
    ] {
        if p == 0.0 {
            if q < 0.0 {
                return false;
            }
        } else if p < 0.0 {
            from = from.max(q / p);
        } else {
            to = to.min(q / p);
        }
    }
    from <= to
}

#[cfg(test)]
#[path = "area_test.rs"]
mod tests;
