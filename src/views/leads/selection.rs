//! Which rows are chosen, to do something with all of them.

use crate::{model::Uuid, route::LeadsQuery};
use dioxus::prelude::*;
use std::collections::BTreeSet;

/// The chosen rows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Selection {
    ids: BTreeSet<Uuid>,
    /// All that match, loaded or not: so many.
    matching: Option<u64>,
    /// Where a range begins.
    anchor: Option<usize>,
    /// A tap chooses and does not open.
    pub by_tap: bool,
}

impl Selection {
    /// Whether a row is chosen.
    pub fn has(&self, id: Uuid) -> bool {
        self.matching.is_some() || self.ids.contains(&id)
    }

    /// How many are.
    pub fn count(&self) -> u64 {
        self.matching.unwrap_or(self.ids.len() as u64)
    }

    /// The chosen leads, unless it is all that match.
    pub fn ids(&self) -> Option<Vec<Uuid>> {
        let ids = self.ids.iter().copied();
        self.matching.is_none().then(|| ids.collect())
    }

    /// Chooses a row, or no longer. `loaded` are the rows to take it out of where all
    /// were chosen.
    pub fn toggle(&mut self, index: usize, id: Uuid, loaded: impl Iterator<Item = Uuid>) {
        if self.matching.take().is_some() {
            self.ids = loaded.collect();
        }
        if !self.ids.remove(&id) {
            self.ids.insert(id);
        }
        self.anchor = Some(index);
    }

    /// Chooses the rows from the last that was toggled up to `index`; `rows` gives those
    /// of a range.
    pub fn extend(&mut self, index: usize, rows: impl Fn(std::ops::Range<usize>) -> Vec<Uuid>) {
        let anchor = *self.anchor.get_or_insert(index);
        self.ids
            .extend(rows(anchor.min(index)..anchor.max(index) + 1));
    }

    /// Chooses these.
    pub fn choose(&mut self, ids: impl Iterator<Item = Uuid>) {
        self.ids = ids.collect();
        self.matching = None;
    }

    /// Chooses all that match, `total` of them.
    pub fn choose_matching(&mut self, total: u64) {
        self.matching = Some(total);
    }
}

/// The selection of the table that is shown.
#[derive(Clone, Copy)]
pub struct Selected(pub Signal<Selection>);

impl Selected {
    /// Chooses none.
    pub fn clear(mut self) {
        if *self.0.peek() != Selection::default() {
            self.0.set(Selection::default());
        }
    }
}

/// The selection of a table; that of another table is another.
pub fn use_selection(query: &LeadsQuery) -> Selected {
    let selected = use_context_provider(|| Selected(Signal::new(Selection::default())));
    let mut shown = use_signal(|| query.filter.clone());
    if *shown.peek() != query.filter {
        shown.set(query.filter.clone());
        selected.clear();
    }
    selected
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(numbers: &[u128]) -> Vec<Uuid> {
        numbers.iter().map(|n| Uuid::from_u128(*n)).collect()
    }

    #[test]
    fn rows_are_chosen_one_by_one_in_ranges_and_all() {
        let rows = ids(&[0, 1, 2, 3, 4]);
        let all = || rows.iter().copied();
        let range = |range: std::ops::Range<usize>| rows[range].to_vec();
        let mut selection = Selection::default();
        selection.toggle(3, rows[3], all());
        selection.extend(1, range);
        assert_eq!(selection.ids(), Some(ids(&[1, 2, 3])));
        selection.toggle(2, rows[2], all());
        selection.extend(4, range);
        assert_eq!(selection.ids(), Some(ids(&[1, 2, 3, 4])));
        selection.choose_matching(900);
        assert_eq!((selection.count(), selection.ids()), (900, None));
        assert!(selection.has(Uuid::from_u128(77)));
        selection.toggle(0, rows[0], all());
        assert_eq!(selection.ids(), Some(ids(&[1, 2, 3, 4])));
        selection.choose([rows[2]].into_iter());
        assert_eq!(selection.ids(), Some(ids(&[2])));
    }
}
