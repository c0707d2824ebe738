//! Countries by the names that addresses use.

/// ISO code of a country named in an address.
pub(in super::super) fn code(name: &str) -> Option<&'static str> {
    let low = name.trim().trim_matches('.').to_lowercase();
    let low = low.rsplit('/').next().unwrap_or(&low);
    COUNTRIES
        .iter()
        .find(|(code, names)| code.eq_ignore_ascii_case(low) || names.contains(&low))
        .map(|(code, _)| *code)
}

/// Two-letter codes, each with its names in its own and in neighbours' languages.
#[rustfmt::skip]
static COUNTRIES: &[(&str, &[&str])] = &[
    ("FI", &["fin", "finland", "suomi", "finlande", "finnland"]), ("SE", &["swe", "sweden", "sverige", "ruotsi", "schweden", "suède"]), ("NO", &["nor", "norway", "norge", "norja", "norwegen"]),
    ("DK", &["dnk", "denmark", "danmark", "tanska", "dänemark"]), ("DE", &["deu", "germany", "deutschland", "saksa", "tyskland", "allemagne", "germania", "alemania", "duitsland", "niemcy", "německo"]),
    ("AT", &["aut", "austria", "österreich", "itävalta", "autriche"]), ("CH", &["che", "switzerland", "schweiz", "suisse", "svizzera", "sveitsi"]), ("FR", &["fra", "france", "ranska", "frankreich", "francia", "frankrijk"]),
    ("BE", &["bel", "belgium", "belgique", "belgië", "belgien", "belgia"]), ("NL", &["nld", "netherlands", "the netherlands", "nederland", "alankomaat", "niederlande", "pays-bas", "holland"]), ("LU", &["lux", "luxembourg", "luxemburg"]),
    ("ES", &["esp", "spain", "españa", "espanja", "spanien", "espagne", "espana", "spagna"]), ("PT", &["prt", "portugal", "portugali"]), ("IT", &["ita", "italy", "italia", "italien", "italie"]),
    ("GB", &["gbr", "uk", "united kingdom", "great britain", "england", "scotland", "wales", "northern ireland", "iso-britannia", "u.k"]), ("IE", &["irl", "ireland", "éire", "irlanti", "republic of ireland"]),
    ("PL", &["pol", "poland", "polska", "puola", "polen"]), ("CZ", &["cze", "czech republic", "czechia", "česká republika", "česko", "tšekki", "tschechien"]), ("SK", &["svk", "slovakia", "slovensko", "slovenská republika", "slowakei"]),
    ("HU", &["hun", "hungary", "magyarország", "unkari", "ungarn"]), ("EE", &["est", "estonia", "eesti", "viro", "estland"]), ("LV", &["lva", "latvia", "latvija", "lettland"]), ("LT", &["ltu", "lithuania", "lietuva", "litauen"]),
    ("GR", &["grc", "greece", "ελλάδα", "ελλάς", "el", "griechenland", "kreikka", "hellas"]), ("CY", &["cyp", "cyprus", "κύπρος"]), ("RU", &["rus", "russia", "россия", "рф", "российская федерация", "venäjä"]), ("UA", &["ukr", "ukraine", "україна", "украина"]),
    ("BG", &["bgr", "bulgaria", "българия"]), ("RO", &["rou", "romania", "românia"]), ("HR", &["hrv", "croatia", "hrvatska"]), ("SI", &["svn", "slovenia", "slovenija"]), ("TR", &["tur", "turkey", "türkiye"]),
    ("IN", &["ind", "india", "bharat"]), ("JP", &["jpn", "japan", "日本", "japani"]), ("US", &["usa", "united states", "united states of america", "u.s.a", "u.s"]), ("CA", &["can", "canada"]), ("AU", &["aus", "australia"]), ("NZ", &["nzl", "new zealand"]),
    ("BR", &["bra", "brazil", "brasil"]), ("MX", &["mex", "mexico", "méxico"]), ("IS", &["isl", "iceland", "ísland", "islanti"]), ("MT", &["mlt", "malta"]), ("LI", &["lie", "liechtenstein"]),
];

/// The postcode as its country writes it.
pub(super) fn tidy_postcode(text: &str, country: &str) -> String {
    let text = text.trim().trim_start_matches('〒').trim();
    let bare = text
        .split_once('-')
        .filter(|(head, _)| {
            head.len() <= 3 && !head.is_empty() && head.bytes().all(|b| b.is_ascii_uppercase())
        })
        .map_or(text, |(_, tail)| tail.trim());
    let digits: String = bare.chars().filter(char::is_ascii_digit).collect();
    match (country, digits.len()) {
        ("SE" | "CZ" | "SK" | "GR", 5) => format!("{} {}", &digits[..3], &digits[3..]),
        ("NL", 4) => format!(
            "{digits} {}",
            bare.chars()
                .filter(char::is_ascii_alphabetic)
                .collect::<String>()
                .to_uppercase()
        ),
        ("PL", 5) => format!("{}-{}", &digits[..2], &digits[2..]),
        ("PT" | "JP", 7) => format!(
            "{}-{}",
            &digits[..if country == "PT" { 4 } else { 3 }],
            &digits[if country == "PT" { 4 } else { 3 }..]
        ),
        ("LV", 4) => format!("LV-{digits}"),
        ("LT", 5) => format!("LT-{digits}"),
        ("GB", _) if bare.len() >= 5 && bare.is_ascii() => {
            let packed: String = bare.to_uppercase().split_whitespace().collect();
            if packed.len() < 5 {
                packed
            } else {
                format!(
                    "{} {}",
                    &packed[..packed.len() - 3],
                    &packed[packed.len() - 3..]
                )
            }
        }
        _ => bare.to_owned(),
    }
}

/// Addresses that templates come with.
pub(super) fn is_sample(street: &str, city: &str) -> bool {
    let all = format!("{street} {city}").to_lowercase();
    [
        "your street",
        "street address",
        "your city",
        "yourcity",
        "terry francois",
        "terry francine",
        "123 main st",
        "123 street",
        "123 fake",
        "123 example",
        "lorem ipsum",
        "musterstr",
        "musterstadt",
        "mustermann",
        "esimerkkikatu",
        "exempelgatan",
        "katuosoite",
        "anytown",
        "1234 street",
        "your address",
        "example street",
    ]
    .iter()
    .any(|s| all.contains(s))
}
