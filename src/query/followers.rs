//! Loaded lists, as they follow changes of leads.

use super::{
    Before, Entities, Key, List, Move,
    client::Inner,
    entry::Entry,
    list::Moves,
    observers::Target,
    state::{Action, reduce},
};
use crate::model::{Seq, Uuid};
use std::rc::Rc;

/// Fewer changes than these are followed one by one, each by looking its rows up.
const MANY: usize = 16;
/// So many rows are looked at in the time in which one is looked up.
const ROWS_PER_CHANGE: usize = 256;

/// A loaded list, about to follow changes.
pub(super) struct Follower {
    entry: Rc<Entry>,
    /// What it is to follow in the end, if that is many changes at once.
    moves: Option<Moves>,
    is_doubtful: bool,
}

impl Follower {
    /// The position that the list's answers reflect.
    pub fn reflects(&self) -> Option<Seq> {
        let state = self.entry.state();
        state.data.as_ref()?.downcast_ref::<List>()?.reflects()
    }
}

impl Inner {
    /// Changes one lead, and every loaded list with it.
    pub fn change_business(&mut self, id: Uuid, change: impl FnOnce(&mut Entities) -> bool) {
        let mut followers = self.followers(1);
        self.change_next(&mut followers, id, change);
        self.settle(followers);
    }

    /// The loaded lists, before so many changes, or more.
    pub fn followers(&self, changes: usize) -> Vec<Follower> {
        let lists = Key::business_lists();
        let entries = self.entries.under(&lists);
        let follower = |entry: &Rc<Entry>| {
            let state = entry.state();
            let list = state.data.as_ref()?.downcast_ref::<List>()?;
            let at_once = changes >= MANY && changes * ROWS_PER_CHANGE >= list.len();
            Some(Follower {
                entry: entry.clone(),
                moves: at_once.then(Moves::default),
                is_doubtful: false,
            })
        };
        entries.filter_map(follower).collect()
    }

    /// Changes a lead; lists follow, the last of them when they settle.
    pub fn change_next(
        &mut self,
        followers: &mut [Follower],
        id: Uuid,
        change: impl FnOnce(&mut Entities) -> bool,
    ) {
        let known = self.entities.slots().find(id);
        let before = known.and_then(|slot| self.entities.before(slot));
        let is_blind = known.is_some_and(|slot| self.entities.is_blind(slot));
        let was_unsure = known.is_some_and(|slot| self.entities.is_unsure(slot));
        if !change(&mut self.entities) {
            return;
        }
        let target = Target::Business(id);
        if self.observers.has(&target) {
            self.dirty.insert(target);
        }
        let Some(slot) = known.or_else(|| self.entities.slots().find(id)) else {
            return;
        };
        let change = Move {
            slot,
            before: before.as_ref().map(|lead| self.entities.look_before(lead)),
            after: self.entities.look(slot),
            base: self.entities.packed(slot),
            waits: self.entities.waits(slot) || matches!(before, Some(Before::Shown(_))),
            news: self.entities.news(),
            position: self.entities.position(),
            is_blind,
            was_unsure,
            is_unsure: self.entities.is_unsure(slot),
        };
        for follower in followers {
            let verdict = {
                let state = follower.entry.state();
                let list = state.data.as_ref();
                let list = list.and_then(|data| data.downcast_ref::<List>());
                list.and_then(|list| list.judge(change))
            };
            let Some(verdict) = verdict else {
                continue;
            };
            follower.is_doubtful |= verdict.is_doubtful;
            if let Some(moves) = &mut follower.moves {
                moves.note(slot, verdict);
                continue;
            }
            let follows = amend(&follower.entry, |list| {
                list.place(change, verdict, &self.entities)
            });
            if follows {
                self.amended.push(follower.entry.clone());
            }
        }
    }

