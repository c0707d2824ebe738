//! What the pages of one site say together.
//!
//! # Confidence
//! A fact comes with the confidence of how it was found (documented in each reader), times 0.4 when it is hidden and
//! 0.3 when its paragraph speaks of somebody else. Here it is weighed again:
//! - the surest sighting counts; every further page that says the same takes a fifth of what is missing to 1;
//! - an e-mail address at the site's own domain speaks for the business wherever it stands;
//! - what only others' paragraphs say is dropped, and so is what belongs to nobody: sample addresses, keys of
//!   services, no-reply boxes, accounts of site builders;
//! - below [`LEAST`] nothing is kept.

mod foreign;
mod rank;

use super::fact::{Address, Fact, Found, Kind, Network, PageFacts, Person, Value, Zone};
use super::site;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use url::Url;

pub(super) use foreign::is_provider;
pub(super) use rank::is_role;

/// Facts below this are not shown.
pub const LEAST: f32 = 0.5;

/// A value of a field with what speaks for it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Candidate {
    /// The surest sighting, its confidence weighed over all pages.
    #[serde(flatten)]
    pub fact: Fact,
    /// Every page that says so.
    pub sources: Vec<String>,
}

/// What a site says, by field, best first.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Facts {
    /// Addresses; the first is the one for the lead itself.
    pub emails: Vec<Candidate>,
    /// Numbers; likewise.
    pub phones: Vec<Candidate>,
    /// Profiles, the business's own.
    pub socials: Vec<Candidate>,
    /// Postal addresses.
    pub addresses: Vec<Candidate>,
    /// Opening hours.
    pub hours: Vec<Candidate>,
    /// People, each once, with all that is known of them.
    pub people: Vec<Candidate>,
    /// Descriptions.
    pub descriptions: Vec<Candidate>,
    /// Logos.
    pub logos: Vec<Candidate>,
    /// Some page of the site shows nothing without scripts.
    pub needs_scripts: bool,
}

/// Merges what the pages of one site say. The first page is the one that the lead's website names.
pub fn combine(pages: &[PageFacts]) -> Facts {
    let mut out = Facts {
        needs_scripts: pages.iter().any(|p| p.needs_scripts),
        ..Facts::default()
    };
    let Some(first) = pages.first() else {
        return out;
    };
    let own = Url::parse(&first.url)
        .map(|u| site::domain_of(&u))
        .unwrap_or_default();
    let site = foreign::Site { own: &own, pages };

    let mut groups: HashMap<(Kind, String), Vec<&Fact>> = HashMap::new();
    let mut order: Vec<(Kind, String)> = Vec::new();
    for fact in pages.iter().flat_map(|p| &p.facts) {
        let key = (fact.value.kind(), key(&fact.value));
        groups.entry(key.clone()).or_insert_with(|| {
            order.push(key.clone());
            Vec::new()
        });
        if let Some(group) = groups.get_mut(&key) {
            group.push(fact);
        }
    }
    for key in order {
        let Some(group) = groups.get(&key) else {
            continue;
        };
        let Some(candidate) = weigh(group, &site) else {
            continue;
        };
        match key.0 {
            Kind::Email => out.emails.push(candidate),
            Kind::Phone => out.phones.push(candidate),
            Kind::Social => out.socials.push(candidate),
            Kind::Address => out.addresses.push(candidate),
            Kind::Hours => out.hours.push(candidate),
            Kind::Person => out.people.push(candidate),
            Kind::Description => out.descriptions.push(candidate),
            Kind::Logo => out.logos.push(candidate),
        }
    }
    foreign::drop_others_boxes(&mut out.emails, &site);
    rank::merge_addresses(&mut out.addresses);
    rank::merge_people(&mut out.people);
    rank::name_owners(&mut out);
    foreign::drop_others_profiles(&mut out.socials, &own);
    rank::drop_said(&mut out);
    rank::sort(&mut out, &own);
    out
}

/// What makes two values one: addresses by their letters and digits alone, people by their names.
fn key(value: &Value) -> String {
    let bare = |text: &str| {
        text.chars()
            .filter(|c| c.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .collect::<String>()
    };
    match value {
        Value::Email(email) => email.clone(),
        Value::Phone(phone) => format!(
            "{};{}",
            phone.e164,
            phone.extension.as_deref().unwrap_or("")
        ),
        Value::Social(social) => social.url.to_lowercase(),
        Value::Address(Address {
            street,
            postcode,
            city,
            ..
        }) => format!(
            "{}|{}",
            bare(street),
            if postcode.is_empty() {
                bare(city)
            } else {
                bare(postcode)
            }
        ),
        Value::Hours(text) | Value::Description(text) | Value::Logo(text) => text.clone(),
        Value::Person(Person { name, .. }) => bare(name),
    }
}

fn weigh(group: &[&Fact], site: &foreign::Site) -> Option<Candidate> {
    let mut kept: Vec<&Fact> = group
        .iter()
        .copied()
        .filter(|fact| !site.is_foreign(fact))
        .collect();
    kept.sort_by(|a, b| {
        b.confidence
            .total_cmp(&a.confidence)
            .then(a.found.cmp(&b.found))
    });
    let best = kept.first()?;
    let mut fact = (*best).clone();
    let mut sources: Vec<String> = Vec::new();
    for fact in &kept {
        if !sources.contains(&fact.source) {
            sources.push(fact.source.clone());
        }
    }
    let base = match (&fact.value, fact.zone) {
        // The site's own domain speaks louder than the paragraph.
        (Value::Email(email), Zone::Foreign) if site.is_own(email) => fact.confidence / 0.3,
        _ => fact.confidence,
    };
    fact.confidence = (1..sources.len().min(6)).fold(base, |sure, _| sure + (1.0 - sure) * 0.2);
    if let Value::Person(person) = &mut fact.value {
        for other in &kept {
            if let Value::Person(other) = &other.value {
                rank::fill(person, other);
            }
        }
    }
    fact.label = fact
        .label
        .or_else(|| kept.iter().find_map(|f| f.label.clone()));
    (fact.confidence >= LEAST || matches!(fact.value, Value::Logo(_)))
        .then_some(Candidate { fact, sources })
}

/// Which of a network's profiles is which: used by `foreign` and `rank`.
fn network(candidate: &Candidate) -> Option<Network> {
    match &candidate.fact.value {
        Value::Social(social) => Some(social.network),
        _ => None,
    }
}

/// Whether a machine-readable part of the page says so.
fn is_structured(found: Found) -> bool {
    matches!(found, Found::JsonLd | Found::Microdata | Found::Hcard)
}
