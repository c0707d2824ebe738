//! How alike two names are at most, by their [outlines](super::outline).

use super::outline::{CORE, FILLER, KINDS, Letters, NUMBER, Names, Outline, Told, Word};
use smallvec::SmallVec;
use strsim::osa_distance;

impl Names<'_> {
    /// How [like](super::super::name::likeness) one of the names of each may be the other's
    /// first: at least as much as they are, or 0 if that is less than 0.6.
    pub fn most_alike(&self, other: &Outline) -> f64 {
        let (a, b) = (&self.0, other.read().0);
        let (Some(first_a), Some(first_b)) = (a.first(), b.first()) else {
            return 0.0;
        };
        let theirs = b.iter().map(|name| most_alike(first_a, name));
        let ours = a.iter().skip(1).map(|name| most_alike(name, first_b));
        theirs.chain(ours).fold(0.0, f64::max)
    }
}

/// How alike two names may be: everything that makes them so in
/// [`likeness`](super::super::name::likeness) is seen here too, more loosely.
fn most_alike(a: &Told, b: &Told) -> f64 {
    let (Some(a), Some(b)) = (&a.words, &b.words) else {
        return 1.0;
    };
    let has_core = |words: &[Word]| words.iter().any(Word::is_core);
    let core = has_core(a);
    // Otherwise they are 0.45 alike at most.
    if core != has_core(b) {
        return 0.0;
    }
    let telling = |word: &&Word| match core {
        true => word.is_core(),
        false => word.class != FILLER,
    };
    let telling_a: Few<'_> = a.iter().filter(telling).collect();
    let telling_b: Few<'_> = b.iter().filter(telling).collect();
    let most = of_words(&telling_a, &telling_b);
    if most > SURE {
        return 1.0;
    }
    // Without words that are meant for one another they may still be the same written as one
    // word, but for one edit; letter by letter, they may be with words for kinds and all.
    if may_be_joined(&telling_a, &telling_b) {
        return 1.0;
    }
    let least = Letters::of_all(&telling_a)
        .count
        .min(Letters::of_all(&telling_b).count);
    let edits = match least {
        0..=3 => 0,
        4..=7 => 1,
        8..=11 => 2,
        _ => 3,
    };
    let (a, b): (Few<'_>, Few<'_>) = (a.iter().collect(), b.iter().collect());
    match edits_within(&a, &b, edits) {
        Some(edits) => most.max(1.0 - f64::from(edits) / f64::from(least.max(1))),
        None => most,
    }
}

type Few<'a> = SmallVec<[&'a Word<'a>; 6]>;

/// Words that are so alike are taken for the same.
const SURE: f64 = 0.96;

/// How alike words make two names at most: as much as the two that are most alike, unless
/// several are, which then also count as one word, with two edits or more.
fn of_words(a: &[&Word], b: &[&Word]) -> f64 {
    let mut most = 0.0_f64;
    let (mut meant_a, mut meant_b) = (0_u64, 0_u64);
    for (i, left) in a.iter().enumerate() {
        for (j, right) in b.iter().enumerate() {
            let alike = word(left, right);
            if alike > 0.0 {
                meant_a |= 1 << (i % 64);
                meant_b |= 1 << (j % 64);
                most = most.max(alike);
            }
        }
    }
    if meant_a.count_ones() > 1 || meant_b.count_ones() > 1 {
        let longest = Letters::of_all(a).count.max(Letters::of_all(b).count);
        most = most.max(1.0 - 2.0 / f64::from(longest.max(2)));
    }
    most
}

/// Most words of a name of which all choices are tried.
const MOST_TRIED: usize = 4;

/// Whether some words of each, written as one word, may be one edit apart. Only some, as
/// words that are meant for a place or a kind are left out.
fn may_be_joined(a: &[&Word], b: &[&Word]) -> bool {
    let is_single = |words: &[&Word]| matches!(words, [word] if word.class == CORE);
    // One would be meant for the other.
    if is_single(a) && is_single(b) {
        return false;
    }
    if a.len() > MOST_TRIED || b.len() > MOST_TRIED {
        return true;
    }
    choices(a).any(|a| choices(b).any(|b| edits_within(&a, &b, 1).is_some()))
}

/// All choices of words, but none at all.
fn choices<'a>(words: &[&'a Word<'a>]) -> impl Iterator<Item = Few<'a>> {
    (1..1_u32 << words.len()).map(move |chosen| {
        let words = words.iter().enumerate();
        let chosen = words.filter(|(n, _)| chosen & (1 << n) != 0);
        chosen.map(|(_, word)| *word).collect()
    })
}

/// How many edits two texts are apart, each of some words, if not more than so many.
fn edits_within(a: &[&Word], b: &[&Word], most: u32) -> Option<u32> {
    if !Letters::of_all(a).are_within(Letters::of_all(b), most) {
        return None;
    }
    let text = |words: &[&Word]| words.iter().map(|word| word.text).collect::<String>();
    let edits = u32::try_from(osa_distance(&text(a), &text(b))).ok()?;
    (edits <= most).then_some(edits)
}

impl Word<'_> {
    fn is_core(&self) -> bool {
        matches!(self.class, CORE | NUMBER)
    }
}

