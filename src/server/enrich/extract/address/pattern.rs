//! Where country by country the postcode stands, and what is around it.

use super::super::fact::Address;
use super::places::{city, is_county};
use super::{country, india, street};
use regex::Regex;
use std::collections::HashMap;
use std::sync::LazyLock;

/// Postcodes that stand before the town, by country. The prefix is the car sign that older letters carry.
#[rustfmt::skip]
static BEFORE: &[(&str, &str)] = &[
    ("FI", r"(?:(?:FI?N?|AX)[- ])?\b(\d{5})\b"), ("SE", r"(?:SE?[- ])?\b(\d{3} ?\d{2})\b"), ("NO", r"(?:NO?[- ])?\b(\d{4})\b"), ("DK", r"(?:DK[- ])?\b(\d{4})\b"), ("DE", r"(?:DE?[- ])?\b(\d{5})\b"),
    ("AT", r"(?:AT?[- ])?\b(\d{4})\b"), ("CH", r"(?:CH[- ])?\b(\d{4})\b"), ("LI", r"(?:FL-)?\b(94\d{2})\b"), ("FR", r"(?:FR?[- ])?\b(\d{2} ?\d{3})\b"), ("BE", r"(?:BE?[- ])?\b(\d{4})\b"), ("LU", r"(?:LU?[- ])?\b(\d{4})\b"),
    ("NL", r"\b(\d{4} ?[A-Z]{2})\b"), ("ES", r"(?:E-)?\b(\d{5})\b"), ("IT", r"(?:IT?-)?\b(\d{5})\b"), ("PT", r"\b(\d{4} ?[-–] ?\d{3})\b"), ("PL", r"(?:PL-)?\b(\d{2}[-–]\d{3})\b"), ("CZ", r"(?:CZ-)?\b(\d{3} ?\d{2})\b"), ("SK", r"(?:SK-)?\b(\d{3} ?\d{2})\b"),
    ("EE", r"(?:EE-)?\b(\d{5})\b"), ("LT", r"\b(?:LT-)?(\d{5})\b"), ("GR", r"(?:GR-?)?\b(?:[ΤT]\.?[ΚK]\.? ?)?(\d{3} ?\d{2})\b"), ("CY", r"\b(\d{4})\b"), ("HR", r"(?:HR-)?\b(\d{5})\b"), ("SI", r"(?:SI-)?\b(\d{4})\b"), ("BG", r"\b(\d{4})\b"), ("TR", r"\b(\d{5})\b"), ("UA", r"\b(\d{5})\b"), ("MX", r"\b(?:C\.?P\.? ?)?(\d{5})\b"), ("IS", r"\b(\d{3})\b"), ("RO", r"\b(\d{6})\b"), ("LV", r"\bLV-(\d{4})\b"),
];

/// Postcodes that stand behind the town (and its region).
#[rustfmt::skip]
static BEHIND: &[(&str, &str)] = &[
    ("GB", r"\b([A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2})\b"), ("IE", r"\b([A-Z]\d[\dW] ?[A-Z\d]{4})\b"), ("US", r"\b([A-Z]{2}|Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware|Florida|Georgia|Hawaii|Idaho|Illinois|Indiana|Iowa|Kansas|Kentucky|Louisiana|Maine|Maryland|Massachusetts|Michigan|Minnesota|Mississippi|Missouri|Montana|Nebraska|Nevada|New Hampshire|New Jersey|New Mexico|New York|North Carolina|North Dakota|Ohio|Oklahoma|Oregon|Pennsylvania|Rhode Island|South Carolina|South Dakota|Tennessee|Texas|Utah|Vermont|Virginia|Washington|West Virginia|Wisconsin|Wyoming),? +(\d{5}(?:-\d{4})?)\b"), ("CA", r"\(?\b([A-Z]{2}|Québec|Quebec|Ontario|Alberta|British Columbia|Manitoba|Saskatchewan|Nova Scotia|New Brunswick)\b\)?,? ([A-Z]\d[A-Z] ?\d[A-Z]\d)\b"), ("AU", r"\b(NSW|VIC|QLD|SA|WA|TAS|ACT|NT),? (\d{4})\b"),
    ("EE", r"\b(\d{5})\b"), ("LV", r"\bLV[- ]?(\d{4})\b"), ("LT", r"\bLT-(\d{5})\b"), ("GR", r"\b(?:[ΤT]\.?[ΚK]\.?:? ?)?(\d{3} ?\d{2})\b"), ("BR", r"\b(?:CEP:? ?)?(\d{5}-\d{3})\b"), ("NZ", r"\b(\d{4})\b"),
];

