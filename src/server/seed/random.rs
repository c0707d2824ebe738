//! Chance that can be repeated.

/// SplitMix64 (Steele, Lea, Flood 2014): small, fast, good enough to make things up.
#[derive(Debug)]
pub struct Random(u64);

impl Random {
    /// A sequence of its own for each seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From 0 up to and without `n`, which is not 0.
    pub fn below(&mut self, n: u64) -> u64 {
        ((u128::from(self.next()) * u128::from(n)) >> 64) as u64
    }

    /// From 0 up to and without 1.
    pub fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// True in so many of a hundred cases.
    pub fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    /// Any of some.
    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len() as u64) as usize]
    }

    /// Any of some, the first much more often than the last.
    pub fn skewed<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        let place = self.unit().powi(3) * from.len() as f64;
        &from[(place as usize).min(from.len() - 1)]
    }

    /// Any of some, each as often as it weighs.
    pub fn weighted<'a, T>(&mut self, from: &'a [T], weight: impl Fn(&T) -> u32) -> &'a T {
        let total: u64 = from.iter().map(|one| u64::from(weight(one))).sum();
        let mut left = self.below(total.max(1));
        for one in from {
            let own = u64::from(weight(one));
            if left < own {
                return one;
            }
            left -= own;
        }
        &from[from.len() - 1]
    }
}
