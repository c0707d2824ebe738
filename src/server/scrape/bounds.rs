//! Boxes that do not cross the 180th meridian: what sources are asked about.

use crate::server::db::index::Point;

/// Metres in a degree along a meridian.
const DEGREE: f64 = 111_195.0;

/// A box in degrees. West is never above east.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    /// The western edge.
    pub west: f64,
    /// The southern edge.
    pub south: f64,
    /// The eastern edge.
    pub east: f64,
    /// The northern edge.
    pub north: f64,
}

impl Bounds {
    /// Whether a point lies inside or on the edge.
    pub fn holds(&self, point: Point) -> bool {
        (self.west..=self.east).contains(&point.lon)
            && (self.south..=self.north).contains(&point.lat)
    }

    /// Whether two boxes have a point in common.
    pub fn touches(&self, other: &Self) -> bool {
        self.west <= other.east
            && other.west <= self.east
            && self.south <= other.north
            && other.south <= self.north
    }

    /// The point inside that is nearest to `point`, nearly.
    pub fn nearest(&self, point: Point) -> Point {
        Point {
            lat: point.lat.clamp(self.south, self.north),
            lon: point.lon.clamp(self.west, self.east),
        }
    }

    /// The middle.
    pub fn centre(&self) -> Point {
        Point {
            lat: f64::midpoint(self.south, self.north),
            lon: f64::midpoint(self.west, self.east),
        }
    }

    /// Width and height in metres, nearly: the width is that of the middle.
    pub fn size_m(&self) -> (f64, f64) {
        let cosine = self.centre().lat.to_radians().cos();
        (
            (self.east - self.west) * DEGREE * cosine,
            (self.north - self.south) * DEGREE,
        )
    }

    /// Its four quarters, southern ones first; together they are the box.
    pub fn quarters(&self) -> [Self; 4] {
        let Point { lat, lon } = self.centre();
        let part = |west, south, east, north| Self {
            west,
            south,
            east,
            north,
        };
        [
            part(self.west, self.south, lon, lat),
            part(lon, self.south, self.east, lat),
            part(self.west, lat, lon, self.north),
            part(lon, lat, self.east, self.north),
        ]
    }

    /// Boxes of about equal size that make it up, in rows from the south, each with
    /// sides of at most `side_m` metres unless that were more than `most`.
    pub fn grid(&self, side_m: f64, most: usize) -> Vec<Self> {
        let (width, height) = self.size_m();
        let mut side = side_m;
        let count = |length: f64, side: f64| ((length / side).ceil() as usize).max(1);
        while count(width, side) * count(height, side) > most.max(1) {
            side *= 1.25;
        }
        let (columns, rows) = (count(width, side), count(height, side));
        let at = |from: f64, to: f64, n: usize, of: usize| {
            // The last edge is the box's own, whatever rounding makes of it.
            if n == of {
                to
            } else {
                from + (to - from) * n as f64 / of as f64
            }
        };
        let mut tiles = Vec::with_capacity(columns * rows);
        for row in 0..rows {
            for column in 0..columns {
                tiles.push(Self {
                    west: at(self.west, self.east, column, columns),
                    south: at(self.south, self.north, row, rows),
                    east: at(self.west, self.east, column + 1, columns),
                    north: at(self.south, self.north, row + 1, rows),
                });
            }
        }
        tiles
    }

    /// As it travels: west, south, east, north to six decimals (11 cm).
    pub fn told(&self) -> [f64; 4] {
        [self.west, self.south, self.east, self.north].map(|d| (d * 1e6).round() / 1e6 + 0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HELSINKI: Bounds = Bounds {
        west: 24.8,
        south: 60.1,
        east: 25.2,
        north: 60.3,
    };

    #[test]
    fn a_grid_covers_its_box_without_gaps() {
        let tiles = HELSINKI.grid(5_000.0, 256);
        assert_eq!(tiles.len(), 5 * 5);
        for tile in &tiles {
            let (width, height) = tile.size_m();
            assert!(width <= 5_001.0 && height <= 5_001.0);
        }
        assert_eq!((tiles[0].west, tiles[0].south), (24.8, 60.1));
        assert_eq!((tiles[24].east, tiles[24].north), (25.2, 60.3));
        for pair in tiles[..5].windows(2) {
            assert_eq!(pair[0].east, pair[1].west);
        }
        assert!(HELSINKI.grid(10.0, 64).len() <= 64);
        assert_eq!(HELSINKI.grid(1e9, 64), [HELSINKI]);
    }

    #[test]
    fn quarters_share_the_middle() {
        let [a, b, c, d] = HELSINKI.quarters();
        assert_eq!((a.east, a.north), (b.west, c.south));
        assert_eq!((d.west, d.south), (a.east, a.north));
        assert_eq!((d.east, d.north), (HELSINKI.east, HELSINKI.north));
    }
}
