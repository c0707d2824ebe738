//! Taking a merge back.

use super::{Held, Side};
use crate::model::Field;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What takes a merge back: both leads as they were, and what was made of them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Undo {
    /// The lead that stayed, before.
    pub kept: Side,
    /// The lead that went, before.
    pub gone: Side,
    /// The fields right after the merge.
    pub merged: BTreeMap<Field, Held>,
}

/// Two leads again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Restored {
    /// The lead that stayed.
    pub kept: Side,
    /// The lead that had gone.
    pub gone: Side,
    /// Fields that changed after the merge; the changes stay with the lead that stayed.
    pub changed_since: Vec<Field>,
}

impl Undo {
    /// Takes the merge back. `now` are the fields of the lead that stayed as they are: what
    /// changed after the merge is not lost, but stays with it.
    pub fn restore(&self, now: &BTreeMap<Field, Held>) -> Restored {
        let mut kept = self.kept.clone();
        let mut changed_since = Vec::new();
        for field in Field::ALL {
            let (was, is) = (self.merged.get(&field), now.get(&field));
            if was.map(|held| &held.value) == is.map(|held| &held.value) {
                continue;
            }
            changed_since.push(field);
            match is {
                Some(held) => kept.fields.insert(field, held.clone()),
                None => kept.fields.remove(&field),
            };
        }
        Restored {
            kept,
            gone: self.gone.clone(),
            changed_since,
        }
    }
}
