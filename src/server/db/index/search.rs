//! Which leads have a term that begins so: an inverted index in memory.
//!
//! Leads are taken in segments of 65,536 by number. A segment holds runs: sorted
//! and front-coded terms with the leads of each. Many leads that come at once make
//! a run; runs of about the same size are merged. Single leads that come or change
//! are held beside (*fresh*) until there are enough of them to merge everything
//! into one run, which takes tens of milliseconds whatever the number of leads.

use super::{
    bits::Bits,
    names::{put_number, take_number},
    text::{Wanted, tag_term},
};
use std::{
    cmp::Ordering,
    collections::BTreeMap,
    ops::Bound::{Included, Unbounded},
};

/// Leads in a segment.
pub const SEGMENT: u32 = 1 << 16;
/// Words of 64 bits in a segment's set.
const WORDS: usize = SEGMENT as usize / 64;
/// Leads that came or changed one by one before they are merged into a run.
const FRESH: u32 = 1 << 12;
/// Terms from one place where reading may start to the next.
const BLOCK: u32 = 16;
/// A term of more leads than this has a set of bits: 8 KiB.
const DENSE: usize = 5_000;

/// Bytes of a term: a length fits a byte.
const MAX_TERM: usize = 255;

/// Leads of one segment.
type Set = [u64; WORDS];

/// The terms of all leads.
#[derive(Debug, Default)]
pub struct Search {
    segments: Vec<Segment>,
}

/// The terms of up to [`SEGMENT`] leads.
#[derive(Debug, Default)]
pub struct Segment {
    /// Large ones first.
    runs: Vec<Run>,
    /// Leads whose terms in runs no longer hold.
    stale: Option<Box<Set>>,
    fresh: BTreeMap<Box<str>, Vec<u16>>,
    /// Leads in `fresh`.
    fresh_leads: u32,
}

/// Sorted terms, each with its leads.
#[derive(Debug, Default)]
pub struct Run {
    /// For each term: bytes shared with the one before, bytes that follow, those
    /// bytes, length of the leads · 2 + whether they are a set of bits, the leads.
    bytes: Vec<u8>,
    /// Where a term is whole, every [`BLOCK`] terms.
    blocks: Vec<u32>,
    /// How many leads it is of.
    size: usize,
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
        if segment.fresh_leads >= FRESH {
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
        self.segments
            .iter()
            .map(|segment| {
                let runs = segment.runs.iter();
                runs.map(|run| run.bytes.capacity() + run.blocks.capacity() * 4)
                    .sum::<usize>()
                    + segment.fresh.len() * 100
                    + segment.stale.as_ref().map_or(0, |_| WORDS * 8)
            })
            .sum()
    }
}

impl Segment {
    /// Takes in a lead; the same lead as often as its terms change.
    pub fn insert(&mut self, at: u16, before: Option<&[Box<str>]>, terms: &[Box<str>]) {
        if let Some(before) = before {
            let stale = self.stale.get_or_insert_with(|| Box::new([0; WORDS]));
            stale[usize::from(at) / 64] |= 1 << (at % 64);
            for term in before {
                if let Some(leads) = self.fresh.get_mut(term)
                    && let Ok(place) = leads.binary_search(&at)
                {
                    leads.remove(place);
                }
            }
        }
        for term in terms {
            if let Some(leads) = self.fresh.get_mut(term) {
                if let Err(place) = leads.binary_search(&at) {
                    leads.insert(place, at);
                }
            } else {
                self.fresh.insert(term.clone(), vec![at]);
            }
        }
        self.fresh_leads += 1;
    }

    /// Merges everything into one run.
    pub fn seal(&mut self) {
        let mut fresh = Run::default();
        let mut writer = Writer::default();
        for (term, leads) in std::mem::take(&mut self.fresh) {
            writer.put(&mut fresh, term.as_bytes(), &leads);
        }
        fresh.size = self.fresh_leads as usize;
        let stale = self.stale.take();
        let runs = std::mem::take(&mut self.runs).into_iter();
        let old = runs.reduce(|a, b| Run::merge(&a, &b, stale.as_deref()));
        // What is fresh is not stale: a run that stands alone is rid of that first.
        let stale = stale.as_deref();
        self.runs = vec![match old {
            // What is fresh is not stale: the old is rid of that first.
            Some(old) => Run::merge(&Run::merge(&old, &Run::default(), stale), &fresh, None),
            None => fresh,
        }];
        self.fresh_leads = 0;
    }

    /// Takes in a run of leads that are new. Merged with those that are not much
    /// larger, so that there are few runs and each lead is merged few times.
    pub fn push(&mut self, mut run: Run) {
        while let Some(last) = self.runs.pop_if(|last| last.size <= 2 * run.size) {
            run = Run::merge(&last, &run, self.stale.as_deref());
        }
        self.runs.push(run);
    }

    /// The leads with a term that begins with `start`, or is it.
    fn with(&self, start: &str, exact: bool) -> Box<Set> {
        let mut set: Box<Set> = Box::new([0; WORDS]);
        for run in &self.runs {
            run.collect(start.as_bytes(), exact, &mut set);
        }
        if let Some(stale) = &self.stale {
            set.iter_mut().zip(stale.iter()).for_each(|(a, b)| *a &= !b);
        }
        for (term, leads) in self.fresh.range::<str, _>((Included(start), Unbounded)) {
            if !(if exact {
                **term == *start
            } else {
                term.starts_with(start)
            }) {
                break;
            }
            for lead in leads {
                set[usize::from(*lead) / 64] |= 1 << (lead % 64);
            }
        }
        set
    }
}

