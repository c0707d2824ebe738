//! Whatever the way terms came, they are found.

use super::{
    super::text::{Wanted, tag_term},
    Pile, SEGMENT, Search, Segment,
};
use proptest::prelude::*;
use std::collections::BTreeMap;

fn found(search: &Search, q: &str, tag: Option<&str>) -> Vec<u32> {
    search.find(&Wanted::parse(q), tag, 0).iter().collect()
}

fn boxed(terms: &[String]) -> Vec<Box<str>> {
    let mut terms: Vec<Box<str>> = terms.iter().map(|term| term.as_str().into()).collect();
    terms.sort_unstable();
    terms.dedup();
    terms
}

proptest! {
    #[test]
    fn terms_are_found_however_they_came(
        steps in prop::collection::vec(
            (0_u32..300, prop::collection::vec("[ab]{1,4}", 0..5), 0_u8..20), 1..600),
    ) {
        let mut search = Search::default();
        let mut model: BTreeMap<u32, Vec<Box<str>>> = BTreeMap::new();
        for (n, terms, how) in steps {
            // Over two segments.
            let rid = n * 300;
            let terms = boxed(&terms);
            if how > 10 && !model.contains_key(&rid) {
                let mut pile = Pile::default();
                pile.push((rid % SEGMENT) as u16, &terms);
                search.push((rid / SEGMENT) as usize, pile.sort());
                model.insert(rid, terms);
                continue;
            }
            search.insert(rid, model.get(&rid).map(Vec::as_slice), &terms);
            model.insert(rid, terms);
            if how == 0 {
                search.segments.iter_mut().for_each(Segment::seal);
            }
        }
        for q in ["a", "b", "ab", "bbb", "aab", "a b", "abab ba"] {
            let wanted = Wanted::parse(q);
            let want: Vec<_> = model
                .iter()
                .filter(|(_, terms)| wanted.accepts(terms))
                .map(|(rid, _)| *rid)
                .collect();
            prop_assert_eq!(found(&search, q, None), want, "{}", q);
        }
    }
}

#[test]
fn a_term_of_very_many_leads_and_a_pile_are_found_too() {
    let mut search = Search::default();
    let mut pile = Pile::default();
    for n in 0..20_000_u16 {
        let mut terms = vec!["all".to_owned(), format!("n{n}")];
        if n % 7 == 0 {
            terms.push(tag_term("vip"));
        }
        pile.push(n, &boxed(&terms));
    }
    search.push(0, pile.sort());
    assert_eq!(found(&search, "al", None).len(), 20_000);
    assert_eq!(
        found(&search, "n1999", None),
        [
            1999, 19_990, 19_991, 19_992, 19_993, 19_994, 19_995, 19_996, 19_997, 19_998, 19_999
        ]
    );
    assert_eq!(found(&search, "n777", Some("vip")), [777, 7_770, 7_777]);
    assert_eq!(found(&search, "vip", None), [0_u32; 0]);
    // Changed after it was sealed, and sealed again.
    let old = boxed(&["all".to_owned(), "n5".to_owned()]);
    search.insert(5, Some(&old), &boxed(&["other".to_owned()]));
    for _ in 0..2 {
        assert_eq!(found(&search, "all", None).len(), 19_999);
        assert_eq!(found(&search, "oth", None), [5]);
        search.segments[0].seal();
    }
}
