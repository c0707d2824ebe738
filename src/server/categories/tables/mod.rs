//! The rows of the tree, as text that [`Tree`](super::Tree) takes apart once.

mod care;
mod food;
mod leisure;
mod shops;
mod work;

use super::Group;

/// One category. Lists are separated by spaces, `words` by commas.
pub struct Row {
    /// The usual OpenStreetMap value where there is one.
    pub id: &'static str,
    /// In English.
    pub label: &'static str,
    /// `key=value`, or a key alone for all of its values that nothing else claims.
    pub osm: &'static str,
    /// Names of Overture's categories; `*_x` are all that end so and are not named.
    pub overture: &'static str,
    /// What else people call it: English, Finnish, Swedish, German, French, Spanish.
    pub words: &'static str,
}

/// A row.
pub const fn row(
    id: &'static str,
    label: &'static str,
    osm: &'static str,
    overture: &'static str,
    words: &'static str,
) -> Row {
    Row {
        id,
        label,
        osm,
        overture,
        words,
    }
}

/// All rows by group, in the order in which they are shown.
pub const GROUPS: [(Group, &[Row]); 12] = [
    (Group::Food, food::FOOD),
    (Group::Groceries, food::GROCERIES),
    (Group::Shops, shops::SHOPS),
    (Group::Health, care::HEALTH),
    (Group::Beauty, care::BEAUTY),
    (Group::Services, work::SERVICES),
    (Group::Crafts, work::CRAFTS),
    (Group::Offices, work::OFFICES),
    (Group::Accommodation, leisure::ACCOMMODATION),
    (Group::Leisure, leisure::LEISURE),
    (Group::Culture, leisure::CULTURE),
    (Group::Automotive, leisure::AUTOMOTIVE),
];
