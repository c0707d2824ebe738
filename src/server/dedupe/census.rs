//! How common words are among all leads: what everybody is called tells nobody apart.

use rustc_hash::FxHashMap;

/// Leads that are assumed beside those that are known, so that the first few in an
/// empty database are not taken for the whole world.
const ASSUMED: f64 = 5_000.0;

/// Counts of words of names, kept as leads come and go.
#[derive(Clone, Debug, Default)]
pub struct Census {
    leads: u64,
    /// By 32 bits of the word's hash: two words that share one only look commoner.
    words: FxHashMap<u32, u32>,
}

impl Census {
    /// Counts a lead with these words (hashes, without repeats).
    pub fn add(&mut self, words: impl IntoIterator<Item = u64>) {
        self.leads += 1;
        for word in words {
            *self.words.entry(short(word)).or_default() += 1;
        }
    }

    /// Takes a lead out that was added with the same words.
    pub fn remove(&mut self, words: impl IntoIterator<Item = u64>) {
        self.leads = self.leads.saturating_sub(1);
        for word in words {
            if let Some(count) = self.words.get_mut(&short(word)) {
                *count -= 1;
                if *count == 0 {
                    self.words.remove(&short(word));
                }
            }
        }
    }

    /// How many leads have a word.
    pub fn count(&self, word: u64) -> u32 {
        self.words.get(&short(word)).copied().unwrap_or(0)
    }

    /// How much a word says: 1 if nobody else has it, towards 0 if all do. Squared
    /// inverse document frequency, over its greatest value.
    pub fn rarity(&self, word: u64) -> f64 {
        let leads = self.leads as f64 + ASSUMED;
        // One holder is as good as none: it may be the very same business.
        let holders = f64::from(self.count(word).max(1));
        let rarity = (leads / holders).ln() / leads.ln();
        (rarity * rarity).clamp(0.05, 1.0)
    }

    /// Bytes of the counts.
    pub fn bytes(&self) -> usize {
        self.words.capacity() * 9 * 8 / 7
    }
}

fn short(word: u64) -> u32 {
    (word >> 32) as u32
}

#[cfg(test)]
mod tests {
    use super::{super::text::hash, *};

    #[test]
    fn common_words_say_less() {
        let mut census = Census::default();
        assert_eq!(census.rarity(hash("hausman")), 1.0, "nothing is known yet");
        for n in 0..1_000 {
            census.add([hash("kaupunki"), hash(&format!("x{n}"))]);
        }
        assert_eq!(census.rarity(hash("x7")), 1.0);
        assert!(census.rarity(hash("kaupunki")) < 0.1);
        census.remove([hash("kaupunki"), hash("x7")]);
        assert_eq!(census.count(hash("kaupunki")), 999);
        assert_eq!(census.count(hash("x7")), 0);
    }
}
