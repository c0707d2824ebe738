//! From px of a scroll bar to px of rows, however many.

/// Height of the head in px.
const HEAD: f64 = 34.0;

/// The tallest box that every browser can draw and scroll, in px. Firefox stops
/// at 17.8 million, Chromium at 33.5.
const TALLEST: f64 = 16_000_000.0;

/// How a list is scrolled whose rows together are taller than a box can be: the
/// box is as tall as may be, and each px of its scroll bar stands for several.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    /// Height of all rows in px.
    rows: f64,
    /// Height of what is seen of them in px.
    seen: f64,
}

impl Scale {
    /// Of `len` rows of `row` px in a view of `height` px, head included.
    pub fn of(len: usize, row: f64, height: f64) -> Self {
        Self {
            rows: len as f64 * row,
            seen: (height - HEAD).max(row).min(TALLEST / 2.0),
        }
    }

    /// Height of the box in px.
    pub fn height(self) -> f64 {
        self.rows.min(TALLEST)
    }

    /// Px of rows for each px that is scrolled.
    fn ratio(self) -> f64 {
        if self.rows <= TALLEST {
            1.0
        } else {
            (self.rows - self.seen) / (TALLEST - self.seen)
        }
    }

    /// Which px of the rows is on top when the box is scrolled by `scrolled`.
    pub fn top(self, scrolled: f64) -> f64 {
        scrolled * self.ratio()
    }

    /// How far above their place among all rows they are drawn, in px.
    pub fn shift(self, scrolled: f64) -> f64 {
        self.top(scrolled) - scrolled
    }

    /// How far to scroll the box so that row `index` of `row` px is wholly in sight; `None` if it is.
    pub fn reveal(self, index: usize, row: f64, scrolled: f64) -> Option<f64> {
        let top = self.top(scrolled);
        let to = reveal(index, row, top, self.seen)?;
        if self.ratio() == 1.0 {
            return Some(to);
        }
        // Boxes stop at whole px: rather a little further than not all of it.
        let scroll = to / self.ratio();
        Some(if to < top {
            scroll.floor()
        } else {
            scroll.ceil()
        })
    }
}

/// How far to scroll so that row `index` is wholly in sight; `None` if it is.
/// `seen` px of the rows are in sight.
fn reveal(index: usize, row: f64, top: f64, seen: f64) -> Option<f64> {
    let (from, to) = (index as f64 * row, (index + 1) as f64 * row);
    if from < top {
        Some(from)
    } else if to > top + seen {
        Some(to - seen)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_revealed_by_as_little_scrolling_as_shows_all_of_it() {
        let scale = Scale::of(1_000, 40.0, 834.0);
        assert_eq!(scale.reveal(5, 40.0, 0.0), None);
        assert_eq!(scale.reveal(5, 40.0, 400.0), Some(200.0));
        assert_eq!(scale.reveal(25, 40.0, 0.0), Some(240.0));
        assert_eq!((scale.height(), scale.shift(400.0)), (40_000.0, 0.0));
    }

    #[test]
    fn more_rows_than_a_box_can_hold_are_all_within_reach() {
        let scale = Scale::of(1_000_000, 40.0, 834.0);
        assert_eq!(scale.height(), TALLEST);
        let end = TALLEST - 800.0;
        assert!((scale.top(end) - (40_000_000.0 - 800.0)).abs() < 0.01);
        // The last row ends where the box does.
        assert!((40_000_000.0 - scale.shift(end) - TALLEST).abs() < 0.01);
        assert_eq!(scale.reveal(999_999, 40.0, 0.0), Some(end));
        for index in [1, 499_999, 999_998] {
            let to = scale.reveal(index, 40.0, 8_000_000.0).unwrap();
            assert_eq!(scale.reveal(index, 40.0, to), None, "row {index}");
        }
    }
}
