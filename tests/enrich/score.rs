//! Precision and recall over the corpus.

use crate::corpus::{Site, sites, sites_in};
use leadwire::server::enrich::extract::{Candidate, Fact, Facts, Value};
use std::collections::BTreeMap;

/// Below this, something broke: opening hours were read least well in the round that is held out, see README.
const FLOOR: f64 = 0.65;
/// The aims.
const PRECISION: f64 = 0.98;
const RECALL: f64 = 0.90;

#[derive(Default, Clone, Copy)]
struct Count {
    right: usize,
    wrong: usize,
    missed: usize,
}

impl Count {
    fn precision(self) -> f64 {
        ratio(self.right, self.right + self.wrong)
    }
    fn recall(self) -> f64 {
        ratio(self.right, self.right + self.missed)
    }
}

fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        1.0
    } else {
        part as f64 / whole as f64
    }
}

fn bare(text: &str) -> String {
    text.to_lowercase()
        .replace("straße", "str")
        .replace("strasse", "str")
        .chars()
        .filter(|c| c.is_alphanumeric())
        .collect()
}

/// Whether two values are the same to a careful person: of addresses, the floor or the flat may be there or not; the
/// rest is compared letter by letter.
fn same(kind: &str, found: &str, wanted: &str) -> bool {
    if kind != "address" {
        // Networks do not mind capitals; who writes an address down keeps those of the page.
        return found == wanted || kind == "social" && found.eq_ignore_ascii_case(wanted);
    }
    let (found, wanted): (Vec<&str>, Vec<&str>) =
        (found.split('|').collect(), wanted.split('|').collect());
    found[1..] == wanted[1..]
        && (found[0].starts_with(wanted[0])
            || wanted[0].starts_with(found[0])
            || found[0].ends_with(wanted[0])
            || wanted[0].ends_with(found[0]))
}

/// Found values by kind.
fn found(facts: &Facts) -> BTreeMap<&'static str, &[Candidate]> {
    BTreeMap::from([
        ("email", facts.emails.as_slice()),
        ("phone", &facts.phones),
        ("social", &facts.socials),
        ("address", &facts.addresses),
        ("person", &facts.people),
    ])
}

/// A value in a form that two careful people would write alike.
fn canonical(value: &Value) -> String {
    match value {
        Value::Email(email) => email.clone(),
        Value::Phone(phone) => phone.e164.clone(),
        Value::Social(social) => social.url.clone(),
        Value::Address(a) => format!(
            "{}|{}|{}",
            bare(&a.street),
            bare(&a.postcode),
            bare(&a.city)
        ),
        Value::Person(person) => bare(&person.name),
        other => format!("{other:?}"),
    }
}

/// What people see of a value that a field shows one of.
fn shown(value: &Value) -> String {
    match value {
        Value::Hours(text) | Value::Description(text) | Value::Logo(text) => text.clone(),
        other => canonical(other),
    }
}

/// Hours without the days on which it is closed: those are said or not.
fn open(hours: &str) -> String {
    let parts: Vec<&str> = hours.split("; ").filter(|p| !p.ends_with(" off")).collect();
    parts.join("; ")
}

fn labels(site: &Site) -> BTreeMap<&'static str, Vec<String>> {
    BTreeMap::from([
        ("email", site.emails.clone()),
        ("phone", site.phones.clone()),
        ("social", site.socials.clone()),
        (
            "address",
            site.addresses
                .iter()
                .map(|(s, p, c)| format!("{}|{}|{}", bare(s), bare(p), bare(c)))
                .collect(),
        ),
        (
            "person",
            site.people.iter().map(|(name, _)| bare(name)).collect(),
        ),
    ])
}

