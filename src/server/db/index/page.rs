//! One page of a list: the leads of a set, in an order, from a place on.

use super::{
    Inner,
    bits::Bits,
    columns::Dictionary,
    cursor::{Cursor, Key},
    geo::Point,
    names::Runs,
};
use crate::model::{Sort, SortKey, Stage};
use std::{cmp::Reverse, collections::BinaryHeap};

/// Up to here the best are kept in a heap; beyond, everything is collected first.
const HEAP: usize = 20_000;

/// Where a page begins.
#[derive(Clone, Debug)]
pub enum Start {
    /// After so many leads.
    Offset(u64),
    /// After a place.
    After(Cursor),
}

/// Asks for leads of `bits` until there are enough.
struct Taker<'a> {
    bits: &'a Bits,
    skip: u64,
    take: usize,
    taken: Vec<u32>,
}

impl Taker<'_> {
    /// Looks at a lead; whether there are enough now.
    #[inline]
    fn full(&mut self, rid: u32) -> bool {
        if self.bits.has(rid) {
            if self.skip > 0 {
                self.skip -= 1;
            } else {
                self.taken.push(rid);
            }
        }
        self.taken.len() >= self.take
    }

    fn runs(mut self, runs: Runs<'_>, descending: bool) -> Vec<u32> {
        for run in runs {
            let enough = if descending {
                run.iter().rev().any(|rid| self.full(*rid))
            } else {
                run.iter().any(|rid| self.full(*rid))
            };
            if enough {
                break;
            }
        }
        self.taken
    }
}

/// The numbers of up to `take` leads of `bits`, in order.
pub(super) fn page(
    inner: &Inner,
    bits: &Bits,
    sort: Sort,
    near: Option<Point>,
    start: &Start,
    take: usize,
) -> Vec<u32> {
    let taker = |skip| Taker {
        bits,
        skip,
        take,
        taken: Vec::with_capacity(take),
    };
    let columns = &inner.columns;
    let ids = &columns.ids;
    let down = sort.descending;
    match (sort.key, start) {
        (SortKey::Name, Start::Offset(skip)) => taker(*skip).runs(inner.names.runs(down), down),
        (SortKey::Name, Start::After(cursor)) => {
            let Key::Name(name) = &cursor.key else {
                return Vec::new();
            };
            let id = cursor.id.as_u128();
            taker(0).runs(inner.names.runs_after(name.as_bytes(), id, ids, down), down)
        }
        (SortKey::UpdatedAt, Start::Offset(skip)) => {
            taker(*skip).runs(inner.recent.runs(down), down)
        }
        (SortKey::UpdatedAt, Start::After(cursor)) => {
            let Key::Time(at) = cursor.key else {
                return Vec::new();
            };
            let place = (at, cursor.id.as_u128());
            let before = |rid: u32| {
                let own = (columns.updated[rid as usize], ids[rid as usize]);
                if down { own < place } else { own <= place }
            };
            taker(0).runs(inner.recent.runs_from(before, down), down)
        }
        (SortKey::CreatedAt, Start::Offset(skip)) => by_creation(bits, *skip, take, down, None),
        (SortKey::CreatedAt, Start::After(cursor)) => {
            by_creation(bits, 0, take, down, Some(cursor.rid))
        }
        (SortKey::City, start) => grouped(
            inner,
            bits,
            &columns.city,
            &columns.cities,
            start,
            take,
            down,
        ),
        (SortKey::Category, start) => {
            let (column, texts) = (&columns.category, &columns.categories);
            grouped(inner, bits, column, texts, start, take, down)
        }
        (SortKey::Stage, start) => by_stage(inner, bits, start, take, down),
        (SortKey::Distance, start) => by_distance(inner, bits, near, start, take, down),
    }
}

/// By number, which is the order of creation; after lead `after`.
fn by_creation(bits: &Bits, skip: u64, take: usize, down: bool, after: Option<u32>) -> Vec<u32> {
    let mut taken = Vec::with_capacity(take);
    let mut skip = skip;
    let words = bits.words();
    for n in 0..words.len() {
        let at = if down { words.len() - 1 - n } else { n };
        let first = at as u32 * 64;
        let mut word = words[at];
        if let Some(after) = after {
            word &= match (down, after.checked_sub(first)) {
                (false, None) => u64::MAX,
                (false, Some(shift)) => u64::MAX.checked_shl(shift + 1).unwrap_or(0),
                (true, None) => 0,
                (true, Some(shift)) => u64::MAX.checked_shl(shift).map_or(u64::MAX, |m| !m),
            };
        }
        let count = u64::from(word.count_ones());
        if skip >= count {
            skip -= count;
            continue;
        }
        while word != 0 {
            let bit = if down {
                63 - word.leading_zeros()
            } else {
                word.trailing_zeros()
            };
            word &= !(1 << bit);
            if skip > 0 {
                skip -= 1;
            } else {
                taken.push(first + bit);
                if taken.len() == take {
                    return taken;
                }
            }
        }
    }
    taken
}

