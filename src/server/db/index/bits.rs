//! Sets of leads as one bit a lead.

/// A set of small numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bits {
    words: Vec<u64>,
}

impl Bits {
    /// The empty set, with room for numbers below `len`.
    pub fn new(len: usize) -> Self {
        Self {
            words: vec![0; len.div_ceil(64)],
        }
    }

    /// The set as words of 64, lowest first.
    pub fn words(&self) -> &[u64] {
        &self.words
    }

    /// The set as words of 64, for changing many at once.
    pub fn words_mut(&mut self) -> &mut [u64] {
        &mut self.words
    }

    /// Makes room for numbers below `len`.
    pub fn grow(&mut self, len: usize) {
        if self.words.len() * 64 < len {
            self.words.resize(len.div_ceil(64), 0);
        }
    }

    /// Whether `n` is in the set.
    #[inline]
    pub fn has(&self, n: u32) -> bool {
        self.words
            .get(n as usize / 64)
            .is_some_and(|word| word >> (n % 64) & 1 == 1)
    }

    /// Puts `n` in or takes it out.
    pub fn set(&mut self, n: u32, on: bool) {
        self.grow(n as usize + 1);
        let word = &mut self.words[n as usize / 64];
        let bit = 1 << (n % 64);
        if on { *word |= bit } else { *word &= !bit }
    }

    /// How many are in the set.
    pub fn count(&self) -> u64 {
        self.words
            .iter()
            .map(|word| u64::from(word.count_ones()))
            .sum()
    }

    /// Keeps the numbers for which `keep` holds.
    #[inline]
    pub fn retain(&mut self, mut keep: impl FnMut(usize) -> bool) {
        for (at, word) in self.words.iter_mut().enumerate() {
            if *word == u64::MAX {
                // Without a branch a bit: the compiler makes vectors of it.
                *word = (0..64).fold(0, |bits, n| bits | u64::from(keep(at * 64 + n)) << n);
                continue;
            }
            let mut left = *word;
            while left != 0 {
                let n = left.trailing_zeros() as usize;
                left &= left - 1;
                if !keep(at * 64 + n) {
                    *word &= !(1 << n);
                }
            }
        }
    }

    /// Calls `take` with each number, lowest first.
    #[inline]
    pub fn each(&self, mut take: impl FnMut(u32)) {
        for (at, &word) in self.words.iter().enumerate() {
            let first = at as u32 * 64;
            if word == u64::MAX {
                (first..first + 64).for_each(&mut take);
                continue;
            }
            let mut left = word;
            while left != 0 {
                take(first + left.trailing_zeros());
                left &= left - 1;
            }
        }
    }

    /// The numbers, lowest first.
    pub fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        self.words.iter().enumerate().flat_map(|(at, &word)| {
            let mut left = word;
            std::iter::from_fn(move || {
                (left != 0).then(|| {
                    let n = left.trailing_zeros();
                    left &= left - 1;
                    at as u32 * 64 + n
                })
            })
        })
    }

    /// The numbers, highest first.
    pub fn iter_rev(&self) -> impl Iterator<Item = u32> + '_ {
        self.words.iter().enumerate().rev().flat_map(|(at, &word)| {
            let mut left = word;
            std::iter::from_fn(move || {
                (left != 0).then(|| {
                    let n = 63 - left.leading_zeros();
                    left &= !(1 << n);
                    at as u32 * 64 + n
                })
            })
        })
    }

    /// Heap bytes.
    pub fn bytes(&self) -> usize {
        self.words.capacity() * 8
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_answers_as_a_set() {
        let numbers = [0, 1, 63, 64, 65, 127, 128, 500];
        let mut bits = Bits::default();
        for n in numbers {
            bits.set(n, true);
        }
        bits.set(65, false);
        let left: Vec<_> = numbers.into_iter().filter(|n| *n != 65).collect();
        assert_eq!(bits.iter().collect::<Vec<_>>(), left);
        assert_eq!(
            bits.iter_rev().collect::<Vec<_>>(),
            left.iter().rev().copied().collect::<Vec<_>>()
        );
        assert_eq!(bits.count(), left.len() as u64);
        assert!(bits.has(500) && !bits.has(65) && !bits.has(100_000));
        bits.retain(|n| n % 2 == 0);
        assert_eq!(bits.iter().collect::<Vec<_>>(), [0, 64, 128, 500]);
    }

    #[test]
    fn full_words_are_thinned_like_others() {
        let mut bits = Bits::new(128);
        bits.words_mut().fill(u64::MAX);
        bits.retain(|n| n % 3 == 0);
        assert!(bits.iter().all(|n| n % 3 == 0));
        assert_eq!(bits.count(), 43);
    }
}
