//! How sure it is that two leads are one business.
//!
//! Each feature speaks for or against with points (log-odds, natural logarithm); their
//! sum with [`weights::PRIOR`] becomes a chance from 0 to 1 by the logistic function.
//! This is Fellegi and Sunter's record linkage, with weights set by hand. Guards then
//! hold the chance down where experience knows a trap: a branch of the same chain, a
//! shop and its mall. Everything that counted is returned, to be shown.

mod features;
mod guards;
pub mod weights;

use super::{
    Census, Print, contact::address::Agreement, kinship::Kinship, name::likeness::Likeness,
};
use serde::{Deserialize, Serialize};

pub use guards::Guard;

/// At and above this chance two leads are merged, if nothing else fits as well.
pub const MERGE: f64 = 0.85;

/// At and above this chance, and below [`MERGE`], a person is asked.
pub const PROPOSE: f64 = 0.45;

/// What was compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Feature {
    /// Their names, in the two languages that go together best.
    Name,
    /// How far apart they are.
    Distance,
    /// Phone numbers.
    Phone,
    /// E-mail addresses.
    Email,
    /// Websites.
    Website,
    /// Street, house number, postcode.
    Address,
    /// What they say they are.
    Category,
    /// Floors of the house.
    Floor,
    /// What tells branches of a chain apart.
    Branch,
}

/// What a comparison found.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Finding {
    /// The same.
    Same,
    /// The same, but `n` leads have it.
    Shared(u32),
    /// Alike, 0 to 1.
    Alike(f64),
    /// Not the same.
    Different,
    /// Two pages of one site.
    OtherPage,
    /// An e-mail address of the other's site.
    SameDomain,
    /// Metres apart.
    Metres(f64),
    /// How addresses agree.
    Address(Agreement),
    /// How categories go together.
    Category(Kinship),
}

/// What one feature contributed.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Part {
    /// What was compared.
    pub feature: Feature,
    /// What was found.
    pub finding: Finding,
    /// Log-odds; for the same business if positive.
    pub points: f64,
}

/// The result of comparing two leads. A feature that one of them lacks has no part.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Score {
    /// The chance that they are one business, 0 to 1, after the guards.
    pub value: f64,
    /// The sum of all points and the prior, before the guards.
    pub points: f64,
    /// What counted.
    pub parts: Vec<Part>,
    /// What held the chance down.
    pub guards: Vec<Guard>,
}

impl Score {
    /// What a feature contributed, if both leads had it.
    pub fn part(&self, feature: Feature) -> Option<&Part> {
        self.parts.iter().find(|part| part.feature == feature)
    }
}

/// What is known of others around the two leads; see
/// [`Index::surroundings`](super::index::Index::surroundings).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Surroundings {
    /// Leads of the same name in the same part of town, but not at this place.
    pub namesakes: u32,
    /// Leads that have the phone number that both have.
    pub phone: u32,
    /// Leads that have the e-mail address that both have.
    pub email: u32,
    /// Leads that have the website that both have.
    pub site: u32,
    /// Leads in the house that both are in.
    pub house: u32,
}

/// The features of a pair, as found.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Pair {
    likeness: Likeness,
    /// The names that are most alike are not the first of both.
    other_name: bool,
    metres: Option<f64>,
    /// Whether phones, e-mail addresses and websites are the same; `None` if one has none.
    phone: Option<bool>,
    email: Option<bool>,
    site: Option<SiteMatch>,
    address: Option<Agreement>,
    /// Both have postcodes, and whether they are the same.
    postcode: Option<bool>,
    /// Both have cities, and whether they are the same.
    city: Option<bool>,
    kinship: Option<Kinship>,
    floor: Option<bool>,
    branch: Option<bool>,
    /// A source says of one that it belongs to a chain.
    chain: bool,
}

/// How websites agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SiteMatch {
    /// Page and all, and more than a front page.
    Page,
    /// The domain; one of them is a front page.
    Domain,
    /// The domain; two pages of it.
    OtherPage,
    /// Only an e-mail address goes with the other's domain.
    Mail,
    /// Not at all.
    Different,
}

/// Compares two leads.
pub fn score(a: &Print, b: &Print, census: &Census, around: Surroundings) -> Score {
    let pair = features::pair(a, b, census);
    let parts = weights::parts(&pair, around);
    let points = weights::PRIOR + parts.iter().map(|part| part.points).sum::<f64>();
    let guards = guards::all(&pair, around);
    let chance = 1.0 / (1.0 + (-points).exp());
    let cap = guards.iter().map(|guard| guard.cap()).fold(1.0, f64::min);
    Score {
        value: chance.min(cap),
        points,
        parts,
        guards,
    }
}

/// What is known of two leads before they are compared.
#[derive(Clone, Copy, Debug, Default)]
pub struct Glimpse {
    /// How alike their names are at most; 0 if less than 0.6.
    pub like: f64,
    /// How far apart they are, if it is known.
    pub metres: Option<f64>,
    /// How many have the phone number that both have; the fewest of several.
    pub phone: Option<u32>,
    /// How many have the e-mail address that both have.
    pub email: Option<u32>,
    /// How many have the website that both have, or the mail of one and the site of the other.
    pub site: Option<u32>,
    /// Whether both have websites that are more than a front page.
    pub pages: bool,
    /// Whether both have streets.
    pub streets: bool,
    /// Whether both have floors.
    pub levels: bool,
    /// Whether both say which branch of a chain they are.
    pub branches: bool,
}

impl Glimpse {
    /// Whether their [`score`] may be high enough for them to be proposed, if they are of such
    /// categories, which takes longer to find out. It is not if this says no.
    pub fn may_be_one(&self, kinship: impl FnOnce() -> Option<Kinship>) -> bool {
        // Only the place agrees then: see [`Guard::OnlyPlace`].
        if self.like < 0.6 && (self.phone, self.email, self.site) == (None, None, None) {
            return false;
        }
        let like = self.like.max(0.6);
        let glimpse = Self { like, ..*self };
        let most = |kinship| {
            // The same sum in another order may differ in the last digit.
            let points = weights::most(&glimpse, kinship) + 1e-6;
            1.0 / (1.0 + (-points).exp())
        };
        most(Some(Kinship::Same)) >= PROPOSE && most(kinship()) >= PROPOSE
    }
}

#[cfg(test)]
mod tests;
