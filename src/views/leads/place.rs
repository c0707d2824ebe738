//! Where somebody was in the table, to come back to.

use crate::{components::ListView, route::LeadsQuery};
use dioxus::prelude::*;

/// A place in the table.
#[derive(Clone, PartialEq)]
struct Place {
    query: LeadsQuery,
    top: f64,
    cursor: Option<usize>,
}

#[derive(Clone, Copy)]
struct Places(Signal<Option<Place>>);

/// Keeps the place while other screens are shown.
pub fn use_place_provider() {
    use_context_provider(|| Places(Signal::new(None)));
}

/// The place in the table that is shown now.
#[derive(Clone, Copy)]
pub struct CurrentPlace {
    /// The row that the keys act on.
    pub cursor: Signal<Option<usize>>,
}

/// Comes back to where somebody was, if it is the same table; also answers how
/// far that was scrolled, in px. A table that changes starts from the top.
pub fn use_place(query: &LeadsQuery, list: ListView) -> (CurrentPlace, f64) {
    let Places(mut kept) = use_context::<Places>();
    let back = use_hook(|| {
        let kept = kept.peek();
        kept.as_ref().filter(|place| place.query == *query).cloned()
    });
    let mut cursor = use_signal(|| back.as_ref().and_then(|place| place.cursor));
    let mut shown = use_signal(|| query.clone());
    if *shown.peek() != *query {
        shown.set(query.clone());
        cursor.set(None);
        list.scroll(0.0);
    }
    use_drop(move || {
        kept.set(Some(Place {
            query: shown.peek().clone(),
            top: list.view.peek().0,
            cursor: *cursor.peek(),
        }));
    });
    (CurrentPlace { cursor }, back.map_or(0.0, |place| place.top))
}
