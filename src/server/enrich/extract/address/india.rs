//! Indian addresses: a plot, a street, a colony, a landmark, the town, its state and six digits.

use super::super::fact::Address;
use regex::Regex;
use std::sync::LazyLock;

/// Six digits at the end of the line or before the country.
static CODE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?:^|[-–—,.: ]) ?([1-9]\d{2} ?\d{3})\b(?:[ ,.()-]*(?:India)?[ .)]*$|[ ,.(-]+[A-Z])",
    )
    .ok()
});

/// States and territories, which stand between town and postcode or are left out.
#[rustfmt::skip]
static STATES: &[&str] = &["andhra pradesh", "arunachal pradesh", "assam", "bihar", "chhattisgarh", "goa", "gujarat", "haryana", "himachal pradesh", "jharkhand", "karnataka", "kerala", "madhya pradesh", "maharashtra", "manipur", "meghalaya", "mizoram", "nagaland", "odisha", "orissa", "punjab", "rajasthan", "sikkim", "tamil nadu", "tamilnadu", "telangana", "tripura", "uttar pradesh", "uttarakhand", "west bengal", "delhi", "jammu and kashmir", "puducherry", "pondicherry", "chandigarh", "mp", "up", "tn", "ap", "hp"];

/// Parts of one address: more is a sentence.
const MOST: usize = 9;

/// The address whose postcode stands in `line`; `above` are the lines before it, nearest first.
pub(super) fn find(line: &str, above: &[&str]) -> Option<Address> {
    let code = CODE.as_ref()?.captures(line)?.get(1)?;
    let mut parts = parts(&line[..code.start()]);
    let mut lines = above.iter();
    while parts.len() < 3 || !has_number(&parts) {
        let Some(line) = lines.next().filter(|l| l.contains(',') || has_digit(l)) else {
            break;
        };
        let mut more = self::parts(line);
        more.append(&mut parts);
        parts = more;
    }
    let mut region = String::new();
    while parts.len() > 2 && parts.last().is_some_and(|p| is_state(p)) {
        region = parts.pop()?;
    }
    let city = parts.pop()?;
    // What stands before the plot's number is the firm.
    let from = parts.iter().position(|p| has_digit(p)).unwrap_or(0);
    let street = &parts[from.min(parts.len())..];
    let named = city.chars().all(|c| c.is_alphabetic() || c == ' ') && city.len() < 30;
    (named && !street.is_empty() && parts.len() <= MOST).then(|| Address {
        street: street.join(", "),
        city,
        region,
        postcode: code.as_str().replace(' ', ""),
        country: "IN".into(),
    })
}

fn parts(text: &str) -> Vec<String> {
    let text = text.rsplit_once(": ").map_or(text, |(_, tail)| tail);
    text.split(',')
        .map(|p| p.trim_matches([' ', '-', '–', '.', '(', ')']).to_owned())
        .filter(|p| !p.is_empty())
        .collect()
}

fn is_state(text: &str) -> bool {
    STATES.contains(&text.to_lowercase().as_str())
}

fn has_digit(text: &str) -> bool {
    text.chars().any(|c| c.is_ascii_digit())
}

fn has_number(parts: &[String]) -> bool {
    parts.iter().any(|p| has_digit(p))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plots_and_landmarks() {
        let found = find(
            "Address : 12-14, Arya Road, Regar Pura, Near Tank, Karol Bagh, New Delhi, Delhi-110005",
            &[],
        )
        .unwrap_or_default();
        assert_eq!(
            found.street,
            "12-14, Arya Road, Regar Pura, Near Tank, Karol Bagh"
        );
        assert_eq!(
            (found.city.as_str(), found.postcode.as_str()),
            ("New Delhi", "110005")
        );
        let found = find(
            "Pune, Maharashtra 411 001, India",
            &["Plot 5, MG Road,", "Acme Ltd"],
        );
        let found = found.unwrap_or_default();
        assert_eq!(
            (found.street.as_str(), found.city.as_str()),
            ("Plot 5, MG Road", "Pune")
        );
        assert_eq!(find("Price 123 456 rupees", &[]), None);
    }
}
