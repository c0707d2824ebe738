//! The rows of a list: numbers of leads in order, in pieces that are shared until
//! one changes. A copy of 100,000 rows is 200 counts, a change of one moves 2 KB.

use crate::{
    model::Uuid,
    query::{Slot, Slots},
};
use std::{ops::Range, rc::Rc};

/// Rows in a piece as it is made; when it has twice as many, it is cut.
const PIECE: usize = 512;

/// Rows in order.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    slots: Slots,
    pieces: Vec<Rc<Vec<Slot>>>,
    len: usize,
}

impl Rows {
    /// No rows, of leads that have their numbers from `slots`.
    pub fn new(slots: Slots) -> Self {
        Self {
            slots,
            ..Self::default()
        }
    }

    /// Rows as they were kept.
    pub fn from_pieces(slots: Slots, pieces: Vec<Rc<Vec<Slot>>>) -> Self {
        let len = pieces.iter().map(|piece| piece.len()).sum();
        Self { slots, pieces, len }
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The numbers of leads, shared with who keeps them.
    pub fn pieces(&self) -> &[Rc<Vec<Slot>>] {
        &self.pieces
    }

    /// What numbers mean.
    pub fn slots(&self) -> &Slots {
        &self.slots
    }

    /// Every row.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = Slot> {
        self.pieces.iter().flat_map(|piece| piece.iter().copied())
    }

    /// The lead of a row.
    pub fn get(&self, index: usize) -> Option<Uuid> {
        let (piece, at) = self.seek(index)?;
        self.slots.id(*self.pieces.get(piece)?.get(at)?)
    }

    /// The leads of some rows, as many as there are.
    pub fn range(&self, range: Range<usize>) -> Vec<Uuid> {
        let Some((piece, at)) = self.seek(range.start) else {
            return Vec::new();
        };
        let rows = self.pieces[piece..]
            .iter()
            .flat_map(|piece| piece.iter())
            .skip(at);
        let ids = rows.take(range.len());
        ids.filter_map(|slot| self.slots.id(*slot)).collect()
    }

    /// The last row's lead.
    pub fn last(&self) -> Option<Slot> {
        self.pieces.last()?.last().copied()
    }

    /// Puts rows behind the last.
    pub fn extend(&mut self, rows: impl IntoIterator<Item = Slot>) {
        for slot in rows {
            match self.pieces.last_mut() {
                Some(last) if last.len() < PIECE => Rc::make_mut(last).push(slot),
                _ => {
                    let mut piece = Vec::with_capacity(PIECE);
                    piece.push(slot);
                    self.pieces.push(Rc::new(piece));
                }
            }
            self.len += 1;
        }
    }

    /// The first row for which `is_before` does not hold; rows are in that order.
    pub fn partition(&self, is_before: impl Fn(Slot) -> bool) -> usize {
        let piece = self
            .pieces
            .partition_point(|piece| piece.last().is_some_and(|last| is_before(*last)));
        let before: usize = self.pieces[..piece].iter().map(|piece| piece.len()).sum();
        let within = self.pieces.get(piece);
        before + within.map_or(0, |piece| piece.partition_point(|slot| is_before(*slot)))
    }

    /// Whether `slot` stands at `index`.
    pub fn is_at(&self, index: usize, slot: Slot) -> bool {
        let found = self.seek(index);
        found.is_some_and(|(piece, at)| self.pieces[piece].get(at) == Some(&slot))
    }

    /// Where `slot` stands, looking at every row.
    pub fn scan(&self, slot: Slot) -> Option<usize> {
        let mut before = 0;
        for piece in &self.pieces {
            // Eight at a time: that which looks at one after the other comes once.
            if piece.contains(&slot) {
                let at = piece.iter().position(|other| *other == slot)?;
                return Some(before + at);
            }
            before += piece.len();
        }
        None
    }

