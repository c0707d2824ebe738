//! What is compared of two leads: fields that belong together are one part.

use crate::{
    components::{format, stage_name},
    model::{Business, Field, Stage},
};

/// A part of a lead.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    /// What it is called.
    pub name: &'static str,
    /// The fields that come from one lead together.
    pub fields: &'static [Field],
    /// What it says; `None` if nothing.
    pub show: fn(&Business) -> Option<String>,
}

impl PartialEq for Part {
    /// The parts are constants: one is its name.
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

/// Every part that can be chosen, in the order of the lead's screen. Tags are joined, and
/// of the owner only the id is known here: the server chooses.
pub const PARTS: [Part; 8] = [
    Part {
        name: "Name",
        fields: &[Field::Name],
        show: |lead| Some(lead.name.clone()),
    },
    Part {
        name: "Category",
        fields: &[Field::Category],
        show: |lead| lead.category.as_deref().map(format::category),
    },
    Part {
        name: "Address",
        fields: &[
            Field::Street,
            Field::City,
            Field::Region,
            Field::Postcode,
            Field::Country,
        ],
        show: address,
    },
    Part {
        name: "Position",
        fields: &[Field::Lat, Field::Lon],
        show: |lead| {
            let at = lead.lat.zip(lead.lon);
            at.map(|(lat, lon)| format!("{lat:.5}, {lon:.5}"))
        },
    },
    Part {
        name: "Phone",
        fields: &[Field::Phone],
        show: |lead| lead.phone.as_deref().map(format::phone),
    },
    Part {
        name: "E-mail",
        fields: &[Field::Email],
        show: |lead| lead.email.clone(),
    },
    Part {
        name: "Website",
        fields: &[Field::Website],
        show: |lead| {
            lead.website
                .as_deref()
                .map(|url| format::site(url).to_owned())
        },
    },
    Part {
        name: "Stage",
        fields: &[Field::Stage],
        show: |lead| Some(stage_name(lead.stage).to_owned()),
    },
];

fn address(lead: &Business) -> Option<String> {
    let address = &lead.address;
    let town = [&address.postcode, &address.city];
    let town: Vec<&str> = town
        .into_iter()
        .filter_map(|part| part.as_deref())
        .collect();
    let parts = [
        address.street.clone().unwrap_or_default(),
        town.join(" "),
        address.region.clone().unwrap_or_default(),
        address.country.clone().unwrap_or_default(),
    ];
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// How two leads agree on a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Agreement {
    /// Neither says anything.
    Nothing,
    /// Both say the same.
    Same,
    /// Only the first says something, or only the second.
    Only(Which),
    /// They say different things.
    Different,
}

/// One of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// The lead that was there first; it stays.
    A,
    /// The other.
    B,
}

impl Part {
    /// How two leads agree on it.
    pub fn agreement(&self, a: &Business, b: &Business) -> Agreement {
        let values = |lead: &Business| -> Vec<_> {
            self.fields.iter().map(|field| field.value(lead)).collect()
        };
        let (ours, theirs) = (values(a), values(b));
        let none = |values: &[serde_json::Value]| values.iter().all(|value| value.is_null());
        match (none(&ours), none(&theirs)) {
            (true, true) => Agreement::Nothing,
            (false, true) => Agreement::Only(Which::A),
            (true, false) => Agreement::Only(Which::B),
            (false, false) if ours == theirs => Agreement::Same,
            (false, false) => Agreement::Different,
        }
    }

    /// From which lead it comes unless a person chooses.
    pub fn preferred(&self, a: &Business, b: &Business) -> Which {
        match self.agreement(a, b) {
            Agreement::Only(which) => which,
            Agreement::Different if self.fields == [Field::Stage] => {
                if progress(b.stage) > progress(a.stage) {
                    Which::B
                } else {
                    Which::A
                }
            }
            _ => Which::A,
        }
    }
}

/// How far a lead has got: the server's order too.
const fn progress(stage: Stage) -> u8 {
    match stage {
        Stage::New => 0,
        Stage::Lost => 1,
        Stage::Contacted => 2,
        Stage::Visited => 3,
        Stage::Qualified => 4,
        Stage::Won => 5,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{NewBusiness, Uuid};

    #[test]
    fn parts_agree_or_one_of_the_two_is_preferred() {
        let mut a = NewBusiness::named("A").into_business(Uuid::nil(), 0);
        let mut b = NewBusiness::named("B").into_business(Uuid::nil(), 0);
        a.address.city = Some("Helsinki".into());
        b.address.city = Some("Helsinki".into());
        b.phone = Some("1".into());
        b.stage = Stage::Won;
        let of = |name: &str| {
            let part = PARTS.iter().find(|part| part.name == name).expect("a part");
            (part.agreement(&a, &b), part.preferred(&a, &b))
        };
        assert_eq!(of("Name"), (Agreement::Different, Which::A));
        assert_eq!(of("Address"), (Agreement::Same, Which::A));
        assert_eq!(of("Phone"), (Agreement::Only(Which::B), Which::B));
        assert_eq!(of("E-mail"), (Agreement::Nothing, Which::A));
        assert_eq!(of("Stage"), (Agreement::Different, Which::B));
    }
}
