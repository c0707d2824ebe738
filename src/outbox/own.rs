//! What the fields of a lead became by changes of ours: those are no conflict to
//! later ones, which were made before they were confirmed.

use super::Mutation;
use crate::model::{Field, Timestamp, Uuid};
use serde::{Deserialize, Serialize};

/// Changes that were made in several tabs within this many milliseconds were made at the
/// same moment: the one that is heard of last stands, as it is the one seen last.
const SAME_MOMENT: u64 = 5_000;

/// The versions that fields of a lead got from confirmed changes of ours.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Own {
    /// When the last was confirmed, by the device's clock.
    pub at: Timestamp,
    marks: Vec<Mark>,
    /// The newest change of each tab that was confirmed in the last moment.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    newest: Vec<(u64, Uuid)>,
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
    /// Notes that a change was confirmed as `version`.
    pub fn note(&mut self, change: &Mutation, version: i64, at: Timestamp) {
        self.at = at;
        let before = self.newest.iter().find(|(tab, _)| *tab == change.tab);
        let newest = before.map_or(change.id, |(_, id)| change.id.max(*id));
        self.newest.retain(|(tab, id)| {
            *tab != change.tab && made_at(*id) + SAME_MOMENT >= made_at(change.id)
        });
        self.newest.push((change.tab, newest));
        let fields = change.fields();
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
            mutation: change.id,
            version,
            fields,
        });
    }

    /// On which version a change of `field` stands that was made on what was shown as
    /// `base`. Of others' changes it knows nothing.
    pub fn base(&self, field: Field, change: &Mutation, base: i64) -> i64 {
        let is_of = |mark: &&Mark| mark.fields.as_ref().is_none_or(|f| f.contains(&field));
        let mark = self.marks.iter().find(is_of);
        // In one tab there is an order.
        let mut of_tab = self.newest.iter().filter(|(tab, _)| *tab == change.tab);
        let is_overtaken = of_tab.any(|(_, newest)| *newest > change.id);
        // What was made later was not seen by whoever made it.
        let mark = mark.filter(|mark| {
            let at_once = made_at(mark.mutation) < made_at(change.id) + SAME_MOMENT;
            mark.mutation < change.id || (at_once && !is_overtaken)
        });
        mark.map_or(base, |mark| mark.version.max(base))
    }
}

/// The milliseconds in a UUIDv7.
fn made_at(name: Uuid) -> u64 {
    name.as_u64_pair().0 >> 16
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        model::{BusinessChanges, BusinessPatch, NewBusiness},
        outbox::Change,
    };

    /// A change made so many milliseconds after the first.
    fn made(at: u64, tab: u64, fields: Option<BusinessChanges>) -> Mutation {
        let change = match fields {
            Some(changes) => Change::Update(Box::new(BusinessPatch {
                base_version: 1,
                changes,
            })),
            None => Change::Create(Box::new(NewBusiness::named("A"))),
        };
        Mutation::new(
            Uuid::from_u64_pair(at << 16, 0),
            Uuid::nil(),
            change,
            0,
            tab,
        )
    }

    fn phone() -> Option<BusinessChanges> {
        Some(BusinessChanges {
            phone: Some(None),
            ..BusinessChanges::default()
        })
    }

    #[test]
    fn a_field_stands_on_the_newest_change_of_ours_that_was_made_before() {
        let [first, second, third] = [
            made(0, 1, None),
            made(60_000, 1, phone()),
            made(90_000, 1, phone()),
        ];
        let mut own = Own::default();
        own.note(&first, 2, 0);
        assert_eq!(own.base(Field::Phone, &second, 1), 2);
        own.note(&second, 3, 0);
        assert_eq!(own.base(Field::Phone, &third, 1), 3);
        assert_eq!(own.base(Field::Name, &third, 1), 2);
        assert_eq!(own.base(Field::Name, &third, 9), 9, "it was seen newer");
        assert_eq!(own.base(Field::Phone, &first, 1), 1, "made before that");
    }

    #[test]
    fn of_two_tabs_at_the_same_moment_the_one_that_comes_last_stands_on_the_other() {
        let mut own = Own::default();
        own.note(&made(60_000, 1, phone()), 3, 0);
        let base = |at, tab| own.base(Field::Phone, &made(at, tab, phone()), 1);
        assert_eq!(base(59_993, 2), 3);
        assert_eq!(base(59_993, 1), 1, "in one tab there is an order");
        assert_eq!(base(50_000, 2), 1, "it was not the same moment");
    }
}