    /// Lets lists follow what they did not yet.
    pub fn settle(&mut self, followers: Vec<Follower>) {
        for follower in followers {
            let Follower { entry, moves, .. } = follower;
            if follower.is_doubtful {
                self.doubtful.push(entry.key.clone());
            }
            let Some(moves) = moves.filter(|moves| !moves.is_empty()) else {
                continue;
            };
            if amend(&entry, |list| list.place_all(&moves, &self.entities)) {
                self.amended.push(entry);
            }
        }
    }
}

/// Changes a list. Whether it is to be told of, and is not yet.
fn amend(entry: &Entry, change: impl FnOnce(&mut List) -> bool) -> bool {
    let mut state = entry.state.borrow_mut();
    let Some(mut data) = state.data.take() else {
        return false;
    };
    // A list is shared with who reads it: copied only if it has to be.
    let is_shared = Rc::strong_count(&data) > 1;
    let copy = data.downcast_ref::<List>().filter(|_| is_shared).cloned();
    if let Some(copy) = copy {
        data = Rc::new(copy);
    }
    let own = Rc::get_mut(&mut data).and_then(|own| own.downcast_mut::<List>());
    let is_changed = own.is_some_and(change);
    reduce(&mut state, Action::Amend(data));
    is_changed && !entry.is_amended.replace(true)
}

#[cfg(test)]
mod tests {
    use crate::{
        model::{Business, BusinessFilter, NewBusiness, Page, PageMeta, Sort, SortKey, Stage},
        query::{Key, List, QueryClient, testing::World},
    };
    use proptest::prelude::*;
    use uuid::Uuid;

    const BY_NAME: Sort = Sort {
        key: SortKey::Name,
        descending: true,
    };

    fn lead(id: u8, name: u8, version: i64) -> Business {
        let id = Uuid::from_u128(id.into());
        let mut lead = NewBusiness::named(format!("É{name:02}")).into_business(id, 0);
        lead.version = version;
        if name.is_multiple_of(5) {
            lead.stage = Stage::Won;
        }
        lead
    }

    /// Two lists of 60 leads, the first of which is loaded as far as it is said.
    fn load(client: &QueryClient, loaded: usize) -> [Key; 2] {
        let mut leads: Vec<_> = (0..60).map(|id| lead(id, id * 3, 1)).collect();
        leads.sort_by(|a, b| b.name.cmp(&a.name));
        let won = BusinessFilter {
            stage: Some(Stage::Won),
            ..Default::default()
        };
        [(BusinessFilter::default(), loaded), (won, 60)].map(|(filter, loaded)| {
            let takes = |lead: &&Business| filter.stage.is_none_or(|stage| stage == lead.stage);
            let all: Vec<_> = leads.iter().filter(takes).cloned().collect();
            let page = Page {
                meta: PageMeta {
                    total: all.len() as u64,
                    next_cursor: (loaded < all.len()).then(|| "more".to_owned()),
                    ..Default::default()
                },
                data: all.into_iter().take(loaded).collect(),
            };
            let key = Key::business_list(&filter, BY_NAME);
            client.set(&key, client.first_page(filter, BY_NAME, &page, (0, None)));
            key
        })
    }

    proptest! {
        #[test]
        fn many_changes_at_once_lead_where_one_after_the_other_leads(
            loaded in 20..=60usize,
            events in prop::collection::vec((0..80u8, 0..99u8), 16..80),
        ) {
            let worlds = (World::new(), World::new());
            let (one_by_one, at_once) = (&worlds.0.client, &worlds.1.client);
            let keys = load(one_by_one, loaded);
            load(at_once, loaded);
            let versions = 2..;
            let events: Vec<_> = events
                .into_iter()
                .zip(versions)
                .map(|((id, name), version)| lead(id, name, version))
                .collect();
            events.iter().for_each(|event| one_by_one.upsert_businesses([event.clone()]));
            at_once.upsert_businesses(events);
            for key in keys {
                let shown = |client: &QueryClient| {
                    let list = client.get::<List>(&key)?;
                    Some((list.iter().collect::<Vec<_>>(), list.total))
                };
                prop_assert!(shown(one_by_one).is_some());
                prop_assert_eq!(shown(one_by_one), shown(at_once));
            }
        }
    }
}
