//! Leads in the order of their names.
//!
//! A million names would take 30 MB beside their order. Neighbours in that order
//! begin alike, so each is kept as what differs from the one before
//! (front coding), in chunks small enough to read through.

use std::cmp::Ordering;

/// Leads in order, run by run. A run is fast to read where a chain of iterators is not.
pub type Runs<'a> = Box<dyn Iterator<Item = &'a [u32]> + 'a>;

/// `chunks` in order or from the last.
pub(super) fn runs<'a>(
    chunks: impl DoubleEndedIterator<Item = &'a [u32]> + 'a,
    descending: bool,
) -> Runs<'a> {
    if descending {
        Box::new(chunks.rev())
    } else {
        Box::new(chunks)
    }
}

/// The leads of `runs` one by one.
#[cfg(test)]
pub(super) fn each(runs: Runs<'_>, descending: bool) -> Vec<u32> {
    runs.flat_map(|run| {
        let mut run = run.to_vec();
        if descending {
            run.reverse();
        }
        run
    })
    .collect()
}

/// Leads in a chunk, at most.
const CHUNK: usize = 256;

/// One after another in order; the first name is whole.
#[derive(Clone, Debug, Default)]
struct Chunk {
    rids: Vec<u32>,
    /// For each: bytes shared with the one before, bytes that follow, those bytes.
    keys: Vec<u8>,
}

/// Leads ordered by name, then id. Ids are looked up in a slice by number.
#[derive(Clone, Debug, Default)]
pub struct Names {
    chunks: Vec<Chunk>,
}

/// Where a lead stands or would stand.
struct Place {
    /// Position in the chunk.
    at: usize,
    /// Where its key begins.
    byte: usize,
    /// The name before it; empty at the start.
    before: Vec<u8>,
    /// Whether it is there.
    found: bool,
}

impl Names {
    /// Builds the order from names that are in order.
    pub fn from_sorted<'a>(sorted: impl Iterator<Item = (&'a [u8], u32)>) -> Self {
        let mut chunks = Vec::new();
        let mut chunk = Chunk::default();
        let mut before: &[u8] = &[];
        for (key, rid) in sorted {
            // Not quite full, so that the first changes need not split.
            if chunk.rids.len() == CHUNK * 7 / 8 {
                chunk.shrink();
                chunks.push(std::mem::take(&mut chunk));
                before = &[];
            }
            encode(&mut chunk.keys, before, key);
            chunk.rids.push(rid);
            before = key;
        }
        if !chunk.rids.is_empty() {
            chunk.shrink();
            chunks.push(chunk);
        }
        Self { chunks }
    }

    /// The chunk in which `(key, id)` stands or belongs.
    fn chunk_of(&self, key: &[u8], id: u128, ids: &[u128]) -> usize {
        self.chunks
            .partition_point(|chunk| {
                let first = (chunk.first_key(), ids[chunk.rids[0] as usize]);
                first <= (key, id)
            })
            .saturating_sub(1)
    }

    /// Puts a lead in its place.
    pub fn insert(&mut self, key: &[u8], rid: u32, ids: &[u128]) {
        if self.chunks.is_empty() {
            let mut keys = Vec::new();
            encode(&mut keys, &[], key);
            self.chunks.push(Chunk {
                rids: vec![rid],
                keys,
            });
            return;
        }
        let mut n = self.chunk_of(key, ids[rid as usize], ids);
        if self.chunks[n].rids.len() >= CHUNK {
            let right = self.chunks[n].split();
            let goes_right =
                (right.first_key(), ids[right.rids[0] as usize]) <= (key, ids[rid as usize]);
            self.chunks.insert(n + 1, right);
            n += usize::from(goes_right);
        }
        self.chunks[n].insert(key, rid, ids);
    }

    /// Takes a lead out; `key` and its id are those that it was put in with.
    pub fn remove(&mut self, key: &[u8], rid: u32, ids: &[u128]) {
        if self.chunks.is_empty() {
            return;
        }
        let n = self.chunk_of(key, ids[rid as usize], ids);
        self.chunks[n].remove(key, rid, ids);
        if self.chunks[n].rids.is_empty() {
            self.chunks.remove(n);
        }
    }

    /// The leads in order as runs; in reverse, the runs from the last, each to be
    /// read backwards.
    pub fn runs(&self, descending: bool) -> Runs<'_> {
        runs(
            self.chunks.iter().map(|chunk| chunk.rids.as_slice()),
            descending,
        )
    }

    /// As [`runs`](Self::runs), of the leads that follow `(key, id)`.
    pub fn runs_after(&self, key: &[u8], id: u128, ids: &[u128], descending: bool) -> Runs<'_> {
        if self.chunks.is_empty() {
            return Box::new(std::iter::empty());
        }
        let n = self.chunk_of(key, id, ids);
        let chunk = &self.chunks[n];
        let place = chunk.place(key, id, ids);
        if descending {
            let here = std::iter::once(&chunk.rids[..place.at]);
            Box::new(here.chain(self.chunks[..n].iter().rev().map(|c| c.rids.as_slice())))
        } else {
            let next = place.at + usize::from(place.found);
            let here = std::iter::once(&chunk.rids[next..]);
            Box::new(here.chain(self.chunks[n + 1..].iter().map(|c| c.rids.as_slice())))
        }
    }

    /// Heap bytes.
    pub fn bytes(&self) -> usize {
        let chunks = self.chunks.iter();
        chunks
            .map(|c| c.rids.capacity() * 4 + c.keys.capacity())
            .sum::<usize>()
            + self.chunks.capacity() * size_of::<Chunk>()
    }
}

impl Chunk {
    fn shrink(&mut self) {
        self.rids.shrink_to_fit();
        self.keys.shrink_to_fit();
    }

