//! Sorted, front-coded terms with their leads: written once, read from anywhere.

use super::{
    super::names::{put_number, take_number},
    MAX_TERM, Set, WORDS,
};
use std::cmp::Ordering;

/// Terms from one place where reading may start to the next.
const BLOCK: u32 = 16;
/// A term of more leads than this has a set of bits: 8 KiB.
const DENSE: usize = 5_000;

/// Sorted terms, each with its leads.
#[derive(Debug, Default)]
pub struct Run {
    /// For each term: bytes shared with the one before, bytes that follow, those
    /// bytes, length of the leads · 2 + whether they are a set of bits, the leads.
    bytes: Vec<u8>,
    /// Where a term is whole, every [`BLOCK`] terms.
    blocks: Vec<u32>,
    /// How many leads it is of.
    pub(super) size: usize,
}

impl Run {
    /// No terms yet, of `size` leads.
    pub(super) fn of(size: usize) -> Self {
        Self {
            size,
            ..Self::default()
        }
    }

    /// Heap bytes, nearly.
    pub(super) fn bytes(&self) -> usize {
        self.bytes.capacity() + self.blocks.capacity() * 4
    }

    /// The terms of both, without leads that are stale.
    pub(super) fn merge(a: &Self, b: &Self, stale: Option<&Set>) -> Self {
        let mut merged = Self::of(a.size + b.size);
        let mut writer = Writer::default();
        let (mut a, mut b) = (Reader::new(a), Reader::new(b));
        let holds = |lead: &u16| {
            stale.is_none_or(|set| set[usize::from(*lead) / 64] >> (lead % 64) & 1 == 0)
        };
        loop {
            let order = match (a.done, b.done) {
                (true, true) => break,
                (false, true) => Ordering::Less,
                (true, false) => Ordering::Greater,
                (false, false) => a.term.cmp(&b.term),
            };
            if order == Ordering::Equal {
                a.leads.append(&mut b.leads);
                a.leads.sort_unstable();
                a.leads.dedup();
            }
            let from = if order == Ordering::Greater {
                &mut b
            } else {
                &mut a
            };
            from.leads.retain(holds);
            writer.put(&mut merged, &from.term, &from.leads);
            from.next();
            if order == Ordering::Equal {
                b.next();
            }
        }
        merged.bytes.shrink_to_fit();
        merged.blocks.shrink_to_fit();
        merged
    }

    /// Reads the term at `at` into `term`, which holds the one before.
    #[inline]
    fn read(&self, at: &mut usize, term: &mut Vec<u8>) -> Leads<'_> {
        let bytes = &self.bytes;
        let shared = usize::from(bytes[*at]);
        let len = usize::from(bytes[*at + 1]);
        *at += 2;
        term.truncate(shared);
        term.extend_from_slice(&bytes[*at..*at + len]);
        *at += len;
        let head = take_number(bytes, at);
        let leads = &bytes[*at..*at + head / 2];
        *at += head / 2;
        Leads {
            bytes: leads,
            dense: head & 1 == 1,
        }
    }

    /// Adds the leads of the terms that begin with `start`, or of it alone.
    pub(super) fn collect(&self, start: &[u8], exact: bool, set: &mut Set) {
        let block = self.blocks.partition_point(|at| {
            let at = *at as usize;
            let len = usize::from(self.bytes[at + 1]);
            self.bytes[at + 2..at + 2 + len] < *start
        });
        let Some(&at) = self.blocks.get(block.saturating_sub(1)) else {
            return;
        };
        let mut at = at as usize;
        let mut term = Vec::with_capacity(64);
        while at < self.bytes.len() {
            let leads = self.read(&mut at, &mut term);
            if term.as_slice() < start {
                continue;
            }
            let matches = if exact {
                term == start
            } else {
                term.starts_with(start)
            };
            if !matches {
                break;
            }
            leads.add_to(set);
        }
    }
}

/// The leads of a term as they are stored.
struct Leads<'a> {
    bytes: &'a [u8],
    dense: bool,
}

impl Leads<'_> {
    fn each(&self, mut take: impl FnMut(u16)) {
        if self.dense {
            for (at, word) in self.words().enumerate() {
                let mut left = word;
                while left != 0 {
                    take((at * 64) as u16 + left.trailing_zeros() as u16);
                    left &= left - 1;
                }
            }
            return;
        }
        let mut at = 0;
        let mut lead = 0;
        while at < self.bytes.len() {
            lead += take_number(self.bytes, &mut at);
            take(lead as u16);
        }
    }

    fn words(&self) -> impl Iterator<Item = u64> + '_ {
        let eights = self.bytes.as_chunks::<8>().0;
        eights.iter().map(|eight| u64::from_le_bytes(*eight))
    }

    fn add_to(&self, set: &mut Set) {
        if self.dense {
            set.iter_mut().zip(self.words()).for_each(|(a, b)| *a |= b);
        } else {
            self.each(|lead| set[usize::from(lead) / 64] |= 1 << (lead % 64));
        }
    }
}

/// Reads a run term by term.
struct Reader<'a> {
    run: &'a Run,
    at: usize,
    term: Vec<u8>,
    leads: Vec<u16>,
    done: bool,
}

impl<'a> Reader<'a> {
    fn new(run: &'a Run) -> Self {
        let mut reader = Self {
            run,
            at: 0,
            term: Vec::new(),
            leads: Vec::new(),
            done: false,
        };
        reader.next();
        reader
    }

    fn next(&mut self) {
        self.leads.clear();
        if self.at >= self.run.bytes.len() {
            self.done = true;
            return;
        }
        let leads = self.run.read(&mut self.at, &mut self.term);
        leads.each(|lead| self.leads.push(lead));
    }
}

/// Writes terms in order.
#[derive(Default)]
pub(super) struct Writer {
    term: Vec<u8>,
    terms: u32,
    leads: Vec<u8>,
}

impl Writer {
    pub(super) fn put(&mut self, to: &mut Run, term: &[u8], leads: &[u16]) {
        if leads.is_empty() {
            return;
        }
        // A word has at most 48 bytes and a tag 201: nothing is lost.
        let term = &term[..term.len().min(MAX_TERM)];
        let mut shared = self
            .term
            .iter()
            .zip(term)
            .take_while(|(a, b)| a == b)
            .count();
        if self.terms.is_multiple_of(BLOCK) {
            to.blocks.push(to.bytes.len() as u32);
            shared = 0;
        }
        self.terms += 1;
        to.bytes.push(shared as u8);
        to.bytes.push((term.len() - shared) as u8);
        to.bytes.extend_from_slice(&term[shared..]);
        self.leads.clear();
        let dense = leads.len() > DENSE;
        if dense {
            let mut set: Box<Set> = Box::new([0; WORDS]);
            for lead in leads {
                set[usize::from(*lead) / 64] |= 1 << (lead % 64);
            }
            self.leads
                .extend(set.iter().flat_map(|word| word.to_le_bytes()));
        } else {
            let mut last = 0;
            for &lead in leads {
                put_number(&mut self.leads, usize::from(lead - last));
                last = lead;
            }
        }
        put_number(&mut to.bytes, self.leads.len() * 2 + usize::from(dense));
        to.bytes.extend_from_slice(&self.leads);
        self.term.clear();
        self.term.extend_from_slice(term);
    }
}