    /// Puts a row at `index`.
    pub fn insert(&mut self, index: usize, slot: Slot) {
        // Behind the last row it belongs to the last piece.
        let place = match index.checked_sub(1).and_then(|before| self.seek(before)) {
            Some((piece, at)) => Some((piece, at + 1)),
            None if self.pieces.is_empty() => None,
            None => Some((0, 0)),
        };
        let Some((number, at)) = place else {
            return self.extend([slot]);
        };
        let piece = Rc::make_mut(&mut self.pieces[number]);
        piece.insert(at, slot);
        if piece.len() >= 2 * PIECE {
            let rest = piece.split_off(PIECE);
            self.pieces.insert(number + 1, Rc::new(rest));
        }
        self.len += 1;
    }

    /// Takes the row at `index` away.
    pub fn remove(&mut self, index: usize) {
        let Some((number, at)) = self.seek(index) else {
            return;
        };
        let piece = Rc::make_mut(&mut self.pieces[number]);
        piece.remove(at);
        self.len -= 1;
        let left = piece.len();
        if left == 0 {
            self.pieces.remove(number);
        } else if left < PIECE / 4
            && let Some(next) = self.pieces.get(number + 1)
            && left + next.len() <= PIECE
        {
            let next = self.pieces.remove(number + 1);
            Rc::make_mut(&mut self.pieces[number]).extend(next.iter());
        }
    }

    /// Takes every row away that is meant. How many that were.
    pub fn remove_all(&mut self, is_meant: impl Fn(Slot) -> bool) -> usize {
        let before = self.len;
        for piece in &mut self.pieces {
            if piece.iter().any(|slot| is_meant(*slot)) {
                let mut left = Vec::with_capacity(piece.len());
                left.extend(piece.iter().copied().filter(|slot| !is_meant(*slot)));
                *piece = Rc::new(left);
            }
        }
        self.settle();
        before - self.len
    }

    /// Puts rows, which are in order among themselves, where they belong: each behind
    /// those that `is_before` says are before it.
    pub fn insert_all<T>(&mut self, rows: &[(Slot, T)], is_before: impl Fn(Slot, &T) -> bool) {
        let mut rest = rows;
        let pieces = std::mem::take(&mut self.pieces);
        let mut pieces = pieces.into_iter().peekable();
        while !rest.is_empty() || pieces.peek().is_some() {
            let piece = pieces.next().unwrap_or_default();
            // Behind the last row they belong to the last piece.
            let own = match (pieces.peek(), piece.last()) {
                (Some(_), Some(last)) => rest.partition_point(|(_, new)| !is_before(*last, new)),
                _ => rest.len(),
            };
            let (own, later) = rest.split_at(own);
            rest = later;
            if own.is_empty() {
                self.pieces.push(piece);
                continue;
            }
            let mut merged = Vec::with_capacity(piece.len() + own.len());
            merge(&piece, own, &is_before, &mut merged);
            if merged.len() < 2 * PIECE {
                self.pieces.push(Rc::new(merged));
            } else {
                let cut = merged.chunks(PIECE).map(|part| Rc::new(part.to_vec()));
                self.pieces.extend(cut);
            }
        }
        self.settle();
    }

    /// Joins pieces of which little is left, and counts.
    fn settle(&mut self) {
        self.pieces.dedup_by(|next, piece| {
            let joins = piece.len() < PIECE / 4 && piece.len() + next.len() <= PIECE;
            if joins {
                Rc::make_mut(piece).extend(next.iter());
            }
            joins
        });
        self.pieces.retain(|piece| !piece.is_empty());
        self.len = self.pieces.iter().map(|piece| piece.len()).sum();
    }

    fn seek(&self, index: usize) -> Option<(usize, usize)> {
        let mut rest = index;
        for (number, piece) in self.pieces.iter().enumerate() {
            if rest < piece.len() {
                return Some((number, rest));
            }
            rest -= piece.len();
        }
        None
    }
}

