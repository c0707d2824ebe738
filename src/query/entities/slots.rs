//! Ids as small numbers: what is said of a lead in many places takes 4 bytes
//! there instead of 16, and is found without hashing.

use crate::model::Uuid;
use std::{cell::RefCell, fmt, rc::Rc};

/// The number of a lead. Never given to another, as long as the table lives.
pub type Slot = u32;

/// Numbers and ids; clones share the table.
#[derive(Clone, Default)]
pub struct Slots(Rc<RefCell<Table>>);

#[derive(Default)]
struct Table {
    ids: Vec<Uuid>,
    /// Open addressing, a power of two, at most half full: a number plus one, or 0.
    places: Vec<u32>,
}

impl Slots {
    /// The number of `id`, if it has one.
    pub fn find(&self, id: Uuid) -> Option<Slot> {
        let table = self.0.borrow();
        table.seek(id).ok()
    }

    /// The number of `id`, given to it now if it has none.
    pub fn number(&self, id: Uuid) -> Slot {
        self.0.borrow_mut().number(id)
    }

    /// Whose number it is.
    pub fn id(&self, slot: Slot) -> Option<Uuid> {
        self.0.borrow().ids.get(slot as usize).copied()
    }

    /// How many were given.
    pub fn len(&self) -> usize {
        self.0.borrow().ids.len()
    }

    /// Whether none was.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The ids of `range`, as many as there are.
    pub fn ids(&self, range: std::ops::Range<usize>) -> Vec<Uuid> {
        let table = self.0.borrow();
        let end = range.end.min(table.ids.len());
        table.ids.get(range.start..end).unwrap_or(&[]).to_vec()
    }
}

impl PartialEq for Slots {
    /// Whether numbers mean the same in both.
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl fmt::Debug for Slots {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} slots", self.len())
    }
}

impl Table {
    /// Its number, or the place that is free for it.
    fn seek(&self, id: Uuid) -> Result<Slot, usize> {
        if self.places.is_empty() {
            return Err(0);
        }
        let mask = self.places.len() - 1;
        let mut place = spread(id) & mask;
        loop {
            match self.places[place].checked_sub(1) {
                None => return Err(place),
                Some(slot) if self.ids[slot as usize] == id => return Ok(slot),
                Some(_) => place = (place + 1) & mask,
            }
        }
    }

    fn number(&mut self, id: Uuid) -> Slot {
        match self.seek(id) {
            Ok(slot) => slot,
            Err(mut place) => {
                if (self.ids.len() + 1) * 2 > self.places.len() {
                    self.grow();
                    // It is not there: the table only became larger.
                    place = self.seek(id).err().unwrap_or_default();
                }
                // Ids take 16 bytes: memory ends long before numbers do.
                let slot = self.ids.len() as Slot;
                self.ids.push(id);
                self.places[place] = slot + 1;
                slot
            }
        }
    }

    fn grow(&mut self) {
        let mask = (self.places.len() * 2).max(16) - 1;
        let mut places = vec![0; mask + 1];
        for (slot, id) in self.ids.iter().enumerate() {
            let mut place = spread(*id) & mask;
            while places[place] != 0 {
                place = (place + 1) & mask;
            }
            places[place] = slot as u32 + 1;
        }
        self.places = places;
    }
}

/// Spreads ids over places: those of one millisecond differ only in their low half.
fn spread(id: Uuid) -> usize {
    let (high, low) = id.as_u64_pair();
    let mixed = (high ^ low.rotate_left(23)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mixed >> 32) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_found_again_however_many_there_are() {
        let slots = Slots::default();
        let ids: Vec<Uuid> = (0..5_000u128)
            .map(|n| Uuid::from_u128(n << 70 | n))
            .collect();
        let given: Vec<Slot> = ids.iter().map(|id| slots.number(*id)).collect();
        assert!(given.iter().copied().eq(0..5_000));
        assert!(ids.iter().zip(&given).all(|(id, slot)| {
            slots.find(*id) == Some(*slot)
                && slots.number(*id) == *slot
                && slots.id(*slot) == Some(*id)
        }));
        assert_eq!((slots.find(Uuid::max()), slots.id(5_000)), (None, None));
        assert_eq!(slots.ids(4_999..9_000), [ids[4_999]]);
    }
}
