//! Packed leads by slot, side by side in chunks: no allocation for each, and a
//! chunk is what is written to disk when one of its leads changed.

use super::{codec, slots::Slot};

/// Leads in a chunk. Changing one moves those behind it, so it should be few;
/// writing one writes them all, so it should not be many.
pub const CHUNK: usize = 128;

/// Where the bytes of a lead end in its chunk.
pub type End = u32;

/// Packed leads. Empty bytes: there is none.
#[derive(Default)]
pub struct Arena {
    chunks: Vec<Chunk>,
    /// Which chunks changed since somebody asked.
    changed: Vec<bool>,
}

#[derive(Clone, Default)]
struct Chunk {
    /// Where the bytes of each slot end.
    ends: Vec<End>,
    bytes: Vec<u8>,
}

impl Arena {
    /// The bytes of a lead; empty if there is none.
    pub fn get(&self, slot: Slot) -> &[u8] {
        let (chunk, at) = split(slot);
        self.chunks.get(chunk).map_or(&[], |chunk| chunk.get(at))
    }

    /// Puts the bytes of a lead in place of what was there.
    pub fn put(&mut self, slot: Slot, bytes: &[u8]) {
        let (chunk, at) = split(slot);
        if self.chunks.len() <= chunk {
            self.chunks.resize_with(chunk + 1, Chunk::default);
        }
        self.chunks[chunk].put(at, bytes);
        self.mark(chunk);
    }

    /// Says that a chunk changed.
    pub fn mark(&mut self, chunk: usize) {
        if self.changed.len() <= chunk {
            self.changed.resize(chunk + 1, false);
        }
        self.changed[chunk] = true;
    }

    /// How many chunks there are.
    pub fn len(&self) -> usize {
        self.chunks.len()
    }

    /// The chunks that changed since this was last asked.
    pub fn take_changed(&mut self) -> Vec<usize> {
        let changed = std::mem::take(&mut self.changed);
        let numbered = changed.into_iter().enumerate();
        numbered
            .filter_map(|(chunk, changed)| changed.then_some(chunk))
            .collect()
    }

    /// How many bytes a chunk has.
    pub fn size(&self, chunk: usize) -> usize {
        self.chunks.get(chunk).map_or(0, |chunk| {
            chunk.bytes.len() + chunk.ends.len() * size_of::<End>() + 2
        })
    }

    /// Appends a chunk as it is to be kept.
    pub fn write(&self, chunk: usize, to: &mut Vec<u8>) {
        let Some(chunk) = self.chunks.get(chunk) else {
            return;
        };
        codec::number(chunk.ends.len() as u64, to);
        chunk
            .ends
            .iter()
            .for_each(|end| to.extend(end.to_le_bytes()));
        to.extend(&chunk.bytes);
    }

    /// Takes a chunk as it was kept. Whether it was one.
    pub fn read(&mut self, chunk: usize, bytes: &[u8]) -> bool {
        let mut rest = codec::Reader(bytes);
        let count = rest.number() as usize;
        if count > CHUNK {
            return false;
        }
        let mut ends = Vec::with_capacity(CHUNK);
        ends.extend((0..count).map(|_| End::from_le_bytes(rest.array())));
        let is_whole =
            ends.is_sorted() && ends.last().copied().unwrap_or(0) as usize == rest.0.len();
        if is_whole {
            if self.chunks.len() <= chunk {
                self.chunks.resize_with(chunk + 1, Chunk::default);
            }
            let bytes = rest.0.to_vec();
            self.chunks[chunk] = Chunk { ends, bytes };
        }
        is_whole
    }
}

impl Chunk {
    fn range(&self, at: usize) -> std::ops::Range<usize> {
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        start as usize..self.ends[at] as usize
    }

    fn get(&self, at: usize) -> &[u8] {
        if at < self.ends.len() {
            &self.bytes[self.range(at)]
        } else {
            &[]
        }
    }

    fn put(&mut self, at: usize, new: &[u8]) {
        if self.ends.len() <= at {
            // The first of 128 rarely stays alone; 128 ends are 512 bytes.
            self.ends
                .reserve_exact(CHUNK.saturating_sub(self.ends.len()));
            self.ends.resize(at + 1, self.bytes.len() as End);
        }
        let old = self.range(at);
        if old.len() == new.len() {
            self.bytes[old].copy_from_slice(new);
            return;
        }
        let (start, moved) = (old.start, old.end);
        let length = self.bytes.len() - old.len() + new.len();
        if self.bytes.capacity() < length {
            // A little room for what grows later, rather than twice as much.
            let room = if at + 1 == CHUNK {
                length / 32
            } else {
                length / 2
            };
            self.bytes.reserve_exact(length + room - self.bytes.len());
        }
        let (end, within) = (self.bytes.len(), start + new.len());
        self.bytes.resize(end.max(length), 0);
        self.bytes.copy_within(moved..end, within);
        self.bytes[start..within].copy_from_slice(new);
        self.bytes.truncate(length);
        let (before, after) = (old.len() as End, new.len() as End);
        for end in &mut self.ends[at..] {
            *end = *end - before + after;
        }
        if at + 1 == CHUNK && self.bytes.capacity() > length + length / 8 {
            self.bytes.shrink_to(length + length / 32);
        }
    }
}

fn split(slot: Slot) -> (usize, usize) {
    (slot as usize / CHUNK, slot as usize % CHUNK)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_lead_keeps_its_own_bytes() {
        let mut arena = Arena::default();
        let long = |n: u32, step: u32| vec![n as u8; (n * step % 97) as usize];
        (0..300).for_each(|n| arena.put(n, &long(n, 1)));
        (0..300)
            .rev()
            .step_by(3)
            .for_each(|n| arena.put(n, &long(n, 7)));
        for n in 0..300 {
            let step = if (299 - n) % 3 == 0 { 7 } else { 1 };
            assert_eq!(arena.get(n), long(n, step), "{n}");
        }
        assert_eq!(arena.get(300), [0; 0]);
        assert_eq!(arena.take_changed(), [0, 1, 2]);
        arena.put(130, b"x");
        assert_eq!(arena.take_changed(), [1]);
        let mut again = Arena::default();
        for chunk in 0..arena.len() {
            let mut bytes = Vec::new();
            arena.write(chunk, &mut bytes);
            assert!(again.read(chunk, &bytes));
            assert!(!again.read(chunk, &bytes[..bytes.len() - 1]));
        }
        assert!((0..300).all(|n| arena.get(n) == again.get(n)));
        assert!(again.take_changed().is_empty(), "it is on disk already");
    }
}
