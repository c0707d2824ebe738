//! A page of leads by distance from a point.
//!
//! To measure a million distances exactly takes too long, and so does sorting
//! them. Leads are counted by rings around the point first, roughly and many at
//! once; then only those of the rings that the page touches are measured.

use super::{
    bits::Bits,
    columns::{Columns, NOWHERE},
    cursor::Key,
    geo::Point,
    page::Start,
};
use std::{collections::BinaryHeap, f64::consts::PI};

/// Rings around the point; the last is of leads whose distance is not known.
const RINGS: usize = 1 << 16;
/// Bits of a number that do not count for its ring: ten of its fraction do, so a
/// ring is a thousandth of the haversine wide, whatever its size.
const SHIFT: u32 = 13;
/// What stands for 2⁻⁶², the haversine of 6 mm: the first ring.
const NEAREST: u32 = ((127 - 62) << 23) >> SHIFT;
/// Half a ten-millionth of a degree, in radians.
const HALF_UNIT: f64 = PI / 180.0 / 1e7 / 2.0;
/// Up to so many the nearest are kept in a heap.
const FEW: u64 = 1_000;
/// So many are measured exactly before counting by rings is quicker.
const MEASURED: u32 = 60_000;
/// Leads that are measured at once.
const LANES: usize = 64;

/// What leads are ordered by: bits of the haversine, which are in the order of its
/// values since none is negative, then the id.
type Place = (u64, u128);

/// Leads around a point.
pub(super) struct Around<'a> {
    /// The columns.
    pub columns: &'a Columns,
    /// The point.
    pub near: Point,
}

