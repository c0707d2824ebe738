//! Where ways and relations are: the centre of the bounding box of their nodes.
//! Keeps ids and positions of what leads are made of, and of nothing else.

use std::collections::{HashMap, HashSet};

/// Latitude and longitude in ten-millionths of a degree, as OpenStreetMap has them.
pub type At = (i32, i32);

/// A part of a relation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Member {
    /// A node.
    Node(i64),
    /// A way.
    Way(i64),
    /// A relation.
    Relation(i64),
}

/// What is needed to place ways and relations.
#[derive(Debug, Default)]
pub struct Places {
    relations: HashMap<i64, Vec<Member>>,
    wanted_relations: HashSet<i64>,
    next_relations: HashSet<i64>,
    /// The nodes of each way: a range of `refs`.
    ways: HashMap<i64, (usize, usize)>,
    refs: Vec<i64>,
    wanted_ways: HashSet<i64>,
    /// Sorted.
    nodes: Vec<i64>,
    /// Of each of `nodes`; [`NOWHERE`] if the file does not have it.
    at: Vec<At>,
}

/// No node is here: latitudes end at 90 degrees.
const NOWHERE: At = (i32::MAX, i32::MAX);

impl Places {
    /// A way that becomes a lead.
    pub fn add_way(&mut self, id: i64, refs: impl Iterator<Item = i64>) {
        let start = self.refs.len();
        self.refs.extend(refs);
        self.ways.insert(id, (start, self.refs.len()));
    }

    /// A relation that becomes a lead.
    pub fn add_relation(&mut self, id: i64, members: Vec<Member>) {
        self.wanted_relations.remove(&id);
        for member in &members {
            if let Member::Relation(id) = member
                && !self.relations.contains_key(id)
            {
                self.wanted_relations.insert(*id);
            }
        }
        self.relations.insert(id, members);
    }

    /// Whether relations in relations are missing.
    pub fn wants_relations(&mut self) -> bool {
        // What was asked for before it was found is there now.
        self.wanted_relations
            .retain(|id| !self.relations.contains_key(id));
        !self.wanted_relations.is_empty()
    }

    /// Takes a relation if another one needs it.
    pub fn offer_relation(&mut self, id: i64, members: impl FnOnce() -> Vec<Member>) {
        if !self.wanted_relations.contains(&id) || self.relations.contains_key(&id) {
            return;
        }
        let members = members();
        for member in &members {
            if let Member::Relation(inner) = member
                && !self.relations.contains_key(inner)
            {
                self.next_relations.insert(*inner);
            }
        }
        self.relations.insert(id, members);
    }

    /// Lets go of relations that the file does not have, and asks for those inside.
    pub fn next_depth(&mut self) {
        self.wanted_relations = std::mem::take(&mut self.next_relations);
    }

    /// All relations are known: asks for their ways.
    pub fn settle_ways(&mut self) {
        for member in self.relations.values().flatten() {
            if let Member::Way(id) = member
                && !self.ways.contains_key(id)
            {
                self.wanted_ways.insert(*id);
            }
        }
    }

    /// Whether ways are missing.
    pub fn wants_ways(&self) -> bool {
        !self.wanted_ways.is_empty()
    }

    /// Takes a way if a relation needs it.
    pub fn offer_way<I: Iterator<Item = i64>>(&mut self, id: i64, refs: impl FnOnce() -> I) {
        if self.wanted_ways.remove(&id) {
            self.add_way(id, refs());
        }
    }

    /// All ways are known: asks for their nodes.
    pub fn settle_nodes(&mut self) {
        self.nodes = self.refs.clone();
        for member in self.relations.values().flatten() {
            if let Member::Node(id) = member {
                self.nodes.push(*id);
            }
        }
        self.nodes.sort_unstable();
        self.nodes.dedup();
        self.nodes.shrink_to_fit();
        self.at = vec![NOWHERE; self.nodes.len()];
    }

    /// Notes where a node is, if anything needs it.
    pub fn place_node(&mut self, id: i64, at: At) {
        if let Ok(n) = self.nodes.binary_search(&id) {
            self.at[n] = at;
        }
    }

    /// The middle of a way, if the file has one of its nodes.
    pub fn centre_of_way(&self, id: i64) -> Option<At> {
        let mut bounds = Bounds::default();
        self.add_way_to(id, &mut bounds);
        bounds.centre()
    }

    /// The middle of a relation, if the file has anything of it.
    pub fn centre_of_relation(&self, id: i64) -> Option<At> {
        let mut bounds = Bounds::default();
        self.add_relation_to(id, &mut bounds, &mut HashSet::new());
        bounds.centre()
    }

    fn add_node_to(&self, id: i64, bounds: &mut Bounds) {
        if let Ok(n) = self.nodes.binary_search(&id)
            && self.at[n] != NOWHERE
        {
            bounds.add(self.at[n]);
        }
    }

    fn add_way_to(&self, id: i64, bounds: &mut Bounds) {
        if let Some((start, end)) = self.ways.get(&id) {
            for id in &self.refs[*start..*end] {
                self.add_node_to(*id, bounds);
            }
        }
    }

    fn add_relation_to(&self, id: i64, bounds: &mut Bounds, seen: &mut HashSet<i64>) {
        // Relations may contain one another in a ring.
        if !seen.insert(id) {
            return;
        }
        for member in self.relations.get(&id).into_iter().flatten() {
            match member {
                Member::Node(id) => self.add_node_to(*id, bounds),
                Member::Way(id) => self.add_way_to(*id, bounds),
                Member::Relation(id) => self.add_relation_to(*id, bounds, seen),
            }
        }
    }
}

/// A bounding box.
#[derive(Clone, Copy, Debug, Default)]
struct Bounds(Option<(At, At)>);

impl Bounds {
    fn add(&mut self, (lat, lon): At) {
        let (low, high) = self.0.get_or_insert(((lat, lon), (lat, lon)));
        *low = (low.0.min(lat), low.1.min(lon));
        *high = (high.0.max(lat), high.1.max(lon));
    }

    fn centre(self) -> Option<At> {
        let middle = |a: i32, b: i32| ((i64::from(a) + i64::from(b)) / 2) as i32;
        self.0
            .map(|(low, high)| (middle(low.0, high.0), middle(low.1, high.1)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_relation_stands_in_the_middle_of_all_that_it_is_made_of() {
        let mut places = Places::default();
        places.add_relation(
            1,
            vec![Member::Node(1), Member::Way(1), Member::Relation(2)],
        );
        assert!(places.wants_relations());
        // A ring: the second contains the first.
        places.offer_relation(2, || vec![Member::Way(2), Member::Relation(1)]);
        places.next_depth();
        assert!(!places.wants_relations());
        places.settle_ways();
        places.offer_way(1, || [2, 3].into_iter());
        places.offer_way(2, || [4, 99].into_iter());
        places.offer_way(3, || -> std::vec::IntoIter<i64> {
            unreachable!("nobody needs it")
        });
        assert!(!places.wants_ways());
        places.settle_nodes();
        for (id, at) in [
            (1, (0, 0)),
            (2, (10, -4)),
            (3, (4, 6)),
            (4, (2, 20)),
            (5, (99, 99)),
        ] {
            places.place_node(id, at);
        }
        assert_eq!(places.centre_of_way(1), Some((7, 1)));
        assert_eq!(places.centre_of_relation(1), Some((5, 8)));
        assert_eq!(places.centre_of_way(7), None);
    }
}
