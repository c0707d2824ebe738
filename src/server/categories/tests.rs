use super::*;
use std::collections::{HashMap, HashSet};

#[test]
fn the_tree_is_as_large_as_promised() {
    assert_eq!(Group::all().count(), 12);
    let count = all().len();
    assert!((115..=130).contains(&count), "{count}");
    for group in Group::all() {
        let of = all()
            .iter()
            .filter(|category| category.group == group)
            .count();
        assert!(of >= 5, "{group:?}: {of}");
    }
}

#[test]
fn every_category_is_described_and_every_id_is_unique() {
    let mut seen = HashSet::new();
    for category in all() {
        assert!(seen.insert(category.id), "{}", category.id);
        let snake = |c: char| c.is_ascii_lowercase() || c == '_';
        assert!(category.id.chars().all(snake), "{}", category.id);
        assert!(
            !category.label.is_empty() && !category.osm.is_empty(),
            "{}",
            category.id
        );
        assert!(
            category.words.len() >= 4,
            "{}: words in several languages",
            category.id
        );
        assert!(
            category
                .words
                .iter()
                .all(|word| !word.trim().is_empty() && word.trim() == *word),
            "{:?}",
            category.words
        );
        assert_eq!(find(category.id), Some(category));
        assert_eq!(resolve(category.id), Some(category));
    }
}

#[test]
fn every_selector_and_every_overture_name_belongs_to_one_category() {
    let mut tags: HashMap<Selector, &str> = HashMap::new();
    let mut names: HashMap<&str, &str> = HashMap::new();
    for category in all() {
        for selector in &category.osm {
            assert!(KEYS.contains(&selector.key), "{selector:?}");
            let other = tags.insert(*selector, category.id);
            assert_eq!(other, None, "{selector:?} of {}", category.id);
        }
        for name in &category.overture {
            let other = names.insert(name, category.id);
            assert_eq!(other, None, "{name} of {}", category.id);
        }
    }
}

#[test]
fn an_id_that_is_a_value_of_openstreetmap_is_the_category_of_that_value() {
    for category in all() {
        for key in KEYS {
            let tag = of_tags([(key, category.id)].into_iter());
            let claimed = all().iter().any(|other| {
                other.osm.contains(&Selector {
                    key,
                    value: Some(category.id),
                })
            });
            // What is called like a key (`craft`) is the rest of that key; `shop=craft` is else.
            if claimed && !KEYS.contains(&category.id) {
                assert_eq!(
                    tag.map(|found| found.id),
                    Some(category.id),
                    "{key}={}",
                    category.id
                );
            }
        }
    }
}

#[test]
fn tags_become_categories() {
    let of = |tags: &[(&str, &str)]| {
        let tags: Vec<_> = tags.to_vec();
        of_tags(tags.into_iter()).map(|category| category.id)
    };
    assert_eq!(of(&[("shop", "bakery")]), Some("bakery"));
    assert_eq!(of(&[("shop", "bakery;pastry")]), Some("bakery"));
    assert_eq!(of(&[("shop", "yes"), ("amenity", "fuel")]), Some("fuel"));
    assert_eq!(of(&[("shop", "yes")]), Some("shop"));
    assert_eq!(of(&[("shop", "unheard_of")]), Some("shop"));
    assert_eq!(of(&[("office", "company")]), Some("company"));
    assert_eq!(of(&[("office", "no"), ("tourism", "hotel")]), Some("hotel"));
    assert_eq!(of(&[("amenity", "bench")]), None);
    assert_eq!(of(&[("highway", "primary")]), None);
    assert_eq!(
        resolve("boutique").map(|category| category.id),
        Some("clothes")
    );
}

#[test]
fn overture_becomes_categories() {
    for (names, id) in [
        (&["thai_restaurant"][..], Some("restaurant")),
        (&["fast_food_restaurant"], Some("fast_food")),
        (&["coffee_shop"], Some("cafe")),
        (&["divorce_and_family_law"], Some("lawyer")),
        (&["unheard_of", "hair_salon"], Some("hairdresser")),
        (&["unheard_of"], None),
    ] {
        assert_eq!(
            of_overture(names.iter().copied()).map(|found| found.id),
            id,
            "{names:?}"
        );
    }
}

#[test]
fn people_find_what_they_call_it() {
    for (text, id) in [
        ("restaurant", "restaurant"),
        ("Ravintola", "restaurant"),
        ("restau", "restaurant"),
        ("kampaamo", "hairdresser"),
        ("Frisör", "hairdresser"),
        ("frisor", "hairdresser"),
        ("Bäckerei", "bakery"),
        ("boulangerie", "bakery"),
        ("panaderia", "bakery"),
        ("hammaslaakari", "dentist"),
        ("tandläkare", "dentist"),
        ("sähköasentaja", "electrician"),
        ("Steuerberater", "accountant"),
        ("avocat", "lawyer"),
        ("gimnasio", "fitness_centre"),
        ("EV charging", "charging_station"),
        ("coffee sh", "cafe"),
        ("ramona", "cleaning"),
    ] {
        let found = search(text);
        assert_eq!(
            found.first().map(|category| category.id),
            Some(id),
            "{text}"
        );
    }
    assert_eq!(search("").len(), all().len());
    assert!(search("xyzzy").is_empty());
    assert!(
        search("groceries")
            .iter()
            .any(|category| category.id == "butcher"),
        "by group"
    );
}

#[test]
fn selectors_are_written_as_overpass_has_them() {
    let bakery = find("bakery").expect("a category");
    assert_eq!(bakery.osm[0].overpass(), "[\"shop\"=\"bakery\"]");
    let rest = find("craft").expect("a category").osm[0].overpass();
    assert!(
        rest.starts_with("[\"craft\"][\"craft\"!~\"^(bakery|") && rest.ends_with("|no)$\"]"),
        "{rest}"
    );
}
