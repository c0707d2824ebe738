//! What each finding is worth, in log-odds. Set by hand on half of the labelled pairs;
//! the other half says how well that carries over. See `tests/dedupe/evaluate.rs`.

use super::{Feature, Finding, Glimpse, Pair, Part, SiteMatch, Surroundings};
use crate::server::dedupe::{contact::address::Agreement, kinship::Kinship};

/// Of two leads that are compared at all, most are two businesses.
pub const PRIOR: f64 = -4.5;

/// Points of a name by its likeness.
const NAME: [(f64, f64); 9] = [
    (0.0, -6.0),
    (0.3, -5.0),
    (0.5, -2.5),
    (0.6, -0.5),
    (0.7, 1.5),
    (0.8, 3.3),
    (0.9, 5.0),
    (0.98, 6.0),
    (1.0, 6.2),
];

/// Points of a distance in metres. Sources place the same business up to some 80 m
/// apart: at the door, in the middle of the house, on the street.
const DISTANCE: [(f64, f64); 9] = [
    (0.0, 2.5),
    (25.0, 2.1),
    (50.0, 1.6),
    (80.0, 1.1),
    (120.0, 0.0),
    (200.0, -2.0),
    (500.0, -4.0),
    (2_000.0, -6.0),
    (10_000.0, -7.0),
];

/// Points of the same door, floor and branch: the most that they come to.
const DOOR: f64 = 1.4;
const FLOOR: f64 = 0.5;
const BRANCH: f64 = 1.0;

/// More leads than this in a house: an address says little more than the distance.
const FULL_HOUSE: u32 = 10;

/// A line through points; level beyond the ends.
fn line(points: &[(f64, f64)], at: f64) -> f64 {
    let after = points.iter().position(|(x, _)| *x > at);
    match after {
        Some(0) => points[0].1,
        Some(n) => {
            let ((x0, y0), (x1, y1)) = (points[n - 1], points[n]);
            y0 + (y1 - y0) * (at - x0) / (x1 - x0)
        }
        None => points[points.len() - 1].1,
    }
}

/// What counted, feature by feature.
pub(in crate::server::dedupe) fn parts(pair: &Pair, around: Surroundings) -> Vec<Part> {
    let mut parts = Vec::with_capacity(7);
    let mut add = |feature, finding, points| {
        parts.push(Part {
            feature,
            finding,
            points,
        });
    };
    let like = pair.likeness.value;
    add(Feature::Name, Finding::Alike(like), name(pair, around));
    if let Some(metres) = pair.metres {
        add(
            Feature::Distance,
            Finding::Metres(metres),
            line(&DISTANCE, metres),
        );
    }
    let chain = around.namesakes > 0;
    if let Some(same) = pair.phone {
        let (finding, points) = match same {
            true => phone(around.phone),
            false => (Finding::Different, if chain { -2.5 } else { -1.0 }),
        };
        add(Feature::Phone, finding, points);
    }
    if let Some(same) = pair.email {
        let (finding, points) = match same {
            true => email(around.email),
            false => (Finding::Different, -0.4),
        };
        add(Feature::Email, finding, points);
    }
    if let Some(found) = pair.site {
        let (finding, points) = site(found, around.site);
        add(Feature::Website, finding, points);
    }
    if let Some(agreement) = pair.address {
        add(
            Feature::Address,
            Finding::Address(agreement),
            address(agreement, pair, around),
        );
    }
    if let Some(kinship) = pair.kinship {
        add(
            Feature::Category,
            Finding::Category(kinship),
            category(kinship),
        );
    }
    let mut yes_or_no = |feature, same: Option<bool>, yes, no| {
        if let Some(same) = same {
            let (finding, points) = if same {
                (Finding::Same, yes)
            } else {
                (Finding::Different, no)
            };
            add(feature, finding, points);
        }
    };
    yes_or_no(Feature::Floor, pair.floor, FLOOR, -3.0);
    yes_or_no(Feature::Branch, pair.branch, BRANCH, -3.0);
    parts
}

const fn category(kinship: Kinship) -> f64 {
    match kinship {
        Kinship::Same => 0.8,
        Kinship::Near => 0.3,
        Kinship::Open => 0.0,
        Kinship::Far => -1.5,
        Kinship::Apart => -4.0,
    }
}

