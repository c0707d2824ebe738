//! What a lead may look like: one normal form for every way in.

use crate::model::{Business, Field, NewBusiness};
use std::collections::BTreeMap;

/// What is wrong, by the field's name on the wire.
pub type Faults = BTreeMap<String, String>;

/// Characters in a name.
const MAX_NAME: usize = 200;
/// Characters in a part of the address, a category or a phone number.
const MAX_SHORT: usize = 200;
/// Characters in an e-mail address (RFC 5321, 4.5.3.1: 64 + @ + 255, less brackets).
const MAX_EMAIL: usize = 254;
/// Characters in a URL.
const MAX_URL: usize = 2_000;
/// Tags on a lead.
const MAX_TAGS: usize = 32;
/// Characters in a tag.
const MAX_TAG: usize = 50;

/// Puts a lead into normal form: texts without space around them and `None`
/// rather than empty, the country in upper case, tags sorted without repeats,
/// coordinates to seven decimals (1 cm).
pub fn normalise(business: &mut Business) {
    trim(&mut business.name);
    for text in [
        &mut business.category,
        &mut business.address.street,
        &mut business.address.city,
        &mut business.address.region,
        &mut business.address.postcode,
        &mut business.address.country,
        &mut business.phone,
        &mut business.email,
        &mut business.website,
    ] {
        if let Some(inner) = text {
            trim(inner);
            if inner.is_empty() {
                *text = None;
            }
        }
    }
    if let Some(country) = &mut business.address.country {
        country.make_ascii_uppercase();
        // Reserved for those who write it so; the code is the other (ISO 3166-1).
        if country == "UK" {
            *country = "GB".into();
        }
    }
    for degrees in [&mut business.lat, &mut business.lon] {
        // `+ 0.0` turns a negative zero into a plain one.
        *degrees = degrees.map(|d| (d * 1e7).round() / 1e7 + 0.0);
    }
    for tag in &mut business.tags {
        trim(tag);
    }
    business.tags.retain(|tag| !tag.is_empty());
    business.tags.sort_unstable();
    business.tags.dedup();
}

/// Takes white space off both ends and makes line breaks inside into spaces.
fn trim(text: &mut String) {
    if text.contains(['\n', '\r', '\t']) {
        *text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    } else if text.trim().len() != text.len() {
        *text = text.trim().to_owned();
    }
}

/// What is wrong with a lead in normal form.
///
/// # Errors
/// Every fault, not only the first.
pub fn check(business: &Business) -> Result<(), Faults> {
    let mut faults = Faults::new();
    let mut fault = |field: Field, message: String| {
        faults.entry(field.as_str().into()).or_insert(message);
    };
    if business.name.is_empty() {
        fault(Field::Name, "must not be empty".into());
    }
    let address = &business.address;
    for (field, text, most) in [
        (Field::Name, Some(&business.name), MAX_NAME),
        (Field::Category, business.category.as_ref(), MAX_SHORT),
        (Field::Street, address.street.as_ref(), MAX_SHORT),
        (Field::City, address.city.as_ref(), MAX_SHORT),
        (Field::Region, address.region.as_ref(), MAX_SHORT),
        (Field::Postcode, address.postcode.as_ref(), MAX_SHORT),
        (Field::Phone, business.phone.as_ref(), MAX_SHORT),
        (Field::Email, business.email.as_ref(), MAX_EMAIL),
        (Field::Website, business.website.as_ref(), MAX_URL),
    ] {
        let Some(text) = text else { continue };
        if text.chars().count() > most {
            fault(field, format!("must have at most {most} characters"));
        }
        if text.chars().any(char::is_control) {
            fault(field, "must not contain control characters".into());
        }
    }
    if let Some(country) = &address.country
        && !(country.len() == 2 && country.bytes().all(|b| b.is_ascii_uppercase()))
    {
        fault(
            Field::Country,
            "must be a country code of two letters (ISO 3166-1)".into(),
        );
    }
    for (field, degrees, most) in [
        (Field::Lat, business.lat, 90.0),
        (Field::Lon, business.lon, 180.0),
    ] {
        if degrees.is_some_and(|d| !(-most..=most).contains(&d)) {
            fault(field, format!("must be from -{most} to {most}"));
        }
    }
    if business.lat.is_some() != business.lon.is_some() {
        let missing = if business.lat.is_none() {
            Field::Lat
        } else {
            Field::Lon
        };
        fault(missing, "lat and lon must be given together".into());
    }
    if business.email.as_deref().is_some_and(|e| !is_email(e)) {
        fault(Field::Email, "must be an e-mail address".into());
    }
    if business.website.as_deref().is_some_and(|u| !is_http_url(u)) {
        fault(Field::Website, "must be an http or https URL".into());
    }
    if business.tags.len() > MAX_TAGS {
        fault(Field::Tags, format!("must be at most {MAX_TAGS}"));
    }
    if business
        .tags
        .iter()
        .any(|tag| tag.chars().count() > MAX_TAG || tag.chars().any(char::is_control))
    {
        fault(
            Field::Tags,
            format!("must have at most {MAX_TAG} characters each"),
        );
    }
    if faults.is_empty() {
        Ok(())
    } else {
        Err(faults)
    }
}

