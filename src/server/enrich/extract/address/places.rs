//! Where the name of a town ends in running text, and the regions that stand behind it.

use super::super::words::{lower, number};
use super::country;

/// The town at the beginning of a text: capitalised words with the particles between them, until something else
/// begins. Empty if there is none.
pub(super) fn city(text: &str, country: &str) -> String {
    let text = text.trim_start_matches([' ', ',', '-', '–', '.', '\u{a0}', '·', '•', '|', '\t']);
    let mut words: Vec<&str> = Vec::new();
    for raw in text.split(' ').take(7) {
        let word = raw.trim_end_matches([',', ';', '.', '|', '•', '·', ')', ':', '、']);
        let ends = raw.len() > word.len()
            && !(raw.ends_with('.') && word.chars().count() <= 3 && !word.is_empty());
        if word.is_empty()
            || word.starts_with(['(', '|', '•', '·', '-', '–', '—', '/', '+']) && word.len() < 3
        {
            break;
        }
        let first = word.chars().next().unwrap_or(' ');
        let low = lower(word);
        let number = word.bytes().all(|b| b.is_ascii_digit())
            && word.len() <= 2
            && !words.is_empty()
            && matches!(country, "CZ" | "SK" | "IE" | "HU");
        let particle = !words.is_empty() && PARTICLES.contains(&low.as_str());
        let stops = is_word(&low)
            || STOPS.contains(&low.as_str())
            || (!words.is_empty() && country::code(word).is_some())
            || (words.is_empty()
                && word.len() <= 3
                && word.bytes().all(|b| b.is_ascii_uppercase()));
        if stops
            || !(first.is_uppercase() && word.chars().filter(|c| c.is_ascii_digit()).count() == 0
                || number
                || particle
                || (words.is_empty() && first == '\''))
        {
            break;
        }
        if word.contains('@') || word.contains("www") {
            break;
        }
        words.push(word);
        if ends {
            break;
        }
    }
    while words.last().is_some_and(|w| PARTICLES.contains(w)) {
        words.pop();
    }
    let name = words.join(" ");
    if name.chars().filter(|c| c.is_alphabetic()).count() < 2 || name.chars().count() > 45 {
        String::new()
    } else {
        name
    }
}

fn is_word(low: &str) -> bool {
    let whole =
        |w: &super::super::words::Words| w.find(low).is_some_and(|(s, e)| s == 0 && e == low.len());
    whole(&number::PHONE)
        || whole(&number::FAX)
        || whole(&number::EMAIL)
        || (whole(&number::OTHER) && low != "dot")
}

#[rustfmt::skip]
static PARTICLES: &[&str] = &["am", "an", "der", "sur", "la", "le", "les", "lès", "de", "del", "di", "da", "do", "dos", "das", "upon", "on", "en", "ob", "nad", "bei", "im", "in", "aan", "den", "op", "i", "pod", "v", "v.d.", "a.d.", "sous", "et", "d'", "du", "des", "of", "the", "by", "u", "el", "y", "e", "ved", "vor", "und", "los", "las", "ter", "het"];
#[rustfmt::skip]
static STOPS: &[&str] = &["cedex", "tel", "puh", "fax", "email", "e-mail", "www", "map", "kartta", "karta", "opening", "route", "anfahrt", "ma-pe", "mån-fre", "mo-fr", "ma", "mo", "mån", "avoinna", "auki", "copyright", "all", "vat", "y-tunnus", "p.iva", "siret", "siren", "rcs", "nif", "nip", "ičo", "org.nr", "finland", "ust-idnr", "google", "näytä", "katso", "see", "view", "get", "directions", "nipc", "cif", "capital", "btw", "kvk", "cvr", "reg.nr", "rg-kood"];

/// Whether a line has a postcode and, behind it, a word with a capital.
pub(in super::super) fn has_town(text: &str) -> bool {
    let words: Vec<&str> = text
        .split([' ', '\t', ','])
        .filter(|w| !w.is_empty())
        .collect();
    let digits = |w: &str, from: usize, to: usize| {
        let only = w.bytes().all(|b| b.is_ascii_digit() || b == b'-');
        only && (from..=to).contains(&w.bytes().filter(u8::is_ascii_digit).count())
    };
    words.windows(2).any(|pair| {
        let capital = pair[1].starts_with(char::is_uppercase) && pair[1].len() > 1;
        capital && (digits(pair[0], 4, 6) || pair[0].len() == 2 && digits(pair[0], 2, 2))
    })
}

/// English counties that stand between a town and its postcode.
pub(super) fn is_county(text: &str) -> bool {
    let low = text.to_lowercase();
    low.ends_with("shire")
        || low.starts_with("co. ")
        || low.starts_with("county ")
        || [
            "kent",
            "surrey",
            "essex",
            "sussex",
            "east sussex",
            "west sussex",
            "norfolk",
            "suffolk",
            "devon",
            "dorset",
            "cornwall",
            "somerset",
            "cumbria",
            "durham",
            "northumberland",
            "merseyside",
            "greater manchester",
            "west midlands",
            "tyne and wear",
            "tyne & wear",
            "isle of wight",
            "middlesex",
            "fife",
            "highland",
            "gwynedd",
            "powys",
            "dyfed",
            "greater london",
            "rutland",
            "angus",
            "moray",
            "argyll",
            "herts",
            "berks",
            "bucks",
            "hants",
            "wilts",
            "glos",
            "lancs",
            "notts",
            "leics",
            "northants",
            "cambs",
            "beds",
        ]
        .contains(&low.as_str())
}
