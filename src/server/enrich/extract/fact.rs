//! What is found: kinds, values, and where each came from.

use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use url::Url;

/// The fields that a fact can fill.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// An e-mail address.
    Email,
    /// A phone number that people answer; never a fax.
    Phone,
    /// A profile on a social network.
    Social,
    /// A postal address.
    Address,
    /// Opening hours.
    Hours,
    /// Somebody who works there.
    Person,
    /// One line about the business.
    Description,
    /// The address of its logo.
    Logo,
}

/// A phone number.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Phone {
    /// E.164, with the plus sign.
    pub e164: String,
    /// Digits to dial after it is answered.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub extension: Option<String>,
}

/// Social networks whose profiles are recognised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Network {
    /// facebook.com.
    Facebook,
    /// instagram.com.
    Instagram,
    /// linkedin.com.
    LinkedIn,
    /// x.com, formerly twitter.com.
    X,
    /// youtube.com.
    YouTube,
    /// tiktok.com.
    TikTok,
    /// pinterest.com.
    Pinterest,
    /// wa.me, whatsapp.com.
    WhatsApp,
    /// t.me.
    Telegram,
}

impl Network {
    /// The name on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Facebook => "facebook",
            Self::Instagram => "instagram",
            Self::LinkedIn => "linkedin",
            Self::X => "x",
            Self::YouTube => "youtube",
            Self::TikTok => "tiktok",
            Self::Pinterest => "pinterest",
            Self::WhatsApp => "whatsapp",
            Self::Telegram => "telegram",
        }
    }
}

/// A profile on a social network.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Social {
    /// Which network.
    pub network: Network,
    /// The profile's canonical address: https, no query, no trailing slash.
    pub url: String,
}

/// A postal address, with the fields of the lead's own.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct Address {
    /// Street and number.
    pub street: String,
    /// City or post town.
    pub city: String,
    /// State, province or prefecture, where one is written.
    pub region: String,
    /// Postcode as written in its country.
    pub postcode: String,
    /// ISO 3166 alpha-2, or empty when nothing says.
    pub country: String,
}

/// Somebody who works there, and what the page says beside the name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct Person {
    /// The full name without titles of address.
    pub name: String,
    /// The role as the page words it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// Their own address, when it stands with the name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Their own number (E.164), when it stands with the name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
}

/// A normalised value.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind", content = "value")]
pub enum Value {
    /// Lower-case address.
    Email(String),
    /// E.164 and extension.
    Phone(Phone),
    /// Network and profile.
    Social(Social),
    /// Parts of an address.
    Address(Address),
    /// OSM `opening_hours` syntax.
    Hours(String),
    /// Name, role and direct contacts.
    Person(Person),
    /// At most 300 characters, one line.
    Description(String),
    /// An absolute http(s) address.
    Logo(String),
}

impl Value {
    /// The field that this value fills.
    pub fn kind(&self) -> Kind {
        match self {
            Value::Email(_) => Kind::Email,
            Value::Phone(_) => Kind::Phone,
            Value::Social(_) => Kind::Social,
            Value::Address(_) => Kind::Address,
            Value::Hours(_) => Kind::Hours,
            Value::Person(_) => Kind::Person,
            Value::Description(_) => Kind::Description,
            Value::Logo(_) => Kind::Logo,
        }
    }
}

/// How a value was found. In the order of trust for equal values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Found {
    /// schema.org in a JSON-LD script.
    JsonLd,
    /// schema.org in `itemprop` attributes (or RDFa's `property`).
    Microdata,
    /// The hCard, h-card or adr microformat.
    Hcard,
    /// A `mailto:` link.
    Mailto,
    /// A `tel:` (or `callto:`, `sms:`) link.
    Tel,
    /// A link to a profile.
    Link,
    /// Plain visible text.
    Text,
    /// Text written so that robots should not read it.
    Obfuscated,
    /// `<meta>` and `<link>` of the head.
    Meta,
    /// An image or icon of the page.
    Image,
}

