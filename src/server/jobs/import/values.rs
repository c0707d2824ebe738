//! Values as sources write them, on their way to what a lead may have.

use crate::{
    model::NewBusiness,
    server::{db::businesses::Faults, jobs::store::shorten},
};

/// Characters of a file's name that what it knows its rows by is kept apart with.
const MAX_SCOPE: usize = 80;

/// The first of several values, which OpenStreetMap separates by semicolons.
pub fn first(text: &str) -> &str {
    text.split(';')
        .map(str::trim)
        .find(|part| !part.is_empty())
        .unwrap_or_default()
}

/// `None` for what says nothing.
pub fn some(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// A website as a URL: the first of several, `https` if no scheme is given.
pub fn website(text: &str) -> Option<String> {
    // A semicolon may stand in a URL; before another address it separates.
    let ends = [";http", "; http", ";www.", "; www.", " "]
        .iter()
        .filter_map(|mark| text.trim().find(mark))
        .min();
    let text = text.trim();
    let text = ends.map_or(text, |end| &text[..end]);
    let text = text.trim_end_matches(';');
    if text.is_empty() {
        return None;
    }
    let lower = text.to_ascii_lowercase();
    if lower.starts_with("http://") || lower.starts_with("https://") {
        return Some(text.to_owned());
    }
    if lower.starts_with("http:/") || lower.starts_with("https:/") || lower.contains("://") {
        let rest = text.split_once(':').map_or(text, |(_, rest)| rest);
        return Some(format!("https://{}", rest.trim_start_matches('/')));
    }
    Some(format!("https://{}", text.trim_start_matches('/')))
}

/// An e-mail address: the first of several, without `mailto:`.
pub fn email(text: &str) -> Option<String> {
    let first = text
        .split([';', ',', ' '])
        .map(str::trim)
        .find(|part| !part.is_empty())?;
    some(first.strip_prefix("mailto:").unwrap_or(first))
}

/// A phone number: the first of several.
pub fn phone(text: &str) -> Option<String> {
    some(first(text))
}

/// Countries as people write them: their codes of three letters (ISO 3166-1) and
/// their names in English and their own language.
const COUNTRIES: [(&str, &[&str]); 41] = [
    ("AT", &["austria", "österreich", "aut"]),
    ("AU", &["australia", "aus"]),
    ("BE", &["belgium", "belgië", "belgique", "bel"]),
    ("BG", &["bulgaria", "bgr"]),
    ("BR", &["brazil", "brasil", "bra"]),
    ("CA", &["canada", "can"]),
    (
        "CH",
        &["switzerland", "schweiz", "suisse", "svizzera", "che"],
    ),
    ("CY", &["cyprus", "cyp"]),
    ("CZ", &["czechia", "czech republic", "česko", "cze"]),
    ("DE", &["germany", "deutschland", "deu", "ger"]),
    ("DK", &["denmark", "danmark", "dnk"]),
    ("EE", &["estonia", "eesti", "est"]),
    ("ES", &["spain", "españa", "esp"]),
    ("FI", &["finland", "suomi", "fin"]),
    ("FR", &["france", "fra"]),
    (
        "GB",
        &[
            "united kingdom",
            "great britain",
            "england",
            "scotland",
            "wales",
            "uk",
            "gbr",
        ],
    ),
    ("GR", &["greece", "ελλάδα", "grc"]),
    ("HR", &["croatia", "hrvatska", "hrv"]),
    ("HU", &["hungary", "magyarország", "hun"]),
    ("IE", &["ireland", "éire", "irl"]),
    ("IN", &["india", "ind"]),
    ("IS", &["iceland", "ísland", "isl"]),
    ("IT", &["italy", "italia", "ita"]),
    ("JP", &["japan", "日本", "jpn"]),
    ("LT", &["lithuania", "lietuva", "ltu"]),
    ("LU", &["luxembourg", "lux"]),
    ("LV", &["latvia", "latvija", "lva"]),
    ("MT", &["malta", "mlt"]),
    ("MX", &["mexico", "méxico", "mex"]),
    (
        "NL",
        &[
            "netherlands",
            "the netherlands",
            "nederland",
            "holland",
            "nld",
        ],
    ),
    ("NO", &["norway", "norge", "nor"]),
    ("NZ", &["new zealand", "nzl"]),
    ("PL", &["poland", "polska", "pol"]),
    ("PT", &["portugal", "prt"]),
    ("RO", &["romania", "românia", "rou"]),
    ("SE", &["sweden", "sverige", "swe"]),
    ("SI", &["slovenia", "slovenija", "svn"]),
    ("SK", &["slovakia", "slovensko", "svk"]),
    ("TR", &["turkey", "türkiye", "tur"]),
    ("UA", &["ukraine", "україна", "ukr"]),
    ("US", &["united states", "united states of america", "usa"]),
];

/// A country as its code of two letters, if it is known by another name.
pub fn country(text: String) -> String {
    let lower = text.trim().to_lowercase();
    // What people say for the code itself.
    let known = COUNTRIES
        .iter()
        .find(|(_, names)| names.contains(&lower.as_str()));
    known.map_or(text, |(code, _)| (*code).to_owned())
}

/// Takes the values out that no lead may have, but not the name, whose absence
/// rejects the lead. Returns how many.
pub fn repair(new: &mut NewBusiness, faults: &Faults) -> u64 {
    let mut left_out = 0;
    for field in faults.keys() {
        match field.as_str() {
            "category" => new.category = None,
            "address.street" => new.address.street = None,
            "address.city" => new.address.city = None,
            "address.region" => new.address.region = None,
            "address.postcode" => new.address.postcode = None,
            "address.country" => new.address.country = None,
            "phone" => new.phone = None,
            "email" => new.email = None,
            "website" => new.website = None,
            "lat" | "lon" => (new.lat, new.lon) = (None, None),
            "tags" => new.tags.clear(),
            _ => continue,
        }
        left_out += 1;
    }
    left_out
}

/// What files of this name have in common: the name without its ending and without
/// the number that a browser gives a second copy (`leads (1).csv`), in small letters.
pub fn scope(file_name: &str) -> String {
    let stem = file_name
        .rsplit_once('.')
        .map_or(file_name, |(stem, _)| stem);
    let copy = stem
        .strip_suffix(')')
        .and_then(|rest| rest.rsplit_once(" ("))
        .filter(|(_, n)| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()));
    let stem = copy.map_or(stem, |(stem, _)| stem);
    shorten(&stem.trim().to_lowercase(), MAX_SCOPE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn websites_become_urls() {
        for (text, url) in [
            ("example.fi", Some("https://example.fi")),
            (
                "www.example.fi/a?b=c;d",
                Some("https://www.example.fi/a?b=c;d"),
            ),
            ("http://a.fi; http://b.fi", Some("http://a.fi")),
            ("http://a.fi;http://b.fi", Some("http://a.fi")),
            ("HTTPS://A.fi", Some("HTTPS://A.fi")),
            ("http:/a.fi", Some("https://a.fi")),
            ("//a.fi", Some("https://a.fi")),
            ("  ", None),
        ] {
            assert_eq!(website(text).as_deref(), url, "{text}");
        }
    }

    #[test]
    fn countries_become_codes() {
        for (text, code) in [
            ("Finland", "FI"),
            ("suomi ", "FI"),
            ("GBR", "GB"),
            ("se", "se"),
        ] {
            assert_eq!(country(text.to_owned()), code);
        }
    }

    #[test]
    fn of_several_values_the_first_is_taken() {
        assert_eq!(phone("+358 9 1; +358 9 2").as_deref(), Some("+358 9 1"));
        assert_eq!(phone(";"), None);
        assert_eq!(email("mailto:a@b.fi, c@d.fi").as_deref(), Some("a@b.fi"));
    }
}