/// Terms of many leads, in no order: a few large pieces of memory rather than
/// many small ones, which stay scattered when they are given back.
#[derive(Debug, Default)]
pub struct Pile {
    text: Vec<u8>,
    /// Where each term begins in `text`, its length, and its lead.
    entries: Vec<(u32, u8, u16)>,
    size: usize,
}

impl Pile {
    /// Puts the terms of a lead on it.
    pub fn push(&mut self, at: u16, terms: &[Box<str>]) {
        for term in terms {
            let term = &term.as_bytes()[..term.len().min(MAX_TERM)];
            self.entries
                .push((self.text.len() as u32, term.len() as u8, at));
            self.text.extend_from_slice(term);
        }
        self.size += 1;
    }

    /// Sorts it into a run.
    pub fn sort(mut self) -> Run {
        let text = &self.text;
        let term = |(start, len, _): &(u32, u8, u16)| {
            &text[*start as usize..*start as usize + usize::from(*len)]
        };
        self.entries
            .sort_unstable_by(|a, b| term(a).cmp(term(b)).then_with(|| a.2.cmp(&b.2)));
        let mut run = Run {
            size: self.size,
            ..Run::default()
        };
        let mut writer = Writer::default();
        let mut leads = Vec::new();
        for group in self.entries.chunk_by(|a, b| term(a) == term(b)) {
            leads.clear();
            leads.extend(group.iter().map(|(.., lead)| *lead));
            writer.put(&mut run, term(&group[0]), &leads);
        }
        run
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

impl Run {
    /// The terms of both, without leads that are stale.
    fn merge(a: &Self, b: &Self, stale: Option<&Set>) -> Self {
        let mut merged = Self {
            size: a.size + b.size,
            ..Self::default()
        };
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
    fn collect(&self, start: &[u8], exact: bool, set: &mut Set) {
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

/// Writes terms in order.
#[derive(Default)]
struct Writer {
    term: Vec<u8>,
    terms: u32,
    leads: Vec<u8>,
}

impl Writer {
    fn put(&mut self, to: &mut Run, term: &[u8], leads: &[u16]) {
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn found(search: &Search, q: &str, tag: Option<&str>) -> Vec<u32> {
        search.find(&Wanted::parse(q), tag, 0).iter().collect()
    }

    fn boxed(terms: &[String]) -> Vec<Box<str>> {
        let mut terms: Vec<Box<str>> = terms.iter().map(|term| term.as_str().into()).collect();
        terms.sort_unstable();
        terms.dedup();
        terms
    }

    proptest! {
        #[test]
        fn terms_are_found_however_they_came(
            steps in prop::collection::vec(
                (0_u32..300, prop::collection::vec("[ab]{1,4}", 0..5), 0_u8..20), 1..600),
        ) {
            let mut search = Search::default();
            let mut model: BTreeMap<u32, Vec<Box<str>>> = BTreeMap::new();
            for (n, terms, how) in steps {
                // Over two segments.
                let rid = n * 300;
                let terms = boxed(&terms);
                if how > 10 && !model.contains_key(&rid) {
                    let mut pile = Pile::default();
                    pile.push((rid % SEGMENT) as u16, &terms);
                    search.push((rid / SEGMENT) as usize, pile.sort());
                    model.insert(rid, terms);
                    continue;
                }
                search.insert(rid, model.get(&rid).map(Vec::as_slice), &terms);
                model.insert(rid, terms);
                if how == 0 {
                    search.segments.iter_mut().for_each(Segment::seal);
                }
            }
            for q in ["a", "b", "ab", "bbb", "aab", "a b", "abab ba"] {
                let wanted = Wanted::parse(q);
                let want: Vec<_> = model
                    .iter()
                    .filter(|(_, terms)| wanted.accepts(terms))
                    .map(|(rid, _)| *rid)
                    .collect();
                prop_assert_eq!(found(&search, q, None), want, "{}", q);
            }
        }
    }

    #[test]
    fn a_term_of_very_many_leads_and_a_pile_are_found_too() {
        let mut search = Search::default();
        let mut pile = Pile::default();
        for n in 0..20_000_u16 {
            let mut terms = vec!["all".to_owned(), format!("n{n}")];
            if n % 7 == 0 {
                terms.push(tag_term("vip"));
            }
            pile.push(n, &boxed(&terms));
        }
        search.push(0, pile.sort());
        assert_eq!(found(&search, "al", None).len(), 20_000);
        assert_eq!(
            found(&search, "n1999", None),
            [
                1999, 19_990, 19_991, 19_992, 19_993, 19_994, 19_995, 19_996, 19_997, 19_998,
                19_999
            ]
        );
        assert_eq!(found(&search, "n777", Some("vip")), [777, 7_770, 7_777]);
        assert_eq!(found(&search, "vip", None), [0_u32; 0]);
        // Changed after it was sealed, and sealed again.
        let old = boxed(&["all".to_owned(), "n5".to_owned()]);
        search.insert(5, Some(&old), &boxed(&["other".to_owned()]));
        for _ in 0..2 {
            assert_eq!(found(&search, "all", None).len(), 19_999);
            assert_eq!(found(&search, "oth", None), [5]);
            search.segments[0].seal();
        }
    }
}