/// By a text that many leads share, then by name: counts the leads of each
/// text, then reads the names once for the texts that the page touches.
fn grouped(
    inner: &Inner,
    bits: &Bits,
    column: &[u32],
    texts: &Dictionary,
    start: &Start,
    take: usize,
    down: bool,
) -> Vec<u32> {
    let mut counts = vec![0_u32; texts.len()];
    bits.iter()
        .for_each(|rid| counts[column[rid as usize] as usize] += 1);
    let order: Box<dyn Iterator<Item = u32>> = if down {
        Box::new(texts.in_order().rev())
    } else {
        Box::new(texts.in_order())
    };
    let mut order = order.peekable();
    let mut taken = Vec::with_capacity(take);
    let mut skip = 0;
    match start {
        Start::Offset(offset) => skip = *offset,
        Start::After(cursor) => {
            let Key::Group(text, name) = &cursor.key else {
                return taken;
            };
            let number = text.as_deref().map_or(Some(0), |text| texts.find(text));
            // A database that was put back from a copy may not know the text.
            let Some(number) = number else { return taken };
            while order.next_if(|n| *n != number).is_some() {}
            order.next();
            let mut of_text = bits.clone();
            of_text.retain(|at| column.get(at) == Some(&number));
            let ids = &inner.columns.ids;
            let runs = inner
                .names
                .runs_after(name.as_bytes(), cursor.id.as_u128(), ids, down);
            let taker = Taker {
                bits: &of_text,
                skip: 0,
                take,
                taken,
            };
            taken = taker.runs(runs, down);
        }
    }
    // The texts that the page touches: how many leads of each to pass over and to take.
    let mut wanted: Vec<(u32, u64, usize)> = Vec::new();
    let mut room = take - taken.len();
    for number in order {
        if room == 0 {
            break;
        }
        let count = u64::from(counts[number as usize]);
        if skip >= count {
            skip -= count;
            continue;
        }
        let some = room.min((count - skip) as usize);
        wanted.push((number, skip, some));
        room -= some;
        skip = 0;
    }
    if wanted.is_empty() {
        return taken;
    }
    let mut place = vec![0_u16; texts.len()];
    for (at, (number, ..)) in wanted.iter().enumerate() {
        place[*number as usize] = at as u16 + 1;
    }
    let mut touched = bits.clone();
    touched.retain(|at| column.get(at).is_some_and(|n| place[*n as usize] != 0));
    let mut found: Vec<Vec<u32>> = wanted.iter().map(|_| Vec::new()).collect();
    let mut left: usize = wanted.iter().map(|(_, _, some)| some).sum();
    let mut take_one = |rid: u32| {
        if touched.has(rid) {
            let at = usize::from(place[column[rid as usize] as usize]) - 1;
            let (_, skip, some) = &mut wanted[at];
            if *skip > 0 {
                *skip -= 1;
            } else if *some > 0 {
                *some -= 1;
                left -= 1;
                found[at].push(rid);
            }
        }
        left == 0
    };
    for run in inner.names.runs(down) {
        let enough = if down {
            run.iter().rev().any(|rid| take_one(*rid))
        } else {
            run.iter().any(|rid| take_one(*rid))
        };
        if enough {
            break;
        }
    }
    taken.extend(found.into_iter().flatten());
    taken
}

/// By stage, then id.
fn by_stage(inner: &Inner, bits: &Bits, start: &Start, take: usize, down: bool) -> Vec<u32> {
    let columns = &inner.columns;
    let key = |rid: u32| columns.ids[rid as usize];
    let mut counts = [0_u64; Stage::ALL.len()];
    bits.iter().for_each(|rid| counts[columns.stage(rid)] += 1);
    let (mut skip, after) = match start {
        Start::Offset(skip) => (*skip, None),
        Start::After(cursor) => match cursor.key {
            Key::Stage(stage) => (0, Some((stage, cursor.id.as_u128()))),
            _ => return Vec::new(),
        },
    };
    let mut taken = Vec::with_capacity(take);
    for n in 0..counts.len() {
        let stage = if down { counts.len() - 1 - n } else { n };
        let first = after.filter(|(after, _)| *after == stage).map(|(_, id)| id);
        let passed =
            after.is_some_and(|(after, _)| if down { stage > after } else { stage < after });
        if passed || (first.is_none() && skip >= counts[stage]) {
            skip = skip.saturating_sub(counts[stage]);
            continue;
        }
        let room = take - taken.len();
        if room == 0 {
            break;
        }
        let mut of_stage = bits.clone();
        of_stage.retain(|at| columns.stage(at as u32) == stage);
        // Newer ids are mostly of later numbers: read so that the best come first.
        let some = if down {
            let rids = of_stage.iter_rev().map(|rid| (Reverse(key(rid)), rid));
            let rids = rids.filter(|(id, _)| first.is_none_or(|first| id.0 < first));
            best(rids, skip as usize, room)
        } else {
            let rids = of_stage.iter().map(|rid| (key(rid), rid));
            let rids = rids.filter(|(id, _)| first.is_none_or(|first| *id > first));
            best(rids, skip as usize, room)
        };
        taken.extend(some);
        skip = 0;
    }
    taken
}

