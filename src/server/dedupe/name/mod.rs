//! Names, taken apart for comparing.

pub mod legal;
mod letters;
pub mod likeness;
pub mod words;

use super::text;
use smallvec::SmallVec;
use words::Kind;

/// What part a word plays in a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// It tells the business from others.
    Core,
    /// A number: `13`.
    Number,
    /// It says what kind of place it is: `ravintola`.
    Kind(Kind),
    /// It says which of several, or where: `airport`, the lead's own city or street.
    Where,
    /// An article, a preposition or «and».
    Filler,
}

/// A word of a name, folded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// As folded; short forms spelt out.
    pub text: String,
    /// See [`text::skeleton`].
    pub skeleton: String,
    /// Of the skeleton.
    pub hash: u64,
    /// Its part in the name.
    pub class: Class,
}

/// A name, taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Name {
    /// Without legal forms, in order.
    pub words: Vec<Word>,
    /// What tells it apart (else everything), written as one word.
    pub joined: String,
    /// All of it, written as one word.
    pub whole: String,
    /// Letters before a hyphen that begin words: `K-Market`. They are not interchangeable.
    pub letters: SmallVec<[char; 2]>,
    /// The same for every spelling with the same telling words in any order.
    pub key: u64,
}

impl Name {
    /// Takes a name apart. `places` are folded words of where the lead is (city,
    /// street, branch), which say which of several rather than who.
    pub fn new(name: &str, places: &[String]) -> Self {
        let folded = text::fold(name);
        let all = text::words(&folded);
        let is_where = |word: &String| words::is_where(word) || places.contains(word);
        let kept = legal::without(all, is_where);
        let words: Vec<Word> = kept.iter().map(|word| Word::new(word, places)).collect();
        let mut name = Self::from(demote(words));
        name.letters = letters(&folded);
        name
    }

    /// The words that tell it apart: `Core` and `Number`, or all but fillers if there
    /// are none.
    pub fn telling(&self) -> impl Iterator<Item = &Word> {
        let core = self.has_core();
        self.words.iter().filter(move |word| match word.class {
            Class::Core | Class::Number => true,
            Class::Kind(_) | Class::Where => !core,
            Class::Filler => false,
        })
    }

    /// Whether any word tells it apart.
    pub fn has_core(&self) -> bool {
        self.words
            .iter()
            .any(|word| matches!(word.class, Class::Core | Class::Number))
    }
}

impl From<Vec<Word>> for Name {
    fn from(words: Vec<Word>) -> Self {
        let mut name = Self {
            words,
            ..Self::default()
        };
        name.whole = name.words.iter().map(|word| word.text.as_str()).collect();
        name.joined = name.telling().map(|word| word.text.as_str()).collect();
        let mut hashes: Vec<u64> = name.telling().map(|word| word.hash).collect();
        hashes.sort_unstable();
        hashes.dedup();
        name.key = hashes.into_iter().fold(0, text::mix);
        name
    }
}

impl Word {
    /// A word, with its part in a name at `places`.
    pub fn new(word: &str, places: &[String]) -> Self {
        let word = words::spelt_out(word).unwrap_or(word);
        let class = if words::is_filler(word) {
            Class::Filler
        } else if word.chars().all(|c| c.is_ascii_digit()) {
            Class::Number
        } else if let Some(kind) = words::kind(word) {
            Class::Kind(kind)
        } else if words::is_where(word) || places.iter().any(|place| place == word) {
            Class::Where
        } else {
            Class::Core
        };
        let skeleton = text::skeleton(word);
        Self {
            hash: text::hash(&skeleton),
            text: word.to_owned(),
            skeleton,
            class,
        }
    }
}

/// Letters that stand before a hyphen, sorted.
fn letters(folded: &str) -> SmallVec<[char; 2]> {
    let words = folded.split_whitespace();
    let mut letters: SmallVec<[char; 2]> = words
        .filter_map(|word| {
            let mut chars = word.chars();
            let (first, second, third) = (chars.next()?, chars.next()?, chars.next()?);
            (first.is_alphabetic() && second == '-' && third.is_alphabetic()).then_some(first)
        })
        .collect();
    letters.sort_unstable();
    letters
}

/// A name of nothing but places (`Kluuvi`, `Helsinki`) is called by them: they tell.
/// Initials that are fillers elsewhere (`H & M`) tell too.
fn demote(mut words: Vec<Word>) -> Vec<Word> {
    let tells = |word: &Word| matches!(word.class, Class::Core | Class::Number | Class::Kind(_));
    if !words.iter().any(tells) {
        for word in &mut words {
            if !words::is_and(&word.text) {
                word.class = Class::Core;
            }
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_name_spelt_otherwise_has_the_same_key() {
        for (a, b) in [
            ("Robert's Coffee", "ROBERTS COFFEE OY"),
            ("Ravintola Hausman", "Hausman Restaurant"),
            ("Müller & Söhne GmbH", "Mueller und Soehne"),
            ("The Bull and Firkin", "Bull & Firkin"),
            ("Fafa’s", "Fafas"),
            ("H&M", "H & M"),
            ("Dr. Max s.r.o.", "Dr Max"),
        ] {
            assert_eq!(Name::new(a, &[]).key, Name::new(b, &[]).key, "{a} {b}");
        }
        for (a, b) in [
            ("Bar 1", "Bar 2"),
            ("Aleksi 13", "Aleksi"),
            ("Kioski", "R-kioski"),
        ] {
            assert_ne!(Name::new(a, &[]).key, Name::new(b, &[]).key, "{a} {b}");
        }
    }

    #[test]
    fn words_for_places_say_which_of_several() {
        let places = ["eliel".to_owned()];
        let name = Name::new("Alepa Eliel", &places);
        assert_eq!(name.words[1].class, Class::Where);
        assert_eq!(name.key, Name::new("Alepa", &[]).key);
        let name = Name::new("Eliel", &places);
        assert_eq!(name.words[0].class, Class::Core, "there is nothing else");
    }
}