impl Around<'_> {
    /// A page of `bits` by distance, then id; leads without a position are furthest.
    pub fn page(&self, bits: &Bits, start: &Start, take: usize, down: bool) -> Vec<u32> {
        let (skip, after) = match start {
            Start::Offset(skip) => (*skip, None),
            Start::After(cursor) => match cursor.key {
                Key::Distance(haversine) => {
                    let place = (haversine.unwrap_or(u64::MAX), cursor.id.as_u128());
                    (0, Some(place))
                }
                _ => return Vec::new(),
            },
        };
        if !down
            && skip + take as u64 <= FEW
            && let Some(nearest) = self.nearest(bits, after, skip as usize, take)
        {
            return nearest;
        }
        let (rings, counts) = self.rings(bits);
        self.by_rings(bits, (&rings, &counts), after, skip, take, down)
    }

    /// Any page: sorts the leads of the rings that it touches.
    fn by_rings(
        &self,
        bits: &Bits,
        (rings, counts): (&[u16], &[u32]),
        after: Option<Place>,
        skip: u64,
        take: usize,
        down: bool,
    ) -> Vec<u32> {
        let follows = |place: Place| {
            after.is_none_or(|after| if down { place < after } else { place > after })
        };
        let after = after.map(|(haversine, _)| {
            let known = (haversine != u64::MAX).then(|| f64::from_bits(haversine) as f32);
            usize::from(known.map_or(u16::MAX, ring))
        });
        let Some((first, last, skip)) = touched(counts, after, skip, take as u64, down) else {
            return Vec::new();
        };
        let mut found: Vec<(Place, u32)> = Vec::new();
        // Rings fit in 16 bits: there are as many as those can tell apart.
        let (first, span) = (first as u16, (last - first) as u16);
        let touches = |ring: u16| ring.wrapping_sub(first) <= span;
        for (n, (word, rings)) in bits.words().iter().zip(rings.chunks(LANES)).enumerate() {
            // Most of a million leads are not on this page: looked at many at once.
            if !rings.iter().fold(false, |any, ring| any | touches(*ring)) {
                continue;
            }
            let mut left = *word;
            while left != 0 {
                let lane = left.trailing_zeros();
                left &= left - 1;
                if touches(rings[lane as usize]) {
                    let rid = (n * LANES) as u32 + lane;
                    let place = self.place(rid);
                    if follows(place) {
                        found.push((place, rid));
                    }
                }
            }
        }
        found.sort_unstable();
        if down {
            found.reverse();
        }
        let page = found.into_iter().skip(skip as usize).take(take);
        page.map(|(_, rid)| rid).collect()
    }

    /// The nearest are few: what is too far north or south is not measured at all.
    /// `None` if that leaves too many, as it does for a point far from all leads.
    fn nearest(
        &self,
        bits: &Bits,
        after: Option<Place>,
        skip: usize,
        take: usize,
    ) -> Option<Vec<u32>> {
        let most = skip + take;
        let (lats, _) = self.columns.positions();
        let mut heap: BinaryHeap<(Place, u32)> = BinaryHeap::with_capacity(most + 1);
        // The latitudes within reach of the furthest in the heap: first and span.
        let (mut from, mut span) = (i32::MIN, u32::MAX);
        let mut measured = 0;
        bits.each(|rid| {
            let lat = lats[rid as usize];
            if lat.wrapping_sub(from) as u32 > span || measured > MEASURED {
                return;
            }
            measured += 1;
            let place = self.place(rid);
            if after.is_some_and(|after| place <= after) {
                return;
            }
            if heap.len() >= most {
                if heap.peek().is_some_and(|worst| (place, rid) >= *worst) {
                    return;
                }
                heap.pop();
            }
            heap.push((place, rid));
            if heap.len() >= most
                && let Some(((haversine, _), _)) = heap.peek()
                && *haversine != u64::MAX
            {
                let (south, north) = self.near.latitudes_of(f64::from_bits(*haversine));
                from = (south * 1e7).floor() as i32;
                span = ((north * 1e7).ceil() as i32).wrapping_sub(from) as u32;
            }
        });
        if measured > MEASURED {
            return None;
        }
        let sorted = heap.into_sorted_vec().into_iter();
        Some(sorted.skip(skip).map(|(_, rid)| rid).collect())
    }

    fn place(&self, rid: u32) -> Place {
        let at = self.columns.position(rid);
        let haversine = at.map_or(u64::MAX, |at| self.near.haversine_to(at.into()).to_bits());
        (haversine, self.columns.ids[rid as usize])
    }

    /// The ring of each lead of `bits`, and how many leads each ring has.
    fn rings(&self, bits: &Bits) -> (Vec<u16>, Vec<u32>) {
        let (lats, lons) = self.columns.positions();
        let mut rings = vec![0; bits.words().len() * LANES];
        let mut counts = vec![0; RINGS];
        let near = (self.near.lat * 1e7, self.near.lon * 1e7);
        let shrink = rough_sine(half_angle(9e8 - near.0.abs()) * 2.0);
        for (n, word) in bits.words().iter().enumerate() {
            if *word == 0 {
                continue;
            }
            let from = n * LANES;
            let rings = &mut rings[from..from + LANES];
            match (lats.get(from..from + LANES), lons.get(from..from + LANES)) {
                (Some(lats), Some(lons)) => {
                    for ((ring, lat), lon) in rings.iter_mut().zip(lats).zip(lons) {
                        *ring = rough_ring(near, shrink, *lat, *lon);
                    }
                }
                // The last ones.
                _ => {
                    for (ring, at) in rings.iter_mut().zip(from..lats.len()) {
                        *ring = rough_ring(near, shrink, lats[at], lons[at]);
                    }
                }
            }
            let mut left = *word;
            while left != 0 {
                counts[usize::from(rings[left.trailing_zeros() as usize])] += 1;
                left &= left - 1;
            }
        }
        (rings, counts)
    }
}

/// The rings that a page touches, first and last, and how many leads of them stand
/// before it. Rings are rough: a lead may belong to the next one on either side.
fn touched(
    counts: &[u32],
    after: Option<usize>,
    skip: u64,
    take: u64,
    down: bool,
) -> Option<(usize, usize, u64)> {
    let ring = |n: usize| if down { RINGS - 1 - n } else { n };
    // Behind a place, all but the rings beside it surely count.
    let begin = after.map_or(0, |after| ring(after) + 2);
    let mut passed = 0;
    let mut start = None;
    let mut end = RINGS - 1;
    for n in begin..RINGS {
        let count = u64::from(counts[ring(n)]);
        if start.is_none() && passed + count > skip {
            start = Some((n, passed));
        }
        passed += count;
        if passed >= skip + take {
            end = (n + 1).min(RINGS - 1);
            break;
        }
    }
    let (start, before) = match (after, start) {
        (Some(after), _) => (ring(after).saturating_sub(1), 0),
        (None, Some((start, before))) => {
            let beside = start.saturating_sub(1);
            let own = if beside < start {
                u64::from(counts[ring(beside)])
            } else {
                0
            };
            (beside, before - own)
        }
        (None, None) => return None,
    };
    let (a, b) = (ring(start), ring(end));
    Some((a.min(b), a.max(b), skip - before.min(skip)))
}

