//! The street line.

use super::super::words::{lower, number};

/// Between the parts of an address on one line.
pub(super) fn parts(text: &str) -> Vec<String> {
    let text = text
        .replace(" - ", "|")
        .replace(" – ", "|")
        .replace(" — ", "|")
        .replace(" / ", "|")
        // «Arasta Çarşısı No: 107»
        .replace(" No: ", " No ");
    text.split([',', ';', '|', '•', '·', '\t', '●', '■', '●', '،', '(', ')'])
        .map(|p| p.trim().to_owned())
        .filter(|p| !p.is_empty())
        .collect()
}

/// The street from the parts before a postcode or a town, with how many of them it takes from the end.
pub(super) fn from_parts(parts: &[String], strict: bool) -> Option<(String, usize)> {
    let mut taken: Vec<String> = Vec::new();
    for part in parts.iter().rev().take(4) {
        let part = unlabelled(part);
        if taken.is_empty() && is_box(&part) {
            return Some((part, 1));
        }
        if part.is_empty() || part.chars().count() > 70 || is_contact(&part) || is_time(&part) {
            break;
        }
        taken.insert(0, part.clone());
        let joined = taken.join(" ");
        let digit = joined.chars().any(|c| c.is_ascii_digit());
        let word = is_worded(&joined);
        if digit && word {
            // «12» before «rue de la Paix» has come with it; «2º B» and «Unit 4» need the street before them.
            let bare = part.bytes().next().is_some_and(|b| b.is_ascii_digit())
                && part.len() < 6
                && !part.contains(' ');
            let more = bare
                && taken.len() > 1
                && !taken[1..].iter().any(|t| has_street_word(t))
                && parts.len() > taken.len();
            let floor = is_unit(&part) && taken.len() == 1 || more;
            if floor {
                continue;
            }
            // «27 Beech Road», then the part of town: that is no part of the street.
            let tail = &taken[1..];
            if !tail.is_empty()
                && tail
                    .iter()
                    .all(|t| !t.chars().any(|c| c.is_ascii_digit()) && !is_unit(t))
                && is_worded(&part)
                && part.chars().any(|c| c.is_ascii_digit())
                && !is_unit(&part)
            {
                return Some((part, taken.len()));
            }
            // «Unit 3» and the industrial estate before a street go with it.
            let taken_count = taken.len();
            for before in parts.iter().rev().skip(taken_count).take(2) {
                let before = unlabelled(before);
                if is_unit(&before) || is_estate(&before) {
                    taken.insert(0, before);
                } else {
                    break;
                }
            }
            let street = join(&taken);
            return (street.chars().count() <= 80
                && joined.chars().filter(char::is_ascii_digit).count() <= 12)
                .then_some((street, taken.len()));
        }
    }
    // «Unit 9 Riverside Mills»: a building that needs no street.
    if let Some(last) = parts.last().map(|p| unlabelled(p))
        && is_unit(&last)
        && last.split_whitespace().count() >= 4
        && !is_contact(&last)
    {
        return Some((last, 1));
    }
    // A street without a number, where its word says that it is one.
    let last = parts.last().map(|p| unlabelled(p))?;
    (!strict && !is_contact(&last) && has_street_word(&last) && last.chars().count() < 50)
        .then_some((last, 1))
}

fn join(parts: &[String]) -> String {
    let mut out = String::new();
    for part in parts {
        let number = part.chars().next().is_some_and(|c| c.is_ascii_digit()) && part.len() < 6;
        let after_number = !out.is_empty()
            && out.len() < 6
            && out
                .chars()
                .all(|c| c.is_ascii_digit() || c.is_ascii_alphabetic() || c == ' ' || c == '-');
        if !out.is_empty() {
            out.push_str(
                if number && !out.chars().any(|c| c.is_ascii_digit()) || after_number {
                    " "
                } else {
                    ", "
                },
            );
        }
        out.push_str(part);
    }
    out.trim_end_matches(['.', ' ', ':']).to_owned()
}

