//! What a person's name looks like.

use super::super::fact::Person;
use super::super::words::{given, lower, roles};
use rustc_hash::FxHashSet;
use std::sync::LazyLock;

/// A list that is asked about nearly every word of a page: without a table that was a
/// quarter of the time that reading one takes.
type Known = LazyLock<FxHashSet<&'static str>>;

/// Particles inside of names.
#[rustfmt::skip]
static PARTICLES: &[&str] = &["von", "van", "de", "der", "den", "zu", "zum", "zur", "af", "av", "del", "della", "di", "da", "dos", "das", "do", "la", "le", "el", "y", "e", "ter", "ten", "vom", "bin", "al", "ben", "of", "d'", "du", "des", "los", "las", "in", "'t"];

/// Particles that stand behind a given name, or in no name.
static OF: &[&str] = &["af", "av", "of", "der", "des", "in"];

/// Words that names do not have but headings, firms, streets and buttons do.
#[rustfmt::skip]
static NOT: &[&str] = &[
    "ring", "ringa", "soita", "bel", "appelez", "chiama", "llama", "ligue", "zadzwoń", "helista", "volejte", "berufsbezeichnung", "gesetzliche", "familie", "family", "familjen", "famille", "famiglia", "familia", "perhe", "eine", "ein", "einer", "medlem", "medlemmer", "mitglied", "ostoskori", "toimitusehdot", "verkkokauppa", "tuotteet", "maksutavat", "kassa", "kirjaudu", "warenkorb", "agb", "versand", "widerruf", "panier", "livraison", "carrito", "carrello", "spedizioni", "winkelwagen", "koszyk", "regulamin", "ostukorv", "varukorg", "köpvillkor", "leverans", "kundvagn", "cart", "checkout", "shipping", "returns", "login", "oy", "ab", "oyj", "ky", "tmi", "gmbh", "ag", "kg", "ug", "gbr", "ohg", "e.k.", "e.v.", "ltd", "ltd.", "limited", "llc", "inc", "inc.", "llp", "plc", "sarl", "sas", "sa", "sl", "s.l.", "s.a.", "srl", "s.r.l.", "spa", "s.p.a.", "snc", "bv", "b.v.", "nv", "vof", "sp.", "z", "o.o.", "s.r.o.", "a.s.", "spol.", "as", "aps", "a/s", "hb", "oü", "sia", "uab", "kft.", "kft", "lda", "lda.", "unipessoal", "ооо", "ип", "ао", "ае", "α.ε.", "ε.π.ε.", "ο.ε.", "co.", "co", "company", "group", "studio", "café", "cafe", "kahvila", "ravintola", "restaurant", "ristorante", "restaurante", "hotel", "hotelli", "hôtel", "bar", "salon", "salong", "shop", "store", "clinic", "klinik", "praxis", "hammaslääkäriasema", "team", "bundesrepublik", "republik", "freistaat", "deutschland", "österreich", "schweiz", "suomi", "finland", "sverige", "norge", "danmark", "france", "españa", "italia", "polska", "england", "ireland", "россия", "россии", "ελλάδα", "universität", "hochschule", "landkreis", "stadt", "bäckerei", "konditorei", "metzgerei", "fleischerei", "friseur", "gasthof", "gasthaus", "weingut", "autohaus", "elektro", "malerbetrieb", "schreinerei", "tischlerei", "kanzlei", "apotheke", "zahnarztpraxis", "salon", "atelier", "boulangerie", "pâtisserie", "bistrot", "plomberie", "cabinet", "agence", "garage", "domaine", "château", "clínica", "clinica", "taller", "talleres", "panadería", "bodega", "bodegas", "farmacia", "studio", "agriturismo", "podere", "azienda", "trattoria", "osteria", "pizzeria", "panificio", "padaria", "pousada", "quinta", "bakkerij", "slagerij", "fietsen", "kapsalon", "tandarts", "piekarnia", "kancelaria", "gabinet", "apteka", "zakład", "hotel", "truhlářství", "pekárna", "bageri", "bygg", "frisör", "tandläkare", "måleri", "leipomo", "fysio", "hammas", "autokorjaamo", "kukkakauppa", "rakennus", "putki", "konepaja", "parturi", "kampaamo", "bakery", "roofing", "plumbing", "solicitors", "dental", "pub", "inn", "guesthouse", "school", "university", "church", "hospital", "museum", "ταβέρνα", "стоматология", "клиника", "автосервис", "салон", "ресторан", "кафе", "our", "the", "your", "my", "we", "us", "and", "und", "ja", "och", "og", "et", "with", "about", "contact", "home", "services", "service", "products", "gallery", "news", "blog", "opening", "hours", "read", "more", "learn", "book", "now", "view", "see", "meet", "follow", "send", "get", "call", "email", "phone", "address", "new", "all", "rights", "reserved", "privacy", "policy", "terms", "conditions", "cookie", "cookies", "menu", "welcome", "customer", "contact:", "street", "road", "avenue", "lane", "straße", "str.", "platz", "weg", "allee", "gasse", "rue", "via", "calle", "rua", "avenida", "piazza", "plaza", "ulica", "ul.", "nám.", "katu", "tie", "gatan", "vägen", "unser", "unsere", "über", "das", "die", "kontakt", "kontaktieren", "impressum", "datenschutz", "öffnungszeiten", "leistungen", "angebot", "aktuelles", "startseite", "willkommen", "meistä", "meidän", "tervetuloa", "yhteystiedot", "palvelut", "etusivu", "ota", "yhteyttä", "lue", "lisää", "om", "oss", "vår", "våra", "läs", "mer", "boka", "välkommen", "notre", "nos", "équipe", "mentions", "légales", "accueil", "nuestro", "nuestra", "equipo", "inicio", "chi", "siamo", "nostro", "nostra", "home", "dove", "servizi", "ons", "onze", "over", "nasz", "zespół", "nas", "náš", "tým", "meie", "meeskond", "наша", "команда", "наши", "контакты", "главная", "услуги", "η", "ομάδα", "μας", "helsinki", "city", "centre", "center", "zentrum", "facebook", "instagram", "linkedin", "twitter", "google", "youtube", "whatsapp", "web", "online", "free", "quality", "management", "marketing", "design", "since", "est.", "monday", "sunday", "department", "head", "lead", "senior", "junior", "executive", "chief", "deputy", "vice", "general", "practice", "project", "key", "office", "headquarters", "account", "accounts", "support", "hakkında", "for", "to", "in", "on", "at", "a", "an",
];

