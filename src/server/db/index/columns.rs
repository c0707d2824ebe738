//! What lists filter and sort by, a column each, by a lead's number.

use super::{bits::Bits, text::fold};
use crate::model::{Business, EnrichmentStatus, Stage, Uuid};
use std::collections::{BTreeMap, HashMap};

/// No position.
pub const NOWHERE: i32 = i32::MIN;

/// The columns. A number that was never given has an entry without meaning.
#[derive(Debug, Default)]
pub struct Columns {
    /// Leads that are not deleted.
    pub live: Bits,
    /// Stage, and enrichment status above three bits.
    state: Vec<u8>,
    /// Place in `cities`.
    pub city: Vec<u32>,
    /// Place in `categories`.
    pub category: Vec<u32>,
    /// Place in `owners`; 0 for nobody.
    owner: Vec<u32>,
    lat: Vec<i32>,
    lon: Vec<i32>,
    /// When each last changed.
    pub updated: Vec<i64>,
    /// The ids, which break ties.
    pub ids: Vec<u128>,
    /// Every city there is or was.
    pub cities: Dictionary,
    /// Every category there is or was.
    pub categories: Dictionary,
    owners: HashMap<Uuid, u32>,
}

/// Texts that many leads share; 0 stands for none.
#[derive(Debug, Default)]
pub struct Dictionary {
    numbers: HashMap<Box<str>, u32>,
    /// Folded, then as written: the order of lists.
    sorted: BTreeMap<(Box<str>, Box<str>), u32>,
    /// How many live leads have it.
    counts: Vec<u32>,
}

/// A position in ten-millionths of a degree is 1 cm: what leads are rounded to.
fn fixed(degrees: Option<f64>) -> i32 {
    degrees.map_or(NOWHERE, |d| (d * 1e7).round() as i32)
}

impl Columns {
    /// Room for numbers below `len`.
    pub fn grow(&mut self, len: usize) {
        // A quarter more at a time: doubling would waste half of it.
        fn grow<T: Clone>(column: &mut Vec<T>, len: usize, value: T) {
            if column.len() < len {
                if column.capacity() < len {
                    column.reserve_exact(len + len / 4 - column.len());
                }
                column.resize(len, value);
            }
        }
        self.live.grow(len);
        grow(&mut self.state, len, 0);
        grow(&mut self.city, len, 0);
        grow(&mut self.category, len, 0);
        grow(&mut self.owner, len, 0);
        grow(&mut self.lat, len, NOWHERE);
        grow(&mut self.lon, len, NOWHERE);
        grow(&mut self.updated, len, 0);
        grow(&mut self.ids, len, 0);
    }

    /// Room for exactly so many numbers.
    pub fn reserve(&mut self, len: usize) {
        self.live.grow(len);
        self.state.reserve_exact(len);
        self.city.reserve_exact(len);
        self.category.reserve_exact(len);
        self.owner.reserve_exact(len);
        self.lat.reserve_exact(len);
        self.lon.reserve_exact(len);
        self.updated.reserve_exact(len);
        self.ids.reserve_exact(len);
    }

    /// Writes a lead's entries.
    pub fn put(&mut self, rid: u32, business: &Business) {
        let at = rid as usize;
        self.grow(at + 1);
        self.live.set(rid, business.deleted_at.is_none());
        self.state[at] = business.stage as u8 | (business.enrichment_status as u8) << 3;
        self.city[at] = self.cities.number(business.address.city.as_deref());
        self.category[at] = self.categories.number(business.category.as_deref());
        self.owner[at] = business.owner_id.map_or(0, |owner| {
            let next = self.owners.len() as u32 + 1;
            *self.owners.entry(owner).or_insert(next)
        });
        self.lat[at] = fixed(business.lat);
        self.lon[at] = fixed(business.lon);
        self.updated[at] = business.updated_at;
        self.ids[at] = business.id.as_u128();
    }

    /// Keeps the leads in `stage`.
    pub fn keep_stage(&self, bits: &mut Bits, stage: Stage) {
        let stage = stage as u8;
        bits.retain(|at| self.state.get(at).is_some_and(|state| state & 7 == stage));
    }

