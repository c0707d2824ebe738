//! A lead as bytes: about 130 instead of 700 in a dozen pieces.
//!
//! Little-endian: flags (4 bytes), `updated_at` (8), `created_at` (8), version,
//! name; then, as far as the flags say that it is there, `deleted_at` (8), place
//! (4 + 4 as ten-millionths of a degree, or 8 + 8), owner (16), logo (16), the numbers of
//! shared words, tags, and texts of its own. Numbers are LEB128, texts have their
//! length before them. What lists are sorted by stands first, to be read without
//! the rest. Bytes that are damaged read as something, and never as a panic.

use super::{
    lead::{Packed, Tags, View},
    words::Words,
};
use crate::model::{EnrichmentStatus, Stage, Timestamp, Uuid};

/// Where the version begins.
const HEAD: usize = 20;
/// Ten-millionths of a degree: what OpenStreetMap measures in.
const DEGREE: f64 = 1e7;

/// Bits above the stage (3 bits) and the enrichment status (2).
mod flag {
    pub const CATEGORY: u32 = 1 << 5;
    pub const STREET: u32 = 1 << 6;
    pub const CITY: u32 = 1 << 7;
    pub const REGION: u32 = 1 << 8;
    pub const POSTCODE: u32 = 1 << 9;
    pub const COUNTRY: u32 = 1 << 10;
    pub const LAT: u32 = 1 << 11;
    pub const LON: u32 = 1 << 12;
    pub const FINE: u32 = 1 << 13;
    pub const PHONE: u32 = 1 << 14;
    pub const EMAIL: u32 = 1 << 15;
    pub const WEBSITE: u32 = 1 << 16;
    pub const OWNER: u32 = 1 << 17;
    pub const TAGS: u32 = 1 << 18;
    pub const ERROR: u32 = 1 << 19;
    pub const REFERENCE: u32 = 1 << 20;
    pub const DELETED: u32 = 1 << 21;
    pub const LOGO: u32 = 1 << 22;
}

/// Appends a lead to `to`.
pub fn write(lead: &View<'_>, words: &mut Words, to: &mut Vec<u8>) {
    let start = to.len();
    let mut flags = lead.stage as u32 | (lead.enrichment_status as u32) << 3;
    to.extend([0; 4]);
    to.extend(lead.updated_at.to_le_bytes());
    to.extend(lead.created_at.to_le_bytes());
    number(lead.version.cast_unsigned(), to);
    text(lead.name, to);
    if let Some(at) = lead.deleted_at {
        flags |= flag::DELETED;
        to.extend(at.to_le_bytes());
    }
    let coarse = |degrees: Option<f64>| degrees.is_none_or(|degrees| to_coarse(degrees).is_some());
    if !(coarse(lead.lat) && coarse(lead.lon)) {
        flags |= flag::FINE;
    }
    for (degrees, present) in [(lead.lat, flag::LAT), (lead.lon, flag::LON)] {
        let Some(degrees) = degrees else { continue };
        flags |= present;
        match to_coarse(degrees) {
            Some(coarse) if flags & flag::FINE == 0 => to.extend(coarse.to_le_bytes()),
            _ => to.extend(degrees.to_le_bytes()),
        }
    }
    for (id, present) in [(lead.owner_id, flag::OWNER), (lead.logo, flag::LOGO)] {
        let Some(id) = id else { continue };
        flags |= present;
        to.extend(id.as_bytes());
    }
    for (shared, present) in [
        (lead.category, flag::CATEGORY),
        (lead.city, flag::CITY),
        (lead.region, flag::REGION),
        (lead.postcode, flag::POSTCODE),
        (lead.country, flag::COUNTRY),
        (Some(lead.source_kind), 0),
    ] {
        let Some(shared) = shared else { continue };
        flags |= present;
        number(words.number(shared).into(), to);
    }
    let count = lead.tags.iter().count();
    if count > 0 {
        flags |= flag::TAGS;
        number(count as u64, to);
        lead.tags
            .iter()
            .for_each(|tag| number(words.number(tag).into(), to));
    }
    for (own, present) in [
        (lead.street, flag::STREET),
        (lead.phone, flag::PHONE),
        (lead.email, flag::EMAIL),
        (lead.website, flag::WEBSITE),
        (lead.enrichment_error, flag::ERROR),
        (lead.source_ref, flag::REFERENCE),
    ] {
        let Some(own) = own else { continue };
        flags |= present;
        text(own, to);
    }
    to[start..start + 4].copy_from_slice(&flags.to_le_bytes());
}

