//! What is known of a lead, for comparing it.

use super::SourceRow;
use crate::{
    model::{Address, Beyond, Business, NewBusiness, SourceFacts, Uuid},
    server::dedupe::Facts,
};

/// What the sources of a lead say beyond the lead itself.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Known {
    names: Vec<String>,
    phones: Vec<String>,
    emails: Vec<String>,
    websites: Vec<String>,
    beyond: Beyond,
}

impl Known {
    /// What these sources say together.
    pub fn of<'a>(rows: impl IntoIterator<Item = &'a SourceRow>) -> Self {
        let mut known = Self::default();
        for facts in rows.into_iter().filter_map(|row| row.facts.as_ref()) {
            known.add(facts);
        }
        known
    }

    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Adds what a source says.
    pub fn add(&mut self, facts: &SourceFacts) {
        add(&mut self.names, [&facts.name]);
        add(&mut self.names, &facts.beyond.other_names);
        add(&mut self.phones, &facts.phone);
        add(&mut self.emails, &facts.email);
        add(&mut self.websites, &facts.website);
        let (to, from) = (&mut self.beyond, &facts.beyond);
        for (to, from) in [
            (&mut to.brand, &from.brand),
            (&mut to.branch, &from.branch),
            (&mut to.level, &from.level),
            (&mut to.unit, &from.unit),
        ] {
            if to.is_none() {
                to.clone_from(from);
            }
        }
    }

    /// What the lead is compared by.
    pub fn complete(&self, mut facts: Facts) -> Facts {
        let others = self.names.iter().filter(|name| **name != facts.name);
        facts.other_names.extend(others.cloned());
        add(&mut facts.phones, &self.phones);
        add(&mut facts.emails, &self.emails);
        add(&mut facts.websites, &self.websites);
        let beyond = self.beyond.clone();
        facts.brand = beyond.brand;
        facts.branch = beyond.branch;
        facts.level = beyond.level;
        facts.unit = beyond.unit;
        facts
    }
}

fn add<'a>(to: &mut Vec<String>, from: impl IntoIterator<Item = &'a String>) {
    for text in from {
        if !text.is_empty() && !to.contains(text) {
            to.push(text.clone());
        }
    }
}

/// What a source says, of a lead as the source has it.
pub fn said(business: &Business, beyond: Beyond) -> SourceFacts {
    SourceFacts {
        name: business.name.clone(),
        category: business.category.clone(),
        address: business.address.clone(),
        lat: business.lat,
        lon: business.lon,
        phone: business.phone.clone(),
        email: business.email.clone(),
        website: business.website.clone(),
        beyond,
    }
}

/// A lead as a source has it.
pub fn as_lead(facts: &SourceFacts) -> Business {
    let mut lead = NewBusiness::named(facts.name.clone()).into_business(Uuid::nil(), 0);
    lead.category.clone_from(&facts.category);
    lead.address = Address::clone(&facts.address);
    (lead.lat, lead.lon) = (facts.lat, facts.lon);
    lead.phone.clone_from(&facts.phone);
    lead.email.clone_from(&facts.email);
    lead.website.clone_from(&facts.website);
    lead
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_two_sources_say_is_known_once() {
        let mut lead = NewBusiness::named("Ekberg").into_business(Uuid::nil(), 0);
        lead.phone = Some("1".into());
        let one = said(&lead, Beyond::default());
        lead.name = "Café Ekberg".into();
        let beyond = Beyond {
            brand: Some("Ekberg".into()),
            ..Beyond::default()
        };
        let mut known = Known::default();
        known.add(&one);
        known.add(&said(&lead, beyond));
        let facts = known.complete(Facts::from(&lead));
        assert_eq!(facts.other_names, ["Ekberg"]);
        assert_eq!(facts.phones, ["1"]);
        assert_eq!(facts.brand.as_deref(), Some("Ekberg"));
        assert_eq!(as_lead(&one).name, "Ekberg");
    }
}
