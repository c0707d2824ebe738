//! How alike two names are.

use super::{
    super::census::Census,
    Class, Name, Word,
    letters::{joined, whole, word},
    words::Kind,
};
use smallvec::SmallVec;

/// What the comparison of two names says.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Likeness {
    /// 0: nothing in common; 1: the same.
    pub value: f64,
    /// How much the shared words say, 0 to 1: `Bar` little, `Hausman` all.
    pub tells: f64,
    /// Both have numbers, and not the same.
    pub numbers_differ: bool,
    /// Both say what kind of place they are, and not the same.
    pub kinds_differ: bool,
    /// Only one says what kind of place it is.
    pub one_kind: bool,
    /// Each has a word of its own that the other lacks: `Matti Virtanen`, `Maija Virtanen`.
    pub each_own: bool,
    /// Both say which of several, and not the same.
    pub places_differ: bool,
}

/// What one of two names says beyond the other costs this much of likeness.
const ONE_KIND: f64 = 0.04;
const ONE_PLACE: f64 = 0.05;
/// What both say, and not the same, costs this much.
const OTHER_KIND: f64 = 0.15;
const OTHER_PLACE: f64 = 0.25;
/// Names that differ by a few letters, but by words that are no typos of one another, are
/// at most this alike.
const UNSURE: f64 = 0.75;
/// A word that weighs this much tells leads apart.
const OWN: f64 = 0.4;
/// A name that has no word of its own (`Kiosk`) is at most this like one that has.
const NO_CORE: f64 = 0.45;

/// Compares two names. `places` are words of where each lead is, which may stand in the
/// other's name.
pub fn compare(a: (&Name, &[Word]), b: (&Name, &[Word]), census: &Census) -> Likeness {
    let ((a, places_a), (b, places_b)) = (a, b);
    if a.words.is_empty() || b.words.is_empty() {
        return Likeness::default();
    }
    let mut result = Likeness {
        numbers_differ: numbers_differ(a, b),
        ..Likeness::default()
    };
    let (words_a, words_b) = (meant(a, b, places_b), meant(b, a, places_a));
    let cores = (has_core(&words_a), has_core(&words_b));
    let (core, tells, each_own) = match cores {
        (true, true) => telling(&words_a, &words_b, census),
        (false, false) => {
            let (value, tells, each_own) = telling(&words_a, &words_b, census);
            (value, tells.min(0.3), each_own)
        }
        _ => {
            let (value, ..) = overlap(&generic(&words_a), &generic(&words_b), census);
            (value * NO_CORE, 0.1, false)
        }
    };
    let mut cost = 0.0;
    if cores == (true, true) {
        let (kinds_a, kinds_b) = (kinds(&words_a), kinds(&words_b));
        result.one_kind = kinds_a.is_empty() != kinds_b.is_empty();
        if kinds_a != kinds_b {
            let shared = kinds_a.iter().any(|kind| kinds_b.contains(kind));
            result.kinds_differ = !shared && !kinds_a.is_empty() && !kinds_b.is_empty();
            cost += if result.kinds_differ {
                OTHER_KIND
            } else {
                ONE_KIND
            };
        }
        let (where_a, where_b) = (wheres(&words_a), wheres(&words_b));
        let extra = |these: &[&Word], those: &[&Word]| {
            let known = |word: &&Word| {
                those
                    .iter()
                    .any(|other| super::letters::word(word, other) > 0.7)
            };
            these.iter().any(|word| !known(word))
        };
        let (more_a, more_b) = (extra(&where_a, &where_b), extra(&where_b, &where_a));
        result.places_differ = more_a && more_b;
        cost += match (more_a, more_b) {
            (true, true) => OTHER_PLACE,
            (false, false) => 0.0,
            _ => ONE_PLACE,
        };
    }
    result.value = (core - cost).clamp(0.0, 1.0);
    result.tells = tells;
    result.each_own = each_own;
    // Letters that slipped from word to word, and typos in words for kinds and places.
    let (whole, sure) = whole(a, b);
    let whole = if sure { whole } else { whole.min(UNSURE) };
    if whole > result.value && cores.0 == cores.1 {
        let rarest = |words: &[&Word]| {
            words
                .iter()
                .map(|word| weight(word, census))
                .fold(0.0, f64::max)
        };
        let most = rarest(&words_a).min(rarest(&words_b));
        result.value = whole;
        result.tells = tells.max(most * whole).min(1.0);
        result.kinds_differ = false;
        result.one_kind = false;
        result.each_own = !sure;
        result.places_differ = false;
    }
    result
}