/// Where on the page a value stands; decides what [`super::combine`] keeps.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Default,
)]
#[serde(rename_all = "snake_case")]
pub enum Zone {
    /// The head of every page.
    Header,
    /// The foot of every page.
    Footer,
    /// The page's own content.
    #[default]
    Main,
    /// Markup for machines, not shown.
    Data,
    /// Not shown to a reader: `hidden`, `display:none`.
    Hidden,
    /// Speaks of somebody else: who made or hosts the site, authorities, insurers, partners.
    Foreign,
}

/// One value with its origin.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Fact {
    /// The value, normalised.
    #[serde(flatten)]
    pub value: Value,
    /// What the page calls it: «Sales», «Mobile», a person's name.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub label: Option<String>,
    /// How it was found.
    pub found: Found,
    /// Where on the page it stands.
    pub zone: Zone,
    /// The page.
    pub source: String,
    /// 0 to 1; see the rules beside [`super::combine`].
    pub confidence: f32,
}

/// What one page says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PageFacts {
    /// The page.
    pub url: String,
    /// The country by which numbers were read, given or guessed.
    pub country: Option<String>,
    /// Its title, one line.
    pub title: Option<String>,
    /// The primary language tag in lower case, if it names one.
    pub language: Option<String>,
    /// The page has next to no text of its own: only a browser would show it.
    pub needs_scripts: bool,
    /// What was found, in the order of the page, each value once.
    pub facts: Vec<Fact>,
}

impl PageFacts {
    pub(super) fn empty(url: &Url) -> Self {
        PageFacts {
            url: url.to_string(),
            country: None,
            title: None,
            language: None,
            needs_scripts: false,
            facts: Vec::new(),
        }
    }
}

/// How sure a value is that stands in a sentence of which nothing says whose it is: kept where a site says nothing
/// surer of its kind.
pub(super) const SAID: f32 = 0.55;

/// A fact that does not know its page yet.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    pub value: Value,
    pub label: Option<String>,
    pub found: Found,
    pub zone: Zone,
    pub confidence: f32,
}

impl Draft {
    pub fn new(value: Value, found: Found, zone: Zone, confidence: f32) -> Self {
        Draft {
            value,
            label: None,
            found,
            zone,
            confidence,
        }
    }

    pub fn label(mut self, label: Option<String>) -> Self {
        self.label = label.filter(|l| !l.is_empty());
        self
    }
}

/// The most facts kept of one page: a directory of thousands is not a company's contact page.
const MOST: usize = 400;

/// One fact per value: the surest sighting, with the first label given; zones of the same value that speak for the
/// business outweigh those that do not only when they are as sure.
pub(super) fn settle(drafts: Vec<Draft>, url: &Url) -> Vec<Fact> {
    let mut at: HashMap<Value, usize> = HashMap::new();
    let mut facts: Vec<Fact> = Vec::new();
    for draft in drafts {
        let confidence = match draft.zone {
            Zone::Hidden => draft.confidence * 0.4,
            Zone::Foreign => draft.confidence * 0.3,
            _ => draft.confidence,
        };
        let fact = Fact {
            value: draft.value,
            label: draft.label,
            found: draft.found,
            zone: draft.zone,
            source: url.to_string(),
            confidence,
        };
        match at.get(&fact.value) {
            Some(&i) => {
                let (old, new) = (&mut facts[i], fact);
                let label = old.label.take().or_else(|| new.label.clone());
                // Said by somebody else's paragraph and nowhere surer: a sighting in the page's own words wins.
                if new.confidence > old.confidence {
                    *old = new;
                }
                old.label = label;
            }
            None if facts.len() < MOST => {
                at.insert(fact.value.clone(), facts.len());
                facts.push(fact);
            }
            None => {}
        }
    }
    facts
}
