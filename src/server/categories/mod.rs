//! The tree of categories: what kinds of businesses there are, by group, with what
//! they are called in OpenStreetMap and in Overture.
//!
//! An id is the usual OpenStreetMap value (`bakery` of `shop=bakery`), so that leads
//! which came in before the tree was there have one already.

mod search;
mod tables;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use std::{collections::HashMap, sync::LazyLock};

/// The first level of the tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Group {
    /// Places that serve.
    Food,
    /// Shops for food and daily needs.
    Groceries,
    /// Shops for everything else.
    Shops,
    /// Doctors, pharmacies, care.
    Health,
    /// Hair, beauty, massage.
    Beauty,
    /// Banks, post, laundries and the like.
    Services,
    /// Whoever builds, repairs and makes.
    Crafts,
    /// Companies, professionals, authorities.
    Offices,
    /// Where people stay.
    Accommodation,
    /// Sport, games, parks.
    Leisure,
    /// Museums, theatres, schools.
    Culture,
    /// Cars, bicycles, getting about.
    Automotive,
}

impl Group {
    /// Every group, in the order in which they are shown.
    pub fn all() -> impl Iterator<Item = Self> {
        tables::GROUPS.iter().map(|(group, _)| *group)
    }

    /// In snake case; never changes.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Food => "food",
            Self::Groceries => "groceries",
            Self::Shops => "shops",
            Self::Health => "health",
            Self::Beauty => "beauty",
            Self::Services => "services",
            Self::Crafts => "crafts",
            Self::Offices => "offices",
            Self::Accommodation => "accommodation",
            Self::Leisure => "leisure",
            Self::Culture => "culture",
            Self::Automotive => "automotive",
        }
    }

    /// In English.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Food => "Food & drink",
            Self::Groceries => "Groceries",
            Self::Shops => "Shops",
            Self::Health => "Health",
            Self::Beauty => "Beauty & wellness",
            Self::Services => "Services",
            Self::Crafts => "Crafts & trades",
            Self::Offices => "Offices & professionals",
            Self::Accommodation => "Accommodation",
            Self::Leisure => "Leisure & sport",
            Self::Culture => "Culture & education",
            Self::Automotive => "Automotive & transport",
        }
    }
}

/// A category.
#[derive(Debug, PartialEq, Eq)]
pub struct Category {
    /// In snake case; never changes.
    pub id: &'static str,
    /// In English.
    pub label: &'static str,
    /// Its group.
    pub group: Group,
    /// What it is in OpenStreetMap.
    pub osm: Vec<Selector>,
    /// What it is in Overture; `*_x` are all that end so and are not named.
    pub overture: Vec<&'static str>,
    /// What else people call it, in six languages.
    pub words: Vec<&'static str>,
}

/// Objects of OpenStreetMap with a tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Selector {
    /// The key.
    pub key: &'static str,
    /// The value; `None` for all values that no other selector claims.
    pub value: Option<&'static str>,
}

impl Selector {
    /// As Overpass QL has it: `["shop"="bakery"]`.
    pub fn overpass(&self) -> String {
        let key = self.key;
        match self.value {
            Some(value) => format!("[\"{key}\"=\"{value}\"]"),
            None => {
                let claimed = tree().claimed(key).join("|");
                format!("[\"{key}\"][\"{key}\"!~\"^({claimed}|no)$\"]")
            }
        }
    }
}

/// Keys by which an object is a place, the most telling first; the same as the import's.
pub const KEYS: [&str; 9] = [
    "shop",
    "office",
    "craft",
    "amenity",
    "tourism",
    "healthcare",
    "leisure",
    "club",
    "historic",
];