static KNOWN_NOT: Known = LazyLock::new(|| NOT.iter().copied().collect());
static KNOWN_TITLES: Known = LazyLock::new(|| roles::TITLES.iter().copied().collect());

/// Whether a word is of a firm's name: `Oy`, `GmbH`, `Ltd`.
pub(super) fn is_firm(word: &str) -> bool {
    let low = lower(word.trim_end_matches([',', '.', ')']));
    LEGAL.contains(&low.as_str())
}

/// Only the letters, in small.
pub(super) fn bare(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_alphabetic())
        .flat_map(char::to_lowercase)
        .collect()
}

/// Legal forms.
#[rustfmt::skip]
static LEGAL: &[&str] = &["oy", "oyj", "ab", "ky", "tmi", "gmbh", "ag", "kg", "ug", "gbr", "ltd", "limited", "llc", "inc", "llp", "plc", "sarl", "sas", "sl", "srl", "spa", "bv", "b.v", "nv", "vof", "aps", "a/s", "hb", "oü", "sia", "uab", "kft", "lda", "s.r.o", "a.s", "group", "company", "co"];

/// Whether a text is nothing but a name.
pub(in super::super) fn is_name(text: &str) -> bool {
    tidy(text).is_some()
}

/// The name in a text that holds nothing else: two to five capitalised words, titles taken off.
pub(in super::super) fn tidy(text: &str) -> Option<String> {
    let text = text.trim().trim_matches(|c: char| {
        matches!(c, ',' | ':' | '-' | '–' | '—' | '|' | '•' | '☎' | '✉') || c.is_whitespace()
    });
    if text.chars().count() > 60
        || text.chars().count() < 4
        || text.contains([
            '@', '/', '!', '?', '©', '&', '+', '€', '„', '«', ':', '*', '<', '>', '_', '=',
        ])
        || text.chars().any(|c| c.is_ascii_digit())
    {
        return None;
    }
    if text.chars().any(is_han) {
        return japanese_name(text);
    }
    let bare = without_nickname(&without_degrees(text));
    let text = bare.as_str();
    let text = text
        .split(',')
        .next()
        .filter(|head| {
            text[head.len()..].split([',', ' ']).all(|w| {
                w.is_empty()
                    || is_title(w)
                    || is_degree(w)
                    || (w.len() <= 8
                        && w.bytes()
                            .all(|b| b.is_ascii_uppercase() || matches!(b, b'.' | b'-')))
            })
        })
        .unwrap_or(text);
    if text.contains(['(', ')', ',', '"', '“', '”']) {
        return None;
    }
    let mut words: Vec<&str> = text.split_whitespace().collect();
    while words.len() > 2
        && words.first().is_some_and(|w| {
            is_title(w)
                || (w.ends_with('.')
                    && w.chars().count() <= 5
                    && w.chars().next().is_some_and(char::is_lowercase))
        })
        || words.first().is_some_and(|w| is_title(w))
    {
        words.remove(0);
    }
    let mixed = words
        .iter()
        .take(2)
        .any(|w| w.chars().any(char::is_lowercase));
    // «Amrit Gill BDS MFDS», «Rachel Hughes BVSc MRCVS»
    while words.len() > 2
        && words.last().is_some_and(|w| {
            is_title(w)
                || (mixed && is_degree(w))
                || (mixed
                    && (2..=6).contains(&w.len())
                    && w.bytes().all(|b| b.is_ascii_uppercase()))
        })
    {
        words.pop();
    }
    let capital = words
        .iter()
        .filter(|w| w.chars().next().is_some_and(char::is_uppercase))
        .count();
    // What is quick to see comes first: most texts are no names.
    if !(2..=5).contains(&words.len())
        || capital < 2
        || !words.first()?.chars().next()?.is_uppercase()
        || !words.last()?.chars().next()?.is_uppercase()
        || !words.iter().all(|w| word(w))
        || words.iter().any(|w| KNOWN_NOT.contains(lower(w).as_str()))
        // «Medlem af Dansk Byggeri»
        || OF.contains(&words[1])
            && !given::is_given(words[0])
            && !PARTICLES.contains(&lower(words[0]).as_str())
    {
        return None;
    }
    // «Head Chef», «Sales Manager»: a role in capitals is no name, though names may hold a word for a trade.
    let low = lower(&words.join(" "));
    let surname = words
        .last()
        .is_some_and(|w| roles::SURNAMES.contains(&lower(w).as_str()));
    let covered: usize = roles::ROLES
        .all(&low)
        .filter(|(s, _)| !(surname && *s > 0))
        .map(|(s, e)| e - s)
        .sum();
    if covered * 2 >= low.len()
        || (covered > 3 && roles::ROLES.find(&low).is_some_and(|(s, _)| s == 0))
        || words.len() > 2 && roles::is_compound(&lower(words[0]))
    {
        return None;
    }
    let initials = words
        .iter()
        .filter(|w| w.trim_end_matches('.').chars().count() < 2)
        .count();
    if initials * 2 > words.len()
        || (words.len() == 2
            && words
                .iter()
                .all(|w| w.chars().all(char::is_uppercase) && w.chars().count() <= 3))
    {
        return None;
    }
    Some(
        words
            .iter()
            .map(|w| proper(w))
            .collect::<Vec<_>>()
            .join(" "),
    )
}

