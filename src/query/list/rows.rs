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
