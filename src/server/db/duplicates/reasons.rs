//! Why two leads may be one business, in words.

use crate::{
    model::Reason,
    server::dedupe::{
        Feature, Finding, Guard, Part, Score, contact::address::Agreement, kinship::Kinship,
    },
};

/// What speaks for it and against it, the weightiest first; then what held it down.
pub fn of(score: &Score) -> Vec<Reason> {
    let mut parts: Vec<&Part> = score
        .parts
        .iter()
        .filter(|part| part.points != 0.0)
        .collect();
    parts.sort_by(|a, b| b.points.abs().total_cmp(&a.points.abs()));
    let parts = parts.into_iter().map(|part| Reason {
        what: name(part.feature).into(),
        says: says(part),
        weight: (part.points * 100.0).round() / 100.0,
    });
    let doubts = score.guards.iter().map(|guard| Reason {
        what: "doubt".into(),
        says: doubt(*guard).into(),
        weight: 0.0,
    });
    parts.chain(doubts).collect()
}

const fn name(feature: Feature) -> &'static str {
    match feature {
        Feature::Name => "name",
        Feature::Distance => "distance",
        Feature::Phone => "phone",
        Feature::Email => "email",
        Feature::Website => "website",
        Feature::Address => "address",
        Feature::Category => "category",
        Feature::Floor => "floor",
        Feature::Branch => "branch",
    }
}

fn says(part: &Part) -> String {
    let what = match part.feature {
        Feature::Name => "name",
        Feature::Distance => "place",
        Feature::Phone => "phone number",
        Feature::Email => "e-mail address",
        Feature::Website => "website",
        Feature::Address => "address",
        Feature::Category => "category",
        Feature::Floor => "floor",
        Feature::Branch => "branch",
    };
    match part.finding {
        Finding::Same => format!("The same {what}"),
        Finding::Shared(leads) => format!("The same {what}, which {leads} leads have"),
        Finding::Alike(alike) if alike >= 0.995 => format!("The same {what}"),
        Finding::Alike(alike) if alike >= 0.6 => {
            format!("A similar {what} ({:.0} % alike)", alike * 100.0)
        }
        Finding::Alike(_) | Finding::Different => format!("Another {what}"),
        Finding::OtherPage => "Two pages of one website".into(),
        Finding::SameDomain => "The e-mail address is of the other's website".into(),
        Finding::Metres(metres) if metres < 1.0 => "At the same place".into(),
        Finding::Metres(metres) if metres < 1_000.0 => format!("{metres:.0} m apart"),
        Finding::Metres(metres) => format!("{:.1} km apart", metres / 1_000.0),
        Finding::Address(agreement) => match agreement {
            Agreement::Door => "The same door",
            Agreement::Number => "The same house",
            Agreement::Street => "The same street",
            Agreement::OtherNumber => "Another house of the same street",
            Agreement::OtherStreet => "Another street",
            Agreement::Unknown => "Addresses that say little",
        }
        .into(),
        Finding::Category(kinship) => match kinship {
            Kinship::Same => "The same category",
            Kinship::Near => "Categories that one business often has both of",
            Kinship::Open => "Categories that say little",
            Kinship::Far => "Another category",
            Kinship::Apart => "Categories that no business has both of",
        }
        .into(),
    }
}

const fn doubt(guard: Guard) -> &'static str {
    match guard {
        Guard::Numbers => "Their names have different numbers",
        Guard::Namesakes => "Others around have the same name",
        Guard::Branches => "They look like two branches of a chain",
        Guard::Floors => "They are on different floors",
        Guard::KindsAlike | Guard::Kinds => "They are different kinds of places",
        Guard::OnlyContacts => "Only their contacts agree",
        Guard::EachOwn => "Each name has a word of its own",
        Guard::OnlyPlace => "Only their place agrees",
        Guard::Places => "Their names name different places",
        Guard::NothingTold => "The name says little, and nothing else agrees",
        Guard::OtherPhone => "Each has a phone number of its own",
        Guard::OtherName => "Only another name of one of them is alike",
        Guard::Moved => "They are further apart than sources err: it may have moved",
        Guard::Far => "They are far apart",
        Guard::Unplaced => "It is not known where one of them is",
        Guard::NameKinds => "Their names say different kinds of places",
        Guard::Pages => "Two pages of one website tell them apart",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_weightiest_comes_first_and_what_counts_for_nothing_is_not_told() {
        let part = |feature, finding, points| Part {
            feature,
            finding,
            points,
        };
        let score = Score {
            value: 0.8,
            points: 2.0,
            parts: vec![
                part(Feature::Category, Finding::Category(Kinship::Open), 0.0),
                part(Feature::Distance, Finding::Metres(12.3), 2.304),
                part(Feature::Phone, Finding::Different, -2.5),
            ],
            guards: vec![Guard::Namesakes],
        };
        let told: Vec<_> = of(&score)
            .into_iter()
            .map(|reason| (reason.what, reason.says, reason.weight))
            .collect();
        let expected = [
            ("phone", "Another phone number", -2.5),
            ("distance", "12 m apart", 2.3),
            ("doubt", "Others around have the same name", 0.0),
        ];
        let expected = expected.map(|(what, says, weight)| (what.into(), says.into(), weight));
        assert_eq!(told, expected);
    }
}
