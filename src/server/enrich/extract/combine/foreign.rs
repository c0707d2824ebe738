//! What is on a site but not of the business.

use super::super::fact::{Fact, PageFacts, Value, Zone};
use super::super::site;
use super::{Candidate, is_structured, network};
use std::collections::HashSet;

/// The site whose pages are weighed.
pub(super) struct Site<'a> {
    pub own: &'a str,
    pub pages: &'a [PageFacts],
}

impl Site<'_> {
    /// Whether an address is at the site's own domain.
    pub fn is_own(&self, email: &str) -> bool {
        let domain = site::domain(email.rsplit('@').next().unwrap_or(""));
        !site::is_shared(self.own)
            && (domain == self.own
                || self.pages.iter().any(|p| {
                    url::Url::parse(&p.url)
                        .is_ok_and(|u| site::domain_of(&u) == domain && !domain.is_empty())
                }))
    }

    /// Whether an address elsewhere is called like the site: `firma@pec.it` of `firma.it`.
    fn is_called(&self, email: &str) -> bool {
        let bare = |text: &str| {
            text.chars()
                .filter(|c| c.is_alphanumeric())
                .collect::<String>()
        };
        let local = bare(email.split('@').next().unwrap_or(""));
        let stem = bare(site::stem(self.own));
        stem.len() >= 4 && local.contains(&stem) || local.len() >= 5 && stem.contains(&local)
    }

    /// Whether a sighting does not count.
    pub fn is_foreign(&self, fact: &Fact) -> bool {
        match &fact.value {
            Value::Email(email) => {
                is_nobody(email)
                    || (!self.is_own(email)
                        && (fact.zone == Zone::Foreign || email.starts_with("webmaster@")))
            }
            Value::Phone(phone) => fact.zone == Zone::Foreign || is_sample_number(&phone.e164),
            _ => fact.zone == Zone::Foreign,
        }
    }
}

/// Addresses at which nobody of the business reads.
fn is_nobody(email: &str) -> bool {
    let (local, domain) = email.rsplit_once('@').unwrap_or((email, ""));
    let registrable = site::domain(domain);
    let sample = [
        "example.com",
        "example.org",
        "example.net",
        "domain.com",
        "domain.tld",
        "email.com",
        "yourdomain.com",
        "yoursite.com",
        "yourcompany.com",
        "mysite.com",
        "mydomain.com",
        "company.com",
        "mail.com",
        "test.com",
        "website.com",
        "site.com",
        "beispiel.de",
        "muster.de",
        "musterfirma.de",
        "domain.de",
        "esimerkki.fi",
        "exemple.fr",
        "exemple.com",
        "ejemplo.com",
        "esempio.it",
        "exempel.se",
        "przyklad.pl",
        "voorbeeld.nl",
        "example.fi",
        "example.de",
        "example.co.uk",
        "dominio.com",
        "sitename.com",
        "yourwebsite.com",
        "companyname.com",
    ]
    .contains(&registrable.as_str())
        || domain.ends_with(".example")
        || domain.ends_with(".test")
        || domain.ends_with(".invalid");
    let service = [
        "sentry.io",
        "wixpress.com",
        "sentry-next.wixpress.com",
        "sentry.wixpress.com",
        "wix.com",
        "squarespace.com",
        "shopify.com",
        "wordpress.org",
        "wordpress.com",
        "w3.org",
        "schema.org",
        "googleapis.com",
        "google.com",
        "gstatic.com",
        "cloudflare.com",
        "jsdelivr.net",
        "group.calendar.google.com",
        "mailchimp.com",
        "godaddy.com",
        "elementor.com",
        "fontawesome.com",
        "latofonts.com",
        "indiantypefoundry.com",
        "typekit.com",
        "stripe.com",
        "facebook.com",
        "core-js.io",
        "jquery.com",
        "bugsnag.com",
        "mhtml.blink",
    ]
    .contains(&registrable.as_str());
    let robot = [
        "noreply",
        "no-reply",
        "no_reply",
        "donotreply",
        "do-not-reply",
        "nicht-antworten",
        "mailer-daemon",
        "bounce",
        "bounces",
        "ei-vastausta",
        "ne-pas-repondre",
        "no-responder",
    ]
    .iter()
    .any(|r| {
        local == *r || local.starts_with(&format!("{r}@")) || local.starts_with(&format!("{r}+"))
    });
    let made_up = [
        "your",
        "you",
        "youremail",
        "your.email",
        "your-email",
        "yourname",
        "your.name",
        "name",
        "email",
        "user",
        "username",
        "firstname.lastname",
        "first.last",
        "john.doe",
        "johndoe",
        "jane.doe",
        "max.mustermann",
        "matti.meikalainen",
        "etunimi.sukunimi",
        "fornamn.efternamn",
        "förnamn.efternamn",
        "vorname.nachname",
        "nombre.apellido",
        "nome.cognome",
        "prenom.nom",
        "prénom.nom",
        "imie.nazwisko",
        "jmeno.prijmeni",
        "eesnimi.perenimi",
        "voornaam.achternaam",
        "nimi",
        "namn",
        "foo",
        "bar",
        "test",
        "sample",
        "mymail",
        "mail@mail",
        "someone",
        "fornavn.etternavn",
        "fornavn.efternavn",
        "nome.sobrenome",
        "nome.apelido",
    ]
    .contains(&local);
    let trap = [
        "honeypot",
        "spamtrap",
        "spam-trap",
        "trap",
        "blackhole",
        "spam",
    ]
    .iter()
    .any(|t| {
        local == *t || (local.starts_with(t) && local[t.len()..].starts_with(['-', '.', '_']))
    }) || local.contains("dont-send")
        || local.contains("do-not-mail");
    sample || service || robot || made_up || trap
}