/// The words of a name as they are meant: what is misspelt of the other's words for kinds
/// and places, or names the place where the other is, is no word of its own.
fn meant<'a>(name: &'a Name, other: &'a Name, places: &'a [Word]) -> Few<'a> {
    let generic = |word: &&Word| matches!(word.class, Class::Kind(_) | Class::Where);
    let read = |own: &'a Word| -> &'a Word {
        let cores = || other.words.iter().filter(|word| word.class == Class::Core);
        if own.class != Class::Core || cores().any(|core| word(own, core) > 0.0) {
            return own;
        }
        let known = other.words.iter().filter(generic).chain(places);
        known
            .into_iter()
            .find(|known| word(own, known) >= 0.7)
            .unwrap_or(own)
    };
    let words: Few<'a> = name.words.iter().map(read).collect();
    if has_core(&words) || !name.has_core() {
        return words;
    }
    name.words.iter().collect()
}

fn has_core(words: &[&Word]) -> bool {
    words
        .iter()
        .any(|word| matches!(word.class, Class::Core | Class::Number))
}

/// Likeness of the words that tell a name apart; see [`overlap`].
fn telling(a: &[&Word], b: &[&Word], census: &Census) -> (f64, f64, bool) {
    let of = |words: &[&'_ Word]| -> Vec<usize> {
        let core = has_core(words);
        let tells = |word: &Word| match word.class {
            Class::Core | Class::Number => true,
            Class::Kind(_) | Class::Where => !core,
            Class::Filler => false,
        };
        (0..words.len()).filter(|n| tells(words[*n])).collect()
    };
    let words_a: Few<'_> = of(a).into_iter().map(|n| a[n]).collect();
    let words_b: Few<'_> = of(b).into_iter().map(|n| b[n]).collect();
    let (value, tells, each_own) = overlap(&words_a, &words_b, census);
    let whole = joined(&words_a, &words_b);
    if whole > value {
        // Compounds and typos across words: `LillaLuckan`, `Lilla Luckan`.
        let weight = words_a
            .iter()
            .chain(&words_b)
            .map(|word| weight(word, census));
        let rarest = weight.fold(0.0, f64::max);
        return (whole, tells.max(rarest * whole).min(1.0), false);
    }
    (value, tells, each_own)
}

type Few<'a> = SmallVec<[&'a Word; 8]>;

fn generic<'a>(words: &[&'a Word]) -> Few<'a> {
    let generic = |word: &&Word| matches!(word.class, Class::Kind(_) | Class::Where);
    words.iter().copied().filter(generic).collect()
}

fn wheres<'a>(words: &[&'a Word]) -> Few<'a> {
    let is_where = |word: &&Word| word.class == Class::Where;
    words.iter().copied().filter(is_where).collect()
}

fn kinds(words: &[&Word]) -> SmallVec<[Kind; 4]> {
    let mut kinds: SmallVec<[Kind; 4]> = words
        .iter()
        .filter_map(|word| match word.class {
            Class::Kind(kind) => Some(kind),
            _ => None,
        })
        .collect();
    kinds.sort_unstable_by_key(|kind| *kind as u8);
    kinds.dedup();
    kinds
}

fn numbers_differ(a: &Name, b: &Name) -> bool {
    let numbers = |name: &Name| -> SmallVec<[u64; 4]> {
        let mut numbers: SmallVec<[u64; 4]> = name
            .words
            .iter()
            .filter(|word| word.class == Class::Number)
            .map(|word| word.hash)
            .collect();
        numbers.sort_unstable();
        numbers
    };
    let differ = |a: &[u64], b: &[u64]| !a.is_empty() && !b.is_empty() && a != b;
    // `K-Market` and `S-Market` are no typos of each other.
    let letters = |name: &Name| {
        name.letters
            .iter()
            .map(|c| u64::from(*c))
            .collect::<SmallVec<[u64; 4]>>()
    };
    differ(&numbers(a), &numbers(b)) || differ(&letters(a), &letters(b))
}

/// How much a word counts.
fn weight(word: &Word, census: &Census) -> f64 {
    match word.class {
        Class::Core => census.rarity(word.hash),
        Class::Number => 0.7,
        Class::Kind(_) | Class::Where => 0.3,
        Class::Filler => 0.05,
    }
}

