//! Every change that is known, and the order in which those of a lead go.

use super::{Mutation, own::Own, receipt::Asker};
use crate::model::Uuid;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, hash_map::Entry};

/// A change and what is known of it.
pub(super) struct Item {
    pub mutation: Mutation,
    /// Nobody, if it was made before the app started, or in another tab.
    pub asker: Option<Asker>,
    /// Whether the time to take it back is over.
    pub is_due: bool,
    /// When it was last heard of: what was read from disk before is older.
    pub heard: u64,
    /// Whether it was not found on disk when somebody last looked.
    pub is_missed: bool,
}

/// The changes of one user.
#[derive(Default)]
pub(super) struct Queue {
    items: BTreeMap<Uuid, Item>,
    /// What waits, by lead. UUIDv7 order is the order in which changes were made.
    waiting: HashMap<Uuid, BTreeSet<Uuid>>,
    parked: BTreeSet<Uuid>,
    /// What is parked, by lead.
    parked_of: HashMap<Uuid, BTreeSet<Uuid>>,
    /// Of leads, and of contacts.
    pub own: HashMap<Uuid, Own>,
    heard: u64,
}

impl Queue {
    /// Takes a change, or another state of one that is known.
    pub fn put(&mut self, mutation: Mutation, asker: Option<Asker>) {
        let (id, lead, is_parked) = (mutation.id, mutation.business, mutation.is_parked());
        self.heard += 1;
        let known = self.remove(id);
        let (known_asker, was_due) = known.map_or((None, true), |item| (item.asker, item.is_due));
        let item = Item {
            asker: asker.or(known_asker),
            is_due: was_due,
            heard: self.heard,
            is_missed: false,
            mutation,
        };
        self.items.insert(id, item);
        if is_parked {
            self.parked.insert(id);
            self.parked_of.entry(lead).or_default().insert(id);
        } else {
            self.waiting.entry(lead).or_default().insert(id);
        }
    }

    /// Lets go of a change.
    pub fn remove(&mut self, id: Uuid) -> Option<Item> {
        let item = self.items.remove(&id)?;
        self.parked.remove(&id);
        for ids in [&mut self.waiting, &mut self.parked_of] {
            if let Entry::Occupied(mut of_lead) = ids.entry(item.mutation.business) {
                of_lead.get_mut().remove(&id);
                if of_lead.get().is_empty() {
                    of_lead.remove();
                }
            }
        }
        Some(item)
    }

    pub fn get(&self, id: Uuid) -> Option<&Item> {
        self.items.get(&id)
    }

    pub fn get_mut(&mut self, id: Uuid) -> Option<&mut Item> {
        self.items.get_mut(&id)
    }

    /// All changes, oldest first.
    pub fn items(&self) -> impl Iterator<Item = &Item> {
        self.items.values()
    }

    pub fn items_mut(&mut self) -> impl Iterator<Item = &mut Item> {
        self.items.values_mut()
    }

    /// The newest change of all.
    pub fn last_id(&self) -> Option<Uuid> {
        self.items.keys().next_back().copied()
    }

    /// A position in what is heard: later changes have a higher one.
    pub fn position(&self) -> u64 {
        self.heard
    }

    /// Leads of which changes wait.
    pub fn leads(&self) -> impl Iterator<Item = Uuid> {
        self.waiting.keys().copied()
    }

    /// What waits of a lead, oldest first: only the first may be sent.
    pub fn waiting_of(&self, lead: Uuid) -> impl DoubleEndedIterator<Item = &Item> {
        let ids = self.waiting.get(&lead).into_iter().flatten();
        ids.filter_map(|id| self.items.get(id))
    }

    /// What is parked, oldest first.
    pub fn parked(&self) -> impl Iterator<Item = &Item> {
        self.parked.iter().filter_map(|id| self.items.get(id))
    }

    pub fn parked_count(&self) -> usize {
        self.parked.len()
    }

    pub fn waiting_count(&self) -> usize {
        self.items.len() - self.parked.len()
    }

    /// A parked change and what is parked because of it, oldest first.
    pub fn parked_with(&self, id: Uuid) -> Vec<Mutation> {
        let Some(first) = self.items.get(&id).filter(|item| item.mutation.is_parked()) else {
            return Vec::new();
        };
        let others = self.parked_of(first.mutation.business);
        let others = others.filter(|other| other.waits_for == Some(id));
        [&first.mutation]
            .into_iter()
            .chain(others)
            .cloned()
            .collect()
    }

    fn parked_of(&self, lead: Uuid) -> impl Iterator<Item = &Mutation> {
        let ids = self.parked_of.get(&lead).into_iter().flatten();
        let items = ids.filter_map(|id| self.items.get(id));
        items.map(|item| &item.mutation)
    }

    /// The refused creation of what a change is to be done to.
    pub fn parked_creation(&self, change: &Mutation) -> Option<Uuid> {
        let mut parked = self.parked_of(change.business);
        let found =
            parked.find(|it| it.id != change.id && it.is_creation() && change.depends_on(it));
        found.map(|creation| creation.id)
    }

    /// Whose fields any change that is known is to change.
    pub fn owners(&self) -> HashSet<Uuid> {
        self.items().map(|item| item.mutation.owner()).collect()
    }
}
