//! Making one lead of two, and two of it again.
//!
//! Pure: what the caller stores, moves (contacts, notes, tasks, history) and announces is
//! its own affair. Of each field the better value is chosen, unless a person chose; the
//! other is kept in [`Undo`], with all that is needed to take the merge back.

mod choose;
mod undo;

use crate::model::{Field, Source, Timestamp, Uuid};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

pub use choose::{PARTS, Reason};
pub use undo::{Restored, Undo};

/// Who gave a value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// A person, by hand.
    Person(Uuid),
    /// A source, by its kind: `osm`, `overture`, `website`.
    Source(String),
}

impl Origin {
    /// Whether a person gave it.
    pub const fn is_person(&self) -> bool {
        matches!(self, Self::Person(_))
    }
}

/// A value of a field, and where it comes from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Held {
    /// As [`Field::value`] has it; never `null`.
    pub value: Value,
    /// Who gave it.
    pub origin: Origin,
    /// When it was given or last seen.
    pub at: Timestamp,
    /// How sure the source is, 0 to 1.
    pub confidence: f64,
}

/// A lead as it goes into a merge. Fields without a value are not there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Side {
    /// Its id.
    pub id: Uuid,
    /// Its version, to see later whether it changed.
    pub version: i64,
    /// Values with their provenance.
    pub fields: BTreeMap<Field, Held>,
    /// Where it came from; a lead that was merged before has several.
    pub sources: Vec<Source>,
}

/// One of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Which {
    /// The lead that stays.
    Kept,
    /// The lead that goes into it.
    Gone,
}

/// What was chosen for a part of a lead.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Choice {
    /// The fields, which come from one lead together.
    pub fields: Vec<Field>,
    /// From which.
    pub from: Which,
    /// Why.
    pub reason: Reason,
}

/// Two leads made one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Merged {
    /// The fields of the lead that stays, with their provenance.
    pub fields: BTreeMap<Field, Held>,
    /// Both's sources, without repeats; the kept lead's first.
    pub sources: Vec<Source>,
    /// What was chosen and why, for parts of which both had a value.
    pub choices: Vec<Choice>,
    /// What takes it back.
    pub undo: Undo,
}

/// Merges `gone` into `kept`. `picks` are a person's choices; a pick of a field holds for
/// its whole part (an address is one's or the other's).
pub fn merge(kept: &Side, gone: &Side, picks: &BTreeMap<Field, Which>) -> Merged {
    let mut fields = BTreeMap::new();
    let mut choices = Vec::new();
    for part in PARTS {
        let picked = part.iter().find_map(|field| picks.get(field)).copied();
        let (from, reason) = choose::part(part, kept, gone, picked);
        let has = |side: &Side| part.iter().any(|field| side.fields.contains_key(field));
        let side = match from {
            Which::Kept => kept,
            Which::Gone => gone,
        };
        for field in *part {
            if let Some(held) = side.fields.get(field) {
                fields.insert(*field, held.clone());
            }
        }
        if has(kept) && has(gone) && reason != Reason::Same {
            choices.push(Choice {
                fields: part.to_vec(),
                from,
                reason,
            });
        }
    }
    if let Some(tags) = choose::tags(kept, gone) {
        fields.insert(Field::Tags, tags);
    }
    let mut sources = kept.sources.clone();
    for source in &gone.sources {
        if !sources.contains(source) {
            sources.push(source.clone());
        }
    }
    let undo = Undo {
        kept: kept.clone(),
        gone: gone.clone(),
        merged: fields.clone(),
    };
    Merged {
        fields,
        sources,
        choices,
        undo,
    }
}

#[cfg(test)]
mod tests;
