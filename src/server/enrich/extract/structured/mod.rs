//! schema.org data, however it is written: JSON-LD, microdata, RDFa, and microformats brought to the same shape.

mod hcard;
mod item;
mod json_ld;
mod microdata;
mod schema;

pub(super) use item::Item;
pub(super) use schema::facts;

use super::fact::{Found, Zone};
use super::html::{Dom, Id};
use url::Url;

/// One outermost item of a page.
#[derive(Debug)]
pub(super) struct Entry {
    pub item: Item,
    pub found: Found,
    /// The element that carries it; JSON-LD stands nowhere in particular.
    pub node: Option<Id>,
}

/// All structured data of a page.
#[derive(Debug, Default)]
pub(super) struct Data {
    pub entries: Vec<Entry>,
}

impl Data {
    /// The country that its first address names.
    pub fn country(&self) -> Option<String> {
        self.entries
            .iter()
            .find_map(|entry| entry.item.find_country(6))
    }

    /// The items that speak of the business, outermost first.
    pub fn businesses(&self) -> impl Iterator<Item = (&Item, Found)> {
        self.entries
            .iter()
            .filter(|e| e.item.is_business())
            .map(|e| (&e.item, e.found))
    }
}

/// Reads all structured data of a page.
pub(super) fn read(dom: &Dom, base: &Url) -> Data {
    let mut data = Data::default();
    for item in json_ld::read(dom) {
        data.entries.push(Entry {
            item,
            found: Found::JsonLd,
            node: None,
        });
    }
    for (node, item) in microdata::read(dom, base) {
        data.entries.push(Entry {
            item,
            found: Found::Microdata,
            node: Some(node),
        });
    }
    for (node, item) in hcard::read(dom) {
        data.entries.push(Entry {
            item,
            found: Found::Hcard,
            node: Some(node),
        });
    }
    data
}

/// Where an entry stands.
fn zone(entry: &Entry, lines: &[super::text::Line], dom: &Dom) -> Zone {
    entry
        .node
        .map_or(Zone::Data, |node| super::text::zone_of(lines, dom, node))
}
