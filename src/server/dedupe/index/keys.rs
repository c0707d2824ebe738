//! By which keys a lead is found, and the signature that its name is compared by before
//! it is looked at closely.

use super::super::{Print, name::Name, place::At, text};
use smallvec::SmallVec;

/// Metres of a cell. Sources place a business up to some 80 m apart, and cells around
/// are looked at too.
pub const NEAR: f64 = 150.0;

/// Metres of the larger cells in which leads of the very same name are found: for places
/// that were put in the middle of a postcode, or that moved.
pub const AROUND: f64 = 1_500.0;

/// Names of a lead by which it is filed; further ones are found by place alone.
const MOST_NAMES: usize = 3;

/// What a key is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Cell = 1,
    Name,
    Phone,
    Email,
    Site,
    Town,
    House,
}

/// A key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key {
    pub kind: Kind,
    pub hash: u32,
}

impl Key {
    fn new(kind: Kind, hash: u64) -> Self {
        Self {
            kind,
            hash: (text::mix(hash, kind as u64) >> 32) as u32,
        }
    }
}

/// Few keys.
pub type Keys = SmallVec<[Key; 8]>;

/// The keys under which a lead is filed.
pub fn filed(print: &Print) -> Keys {
    let mut keys = contacts(print);
    if let Some(at) = print.at {
        keys.push(Key::new(Kind::Cell, at.key(NEAR)));
        for name in names(print) {
            keys.push(Key::new(Kind::Name, text::mix(name.key, at.key(AROUND))));
        }
    }
    dedup(keys)
}

/// The keys under which the candidates of a lead are that is filed under `filed`, at `at`,
/// and whose names have the keys `names`.
pub fn sought(filed: &[Key], at: Option<At>, names: impl Iterator<Item = u64>) -> Keys {
    let is_of_cell = |key: &&Key| matches!(key.kind, Kind::Cell | Kind::Name);
    let mut keys: Keys = filed
        .iter()
        .filter(|key| !is_of_cell(key))
        .copied()
        .collect();
    if let Some(at) = at {
        keys.extend(at.keys_around(NEAR).map(|cell| Key::new(Kind::Cell, cell)));
        for name in names.take(MOST_NAMES) {
            keys.extend(around(name, Some(at)));
        }
    }
    dedup(keys)
}

/// Keys of a name, by its own key, in the large cells around a place.
pub fn around(name: u64, at: Option<At>) -> impl Iterator<Item = Key> {
    let cells = at.into_iter().flat_map(|at| at.keys_around(AROUND));
    cells.map(move |cell| Key::new(Kind::Name, text::mix(name, cell)))
}

/// Keys of phone numbers, e-mail addresses and websites that two leads have in common, by the
/// keys under which they are filed.
pub fn shared_contacts<'a>(a: &'a [Key], b: &'a [Key]) -> impl Iterator<Item = Key> + 'a {
    let is_contact = |key: &&Key| matches!(key.kind, Kind::Phone | Kind::Email | Kind::Site);
    let contacts = a.iter().filter(is_contact);
    contacts.filter(|key| b.contains(key)).copied()
}

/// The first few names.
fn names(print: &Print) -> impl Iterator<Item = &Name> {
    print
        .names
        .iter()
        .filter(|name| !name.words.is_empty())
        .take(MOST_NAMES)
}

/// Keys that are the same wherever one looks from.
fn contacts(print: &Print) -> Keys {
    let mut keys = Keys::new();
    keys.extend(print.phones.iter().map(|phone| phone_key(phone.tail)));
    keys.extend(print.emails.iter().map(|email| email_key(email)));
    let sites = print.sites.iter().filter_map(|site| site.key());
    keys.extend(sites.map(|site| Key::new(Kind::Site, site)));
    keys.extend(print.mail_domains.iter().map(|domain| domain_key(domain)));
    keys.extend(house_key(print));
    // Without a place on either side, a name in a town is what there is.
    for name in names(print).take(1) {
        for town in [&print.postcode, &print.city] {
            if !town.is_empty() {
                keys.push(Key::new(Kind::Town, text::mix(name.key, text::hash(town))));
            }
        }
    }
    keys
}

/// The key of a phone number.
pub fn phone_key(tail: u64) -> Key {
    Key::new(Kind::Phone, tail)
}

/// The key of an e-mail address.
pub fn email_key(email: &str) -> Key {
    Key::new(Kind::Email, text::hash(email))
}

/// The key of a domain.
pub fn domain_key(domain: &str) -> Key {
    Key::new(Kind::Site, text::hash(domain))
}

/// The key of a house in its town, if they are known.
pub fn house_key(print: &Print) -> Option<Key> {
    let house = print.street.as_ref()?.house()?;
    let town = match (print.at, print.city.is_empty()) {
        (Some(at), _) => at.key(20_000.0),
        (None, false) => text::hash(&print.city),
        (None, true) => text::hash(&print.postcode),
    };
    Some(Key::new(Kind::House, text::mix(house, town)))
}

fn dedup(mut keys: Keys) -> Keys {
    keys.sort_unstable_by_key(|key| (key.kind as u8, key.hash));
    keys.dedup();
    keys
}

/// Pairs of letters of a name as bits. Names that share few are not alike.
pub fn signature(name: &Name) -> u128 {
    let mut bits = 0_u128;
    let mut last = ' ';
    for c in name.joined.chars().chain([' ']) {
        let pair = (u64::from(u32::from(last)) << 32) | u64::from(u32::from(c));
        bits |= 1 << (pair.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 57);
        last = c;
    }
    bits
}

/// How many of the pairs of the shorter name the longer one has too, 0 to 1.
pub fn overlap(a: u128, b: u128) -> f32 {
    let fewest = a.count_ones().min(b.count_ones()).max(1);
    (a & b).count_ones() as f32 / fewest as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signatures_tell_names_apart_and_let_typos_pass() {
        let alike = |a: &str, b: &str| {
            overlap(signature(&Name::new(a, &[])), signature(&Name::new(b, &[])))
        };
        assert_eq!(alike("Hausman", "Ravintola Hausman"), 1.0);
        assert!(alike("Hausman", "Hasuman") >= 0.5);
        assert!(alike("Zetor", "Zetro") >= 0.5);
        assert!(alike("Hesburger", "Hesburger Kamppi") >= 0.8);
        assert!(alike("Marimekko", "Casa Largo") < 0.4);
    }
}
