//! Which of several values is shown first, and which are one.

use super::super::fact::{Address, Found, Person, SAID, Value, Zone};
use super::super::site;
use super::{Candidate, Facts};

/// Boxes that an office reads, the most general first.
#[rustfmt::skip]
static ROLES: &[&str] = &[
    "info", "contact", "kontakt", "hello", "office", "mail", "post", "posta", "email", "contacto", "contatti", "contato", "contactos", "geral", "firma", "biuro", "sekretariat", "yhteys", "toimisto", "hei", "hej", "hallo", "bonjour", "hola", "ciao", "moin", "moi", "terve", "admin", "asiakaspalvelu", "kundtjanst", "kundservice", "kundeservice", "kundenservice", "service", "servicio", "support", "tuki", "sales", "myynti", "salg", "forsaljning", "vertrieb", "verkauf", "verkoop", "vente", "ventes", "ventas", "vendite", "vendas", "commercial", "commerciale", "comercial", "prodej", "obchod", "muuk", "zakaz", "order", "orders", "tilaukset", "bestellung", "bestellungen", "objednavky", "zamowienia", "pedidos", "ordini", "commande", "shop", "kauppa", "butik", "verkkokauppa", "booking", "bookings", "varaukset", "ajanvaraus", "bokning", "reservations", "reservation", "reservierung", "reservas", "prenotazioni", "rezerwacja", "rezervace", "recepce", "recepcja", "reception", "rezeption", "praxis", "kanzlei", "cabinet", "accueil", "studio", "atelier", "secretaria", "segreteria", "secretariat", "administracion", "amministrazione", "administration", "ravintola", "kahvila", "hotel", "restaurant", "clinic", "klinik", "team", "enquiries", "enquiry", "inquiry", "general", "ask", "help", "customerservice", "customer", "web", "webmaster", "huolto", "verkstad", "werkstatt", "laskutus", "billing", "accounts", "invoice", "rechnung", "buchhaltung", "ekonomi", "jobs", "job", "jobb", "rekry", "bewerbung", "karriere", "career", "careers", "rh", "hr", "press", "presse", "marketing", "media", "privacy", "datenschutz", "tietosuoja", "dpo", "gdpr", "pec", "director", "direction", "gestion", "klant", "klantenservice", "rezepte", "termin", "termine", "kadeiten", "klienditugi", "pood", "tellimus", "pasts", "birojs", "pardavimai", "priem", "opt", "reklama",
];

/// Whether the part before the `@` is a box of the office rather than a person's.
pub(in super::super) fn is_role(local: &str) -> bool {
    ROLES.contains(&local)
        || ROLES.iter().take(60).any(|r| {
            r.len() > 3
                && local.strip_prefix(r).is_some_and(|rest| {
                    rest.starts_with(['.', '-', '_']) || rest.bytes().all(|b| b.is_ascii_digit())
                })
        })
}

/// Boxes for one purpose only, that a new customer should not write to first.
#[rustfmt::skip]
static SPECIAL: &[&str] = &["laskutus", "billing", "accounts", "invoice", "rechnung", "buchhaltung", "ekonomi", "jobs", "job", "jobb", "rekry", "bewerbung", "karriere", "career", "careers", "rh", "hr", "press", "presse", "media", "privacy", "datenschutz", "tietosuoja", "dpo", "gdpr", "pec", "webmaster"];