/// The most points of two leads.
pub(super) fn most(glimpse: &Glimpse, kinship: Option<Kinship>) -> f64 {
    let if_both = |has: bool, points: f64| if has { points } else { 0.0 };
    // Which pages of a site they are is not known.
    let site = |holders: u32| match glimpse.pages {
        true => site(SiteMatch::Page, 0).1,
        false => [SiteMatch::Domain, SiteMatch::OtherPage, SiteMatch::Mail]
            .map(|found| site(found, holders).1)
            .into_iter()
            .fold(f64::MIN, f64::max),
    };
    PRIOR
        + line(&NAME, glimpse.like)
        + glimpse.metres.map_or(0.0, |metres| line(&DISTANCE, metres))
        + glimpse.phone.map_or(0.0, |holders| phone(holders).1)
        + glimpse.email.map_or(0.0, |holders| email(holders).1)
        + glimpse.site.map_or(0.0, site)
        + if_both(glimpse.streets, DOOR)
        + if_both(glimpse.levels, FLOOR)
        + if_both(glimpse.branches, BRANCH)
        + kinship.map_or(0.0, category)
}

/// The same phone number, which so many have.
const fn phone(holders: u32) -> (Finding, f64) {
    match holders {
        0..=2 => (Finding::Same, 4.0),
        n @ 3..=5 => (Finding::Shared(n), 2.0),
        n => (Finding::Shared(n), 0.7),
    }
}

/// The same e-mail address, which so many have.
const fn email(holders: u32) -> (Finding, f64) {
    match holders {
        0..=2 => (Finding::Same, 3.5),
        n => (Finding::Shared(n), 1.0),
    }
}

/// A name that others around have too, or that is made of common words, says less.
fn name(pair: &Pair, around: Surroundings) -> f64 {
    let points = line(&NAME, pair.likeness.value);
    if points <= 0.0 {
        return points;
    }
    let chain = if around.namesakes > 0 { 0.75 } else { 1.0 };
    points * chain * (0.45 + 0.55 * pair.likeness.tells.min(1.0))
}

fn site(found: SiteMatch, holders: u32) -> (Finding, f64) {
    match (found, holders) {
        (SiteMatch::Page, 0..=3) => (Finding::Same, 3.5),
        (SiteMatch::Page, n) => (Finding::Shared(n), 2.5),
        (SiteMatch::Domain, 0..=2) => (Finding::Same, 3.0),
        (SiteMatch::Domain, n @ 3..=6) => (Finding::Shared(n), 1.5),
        (SiteMatch::Domain, n) => (Finding::Shared(n), 0.5),
        (SiteMatch::OtherPage, 0..=2) => (Finding::OtherPage, 0.3),
        (SiteMatch::OtherPage, _) => (Finding::OtherPage, -2.5),
        (SiteMatch::Mail, 0..=2) => (Finding::SameDomain, 2.0),
        (SiteMatch::Mail, _) => (Finding::SameDomain, 0.7),
        (SiteMatch::Different, _) => (Finding::Different, -0.9),
    }
}

fn address(agreement: Agreement, pair: &Pair, around: Surroundings) -> f64 {
    let full = around.house > FULL_HOUSE;
    let points: f64 = match agreement {
        Agreement::Door | Agreement::Number if full => 0.5,
        Agreement::Door => DOOR,
        Agreement::Number => 1.0,
        Agreement::Street => 0.2,
        Agreement::OtherNumber => -1.2,
        Agreement::OtherStreet => -0.6,
        Agreement::Unknown => 0.0,
    };
    match (pair.postcode, pair.metres) {
        // Near each other, a border of postcodes is between them.
        (Some(false), metres) if metres.is_none_or(|metres| metres > 100.0) => points - 0.6,
        _ => points,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_go_through_their_points() {
        assert_eq!(line(&DISTANCE, 0.0), 2.5);
        assert_eq!(line(&DISTANCE, 1e9), -7.0);
        assert!((line(&DISTANCE, 100.0) - 0.55).abs() < 1e-9);
        assert_eq!(line(&NAME, -1.0), -6.0);
        assert_eq!(line(&NAME, 1.0), 6.2);
    }
}
