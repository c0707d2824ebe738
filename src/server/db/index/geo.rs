//! Points, distances and boxes on the globe.

use std::str::FromStr;

/// A point in degrees, WGS 84.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// Latitude, -90 to 90.
    pub lat: f64,
    /// Longitude, -180 to 180.
    pub lon: f64,
}

impl From<(f64, f64)> for Point {
    fn from((lat, lon): (f64, f64)) -> Self {
        Self { lat, lon }
    }
}

/// Comma-separated numbers, each from minus to plus its limit.
fn numbers<const N: usize>(text: &str, limits: [f64; N]) -> Option<[f64; N]> {
    let mut values = [0.0; N];
    let mut parts = text.split(',');
    for (value, limit) in values.iter_mut().zip(limits) {
        *value = parts.next()?.trim().parse().ok()?;
        if !(-limit..=limit).contains(value) {
            return None;
        }
    }
    parts.next().is_none().then_some(values)
}

impl FromStr for Point {
    type Err = String;

    /// Reads `lat,lon`.
    fn from_str(text: &str) -> Result<Self, String> {
        let [lat, lon] = numbers(text, [90.0, 180.0])
            .ok_or("must be lat,lon in degrees, such as 60.17,24.94")?;
        Ok(Self { lat, lon })
    }
}

impl Point {
    /// The mean radius of the earth in metres (IUGG).
    pub const EARTH: f64 = 6_371_008.8;

    /// How far apart two points are, from 0 to 1: the haversine, `sin²(angle / 2)`.
    /// Grows with the distance, and is a third of the work.
    pub fn haversine_to(self, other: Self) -> f64 {
        let half = |a: f64, b: f64| ((b - a).to_radians() / 2.0).sin().powi(2);
        let cosine = |lat: f64| lat.to_radians().cos();
        half(self.lat, other.lat) + cosine(self.lat) * cosine(other.lat) * half(self.lon, other.lon)
    }

    /// The haversine of a distance in metres along the globe.
    pub fn haversine_of(metres: f64) -> f64 {
        (metres / (2.0 * Self::EARTH))
            .min(std::f64::consts::FRAC_PI_2)
            .sin()
            .powi(2)
    }

    /// The latitudes, in degrees, between which everything within `metres` lies.
    pub fn latitudes(self, metres: f64) -> (f64, f64) {
        self.within((metres / Self::EARTH).to_degrees())
    }

    /// The latitudes, in degrees, between which everything within a haversine lies.
    pub fn latitudes_of(self, haversine: f64) -> (f64, f64) {
        self.within((2.0 * haversine.min(1.0).sqrt().asin()).to_degrees())
    }

    fn within(self, degrees: f64) -> (f64, f64) {
        // A little more, for rounding.
        let degrees = degrees * 1.000_001 + 1e-6;
        (
            (self.lat - degrees).max(-90.0),
            (self.lat + degrees).min(90.0),
        )
    }
}

/// A box between two meridians and two parallels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Area {
    west: f64,
    /// The southern edge.
    pub south: f64,
    east: f64,
    /// The northern edge.
    pub north: f64,
}

impl FromStr for Area {
    type Err = String;

    /// Reads `min_lon,min_lat,max_lon,max_lat`; one that crosses the 180th
    /// meridian has its west above its east (RFC 7946, 5.2).
    fn from_str(text: &str) -> Result<Self, String> {
        let [west, south, east, north] = numbers(text, [180.0, 90.0, 180.0, 90.0])
            .ok_or("must be min_lon,min_lat,max_lon,max_lat in degrees")?;
        if south > north {
            return Err("must have min_lat below max_lat".into());
        }
        Ok(Self {
            west,
            south,
            east,
            north,
        })
    }
}

impl Area {
    /// Whether a point lies inside or on the edge.
    pub fn holds(self, point: Point) -> bool {
        let between = if self.west <= self.east {
            (self.west..=self.east).contains(&point.lon)
        } else {
            point.lon >= self.west || point.lon <= self.east
        };
        between && (self.south..=self.north).contains(&point.lat)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_those_on_the_globe() {
        let helsinki: Point = "60.1699,24.9384".parse().unwrap();
        let tallinn: Point = "59.4370, 24.7536".parse().unwrap();
        let haversine = helsinki.haversine_to(tallinn);
        let metres = 2.0 * Point::EARTH * haversine.sqrt().asin();
        assert!((82_000.0..83_000.0).contains(&metres), "{metres}");
        assert!((Point::haversine_of(metres) / haversine - 1.0).abs() < 1e-9);
        let (south, north) = helsinki.latitudes_of(haversine);
        assert!(south < tallinn.lat && north > 60.9);
        assert_eq!(helsinki.haversine_to(helsinki), 0.0);
        let antipode = Point::from((-60.1699, 24.9384 - 180.0));
        assert!((helsinki.haversine_to(antipode) - 1.0).abs() < 1e-12);
        let across: Point = "0,-179.9".parse().unwrap();
        let date_line = across.haversine_to("0,179.9".parse().unwrap());
        assert!((date_line / Point::haversine_of(22_239.0) - 1.0).abs() < 1e-3);
    }

    #[test]
    fn a_box_may_cross_the_date_line() {
        let fiji: Area = "177,-20,-178,-15".parse().unwrap();
        assert!(fiji.holds((-17.0, 179.0).into()));
        assert!(fiji.holds((-17.0, -179.0).into()));
        assert!(!fiji.holds((-17.0, 0.0).into()));
    }

    #[test]
    fn what_is_no_point_or_box_is_refused() {
        for bad in ["", "1", "1,2,3", "91,0", "0,181", "x,y", "NaN,0"] {
            assert!(bad.parse::<Point>().is_err(), "{bad}");
        }
        for bad in ["1,2,3", "0,10,1,5", "0,0,0,91"] {
            assert!(bad.parse::<Area>().is_err(), "{bad}");
        }
    }
}