/// By distance, then id; leads without a position are furthest.
fn by_distance(
    inner: &Inner,
    bits: &Bits,
    near: Option<Point>,
    start: &Start,
    take: usize,
    down: bool,
) -> Vec<u32> {
    let Some(near) = near else { return Vec::new() };
    let columns = &inner.columns;
    // Distances are not negative: their bits are in the order of their values.
    let key = |rid: u32| {
        let metres = columns
            .position(rid)
            .map(|at| near.metres_to(at.into()).to_bits());
        (metres.unwrap_or(u64::MAX), columns.ids[rid as usize])
    };
    let (skip, after) = match start {
        Start::Offset(skip) => (*skip as usize, None),
        Start::After(cursor) => match cursor.key {
            Key::Distance(metres) => (0, Some((metres.unwrap_or(u64::MAX), cursor.id.as_u128()))),
            _ => return Vec::new(),
        },
    };
    if down {
        let keyed = bits.iter().map(|rid| (Reverse(key(rid)), rid));
        let keyed = keyed.filter(|(key, _)| after.is_none_or(|after| key.0 < after));
        return best(keyed, skip, take);
    }
    // The nearest are few: what is too far north or south is not measured.
    let most = skip.saturating_add(take);
    if most > HEAP {
        let keyed = bits.iter().map(|rid| (key(rid), rid));
        return best(
            keyed.filter(|(key, _)| after.is_none_or(|after| *key > after)),
            skip,
            take,
        );
    }
    let mut heap: BinaryHeap<((u64, u128), u32)> = BinaryHeap::with_capacity(most + 1);
    let mut limit = f64::INFINITY;
    for rid in bits.iter() {
        let full = heap.len() >= most;
        if full
            && columns
                .position(rid)
                .is_some_and(|(lat, _)| near.metres_at_least(lat) > limit)
        {
            continue;
        }
        let key = key(rid);
        if after.is_some_and(|after| key <= after) {
            continue;
        }
        if full {
            if heap.peek().is_some_and(|worst| (key, rid) >= *worst) {
                continue;
            }
            heap.pop();
        }
        heap.push((key, rid));
        if heap.len() >= most
            && let Some(((metres, _), _)) = heap.peek()
        {
            // Bits that stand for «unknown» are no number: nothing is beyond them.
            limit = Some(f64::from_bits(*metres))
                .filter(|m| !m.is_nan())
                .unwrap_or(f64::INFINITY);
        }
    }
    heap.into_sorted_vec()
        .into_iter()
        .skip(skip)
        .map(|(_, rid)| rid)
        .collect()
}

/// The `take` smallest after the `skip` smallest, in order.
fn best<K: Ord>(keyed: impl Iterator<Item = (K, u32)>, skip: usize, take: usize) -> Vec<u32> {
    let most = skip.saturating_add(take);
    let mut sorted = if most <= HEAP {
        let mut heap = BinaryHeap::with_capacity(most + 1);
        for one in keyed {
            if heap.len() < most {
                heap.push(one);
            } else if heap.peek().is_some_and(|worst| one < *worst) {
                heap.pop();
                heap.push(one);
            }
        }
        heap.into_sorted_vec()
    } else {
        let mut all: Vec<_> = keyed.collect();
        if skip >= all.len() {
            return Vec::new();
        }
        if skip > 0 {
            all.select_nth_unstable(skip);
        }
        let mut rest = all.split_off(skip);
        if rest.len() > take {
            rest.select_nth_unstable(take);
            rest.truncate(take);
        }
        rest.sort_unstable();
        return rest.into_iter().map(|(_, rid)| rid).collect();
    };
    sorted.drain(..skip.min(sorted.len()));
    sorted.into_iter().map(|(_, rid)| rid).collect()
}
