//! The words by which pages in some thirty languages say what stands beside them.

#[rustfmt::skip]
pub(super) mod foreign;
#[rustfmt::skip]
pub(super) mod given;
#[rustfmt::skip]
pub(super) mod number;
#[rustfmt::skip]
pub(super) mod others;
#[rustfmt::skip]
pub(super) mod pages;
#[rustfmt::skip]
pub(super) mod roles;
#[rustfmt::skip]
pub(super) mod week;

use aho_corasick::{AhoCorasick, MatchKind};

/// A list of words, found in one pass.
pub(super) struct Words {
    automaton: Option<AhoCorasick>,
}

impl Words {
    /// The words in lower case.
    pub fn new(lists: &[&[&str]]) -> Self {
        let words = lists.iter().flat_map(|l| l.iter());
        Words {
            automaton: AhoCorasick::builder()
                .match_kind(MatchKind::Standard)
                .build(words)
                .ok(),
        }
    }

    /// Every place where a word stands as a word of its own, as byte ranges, of overlapping ones the first and longest. `text` is what [`lower`] made.
    pub fn all(&self, text: &str) -> impl Iterator<Item = (usize, usize)> + use<> {
        // Overlapping, because a longer word that does not stand alone («web vytvořil|a») must not hide a shorter one.
        let hits = self
            .automaton
            .iter()
            .flat_map(|a| a.find_overlapping_iter(text))
            .map(|m| (m.start(), m.end()));
        let mut hits: Vec<(usize, usize)> = hits
            .filter(|(start, end)| stands_alone(text, *start, *end))
            .collect();
        hits.sort_unstable_by_key(|(start, end)| (*start, usize::MAX - *end));
        let mut last = 0;
        hits.retain(|(start, end)| {
            let kept = *start >= last;
            if kept {
                last = *end;
            }
            kept
        });
        hits.into_iter()
    }

    /// The first one.
    pub fn find(&self, text: &str) -> Option<(usize, usize)> {
        self.all(text).next()
    }

    /// Whether there is one.
    pub fn within(&self, text: &str) -> bool {
        self.find(text).is_some()
    }
}

/// Whether no letter touches the range, where the script has spaces between words. A word that ends in `-` or is
/// written as a stem with `*` is not known here: lists name the forms that occur.
fn stands_alone(text: &str, start: usize, end: usize) -> bool {
    let word = &text[start..end];
    let first = word.chars().next().is_some_and(is_spaced_letter);
    let last = word.chars().next_back().is_some_and(is_spaced_letter);
    let before = text[..start]
        .chars()
        .next_back()
        .is_some_and(is_spaced_letter);
    let after = text[end..].chars().next().is_some_and(is_spaced_letter);
    !(first && before || last && after)
}

fn is_spaced_letter(c: char) -> bool {
    c.is_alphabetic()
        && !matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{e00}'..='\u{e7f}')
}

/// Lower case with every byte offset kept: a character whose lower case has another length stays as it is. Full-width
/// Latin letters stay too; callers fold them where they matter.
pub(super) fn lower(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.chars()
        .map(|c| {
            let mut lower = c.to_lowercase();
            match (lower.next(), lower.next()) {
                (Some(l), None) if l.len_utf8() == c.len_utf8() => l,
                _ => c,
            }
        })
        .collect()
}