/// Half an angle in ten-millionths of a degree, in radians.
#[inline]
fn half_angle(units: f64) -> f32 {
    (units * HALF_UNIT) as f32
}

/// The sine of an angle from 0 to π/2, to six digits.
#[inline]
fn rough_sine(x: f32) -> f32 {
    let square = x * x;
    let mut sum = 1.0 - square * (1.0 / 110.0);
    sum = 1.0 - square * (1.0 / 72.0) * sum;
    sum = 1.0 - square * (1.0 / 42.0) * sum;
    sum = 1.0 - square * (1.0 / 20.0) * sum;
    sum = 1.0 - square * (1.0 / 6.0) * sum;
    x * sum
}

/// The ring of a position; `shrink` is the cosine of the point's latitude.
#[inline]
fn rough_ring(near: (f64, f64), shrink: f32, lat: i32, lon: i32) -> u16 {
    let (lat_units, lon_units) = (f64::from(lat), f64::from(lon));
    let across = (lon_units - near.1).abs();
    // The short way round, found before anything is rounded.
    let across = if across > 1.8e9 {
        3.6e9 - across
    } else {
        across
    };
    let up = rough_sine(half_angle((lat_units - near.0).abs()));
    let along = rough_sine(half_angle(across));
    let cosine = rough_sine(half_angle(9e8 - lat_units.abs()) * 2.0);
    let known = ring(up * up + shrink * cosine * along * along);
    if lat == NOWHERE { u16::MAX } else { known }
}

/// The ring of a haversine.
#[inline]
fn ring(haversine: f32) -> u16 {
    ((haversine.to_bits() >> SHIFT).max(NEAREST) - NEAREST).min(RINGS as u32 - 2) as u16
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Business, NewBusiness, Uuid};
    use proptest::prelude::*;

    fn lead(n: usize, at: Option<(f64, f64)>) -> Business {
        let mut lead =
            NewBusiness::named("x").into_business(Uuid::from_u128(n as u128 * 7919 % 1009), 0);
        (lead.lat, lead.lon) = at.unzip();
        lead
    }

    fn degrees() -> impl Strategy<Value = (f64, f64)> {
        let coarse = |limit: f64| prop_oneof![-limit..=limit, Just(limit), Just(-limit), Just(0.0)];
        prop_oneof![
            (coarse(90.0), coarse(180.0)),
            // Close together, and across the date line.
            (60.0..60.01, 24.9..24.91),
            (
                -0.001..0.001,
                prop_oneof![179.9995..180.0, -180.0..-179.9995]
            ),
        ]
        .prop_map(|(lat, lon)| ((lat * 1e7_f64).round() / 1e7, (lon * 1e7_f64).round() / 1e7))
    }

    proptest! {
        #[test]
        fn any_page_by_distance_is_that_of_all_measured(
            positions in prop::collection::vec(prop::option::weighted(0.95, degrees()), 1..400),
            near in prop_oneof![Just((60.005, 24.905)), Just((0.0, 180.0)), Just((90.0, 0.0)), degrees()],
            skip in prop_oneof![0_usize..400, 1000_usize..1001], take in 1_usize..60, down: bool, deep: bool,
        ) {
            let mut columns = Columns::default();
            for (n, at) in positions.iter().enumerate() {
                columns.put(n as u32, &lead(n, *at));
            }
            let around = Around { columns: &columns, near: near.into() };
            let bits = columns.live.clone();
            let mut want: Vec<u32> = (0..positions.len() as u32).collect();
            want.sort_by_key(|rid| around.place(*rid));
            if down { want.reverse(); }
            let got = if deep && !down {
                let (rings, counts) = around.rings(&bits);
                around.by_rings(&bits, (&rings, &counts), None, skip as u64, take, down)
            } else {
                around.page(&bits, &Start::Offset(skip as u64), take, down)
            };
            let page: Vec<u32> = want.iter().skip(skip).take(take).copied().collect();
            prop_assert_eq!(got, page);
        }
    }
}
