//! One page of a list: the leads of a set, in an order, from a place on.

use super::{
    Inner,
    bits::Bits,
    columns::Dictionary,
    cursor::{Cursor, Key},
    distance::Around,
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
        (SortKey::Distance, start) => near.map_or_else(Vec::new, |near| {
            Around { columns, near }.page(bits, start, take, down)
        }),
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
    let id = |rid: u32| columns.ids[rid as usize];
    let (mut skip, after) = match start {
        Start::Offset(skip) => (*skip, None),
        Start::After(cursor) => match cursor.key {
            Key::Stage(stage) => (0, Some((stage, cursor.id.as_u128()))),
            _ => return Vec::new(),
        },
    };
    let mut taken = Vec::with_capacity(take);
    for n in 0..Stage::ALL.len() {
        let stage = if down { Stage::ALL.len() - 1 - n } else { n };
        let room = take - taken.len();
        if room == 0 {
            break;
        }
        if after.is_some_and(|(after, _)| if down { stage > after } else { stage < after }) {
            continue;
        }
        let mut of_stage = bits.clone();
        columns.keep_stage(&mut of_stage, Stage::ALL[stage]);
        let first = after.filter(|(after, _)| *after == stage).map(|(_, id)| id);
        if let Some(first) = first {
            of_stage.retain(|at| {
                if down {
                    columns.ids[at] < first
                } else {
                    columns.ids[at] > first
                }
            });
        }
        let count = of_stage.count();
        if skip >= count {
            skip -= count;
            continue;
        }
        // Ids mostly grow with the numbers: the best come first.
        let of_stage: &mut dyn Iterator<Item = u32> = if down {
            &mut of_stage.iter_rev()
        } else {
            &mut of_stage.iter()
        };
        taken.extend(if down {
            best(of_stage, |rid| Reverse(id(rid)), skip as usize, room)
        } else {
            best(of_stage, id, skip as usize, room)
        });
        skip = 0;
    }
    taken
}

/// The numbers of the `take` with the smallest keys after the `skip` smallest, in order.
fn best<K: Ord + Copy>(
    rids: impl Iterator<Item = u32>,
    key: impl Fn(u32) -> K,
    skip: usize,
    take: usize,
) -> Vec<u32> {
    let most = skip.saturating_add(take);
    if most <= HEAP {
        let mut heap = BinaryHeap::with_capacity(most + 1);
        for rid in rids {
            let one = (key(rid), rid);
            if heap.len() < most {
                heap.push(one);
            } else if heap.peek().is_some_and(|worst| one < *worst) {
                heap.pop();
                heap.push(one);
            }
        }
        let sorted = heap.into_sorted_vec().into_iter();
        return sorted.skip(skip).map(|(_, rid)| rid).collect();
    }
    // Numbers alone: their keys would take ten times the room.
    let mut all: Vec<u32> = rids.collect();
    if skip >= all.len() {
        return Vec::new();
    }
    all.select_nth_unstable_by_key(skip, |rid| key(*rid));
    let mut rest = all.split_off(skip);
    if rest.len() > take {
        rest.select_nth_unstable_by_key(take, |rid| key(*rid));
        rest.truncate(take);
    }
    rest.sort_unstable_by_key(|rid| key(*rid));
    rest
}
