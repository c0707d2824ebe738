//! Where leads are: distances, and the cells of a grid.

use super::text;

/// Mean radius of the earth in metres (IUGG).
const EARTH: f64 = 6_371_008.8;

/// Metres in a degree of latitude.
const DEGREE: f64 = EARTH * std::f64::consts::PI / 180.0;

/// A position as it is kept: ten-millionths of a degree.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct At {
    /// Latitude.
    pub lat: i32,
    /// Longitude.
    pub lon: i32,
}

impl At {
    /// From degrees; `None` if they are none.
    pub fn new(lat: f64, lon: f64) -> Option<Self> {
        let known = lat.abs() <= 90.0 && lon.abs() <= 180.0 && (lat, lon) != (0.0, 0.0);
        known.then(|| Self {
            lat: (lat * 1e7).round() as i32,
            lon: (lon * 1e7).round() as i32,
        })
    }

    fn degrees(self) -> (f64, f64) {
        (f64::from(self.lat) / 1e7, f64::from(self.lon) / 1e7)
    }

    /// Metres to another place (haversine).
    pub fn metres(self, other: Self) -> f64 {
        let ((lat, lon), (to_lat, to_lon)) = (self.degrees(), other.degrees());
        let (lat, to_lat) = (lat.to_radians(), to_lat.to_radians());
        let half_lat = ((to_lat - lat) / 2.0).sin();
        let half_lon = ((to_lon - lon).to_radians() / 2.0).sin();
        let a = half_lat * half_lat + lat.cos() * to_lat.cos() * half_lon * half_lon;
        2.0 * EARTH * a.sqrt().min(1.0).asin()
    }

    /// The cell of a grid of about `size` metres, as row and column. Columns grow with
    /// the latitude's circle, so cells are about square everywhere.
    fn cell(self, size: f64) -> (i64, i64) {
        let (lat, lon) = self.degrees();
        let row = (lat * DEGREE / size).floor() as i64;
        (row, column(row, lon, size))
    }

    /// A number for the cell this is in.
    pub fn key(self, size: f64) -> u64 {
        let (row, column) = self.cell(size);
        cell_key(row, column, size)
    }

    /// Numbers for the cell this is in and all around it: whatever is nearer than `size`
    /// metres is in one of them.
    pub fn keys_around(self, size: f64) -> impl Iterator<Item = u64> {
        let (row, _) = self.cell(size);
        let (_, lon) = self.degrees();
        (row - 1..=row + 1).flat_map(move |row| {
            // Rows are shifted against one another: each has its own column here.
            let middle = column(row, lon, size);
            (middle - 1..=middle + 1).map(move |column| cell_key(row, column, size))
        })
    }
}

/// The column of a longitude in a row, counted around the world.
fn column(row: i64, lon: f64, size: f64) -> i64 {
    // At the row's edge towards the pole a column is `size` metres wide, elsewhere more.
    let edge = row.abs().max((row + 1).abs()) as f64 * size / DEGREE;
    let width = DEGREE * edge.min(89.4).to_radians().cos();
    (lon * width / size).floor() as i64
}

fn cell_key(row: i64, column: i64, size: f64) -> u64 {
    text::mix(text::mix(row as u64, column as u64), size as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_those_of_the_earth() {
        let a = At::new(60.169_9, 24.938_4).expect("a place");
        let b = At::new(60.170_8, 24.938_4).expect("a place");
        assert!((a.metres(b) - 100.1).abs() < 0.2, "{}", a.metres(b));
        assert_eq!(At::new(0.0, 0.0), None, "nowhere, as spreadsheets write it");
        assert_eq!(At::new(91.0, 0.0), None);
    }

    #[test]
    fn what_is_near_is_in_a_cell_around() {
        let size = 150.0;
        for lat in [-60.0, 0.000_01, 1.0, 35.3, 60.17, 80.0] {
            for n in 0..200 {
                let lon = 24.9 + f64::from(n) * 0.000_31;
                let here = At::new(lat, lon).expect("a place");
                let keys: Vec<u64> = here.keys_around(size).collect();
                for (north, east) in [
                    (149.0, 0.0),
                    (-149.0, 0.0),
                    (0.0, 149.0),
                    (0.0, -149.0),
                    (105.0, 105.0),
                ] {
                    let to_lat = lat + north / DEGREE;
                    let to_lon = lon + east / (DEGREE * lat.to_radians().cos());
                    let there = At::new(to_lat, to_lon).expect("a place");
                    assert!(
                        keys.contains(&there.key(size)),
                        "{lat} {lon} {north} {east}"
                    );
                }
            }
        }
    }
}