fn score(half: &str, sites: Vec<Site>) -> BTreeMap<&'static str, Count> {
    let mut counts: BTreeMap<&'static str, Count> = BTreeMap::new();
    let (mut first, mut first_right, mut roles, mut roles_right) = (0, 0, 0, 0);
    println!("{half}: {} sites", sites.len());
    for site in sites {
        let facts = site.visit();
        let count = counts.entry("scripts").or_default();
        match (facts.needs_scripts, site.needs_scripts) {
            (true, true) => count.right += 1,
            (false, false) => {}
            (found, _) => {
                count.wrong += usize::from(found);
                count.missed += usize::from(!found);
                println!("{half}/{}: needs scripts: {found}", site.name);
            }
        }
        for (kind, wanted, got) in [
            ("hours", &site.hours, &facts.hours),
            ("about", &site.description, &facts.descriptions),
            ("logo", &site.logo, &facts.logos),
        ] {
            let Some(wanted) = wanted else { continue };
            let count = counts.entry(kind).or_default();
            let got = got.first().map(|c| shown(&c.fact.value));
            match got {
                Some(got) if open(&got) == open(wanted) => count.right += 1,
                None if wanted.is_empty() => {}
                _ => {
                    count.wrong += usize::from(got.is_some());
                    count.missed += usize::from(!wanted.is_empty());
                    println!("{half}/{}: {kind}: {got:?}, wanted {wanted:?}", site.name);
                }
            }
        }
        let found = found(&facts);
        for (kind, wanted) in labels(&site) {
            let count = counts.entry(kind).or_default();
            let got: Vec<(String, &Candidate)> = found[kind]
                .iter()
                .map(|c| (canonical(&c.fact.value), c))
                .collect();
            let optional: Vec<String> = site
                .optional
                .iter()
                .flat_map(|o| {
                    let parts: Vec<String> = o.split('|').map(bare).collect();
                    [o.clone(), parts.join("|")]
                })
                .collect();
            let is_optional = |value: &str| optional.iter().any(|o| same(kind, value, o));
            for (value, candidate) in got.iter().filter(|(v, _)| !is_optional(v)) {
                if wanted.iter().any(|w| same(kind, value, w)) {
                    count.right += 1;
                } else {
                    count.wrong += 1;
                    let Fact {
                        found,
                        zone,
                        confidence,
                        source,
                        ..
                    } = &candidate.fact;
                    println!(
                        "{half}/{}: wrong {kind}: {value} ({found:?}, {zone:?}, {confidence:.2}, {source})",
                        site.name
                    );
                }
            }
            for value in wanted
                .iter()
                .filter(|v| !got.iter().any(|(g, _)| same(kind, g, v)) && !is_optional(v))
            {
                count.missed += 1;
                println!("{half}/{}: missed {kind}: {value}", site.name);
            }
        }
        if let (Some(best), false) = (facts.emails.first(), site.emails.is_empty()) {
            first += 1;
            first_right += usize::from(site.emails.contains(&canonical(&best.fact.value)));
        }
        for (name, role) in &site.people {
            let person = facts.people.iter().find_map(|c| match &c.fact.value {
                Value::Person(p) if bare(&p.name) == bare(name) => Some(p),
                _ => None,
            });
            if let Some(person) = person {
                roles += 1;
                let (a, b) = (bare(person.role.as_deref().unwrap_or("")), bare(role));
                let right = !a.is_empty()
                    && (a.contains(&b)
                        || b.contains(&a)
                        || role
                            .split([',', '&', ' '])
                            .any(|w| w.len() > 3 && a.contains(&bare(w))));
                roles_right += usize::from(right);
                if !right {
                    println!(
                        "{half}/{}: role of {name}: {:?}, wanted {role:?}",
                        site.name, person.role
                    );
                }
            }
        }
    }
    println!("{half}: roles {roles_right}/{roles}, first e-mail {first_right}/{first}");
    for (kind, count) in &counts {
        println!(
            "{half:12} {kind:8} precision {:.3} recall {:.3}  (right {}, wrong {}, missed {})",
            count.precision(),
            count.recall(),
            count.right,
            count.wrong,
            count.missed
        );
    }
    counts
}

#[test]
fn development_half_meets_the_aims() {
    for (kind, count) in score("development", sites("development")) {
        assert!(
            count.precision() >= PRECISION,
            "{kind}: precision {:.3}",
            count.precision()
        );
        assert!(
            count.recall() >= RECALL,
            "{kind}: recall {:.3}",
            count.recall()
        );
    }
}

/// The held-out sites are few, and are not tuned on: their figures are printed and written down in the README beside
/// those of the earlier rounds. What is asserted only guards against falling back.
#[test]
fn held_out_half_does_not_fall_back() {
    for (kind, count) in score("held_out", sites("held_out")) {
        assert!(
            count.precision() >= FLOOR,
            "{kind}: precision {:.3}",
            count.precision()
        );
        assert!(
            count.recall() >= FLOOR,
            "{kind}: recall {:.3}",
            count.recall()
        );
    }
}

/// A corpus of your own: folders as those of the corpus here, in the directories that `LEADWIRE_CORPUS` names. What is
/// wrong and what is missed is printed with the figures; nothing is asserted.
#[test]
fn own_corpus_is_scored() {
    let Some(folders) = std::env::var_os("LEADWIRE_CORPUS") else {
        return;
    };
    let sites: Vec<Site> = std::env::split_paths(&folders)
        .flat_map(|folder| sites_in(&folder))
        .collect();
    score("own", sites);
}
