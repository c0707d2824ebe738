//! The parts in which leads are kept on disk: a chunk at a time, and only those
//! that changed. Pending changes are not among them: the outbox has those.

use super::{
    Entities,
    arena::{self, CHUNK},
    codec,
};
use crate::model::Uuid;

/// Words in a part.
const WORDS: usize = 1_024;

impl Entities {
    /// The chunks of leads that changed since this was last asked.
    pub fn take_changed(&mut self) -> Vec<usize> {
        self.base.take_changed()
    }

    /// Says that chunks changed after all: they could not be kept.
    pub fn mark_changed(&mut self, chunks: &[usize]) {
        chunks.iter().for_each(|chunk| self.base.mark(*chunk));
    }

    /// Says that every chunk changed: nothing of it is kept.
    pub fn mark_all_changed(&mut self) {
        let chunks = self.slots.len().div_ceil(CHUNK);
        (0..chunks).for_each(|chunk| self.base.mark(chunk));
    }

    /// A chunk as it is to be kept.
    pub fn write_chunk(&self, chunk: usize) -> Vec<u8> {
        let ids = self.slots.ids(chunk * CHUNK..(chunk + 1) * CHUNK);
        let mut bytes = Vec::with_capacity(ids.len() * 16 + self.base.size(chunk) + 8);
        codec::number(ids.len() as u64, &mut bytes);
        ids.iter().for_each(|id| bytes.extend(id.as_bytes()));
        self.base.write(chunk, &mut bytes);
        bytes
    }

    /// Takes a chunk as it was kept, in the order of their numbers, before anything
    /// else is known. Whether it was one.
    pub fn read_chunk(&mut self, chunk: usize, bytes: &[u8]) -> bool {
        let mut rest = codec::Reader(bytes);
        let count = rest.number() as usize;
        if count > CHUNK || chunk * CHUNK != self.slots.len() {
            return false;
        }
        for _ in 0..count {
            self.slots.number(Uuid::from_bytes(rest.array()));
        }
        // Each had a number of its own.
        self.slots.len() == chunk * CHUNK + count && self.base.read(chunk, rest.0)
    }

    /// How many words there are: they only become more.
    pub fn word_count(&self) -> usize {
        self.words.texts().len()
    }

    /// The parts that hold words from the one called `known` on.
    pub fn write_words(&self, known: usize) -> Vec<(usize, Vec<u8>)> {
        let parts = self.words.texts().chunks(WORDS).enumerate();
        let parts = parts.skip(known / WORDS).map(|(part, texts)| {
            let mut bytes = Vec::new();
            texts.iter().for_each(|text| codec::text(text, &mut bytes));
            (part, bytes)
        });
        parts.collect()
    }

    /// Takes a part of the words as it was kept, in the order of their numbers.
    pub fn read_words(&mut self, bytes: &[u8]) {
        let mut rest = codec::Reader(bytes);
        while !rest.0.is_empty() {
            self.words.number(rest.text());
        }
    }

    /// Grows when [other leads](Self::write_graves) were deleted unseen.
    pub fn grave_changes(&self) -> u64 {
        self.graves.changes
    }

    /// Which leads were deleted unseen, and at which version, as it is to be kept;
    /// nothing, if none was.
    pub fn write_graves(&self) -> Vec<u8> {
        self.graves.write()
    }

    /// Takes which leads were deleted unseen as it was kept.
    pub fn read_graves(&mut self, bytes: &[u8]) {
        self.graves.read(bytes, self.slots.len());
    }

    /// Bytes that leads take, with what belongs to them; roughly.
    pub fn size(&self) -> usize {
        let packed: usize = (0..self.base.len())
            .map(|chunk| self.base.size(chunk))
            .sum();
        packed + self.slots.len() * (16 + 8 + size_of::<arena::End>())
    }
}