/// Without «(FH)» and the like inside of titles and behind names.
fn without_degrees(text: &str) -> String {
    let mut out = text.to_owned();
    while let Some(from) = out.find('(')
        && let Some(len) = out[from..].find(')')
        && len <= 9
        && out[from + 1..from + len]
            .chars()
            .all(|c| c.is_alphabetic() || matches!(c, '.' | ' '))
        && out[from + 1..from + len].starts_with(char::is_uppercase)
    {
        out.replace_range(from..=from + len, " ");
    }
    out
}

/// Without what friends say: «Lars-Erik "Lasse" Törnqvist».
fn without_nickname(text: &str) -> String {
    let quote = |c: char| matches!(c, '"' | '”' | '“' | '\'' | '’' | '‘');
    let mut words: Vec<&str> = text.split(' ').collect();
    if words.len() > 2 {
        let last = words.len() - 1;
        let mut at = 0;
        words.retain(|w| {
            at += 1;
            let nick = w.chars().count() > 3 && w.starts_with(quote) && w.ends_with(quote);
            !(nick && at > 1 && at <= last)
        });
    }
    words.join(" ")
}

/// Whether a text begins with a title or ends in a degree: what is between is a name.
pub(super) fn is_titled(text: &str) -> bool {
    let mut words = text.split([' ', ',']).filter(|w| !w.is_empty());
    words.next().is_some_and(is_title) || words.next_back().is_some_and(is_degree)
}