    fn first_key(&self) -> &[u8] {
        let mut at = 0;
        let _shared = take_number(&self.keys, &mut at);
        let len = take_number(&self.keys, &mut at);
        &self.keys[at..at + len]
    }

    /// Reads up to `(key, id)`.
    fn place(&self, key: &[u8], id: u128, ids: &[u128]) -> Place {
        let mut before = Vec::with_capacity(64);
        let mut name = Vec::with_capacity(64);
        let mut byte = 0;
        for (at, &rid) in self.rids.iter().enumerate() {
            let start = byte;
            before.clone_from(&name);
            decode(&self.keys, &mut byte, &mut name);
            let order = name
                .as_slice()
                .cmp(key)
                .then_with(|| ids[rid as usize].cmp(&id));
            if order != Ordering::Less {
                return Place {
                    at,
                    byte: start,
                    before,
                    found: order == Ordering::Equal,
                };
            }
        }
        Place {
            at: self.rids.len(),
            byte,
            before: name,
            found: false,
        }
    }

    fn insert(&mut self, key: &[u8], rid: u32, ids: &[u128]) {
        let place = self.place(key, ids[rid as usize], ids);
        debug_assert!(!place.found, "a lead is in the order once");
        let mut new = Vec::with_capacity(key.len() + 8);
        encode(&mut new, &place.before, key);
        let mut end = place.byte;
        if place.at < self.rids.len() {
            // What follows now differs from the new one.
            let mut next = place.before;
            decode(&self.keys, &mut end, &mut next);
            encode(&mut new, key, &next);
        }
        self.keys.splice(place.byte..end, new);
        self.rids.insert(place.at, rid);
    }

    fn remove(&mut self, key: &[u8], rid: u32, ids: &[u128]) {
        let place = self.place(key, ids[rid as usize], ids);
        debug_assert!(place.found, "only what is in the order is taken out");
        if !place.found {
            return;
        }
        let mut end = place.byte;
        let mut name = place.before.clone();
        decode(&self.keys, &mut end, &mut name);
        let mut new = Vec::new();
        if place.at + 1 < self.rids.len() {
            decode(&self.keys, &mut end, &mut name);
            encode(&mut new, &place.before, &name);
        }
        self.keys.splice(place.byte..end, new);
        self.rids.remove(place.at);
    }

    /// Takes off the second half.
    fn split(&mut self) -> Self {
        let half = self.rids.len() / 2;
        let mut name = Vec::new();
        let mut byte = 0;
        for _ in 0..half {
            decode(&self.keys, &mut byte, &mut name);
        }
        let start = byte;
        decode(&self.keys, &mut byte, &mut name);
        let mut keys = Vec::new();
        encode(&mut keys, &[], &name);
        keys.extend_from_slice(&self.keys[byte..]);
        self.keys.truncate(start);
        Self {
            rids: self.rids.split_off(half),
            keys,
        }
    }
}

fn encode(to: &mut Vec<u8>, before: &[u8], key: &[u8]) {
    let shared = before.iter().zip(key).take_while(|(a, b)| a == b).count();
    put_number(to, shared);
    put_number(to, key.len() - shared);
    to.extend_from_slice(&key[shared..]);
}

/// Reads the key at `at` into `name`, which holds the one before.
fn decode(keys: &[u8], at: &mut usize, name: &mut Vec<u8>) {
    let shared = take_number(keys, at);
    let len = take_number(keys, at);
    name.truncate(shared);
    name.extend_from_slice(&keys[*at..*at + len]);
    *at += len;
}

/// Writes a number in groups of seven bits, lowest first (LEB128).
pub(super) fn put_number(to: &mut Vec<u8>, mut n: usize) {
    while n >= 0x80 {
        to.push(n as u8 | 0x80);
        n >>= 7;
    }
    to.push(n as u8);
}

/// Reads what [`put_number`] wrote.
#[inline]
pub(super) fn take_number(from: &[u8], at: &mut usize) -> usize {
    let mut n = 0;
    let mut shift = 0;
    loop {
        let byte = from[*at];
        *at += 1;
        n |= usize::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return n;
        }
        shift += 7;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn names_stay_in_order_through_any_changes(
            steps in prop::collection::vec(("[ab]{0,3}", 0_usize..400, any::<bool>()), 1..1500),
        ) {
            let ids: Vec<u128> = (0..400).map(|n| n * 7919 % 401).collect();
            let mut names = Names::default();
            let mut model: std::collections::BTreeMap<(String, u128), u32> = Default::default();
            let mut held: Vec<Option<String>> = vec![None; 400];
            for (name, n, keep) in steps {
                let rid = n as u32;
                if let Some(old) = held[n].take() {
                    names.remove(old.as_bytes(), rid, &ids);
                    model.remove(&(old, ids[n]));
                }
                if keep {
                    names.insert(name.as_bytes(), rid, &ids);
                    model.insert((name.clone(), ids[n]), rid);
                    held[n] = Some(name);
                }
            }
            let want: Vec<_> = model.values().copied().collect();
            prop_assert_eq!(each(names.runs(false), false), want.clone());
            prop_assert_eq!(each(names.runs(true), true), want.into_iter().rev().collect::<Vec<_>>());
            for descending in [false, true] {
                let got = each(names.runs_after(b"ab", 200, &ids, descending), descending);
                let mut want: Vec<_> = model
                    .iter()
                    .filter(|((name, id), _)| {
                        let place = (name.as_str(), *id).cmp(&("ab", 200));
                        place == if descending { Ordering::Less } else { Ordering::Greater }
                    })
                    .map(|(_, rid)| *rid)
                    .collect();
                if descending { want.reverse(); }
                prop_assert_eq!(got, want);
            }
        }
    }
}
