//! Which kinds of businesses a scrape looks for.

use crate::server::categories::{self, Category};
use std::collections::{BTreeMap, BTreeSet};

/// The categories that are looked for; every one if there are none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted(BTreeSet<&'static str>);

impl Wanted {
    /// Of ids.
    ///
    /// # Errors
    /// The ids that no category has.
    pub fn parse(ids: &[String]) -> Result<Self, Vec<String>> {
        let (mut known, mut unknown) = (BTreeSet::new(), Vec::new());
        for id in ids {
            match categories::find(id) {
                Some(category) => {
                    known.insert(category.id);
                }
                None => unknown.push(id.clone()),
            }
        }
        if unknown.is_empty() {
            Ok(Self(known))
        } else {
            Err(unknown)
        }
    }

    /// Whether every kind is looked for.
    pub fn is_all(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a category is looked for; one that is not in the tree only with all.
    pub fn takes(&self, category: Option<&Category>) -> bool {
        self.is_all() || category.is_some_and(|category| self.0.contains(category.id))
    }

    /// Whether a lead is of a kind that is looked for, by what it says it is.
    pub fn takes_lead(&self, category: Option<&str>) -> bool {
        self.is_all() || self.takes(category.and_then(categories::resolve))
    }

    /// By key of OpenStreetMap: the values that an object of a category may have; any
    /// for `None`. An object may have them and still be of another category.
    pub fn keys(&self) -> BTreeMap<&'static str, Option<BTreeSet<&'static str>>> {
        let mut keys: BTreeMap<_, Option<BTreeSet<_>>> = BTreeMap::new();
        for category in self.0.iter().filter_map(|id| categories::find(id)) {
            for selector in &category.osm {
                let values = keys
                    .entry(selector.key)
                    .or_insert_with(|| Some(BTreeSet::new()));
                match (selector.value, values.as_mut()) {
                    (Some(value), Some(values)) => {
                        values.insert(value);
                    }
                    _ => *values = None,
                }
            }
        }
        keys
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(ids: &[&str]) -> Wanted {
        let ids: Vec<String> = ids.iter().map(|id| (*id).to_owned()).collect();
        Wanted::parse(&ids).expect("categories")
    }

    #[test]
    fn categories_choose_by_what_a_lead_is() {
        let bakeries = wanted(&["bakery"]);
        assert!(bakeries.takes(categories::find("bakery")) && !bakeries.takes(None));
        assert!(bakeries.takes_lead(Some("pastry")), "by its value");
        assert!(!bakeries.takes_lead(Some("bank")) && !bakeries.takes_lead(None));
        assert!(wanted(&[]).takes(None) && wanted(&[]).takes_lead(None));
        let unknown = Wanted::parse(&["bakery".into(), "warpdrive".into()]);
        assert_eq!(unknown, Err(vec!["warpdrive".into()]));
    }

    #[test]
    fn keys_are_those_that_an_object_may_have() {
        let keys = wanted(&["bakery"]).keys();
        let values = keys["shop"].as_ref().expect("values");
        assert!(values.contains("bakery") && values.contains("pastry"));
        let keys = wanted(&["bakery", "shop"]).keys();
        assert_eq!(keys["shop"], None, "any other shop is one of any value");
    }
}
