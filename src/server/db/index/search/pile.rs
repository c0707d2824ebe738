//! The terms of many new leads, before they are sorted.

use super::{MAX_TERM, Run, run::Writer};

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
        let mut run = Run::of(self.size);
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
