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
pub use places::At;
use places::Places;
use std::path::Path;
pub use tags::{KEYS, Tags, is_lead, is_place};

/// How deep relations in relations are followed.
const MAX_DEPTH: usize = 5;

/// Takes what a reading of a file finds.
pub trait Visit {
    /// How many objects become leads, and that they are counted.
    fn total(&mut self, total: u64);

    /// How much of the work is done, 0 to 1. Called often; an error ends the reading.
    ///
    /// # Errors
    /// When nobody wants to know any more.
    fn fraction(&mut self, fraction: f64) -> Result<(), ReadError>;

    /// An object, of any kind: nodes first, then ways and relations. Those that become
    /// leads, and all nodes, come with where they are if the file knows it.
    ///
    /// # Errors
    /// Whatever ends the reading.
    fn object<'a>(
        &mut self,
        kind: &'static str,
        id: i64,
        tags: impl Iterator<Item = (&'a str, &'a str)> + Clone,
        at: Option<At>,
    ) -> Result<(), ReadError>;
}

/// Reads a file into an import. The order of leads is that of the file.
pub fn read(path: &Path, sink: &mut Sink) -> Result<(), ReadError> {
    visit(path, &mut Import { sink, ordinal: 0 })
}

/// Puts objects into an import: as leads, as skipped, or not at all.
struct Import<'s> {
    sink: &'s mut Sink,
    ordinal: u64,
}

impl Visit for Import<'_> {
    fn total(&mut self, total: u64) {
        self.sink.total(total);
        let note = format!("The file holds {total} places with a name.");
        self.sink.note(note);
    }

    fn fraction(&mut self, fraction: f64) -> Result<(), ReadError> {
        self.sink.fraction(fraction)
    }

    fn object<'a>(
        &mut self,
        kind: &'static str,
        id: i64,
        tags: impl Iterator<Item = (&'a str, &'a str)> + Clone,
        at: Option<At>,
    ) -> Result<(), ReadError> {
        if !is_place(tags.clone()) {
            return Ok(());
        }
        self.ordinal += 1;
        if self.sink.knows_next() {
            self.sink.pass();
            return Ok(());
        }
        let tags = Tags::read(tags);
        let beyond = tags.beyond();
        match tags.into_lead(kind, id, at) {
            Some(lead) => {
                self.sink.beyond(format!("{kind}/{id}"), beyond);
                self.sink.repaired_lead(self.ordinal, lead)
            }
            None => self.sink.skip(),
        }
    }
}

/// Reads a file.
///
/// # Errors
/// When it is damaged or cannot be read, and whatever the visitor says.
pub fn visit(path: &Path, visitor: &mut impl Visit) -> Result<(), ReadError> {
    let mut blocks = Blocks::open(path)?;
    let mut places = Places::default();
    let found = survey(&mut blocks, &mut places, visitor)?;
    visitor.total(found);
    for _ in 0..MAX_DEPTH {
        if !places.wants_relations() {
            break;
        }
        blocks.each(Holds::RELATIONS, (0.40, 0.45), visitor, |element, _| {
            if let Element::Relation(relation) = element {
                places.offer_relation(relation.id(), || members(&relation));
            }
            Ok(())
        })?;
        places.next_depth();
    }
    places.settle_ways();
    if places.wants_ways() {
        blocks.each(Holds::WAYS, (0.45, 0.55), visitor, |element, _| {
            if let Element::Way(way) = element {
                places.offer_way(way.id(), || way.refs());
            }
            Ok(())
        })?;
    }
    places.settle_nodes();
    blocks.each(
        Holds::NODES,
        (0.55, 0.80),
        visitor,
        |element, visitor| match element {
            Element::Node(node) => {
                let at = (node.decimicro_lat(), node.decimicro_lon());
                places.place_node(node.id(), at);
                visitor.object("node", node.id(), node.tags(), Some(at))
            }
            Element::DenseNode(node) => {
                let at = (node.decimicro_lat(), node.decimicro_lon());
                places.place_node(node.id(), at);
                visitor.object("node", node.id(), node.tags(), Some(at))
            }
            _ => Ok(()),
        },
    )?;
    let areas = Holds::WAYS | Holds::RELATIONS;
    blocks.each(
        areas,
        (0.80, 1.0),
        visitor,
        |element, visitor| match element {
            Element::Way(way) => {
                let at = is_lead(way.tags()).then(|| places.centre_of_way(way.id()));
                visitor.object("way", way.id(), way.tags(), at.flatten())
            }
            Element::Relation(relation) => {
                let id = relation.id();
                let at = is_lead(relation.tags()).then(|| places.centre_of_relation(id));
                visitor.object("relation", id, relation.tags(), at.flatten())
            }
            _ => Ok(()),
        },
    )
}

/// Finds what becomes a lead and what that is made of. Returns how many there are.
fn survey(
    blocks: &mut Blocks,
    places: &mut Places,
    visitor: &mut impl Visit,
) -> Result<u64, ReadError> {
    let mut found = 0;
    blocks.survey((0.0, 0.40), visitor, |element| match element {
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

#[cfg(test)]
mod tests;