/// A word of three letters: a street's name. Ideographs and short abbreviations with a name count.
fn is_worded(text: &str) -> bool {
    text.split(|c: char| !c.is_alphabetic()).any(|w| {
        matches!(w, "St" | "Rd" | "Dr" | "Ln" | "Av" | "Ct" | "Pl" | "Ul")
            || w.chars().count() >= 3
                && !matches!(
                    w.to_lowercase().as_str(),
                    "esq"
                        | "dto"
                        | "piso"
                        | "apt"
                        | "suite"
                        | "unit"
                        | "office"
                        | "floor"
                        | "floors"
                        | "kerros"
                        | "krs"
                        | "stock"
                        | "etage"
                        | "étage"
                        | "bis"
                        | "ter"
                        | "lok"
                        | "офис"
                        | "оф"
                        | "puerta"
                        | "planta"
                        | "local"
                        | "int"
                        | "scala"
                        | "piano"
                        | "bajo"
                        | "bajos"
                        | "izq"
                        | "dcha"
                        | "entlo"
                        | "esc"
                        | "interno"
                )
    })
}

/// Only a part of a building.
fn is_unit(text: &str) -> bool {
    let low = text.to_lowercase();
    [
        "nave ", "local ", "parcela ", "oficina ", "bloque ", "planta ", "lote ", "int. ",
        "scala ", "unit ", "studio ", "shop ", "arch ", "room ", "suite ", "apt ", "flat ",
        "floor ", "ste ", "ste. ", "#",
    ]
    .iter()
    .any(|u| {
        low.strip_prefix(u).is_some_and(|rest| {
            rest.chars().next().is_some_and(|c| c.is_ascii_digit()) || rest.chars().count() <= 2
        })
    }) || FLOORS
        .iter()
        .any(|f| low.trim_end_matches('.').ends_with(f))
        && low.chars().count() <= 12
        || low.ends_with(" floor")
        || low.ends_with("º esq")
        || low.ends_with("º dto")
        || (low.contains(['º', 'ª']) && low.chars().count() <= 8)
}

/// Words for a storey behind its number.
#[rustfmt::skip]
static FLOORS: &[&str] = &[" vån", " våningen", " tr", " krs", " kerros", " sal", " etasje", " etg", " stock", " og", " obergeschoss", " piętro", " patro", " étage", " piano", " andar", " emelet", " korrus", " stāvs"];

/// A post office box.
pub(in super::super) fn is_box(text: &str) -> bool {
    let low = text.to_lowercase();
    [
        "pl ",
        "p.l. ",
        "pb ",
        "box ",
        "postfach ",
        "bp ",
        "b.p. ",
        "po box ",
        "p.o. box ",
        "apartado ",
        "casella postale ",
        "postbus ",
        "postboks ",
        "postbox ",
        "skr. poczt. ",
        "a/я ",
        "pk ",
    ]
    .iter()
    .any(|b| low.starts_with(b))
        && low.chars().filter(|c| c.is_alphabetic()).count() < 14
        && low.chars().any(|c| c.is_ascii_digit())
}

/// An industrial estate or a building of shops.
fn is_estate(text: &str) -> bool {
    let low = text.to_lowercase();
    [
        "zone artisanale",
        "zone industrielle",
        "zone d'activité",
        "zac ",
        "parc d'activité",
        "gewerbepark",
        "gewerbegebiet",
        "industriepark",
        "zona industrial",
        "parque tecnol",
        "c.c. ",
        "centro comercial",
        "polígono",
        "poligono",
        "pol. ind",
        "parque empresarial",
        "parque industrial",
        "zona industriale",
        "z.i.",
        "za ",
        "z.a.",
        "zona artigianale",
        "industrial estate",
        "business park",
    ]
    .iter()
    .any(|e| low.starts_with(e) || low.ends_with(e.trim_end()))
        && text.chars().count() < 45
}