/// Orders each field, best first.
pub(super) fn sort(facts: &mut Facts, own: &str) {
    let email = |c: &Candidate| -> f32 {
        let Value::Email(email) = &c.fact.value else {
            return 0.0;
        };
        let (local, domain) = email.rsplit_once('@').unwrap_or((email, ""));
        let at_home = if site::domain(domain) == own {
            2.0
        } else {
            0.0
        };
        let role = match ROLES.iter().position(|r| *r == local) {
            Some(_) if SPECIAL.contains(&local) => 0.1,
            Some(n) => 1.0 - n as f32 * 0.004,
            None if is_role(local) => 0.5,
            None => 0.2,
        };
        at_home + role + c.fact.confidence * 0.3 + spread(c)
    };
    by(&mut facts.emails, email);
    by(&mut facts.phones, |c| {
        c.fact.confidence + 2.0 * spread(c) + chrome(c)
            - if is_of_a_person(c, &facts.people) {
                0.5
            } else {
                0.0
            }
    });
    by(&mut facts.socials, |c| c.fact.confidence + spread(c));
    by(&mut facts.addresses, |c| {
        c.fact.confidence + 2.0 * spread(c) + chrome(c)
    });
    by(&mut facts.hours, |c| c.fact.confidence + spread(c));
    by(&mut facts.descriptions, |c| {
        c.fact.confidence + if c.sources.len() > 1 { 0.05 } else { 0.0 }
    });
    by(&mut facts.logos, |c| c.fact.confidence + spread(c));
}

/// From here on a contact is given as contacts are.
const SURE: f32 = 0.8;

fn spread(candidate: &Candidate) -> f32 {
    candidate.sources.len().min(6) as f32 * 0.03
}

fn chrome(candidate: &Candidate) -> f32 {
    if matches!(
        candidate.fact.zone,
        Zone::Header | Zone::Footer | Zone::Data
    ) {
        0.05
    } else {
        0.0
    }
}

fn is_of_a_person(candidate: &Candidate, people: &[Candidate]) -> bool {
    let Value::Phone(phone) = &candidate.fact.value else {
        return false;
    };
    people.iter().any(|p| matches!(&p.fact.value, Value::Person(person) if person.phone.as_deref() == Some(&phone.e164)))
}

fn by(list: &mut [Candidate], score: impl Fn(&Candidate) -> f32) {
    // Stable: what the site says first stays first.
    list.sort_by(|a, b| score(b).total_cmp(&score(a)));
}

/// An address or a number that stands with one person is called by their name.
pub(super) fn name_owners(facts: &mut Facts) {
    for candidate in facts.emails.iter_mut().chain(&mut facts.phones) {
        let mut owners =
            facts
                .people
                .iter()
                .filter_map(|p| match (&p.fact.value, &candidate.fact.value) {
                    (Value::Person(person), Value::Email(email))
                        if person.email.as_ref() == Some(email) =>
                    {
                        Some(&person.name)
                    }
                    (Value::Person(person), Value::Phone(phone))
                        if person.phone.as_ref() == Some(&phone.e164) =>
                    {
                        Some(&person.name)
                    }
                    _ => None,
                });
        if let (Some(name), None) = (owners.next(), owners.next()) {
            candidate.fact.label = Some(name.clone());
        }
    }
}

/// Of a site that gives its contacts as one does, those that only a sentence names which is not about the business
/// are somebody else's.
pub(super) fn drop_said(facts: &mut Facts) {
    for list in [&mut facts.phones, &mut facts.addresses] {
        let is_said = |c: &Candidate| c.sources.len() == 1 && c.fact.confidence <= SAID;
        if list.iter().any(|c| c.fact.confidence >= SURE) {
            list.retain(|c| !is_said(c));
        }
    }
}

