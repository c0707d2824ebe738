//! What a website says, as the lead's facts, contacts and fields.

use super::{
    crawl::Site,
    extract::{Address, Candidate, Facts, Person, Value},
    logo::FoundLogo,
    pages::KnownPage,
};
use crate::{
    model::{ContactKind, Field},
    server::db::{contacts::FoundContact, facts::FoundFact},
};
use std::collections::HashSet;

/// Values of a field that are kept.
const MAX_VALUES: usize = 20;
/// People and desks that are kept.
const MAX_CONTACTS: usize = 100;
/// Postal addresses that are kept.
const MAX_ADDRESSES: usize = 5;

/// What a look-up found.
#[derive(Debug, Default)]
pub struct Found {
    /// Every value, best first of each field.
    pub facts: Vec<FoundFact>,
    /// People and desks.
    pub contacts: Vec<FoundContact>,
    /// The best value of each of the lead's own fields.
    pub values: Vec<(Field, String)>,
    /// The pages that were read.
    pub pages: Vec<KnownPage>,
    /// The picture of its logo.
    pub logo: FoundLogo,
}

impl Found {
    /// Of a site; `is_guess` if nobody had said that it is the lead's.
    pub fn of(site: Site, is_guess: bool) -> Self {
        let mut found = Self {
            pages: site.pages,
            ..Self::default()
        };
        if is_guess {
            let url = site.url.to_string();
            found.values.push((Field::Website, url.clone()));
            found.facts.push(FoundFact {
                field: Field::Website.as_str().into(),
                value: url.clone(),
                url: Some(url),
                confidence: 0.7,
            });
        }
        found.fields(&site.facts);
        found.addresses(&site.facts.addresses);
        found.people(&site.facts);
        found
    }

    /// Puts every candidate of a field down as a fact.
    fn list(
        &mut self,
        candidates: &[Candidate],
        most: usize,
        text: impl Fn(&Value) -> Option<(String, String)>,
    ) {
        for candidate in candidates.iter().take(most) {
            if let Some((field, value)) = text(&candidate.fact.value) {
                self.facts.push(FoundFact {
                    field,
                    value,
                    url: Some(candidate.fact.source.clone()),
                    confidence: sure(candidate),
                });
            }
        }
    }

    fn fields(&mut self, facts: &Facts) {
        if let Some(Value::Email(email)) = facts.emails.first().map(|c| &c.fact.value) {
            self.values.push((Field::Email, email.clone()));
        }
        if let Some(Value::Phone(phone)) = facts.phones.first().map(|c| &c.fact.value) {
            self.values.push((Field::Phone, phone.e164.clone()));
        }
        let named = |field: &str, value: &str| Some((field.to_owned(), value.to_owned()));
        let text = |value: &Value| match value {
            Value::Email(email) => named(Field::Email.as_str(), email),
            Value::Phone(phone) => named(Field::Phone.as_str(), &phone.e164),
            Value::Social(social) => {
                named(&format!("social.{}", social.network.as_str()), &social.url)
            }
            Value::Hours(hours) => named("opening_hours", hours),
            Value::Description(text) => named("description", text),
            Value::Logo(url) => named("logo", url),
            Value::Address(_) | Value::Person(_) => None,
        };
        for candidates in [
            &facts.emails,
            &facts.phones,
            &facts.socials,
            &facts.hours,
            &facts.descriptions,
            &facts.logos,
        ] {
            self.list(candidates, MAX_VALUES, text);
        }
    }

    fn addresses(&mut self, candidates: &[Candidate]) {
        for candidate in candidates.iter().take(MAX_ADDRESSES) {
            let Value::Address(address) = &candidate.fact.value else {
                continue;
            };
            for (field, value) in parts(address) {
                self.facts.push(FoundFact {
                    field: field.as_str().into(),
                    value,
                    url: Some(candidate.fact.source.clone()),
                    confidence: sure(candidate),
                });
            }
        }
        if let Some(Value::Address(best)) = candidates.first().map(|c| &c.fact.value) {
            self.values.extend(parts(best));
        }
    }

    /// People, then the desks that are nobody's own.
    fn people(&mut self, facts: &Facts) {
        let mut theirs: HashSet<&str> = HashSet::new();
        for candidate in &facts.people {
            let Value::Person(person) = &candidate.fact.value else {
                continue;
            };
            theirs.extend(
                person
                    .email
                    .as_deref()
                    .into_iter()
                    .chain(person.phone.as_deref()),
            );
            self.contacts.push(of_person(person, candidate));
        }
        for candidate in facts.emails.iter().chain(&facts.phones) {
            let (email, phone) = match &candidate.fact.value {
                Value::Email(email) => (Some(email.clone()), None),
                Value::Phone(phone) => (None, Some(phone.e164.clone())),
                _ => continue,
            };
            let reach = email.as_deref().or(phone.as_deref()).unwrap_or_default();
            if !theirs.contains(reach) {
                self.contacts.push(FoundContact {
                    kind: ContactKind::General,
                    name: candidate.fact.label.clone(),
                    email,
                    phone,
                    url: Some(candidate.fact.source.clone()),
                    confidence: sure(candidate),
                    ..FoundContact::default()
                });
            }
        }
        self.contacts.truncate(MAX_CONTACTS);
    }
}

fn of_person(person: &Person, candidate: &Candidate) -> FoundContact {
    FoundContact {
        kind: ContactKind::Person,
        name: Some(person.name.clone()),
        role: person.role.clone(),
        email: person.email.clone(),
        phone: person.phone.clone(),
        profile: None,
        url: Some(candidate.fact.source.clone()),
        confidence: sure(candidate),
    }
}

/// To two decimals: the same page says it just as surely next time.
fn sure(candidate: &Candidate) -> f64 {
    (f64::from(candidate.fact.confidence) * 100.0).round() / 100.0
}

fn parts(address: &Address) -> Vec<(Field, String)> {
    [
        (Field::Street, &address.street),
        (Field::City, &address.city),
        (Field::Region, &address.region),
        (Field::Postcode, &address.postcode),
        (Field::Country, &address.country),
    ]
    .into_iter()
    .filter(|(_, value)| !value.is_empty())
    .map(|(field, value)| (field, value.clone()))
    .collect()
}
