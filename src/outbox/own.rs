//! What the fields of a lead became by changes of ours: those are no conflict to
//! later ones, which were made before they were confirmed.

use crate::model::{Field, Timestamp, Uuid};
use serde::{Deserialize, Serialize};

/// The versions that fields of a lead got from confirmed changes of ours.
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
    version: i64,
    /// Every field, if nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    fields: Option<Vec<Field>>,
}

impl Own {
    /// Notes that a change of `fields`, or of all, was confirmed as `version`.
    pub fn note(
        &mut self,
        mutation: Uuid,
        version: i64,
        fields: Option<Vec<Field>>,
        at: Timestamp,
    ) {
        self.at = at;
        match &fields {
            None => self.marks.clear(),
            Some(fields) => {
                for mark in &mut self.marks {
                    let rest = mark.fields.take().unwrap_or_else(|| Field::ALL.to_vec());
                    let rest = rest.into_iter().filter(|field| !fields.contains(field));
                    mark.fields = Some(rest.collect());
                }
                let is_left = |mark: &Mark| mark.fields.as_ref().is_none_or(|f| !f.is_empty());
                self.marks.retain(is_left);
            }
        }
        self.marks.push(Mark {
            mutation,
            version,
            fields,
        });
    }

    /// On which version a change of `field` stands that was made as `mutation`, on
    /// what was shown as `base`. Of others' changes it knows nothing.
    pub fn base(&self, field: Field, mutation: Uuid, base: i64) -> i64 {
        let is_of = |mark: &&Mark| mark.fields.as_ref().is_none_or(|f| f.contains(&field));
        let mark = self.marks.iter().find(is_of);
        // What was made after this one was not seen by whoever made it.
        let mark = mark.filter(|mark| mark.mutation < mutation);
        mark.map_or(base, |mark| mark.version.max(base))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_stands_on_the_newest_change_of_ours_that_was_made_before() {
        let [first, second, third] = [1, 2, 3].map(Uuid::from_u128);
        let mut own = Own::default();
        own.note(first, 2, None, 0);
        assert_eq!(own.base(Field::Phone, second, 1), 2);
        own.note(second, 3, Some(vec![Field::Phone]), 0);
        assert_eq!(own.base(Field::Phone, third, 1), 3);
        assert_eq!(own.base(Field::Name, third, 1), 2);
        assert_eq!(own.base(Field::Name, third, 9), 9, "it was seen newer");
        assert_eq!(own.base(Field::Phone, first, 1), 1, "made before that");
    }
}
