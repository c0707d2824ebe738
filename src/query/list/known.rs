//! A list of what the device knows, without asking the server.

use super::List;
use crate::{
    model::{BusinessFilter, Sort},
    query::{
        Entities, Lead, Slot,
        filter::{Order, Sieve},
    },
};

impl List {
    /// Every lead that is known and passes, in order. All there are, if all leads are known.
    pub fn of_known(filter: BusinessFilter, sort: Sort, entities: &Entities) -> Self {
        let mut rows: Vec<(Slot, Lead<'_>)> = {
            let sieve = Sieve::of(&filter);
            // Numbers are counted in 32 bits.
            let slots = 0..entities.len() as Slot;
            let known = slots.filter_map(|slot| Some((slot, entities.look(slot)?)));
            known.filter(|(_, lead)| sieve.takes(*lead)).collect()
        };
        let order = Order::of(sort, &filter);
        order.sort(&mut rows);
        let mut list = Self::empty(filter, sort, entities);
        list.rows.extend(rows.into_iter().map(|(slot, _)| slot));
        list.total = list.rows.len() as u64;
        list
    }
}
