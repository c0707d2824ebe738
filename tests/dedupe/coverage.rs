//! How much of a real extract the tree of categories knows.

use crate::extract;
use leadwire::server::categories;
use std::collections::HashMap;

#[test]
fn nearly_every_place_has_a_category() {
    let places = extract::places();
    assert_eq!(places.len(), 1_438);
    let (mut known, mut telling) = (0, 0);
    let mut unknown: HashMap<String, usize> = HashMap::new();
    for place in &places {
        let tags = place
            .tags
            .iter()
            .map(|(key, value)| (key.as_str(), value.as_str()));
        match categories::of_tags(tags) {
            Some(category) => {
                known += 1;
                let rest = category.osm.iter().any(|selector| selector.value.is_none());
                telling += usize::from(!rest);
            }
            None => {
                *unknown
                    .entry(format!("{}={}", place.kind().0, place.kind().1))
                    .or_default() += 1
            }
        }
    }
    let mut unknown: Vec<_> = unknown
        .into_iter()
        .map(|(kind, count)| (count, kind))
        .collect();
    unknown.sort_by(|a, b| b.cmp(a));
    println!(
        "{known} of {} have a category, {telling} a telling one; unknown: {unknown:?}",
        places.len()
    );
    assert!(known * 1_000 >= places.len() * 990, "{known}");
    assert!(telling * 100 >= places.len() * 94, "{telling}");
}

#[test]
fn what_the_import_stored_is_resolved_to_the_same_category() {
    for place in extract::places() {
        let (_, stored) = place.kind();
        let tags = place
            .tags
            .iter()
            .map(|(key, value)| (key.as_str(), value.as_str()));
        let (by_tags, by_value) = (categories::of_tags(tags), categories::resolve(&stored));
        if let (Some(by_tags), Some(by_value)) = (by_tags, by_value) {
            let rest = by_tags.osm.iter().any(|selector| selector.value.is_none());
            assert!(
                by_tags == by_value || rest || stored == "craft",
                "{stored}: {} {}",
                by_tags.id,
                by_value.id
            );
        }
    }
}