static COMPILED: LazyLock<HashMap<(bool, &'static str), Regex>> = LazyLock::new(|| {
    let tables = BEFORE
        .iter()
        .map(|e| (true, e))
        .chain(BEHIND.iter().map(|e| (false, e)));
    tables
        .filter_map(|(before, (country, pattern))| {
            Some(((before, *country), Regex::new(pattern).ok()?))
        })
        .collect()
});

/// The address whose postcode stands in `line`. `above` are the lines before it, nearest first.
pub(super) fn find(
    line: &str,
    above: &[&str],
    below: &str,
    country: Option<&str>,
) -> Option<Address> {
    let country = country?;
    let mut found = match country {
        "IN" => india::find(line, above),
        "JP" => japan(line, below),
        "RU" => russia(line),
        "HU" => hungary(line),
        _ => None,
    };
    if found.is_none() {
        found = before(line, above, country).or_else(|| behind(line, above, country));
    }
    // A postcode alone on its line belongs to the town above it.
    if found.is_none()
        && line.len() < 12
        && let Some((town, above)) = above.split_first()
        && COMPILED.contains_key(&(false, country))
    {
        found = behind(&format!("{town} {line}"), above, country);
    }
    found.filter(|a| !country::is_sample(&a.street, &a.city))
}

/// `street, 00100 Town`.
fn before(line: &str, above: &[&str], country: &str) -> Option<Address> {
    let regex = COMPILED.get(&(true, country))?;
    for hit in regex.captures_iter(line).take(8) {
        let (Some(whole), Some(code)) = (hit.get(0), hit.get(1)) else {
            continue;
        };
        let rest = &line[whole.end()..];
        if rest.starts_with(['-', '.', '/', ':'])
            && rest[1..].starts_with(|c: char| c.is_ascii_digit())
            || line[..whole.start()].ends_with(['+', '-', '.', '€', '/'])
        {
            continue;
        }
        let mut town = city(rest, country);
        // «Fatih/İstanbul»: the district, then the town.
        if let Some((_, last)) = town.rsplit_once('/').filter(|_| country == "TR") {
            town = last.trim().to_owned();
        }
        if town.is_empty() {
            continue;
        }
        let mut region = String::new();
        if matches!(country, "IT" | "ES")
            && let Some((_, tail)) = rest.split_once('(')
            && rest.find('(').is_some_and(|at| at < town.len() + 6)
        {
            region = tail.split(')').next().unwrap_or("").trim().to_owned();
            region = if region.chars().count() <= 25 {
                region
            } else {
                String::new()
            };
        } else if country == "IT"
            && town.len() > 3
            && town.as_bytes()[town.len() - 3] == b' '
            && town[town.len() - 2..]
                .bytes()
                .all(|b| b.is_ascii_uppercase())
        {
            region = town[town.len() - 2..].to_owned();
            town.truncate(town.len() - 3);
        }
        // «80-309 Gdańsk, ul. Grunwaldzka 411»: nothing before the postcode and a street behind the town.
        let behind = line[..whole.start()]
            .chars()
            .filter(|c| c.is_alphabetic())
            .count()
            < 12;
        let tail = rest
            .trim_start()
            .strip_prefix(town.as_str())
            .unwrap_or("")
            .trim_start();
        if behind && tail.starts_with(',') {
            let parts = street::parts(tail);
            let first = &parts[..parts.len().min(1)];
            let two = &parts[..parts.len().min(2)];
            if let Some((street, _)) =
                street::from_parts(first, true).or_else(|| street::from_parts(two, true))
            {
                return Some(Address {
                    street,
                    city: town,
                    region,
                    postcode: country::tidy_postcode(code.as_str(), country),
                    country: country.to_owned(),
                });
            }
        }
        if let Some((street, _)) = street_before(&line[..whole.start()], above, true) {
            return Some(Address {
                street,
                city: town,
                region,
                postcode: country::tidy_postcode(code.as_str(), country),
                country: country.to_owned(),
            });
        }
    }
    None
}

