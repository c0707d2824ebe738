use super::*;
use crate::{
    model::Address,
    server::dedupe::{Facts, PROPOSE},
};

fn print(name: &str, north: f64) -> Print {
    let facts = Facts {
        name: name.into(),
        at: Some((60.17 + north / 111_195.0, 24.94)),
        ..Facts::default()
    };
    Print::new(&facts, Some("FI"))
}

#[test]
fn candidates_are_near_and_called_alike() {
    let mut index = Index::default();
    index.insert(1, &print("Ravintola Hausman", 0.0));
    index.insert(2, &print("Casa Largo", 5.0));
    index.insert(3, &print("Ravintola Hausman", 9_000.0));
    index.insert(4, &print("Hausman", 900.0));
    assert_eq!(index.candidates(&print("Hasuman", 80.0)), [1]);
    assert_eq!(
        index.candidates(&print("Hausman", 80.0)),
        [1, 4],
        "the very name also farther off"
    );
}

#[test]
fn candidates_share_a_contact_wherever_they_are() {
    let with = |name: &str, phone: &str, site: &str| {
        let facts = Facts {
            name: name.into(),
            phones: vec![phone.into()],
            websites: vec![site.into()],
            ..Facts::default()
        };
        Print::new(&facts, Some("FI"))
    };
    let mut index = Index::default();
    index.insert(1, &with("Alfa", "09 681 1860", ""));
    index.insert(2, &with("Beta", "", "https://www.beeta.fi/yhteys"));
    assert_eq!(index.candidates(&with("Gamma", "+35896811860", "")), [1]);
    assert_eq!(index.candidates(&with("Gamma", "", "beeta.fi")), [2]);
}

#[test]
fn a_lead_without_a_place_is_found_by_name_and_town() {
    let town = |name: &str, city: &str, at| {
        let facts = Facts {
            name: name.into(),
            at,
            address: Address {
                city: Some(city.into()),
                ..Address::default()
            },
            ..Facts::default()
        };
        Print::new(&facts, Some("FI"))
    };
    let mut index = Index::default();
    index.insert(1, &town("Zetor", "Helsinki", Some((60.17, 24.94))));
    assert_eq!(
        index.candidates(&town("Ravintola Zetor", "HELSINKI", None)),
        [1]
    );
    assert!(
        index
            .candidates(&town("Ravintola Zetor", "Turku", None))
            .is_empty()
    );
}

#[test]
fn it_is_kept_as_leads_change_and_go() {
    let mut index = Index::default();
    for n in 0..50 {
        index.insert(n, &print("Hausman", f64::from(n)));
    }
    assert_eq!(index.len(), 50);
    index.insert(7, &print("Casa Largo", 0.0));
    assert_eq!(index.len(), 50);
    assert!(!index.candidates(&print("Hausman", 0.0)).contains(&7));
    for n in 0..50 {
        assert!(index.remove(n));
    }
    assert!(!index.remove(7) && index.is_empty());
    assert!(index.candidates(&print("Hausman", 0.0)).is_empty());
    assert_eq!(
        index
            .census()
            .count(print("Hausman", 0.0).census_words()[0]),
        0
    );
}

#[test]
fn a_chain_does_not_flood_the_candidates() {
    let branch = |north: f64| {
        let mut print = print("Hesburger", north);
        print
            .sites
            .extend(super::super::contact::site::parse("hesburger.fi"));
        print
    };
    let mut index = Index::default();
    for n in 0..10_000 {
        index.insert(n, &branch(f64::from(n) * 700.0));
    }
    let found = index.candidates(&branch(2_100.0));
    assert!(found.len() <= MOST);
    assert_eq!(found[0], 3);
    let around = index.surroundings(&branch(2_100.0), &branch(2_100.0));
    assert_eq!((around.namesakes, around.site), (4, 10_000));
}