/// Reads all of it.
pub fn read(packed: Packed<'_>) -> View<'_> {
    let Packed { bytes, words, .. } = packed;
    let flags = flags(bytes);
    let mut rest = Reader(bytes.get(HEAD..).unwrap_or(&[]));
    let version = rest.number().cast_signed();
    let name = rest.text();
    let deleted_at = rest.when(flags & flag::DELETED, |rest| {
        i64::from_le_bytes(rest.array())
    });
    let degrees = |rest: &mut Reader<'_>| match flags & flag::FINE {
        0 => f64::from(i32::from_le_bytes(rest.array())) / DEGREE,
        _ => f64::from_le_bytes(rest.array()),
    };
    let lat = rest.when(flags & flag::LAT, degrees);
    let lon = rest.when(flags & flag::LON, degrees);
    let id = |rest: &mut Reader<'_>| Uuid::from_bytes(rest.array());
    let owner_id = rest.when(flags & flag::OWNER, id);
    let logo = rest.when(flags & flag::LOGO, id);
    let word = |rest: &mut Reader<'_>| words.text(rest.number() as u32);
    let category = rest.when(flags & flag::CATEGORY, word);
    let city = rest.when(flags & flag::CITY, word);
    let region = rest.when(flags & flag::REGION, word);
    let postcode = rest.when(flags & flag::POSTCODE, word);
    let country = rest.when(flags & flag::COUNTRY, word);
    let source_kind = word(&mut rest);
    let tags = rest.when(flags & flag::TAGS, |rest| {
        let count = (rest.number() as usize).min(rest.0.len());
        let tags = Tags::Packed(count, rest.0, words);
        for _ in 0..count {
            rest.number();
        }
        tags
    });
    View {
        id: packed.id,
        version,
        name,
        category,
        city,
        region,
        postcode,
        country,
        lat,
        lon,
        owner_id,
        logo,
        tags: tags.unwrap_or(Tags::Whole(&[])),
        stage: stage(bytes),
        enrichment_status: EnrichmentStatus::ALL[(flags >> 3 & 3) as usize],
        street: rest.when(flags & flag::STREET, Reader::text),
        phone: rest.when(flags & flag::PHONE, Reader::text),
        email: rest.when(flags & flag::EMAIL, Reader::text),
        website: rest.when(flags & flag::WEBSITE, Reader::text),
        enrichment_error: rest.when(flags & flag::ERROR, Reader::text),
        source_kind,
        source_ref: rest.when(flags & flag::REFERENCE, Reader::text),
        created_at: created_at(bytes),
        updated_at: updated_at(bytes),
        deleted_at,
    }
}

/// The version alone.
pub fn version(bytes: &[u8]) -> i64 {
    Reader(bytes.get(HEAD..).unwrap_or(&[]))
        .number()
        .cast_signed()
}

/// The name alone, in UTF-8.
pub fn name(bytes: &[u8]) -> &[u8] {
    let mut rest = Reader(bytes.get(HEAD..).unwrap_or(&[]));
    rest.number();
    let length = rest.number() as usize;
    rest.take(length)
}

/// The stage alone.
pub fn stage(bytes: &[u8]) -> Stage {
    let at = (flags(bytes) & 7) as usize;
    Stage::ALL.get(at).copied().unwrap_or_default()
}

/// Whether it was deleted, alone.
pub fn is_deleted(bytes: &[u8]) -> bool {
    flags(bytes) & flag::DELETED != 0
}

/// When it last changed, alone.
pub fn updated_at(bytes: &[u8]) -> Timestamp {
    i64::from_le_bytes(Reader(bytes.get(4..).unwrap_or(&[])).array())
}

/// When it was created, alone.
pub fn created_at(bytes: &[u8]) -> Timestamp {
    i64::from_le_bytes(Reader(bytes.get(12..).unwrap_or(&[])).array())
}

/// So many words, by their numbers.
pub fn words<'a>(count: usize, bytes: &'a [u8], words: &'a Words) -> impl Iterator<Item = &'a str> {
    let mut rest = Reader(bytes);
    (0..count).map(move |_| words.text(rest.number() as u32))
}

fn flags(bytes: &[u8]) -> u32 {
    u32::from_le_bytes(Reader(bytes).array())
}

fn to_coarse(degrees: f64) -> Option<i32> {
    let coarse = (degrees * DEGREE).round() as i32;
    // To the last bit, and the sign of zero.
    let same = (f64::from(coarse) / DEGREE).to_bits() == degrees.to_bits();
    same.then_some(coarse)
}

