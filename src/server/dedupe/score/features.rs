//! What two leads have in common.

use super::{Pair, SiteMatch};
use crate::server::dedupe::{
    Census, Print,
    contact::address::Agreement,
    contact::site::Site,
    kinship,
    kinship::Kinship,
    name::likeness::{self, Likeness},
};

/// Compares everything that both have.
pub fn pair(a: &Print, b: &Print, census: &Census) -> Pair {
    let (likeness, other_name) = names(a, b, census);
    Pair {
        likeness,
        other_name,
        metres: a.at.zip(b.at).map(|(a, b)| a.metres(b)),
        phone: both(&a.phones, &b.phones, |a, b| a.same(*b)),
        email: both(&a.emails, &b.emails, |a, b| a == b),
        site: site(a, b),
        address: a
            .street
            .as_ref()
            .zip(b.street.as_ref())
            .map(|(a, b)| a.agreement(b))
            .filter(|agreement| *agreement != Agreement::Unknown),
        postcode: known(&a.postcode, &b.postcode),
        city: known(&a.city, &b.city),
        kinship: kind(a, b),
        floor: both(&a.levels, &b.levels, |a, b| a == b),
        branch: both(&a.branch, &b.branch, |a, b| a == b),
        chain: a.is_chain || b.is_chain,
    }
}

/// The best of the names: each of one against the name of the other. Two other names are
/// not compared: all bicycle stands of a town are also called `city bike`.
fn names(a: &Print, b: &Print, census: &Census) -> (Likeness, bool) {
    let (Some(name_a), Some(name_b)) = (a.name(), b.name()) else {
        return (Likeness::default(), false);
    };
    let (a_at, b_at) = (a.places.as_slice(), b.places.as_slice());
    let mut best = likeness::compare((name_a, a_at), (name_b, b_at), census);
    let mut is_other = false;
    for (name, at, others, others_at) in [
        (name_a, a_at, &b.names, b_at),
        (name_b, b_at, &a.names, a_at),
    ] {
        for other in others.iter().skip(1) {
            // That a number differs is not mended by a name without one.
            let mut like = likeness::compare((name, at), (other, others_at), census);
            like.value *= 0.99;
            if like.value > best.value && !best.numbers_differ {
                (best, is_other) = (like, true);
            }
        }
    }
    (best, is_other)
}

fn kind(a: &Print, b: &Print) -> Option<Kinship> {
    match (a.kind, b.kind) {
        (Some(a), Some(b)) => Some(kinship::of(a, b)),
        _ if a.category.is_none() || b.category.is_none() => None,
        _ if a.category == b.category => Some(Kinship::Same),
        _ => Some(Kinship::Open),
    }
}

/// The best agreement of websites, or of a website and the other's e-mail address.
fn site(a: &Print, b: &Print) -> Option<SiteMatch> {
    let pages = a
        .sites
        .iter()
        .flat_map(|a| b.sites.iter().map(move |b| one_site(a, b)));
    let best = pages.flatten().min_by_key(|found| *found as u8);
    if best.is_some_and(|found| found != SiteMatch::Different) {
        return best;
    }
    let mails = a
        .mail_domains
        .iter()
        .any(|domain| b.domains().any(|other| other == domain))
        || b.mail_domains
            .iter()
            .any(|domain| a.domains().any(|other| other == domain));
    if mails { Some(SiteMatch::Mail) } else { best }
}

fn one_site(a: &Site, b: &Site) -> Option<SiteMatch> {
    // Front pages of shared sites say nothing.
    if (a.shared && a.page.is_empty()) || (b.shared && b.page.is_empty()) {
        return None;
    }
    let same_page = a.page == b.page;
    Some(match (a.domain == b.domain, a.shared || b.shared) {
        (true, _) if same_page && !a.page.is_empty() => SiteMatch::Page,
        // A page on Facebook is no other site than one's own.
        (false, true) => return None,
        (true, true) | (false, false) => SiteMatch::Different,
        (true, false) if a.page.is_empty() || b.page.is_empty() => SiteMatch::Domain,
        (true, false) => SiteMatch::OtherPage,
    })
}

/// Whether any of each are the same; `None` if one side has none.
fn both<T>(a: &[T], b: &[T], same: impl Fn(&T, &T) -> bool) -> Option<bool> {
    let known = !a.is_empty() && !b.is_empty();
    known.then(|| a.iter().any(|a| b.iter().any(|b| same(a, b))))
}

fn known(a: &str, b: &str) -> Option<bool> {
    (!a.is_empty() && !b.is_empty()).then_some(a == b)
}
