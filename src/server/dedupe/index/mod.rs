//! Which leads are worth comparing with one: near it and called alike, or with the same
//! phone, e-mail address, website or house. Kept as leads come, change and go; what it
//! holds of a lead are some hundred bytes, so that a million fit in memory.

mod alike;
mod keys;
mod outline;
mod postings;

use super::{
    Census, Print, Surroundings,
    kinship::{self, Kinship},
    place::At,
    score::Glimpse,
};
use crate::server::categories::Category;
use keys::{Key, Kind};
use outline::{Names, Outline};
use postings::Postings;
use rustc_hash::FxHashMap;
use smallvec::SmallVec;
use std::hash::Hash;

/// Names that share fewer of their letter pairs are not alike.
const ALIKE: f32 = 0.38;

/// A key of more leads is a chain's: only those around are looked at.
const CHAIN: usize = 64;

/// A key of more leads than this says nothing: those around are found by their place.
const CROWD: usize = 4_096;

/// Metres within which leads of a chain are looked at, and counted as namesakes.
const NEIGHBOURHOOD: f64 = 1_500.0;

/// Metres within which leads of the same name are taken for the same place.
const SAME_PLACE: f64 = 120.0;

/// At most this many candidates are returned, the likeliest.
pub const MOST: usize = 40;

/// What is kept of a lead.
#[derive(Clone, Debug)]
struct Slot<Id> {
    id: Id,
    at: Option<At>,
    /// Of each of its names.
    signatures: SmallVec<[u128; 1]>,
    names: Outline,
    keys: Box<[Key]>,
    words: Box<[u64]>,
    kind: Option<&'static Category>,
    has: Has,
}

/// What is known of a lead.
#[derive(Clone, Copy, Debug)]
struct Has {
    category: bool,
    /// A website that is more than a front page.
    page: bool,
    street: bool,
    levels: bool,
    branch: bool,
}

impl<Id> Slot<Id> {
    fn new(id: Id, print: &Print) -> Self {
        let names = print.names.iter().filter(|name| !name.words.is_empty());
        Self {
            id,
            at: print.at,
            signatures: names.map(keys::signature).collect(),
            names: Outline::new(&print.names),
            keys: keys::filed(print).into_boxed_slice(),
            words: print.census_words().into_boxed_slice(),
            kind: print.kind,
            has: Has {
                category: print.category.is_some(),
                page: print.sites.iter().any(|site| !site.page.is_empty()),
                street: print.street.is_some(),
                levels: !print.levels.is_empty(),
                branch: !print.branch.is_empty(),
            },
        }
    }
}

/// Leads by what they are found by. `Id` is how the caller calls them.
#[derive(Clone, Debug)]
pub struct Index<Id> {
    slots: Vec<Option<Slot<Id>>>,
    free: Vec<u32>,
    by_id: FxHashMap<Id, u32>,
    postings: Postings,
    census: Census,
}

impl<Id> Default for Index<Id> {
    fn default() -> Self {
        Self {
            slots: Vec::new(),
            free: Vec::new(),
            by_id: FxHashMap::default(),
            postings: Postings::default(),
            census: Census::default(),
        }
    }
}

impl<Id: Copy + Eq + Hash + Ord> Index<Id> {
    /// How many leads there are.
    pub fn len(&self) -> usize {
        self.by_id.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.by_id.is_empty()
    }

    /// How common words are.
    pub fn census(&self) -> &Census {
        &self.census
    }

    /// Files a lead; what was filed under the same id is replaced.
    pub fn insert(&mut self, id: Id, print: &Print) {
        self.remove(id);
        let slot = Slot::new(id, print);
        let number = self.free.pop().unwrap_or_else(|| {
            self.slots.push(None);
            (self.slots.len() - 1) as u32
        });
        for key in &slot.keys {
            self.postings.add(key.hash, number);
        }
        self.census.add(slot.words.iter().copied());
        self.slots[number as usize] = Some(slot);
        self.by_id.insert(id, number);
    }

