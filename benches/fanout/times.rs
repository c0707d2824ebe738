//! How long things took.

use std::time::Duration;

/// Times, in microseconds.
#[derive(Default)]
pub struct Times(Vec<u32>);

impl Times {
    /// Notes one.
    pub fn push(&mut self, time: Duration) {
        self.0
            .push(u32::try_from(time.as_micros()).unwrap_or(u32::MAX));
    }

    /// Notes all of `other`.
    pub fn extend(&mut self, other: &Self) {
        self.0.extend_from_slice(&other.0);
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Milliseconds that `percent` of them took at most.
    pub fn at(&mut self, percent: f64) -> f64 {
        let Some(last) = self.0.len().checked_sub(1) else {
            return f64::NAN;
        };
        let place = ((self.0.len() as f64 * percent / 100.0) as usize).min(last);
        let (_, time, _) = self.0.select_nth_unstable(place);
        f64::from(*time) / 1e3
    }
}
