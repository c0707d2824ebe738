use super::*;
use crate::{model::Address, server::dedupe::Facts};

/// Facts with a name, metres north of a place in Helsinki.
fn facts(name: &str, category: &str, north: f64) -> Facts {
    Facts {
        name: name.into(),
        category: Some(category.into()),
        at: Some((60.17 + north / 111_195.0, 24.94)),
        ..Facts::default()
    }
}

fn with(mut facts: Facts, phone: &str, website: &str, street: &str) -> Facts {
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    facts.phones = some(phone).into_iter().collect();
    facts.websites = some(website).into_iter().collect();
    facts.address = Address {
        street: some(street),
        ..Address::default()
    };
    facts
}

fn compare(a: &Facts, b: &Facts, around: Surroundings) -> Score {
    let print = |facts| Print::new(facts, Some("FI"));
    score(&print(a), &print(b), &Census::default(), around)
}

fn alone(a: &Facts, b: &Facts) -> Score {
    let around = Surroundings {
        phone: 1,
        email: 1,
        site: 1,
        ..Surroundings::default()
    };
    compare(a, b, around)
}

#[test]
fn the_parts_add_up_to_the_chance() {
    let score = alone(
        &facts("Zetor", "restaurant", 0.0),
        &facts("Ravintola Zetor", "restaurant", 30.0),
    );
    let sum: f64 = score.parts.iter().map(|part| part.points).sum();
    assert!((weights::PRIOR + sum - score.points).abs() < 1e-9);
    assert!(score.guards.is_empty(), "{score:?}");
    assert!((score.value - 1.0 / (1.0 + (-score.points).exp())).abs() < 1e-9);
    assert!(score.part(Feature::Phone).is_none(), "neither has one");
}

#[test]
fn the_order_of_the_two_makes_no_difference() {
    let a = with(
        facts("Lilla Luckan", "cafe", 0.0),
        "09 681 1860",
        "luckan.fi",
        "Simonkatu 8",
    );
    let b = with(
        facts("LillaLuckan ry", "community_centre", 44.0),
        "+35896811860",
        "",
        "Simonk. 8 B",
    );
    assert_eq!(alone(&a, &b), alone(&b, &a));
}

#[test]
fn the_same_business_spelt_otherwise_is_merged() {
    let original = with(
        facts("Ravintola Hausman", "restaurant", 0.0),
        "+358 9 6811860",
        "https://hausman.fi/",
        "Töölönlahdenkatu 3",
    );
    for (what, copy) in [
        ("as it is", original.clone()),
        (
            "moved",
            with(facts("Hausman", "restaurant", 80.0), "", "", ""),
        ),
        (
            "misspelt",
            with(
                facts("Ravintola Hasuman", "restaurant", 40.0),
                "",
                "",
                "Töölönlahdenk. 3",
            ),
        ),
        (
            "a company's name",
            with(facts("Hausman Oy", "restaurant", 60.0), "096811860", "", ""),
        ),
        (
            "another language",
            with(
                facts("Restaurant Hausman", "cafe", 60.0),
                "",
                "www.hausman.fi",
                "",
            ),
        ),
    ] {
        let score = alone(&original, &copy);
        assert!(score.value >= MERGE, "{what}: {score:?}");
    }
}

#[test]
fn neighbours_are_left() {
    let mall = facts("Forum", "mall", 0.0);
    for (what, a, b) in [
        (
            "a shop and its mall",
            mall.clone(),
            facts("Hair Forum", "hairdresser", 10.0),
        ),
        (
            "a mall and its car park",
            mall,
            facts("Forum", "parking", 30.0),
        ),
        (
            "a bank and its machine",
            facts("Nordea", "bank", 0.0),
            facts("Nordea Otto", "atm", 3.0),
        ),
        (
            "numbers",
            facts("Bar 1", "bar", 0.0),
            facts("Bar 2", "bar", 10.0),
        ),
        (
            "two with one phone",
            with(
                facts("Long Wall", "restaurant", 0.0),
                "09 676131",
                "",
                "Annankatu 26",
            ),
            with(
                facts("Hola", "beauty", 19.0),
                "09 676131",
                "",
                "Annankatu 26",
            ),
        ),
        (
            "two in one house",
            with(
                facts("Ravintola Lumi", "restaurant", 0.0),
                "",
                "",
                "Töölönlahdenkatu 3",
            ),
            with(
                facts("Ravintola Hausman", "restaurant", 5.0),
                "",
                "",
                "Töölönlahdenkatu 3",
            ),
        ),
    ] {
        let score = alone(&a, &b);
        assert!(score.value < PROPOSE, "{what}: {score:?}");
    }
}

