//! A page of leads by distance from a point.

use super::{bits::Bits, columns::Columns, cursor::Key, geo::Point, page::Start};
use std::collections::BinaryHeap;

/// Up to so many the nearest are kept in a heap.
const HEAP: usize = 2_000;
/// Rings around the point.
const RINGS: usize = 1 << 16;
/// The ring of leads whose distance is not known.
const UNKNOWN: u16 = u16::MAX;

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
    fn place(&self, rid: u32) -> Place {
        let haversine = self.haversine(rid).map_or(u64::MAX, f64::to_bits);
        (haversine, self.columns.ids[rid as usize])
    }

    fn haversine(&self, rid: u32) -> Option<f64> {
        let at = self.columns.position(rid)?;
        Some(self.near.haversine_to(at.into()))
    }

    /// A page of `bits` by distance, then id; leads without a position are furthest.
    pub fn page(&self, bits: &Bits, start: &Start, take: usize, down: bool) -> Vec<u32> {
        let (skip, after) = match start {
            Start::Offset(skip) => (usize::try_from(*skip).unwrap_or(usize::MAX), None),
            Start::After(cursor) => match cursor.key {
                Key::Distance(haversine) => {
                    let place = (haversine.unwrap_or(u64::MAX), cursor.id.as_u128());
                    (0, Some(place))
                }
                _ => return Vec::new(),
            },
        };
        if !down && skip.saturating_add(take) <= HEAP {
            self.nearest(bits, after, skip, take)
        } else {
            self.by_rings(bits, after, skip, take, down)
        }
    }

    /// The nearest are few: what is too far north or south is not measured.
    fn nearest(&self, bits: &Bits, after: Option<Place>, skip: usize, take: usize) -> Vec<u32> {
        let most = skip + take;
        let mut heap: BinaryHeap<(Place, u32)> = BinaryHeap::with_capacity(most + 1);
        let mut limit = f64::INFINITY;
        bits.each(|rid| {
            let full = heap.len() >= most;
            let lat = self.columns.position(rid).map(|(lat, _)| lat);
            if full && lat.is_some_and(|lat| self.near.haversine_at_least(lat) > limit) {
                return;
            }
            let place = self.place(rid);
            if after.is_some_and(|after| place <= after) {
                return;
            }
            if full {
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
                limit = f64::from_bits(*haversine);
            }
        });
        let sorted = heap.into_sorted_vec().into_iter();
        sorted.skip(skip).map(|(_, rid)| rid).collect()
    }

    /// Any page: counts the leads of each ring, then sorts those of the rings
    /// that the page touches. Two bytes a lead.
    fn by_rings(
        &self,
        bits: &Bits,
        after: Option<Place>,
        skip: usize,
        take: usize,
        down: bool,
    ) -> Vec<u32> {
        let mut counts = vec![0_u32; RINGS];
        let mut rings = Vec::with_capacity(bits.count() as usize);
        let (first, last) = after.map_or((0, UNKNOWN), |(haversine, _)| {
            let ring = ring((haversine != u64::MAX).then(|| f64::from_bits(haversine)));
            if down { (0, ring) } else { (ring, UNKNOWN) }
        });
        bits.each(|rid| {
            let ring = ring(self.haversine(rid));
            rings.push(ring);
            // Within the ring of the place itself only what follows it counts.
            let counts_in = (first..=last).contains(&ring)
                && after.is_none_or(|after| {
                    ring != (if down { last } else { first })
                        || follows(self.place(rid), after, down)
                });
            counts[usize::from(ring)] += u32::from(counts_in);
        });
        // The rings of the page, and how many leads stand before it in them.
        let mut before = skip;
        let mut room = take;
        let mut touched: Option<(u16, u16)> = None;
        for n in 0..RINGS {
            let ring = if down { RINGS - 1 - n } else { n };
            let count = counts[ring] as usize;
            if count == 0 || room == 0 {
                continue;
            }
            if touched.is_none() {
                if before >= count {
                    before -= count;
                    continue;
                }
                room += before;
            }
            room = room.saturating_sub(count);
            let ring = ring as u16;
            touched = Some(touched.map_or((ring, ring), |(a, b)| (a.min(ring), b.max(ring))));
        }
        let Some((from, to)) = touched else {
            return Vec::new();
        };
        let mut found: Vec<(Place, u32)> = Vec::new();
        let mut rings = rings.into_iter();
        bits.each(|rid| {
            if rings.next().is_some_and(|ring| (from..=to).contains(&ring)) {
                let place = self.place(rid);
                if after.is_none_or(|after| follows(place, after, down)) {
                    found.push((place, rid));
                }
            }
        });
        found.sort_unstable();
        if down {
            found.reverse();
        }
        let page = found.into_iter().skip(before).take(take);
        page.map(|(_, rid)| rid).collect()
    }
}

fn follows(place: Place, after: Place, down: bool) -> bool {
    if down { place < after } else { place > after }
}

/// The ring of a haversine: a thousandth of it wide, whatever its size.
fn ring(haversine: Option<f64>) -> u16 {
    /// Bits of the number that are left out: ten of its fraction stay.
    const SHIFT: u32 = 42;
    /// The ring of 2⁻⁶², which is 6 mm.
    const NEAREST: u64 = ((1023 - 62) << 52) >> SHIFT;
    haversine.map_or(UNKNOWN, |haversine| {
        let ring = (haversine.to_bits() >> SHIFT).saturating_sub(NEAREST);
        ring.min(u64::from(UNKNOWN) - 1) as u16
    })
}
