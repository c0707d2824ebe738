//! Whether two categories may be two views of one business.

use crate::server::categories::{self, Category, Group};
use serde::{Deserialize, Serialize};

/// How the categories of two leads go together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kinship {
    /// The same.
    Same,
    /// One source's word for what another calls otherwise: café and bakery.
    Near,
    /// Neither speaks for nor against: one is not known, or says little (`company`).
    Open,
    /// Of one group or of groups that mix, but not what one calls the other.
    Far,
    /// Things of different kinds: a shop and the mall it is in.
    Apart,
}

/// Categories that one business goes by in different sources.
const NEAR: &[&[&str]] = &[
    &[
        "restaurant",
        "cafe",
        "fast_food",
        "pub",
        "bar",
        "ice_cream",
        "caterer",
        "deli",
        "bakery",
        "nightclub",
        "confectionery",
        "brewery",
    ],
    &[
        "supermarket",
        "convenience",
        "kiosk",
        "greengrocer",
        "deli",
        "butcher",
        "alcohol",
        "fuel",
    ],
    &[
        "clothes",
        "shoes",
        "bag",
        "sports",
        "second_hand",
        "jewelry",
        "department_store",
        "tailor",
    ],
    &[
        "furniture",
        "interior_decoration",
        "doityourself",
        "gift",
        "art",
        "department_store",
    ],
    &["electronics", "mobile_phone", "photo", "it", "music"],
    &["books", "toys", "gift", "art", "music"],
    &[
        "doctors",
        "clinic",
        "hospital",
        "dentist",
        "therapist",
        "healthcare",
        "medical_supply",
        "optician",
    ],
    &[
        "hairdresser",
        "beauty",
        "massage",
        "spa",
        "cosmetics",
        "therapist",
    ],
    &["hotel", "hostel", "guest_house", "apartment"],
    &["museum", "gallery", "arts_centre", "attraction", "art"],
    &["theatre", "cinema", "arts_centre", "nightclub"],
    &["library", "school", "university", "training"],
    &[
        "lawyer",
        "accountant",
        "financial",
        "insurance",
        "consulting",
        "estate_agent",
        "bank",
    ],
    &["it", "advertising_agency", "consulting", "architect"],
    &[
        "association",
        "government",
        "arts_centre",
        "social_facility",
        "company",
    ],
    &[
        "fitness_centre",
        "yoga",
        "sports_centre",
        "spa",
        "swimming_pool",
    ],
    &[
        "car",
        "car_repair",
        "motorcycle",
        "fuel",
        "car_rental",
        "charging_station",
    ],
    &["shoe_repair", "tailor", "laundry", "jewelry"],
    &["copyshop", "advertising_agency", "photo"],
    &[
        "painter",
        "carpenter",
        "builder",
        "plumber",
        "electrician",
        "craft",
        "doityourself",
        "gardener",
        "interior_decoration",
    ],
    &["bank", "bureau_de_change", "financial"],
    &["florist", "garden_centre", "gardener"],
    &["pharmacy", "cosmetics", "medical_supply"],
    &["bicycle", "sports"],
    &["park", "attraction", "artwork"],
    &["rental", "company", "bicycle_rental", "car_rental"],
    &["bar", "pub", "nightclub", "casino"],
];

/// Categories that stand for themselves: something of another kind at the same place
/// under the same name is something else.
const APART: &[&str] = &[
    "atm",
    "parking",
    "bicycle_rental",
    "artwork",
    "park",
    "mall",
    "transport",
    "place_of_worship",
    "embassy",
    "charging_station",
    "post_office",
    "marketplace",
    "recycling",
    "hotel",
    "hostel",
    "guest_house",
    "apartment",
    "department_store",
    "museum",
    "theatre",
    "university",
    "car_rental",
    "casino",
    "attraction",
    "library",
    "fuel",
    "cinema",
];

/// Categories that say next to nothing.
const VAGUE: &[&str] = &["company", "office", "shop", "craft", "healthcare"];

/// Compares what two leads say they are (an id, or a value of OpenStreetMap).
pub fn compare(a: Option<&str>, b: Option<&str>) -> Kinship {
    let (Some(a), Some(b)) = (a, b) else {
        return Kinship::Open;
    };
    match (categories::resolve(a), categories::resolve(b)) {
        (Some(a), Some(b)) => of(a, b),
        _ if a == b => Kinship::Same,
        _ => Kinship::Open,
    }
}

/// Compares two categories.
pub fn of(a: &Category, b: &Category) -> Kinship {
    let either = |list: &[&str]| list.contains(&a.id) || list.contains(&b.id);
    if a.id == b.id {
        return if VAGUE.contains(&a.id) {
            Kinship::Open
        } else {
            Kinship::Same
        };
    }
    let near = NEAR
        .iter()
        .any(|set| set.contains(&a.id) && set.contains(&b.id));
    match () {
        () if near => Kinship::Near,
        () if either(APART) => Kinship::Apart,
        () if either(VAGUE) => Kinship::Open,
        () if a.group == b.group || mixes(a.group, b.group) => Kinship::Far,
        () => Kinship::Apart,
    }
}

/// Groups between which sources disagree now and then.
fn mixes(a: Group, b: Group) -> bool {
    use Group::{Beauty, Crafts, Food, Groceries, Health, Leisure, Offices, Services, Shops};
    let one = |x, y| (a == x && b == y) || (a == y && b == x);
    one(Food, Groceries)
        || one(Food, Leisure)
        || one(Groceries, Shops)
        || one(Shops, Crafts)
        || one(Shops, Services)
        || one(Shops, Beauty)
        || one(Health, Beauty)
        || one(Health, Shops)
        || one(Services, Offices)
        || one(Services, Crafts)
        || one(Crafts, Offices)
        || one(Shops, Offices)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn categories_go_together_or_not() {
        for (a, b, expected) in [
            ("restaurant", "restaurant", Kinship::Same),
            ("clothes", "boutique", Kinship::Same),
            ("cafe", "bakery", Kinship::Near),
            ("company", "lawyer", Kinship::Open),
            ("unheard_of", "bakery", Kinship::Open),
            ("jewelry", "toys", Kinship::Far),
            ("atm", "bank", Kinship::Apart),
            ("mall", "clothes", Kinship::Apart),
            ("hotel", "restaurant", Kinship::Apart),
            ("parking", "mall", Kinship::Apart),
            ("artwork", "bank", Kinship::Apart),
            ("florist", "lawyer", Kinship::Far),
            ("dentist", "cafe", Kinship::Apart),
        ] {
            assert_eq!(compare(Some(a), Some(b)), expected, "{a} {b}");
            assert_eq!(compare(Some(b), Some(a)), expected, "{b} {a}");
        }
        assert_eq!(compare(None, Some("atm")), Kinship::Open);
    }

    #[test]
    fn tables_name_categories_of_the_tree() {
        for id in NEAR.iter().copied().flatten().chain(APART).chain(VAGUE) {
            assert!(categories::find(id).is_some(), "{id}");
        }
    }
}
