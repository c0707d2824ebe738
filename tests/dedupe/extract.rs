//! The named places of a real extract, with all of their tags. Reads the file on its
//! own, apart from the server's import.

use leadwire::{model::Address, server::dedupe::Facts};
use osmpbf::{Element, ElementReader, RelMemberType};
use std::{
    collections::{BTreeMap, HashMap},
    path::PathBuf,
};

/// Keys that make an object a place that a lead can be; the first with a telling
/// value is its category.
const KEYS: [&str; 7] = [
    "shop",
    "office",
    "craft",
    "amenity",
    "tourism",
    "healthcare",
    "leisure",
];

/// A named place.
#[derive(Clone, Debug)]
pub struct Place {
    /// Such as `node/123`.
    pub id: String,
    /// All tags.
    pub tags: BTreeMap<String, String>,
    /// Degrees; a way or relation stands at the middle of its bounding box.
    pub at: (f64, f64),
}

impl Place {
    /// The value of a tag.
    pub fn tag(&self, key: &str) -> Option<&str> {
        self.tags.get(key).map(String::as_str)
    }

    /// `key=value` of the first telling key.
    pub fn kind(&self) -> (String, String) {
        let given = || {
            KEYS.iter().filter_map(|key| {
                let value = self.tag(key)?.split(';').next()?.trim();
                (!value.is_empty() && value != "no").then_some((*key, value))
            })
        };
        given()
            .find(|(_, value)| *value != "yes")
            .or_else(|| given().next())
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .unwrap_or_default()
    }

    /// What the server's import would keep, and what a scrape knows beyond it.
    pub fn facts(&self) -> Facts {
        let all = |keys: &[&str]| {
            keys.iter()
                .filter_map(|key| self.tag(key))
                .map(str::to_owned)
                .collect::<Vec<_>>()
        };
        let one = |key: &str| self.tag(key).map(str::to_owned);
        let named = |key: &&String| {
            matches!(
                key.as_str(),
                "alt_name" | "old_name" | "official_name" | "short_name" | "loc_name" | "int_name"
            ) || key.starts_with("name:")
        };
        let (key, value) = self.kind();
        Facts {
            name: one("name").unwrap_or_default(),
            other_names: self
                .tags
                .keys()
                .filter(named)
                .flat_map(|key| self.tags[key].split(';'))
                .map(|name| name.trim().to_owned())
                .filter(|name| !name.is_empty())
                .collect(),
            brand: one("brand"),
            branch: one("branch"),
            category: Some(if value == "yes" { key } else { value }),
            at: Some(self.at),
            phones: all(&["phone", "contact:phone"]),
            emails: all(&["email", "contact:email"]),
            websites: all(&["website", "contact:website", "url"]),
            address: Address {
                street: one("addr:street").map(|street| match self.tag("addr:housenumber") {
                    Some(number) => format!("{street} {number}"),
                    None => street,
                }),
                city: one("addr:city"),
                region: None,
                postcode: one("addr:postcode"),
                country: one("addr:country").or(Some("FI".into())),
            },
            level: one("level"),
            unit: one("addr:unit"),
        }
    }
}

/// The extract: `LEADWIRE_TEST_PBF`, or where it lies beside the repository.
pub fn path() -> PathBuf {
    std::env::var_os("LEADWIRE_TEST_PBF").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/data/osm/helsinki.osm.pbf"),
        PathBuf::from,
    )
}

/// All named places of the extract, nodes first, in the file's order.
pub fn places() -> Vec<Place> {
    let mut nodes = HashMap::new();
    let mut ways: HashMap<i64, Vec<i64>> = HashMap::new();
    let mut relations: Vec<(i64, Vec<(RelMemberType, i64)>)> = Vec::new();
    let mut found: Vec<(&'static str, i64, BTreeMap<String, String>)> = Vec::new();
    let mut keep = |kind, id, tags: BTreeMap<String, String>| {
        let named = tags.get("name").is_some_and(|name| !name.trim().is_empty());
        if named && KEYS.iter().any(|key| tags.contains_key(*key)) {
            found.push((kind, id, tags));
        }
    };
    fn own<'a>(tags: impl Iterator<Item = (&'a str, &'a str)>) -> BTreeMap<String, String> {
        tags.map(|(key, value)| (key.to_owned(), value.to_owned()))
            .collect()
    }
    let reader = ElementReader::from_path(path()).expect("the extract");
    reader
        .for_each(|element| match element {
            Element::Node(node) => {
                nodes.insert(node.id(), (node.lat(), node.lon()));
                keep("node", node.id(), own(node.tags()));
            }
            Element::DenseNode(node) => {
                nodes.insert(node.id(), (node.lat(), node.lon()));
                keep("node", node.id(), own(node.tags()));
            }
            Element::Way(way) => {
                ways.insert(way.id(), way.refs().collect());
                keep("way", way.id(), own(way.tags()));
            }
            Element::Relation(relation) => {
                let members = relation.members().map(|m| (m.member_type, m.member_id));
                relations.push((relation.id(), members.collect()));
                keep("relation", relation.id(), own(relation.tags()));
            }
        })
        .expect("reads");
    let relations: HashMap<_, _> = relations.into_iter().collect();
    let nodes_of = |id: i64| ways.get(&id).cloned().unwrap_or_default();
    found
        .into_iter()
        .filter_map(|(kind, id, tags)| {
            let members = match kind {
                "node" => vec![id],
                "way" => nodes_of(id),
                _ => relations[&id]
                    .iter()
                    .flat_map(|(kind, id)| match kind {
                        RelMemberType::Node => vec![*id],
                        RelMemberType::Way => nodes_of(*id),
                        RelMemberType::Relation => Vec::new(),
                    })
                    .collect(),
            };
            Some(Place {
                id: format!("{kind}/{id}"),
                tags,
                at: middle(members.iter().filter_map(|id| nodes.get(id).copied()))?,
            })
        })
        .collect()
}

/// The middle of a bounding box.
fn middle(points: impl Iterator<Item = (f64, f64)>) -> Option<(f64, f64)> {
    let (low, high) = points.fold(None, |bounds: Option<((f64, f64), (f64, f64))>, at| {
        let (low, high) = bounds.unwrap_or((at, at));
        Some((
            (low.0.min(at.0), low.1.min(at.1)),
            (high.0.max(at.0), high.1.max(at.1)),
        ))
    })?;
    Some(((low.0 + high.0) / 2.0, (low.1 + high.1) / 2.0))
}