#[test]
fn branches_of_a_chain_are_not_merged() {
    let around = Surroundings {
        namesakes: 3,
        site: 8,
        phone: 1,
        ..Surroundings::default()
    };
    let one = with(
        facts("Hesburger", "fast_food", 0.0),
        "+358444809250",
        "https://www.hesburger.fi/",
        "Kaivokatu 3",
    );
    let other = with(
        facts("Hesburger", "fast_food", 82.0),
        "+358408622943",
        "https://www.hesburger.fi/",
        "Asema-aukio 1",
    );
    assert!(compare(&one, &other, around).value < PROPOSE);
    let bare = facts("Hesburger", "fast_food", 60.0);
    let asked = compare(&one, &bare, around).value;
    assert!((PROPOSE..MERGE).contains(&asked), "{asked}");
    let same = with(facts("Hesburger", "fast_food", 40.0), "044 4809250", "", "");
    assert!(compare(&one, &same, around).value >= MERGE);
}

#[test]
fn what_is_only_half_sure_is_asked() {
    let around = Surroundings {
        phone: 2,
        ..Surroundings::default()
    };
    let a = with(
        facts("Western Union", "bureau_de_change", 0.0),
        "09 41710270",
        "",
        "Aleksanterinkatu 52 B",
    );
    let b = with(
        facts("Forex Bank", "bureau_de_change", 3.0),
        "09 41710270",
        "",
        "Aleksanterinkatu 52 B",
    );
    let score = compare(&a, &b, around);
    assert!(
        score.value < MERGE && score.guards.contains(&Guard::OnlyContacts),
        "{score:?}"
    );
    let moved = alone(
        &with(facts("Red Shoe", "shoes", 0.0), "", "redshoe.fi", ""),
        &with(facts("Red Shoe", "shoes", 250.0), "", "redshoe.fi", ""),
    );
    assert!((PROPOSE..MERGE).contains(&moved.value), "{moved:?}");
}

#[test]
fn doctors_of_one_clinic_are_not_merged() {
    let doctor = |name: &str, level: &str| {
        let mut facts = with(
            facts(name, "doctors", 0.0),
            "09 1234567",
            "https://www.klinikka.fi/",
            "Mannerheimintie 20",
        );
        facts.level = Some(level.into());
        facts
    };
    for (a, b) in [
        (
            doctor("LL Matti Virtanen", "2"),
            doctor("LL Maija Virtanen", "2"),
        ),
        (doctor("Dr. Korhonen", "2"), doctor("Dr. Virtanen", "2")),
        (doctor("Klinikka Oy", "2"), doctor("Dr. Virtanen", "3")),
    ] {
        let score = alone(&a, &b);
        assert!(score.value < MERGE, "{score:?}");
    }
    let floors = Surroundings {
        phone: 2,
        site: 2,
        house: 40,
        ..Surroundings::default()
    };
    let cafe = |level: &str| {
        let mut facts = with(
            facts("Hanko Sushi", "restaurant", 0.0),
            "",
            "https://hankosushi.fi",
            "Aleksanterinkatu 52",
        );
        facts.level = Some(level.into());
        facts
    };
    assert!(
        compare(&cafe("7"), &cafe("0"), floors).value < PROPOSE,
        "two floors"
    );
}

#[test]
fn a_name_that_says_nothing_needs_more_than_a_place() {
    let around = Surroundings::default();
    let asked = compare(
        &facts("Kioski", "kiosk", 0.0),
        &facts("Kiosk", "kiosk", 10.0),
        around,
    );
    assert!(asked.value < MERGE, "{asked:?}");
    let r_kioski = Surroundings {
        namesakes: 4,
        ..Surroundings::default()
    };
    let score = compare(
        &facts("R-kioski", "kiosk", 0.0),
        &facts("R-Kioski", "kiosk", 49.0),
        r_kioski,
    );
    assert!(score.value < MERGE, "{score:?}");
}