#[test]
fn the_order_of_arrival_makes_no_difference() {
    let leads: Vec<Print> = (0..300)
        .map(|n| print(&format!("Kahvila {}", n % 7), f64::from(n)))
        .collect();
    let (mut forth, mut back) = (Index::default(), Index::default());
    for (n, lead) in leads.iter().enumerate() {
        forth.insert(n, lead);
    }
    for (n, lead) in leads.iter().enumerate().rev() {
        back.insert(n, lead);
    }
    for lead in &leads {
        assert_eq!(forth.candidates(lead), back.candidates(lead));
    }
}

#[test]
fn likely_are_those_of_a_like_name_or_with_a_contact_in_common() {
    let with_phone = |mut print: Print| {
        print.phones = super::super::contact::phone::parse_all(["09 681 1860"], Some("FI"));
        print
    };
    let mut index = Index::default();
    index.insert(1, &with_phone(print("Ravintola Hausman", 0.0)));
    index.insert(2, &print("Hasuman", 40.0));
    index.insert(3, &print("Ravintola Husman Kamina", 10.0));
    index.insert(4, &print("Ravintola Usmanhaara", 10.0));
    index.insert(5, &with_phone(print("Casa Largo", 30.0)));
    let near = index.candidates(&print("Ravintola Hausman", 0.0));
    assert!(near.contains(&4), "its letters are alike: {near:?}");
    assert_eq!(index.likely(1), [5, 2, 3]);
    assert!(index.likely(9).is_empty(), "it is not there");
}

#[test]
fn whoever_is_not_likely_is_not_proposed() {
    const NAMES: [&str; 12] = [
        "Ravintola Kari",
        "Karo",
        "Hausman",
        "Cafe Hasuman",
        "Lilla Luckan",
        "Lillaluckan Oy",
        "Kari Virtanen",
        "Karo Virtanen",
        "Hesburger City",
        "Hesburger",
        "Parturi",
        "Hausman 2",
    ];
    // Numbers without a pattern, the same every time.
    let mut dice = 7_u64;
    let mut below = |end: u64| {
        dice = super::super::text::mix(dice, 1);
        (dice >> 20) % end
    };
    let some = |has: bool, text: &str| has.then(|| text.to_owned());
    let leads: Vec<Print> = (0..400)
        .map(|_| {
            let facts = Facts {
                name: NAMES[below(12) as usize].into(),
                at: (below(8) > 0).then(|| (60.17 + below(900) as f64 / 111_195.0, 24.94)),
                category: some(
                    below(3) > 0,
                    ["cafe", "restaurant", "hairdresser", "oddity"][below(4) as usize],
                ),
                phones: some(below(5) == 0, &format!("09 68118{}", 10 + below(30)))
                    .into_iter()
                    .collect(),
                emails: some(below(5) == 0, &format!("info@firma{}.fi", below(9)))
                    .into_iter()
                    .collect(),
                websites: some(
                    below(3) == 0,
                    &format!("firma{}.fi/{}", below(9), ["", "a", "b"][below(3) as usize]),
                )
                .into_iter()
                .collect(),
                level: some(below(4) == 0, ["1", "2"][below(2) as usize]),
                branch: some(below(4) == 0, ["Kamppi", "Forum"][below(2) as usize]),
                address: Address {
                    street: some(below(2) == 0, &format!("Katu {}", below(3))),
                    city: Some("Helsinki".into()),
                    ..Address::default()
                },
                ..Facts::default()
            };
            Print::new(&facts, Some("FI"))
        })
        .collect();
    let mut index = Index::default();
    for (n, lead) in leads.iter().enumerate() {
        index.insert(n, lead);
    }
    let (mut left_out, mut proposed) = (0, 0);
    for (n, lead) in leads.iter().enumerate() {
        let likely = index.likely(n);
        for other in index
            .candidates(lead)
            .into_iter()
            .filter(|other| *other != n)
        {
            let around = index.surroundings(lead, &leads[other]);
            let score = super::super::score(lead, &leads[other], index.census(), around);
            if likely.contains(&other) {
                proposed += u32::from(score.value >= PROPOSE);
            } else {
                left_out += 1;
                assert!(
                    score.value < PROPOSE,
                    "{lead:?} {:?} {score:?}",
                    leads[other]
                );
            }
        }
    }
    assert!(left_out > 500 && proposed > 500, "{left_out} {proposed}");
}