/// Appends a number.
pub fn number(mut number: u64, to: &mut Vec<u8>) {
    while number >= 0x80 {
        to.push(number as u8 | 0x80);
        number >>= 7;
    }
    to.push(number as u8);
}

/// Appends a text.
pub fn text(text: &str, to: &mut Vec<u8>) {
    number(text.len() as u64, to);
    to.extend(text.as_bytes());
}

/// What is left to read.
pub struct Reader<'a>(pub &'a [u8]);

impl<'a> Reader<'a> {
    /// The next number; 0 beyond the end.
    pub fn number(&mut self) -> u64 {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let Some((byte, rest)) = self.0.split_first() else {
                break;
            };
            self.0 = rest;
            number |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                break;
            }
        }
        number
    }

    /// The next text; empty if it is none.
    pub fn text(&mut self) -> &'a str {
        let length = self.number() as usize;
        std::str::from_utf8(self.take(length)).unwrap_or_default()
    }

    /// The next bytes, as many as there are.
    pub fn take(&mut self, count: usize) -> &'a [u8] {
        let (taken, rest) = self.0.split_at(count.min(self.0.len()));
        self.0 = rest;
        taken
    }

    /// The next `N` bytes; zeros if there are fewer.
    pub fn array<const N: usize>(&mut self) -> [u8; N] {
        self.take(N).try_into().unwrap_or([0; N])
    }

    fn when<T>(&mut self, is_there: u32, read: impl FnOnce(&mut Self) -> T) -> Option<T> {
        (is_there != 0).then(|| read(self))
    }
}

#[cfg(test)]
mod tests {
    use super::{super::lead::Lead, *};
    use crate::model::{Address, Business, Source};
    use proptest::{option::of, prelude::*};

    fn degrees() -> impl Strategy<Value = Option<f64>> {
        let coarse = (-1_800_000_000..1_800_000_000i32).prop_map(|n| f64::from(n) / DEGREE);
        let odd = prop_oneof![
            Just(-0.0),
            Just(60.123_456_789_1),
            Just(1e300),
            any::<f64>()
        ];
        of(prop_oneof![
            coarse,
            odd.prop_filter("a number", |degrees| !degrees.is_nan())
        ])
    }

    prop_compose! {
        fn lead()(
            texts in prop::collection::vec(of(".{0,40}"), 11),
            tags in prop::collection::vec("[a-z ]{0,8}", 0..4),
            (lat, lon) in (degrees(), degrees()),
            numbers in any::<(i64, i64, i64, Option<i64>, Option<u128>, Option<u128>)>(),
            (stage, status) in (0..6usize, 0..4usize),
            (name, kind) in (".{0,300}", "[a-z]{0,9}"),
        ) -> Business {
            let mut texts = texts.into_iter();
            let mut text = || texts.next().flatten();
            let (version, created_at, updated_at, deleted_at, owner, logo) = numbers;
            Business {
                id: Uuid::from_u128(7),
                version,
                name,
                category: text(),
                address: Address {
                    street: text(),
                    city: text(),
                    region: text(),
                    postcode: text(),
                    country: text(),
                },
                lat,
                lon,
                phone: text(),
                email: text(),
                website: text(),
                stage: Stage::ALL[stage],
                owner_id: owner.map(Uuid::from_u128),
                tags,
                enrichment_status: EnrichmentStatus::ALL[status],
                enrichment_error: text(),
                logo: logo.map(Uuid::from_u128),
                source: Source { kind, reference: text() },
                created_at,
                updated_at,
                deleted_at,
            }
        }
    }

    proptest! {
        #[test]
        fn what_is_packed_comes_out_as_it_went_in(lead in lead()) {
            let (mut words, mut bytes) = (Words::default(), Vec::new());
            write(&View::of(&lead), &mut words, &mut bytes);
            let packed = Packed { id: lead.id, bytes: &bytes, words: &words };
            prop_assert_eq!(&read(packed).to_business(), &lead);
            let packed = Lead::Packed(packed);
            prop_assert_eq!(packed.name(), lead.name.as_bytes());
            prop_assert_eq!(
                (packed.version(), packed.updated_at(), packed.created_at(), packed.stage()),
                (lead.version, lead.updated_at, lead.created_at, lead.stage)
            );
        }

        #[test]
        fn damaged_bytes_are_no_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let packed = Packed { id: Uuid::nil(), bytes: &bytes, words: &Words::default() };
            let lead = read(packed).to_business();
            prop_assert_eq!(lead.version, Lead::Packed(packed).version());
        }
    }
}