/// `BVSc`, `CertAVP`, `PhD`, but not `McDonald` or `DeLuca`.
pub(super) fn is_degree(word: &str) -> bool {
    let capitals = word.chars().filter(|c| c.is_uppercase()).count();
    let family = [
        "Mc", "Mac", "De", "Di", "Du", "La", "Le", "Lo", "Fitz", "Van", "O'", "O’", "D'",
    ]
    .iter()
    .any(|p| {
        word.strip_prefix(p)
            .is_some_and(|rest| rest.chars().skip(1).all(char::is_lowercase))
    });
    capitals >= 2
        && !family
        && word.len() <= 9
        && word.chars().all(|c| c.is_ascii_alphabetic() || c == '.')
        && word.chars().any(char::is_lowercase)
}

/// SHOUTED family names in ordinary case.
fn proper(word: &str) -> String {
    if word.chars().count() < 3
        || !word
            .chars()
            .all(|c| c.is_uppercase() || c == '-' || c == '\'' || c == '’')
    {
        return word.to_owned();
    }
    let mut start = true;
    word.chars()
        .flat_map(|c| {
            let out: Vec<char> = if start {
                vec![c]
            } else {
                c.to_lowercase().collect()
            };
            start = !c.is_alphabetic();
            out
        })
        .collect()
}

fn is_title(word: &str) -> bool {
    let low = lower(word.trim_end_matches(','));
    KNOWN_TITLES.contains(low.as_str())
        || low.ends_with('.') && KNOWN_TITLES.contains(low.trim_end_matches('.'))
}

fn word(word: &str) -> bool {
    let low = lower(word);
    if PARTICLES.contains(&low.as_str()) {
        return true;
    }
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    let first = word.chars().next().is_some_and(char::is_uppercase);
    let joined = low.starts_with("d'")
        || low.starts_with("d’")
        || low.starts_with("l'")
        || low.starts_with("o'");
    let initial = word.chars().count() <= 2 && word.ends_with('.');
    // Capitals inside are for McDonald and Anna-Maria, not for iPhone or HTMLPage.
    letters > 0
        && (first || joined)
        && (letters >= 2 || initial)
        && word
            .chars()
            .all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '’' | '.' | '`'))
        && (!word.ends_with('.') || initial || letters <= 3)
}

/// The name that a text begins with: «Hans Müller HRB 1234», «Mme Claire Dubois, gérante».
pub(super) fn at_start(text: &str) -> Option<String> {
    let words: Vec<&str> = text.split_whitespace().take(6).collect();
    (2..=words.len().min(5))
        .rev()
        .find_map(|n| tidy(words[..n].join(" ").trim_end_matches([',', ';', '.'])))
}