    /// Keeps the leads of an enrichment status.
    pub fn keep_status(&self, bits: &mut Bits, status: EnrichmentStatus) {
        let status = status as u8;
        bits.retain(|at| self.state.get(at).is_some_and(|state| state >> 3 == status));
    }

    /// Keeps the leads of an owner.
    pub fn keep_owner(&self, bits: &mut Bits, owner: Uuid) {
        // A number that nobody has.
        let owner = self.owners.get(&owner).copied().unwrap_or(u32::MAX);
        bits.retain(|at| self.owner.get(at) == Some(&owner));
    }

    /// Where a lead is: latitude and longitude in degrees.
    pub fn position(&self, rid: u32) -> Option<(f64, f64)> {
        let lat = self.lat.get(rid as usize).copied().unwrap_or(NOWHERE);
        (lat != NOWHERE).then(|| {
            let lon = self.lon[rid as usize];
            (f64::from(lat) / 1e7, f64::from(lon) / 1e7)
        })
    }

    /// Latitudes and longitudes in ten-millionths of a degree; [`NOWHERE`] if not known.
    pub fn positions(&self) -> (&[i32], &[i32]) {
        (&self.lat, &self.lon)
    }

    /// Keeps the leads with a latitude in this range, in degrees, and perhaps some
    /// at its ends.
    pub fn keep_latitudes(&self, bits: &mut Bits, from: f64, to: f64) {
        // Rounded outwards: what is left is looked at closely.
        let from = (from * 1e7).floor() as i32 - 1;
        let to = (to * 1e7).ceil() as i32 + 1;
        let span = to.wrapping_sub(from) as u32;
        // One comparison, since what is below wraps to the top.
        bits.retain(|at| {
            self.lat
                .get(at)
                .is_some_and(|lat| lat.wrapping_sub(from) as u32 <= span)
        });
    }

    /// Heap bytes.
    pub fn bytes(&self) -> usize {
        self.live.bytes()
            + self.state.capacity()
            + 4 * (self.city.capacity() + self.category.capacity() + self.owner.capacity())
            + 4 * (self.lat.capacity() + self.lon.capacity())
            + 8 * self.updated.capacity()
            + 16 * self.ids.capacity()
    }
}

impl Dictionary {
    /// The number of a text; given if it has none yet.
    fn number(&mut self, text: Option<&str>) -> u32 {
        let Some(text) = text else { return 0 };
        if let Some(number) = self.numbers.get(text) {
            return *number;
        }
        let number = self.numbers.len() as u32 + 1;
        self.numbers.insert(text.into(), number);
        self.sorted.insert((fold(text).into(), text.into()), number);
        number
    }

    /// The number of a text that a lead has or had.
    pub fn find(&self, text: &str) -> Option<u32> {
        self.numbers.get(text).copied()
    }

    /// How many numbers were given, 0 included.
    pub fn len(&self) -> usize {
        self.numbers.len() + 1
    }

    /// The numbers in the order of their texts; none comes last.
    pub fn in_order(&self) -> impl DoubleEndedIterator<Item = u32> + '_ {
        self.sorted.values().copied().chain(std::iter::once(0))
    }

    /// One lead more or less has this text.
    pub fn add(&mut self, text: Option<&str>, n: i32) {
        let number = self.number(text) as usize;
        if self.counts.len() <= number {
            self.counts.resize(number + 1, 0);
        }
        self.counts[number] = self.counts[number].wrapping_add_signed(n);
    }

    /// The texts that most leads have, most first, then in order.
    pub fn top(&self, most: usize) -> Vec<(&str, u32)> {
        let mut top: Vec<_> = self
            .sorted
            .iter()
            .map(|((_, text), number)| {
                (
                    &**text,
                    self.counts.get(*number as usize).copied().unwrap_or(0),
                )
            })
            .filter(|(_, count)| *count > 0)
            .collect();
        top.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        top.truncate(most);
        top
    }
}
