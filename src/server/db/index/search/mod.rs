//! Which leads have a term that begins so: an inverted index in memory.
//!
//! Leads are taken in segments of 65,536 by number. A segment holds runs: sorted
//! and front-coded terms with the leads of each. Many leads that come at once make
//! a run; runs of about the same size are merged. Single leads that come or change
//! are held beside (*fresh*) until there are enough of them to merge everything
//! into one run, which takes tens of milliseconds whatever the number of leads.

mod pile;
mod run;
mod segment;
#[cfg(test)]
mod tests;

pub use pile::Pile;
pub use run::Run;
pub use segment::Segment;

use super::{
    bits::Bits,
    text::{Wanted, tag_term},
};

/// Leads in a segment.
pub const SEGMENT: u32 = 1 << 16;
/// Words of 64 bits in a segment's set.
const WORDS: usize = SEGMENT as usize / 64;
/// Bytes of a term: a length fits a byte.
const MAX_TERM: usize = 255;

/// Leads of one segment.
type Set = [u64; WORDS];

/// The terms of all leads.
#[derive(Debug, Default)]
pub struct Search {
    segments: Vec<Segment>,
}

impl Search {
    /// Puts in a segment that was filled elsewhere.
    pub fn put_segment(&mut self, n: usize, segment: Segment) {
        if self.segments.len() <= n {
            self.segments.resize_with(n + 1, Segment::default);
        }
        self.segments[n] = segment;
    }

    /// Takes in a run of leads of segment `n` that are new.
    pub fn push(&mut self, n: usize, run: Run) {
        if self.segments.len() <= n {
            self.segments.resize_with(n + 1, Segment::default);
        }
        self.segments[n].push(run);
    }

    /// Takes in a lead that came, or whose terms were others `before`.
    pub fn insert(&mut self, rid: u32, before: Option<&[Box<str>]>, terms: &[Box<str>]) {
        let n = (rid / SEGMENT) as usize;
        if self.segments.len() <= n {
            self.segments.resize_with(n + 1, Segment::default);
        }
        let segment = &mut self.segments[n];
        segment.insert((rid % SEGMENT) as u16, before, terms);
        if segment.is_full() {
            segment.seal();
        }
    }

    /// The leads that `wanted` and `tag` ask for; of all numbers below `len`.
    pub fn find(&self, wanted: &Wanted, tag: Option<&str>, len: usize) -> Bits {
        let tag = tag.map(tag_term);
        let mut found =
            Bits::new(self.segments.len().max(len.div_ceil(SEGMENT as usize)) * SEGMENT as usize);
        for (segment, out) in self
            .segments
            .iter()
            .zip(found.words_mut().chunks_exact_mut(WORDS))
        {
            let mut all: Option<Box<Set>> = None;
            let mut narrow = |set: Box<Set>| match &mut all {
                None => all = Some(set),
                Some(all) => all.iter_mut().zip(set.iter()).for_each(|(a, b)| *a &= b),
            };
            for word in &wanted.words {
                narrow(segment.with(word, false));
            }
            if let Some(tag) = &tag {
                narrow(segment.with(tag, true));
            }
            if let Some(all) = all {
                out.copy_from_slice(&*all);
            }
            if let Some(number) = &wanted.number {
                let mut set = segment.with(number, false);
                if let Some(tag) = &tag {
                    let tagged = segment.with(tag, true);
                    set.iter_mut().zip(tagged.iter()).for_each(|(a, b)| *a &= b);
                }
                out.iter_mut().zip(set.iter()).for_each(|(a, b)| *a |= b);
            }
        }
        found
    }

    /// Heap bytes, nearly.
    pub fn bytes(&self) -> usize {
        self.segments.iter().map(Segment::bytes).sum()
    }
}
