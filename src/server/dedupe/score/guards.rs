//! Traps that points alone fall into.

use super::{MERGE, Pair, SiteMatch, Surroundings};
use crate::server::dedupe::{contact::address::Agreement, kinship::Kinship};
use serde::{Deserialize, Serialize};

/// Just not merged: a person is asked.
const ASK: f64 = MERGE - 0.05;
/// Just not proposed.
const LEAVE: f64 = super::PROPOSE - 0.05;

/// Why the chance was held down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Guard {
    /// `Bar 1` and `Bar 2`.
    Numbers,
    /// Others around have the name, and nothing says which of them this is.
    Namesakes,
    /// Branches of a chain: the same name at another place, or with other contacts.
    Branches,
    /// The same name on two floors of a house.
    Floors,
    /// Things of different kinds, such as a shop and its mall, that share more than a name.
    KindsAlike,
    /// Things of different kinds.
    Kinds,
    /// Only contacts agree: it changed its name, or two share an office.
    OnlyContacts,
    /// Each name has a telling word that the other lacks: two doctors of one surname.
    EachOwn,
    /// Only the place agrees: two in one house.
    OnlyPlace,
    /// Names say which of several (`City`, `Airport`), and not the same.
    Places,
    /// A name that says nothing (`Kiosk`), and nothing else agrees.
    NothingTold,
    /// Each has a phone of its own, and they are some way apart.
    OtherPhone,
    /// Only another name of one is alike, and they are not known to be of a kind.
    OtherName,
    /// Farther apart than sources err; it may have moved.
    Moved,
    /// Far apart.
    Far,
    /// It is not known where one of them is, and nothing else identifies them.
    Unplaced,
    /// Names differ in kind (`Café X`, `Hotel X`; `X`, of which it is not known) and nothing
    /// but the place agrees.
    NameKinds,
    /// Two pages of one site tell two places apart.
    Pages,
}

impl Guard {
    /// The chance that it leaves at most.
    pub const fn cap(self) -> f64 {
        match self {
            Self::Numbers
            | Self::Branches
            | Self::Floors
            | Self::Kinds
            | Self::OnlyPlace
            | Self::Far => LEAVE,
            Self::Namesakes
            | Self::KindsAlike
            | Self::OnlyContacts
            | Self::EachOwn
            | Self::Places
            | Self::NothingTold
            | Self::OtherPhone
            | Self::OtherName
            | Self::Moved
            | Self::Unplaced
            | Self::NameKinds
            | Self::Pages => ASK,
        }
    }
}

/// Every guard that a pair runs into.
pub fn all(pair: &Pair, around: Surroundings) -> Vec<Guard> {
    let like = pair.likeness.value;
    let phone = pair.phone == Some(true) && around.phone <= 3;
    let email = pair.email == Some(true) && around.email <= 3;
    let page = pair.site == Some(SiteMatch::Page);
    let site = page || (pair.site == Some(SiteMatch::Domain) && around.site <= 3);
    let contact = phone || email || site;
    let house = matches!(pair.address, Some(Agreement::Door | Agreement::Number));
    let metres = pair.metres;
    let beyond = |limit: f64| metres.is_some_and(|metres| metres > limit);
    let chain = around.namesakes > 0;
    let mut guards = Vec::new();
    let mut guard = |applies: bool, guard| {
        if applies {
            guards.push(guard);
        }
    };

    guard(pair.likeness.numbers_differ, Guard::Numbers);
    guard(
        pair.likeness.places_differ && !phone && !page,
        Guard::Places,
    );
    let apart = pair.kinship == Some(Kinship::Apart);
    let alike = like >= 0.9 && contact && !pair.likeness.kinds_differ;
    guard(apart && alike, Guard::KindsAlike);
    guard(apart && !alike, Guard::Kinds);
    guard(
        pair.likeness.kinds_differ && !phone && !page,
        Guard::NameKinds,
    );
    // `Pääposti` and `Ravintola Pääposti`: it is not known what the first is.
    let untold = pair.kinship.is_none() && pair.likeness.one_kind;
    guard(untold && !contact, Guard::NameKinds);
    guard(like < 0.6 && contact && !apart, Guard::OnlyContacts);
    guard(pair.likeness.each_own, Guard::EachOwn);
    guard(like < 0.6 && !contact, Guard::OnlyPlace);
    guard(pair.floor == Some(false) && !phone, Guard::Floors);
    guard(
        pair.site == Some(SiteMatch::OtherPage) && !phone && !email,
        Guard::Pages,
    );

    // A chain: what agrees has to say which branch it is.
    let other_phone = pair.phone == Some(false);
    let other_branch = pair.branch == Some(false);
    let told = phone || email || page || pair.branch == Some(true);
    let chained = chain || pair.chain;
    guard(
        chained && !told && (other_branch || (other_phone && !house)),
        Guard::Branches,
    );
    guard(chained && !told && beyond(150.0), Guard::Branches);
    let here = metres.is_some_and(|metres| metres <= 25.0);
    guard(
        chain && !told && !((house || here) && !other_phone),
        Guard::Namesakes,
    );
    guard(chained && other_phone && !told, Guard::Namesakes);

    guard(
        other_phone && !email && !page && beyond(40.0),
        Guard::OtherPhone,
    );
    let related = matches!(pair.kinship, Some(Kinship::Same | Kinship::Near));
    guard(
        pair.other_name && !related && !contact && !house && beyond(30.0),
        Guard::OtherName,
    );

    let nothing_told = pair.likeness.tells < 0.35 && !contact && !house;
    guard(nothing_told, Guard::NothingTold);
    guard(beyond(85.0) && !contact && !house, Guard::Moved);
    let identified = phone || page || (contact && house);
    guard(beyond(120.0) && !identified, Guard::Moved);
    guard(beyond(200.0) && !(phone && house), Guard::Moved);
    guard(
        beyond(1_000.0) && !(contact && like >= 0.8 && !chain),
        Guard::Far,
    );
    guard(beyond(20_000.0), Guard::Far);
    let elsewhere = pair.city == Some(false) && pair.postcode != Some(true) && !contact;
    guard(metres.is_none() && elsewhere, Guard::Far);
    guard(
        metres.is_none() && !phone && !email && !page && !house,
        Guard::Unplaced,
    );
    guards.dedup();
    guards
}