fn is_contact(text: &str) -> bool {
    let low = lower(text);
    text.contains('@')
        || CURRENCIES.iter().any(|c| text.contains(c))
        || text.contains("www.")
        || text.contains("://")
        || text.contains('©')
        || number::OTHER.find(&low).is_some_and(|(s, _)| s == 0)
        || number::PHONE.find(&low).is_some_and(|(s, e)| {
            let digits = text.chars().filter(char::is_ascii_digit).count();
            s == 0
                && (e == low.len() || digits > 4 || text.contains(':'))
                && !low.starts_with("ring")
        })
        || number::FAX.within(&low)
        || text.contains('+') && text.chars().filter(char::is_ascii_digit).count() > 6
}

/// A price list stands above an address as well as a street does.
#[rustfmt::skip]
static CURRENCIES: &[&str] = &["€", " zł", " kr.", ":-", " Kč", "$", "£", "₽", " руб", " Ft", "CHF", " EUR", "円", "%"];

/// Hours and dates.
fn is_time(text: &str) -> bool {
    let mut numbers = text
        .split(|c: char| !c.is_ascii_digit())
        .filter(|n| !n.is_empty());
    let only = text
        .chars()
        .all(|c| c.is_ascii_digit() || c.is_whitespace() || matches!(c, '-' | '–' | ':' | '.'));
    let clock = text.as_bytes().windows(5).any(
        |w| matches!(w, [a, b, b':', c, d] if [a, b, c, d].iter().all(|x| x.is_ascii_digit())),
    );
    let range = numbers.clone().count() == 2
        && numbers.all(|n| n.parse::<u32>().is_ok_and(|n| n <= 24))
        && text.contains(['-', '–']);
    clock || (only && range && text.contains(' ')) || super::super::words::week::is_day_line(text)
}

fn has_street_word(text: &str) -> bool {
    let low = text.to_lowercase();
    [
        "street",
        "road",
        "lane",
        "avenue",
        "square",
        "place",
        "terrace",
        "drive",
        "close",
        "way",
        "court",
        "row",
        "hill",
        "mews",
        "quay",
        "parade",
        "crescent",
        "green",
        "wharf",
        "gatan",
        "vägen",
        "gata",
        "torget",
        "vej",
        "gade",
        "vei",
        "torg",
        "straße",
        "strasse",
        "platz",
        "weg",
        "gasse",
        "rue ",
        "place ",
        "chemin",
        "route ",
        "quai ",
        "plaza ",
        "calle ",
        "piazza ",
        "via ",
        "largo ",
        "rua ",
        "praça ",
        "rynek",
        "náměstí",
        "plein",
        "katu",
        "tori",
    ]
    .iter()
    .any(|w| low.ends_with(w.trim_end()) || (w.ends_with(' ') && low.starts_with(w)))
}

/// Without «Address:» and the like before it, and without what comes before a bar.
fn unlabelled(part: &str) -> String {
    let part = part.trim();
    let part = match part.rsplit_once([':', '：']) {
        Some((_, tail)) if !tail.trim().is_empty() => tail.trim(),
        Some((_, _)) if part.ends_with([':', '：']) => "",
        _ => part,
    };
    let low = lower(part);
    let label = [
        "address ",
        "adresse ",
        "osoite ",
        "käyntiosoite ",
        "adress ",
        "besöksadress ",
        "visit us at ",
        "find us at ",
        "adres ",
        "adresa ",
        "indirizzo ",
        "dirección ",
        "morada ",
        "διεύθυνση ",
        "адрес ",
        "📍",
        "besuchen sie uns ",
        "sede legale ",
        "sede ",
        "siège social ",
        "located at ",
        "at ",
    ];
    let cut = label
        .iter()
        .find(|l| low.starts_with(**l))
        .map_or(0, |l| l.len());
    part.get(cut..)
        .unwrap_or(part)
        .trim()
        .trim_end_matches('.')
        .to_owned()
}

/// A street of structured data without the town and postcode that some systems append to it.
pub(super) fn tail_without(street: &str, city: &str, postcode: &str) -> String {
    let mut kept = street.to_owned();
    for part in [postcode, city] {
        if part.len() > 2
            && let Some(at) = kept.rfind(part)
            && at > 4
            && kept[..at].trim_end().ends_with(',')
        {
            kept.truncate(at);
        }
    }
    kept.trim_matches([',', ' ']).to_owned()
}
