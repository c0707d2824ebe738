//! Chance that follows from a seed.

use super::determinism::mix;
use std::{cell::Cell, ops::Range, rc::Rc};

/// A generator; clones share it.
#[derive(Clone)]
pub struct Random(Rc<Cell<u64>>);

impl Random {
    /// The generator of a seed and a purpose: what one purpose draws does not move another.
    pub fn new(seed: u64, purpose: u64) -> Self {
        let mut state = seed ^ purpose.wrapping_mul(0xd6e8_feb8_6659_fd93);
        mix(&mut state);
        Self(Rc::new(Cell::new(state)))
    }

    /// Any number.
    pub fn bits(&self) -> u64 {
        let mut state = self.0.get();
        let bits = mix(&mut state);
        self.0.set(state);
        bits
    }

    /// A number of a range that is not empty.
    pub fn of(&self, range: Range<u64>) -> u64 {
        range.start + self.bits() % (range.end - range.start)
    }

    /// A place in something of `length`.
    pub fn index(&self, length: usize) -> usize {
        self.of(0..length as u64) as usize
    }

    /// 0 to 1.
    pub fn unit(&self) -> f64 {
        (self.bits() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// True so often.
    pub fn chance(&self, often: f64) -> bool {
        self.unit() < often
    }
}