/// Whether a source's row would make a lead; for saying why a row was rejected
/// before it is part of a batch.
///
/// # Errors
/// Every fault.
pub fn check_new(new: &NewBusiness) -> Result<(), Faults> {
    let mut business = new.clone().into_business(crate::model::Uuid::nil(), 0);
    normalise(&mut business);
    check(&business)
}

/// Something before one @ and a domain after it; whether it takes mail only mail can tell.
pub(in crate::server::db) fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else {
        return false;
    };
    !local.is_empty()
        && local.len() <= 64
        && !text.contains(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | ',' | ';' | '"'))
        && !local.contains('@')
        && is_host(domain)
        && domain.contains('.')
}

/// Whether it is an `http` or `https` URL.
pub(in crate::server::db) fn is_http_url(text: &str) -> bool {
    let lower = text.get(..8).unwrap_or(text).to_ascii_lowercase();
    let rest = if lower.starts_with("https://") {
        &text[8..]
    } else if lower.starts_with("http://") {
        &text[7..]
    } else {
        return false;
    };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    let (host, port) = host.rsplit_once(':').unwrap_or((host, "80"));
    is_host(host)
        && port.parse::<u16>().is_ok()
        && !text.contains(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"'))
}

/// A host name, internationalised or not.
fn is_host(text: &str) -> bool {
    !text.is_empty()
        && text.split('.').all(|label| {
            !label.is_empty()
                && label
                    .chars()
                    .all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'))
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Uuid;

    fn faults(change: impl FnOnce(&mut Business)) -> Vec<String> {
        let mut business = NewBusiness::named("Ekberg").into_business(Uuid::nil(), 0);
        change(&mut business);
        normalise(&mut business);
        check(&business)
            .err()
            .unwrap_or_default()
            .into_keys()
            .collect()
    }

    #[test]
    fn a_lead_is_put_into_normal_form() {
        let mut business = NewBusiness::named("  Café\n Ekberg ").into_business(Uuid::nil(), 0);
        business.phone = Some("  ".into());
        business.address.country = Some("fi".into());
        business.tags = vec!["b".into(), " a".into(), "b ".into(), String::new()];
        business.lat = Some(60.123_456_789);
        business.lon = Some(-0.0);
        normalise(&mut business);
        assert_eq!(business.name, "Café Ekberg");
        assert_eq!(business.phone, None);
        assert_eq!(business.address.country.as_deref(), Some("FI"));

        business.address.country = Some("uk".into());
        normalise(&mut business);
        assert_eq!(business.address.country.as_deref(), Some("GB"));
        assert_eq!(business.tags, ["a", "b"]);
        assert_eq!(business.lat, Some(60.123_456_8));
        assert!(business.lon.is_some_and(f64::is_sign_positive));
        assert_eq!(check(&business), Ok(()));
    }

    #[test]
    fn every_fault_is_named() {
        assert_eq!(faults(|b| b.name = " ".into()), ["name"]);
        assert_eq!(faults(|b| b.name = "x".repeat(201)), ["name"]);
        assert_eq!(faults(|b| b.name = "a\0b".into()), ["name"]);
        assert_eq!(faults(|b| b.lat = Some(1.0)), ["lon"]);
        assert_eq!(
            faults(|b| (b.lat, b.lon) = (Some(91.0), Some(f64::NAN))),
            ["lat", "lon"]
        );
        assert_eq!(
            faults(|b| b.address.country = Some("FIN".into())),
            ["address.country"]
        );
        assert_eq!(
            faults(|b| b.tags = (0..33).map(|n| n.to_string()).collect()),
            ["tags"]
        );
    }

    #[test]
    fn e_mail_addresses_and_urls_are_told_from_other_text() {
        for good in ["a@b.fi", "first.last+tag@sub.example.com", "ä@ö.fi"] {
            assert!(is_email(good), "{good}");
        }
        for bad in [
            "a", "@b.fi", "a@", "a@b", "a b@c.fi", "a@b@c.fi", "a@b..fi", "<a@b.fi>",
        ] {
            assert!(!is_email(bad), "{bad}");
        }
        for good in [
            "https://a.fi",
            "HTTP://a.fi/x?y#z",
            "http://localhost:80",
            "https://ä.fi/",
        ] {
            assert!(is_http_url(good), "{good}");
        }
        for bad in [
            "a.fi",
            "ftp://a.fi",
            "https://",
            "javascript:alert(1)",
            "http://a b",
            "http://a:x",
        ] {
            assert!(!is_http_url(bad), "{bad}");
        }
    }
}