/// Addresses of which one says more than the other («Mannerheimintie 5» and «Mannerheimintie 5 A 2»), at the same
/// postcode or town, are one.
pub(super) fn merge_addresses(list: &mut Vec<Candidate>) {
    let parts = |c: &Candidate| match &c.fact.value {
        Value::Address(a) => a.clone(),
        _ => Address::default(),
    };
    let bare = |text: &str| {
        text.chars()
            .filter(|c| c.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .collect::<String>()
    };
    let mut kept: Vec<Candidate> = Vec::new();
    for candidate in list.drain(..) {
        let this = parts(&candidate);
        let same = kept.iter_mut().find(|k| {
            let other = parts(k);
            let place = if this.postcode.is_empty() || other.postcode.is_empty() {
                bare(&this.city) == bare(&other.city)
            } else {
                bare(&this.postcode) == bare(&other.postcode)
            };
            let (a, b) = (abbreviated(&this.street), abbreviated(&other.street));
            place && (a.starts_with(&b) || b.starts_with(&a) || a.ends_with(&b) || b.ends_with(&a))
        });
        match same {
            Some(old) => {
                let other = parts(old);
                let more = |a: &Address| {
                    (
                        !a.postcode.is_empty(),
                        !a.city.is_empty(),
                        a.street.chars().count() < 60,
                        old.fact.confidence,
                    )
                };
                let sources = candidate.sources.clone();
                if more(&this).0 && !more(&other).0 {
                    old.fact = candidate.fact;
                }
                for source in sources {
                    if !old.sources.contains(&source) {
                        old.sources.push(source);
                    }
                }
            }
            None => kept.push(candidate),
        }
    }
    // Where letters go is no place to visit: a box counts when there is nothing else.
    let is_box = |c: &Candidate| super::super::address::is_box(&parts(c).street);
    if kept.iter().any(|c| !is_box(c)) {
        kept.retain(|c| !is_box(c));
    }
    *list = kept;
}

/// A street for comparison: `str.` and `straße` are one.
fn abbreviated(street: &str) -> String {
    let low = street
        .to_lowercase()
        .replace("straße", "str")
        .replace("strasse", "str")
        .replace("street", "st")
        .replace("road", "rd")
        .replace("avenue", "av")
        .replace("avenida", "av")
        .replace("ulica", "ul")
        .replace("улица", "ул")
        .replace("calle", "c")
        .replace("корпус", "к")
        .replace("корп", "к")
        .replace("дом ", "")
        .replace(" д. ", "")
        .replace(" д.", "")
        .replace("строение", "с")
        .replace("стр.", "с");
    low.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// People who are written with and without a middle name or in the other order are one; what is known of them is put
/// together, structured data and team pages before imprints.
pub(super) fn merge_people(list: &mut Vec<Candidate>) {
    let mut kept: Vec<Candidate> = Vec::new();
    for candidate in list.drain(..) {
        let Value::Person(this) = &candidate.fact.value else {
            continue;
        };
        let old = kept.iter_mut().find(
            |k| matches!(&k.fact.value, Value::Person(p) if same_person(&p.name, &this.name)),
        );
        match old {
            Some(old) => {
                if let Value::Person(person) = &mut old.fact.value {
                    fill(person, this);
                }
                old.fact.confidence = old.fact.confidence.max(candidate.fact.confidence);
                for source in &candidate.sources {
                    if !old.sources.contains(source) {
                        old.sources.push(source.clone());
                    }
                }
            }
            None => kept.push(candidate),
        }
    }
    kept.retain(|c| c.fact.found != Found::Meta);
    *list = kept;
}

/// Functions that only an imprint gives; what somebody does is said elsewhere.
#[rustfmt::skip]
static LEGAL: &[&str] = &["verantwortlich", "redaktionell", "vertreten", "vertretungsberechtigt", "directeur de la publication", "directrice de la publication", "responsable de la publication", "legale rappresentante"];

pub(super) fn fill(person: &mut Person, other: &Person) {
    let legal = |role: &Option<String>| {
        role.as_deref()
            .is_some_and(|r| LEGAL.iter().any(|l| r.to_lowercase().starts_with(l)))
    };
    if person.role.is_none() || (legal(&person.role) && other.role.is_some() && !legal(&other.role))
    {
        person.role = other.role.clone();
    }
    person.email = person.email.take().or_else(|| other.email.clone());
    person.phone = person.phone.take().or_else(|| other.phone.clone());
    if other.name.chars().count() > person.name.chars().count() {
        person.name = other.name.clone();
    }
}

fn same_person(a: &str, b: &str) -> bool {
    let words = |name: &str| {
        let mut words: Vec<String> = name
            .to_lowercase()
            .split([' ', '.'])
            .filter(|w| !w.is_empty())
            .map(str::to_owned)
            .collect();
        words.sort();
        words
    };
    let (a, b) = (words(a), words(b));
    let (few, many) = if a.len() <= b.len() {
        (&a, &b)
    } else {
        (&b, &a)
    };
    few.len() >= 2 && few.iter().all(|w| many.contains(w))
}
