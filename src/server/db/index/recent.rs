//! Leads in the order of their last change.

use super::names::{Runs, runs};

/// Leads in a chunk, at most.
const CHUNK: usize = 1024;

/// Leads ordered by `updated_at`, then id; both are looked up by number.
#[derive(Clone, Debug, Default)]
pub struct Recent {
    chunks: Vec<Vec<u32>>,
}

impl Recent {
    /// Builds the order from leads that are in order.
    pub fn from_sorted(sorted: &[u32]) -> Self {
        Self {
            chunks: sorted.chunks(CHUNK).map(<[u32]>::to_vec).collect(),
        }
    }

    /// Where the first lead for which `before` does not hold stands.
    fn place(&self, before: impl Fn(u32) -> bool) -> (usize, usize) {
        let n = self
            .chunks
            .partition_point(|chunk| before(chunk[0]))
            .saturating_sub(1);
        let at = self
            .chunks
            .get(n)
            .map_or(0, |chunk| chunk.partition_point(|rid| before(*rid)));
        (n, at)
    }

    /// Puts a lead behind those for which `before` holds.
    pub fn insert(&mut self, rid: u32, before: impl Fn(u32) -> bool) {
        if self.chunks.is_empty() {
            self.chunks.push(Vec::with_capacity(CHUNK));
        }
        // A change is nearly always the newest.
        let last = self.chunks.len() - 1;
        let newest = self.chunks[last].last().is_none_or(|rid| before(*rid));
        let (mut n, mut at) = if newest {
            (last, self.chunks[last].len())
        } else {
            self.place(before)
        };
        if self.chunks[n].len() >= CHUNK {
            // At the end a new chunk, so that those before stay full.
            let keep = if at == CHUNK { CHUNK } else { CHUNK / 2 };
            let mut right = Vec::with_capacity(CHUNK);
            right.extend(self.chunks[n].drain(keep..));
            self.chunks.insert(n + 1, right);
            if at >= keep {
                n += 1;
                at -= keep;
            }
        }
        self.chunks[n].insert(at, rid);
    }

    /// Takes a lead out, which stands behind those for which `before` holds.
    pub fn remove(&mut self, rid: u32, before: impl Fn(u32) -> bool) {
        let (n, at) = self.place(&before);
        // The first of the next chunk, if it stands behind all of this one.
        let (n, at) = match self.chunks.get(n) {
            Some(chunk) if at == chunk.len() => (n + 1, 0),
            _ => (n, at),
        };
        let Some(chunk) = self.chunks.get_mut(n) else {
            return;
        };
        debug_assert_eq!(chunk.get(at), Some(&rid), "only what is there is taken out");
        if chunk.get(at) == Some(&rid) {
            chunk.remove(at);
            if chunk.is_empty() {
                self.chunks.remove(n);
            }
        }
    }

    /// The leads in order as runs; in reverse, the runs from the last, each to be
    /// read backwards.
    pub fn runs(&self, descending: bool) -> Runs<'_> {
        runs(self.chunks.iter().map(Vec::as_slice), descending)
    }

    /// As [`runs`](Self::runs), from the first lead for which `before` does not
    /// hold, or in reverse those for which it holds.
    pub fn runs_from(&self, before: impl Fn(u32) -> bool, descending: bool) -> Runs<'_> {
        let (n, at) = self.place(before);
        let Some(chunk) = self.chunks.get(n) else {
            return Box::new(std::iter::empty());
        };
        if descending {
            let rest = self.chunks[..n].iter().rev();
            Box::new(std::iter::once(&chunk[..at]).chain(rest.map(Vec::as_slice)))
        } else {
            let rest = self.chunks[n + 1..].iter();
            Box::new(std::iter::once(&chunk[at..]).chain(rest.map(Vec::as_slice)))
        }
    }

    /// Heap bytes.
    pub fn bytes(&self) -> usize {
        self.chunks
            .iter()
            .map(|chunk| chunk.capacity() * 4 + 24)
            .sum()
    }
}

#[cfg(test)]
mod tests {
    use super::super::names::each;
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn leads_stay_in_the_order_of_their_last_change(
            steps in prop::collection::vec((0_usize..3000, 0_i64..500, 0_u8..4), 1..6000),
        ) {
            let mut times: Vec<Option<i64>> = vec![None; 3000];
            let mut recent = Recent::default();
            let mut clock = 1000;
            for (n, time, how) in steps {
                if let Some(old) = times[n] {
                    let key = (Some(old), n);
                    recent.remove(n as u32, |rid| (times[rid as usize], rid as usize) < key);
                    times[n] = None;
                }
                if how > 0 {
                    clock += 1;
                    let time = if how == 1 { time } else { clock };
                    times[n] = Some(time);
                    let key = (Some(time), n);
                    recent.insert(n as u32, |rid| (times[rid as usize], rid as usize) < key);
                }
            }
            let mut want: Vec<_> = (0..3000).filter(|n| times[*n].is_some()).collect();
            want.sort_by_key(|n| (times[*n], *n));
            let want: Vec<_> = want.into_iter().map(|n| n as u32).collect();
            prop_assert_eq!(each(recent.runs(false), false), want.clone());
            prop_assert_eq!(each(recent.runs(true), true), want.iter().rev().copied().collect::<Vec<_>>());
            let middle = |rid: u32| times[rid as usize] < Some(250);
            let split = want.partition_point(|rid| middle(*rid));
            prop_assert_eq!(each(recent.runs_from(middle, false), false), want[split..].to_vec());
            prop_assert_eq!(each(recent.runs_from(middle, true), true), want[..split].iter().rev().copied().collect::<Vec<_>>());
        }
    }
}
