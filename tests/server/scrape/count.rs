//! How many businesses there are around a point, counted apart from the server: straight
//! from the file, with nothing of its code.

use osmpbf::{Element, ElementReader, RelMemberType};
use std::{
    collections::{BTreeSet, HashMap},
    path::Path,
};

/// Keys of which an object must have one, besides a name.
const KEYS: [&str; 7] = [
    "shop",
    "office",
    "craft",
    "amenity",
    "tourism",
    "healthcare",
    "leisure",
];

type Position = (f64, f64);

fn is_business<'a>(tags: impl Iterator<Item = (&'a str, &'a str)>) -> bool {
    let tags: HashMap<_, _> = tags.collect();
    let named = tags.get("name").is_some_and(|name| !name.trim().is_empty());
    named && KEYS.iter().any(|key| tags.contains_key(key))
}

/// Metres between two points on a globe of 6,371,008.8 m.
fn distance(a: Position, b: Position) -> f64 {
    let (lat1, lat2) = (a.0.to_radians(), b.0.to_radians());
    let (dlat, dlon) = (lat2 - lat1, (b.1 - a.1).to_radians());
    let h = (dlat / 2.0).sin().powi(2) + lat1.cos() * lat2.cos() * (dlon / 2.0).sin().powi(2);
    2.0 * 6_371_008.8 * h.sqrt().asin()
}

fn middle(points: &[Position]) -> Option<Position> {
    let over = |of: fn(&Position) -> f64| {
        let values = points.iter().map(of);
        let (low, high) = values.fold((f64::MAX, f64::MIN), |(l, h), v| (l.min(v), h.max(v)));
        (low + high) / 2.0
    };
    (!points.is_empty()).then(|| (over(|p| p.0), over(|p| p.1)))
}

/// What the businesses within `radius` metres are known by. All of the file is held in
/// memory; relations in relations are followed once.
pub fn around(file: &Path, centre: Position, radius: f64) -> BTreeSet<String> {
    let mut nodes: HashMap<i64, Position> = HashMap::new();
    let mut ways: HashMap<i64, Vec<i64>> = HashMap::new();
    let mut relations: HashMap<i64, Vec<(RelMemberType, i64)>> = HashMap::new();
    let mut businesses = Vec::new();
    let reader = ElementReader::from_path(file).expect("the extract");
    let read = reader.for_each(|element| match element {
        Element::Node(node) => {
            nodes.insert(node.id(), (node.lat(), node.lon()));
            if is_business(node.tags()) {
                businesses.push(("node", node.id()));
            }
        }
        Element::DenseNode(node) => {
            nodes.insert(node.id(), (node.lat(), node.lon()));
            if is_business(node.tags()) {
                businesses.push(("node", node.id()));
            }
        }
        Element::Way(way) => {
            ways.insert(way.id(), way.refs().collect());
            if is_business(way.tags()) {
                businesses.push(("way", way.id()));
            }
        }
        Element::Relation(relation) => {
            let members = relation.members().map(|m| (m.member_type, m.member_id));
            relations.insert(relation.id(), members.collect());
            if is_business(relation.tags()) {
                businesses.push(("relation", relation.id()));
            }
        }
    });
    read.expect("reads");
    let of_way = |id: i64| -> Vec<Position> {
        let refs = ways.get(&id).into_iter().flatten();
        refs.filter_map(|id| nodes.get(id).copied()).collect()
    };
    let of_relation = |id: i64, deep: bool| -> Vec<Position> {
        let mut points = Vec::new();
        let mut todo = vec![(id, deep)];
        while let Some((id, deep)) = todo.pop() {
            for (kind, member) in relations.get(&id).into_iter().flatten() {
                match kind {
                    RelMemberType::Node => points.extend(nodes.get(member).copied()),
                    RelMemberType::Way => points.extend(of_way(*member)),
                    RelMemberType::Relation if deep => todo.push((*member, false)),
                    RelMemberType::Relation => {}
                }
            }
        }
        points
    };
    let within = businesses.into_iter().filter(|(kind, id)| {
        let at = match *kind {
            "node" => nodes.get(id).copied(),
            "way" => middle(&of_way(*id)),
            _ => middle(&of_relation(*id, true)),
        };
        at.is_some_and(|at| distance(centre, at) <= radius)
    });
    within.map(|(kind, id)| format!("{kind}/{id}")).collect()
}
