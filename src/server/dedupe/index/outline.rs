//! Names in outline, some forty bytes a lead: enough to tell, without the lead itself, that
//! two are certainly not alike. Of forty leads around one, that leaves one or two to be
//! fetched and compared.

use super::super::name::{Class, Name};
use smallvec::SmallVec;

/// What parts words play, as a byte; kinds follow.
pub(super) const FILLER: u8 = 0;
const WHERE: u8 = 1;
pub(super) const CORE: u8 = 2;
pub(super) const NUMBER: u8 = 3;
pub(super) const KINDS: u8 = 4;

/// The names of a lead, packed: of each its key (8 bytes), how many words it has (1), and of
/// each word its part in the name (1), 16 bits of its skeleton's hash, its length in bytes
/// (1) and its text.
#[derive(Clone, Debug, Default)]
pub struct Outline(Box<[u8]>);

/// Names out of an [`Outline`].
#[derive(Debug)]
pub struct Names<'a>(pub(super) SmallVec<[Told<'a>; 1]>);

/// Stands for the number of words of a name that is not packed: it is like all others.
const UNTOLD: u8 = u8::MAX;

/// A name out of an [`Outline`].
#[derive(Debug)]
pub(super) struct Told<'a> {
    key: u64,
    /// `None` if they are not told.
    pub words: Option<SmallVec<[Word<'a>; 6]>>,
}

#[derive(Debug)]
pub(super) struct Word<'a> {
    pub class: u8,
    pub skeleton: u16,
    pub text: &'a str,
    pub letters: Letters,
}

/// Which letters a text has, by the last bits of their numbers, and how many. A typo (one
/// edit) changes two bits at most.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Letters {
    bits: u64,
    pub count: u32,
}

impl Outline {
    /// Of names.
    pub fn new(names: &[Name]) -> Self {
        let mut bytes = Vec::with_capacity(48);
        for name in names {
            bytes.extend(name.key.to_le_bytes());
            let is_short = |name: &Name| {
                let mut lengths = name.words.iter().map(|word| word.text.len());
                name.words.len() < usize::from(UNTOLD) && lengths.all(|length| length <= 255)
            };
            if !is_short(name) {
                bytes.push(UNTOLD);
                continue;
            }
            bytes.push(name.words.len() as u8);
            for word in &name.words {
                bytes.push(match word.class {
                    Class::Filler => FILLER,
                    Class::Where => WHERE,
                    Class::Core => CORE,
                    Class::Number => NUMBER,
                    Class::Kind(kind) => KINDS + kind as u8,
                });
                bytes.extend(((word.hash >> 48) as u16).to_le_bytes());
                bytes.push(word.text.len() as u8);
                bytes.extend(word.text.as_bytes());
            }
        }
        Self(bytes.into_boxed_slice())
    }

    /// The keys of the names that have words; see [`Name::key`].
    pub fn keys(&self) -> impl Iterator<Item = u64> {
        let told = |name: &Told| name.words.as_ref().is_none_or(|words| !words.is_empty());
        self.names().filter(told).map(|name| name.key)
    }

    /// The names, for comparing them with those of others.
    pub fn read(&self) -> Names<'_> {
        Names(self.names().collect())
    }

    /// Bytes of the text.
    pub fn bytes(&self) -> usize {
        self.0.len()
    }

    fn names(&self) -> impl Iterator<Item = Told<'_>> {
        let mut rest = &*self.0;
        std::iter::from_fn(move || Told::read(&mut rest))
    }
}

impl<'a> Told<'a> {
    /// The next name; `None` at the end.
    fn read(from: &mut &'a [u8]) -> Option<Self> {
        let (key, rest) = from.split_first_chunk::<8>()?;
        let (count, mut rest) = rest.split_first()?;
        let words = if *count == UNTOLD {
            None
        } else {
            let words = (0..*count).map_while(|_| Word::read(&mut rest));
            Some(words.collect())
        };
        *from = rest;
        let key = u64::from_le_bytes(*key);
        Some(Self { key, words })
    }
}

impl<'a> Word<'a> {
    fn read(from: &mut &'a [u8]) -> Option<Self> {
        let ([class, low, high, length], rest) = from.split_first_chunk::<4>()?;
        let (text, rest) = rest.split_at_checked(usize::from(*length))?;
        *from = rest;
        let text = std::str::from_utf8(text).ok()?;
        Some(Self {
            class: *class,
            skeleton: u16::from_le_bytes([*low, *high]),
            text,
            letters: Letters::of(text.chars()),
        })
    }
}

impl Letters {
    fn of(text: impl Iterator<Item = char>) -> Self {
        let mut letters = Self::default();
        for c in text {
            letters.bits |= 1 << (u32::from(c) & 63);
            letters.count += 1;
        }
        letters
    }

    pub fn of_all(words: &[&Word]) -> Self {
        words.iter().fold(Self::default(), |all, word| Self {
            bits: all.bits | word.letters.bits,
            count: all.count + word.letters.count,
        })
    }

    /// Whether two texts with these letters may be so few edits apart.
    pub fn are_within(self, other: Self, edits: u32) -> bool {
        self.count.abs_diff(other.count) <= edits
            && (self.bits ^ other.bits).count_ones() <= 2 * edits
    }
}
