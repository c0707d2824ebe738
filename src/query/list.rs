//! A list of leads as far as it is loaded: ids in order.

use super::{Entities, Fit, compare, fits};
use crate::model::{Business, BusinessFilter, Page, Sort, Uuid};
use std::{cmp::Ordering, collections::HashSet};

/// The loaded start of a list. Rows beyond it are counted, not known.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct List {
    /// Which leads pass.
    pub filter: BusinessFilter,
    /// In which order.
    pub sort: Sort,
    /// The loaded rows.
    pub ids: Vec<Uuid>,
    /// Rows in all.
    pub total: u64,
    /// Where the next page begins; `None` when everything is loaded.
    pub next_cursor: Option<String>,
}

impl List {
    /// The first page of a list.
    pub fn first(filter: BusinessFilter, sort: Sort, page: &Page<Business>) -> Self {
        let mut list = Self {
            filter,
            sort,
            ..Self::default()
        };
        list.append(page, &HashSet::new());
        list
    }

    /// The next page. Rows that events brought in meanwhile are not repeated; only
    /// leads that were `known` before the page came can be among them.
    pub fn append(&mut self, page: &Page<Business>, known: &HashSet<Uuid>) {
        let here: HashSet<Uuid> = if known.is_empty() {
            HashSet::new()
        } else {
            let here = self.ids.iter().filter(|id| known.contains(id));
            here.copied().collect()
        };
        let ids = page.data.iter().map(|business| business.id);
        self.ids.extend(ids.filter(|id| !here.contains(id)));
        self.total = page.meta.total;
        self.next_cursor = page.meta.next_cursor.clone();
    }

    /// Whether everything is loaded.
    pub fn is_complete(&self) -> bool {
        self.next_cursor.is_none()
    }

    /// Whether a lead that changed from `before` to `after` may change the list.
    pub fn concerns(&self, before: Option<&Business>, after: &Business) -> bool {
        let was = before.is_some_and(|before| fits(before, &self.filter) == Fit::In);
        let is = fits(after, &self.filter) == Fit::In;
        let stays = was
            && is
            && before.is_some_and(|before| self.ids.is_empty() || self.same_place(before, after));
        !stays && (was || is)
    }

    /// Puts a lead that changed from `before` to `after` where it belongs now.
    /// Whether the list changed.
    pub fn place(
        &mut self,
        before: Option<&Business>,
        after: &Business,
        entities: &Entities,
    ) -> bool {
        if !self.concerns(before, after) {
            return false;
        }
        let was = before.is_some_and(|before| fits(before, &self.filter) == Fit::In);
        let is = fits(after, &self.filter) == Fit::In;
        let position = self.ids.iter().position(|id| *id == after.id);
        if let Some(position) = position {
            self.ids.remove(position);
        }
        self.total = match (was || position.is_some(), is) {
            (false, true) => self.total + 1,
            (true, false) => self.total.saturating_sub(1),
            _ => self.total,
        };
        let mut placed = false;
        if is {
            let at = self.ids.partition_point(|id| {
                entities.get(*id).is_some_and(|other| {
                    compare(&other, after, self.sort, &self.filter) == Ordering::Less
                })
            });
            // Beyond the loaded rows it belongs to a page that is not here yet.
            if at < self.ids.len() || self.is_complete() {
                self.ids.insert(at, after.id);
                placed = true;
            }
        }
        placed || position.is_some() || was != is
    }

    /// Whether the sort sees no difference.
    fn same_place(&self, before: &Business, after: &Business) -> bool {
        compare(before, after, self.sort, &self.filter) == Ordering::Equal
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{NewBusiness, PageMeta, SortKey, Stage};

    fn lead(id: u128, name: &str) -> Business {
        NewBusiness::named(name).into_business(Uuid::from_u128(id), 0)
    }

    fn by_name(leads: &[Business], more: bool) -> (List, Entities) {
        let mut entities = Entities::default();
        leads.iter().for_each(|lead| {
            entities.upsert(lead.clone());
        });
        let next_cursor = more.then(|| "x".to_owned());
        let meta = PageMeta {
            total: leads.len() as u64,
            next_cursor,
            ..Default::default()
        };
        let sort = Sort {
            key: SortKey::Name,
            descending: false,
        };
        let list = List::first(
            BusinessFilter::default(),
            sort,
            &Page {
                data: leads.to_vec(),
                meta,
            },
        );
        (list, entities)
    }

    fn ids(list: &List) -> Vec<u128> {
        list.ids.iter().map(Uuid::as_u128).collect()
    }

    #[test]
    fn a_new_lead_goes_to_its_sorted_place() {
        let (mut list, mut entities) = by_name(&[lead(1, "A"), lead(3, "C")], false);
        entities.upsert(lead(2, "B"));
        assert!(list.place(None, &lead(2, "B"), &entities));
        assert_eq!((ids(&list), list.total), (vec![1, 2, 3], 3));
    }

    #[test]
    fn beyond_the_loaded_rows_it_is_only_counted() {
        let (mut list, entities) = by_name(&[lead(1, "A"), lead(3, "C")], true);
        assert!(list.place(None, &lead(9, "Z"), &entities));
        assert_eq!((ids(&list), list.total), (vec![1, 3], 3));
    }

    #[test]
    fn a_renamed_lead_moves_and_an_untouched_order_changes_nothing() {
        let (mut list, mut entities) = by_name(&[lead(1, "A"), lead(2, "B"), lead(3, "C")], false);
        let mut renamed = lead(1, "D");
        renamed.version = 2;
        entities.upsert(renamed.clone());
        assert!(list.place(Some(&lead(1, "A")), &renamed, &entities));
        assert_eq!((ids(&list), list.total), (vec![2, 3, 1], 3));
        let mut staged = renamed.clone();
        staged.stage = Stage::Won;
        assert!(!list.place(Some(&renamed), &staged, &entities));
    }

    #[test]
    fn a_page_repeats_no_row_that_came_before_it() {
        let (mut list, _) = by_name(&[lead(1, "A"), lead(3, "C")], true);
        let page = Page {
            data: vec![lead(3, "C"), lead(4, "D")],
            meta: PageMeta::default(),
        };
        list.append(&page, &HashSet::from([Uuid::from_u128(3)]));
        assert_eq!(ids(&list), [1, 3, 4]);
        assert!(list.is_complete());
    }

    #[test]
    fn a_deleted_lead_leaves() {
        let (mut list, entities) = by_name(&[lead(1, "A"), lead(2, "B")], false);
        let gone = Business {
            deleted_at: Some(1),
            ..lead(1, "A")
        };
        assert!(list.place(Some(&lead(1, "A")), &gone, &entities));
        assert_eq!((ids(&list), list.total), (vec![2], 1));
    }
}
