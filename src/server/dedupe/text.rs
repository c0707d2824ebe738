//! Text without what writers differ in: case, accents, width, apostrophes.

use rustc_hash::FxHasher;
use std::hash::Hasher;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// `text` in small letters without accents: compatibility forms taken apart (NFKD),
/// marks dropped, and letters that Unicode does not take apart, though people do.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut folded = String::with_capacity(text.len());
    let letters = text.nfkd().filter(|c| !is_combining_mark(*c));
    for c in letters.flat_map(char::to_lowercase) {
        match c {
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'þ' => folded.push_str("th"),
            'ø' => folded.push('o'),
            'ł' => folded.push('l'),
            'đ' | 'ð' => folded.push('d'),
            'ħ' => folded.push('h'),
            'ı' => folded.push('i'),
            'ς' => folded.push('σ'),
            '‐' | '‑' | '–' | '—' | '−' => folded.push('-'),
            '’' | '‘' | '´' | '`' | 'ʼ' => folded.push('\''),
            c if is_combining_mark(c) => {}
            c => folded.push(c),
        }
    }
    folded
}

/// The words of folded text. An apostrophe joins (`robert's` is `roberts`), and so do
/// dots between single letters (`s.r.o.` is `sro`); `&` and `+` are words of their own.
pub fn words(folded: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    let mut chars = folded.chars().peekable();
    // How many letters since the last dot: dots join single letters only.
    let (mut run, mut dotted) = (0, false);
    while let Some(c) = chars.next() {
        if c.is_alphanumeric() {
            word.push(c);
            run += 1;
            continue;
        }
        let next_is_letter = chars.peek().is_some_and(|next| next.is_alphanumeric());
        let joins = match c {
            '\'' => !word.is_empty() && next_is_letter,
            // `R-kioski` is one word: the letter alone would be nothing.
            '-' => {
                word.chars().count() == 1 && word.starts_with(char::is_alphabetic) && next_is_letter
            }
            '.' if run == 1 && (dotted || word.chars().count() == 1) => {
                dotted = true;
                run = 0;
                next_is_letter && single_next(&chars)
            }
            _ => false,
        };
        if joins {
            continue;
        }
        if !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        (run, dotted) = (0, false);
        if matches!(c, '&' | '+') {
            words.push("&".into());
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

/// Whether the next letter stands alone, as in an abbreviation with dots.
fn single_next(chars: &std::iter::Peekable<std::str::Chars<'_>>) -> bool {
    let mut ahead = chars.clone();
    ahead.next();
    ahead.next().is_none_or(|c| !c.is_alphanumeric())
}

/// A form that spelling habits leave alone: `ae`, `oe`, `ue` and `aa` as one letter
/// (`Mueller` is `Müller`), `ph` as `f`, doubled letters once.
pub fn skeleton(word: &str) -> String {
    let mut skeleton = String::with_capacity(word.len());
    let mut chars = word.chars().peekable();
    while let Some(c) = chars.next() {
        let c = match (c, chars.peek()) {
            ('a' | 'o' | 'u', Some('e')) => {
                chars.next();
                c
            }
            ('p', Some('h')) => {
                chars.next();
                'f'
            }
            _ => c,
        };
        if c.is_ascii_digit() || !skeleton.ends_with(c) {
            skeleton.push(c);
        }
    }
    skeleton
}

/// A number for a text, the same from run to run; not to be stored.
pub fn hash(text: &str) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(text.as_bytes());
    hasher.finish()
}

/// Two numbers as one.
pub fn mix(a: u64, b: u64) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write_u64(a);
    hasher.write_u64(b);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_leaves_letters() {
        assert_eq!(fold("Ølhus KØBENHAVN"), "olhus kobenhavn");
        assert_eq!(fold("Café À La Carte"), "cafe a la carte");
        assert_eq!(fold("Straße ＡＢＣ ﬁn"), "strasse abc fin");
        assert_eq!(fold("İstanbul Kıraathane"), "istanbul kiraathane");
        assert_eq!(fold("Кафе Ёлка"), "кафе елка");
    }

    #[test]
    fn words_are_what_people_read_as_words() {
        for (text, expected) in [
            ("robert's coffee", vec!["roberts", "coffee"]),
            ("o'learys", vec!["olearys"]),
            ("kofola s.r.o.", vec!["kofola", "sro"]),
            ("kofola s. r. o.", vec!["kofola", "s", "r", "o"]),
            ("otto. automaatti", vec!["otto", "automaatti"]),
            ("h&m", vec!["h", "&", "m"]),
            ("r-kioski", vec!["rkioski"]),
            ("coca-cola", vec!["coca", "cola"]),
            ("a.b.c. kauppa", vec!["abc", "kauppa"]),
            ("nr.1 bar", vec!["nr", "1", "bar"]),
            ("", vec![]),
        ] {
            assert_eq!(words(text), expected, "{text}");
        }
    }

    #[test]
    fn a_skeleton_is_the_same_however_it_is_spelt() {
        assert_eq!(skeleton("mueller"), skeleton("muller"));
        assert_eq!(skeleton("pizzeria"), skeleton("pizeria"));
        assert_eq!(skeleton("photo"), skeleton("foto"));
        assert_ne!(skeleton("11"), skeleton("1"));
    }
}
