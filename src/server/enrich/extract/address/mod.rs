//! Postal addresses: from structured data, and by the patterns in which each country writes them.

mod country;
mod india;
mod pattern;
mod places;
mod street;

pub(super) use country::code as country_code;
pub(super) use places::has_town;
pub(super) use street::is_box;

use super::Page;
use super::fact::{Address, Draft, Found, SAID, Value, Zone};
use super::html::Id;
use super::others;
use super::text::Line;

/// Lines of an address above its postcode.
const ABOVE: usize = 4;
/// Lines of one page that are tried.
const MOST_LINES: usize = 6_000;

/// Reads the addresses in a page's text. Confidence: in an `<address>` element 0.85, elsewhere 0.8. Only whole ones
/// count: a street with its postcode or its town.
pub(super) fn read(page: &Page, drafts: &mut Vec<Draft>) {
    let country = page.country;
    for (at, line) in page.lines.iter().enumerate().take(MOST_LINES) {
        if line.text.len() > 400
            || !line
                .text
                .chars()
                .any(|c| c.is_ascii_digit() || ('\u{ff10}'..='\u{ff19}').contains(&c))
                && country != Some("IE")
        {
            continue;
        }
        let above: Vec<&str> = page.lines[at.saturating_sub(ABOVE)..at]
            .iter()
            .rev()
            .take_while(|l| l.zone == line.zone && l.text.len() < 90)
            .map(|l| l.text.as_str())
            .collect();
        let below = page
            .lines
            .get(at + 1)
            .filter(|l| l.zone == line.zone)
            .map_or("", |l| l.text.as_str());
        if [&line.text[..]]
            .iter()
            .chain(above.iter().take(2))
            .any(|l| is_for_invoices(l))
        {
            continue;
        }
        if is_listing(&line.text) {
            continue;
        }
        let Some(address) = pattern::find(&divided(page, line), &above, below, country) else {
            continue;
        };
        let sure = if page
            .dom
            .around(line.block)
            .any(|up| page.dom.tag(up) == "address")
        {
            0.85
        } else {
            0.8
        };
        let zone = if line.zone == Zone::Main && line.quoted {
            Zone::Foreign
        } else {
            line.zone
        };
        let place = line.text.find(&address.postcode).unwrap_or(0);
        let said = zone == Zone::Main && others::is_said_of_nobody(&line.text, place);
        let sure = if said { SAID } else { sure };
        drafts.push(Draft::new(Value::Address(address), Found::Text, zone, sure));
    }
}

/// The text of a line with a bar where a link begins or ends: what follows a town in a link is no part of its name.
fn divided(page: &Page, line: &Line) -> String {
    let linked = |id: Id| {
        page.dom
            .parent(id)
            .is_some_and(|up| page.dom.tag(up) == "a")
    };
    let mut out = line.text.clone();
    for pair in line.marks.windows(2).take(40).rev() {
        let ((_, before), (at, id)) = (pair[0], pair[1]);
        if linked(before) != linked(id) && out.is_char_boundary(at) && at > 0 && at < out.len() {
            out.insert_str(at, " | ");
        }
    }
    out
}

/// A home for sale or to let: so many square metres at such a price.
fn is_listing(text: &str) -> bool {
    let area = ["m²", "m2", " kvm", " sq ft", " sqft"]
        .iter()
        .any(|w| text.contains(w));
    let price = ["€", " kr", "£", "$", " zł", " Kč", "CHF"]
        .iter()
        .any(|w| text.contains(w));
    area && price
}

/// Where bills go is a scanning service's address, not the business's.
fn is_for_invoices(text: &str) -> bool {
    let low = text.to_lowercase();
    [
        "laskutusosoite",
        "laskut:",
        "laskut osoit",
        "ostolasku",
        "verkkolasku",
        "skannaus",
        "fakturaadress",
        "fakturor",
        "faktureringsadress",
        "fakturaadresse",
        "rechnungsadresse",
        "rechnungsanschrift",
        "adresse de facturation",
        "billing address",
        "invoicing address",
        "invoices to",
        "invoice address",
        "indirizzo di fatturazione",
        "dirección de facturación",
        "factuuradres",
        "fakturační adresa",
    ]
    .iter()
    .any(|w| low.contains(w))
}

/// The address in one text.
pub(super) fn in_text(text: &str, country: Option<&str>) -> Option<Address> {
    let lines: Vec<&str> = text
        .split(['\n', '\r'])
        .map(str::trim)
        .filter(|l| !l.is_empty())
        .collect();
    let flat = lines.join(", ");
    pattern::find(&flat, &[], "", country)
}

