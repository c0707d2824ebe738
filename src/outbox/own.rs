//! What the fields of a lead, or of a contact of one, became by changes of ours: those
//! are no conflict to later ones, which were made before they were confirmed.

use crate::model::{Field, Timestamp, Uuid};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// A field, as the server names it.
pub(super) type Name = Cow<'static, str>;

/// Two changes made in two tabs within this time of each other, in milliseconds, were made
/// at once: which was first is for the order to say in which they reached the tab that
/// sends them, and nobody is asked to decide between them.
const AT_ONCE: u64 = 1_000;

/// Which change, and in which tab it was made.
pub(super) type Made = (Uuid, u64);

/// The versions that fields got from confirmed changes of ours.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Own {
    /// When the last was confirmed, by the device's clock.
    pub at: Timestamp,
    marks: Vec<Mark>,
}

/// A confirmed change; a field stands in the newest that touched it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Mark {
    mutation: Uuid,
    /// Where it was made.
    #[serde(default)]
    tab: u64,
    version: i64,
    /// Every field, if nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    fields: Option<Vec<Name>>,
}

impl Own {
    /// Notes that a change of `fields`, or of all, was confirmed as `version`.
    pub fn note(
        &mut self,
        (mutation, tab): Made,
        version: i64,
        fields: Option<Vec<Name>>,
        at: Timestamp,
    ) {
        self.at = at;
        match &fields {
            None => self.marks.clear(),
            Some(fields) => {
                for mark in &mut self.marks {
                    let rest = mark.fields.take().unwrap_or_else(all);
                    let rest = rest.into_iter().filter(|field| !fields.contains(field));
                    mark.fields = Some(rest.collect());
                }
                let is_left = |mark: &Mark| mark.fields.as_ref().is_none_or(|f| !f.is_empty());
                self.marks.retain(is_left);
            }
        }
        self.marks.push(Mark {
            mutation,
            tab,
            version,
            fields,
        });
    }

    /// On which version a change of `field` stands that was `made` on what was shown as
    /// `base`. Of others' changes it knows nothing.
    fn base(&self, field: &str, made: Made, base: i64) -> i64 {
        let is_of = |mark: &&Mark| {
            let fields = mark.fields.as_ref();
            fields.is_none_or(|fields| fields.iter().any(|known| known == field))
        };
        let mark = self.marks.iter().find(is_of);
        // What was made after this one was not seen by whoever made it.
        let mark = mark.filter(|mark| mark.came_before(made));
        mark.map_or(base, |mark| mark.version.max(base))
    }

    /// On which version a change of `fields` stands: on the oldest that one of them does.
    pub fn base_of(&self, fields: &[Name], made: Made, base: i64) -> i64 {
        let seen = fields.iter().map(|field| self.base(field, made, base));
        seen.min().unwrap_or(base)
    }
}

impl Mark {
    /// Whether it was made before another change of ours, or at once with it.
    fn came_before(&self, (mutation, tab): Made) -> bool {
        let at_once = || made_at(self.mutation) < made_at(mutation) + AT_ONCE;
        self.mutation < mutation || self.tab != tab && at_once()
    }
}

/// Every field of a lead.
fn all() -> Vec<Name> {
    Field::ALL.map(|field| field.as_str().into()).to_vec()
}

/// When a change was made, in Unix milliseconds: its name is a UUIDv7.
fn made_at(mutation: Uuid) -> u64 {
    mutation.as_u64_pair().0 >> 16
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A change made so many seconds after the first.
    fn made(seconds: u64) -> Made {
        (Uuid::from_u64_pair((seconds * 1_000) << 16, seconds), 1)
    }

    fn field(field: Field) -> Option<Vec<Name>> {
        Some(vec![field.as_str().into()])
    }

    #[test]
    fn a_field_stands_on_the_newest_change_of_ours_that_was_made_before() {
        let [first, second, third] = [10, 20, 30].map(made);
        let mut own = Own::default();
        own.note(first, 2, None, 0);
        assert_eq!(own.base("phone", second, 1), 2);
        own.note(second, 3, field(Field::Phone), 0);
        assert_eq!(own.base("phone", third, 1), 3);
        assert_eq!(own.base("name", third, 1), 2);
        assert_eq!(own.base("name", third, 9), 9, "it was seen newer");
        assert_eq!(own.base("phone", first, 1), 1, "made before that");
        let both = [Name::from("name"), Name::from("phone")];
        assert_eq!(own.base_of(&both, third, 1), 2);
    }

    #[test]
    fn of_two_changes_made_at_once_in_two_tabs_the_one_sent_later_stands_on_the_other() {
        let made = |millisecond: u64| Uuid::from_u64_pair(millisecond << 16, 0);
        let mut own = Own::default();
        own.note((made(5_009), 1), 2, field(Field::Phone), 0);
        assert_eq!(own.base("phone", (made(5_000), 2), 1), 2);
        assert_eq!(own.base("phone", (made(4_000), 2), 1), 1, "long before it");
        assert_eq!(own.base("phone", (made(5_000), 1), 1), 1, "in the same tab");
    }
}
