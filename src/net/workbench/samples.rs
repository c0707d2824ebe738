//! The last so many measurements.

use std::collections::VecDeque;

/// Measurements that are kept.
const KEPT: usize = 1_000;

/// How measurements spread.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spread {
    /// How many there are.
    pub count: usize,
    /// Half of them are at most this.
    pub p50: i64,
    /// All but a hundredth are at most this.
    pub p99: i64,
    /// The newest.
    pub last: i64,
}

/// The last measurements, oldest first.
#[derive(Default)]
pub(super) struct Samples(VecDeque<i64>);

impl Samples {
    pub fn add(&mut self, value: i64) {
        if self.0.len() == KEPT {
            self.0.pop_front();
        }
        self.0.push_back(value);
    }

    pub fn spread(&self) -> Option<Spread> {
        let last = *self.0.back()?;
        let mut sorted: Vec<i64> = self.0.iter().copied().collect();
        sorted.sort_unstable();
        let at = |share: f64| sorted[((sorted.len() - 1) as f64 * share).round() as usize];
        Some(Spread {
            count: sorted.len(),
            p50: at(0.5),
            p99: at(0.99),
            last,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_spread_is_of_the_last_thousand() {
        let mut samples = Samples::default();
        assert_eq!(samples.spread(), None);
        (0..=2_000).for_each(|value| samples.add(value));
        let spread = samples.spread().unwrap();
        assert_eq!((spread.count, spread.last), (1_000, 2_000));
        assert!((1_500..=1_502).contains(&spread.p50));
        assert!(spread.p99 >= 1_989);
    }
}