/// `street, Town POSTCODE`.
fn behind(line: &str, above: &[&str], country: &str) -> Option<Address> {
    // Elsewhere five digits behind the town are the exception, believed when all stands on one line.
    let rare = [
        "CZ", "SK", "FI", "SE", "ES", "IT", "FR", "PL", "DE", "PT", "NL", "TR",
    ]
    .contains(&country);
    let regex = COMPILED.get(&(!COMPILED.contains_key(&(false, country)) && rare, country))?;
    let hit = regex.captures_iter(line).take(6).last()?;
    let whole = hit.get(0)?;
    let (region, code) = match (hit.get(1), hit.get(2)) {
        (Some(region), Some(code)) => (region.as_str(), code.as_str()),
        (Some(code), None) => ("", code.as_str()),
        _ => return None,
    };
    let mut parts = street::parts(&line[..whole.start()]);
    let mut lines = above.iter();
    if rare
        && (parts.len() < 2
            || !line[whole.end()..]
                .trim_matches([' ', '.', ')', ',', '|'])
                .chars()
                .take(1)
                .all(|c| !c.is_lowercase()))
    {
        return None;
    }
    while parts.len() < 5 && !rare {
        // Lines above belong to it until there is a street with a number and a town.
        if street::from_parts(&parts[..parts.len().saturating_sub(1)], true).is_some() {
            break;
        }
        let Some(line) = lines.next() else { break };
        let mut more = street::parts(line);
        more.append(&mut parts);
        parts = more;
    }
    let mut region = region.to_owned();
    if region.is_empty() && parts.len() > 2 && parts.last().is_some_and(|p| is_county(p)) {
        region = parts.pop().unwrap_or_default();
    }
    if country == "BR" {
        // «Bairro, São Paulo - SP»
        if parts.last().is_some_and(|p| p.len() == 2) {
            region = parts.pop().unwrap_or_default();
        }
    }
    let town = parts.pop()?;
    let town = if country == "IE" {
        town
    } else {
        city(&town, country)
    };
    if town.is_empty() || town.chars().any(|c| c.is_ascii_digit()) && country != "IE" {
        return None;
    }
    if country == "BR"
        && parts.len() > 2
        && let Some(at) = parts
            .iter()
            .position(|p| p.bytes().all(|b| b.is_ascii_digit()) && p.len() < 6)
            .filter(|at| *at > 0)
    {
        // «Rua da Lapa, 210 - Centro Histórico»
        parts.truncate(at + 1);
    }
    // Between street and town: a village or a part of the town, which is left out.
    for skip in 0..=parts.len().min(2) {
        let kept = &parts[..parts.len() - skip];
        if let Some((street, _)) =
            street::from_parts(kept, skip > 0 || !matches!(country, "GB" | "IE"))
        {
            return Some(Address {
                street,
                city: town,
                region,
                postcode: country::tidy_postcode(code, country),
                country: country.to_owned(),
            });
        }
    }
    None
}

/// The street before a postcode: on the same line, or on the one above.
fn street_before(head: &str, above: &[&str], strict: bool) -> Option<(String, usize)> {
    let parts = street::parts(head);
    if !parts.is_empty() {
        if let Some(found) = street::from_parts(&parts, strict) {
            return Some(found);
        }
        if head.trim().chars().filter(|c| c.is_alphabetic()).count() > 12 {
            return None;
        }
    }
    // A line for the postbox or the building may stand between; the street says more than the box.
    let lines = || {
        above
            .iter()
            .take(2)
            .filter_map(|line| street::from_parts(&street::parts(line), strict))
    };
    lines()
        .find(|(street, _)| !street::is_box(street))
        .or_else(|| lines().next())
        .or_else(|| {
            above
                .first()
                .and_then(|line| street::from_parts(&street::parts(line), false))
        })
}

static JAPAN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?:〒\s*)?(?P<code>\d{3}\s?[-－‐−]\s?\d{4})?\s*(?P<region>東京都|北海道|京都府|大阪府|[\p{Han}]{2,3}県)?\s*(?P<city>[\p{Han}\p{Hiragana}\p{Katakana}ヶケ]{1,6}?市[\p{Han}]{1,4}区|[\p{Han}\p{Hiragana}\p{Katakana}ヶケ]{1,7}?[市区町村]|[\p{Han}]{1,4}郡[\p{Han}]{1,4}[町村])(?P<street>[\p{Han}\p{Hiragana}\p{Katakana}ヶ々ー]{1,14}[ 　]?[0-9０-９一二三四五六七八九十]+(?:丁目|番地?|号|[-－‐−ー之の][0-9０-９]+|[0-9０-９])*)").ok()
});

