//! Which of two values is better.

use super::{Held, Side, Which};
use crate::model::{Field, Stage};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeSet;

/// Fields that belong together come from one lead together. Tags are joined instead.
pub const PARTS: &[&[Field]] = &[
    &[Field::Name],
    &[Field::Category],
    &[
        Field::Street,
        Field::City,
        Field::Region,
        Field::Postcode,
        Field::Country,
    ],
    &[Field::Lat, Field::Lon],
    &[Field::Phone],
    &[Field::Email],
    &[Field::Website],
    &[Field::Stage],
    &[Field::OwnerId],
];

/// Sources differ this much in how sure they are before it outweighs what is newer.
const SURER: f64 = 0.15;

/// Milliseconds in a day: what was seen on the same day is as new.
const DAY: i64 = 86_400_000;

/// Why a value was chosen, in the order in which it is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// A person picked it for this merge.
    Picked,
    /// Only one has a value.
    Only,
    /// Both have the same.
    Same,
    /// A person gave it.
    Person,
    /// Its lead has got further.
    Further,
    /// It says more.
    Complete,
    /// Its source is surer.
    Surer,
    /// It is newer.
    Newer,
    /// Nothing tells them apart: the lead that stays keeps its own.
    Kept,
}

/// Chooses for a part of a lead.
pub fn part(part: &[Field], kept: &Side, gone: &Side, picked: Option<Which>) -> (Which, Reason) {
    let of = |side: &Side| -> Vec<Held> {
        part.iter()
            .filter_map(|field| side.fields.get(field))
            .cloned()
            .collect()
    };
    let (ours, theirs) = (of(kept), of(gone));
    if let Some(which) = picked {
        return (which, Reason::Picked);
    }
    if theirs.is_empty() {
        return (Which::Kept, Reason::Only);
    }
    if ours.is_empty() {
        return (Which::Gone, Reason::Only);
    }
    let values = |side: &Side| -> Vec<Option<Value>> {
        part.iter()
            .map(|field| side.fields.get(field).map(|held| held.value.clone()))
            .collect()
    };
    if values(kept) == values(gone) {
        return (Which::Kept, Reason::Same);
    }
    let by = |ours: bool, theirs: bool, reason| match (ours, theirs) {
        (true, false) => Some((Which::Kept, reason)),
        (false, true) => Some((Which::Gone, reason)),
        _ => None,
    };
    let person = |held: &[Held]| held.iter().any(|held| held.origin.is_person());
    let newest = |held: &[Held]| held.iter().map(|held| held.at).max().unwrap_or_default();
    let least_sure = |held: &[Held]| held.iter().map(|held| held.confidence).fold(1.0, f64::min);
    if part == [Field::Stage] {
        let (ours, theirs) = (stage(&ours[0]), stage(&theirs[0]));
        if let Some(chosen) = by(ours > theirs, theirs > ours, Reason::Further) {
            return chosen;
        }
    }
    if let Some(chosen) = by(person(&ours), person(&theirs), Reason::Person) {
        return chosen;
    }
    let both_people = person(&ours) && person(&theirs);
    if !both_people {
        let (more, less) = (says(&ours), says(&theirs));
        if let Some(chosen) = by(more > less, less > more, Reason::Complete) {
            return chosen;
        }
        let surer = least_sure(&ours) - least_sure(&theirs);
        if let Some(chosen) = by(surer > SURER, surer < -SURER, Reason::Surer) {
            return chosen;
        }
    }
    let newer = newest(&ours) - newest(&theirs);
    let margin = if both_people { 0 } else { DAY };
    by(newer > margin, newer < -margin, Reason::Newer).unwrap_or((Which::Kept, Reason::Kept))
}

/// How far a lead has got. `Lost` is further than `New`, but not than a visit.
fn stage(held: &Held) -> usize {
    let stage: Option<Stage> = serde_json::from_value(held.value.clone()).ok();
    match stage {
        None | Some(Stage::New) => 0,
        Some(Stage::Lost) => 1,
        Some(Stage::Contacted) => 2,
        Some(Stage::Visited) => 3,
        Some(Stage::Qualified) => 4,
        Some(Stage::Won) => 5,
    }
}

/// How much a part says: how many of its fields there are, and for a street whether it
/// has a number. A longer name is not a better one.
fn says(held: &[Held]) -> usize {
    let numbered = held.iter().any(|held| {
        let text = held.value.as_str().unwrap_or_default();
        text.contains(' ') && text.chars().any(|c| c.is_ascii_digit())
    });
    match held.len() {
        0 | 1 if held.iter().all(|held| held.value.is_string()) => 1,
        count => count + usize::from(numbered),
    }
}

/// The tags of both.
pub fn tags(kept: &Side, gone: &Side) -> Option<Held> {
    let (ours, theirs) = (kept.fields.get(&Field::Tags), gone.fields.get(&Field::Tags));
    let list = |held: &Held| -> Vec<String> {
        let values = held.value.as_array().into_iter().flatten();
        values
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect()
    };
    let all: BTreeSet<String> = ours.into_iter().chain(theirs).flat_map(list).collect();
    let base = match (ours, theirs) {
        (Some(ours), Some(theirs)) if theirs.at > ours.at => theirs,
        (ours, theirs) => ours.or(theirs)?,
    };
    Some(Held {
        value: all.into_iter().collect(),
        ..base.clone()
    })
}