/// The share of weight that two sets of words have in common (Dice's coefficient with
/// soft matches), how much the shared words say, and whether each has a telling word that
/// the other lacks. Pairs are matched greedily, the
/// most alike first.
fn overlap(a: &[&Word], b: &[&Word], census: &Census) -> (f64, f64, bool) {
    let mut pairs: SmallVec<[(f64, usize, usize); 16]> = SmallVec::new();
    for (i, left) in a.iter().enumerate() {
        for (j, right) in b.iter().enumerate() {
            let alike = word(left, right);
            if alike > 0.0 {
                pairs.push((alike, i, j));
            }
        }
    }
    pairs.sort_by(|x, y| y.0.total_cmp(&x.0).then((x.1, x.2).cmp(&(y.1, y.2))));
    let (mut used_a, mut used_b) = (0_u64, 0_u64);
    let total: f64 = a.iter().chain(b).map(|word| weight(word, census)).sum();
    let (mut shared, mut tells) = (0.0, 0.0);
    for (alike, i, j) in pairs {
        let (bit_a, bit_b) = (1 << (i % 64), 1 << (j % 64));
        if used_a & bit_a != 0 || used_b & bit_b != 0 {
            continue;
        }
        used_a |= bit_a;
        used_b |= bit_b;
        let (weight_a, weight_b) = (weight(a[i], census), weight(b[j], census));
        shared += alike * (weight_a + weight_b);
        // A misspelt word is rarer than the word it should be.
        tells += alike * weight_a.min(weight_b);
    }
    if total <= 0.0 {
        return (0.0, 0.0, false);
    }
    let own = |words: &[&Word], used: u64| {
        let mut left = words
            .iter()
            .enumerate()
            .filter(|(n, _)| used & (1 << (n % 64)) == 0);
        left.any(|(_, word)| weight(word, census) >= OWN)
    };
    let each_own = own(a, used_a) && own(b, used_b);
    (shared / total, tells.min(1.0), each_own)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn like(a: &str, b: &str) -> Likeness {
        compare(
            (&Name::new(a, &[]), &[]),
            (&Name::new(b, &[]), &[]),
            &Census::default(),
        )
    }

    #[test]
    fn names_that_are_meant_to_be_the_same_are_alike() {
        for (a, b, least) in [
            ("Ravintola Hausman", "Hausman", 0.95),
            ("Ravintola Hausman", "Restaurant Hausman Oy", 1.0),
            ("Robert's Coffee", "Robrets Coffee", 0.8),
            ("Lilla Luckan", "LillaLuckan", 0.99),
            ("Zetor", "Zetro", 0.8),
            ("Kauppakeskus Kluuvi", "Kluuvi", 0.95),
            ("Boutique Françoise", "Francoise butik", 0.95),
            ("Müller Optik", "Optiker Mueller", 0.95),
            ("Hesburger", "Hesburger Helsinki Airport", 0.9),
            ("H&M", "H & M", 1.0),
            ("Hotelli Fabian", "Hootelli Fabian", 0.8),
            ("California Nails", "Californi aNails", 0.99),
            ("El Rey", "ElRey", 0.95),
            ("MelbaGroup Oy", "MELBAGROUP OY HELSINKI", 0.9),
            ("R-Kioski", "R-kioski Ky Helsinki", 0.9),
        ] {
            let value = like(a, b).value;
            assert!(value >= least, "{a} / {b}: {value}");
        }
    }

    #[test]
    fn names_of_others_are_not() {
        for (a, b, most) in [
            ("Kitty's Public House", "La Famiglia", 0.1),
            ("Kesäkino Engel", "Kino Engel", 0.7),
            ("Ravintola Lumi", "Ravintola Hausman", 0.1),
            ("Kioski", "R-kioski", 0.5),
            ("Kiila", "Kilala", 0.75),
            ("Red Shoe", "Red Note", 0.6),
            (
                "Hammaslääkäri Matti Virtanen",
                "Hammaslääkäri Maija Virtanen",
                0.75,
            ),
            ("Bar", "Pub Hausman", 0.5),
        ] {
            let value = like(a, b).value;
            assert!(value <= most, "{a} / {b}: {value}");
        }
        assert!(like("Matti Virtanen", "Maija Virtanen").each_own);
        assert!(like("Bar 1", "Bar 2").numbers_differ);
        assert!(like("K-Market Kamppi", "S-Market Kamppi").numbers_differ);
        assert!(like("Cafe Lasipalatsi", "Hotel Lasipalatsi").kinds_differ);
        assert!(like("Hesburger City", "Hesburger Airport").places_differ);
        assert!(like("Bar", "Baari").tells < 0.5);
    }
}