/// An address from its parts (street, city, region, postcode, country), if it is enough to find the place.
pub(super) fn from_parts(parts: [String; 5], page_country: Option<&str>) -> Option<Address> {
    let [street, city, region, postcode, country] = parts.map(|p| {
        p.replace("&amp;", "&")
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .trim_matches([',', ' ', ';'])
            .to_owned()
    });
    if street.is_empty() || (city.is_empty() && postcode.is_empty()) {
        // Everything in the street, as some systems write it.
        return in_text(&street, page_country).filter(|_| !street.is_empty());
    }
    if country::is_sample(&street, &city) {
        return None;
    }
    let country = country::code(&country)
        .or(page_country)
        .unwrap_or("")
        .to_owned();
    let city = strip_postcode(&city, &postcode);
    let region = if region == city {
        String::new()
    } else {
        region
    };
    Some(Address {
        street: street::tail_without(&street, &city, &postcode),
        city,
        region,
        postcode: country::tidy_postcode(&postcode, &country),
        country,
    })
}

fn strip_postcode(city: &str, postcode: &str) -> String {
    if postcode.is_empty() {
        city.to_owned()
    } else {
        city.replace(postcode, "")
            .trim_matches([',', ' '])
            .to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_each_country_writes_it() {
        for (text, country, street, postcode, city) in [
            (
                "Mannerheimintie 5 A 12, 00100 Helsinki",
                "FI",
                "Mannerheimintie 5 A 12",
                "00100",
                "Helsinki",
            ),
            (
                "Firma AB, Storgatan 12, 111 22 Stockholm, Sverige",
                "SE",
                "Storgatan 12",
                "111 22",
                "Stockholm",
            ),
            (
                "Café Krause · Kastanienallee 7 · 10435 Berlin · Tel. 030 123",
                "DE",
                "Kastanienallee 7",
                "10435",
                "Berlin",
            ),
            (
                "12, rue de la Paix - 75002 Paris Cedex 02",
                "FR",
                "12 rue de la Paix",
                "75002",
                "Paris",
            ),
            (
                "C/ Mayor, 12, 2º B, 28013 Madrid",
                "ES",
                "C/ Mayor, 12, 2º B",
                "28013",
                "Madrid",
            ),
            (
                "Via Roma, 15 - 20121 Milano (MI)",
                "IT",
                "Via Roma 15",
                "20121",
                "Milano",
            ),
            (
                "Keizersgracht 12-2, 1015 CN Amsterdam",
                "NL",
                "Keizersgracht 12-2",
                "1015 CN",
                "Amsterdam",
            ),
            (
                "ul. Długa 5/7, 00-238 Warszawa",
                "PL",
                "ul. Długa 5/7",
                "00-238",
                "Warszawa",
            ),
            (
                "Dlouhá 12, 110 00 Praha 1",
                "CZ",
                "Dlouhá 12",
                "110 00",
                "Praha 1",
            ),
            (
                "12 High Street, Faversham, Kent ME13 7AJ",
                "GB",
                "12 High Street",
                "ME13 7AJ",
                "Faversham",
            ),
            (
                "Unit 4, Mill Lane, Manchester M20 1AA",
                "GB",
                "Unit 4, Mill Lane",
                "M20 1AA",
                "Manchester",
            ),
            (
                "742 Evergreen Terrace, Springfield, OR 97403",
                "US",
                "742 Evergreen Terrace",
                "97403",
                "Springfield",
            ),
            (
                "Pikk 12, 10123 Tallinn",
                "EE",
                "Pikk 12",
                "10123",
                "Tallinn",
            ),
            (
                "Pikk tn 12, Tallinn 10123",
                "EE",
                "Pikk tn 12",
                "10123",
                "Tallinn",
            ),
            (
                "Rua Augusta 12, 2º Esq, 1100-053 Lisboa",
                "PT",
                "Rua Augusta 12, 2º Esq",
                "1100-053",
                "Lisboa",
            ),
            (
                "Ερμού 12, 105 63 Αθήνα",
                "GR",
                "Ερμού 12",
                "105 63",
                "Αθήνα",
            ),
            (
                "101000, г. Москва, ул. Ленина, д. 5, офис 3",
                "RU",
                "ул. Ленина, д. 5, офис 3",
                "101000",
                "Москва",
            ),
            (
                "〒150-0001 東京都渋谷区神宮前1-2-3",
                "JP",
                "神宮前1-2-3",
                "150-0001",
                "渋谷区",
            ),
            (
                "1051 Budapest, Sas utca 5.",
                "HU",
                "Sas utca 5",
                "1051",
                "Budapest",
            ),
        ] {
            let found = in_text(text, Some(country)).unwrap_or_default();
            assert_eq!(
                (
                    found.street.replace(", ", " ").as_str(),
                    found.postcode.as_str(),
                    found.city.as_str()
                ),
                (street.replace(", ", " ").as_str(), postcode, city),
                "{text}"
            );
        }
        assert_eq!(in_text("00100 Helsinki, ,", Some("FI")), None);
        for text in [
            "Founded 1987 in Oslo",
            "Open 10 - 18, 00100 Helsinki",
            "From 1500 Brussels sprouts",
        ] {
            assert_eq!(in_text(text, Some("NO")), None, "{text}");
        }
    }
}