/// How alike two words are, as in `letters::word`.
fn word(a: &Word, b: &Word) -> f64 {
    if a.class >= KINDS && b.class >= KINDS {
        return if a.class == b.class { 1.0 } else { 0.0 };
    }
    // So are those that are the same.
    if a.skeleton == b.skeleton {
        return 1.0;
    }
    if a.class == NUMBER || b.class == NUMBER {
        return 0.0;
    }
    let (short, long) = if a.letters.count <= b.letters.count {
        (a, b)
    } else {
        (b, a)
    };
    let prefix = short.letters.count >= 3 && long.text.starts_with(short.text);
    // Of long words, the letters that are there count for more.
    let share = f64::from(short.letters.count) / f64::from(long.letters.count.max(1));
    let abbreviated = if prefix { share.max(0.8) } else { 0.0 };
    let allowed = match long.letters.count {
        0..=2 => 0,
        3..=7 => 1,
        8..=12 => 2,
        _ => 3,
    };
    match edits_within(&[short], &[long], allowed) {
        Some(edits) => abbreviated.max(1.0 - f64::from(edits) / f64::from(long.letters.count)),
        None => abbreviated,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::dedupe::{
        Census,
        name::{self, Name, likeness},
    };
    use proptest::prelude::*;

    /// Names that are less alike need not be seen to be.
    const LEAST: f64 = 0.6;

    fn most(a: &Name, b: &Name) -> f64 {
        let outline = |name: &Name| Outline::new(std::slice::from_ref(name));
        outline(a).read().most_alike(&outline(b))
    }

    #[test]
    fn names_of_others_are_told_apart() {
        let name = |text| Name::new(text, &[]);
        for (a, b) in [
            ("Ravintola Lumi", "Ravintola Hausman"),
            ("Kitty's Public House", "La Famiglia"),
            ("Bar", "Pub Hausman"),
            ("Kioski", "Ravintola"),
            ("Kallio", "Kaleva"),
        ] {
            assert_eq!(most(&name(a), &name(b)), 0.0, "{a} / {b}");
        }
        let typo = most(&name("Kari"), &name("Karo"));
        assert!((0.75..0.8).contains(&typo), "{typo}");
    }

    #[test]
    fn any_name_is_compared_with_the_others_first() {
        let outline = |names: &[&str]| {
            let names: Vec<Name> = names.iter().map(|name| Name::new(name, &[])).collect();
            Outline::new(&names)
        };
        let (a, b) = (outline(&["Hausman", "Zetor"]), outline(&["Zetor", "Lumi"]));
        assert_eq!(
            (a.read().most_alike(&b), b.read().most_alike(&a)),
            (1.0, 1.0)
        );
        let is_like_b = |names: &[&str]| outline(names).read().most_alike(&b) > 0.0;
        assert!(!is_like_b(&["Hausman", "Lumi"]), "both are other names");
        assert!(!is_like_b(&[]) && is_like_b(&["", "Zetor"]));
        assert_eq!(a.keys().count(), 2);
        assert_eq!(outline(&["", "Zetor"]).keys().count(), 1);
        let long = "a".repeat(300);
        assert!(is_like_b(&[&long]), "not told");
    }

    /// A name of words that are often the same, nearly the same, or run together.
    fn names() -> impl Strategy<Value = (String, String)> {
        let words = prop::sample::select(vec![
            "ravintola",
            "restaurant",
            "cafe",
            "bar",
            "baari",
            "helsinki",
            "city",
            "the",
            "oy",
            "hausman",
            "hasuman",
            "lilla",
            "luckan",
            "lillaluckan",
            "el",
            "rey",
            "elrey",
            "kallio",
            "kalio",
            "matti",
            "maija",
            "virtanen",
            "müller",
            "mueller",
            "12",
            "13",
            "123456",
            "123457",
            "a",
            "b",
            "ab",
            "k-market",
            "s-market",
            "töölön",
            "toolon",
            "nails",
            "anails",
            "californi",
            "california",
            "x",
        ]);
        let name = prop::collection::vec(words, 0..4).prop_map(|words| words.join(" "));
        let edit = (any::<prop::sample::Index>(), 0..4_u8, "[a-z0-9 ü]");
        let edits = prop::collection::vec(edit, 0..3);
        let other = (name.clone(), edits).prop_map(|(name, edits)| {
            let mut letters: Vec<char> = name.chars().collect();
            for (at, how, letter) in edits {
                let at = at.index(letters.len() + 1);
                let letter = letter.chars().next().unwrap_or(' ');
                match how {
                    0 => letters.insert(at, letter),
                    1 if at < letters.len() => drop(letters.remove(at)),
                    2 if at < letters.len() => letters[at] = letter,
                    3 if at + 1 < letters.len() => letters.swap(at, at + 1),
                    _ => {}
                }
            }
            (name, letters.into_iter().collect::<String>())
        });
        prop_oneof![other, (name.clone(), name)]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]

        #[test]
        fn names_are_no_more_alike_than_it_says(
            (a, b) in names(),
            place in prop::sample::select(vec!["helsinki", "kallio", "rey", "luckan"]),
        ) {
            let places = [place.to_owned()];
            let (a, b) = (Name::new(&a, &places), Name::new(&b, &[]));
            let at = [name::Word::new(place, &places)];
            for (at_a, at_b) in [(&at[..], &[][..]), (&at, &at)] {
                let like = likeness::compare((&a, at_a), (&b, at_b), &Census::default());
                let most = most(&a, &b);
                prop_assert!(like.value < LEAST || like.value <= most + 1e-9, "{like:?} {most}");
            }
        }
    }
}
