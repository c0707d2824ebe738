//! OpenStreetMap's `.osm.pbf`. An object is a lead if it has a `name` and one of
//! the keys of [`tags::KEYS`]; a way or relation stands at the centre of the
//! bounding box of what it is made of, as Overpass's `out center` has it.
//!
//! The file is read several times, so that memory grows with the objects that
//! become leads and not with the file: first for what there is, then for where it
//! is, then for the leads. Blocks without what a reading wants are skipped.

mod blocks;
mod places;
mod tags;

use super::sink::{ReadError, Sink};
use blocks::{Blocks, Holds};
use osmpbf::{Element, RelMemberType};
use places::Places;
use std::path::Path;
use tags::is_lead;
pub use tags::{KEYS, Tags, is_place};

/// How deep relations in relations are followed.
const MAX_DEPTH: usize = 5;

/// Reads a file. The order of leads is that of the file: nodes, then ways and relations.
pub fn read(path: &Path, sink: &mut Sink) -> Result<(), ReadError> {
    let mut blocks = Blocks::open(path)?;
    let mut places = Places::default();
    let found = survey(&mut blocks, &mut places, sink)?;
    sink.total(found);
    sink.note(format!("The file holds {found} places with a name."));
    for _ in 0..MAX_DEPTH {
        if !places.wants_relations() {
            break;
        }
        blocks.each(Holds::RELATIONS, (0.40, 0.45), sink, |element, _| {
            if let Element::Relation(relation) = element {
                places.offer_relation(relation.id(), || members(&relation));
            }
            Ok(())
        })?;
        places.next_depth();
    }
    places.settle_ways();
    if places.wants_ways() {
        blocks.each(Holds::WAYS, (0.45, 0.55), sink, |element, _| {
            if let Element::Way(way) = element {
                places.offer_way(way.id(), || way.refs());
            }
            Ok(())
        })?;
    }
    places.settle_nodes();
    let mut ordinal = 0;
    blocks.each(
        Holds::NODES,
        (0.55, 0.80),
        sink,
        |element, sink| match element {
            Element::Node(node) => {
                let at = (node.decimicro_lat(), node.decimicro_lon());
                places.place_node(node.id(), at);
                tell(sink, "node", node.id(), node.tags(), Some(at), &mut ordinal)
            }
            Element::DenseNode(node) => {
                let at = (node.decimicro_lat(), node.decimicro_lon());
                places.place_node(node.id(), at);
                tell(sink, "node", node.id(), node.tags(), Some(at), &mut ordinal)
            }
            _ => Ok(()),
        },
    )?;
    let areas = Holds::WAYS | Holds::RELATIONS;
    blocks.each(areas, (0.80, 1.0), sink, |element, sink| match element {
        Element::Way(way) => {
            let at = is_lead(way.tags()).then(|| places.centre_of_way(way.id()));
            tell(
                sink,
                "way",
                way.id(),
                way.tags(),
                at.flatten(),
                &mut ordinal,
            )
        }
        Element::Relation(relation) => {
            let id = relation.id();
            let at = is_lead(relation.tags()).then(|| places.centre_of_relation(id));
            tell(
                sink,
                "relation",
                id,
                relation.tags(),
                at.flatten(),
                &mut ordinal,
            )
        }
        _ => Ok(()),
    })
}

/// Finds what becomes a lead and what that is made of. Returns how many there are.
fn survey(blocks: &mut Blocks, places: &mut Places, sink: &mut Sink) -> Result<u64, ReadError> {
    let mut found = 0;
    blocks.survey((0.0, 0.40), sink, |element| match element {
        Element::Node(node) => found += u64::from(is_lead(node.tags())),
        Element::DenseNode(node) => found += u64::from(is_lead(node.tags())),
        Element::Way(way) => {
            if is_lead(way.tags()) {
                found += 1;
                places.add_way(way.id(), way.refs());
            }
        }
        Element::Relation(relation) => {
            if is_lead(relation.tags()) {
                found += 1;
                places.add_relation(relation.id(), members(&relation));
            }
        }
    })?;
    Ok(found)
}

/// The members of a relation.
fn members(relation: &osmpbf::Relation<'_>) -> Vec<places::Member> {
    relation
        .members()
        .map(|member| match member.member_type {
            RelMemberType::Node => places::Member::Node(member.member_id),
            RelMemberType::Way => places::Member::Way(member.member_id),
            RelMemberType::Relation => places::Member::Relation(member.member_id),
        })
        .collect()
}

/// Puts an object into the sink: as a lead, as skipped, or not at all.
fn tell<'a>(
    sink: &mut Sink,
    kind: &str,
    id: i64,
    all: impl Iterator<Item = (&'a str, &'a str)> + Clone,
    at: Option<(i32, i32)>,
    ordinal: &mut u64,
) -> Result<(), ReadError> {
    if !is_place(all.clone()) {
        return Ok(());
    }
    *ordinal += 1;
    if sink.knows_next() {
        sink.pass();
        return Ok(());
    }
    match Tags::read(all).into_lead(kind, id, at) {
        Some(lead) => sink.repaired_lead(*ordinal, lead),
        None => sink.skip(),
    }
}

#[cfg(test)]
mod tests;