/// The name that a sentence ends with, behind a word in small letters: «salista vastaa Elisa Rautio».
pub(super) fn at_end(text: &str) -> Option<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    (2..=3).find_map(|n| {
        let (head, tail) = words.split_at_checked(words.len().checked_sub(n)?)?;
        let small =
            head.last()?.chars().all(char::is_lowercase) && head.last()?.chars().count() > 2;
        small.then(|| tidy(&tail.join(" "))).flatten()
    })
}

fn is_han(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c) || c == '々'
}

/// Family and given name, with or without a space.
fn japanese_name(text: &str) -> Option<String> {
    let text = text
        .trim_end_matches("様")
        .trim_end_matches("氏")
        .trim_end_matches("先生");
    let parts: Vec<&str> = text.split([' ', '　']).filter(|p| !p.is_empty()).collect();
    let kana = |c: char| ('\u{3040}'..='\u{30ff}').contains(&c);
    let shaped = parts
        .iter()
        .all(|p| p.chars().all(|c| is_han(c) || kana(c)) && (1..=4).contains(&p.chars().count()));
    // Without a space a word of four signs may be anything.
    (parts.len() == 2
        && shaped
        && parts[0].chars().all(|c| is_han(c) || kana(c))
        && parts[0].chars().any(is_han)
        && !roles::ROLES.within(text)
        && !text.contains([
            '市', '区', '町', '県', '店', '部', '社', '院', '学', '課', '室', '業',
        ]))
    .then(|| parts.join(" "))
}

/// «店長 佐藤 花子», «代表取締役　山田太郎».
pub(super) fn japanese(text: &str) -> Option<Person> {
    if !text.chars().any(is_han) || text.chars().count() > 40 {
        return None;
    }
    let text = text.split(['（', '(']).next().unwrap_or(text).trim();
    let (start, mut end) = roles::ROLES.find(text)?;
    // «代表者　税理士 山田 隆»: the nearer role goes with the name.
    let mut said = (start, end);
    for (s, e) in roles::ROLES.all(text).skip(1) {
        if text[end..s]
            .trim_matches([' ', '　', '\t', ':', '：', '・'])
            .is_empty()
        {
            (said, end) = ((s, e), e);
        }
    }
    let rest = text[end..].trim_matches([' ', '　', ':', '：', '\t', '／', '/']);
    let rest = rest.split(['（', '(', '／']).next().unwrap_or(rest).trim();
    let before = text[..start].trim_matches([' ', '　', '\t']);
    let compact = |name: &str| {
        let count = name.chars().count();
        (text[end..].starts_with([' ', '　', ':', '：', '\t'])
            && (3..=5).contains(&count)
            && name.chars().all(is_han)
            && !name.contains([
                '市', '区', '町', '県', '店', '部', '社', '院', '者', '長', '業', '士', '名', '号',
            ]))
        .then(|| name.to_owned())
    };
    let name = if before.is_empty() {
        japanese_name(rest).or_else(|| compact(rest))?
    } else if rest.is_empty() {
        japanese_name(before)?
    } else {
        return None;
    };
    Some(Person {
        name,
        role: Some(text[said.0..said.1].to_owned()),
        ..Person::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_what_is_none() {
        for (text, want) in [
            ("Anna-Maija Virtanen", "Anna-Maija Virtanen"),
            ("Dr. med. Hans von Bülow", "Hans von Bülow"),
            ("Jean-Pierre DUPONT", "Jean-Pierre Dupont"),
            ("MUDr. Jana Nováková, Ph.D.", "Jana Nováková"),
            ("Иванов Пётр Сергеевич", "Иванов Пётр Сергеевич"),
            ("山田 太郎", "山田 太郎"),
            ("Siobhán O'Brien", "Siobhán O'Brien"),
            ("Avv. Marco De Luca", "Marco De Luca"),
        ] {
            assert_eq!(tidy(text).as_deref(), Some(want), "{text}");
        }
        for text in [
            "Our Team",
            "Head Chef",
            "Firma Oy",
            "Read More",
            "Helsinki",
            "anna virtanen",
            "Opening Hours",
            "Sales Manager",
            "Café Krause",
            "12 High Street",
        ] {
            assert_eq!(tidy(text), None, "{text}");
        }
    }
}