/// Merges a few rows into many: the place of the middle one parts both in two, so
/// that far fewer are compared than there are.
fn merge<T>(
    rows: &[Slot],
    coming: &[(Slot, T)],
    is_before: &impl Fn(Slot, &T) -> bool,
    merged: &mut Vec<Slot>,
) {
    let middle = coming.len() / 2;
    let Some((slot, new)) = coming.get(middle) else {
        return merged.extend(rows);
    };
    let at = rows.partition_point(|row| is_before(*row, new));
    merge(&rows[..at], &coming[..middle], is_before, merged);
    merged.push(*slot);
    merge(&rows[at..], &coming[middle + 1..], is_before, merged);
}

impl PartialEq for Rows {
    fn eq(&self, other: &Self) -> bool {
        let same = |(a, b): (&Rc<Vec<Slot>>, &Rc<Vec<Slot>>)| Rc::ptr_eq(a, b);
        self.slots == other.slots
            && self.len == other.len
            && (self.pieces.iter().zip(&other.pieces).all(same) || self.iter().eq(other.iter()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn many_rows_are_merged_as_one_after_the_other(
            rows in prop::collection::btree_set(0..9_000u32, 0..3_000),
            coming in prop::collection::btree_set(0..9_000u32, 0..1_500),
        ) {
            let mut many = Rows::new(Slots::default());
            many.extend(rows.iter().copied());
            let before = many.clone();
            let gone = many.remove_all(|slot| coming.contains(&slot));
            prop_assert_eq!(gone, rows.intersection(&coming).count());
            prop_assert!(many.iter().eq(rows.difference(&coming).copied()));
            let coming: Vec<(Slot, Slot)> = coming.iter().map(|slot| (*slot, *slot)).collect();
            many.insert_all(&coming, |row, new| row < *new);
            let coming = coming.iter().map(|(slot, _)| *slot).collect();
            prop_assert!(many.iter().eq(rows.union(&coming).copied()));
            prop_assert_eq!(many.len(), rows.union(&coming).count());
            prop_assert!(many.pieces.iter().all(|piece| (1..2 * PIECE).contains(&piece.len())));
            let mut same = before.clone();
            same.insert_all::<Slot>(&[], |_, _| true);
            let pairs = same.pieces.iter().zip(&before.pieces);
            prop_assert!(pairs.into_iter().all(|(a, b)| Rc::ptr_eq(a, b)), "what stays is shared");
        }

        #[test]
        fn rows_are_as_in_a_plain_list(
            start in 0..3_000u32,
            steps in prop::collection::vec((any::<bool>(), any::<prop::sample::Index>()), 0..300),
        ) {
            let mut rows = Rows::new(Slots::default());
            (0..9_000u128).for_each(|n| { rows.slots.number(Uuid::from_u128(n)); });
            rows.extend(0..start);
            let mut plain: Vec<Slot> = (0..start).collect();
            for (step, (adds, at)) in steps.into_iter().enumerate() {
                if adds {
                    let (slot, at) = (start + step as u32, at.index(plain.len() + 1));
                    rows.insert(at, slot);
                    plain.insert(at, slot);
                } else if !plain.is_empty() {
                    let at = at.index(plain.len());
                    rows.remove(at);
                    plain.remove(at);
                }
            }
            prop_assert!(rows.iter().eq(plain.iter().copied()));
            prop_assert_eq!(rows.len(), plain.len());
            let ids: Vec<Uuid> = plain.iter().map(|slot| Uuid::from_u128((*slot).into())).collect();
            let third = plain.len() / 3;
            prop_assert_eq!(rows.range(third..plain.len() + 5), &ids[third..]);
            prop_assert!((0..=plain.len()).step_by(97).all(|at| rows.get(at) == ids.get(at).copied()));
            if let Some(last) = plain.last() {
                prop_assert_eq!(rows.scan(*last), Some(plain.len() - 1));
                prop_assert!(rows.is_at(plain.len() - 1, *last));
            }
        }
    }
}