/// Numbers that templates come with, in digits that nobody has.
fn is_sample_number(e164: &str) -> bool {
    let digits = e164.trim_start_matches('+');
    let tail = &digits[digits.len().saturating_sub(8)..];
    let same = tail.bytes().all(|b| Some(b) == tail.bytes().next());
    same || digits.ends_with("0123456789")
        || [
            "+11234567890",
            "+12345678900",
            "+4912345678",
            "+491234567890",
            "+15555555555",
        ]
        .contains(&e164)
}

/// Where a site has addresses of its own, one at another business's domain that only the foot names is of who made or
/// hosts the site. Mail providers are nobody's business.
pub(super) fn drop_others_boxes(emails: &mut Vec<Candidate>, site: &Site) {
    let own = emails
        .iter()
        .any(|c| matches!(&c.fact.value, Value::Email(e) if site.is_own(e)));
    emails.retain(|c| match &c.fact.value {
        Value::Email(email) if own && c.fact.zone == Zone::Footer => {
            site.is_own(email) || is_provider(email) || site.is_called(email)
        }
        _ => true,
    });
}

/// Whether an address is at a mail provider, where everybody can have one.
pub(in super::super) fn is_provider(email: &str) -> bool {
    let domain = site::domain(email.rsplit('@').next().unwrap_or(""));
    [
        "gmail",
        "googlemail",
        "outlook",
        "hotmail",
        "live",
        "yahoo",
        "icloud",
        "me",
        "aol",
        "gmx",
        "web",
        "t-online",
        "freenet",
        "orange",
        "wanadoo",
        "free",
        "sfr",
        "laposte",
        "libero",
        "tiscali",
        "alice",
        "virgilio",
        "telefonica",
        "terra",
        "sapo",
        "kolumbus",
        "elisanet",
        "saunalahti",
        "suomi24",
        "luukku",
        "telia",
        "bredband",
        "spray",
        "tele2",
        "online",
        "wp",
        "onet",
        "o2",
        "interia",
        "seznam",
        "centrum",
        "email",
        "volny",
        "mail",
        "yandex",
        "rambler",
        "bk",
        "inbox",
        "list",
        "ukr",
        "abv",
        "btinternet",
        "sky",
        "talktalk",
        "ziggo",
        "kpnmail",
        "planet",
        "xs4all",
        "skynet",
        "telenet",
        "bluewin",
        "hispeed",
        "aon",
        "eircom",
        "otenet",
        "freemail",
        "citromail",
        "protonmail",
        "proton",
        "zoho",
        "fastmail",
        "hotmail",
        "msn",
        "comcast",
        "verizon",
        "att",
        "sbcglobal",
        "bigpond",
        "optusnet",
        "docomo",
        "nifty",
        "biglobe",
        "ocn",
        "hot",
        "pp",
        "pec",
        "legalmail",
        "arubapec",
        "postecert",
    ]
    .contains(&site::stem(&domain))
}

/// Of several profiles on one network, those that stand alone in the content and are not called like the site are
/// somebody else's: a customer, a supplier, an embedded post.
pub(super) fn drop_others_profiles(socials: &mut Vec<Candidate>, own: &str) {
    let stem: String = site::stem(own)
        .chars()
        .filter(|c| c.is_alphanumeric())
        .collect();
    let is_ours = |c: &Candidate| {
        let chrome = matches!(c.fact.zone, Zone::Header | Zone::Footer)
            || is_structured(c.fact.found)
            || c.fact.confidence > 0.88;
        chrome || alike(&handle(c), &stem)
    };
    let ours: HashSet<_> = socials
        .iter()
        .filter(|c| is_ours(c))
        .filter_map(network)
        .collect();
    socials.retain(|c| is_ours(c) || network(c).is_none_or(|n| !ours.contains(&n)));
    // Company pages before personal ones: with a company's, people's own profiles are theirs.
    let company = socials.iter().any(|c| handle_path(c).contains("/company/"));
    socials.retain(|c| {
        !(handle_path(c).contains("linkedin.com/in/")
            && (company || !matches!(c.fact.zone, Zone::Header | Zone::Footer | Zone::Data)))
    });
}

fn handle_path(candidate: &Candidate) -> String {
    match &candidate.fact.value {
        Value::Social(social) => social.url.clone(),
        _ => String::new(),
    }
}

fn handle(candidate: &Candidate) -> String {
    let path = handle_path(candidate);
    path.rsplit('/')
        .next()
        .unwrap_or("")
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// Whether a handle is the site's name, or one holds the beginning of the other.
fn alike(handle: &str, stem: &str) -> bool {
    let common = handle
        .chars()
        .zip(stem.chars())
        .take_while(|(a, b)| a == b)
        .count();
    !handle.is_empty() && (handle.contains(stem) || stem.contains(handle) || common >= 5)
}
