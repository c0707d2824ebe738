//! A lead as it is compared: everything taken apart and normalised once.

use super::{
    Facts,
    contact::{
        address::Street,
        phone::{self, Phone},
        site::{self, Site},
    },
    name::{Class, Name, Word, words},
    place::At,
    text,
};
use crate::server::categories::{self, Category};
use smallvec::SmallVec;

/// Other names that are looked at; some places are known in a hundred languages.
const MOST_NAMES: usize = 12;

/// The fingerprint of a lead. Made from [`Facts`]; two of them are compared by
/// [`score`](super::score).
#[derive(Clone, Debug, Default)]
pub struct Print {
    /// The name first, then others. The first may be empty of words.
    pub names: SmallVec<[Name; 1]>,
    /// Words of its city, street and branch, which may stand in the other's name.
    pub places: SmallVec<[Word; 2]>,
    /// Where it is.
    pub at: Option<At>,
    /// Phone numbers.
    pub phones: SmallVec<[Phone; 2]>,
    /// E-mail addresses.
    pub emails: SmallVec<[String; 1]>,
    /// Websites.
    pub sites: SmallVec<[Site; 1]>,
    /// Domains of e-mail addresses that are not with a provider.
    pub mail_domains: SmallVec<[String; 1]>,
    /// Street and house.
    pub street: Option<Street>,
    /// Letters and digits of the postcode.
    pub postcode: String,
    /// City, folded.
    pub city: String,
    /// What it says it is.
    pub category: Option<String>,
    /// The same, in our tree; what the name says if the lead does not.
    pub kind: Option<&'static Category>,
    /// Floors, sorted.
    pub levels: SmallVec<[i16; 2]>,
    /// Words that tell it from the others of its chain.
    pub branch: SmallVec<[String; 2]>,
    /// A source says that it belongs to a chain.
    pub is_chain: bool,
}

impl Print {
    /// Takes facts apart. `country` (ISO 3166-1 alpha-2) is where leads are that do not
    /// say so themselves.
    pub fn new(facts: &Facts, country: Option<&str>) -> Self {
        let split = |text: Option<&str>| {
            text.map(|text| text::words(&text::fold(text)))
                .unwrap_or_default()
        };
        let address = &facts.address;
        let branch = split(facts.branch.as_deref());
        let mut places = split(address.city.as_deref());
        places.extend(branch.iter().cloned());
        // Short words of streets (`De la Rue`) are words of everything.
        let street = address.street.as_deref();
        places.extend(
            split(street)
                .into_iter()
                .filter(|word| word.chars().count() > 3),
        );
        let others = facts.other_names.iter().take(MOST_NAMES);
        let mut names: SmallVec<[Name; 1]> = SmallVec::new();
        for name in std::iter::once(&facts.name).chain(others) {
            let name = Name::new(name, &places);
            if names.is_empty() || (!name.words.is_empty() && !names.contains(&name)) {
                names.push(name);
            }
        }
        let country = address.country.as_deref().or(country);
        let mut mail_domains: SmallVec<[String; 1]> = SmallVec::new();
        for domain in facts
            .emails
            .iter()
            .filter_map(|email| site::of_email(email))
        {
            if !mail_domains.contains(&domain) {
                mail_domains.push(domain);
            }
        }
        // A lead that does not say what it is may be called what it is.
        let kind = match &facts.category {
            Some(category) => categories::resolve(category),
            None => names.first().and_then(only_kind),
        };
        let places = places.iter().map(|place| Word::new(place, &places));
        Self {
            places: places.filter(|word| word.class == Class::Where).collect(),
            names,
            at: facts.at.and_then(|(lat, lon)| At::new(lat, lon)),
            phones: phone::parse_all(facts.phones.iter().map(String::as_str), country),
            emails: facts
                .emails
                .iter()
                .filter_map(|text| site::email(text))
                .collect(),
            sites: site::parse_all(facts.websites.iter().map(String::as_str)),
            mail_domains,
            street: Street::new(address, facts.unit.as_deref()),
            postcode: text::fold(address.postcode.as_deref().unwrap_or_default())
                .chars()
                .filter(char::is_ascii_alphanumeric)
                .collect(),
            city: split(address.city.as_deref()).join(" "),
            category: facts.category.clone(),
            kind,
            levels: levels(facts.level.as_deref().unwrap_or_default()),
            branch: branch.into_iter().collect(),
            is_chain: facts.brand.is_some() || facts.branch.is_some(),
        }
    }

    /// The name.
    pub fn name(&self) -> Option<&Name> {
        self.names.first()
    }

    /// Hashes of the words that the [`Census`](super::Census) counts, without repeats.
    pub fn census_words(&self) -> SmallVec<[u64; 8]> {
        let core = self.names.iter().flat_map(|name| &name.words);
        let mut words: SmallVec<[u64; 8]> = core
            .filter(|word| word.class == Class::Core)
            .map(|word| word.hash)
            .collect();
        words.sort_unstable();
        words.dedup();
        words
    }

    /// Domains that it goes by, of websites that are not shared and of e-mail.
    pub fn domains(&self) -> impl Iterator<Item = &str> {
        let sites = self.sites.iter().filter(|site| !site.shared);
        let sites = sites.map(|site| site.domain.as_str());
        sites.chain(self.mail_domains.iter().map(String::as_str))
    }
}

/// The category that a name says, if it says just one.
fn only_kind(name: &Name) -> Option<&'static Category> {
    let mut kinds = name.words.iter().filter_map(|word| match word.class {
        Class::Kind(kind) => Some(words::category(kind)),
        _ => None,
    });
    let first = kinds.next()?;
    kinds
        .all(|kind| kind == first)
        .then(|| categories::find(first))?
}

/// Floors as OpenStreetMap has them: `1`, `-1;0`, `0-2`.
fn levels(text: &str) -> SmallVec<[i16; 2]> {
    let mut levels: SmallVec<[i16; 2]> = SmallVec::new();
    for part in text.split([';', ',']).map(str::trim) {
        let range = part
            .get(1..)
            .and_then(|rest| rest.find('-'))
            .map(|at| at + 1);
        match range {
            Some(at) => {
                let ends = (
                    part[..at].trim().parse::<i16>(),
                    part[at + 1..].trim().parse::<i16>(),
                );
                if let (Ok(from), Ok(to)) = ends
                    && (0..100).contains(&(to.saturating_sub(from)))
                {
                    levels.extend(from..=to);
                }
            }
            None => levels.extend(part.parse::<f32>().ok().map(|level| level.floor() as i16)),
        }
    }
    levels.sort_unstable();
    levels.dedup();
    levels
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floors_are_read() {
        assert_eq!(levels("0;1").as_slice(), [0, 1]);
        assert_eq!(levels("-1-2").as_slice(), [-1, 0, 1, 2]);
        assert_eq!(levels("-2").as_slice(), [-2]);
        assert_eq!(levels("ground").as_slice(), [] as [i16; 0]);
    }

    #[test]
    fn names_are_kept_once() {
        let facts = Facts {
            name: "Kauppatori".into(),
            other_names: vec![
                "Salutorget".into(),
                "Kauppatori".into(),
                "Market Square".into(),
            ],
            ..Facts::default()
        };
        assert_eq!(Print::new(&facts, None).names.len(), 3);
    }
}