/// The tree, with what is needed to look things up.
struct Tree {
    all: Vec<Category>,
    ids: HashMap<&'static str, usize>,
    tags: HashMap<(&'static str, &'static str), usize>,
    rest: HashMap<&'static str, usize>,
    overture: HashMap<&'static str, usize>,
    /// Endings of Overture's names, the longest first.
    endings: Vec<(&'static str, usize)>,
    search: search::Index,
}

impl Tree {
    fn new() -> Self {
        let rows = || {
            tables::GROUPS
                .iter()
                .flat_map(|(group, rows)| rows.iter().map(move |row| (*group, row)))
        };
        let all: Vec<Category> = rows()
            .map(|(group, row)| Category {
                id: row.id,
                label: row.label,
                group,
                osm: row.osm.split(' ').map(selector).collect(),
                overture: row
                    .overture
                    .split(' ')
                    .filter(|name| !name.is_empty())
                    .collect(),
                words: row.words.split(", ").collect(),
            })
            .collect();
        let mut tree = Self {
            ids: all.iter().enumerate().map(|(n, row)| (row.id, n)).collect(),
            tags: HashMap::new(),
            rest: HashMap::new(),
            overture: HashMap::new(),
            endings: Vec::new(),
            search: search::Index::new(&all),
            all,
        };
        for (n, row) in tree.all.iter().enumerate() {
            for selector in &row.osm {
                match selector.value {
                    Some(value) => tree.tags.insert((selector.key, value), n),
                    None => tree.rest.insert(selector.key, n),
                };
            }
            for name in &row.overture {
                match name.strip_prefix('*') {
                    Some(ending) => tree.endings.push((ending, n)),
                    None => {
                        tree.overture.insert(name, n);
                    }
                }
            }
        }
        tree.endings
            .sort_by_key(|(ending, n)| (std::cmp::Reverse(ending.len()), *n));
        tree
    }

    /// The values of a key that selectors name, sorted.
    fn claimed(&self, key: &str) -> Vec<&'static str> {
        let of_key = self.tags.keys().filter(|(of, _)| *of == key);
        let mut values: Vec<_> = of_key.map(|(_, value)| *value).collect();
        values.sort_unstable();
        values
    }
}

fn selector(text: &'static str) -> Selector {
    match text.split_once('=') {
        Some((key, value)) => Selector {
            key,
            value: Some(value),
        },
        None => Selector {
            key: text,
            value: None,
        },
    }
}

fn tree() -> &'static Tree {
    static TREE: LazyLock<Tree> = LazyLock::new(Tree::new);
    &TREE
}

/// Every category, by group.
pub fn all() -> &'static [Category] {
    &tree().all
}

/// The category with an id.
pub fn find(id: &str) -> Option<&'static Category> {
    tree().ids.get(id).map(|n| &tree().all[*n])
}

/// The category of what a lead says it is: an id, or a value of OpenStreetMap that
/// belongs to a category (`boutique` to `clothes`), of the most telling key.
pub fn resolve(stored: &str) -> Option<&'static Category> {
    let stored = stored.trim();
    find(stored).or_else(|| {
        let value = stored.to_lowercase().replace([' ', '-'], "_");
        let tagged = KEYS
            .iter()
            .find_map(|key| tree().tags.get(&(*key, value.as_str())));
        let number = tagged.or_else(|| tree().ids.get(value.as_str()));
        number.map(|n| &tree().all[*n])
    })
}

/// The category of an object of OpenStreetMap: of the first key of [`KEYS`] with a value
/// that a category claims (of several with `;` between, the first such), else of the
/// first key that has a category for the rest.
pub fn of_tags<'a>(tags: impl Iterator<Item = (&'a str, &'a str)>) -> Option<&'static Category> {
    let mut given: [Option<&str>; KEYS.len()] = [None; KEYS.len()];
    for (key, value) in tags {
        if let Some(n) = KEYS.iter().position(|known| *known == key) {
            given[n] = Some(value);
        }
    }
    let values = |n: usize| {
        let parts = given[n].into_iter().flat_map(|value| value.split(';'));
        parts
            .map(str::trim)
            .filter(|value| !value.is_empty() && *value != "no")
    };
    let claimed = |n: usize| values(n).find_map(|value| tree().tags.get(&(KEYS[n], value)));
    let rest = |n: usize| values(n).next().and_then(|_| tree().rest.get(KEYS[n]));
    let keys = 0..KEYS.len();
    let number = keys
        .clone()
        .find_map(claimed)
        .or_else(|| keys.clone().find_map(rest));
    number.map(|n| &tree().all[*n])
}

/// The category of a place of Overture: of the first of `names` (the primary category,
/// then alternatives or what is above it) that has one.
pub fn of_overture<'a>(names: impl IntoIterator<Item = &'a str>) -> Option<&'static Category> {
    names.into_iter().find_map(|name| {
        let ending = || {
            tree()
                .endings
                .iter()
                .find(|(ending, _)| name.ends_with(ending))
                .map(|(_, n)| n)
        };
        tree()
            .overture
            .get(name)
            .or_else(ending)
            .map(|n| &tree().all[*n])
    })
}

/// Categories for what a person types, the best first: by label, id, synonym and group;
/// starts of words count, case and accents do not. Everything for an empty text.
pub fn search(text: &str) -> Vec<&'static Category> {
    tree()
        .search
        .find(text)
        .into_iter()
        .map(|n| &tree().all[n])
        .collect()
}