    /// Takes a lead out. Whether it was there.
    pub fn remove(&mut self, id: Id) -> bool {
        let Some(number) = self.by_id.remove(&id) else {
            return false;
        };
        if let Some(slot) = self.slots[number as usize].take() {
            for key in &slot.keys {
                self.postings.remove(key.hash, number);
            }
            self.census.remove(slot.words.iter().copied());
            self.free.push(number);
        }
        true
    }

    /// The leads worth comparing with this one, the likeliest first, at most [`MOST`].
    /// It may be among them itself. The same leads give the same answer, in whatever
    /// order they came in.
    pub fn candidates(&self, print: &Print) -> Vec<Id> {
        let found = self.around(&Slot::new((), print)).into_iter();
        found.map(|slot| slot.id).collect()
    }

    /// Those of the [candidates](Self::candidates) of a filed lead that may be it: without
    /// itself, and without those that certainly [score](super::score()) too low to be
    /// proposed, by what is kept of both.
    pub fn likely(&self, id: Id) -> Vec<Id> {
        let number = self.by_id.get(&id);
        let Some(own) = number.and_then(|number| self.slots[*number as usize].as_ref()) else {
            return Vec::new();
        };
        let names = own.names.read();
        let found = self.around(own).into_iter();
        found
            .filter(|slot| slot.id != id && self.may_be_one(own, &names, slot))
            .map(|slot| slot.id)
            .collect()
    }

    /// Whether two leads may be proposed, by what is kept of them.
    fn may_be_one(&self, a: &Slot<Id>, names: &Names<'_>, b: &Slot<Id>) -> bool {
        let mut glimpse = Glimpse {
            like: names.most_alike(&b.names),
            metres: a.at.zip(b.at).map(|(a, b)| a.metres(b)),
            pages: a.has.page && b.has.page,
            streets: a.has.street && b.has.street,
            levels: a.has.levels && b.has.levels,
            branches: a.has.branch && b.has.branch,
            ..Glimpse::default()
        };
        for key in keys::shared_contacts(&a.keys, &b.keys) {
            let fewest = match key.kind {
                Kind::Phone => &mut glimpse.phone,
                Kind::Email => &mut glimpse.email,
                _ => &mut glimpse.site,
            };
            let holders = self.postings.get(key.hash).len() as u32;
            *fewest = Some(fewest.map_or(holders, |fewest| fewest.min(holders)));
        }
        glimpse.may_be_one(|| match (a.kind, b.kind) {
            (Some(a), Some(b)) => Some(kinship::of(a, b)),
            // The same, perhaps, though not known to us.
            _ => (a.has.category && b.has.category).then_some(Kinship::Same),
        })
    }

    /// The candidates of a lead.
    fn around<Any>(&self, own: &Slot<Any>) -> Vec<&Slot<Id>> {
        // How much speaks for each lead, by its number.
        let mut found: FxHashMap<u32, f32> = FxHashMap::default();
        for key in keys::sought(&own.keys, own.at, own.names.keys()) {
            let filed = self.postings.get(key.hash);
            if filed.len() > CROWD && key.kind != Kind::Cell {
                continue;
            }
            let chain = filed.len() > CHAIN && key.kind != Kind::Cell;
            for number in filed {
                let Some(slot) = &self.slots[*number as usize] else {
                    continue;
                };
                if chain && !is_around(slot.at, own.at) {
                    continue;
                }
                let worth = match key.kind {
                    Kind::Cell | Kind::House => {
                        let alike = alike(&own.signatures, &slot.signatures);
                        if alike < ALIKE {
                            continue;
                        }
                        alike
                    }
                    Kind::Name | Kind::Town => 1.0,
                    Kind::Site => 0.6,
                    Kind::Phone | Kind::Email => 1.2,
                };
                *found.entry(*number).or_default() += worth;
            }
        }
        let mut found: Vec<(f32, u32, &Slot<Id>)> = found
            .into_iter()
            .filter_map(|(number, worth)| {
                let slot = self.slots[number as usize].as_ref()?;
                let metres = slot
                    .at
                    .zip(own.at)
                    .map_or(u32::MAX, |(a, b)| a.metres(b) as u32);
                Some((worth, metres, slot))
            })
            .collect();
        found.sort_unstable_by(|(a, near_a, x), (b, near_b, y)| {
            b.total_cmp(a)
                .then(near_a.cmp(near_b))
                .then(x.id.cmp(&y.id))
        });
        found.truncate(MOST);
        found.into_iter().map(|(_, _, slot)| slot).collect()
    }

