//! How alike words are, letter by letter.

use super::{Class, Name, Word};
use strsim::osa_distance;

/// How alike two words are; 0 unless they may be meant for one another.
pub fn word(a: &Word, b: &Word) -> f64 {
    if a.text == b.text {
        return 1.0;
    }
    if let (Class::Kind(a), Class::Kind(b)) = (a.class, b.class) {
        return if a == b { 1.0 } else { 0.0 };
    }
    if a.class == Class::Number || b.class == Class::Number {
        return 0.0;
    }
    if a.skeleton == b.skeleton {
        return 0.97;
    }
    let length = |word: &Word| word.text.chars().count();
    let (short, long) = if length(a) <= length(b) {
        (a, b)
    } else {
        (b, a)
    };
    let (least, most) = (length(short), length(long));
    let (short, long) = (&short.text, &long.text);
    let prefix = least >= 3 && long.starts_with(short.as_str());
    let abbreviated = if prefix { 0.8 } else { 0.0 };
    let allowed = match most {
        0..=2 => 0,
        3..=7 => 1,
        8..=12 => 2,
        _ => 3,
    };
    if most - least > allowed {
        return abbreviated;
    }
    let distance = osa_distance(&a.text, &b.text);
    if distance > allowed {
        return abbreviated;
    }
    let alike: f64 = 1.0 - distance as f64 / most as f64;
    alike.max(abbreviated)
}

/// How alike two names are, written as one word: edit distance with transpositions
/// over the length.
pub fn joined(a: &[&Word], b: &[&Word]) -> f64 {
    let text = |words: &[&Word]| {
        words
            .iter()
            .map(|word| word.text.as_str())
            .collect::<String>()
    };
    let (text_a, text_b) = (text(a), text(b));
    let length = |text: &str| text.chars().count();
    let (long, short) = (
        length(&text_a).max(length(&text_b)),
        length(&text_a).min(length(&text_b)),
    );
    // In short words a letter is too much.
    if short < 5 {
        return if text_a == text_b && short > 0 {
            1.0
        } else {
            0.0
        };
    }
    if (long - short) * 3 > long {
        return 0.0;
    }
    let edits = osa_distance(&text_a, &text_b);
    let value = 1.0 - edits as f64 / long as f64;
    if value < 0.7 || (edits > 1 && !are_misspelt(a, b)) {
        return 0.0;
    }
    value
}

/// Whether each word of one may be meant for some word of the other: `Matti` is not
/// `Maija`, however long the surname that follows.
fn are_misspelt(a: &[&Word], b: &[&Word]) -> bool {
    let meant = |these: &[&Word], those: &[&Word]| {
        let telling = these.iter().filter(|word| word.class != Class::Filler);
        telling
            .into_iter()
            .all(|own| those.iter().any(|other| word(own, other) > 0.0))
    };
    meant(a, b) && meant(b, a)
}

/// How alike two names are letter by letter, with words for kinds and all. Edits are
/// held against the letters that tell names apart: `Ravintola Lumi` is not half of
/// `Ravintola Kuu`. The second is whether that is sure: no word was put in place of
/// another.
pub fn whole(a: &Name, b: &Name) -> (f64, bool) {
    let telling = |name: &Name| name.joined.chars().count();
    let least = telling(a).min(telling(b));
    let lengths = (a.whole.chars().count(), b.whole.chars().count());
    let allowed = match least {
        0..=3 => 0,
        4..=7 => 1,
        8..=11 => 2,
        _ => 3,
    };
    if lengths.0.abs_diff(lengths.1) > allowed {
        return (0.0, false);
    }
    let edits = osa_distance(&a.whole, &b.whole);
    let words_a: Vec<&Word> = a.words.iter().collect();
    let words_b: Vec<&Word> = b.words.iter().collect();
    if edits > allowed {
        return (0.0, false);
    }
    let value = 1.0 - edits as f64 / least.max(1) as f64;
    (value, edits <= 1 || are_misspelt(&words_a, &words_b))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(a: &str, b: &str) -> f64 {
        word(&Word::new(a, &[]), &Word::new(b, &[]))
    }

    #[test]
    fn words_are_alike_if_one_may_be_meant_for_the_other() {
        assert_eq!(words("hausman", "hausman"), 1.0);
        assert_eq!(words("ravintola", "restaurant"), 1.0, "they mean the same");
        assert_eq!(words("muller", "mueller"), 0.97);
        assert!(
            words("hausman", "hasuman") > 0.85,
            "letters out of order are one mistake"
        );
        assert!(words("copen", "copenhagen") > 0.7, "cut short");
        assert_eq!(words("kiila", "kilala"), 0.0);
        assert_eq!(words("11", "12"), 0.0);
    }

    #[test]
    fn spaces_in_the_wrong_place_cost_nothing() {
        let (lilla, luckan, both) = (
            Word::new("lilla", &[]),
            Word::new("luckan", &[]),
            Word::new("lillaluckan", &[]),
        );
        assert_eq!(joined(&[&lilla, &luckan], &[&both]), 1.0);
        let name = |text| Name::new(text, &[]);
        assert_eq!(
            whole(&name("California Nails"), &name("Californi aNails")),
            (1.0, true)
        );
        assert_eq!(
            whole(&name("Ravintola Lumi"), &name("Ravintola Kuu")).0,
            0.0
        );
        let (value, sure) = whole(&name("Matti Virtanen"), &name("Maija Virtanen"));
        assert!(value > 0.7 && !sure, "few letters, but another word");
    }
}