fn japan(line: &str, below: &str) -> Option<Address> {
    let marked = line.contains('〒');
    let both;
    let text = if marked && !line.contains(['市', '区', '町', '村']) {
        both = format!("{line} {below}");
        &both
    } else {
        line
    };
    let text: String = text
        .chars()
        .map(|c| {
            if ('\u{ff10}'..='\u{ff19}').contains(&c) {
                char::from_u32(c as u32 - 0xff10 + 0x30).unwrap_or(c)
            } else {
                c
            }
        })
        .collect();
    let hit = JAPAN
        .as_ref()?
        .captures_iter(&text)
        .find(|h| h.name("code").is_some() || h.name("region").is_some())?;
    let part = |name: &str| {
        hit.name(name)
            .map(|m| m.as_str().trim().to_owned())
            .unwrap_or_default()
    };
    let code: String = part("code").chars().filter(char::is_ascii_digit).collect();
    Some(Address {
        street: part("street"),
        city: part("city"),
        region: part("region"),
        postcode: country::tidy_postcode(&code, "JP"),
        country: "JP".into(),
    })
}

static RUSSIA: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)(?:(?P<code>\d{6})\s*,?\s*)?(?:Россия\s*,\s*|РФ\s*,\s*)?(?:(?P<region>[А-Яё\- ]+(?:область|обл\.?|край|республика)|республика [А-Яё]+)\s*,\s*)?(?:г\.?\s?|город\s)?(?P<city>[А-ЯЁ][а-яё]+(?:-[А-Яа-яё]+){0,3}(?: [А-ЯЁ][а-яё]+)?)\s*,\s*(?P<street>(?:ул|улица|пр|пр-т|просп|проспект|пер|переулок|наб|набережная|шоссе|ш|б-р|бульвар|пл|площадь|проезд|линия)\.?\s*[^,]{2,40},\s*(?:д\.?|дом)?\s*\d+[а-яА-Я]?(?:/\d+)?(?:\s*,?\s*(?:корп|к|стр|оф|офис|пом|кв)\.?\s*\d+[а-яА-Я]?){0,3})").ok()
});

fn russia(line: &str) -> Option<Address> {
    let hit = RUSSIA.as_ref()?.captures(line)?;
    let part = |name: &str| {
        hit.name(name)
            .map(|m| m.as_str().trim().to_owned())
            .unwrap_or_default()
    };
    let (mut code, street) = (part("code"), part("street"));
    if code.is_empty() {
        // «…, д. 86, индекс 630008», or the postcode at the end.
        let tail = &line[hit.get(0).map_or(line.len(), |m| m.end())..];
        code = tail
            .split(|c: char| !c.is_ascii_digit())
            .find(|d| d.len() == 6)
            .unwrap_or("")
            .to_owned();
    }
    let city = part("city");
    let marked = line.contains("г.") || line.contains("город");
    (!code.is_empty() || marked || line.len() < 120).then(|| Address {
        street,
        city,
        region: part("region"),
        postcode: code,
        country: "RU".into(),
    })
}

static HUNGARY: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"\b(?:H-)?(?P<code>\d{4}) (?P<city>[A-ZÁÉÍÓÖŐÚÜŰ][\p{L}-]+)\s*,\s*(?P<street>[\p{L}][\p{L}. \-]{1,40}(?:utca|u\.|út|tér|körút|krt\.|köz|sor|sétány)\s*\d+[\p{L}\d/\-]*)").ok()
});

fn hungary(line: &str) -> Option<Address> {
    let hit = HUNGARY.as_ref()?.captures(line)?;
    let part = |name: &str| {
        hit.name(name)
            .map(|m| m.as_str().trim().trim_end_matches('.').to_owned())
            .unwrap_or_default()
    };
    Some(Address {
        street: part("street"),
        city: part("city"),
        region: String::new(),
        postcode: part("code"),
        country: "HU".into(),
    })
}