    /// What [`score`](super::score()) has to know of others around two leads.
    pub fn surroundings(&self, a: &Print, b: &Print) -> Surroundings {
        let count = |key: Key| self.postings.get(key.hash).len() as u32;
        let most = |counts: &mut dyn Iterator<Item = u32>| counts.max().unwrap_or(0);
        let shared = a
            .phones
            .iter()
            .filter(|phone| b.phones.iter().any(|other| other.same(**phone)));
        let phone = most(&mut shared.map(|phone| count(keys::phone_key(phone.tail))));
        let shared = a.emails.iter().filter(|email| b.emails.contains(email));
        let email = most(&mut shared.map(|email| count(keys::email_key(email))));
        let shared = a
            .domains()
            .filter(|domain| b.domains().any(|other| other == *domain));
        let site = most(&mut shared.map(|domain| count(keys::domain_key(domain))));
        let houses = [keys::house_key(a), keys::house_key(b)];
        Surroundings {
            namesakes: self.namesakes(a, b),
            phone,
            email,
            site,
            house: most(&mut houses.into_iter().flatten().map(count)),
        }
    }

    /// How many other places around have the name of one of the two.
    fn namesakes(&self, a: &Print, b: &Print) -> u32 {
        let here = |at: At| {
            [a.at, b.at]
                .into_iter()
                .flatten()
                .any(|place| place.metres(at) <= SAME_PLACE)
        };
        let mut others: SmallVec<[u32; 16]> = SmallVec::new();
        for print in [a, b] {
            let names = print
                .names
                .iter()
                .take(1)
                .filter(|name| !name.words.is_empty());
            for key in names.flat_map(|name| keys::around(name.key, print.at)) {
                for number in self.postings.get(key.hash).iter().take(CHAIN) {
                    let at = self.slots[*number as usize]
                        .as_ref()
                        .and_then(|slot| slot.at);
                    if at.is_some_and(|at| !here(at) && is_around(Some(at), print.at)) {
                        others.push(*number);
                    }
                }
            }
        }
        others.sort_unstable();
        others.dedup();
        others.len() as u32
    }

    /// About how many bytes this takes.
    pub fn bytes(&self) -> usize {
        let slots = self.slots.iter().flatten();
        let inner: usize = slots
            .map(|slot| {
                let spilled = if slot.signatures.spilled() {
                    slot.signatures.capacity() * 16
                } else {
                    0
                };
                spilled
                    + slot.names.bytes()
                    + slot.keys.len() * size_of::<Key>()
                    + slot.words.len() * 8
            })
            .sum();
        inner
            + self.slots.capacity() * size_of::<Option<Slot<Id>>>()
            + self.by_id.capacity() * (size_of::<(Id, u32)>() + 1) * 8 / 7
            + self.postings.bytes()
            + self.census.bytes()
    }
}

/// Whether a lead is around, or may be.
fn is_around(at: Option<At>, from: Option<At>) -> bool {
    at.zip(from)
        .is_none_or(|(a, b)| a.metres(b) <= NEIGHBOURHOOD)
}

/// The best of the names.
fn alike(a: &[u128], b: &[u128]) -> f32 {
    let pairs = a
        .iter()
        .flat_map(|a| b.iter().map(move |b| keys::overlap(*a, *b)));
    pairs.fold(0.0, f32::max)
}

#[cfg(test)]
mod tests;
