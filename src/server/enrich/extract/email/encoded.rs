//! Addresses in code that every browser undoes.

use super::super::{script, site};
use super::syntax;
use base64::Engine;
use percent_encoding::percent_decode_str;

/// Cloudflare's `data-cfemail`: hex bytes, each XORed with the first.
pub(super) fn cloudflare(hex: &str) -> Option<String> {
    let hex = hex.trim();
    if hex.len() < 8
        || hex.len() > 400
        || !hex.len().is_multiple_of(2)
        || !hex.bytes().all(|b| b.is_ascii_hexdigit())
    {
        return None;
    }
    let bytes: Vec<u8> = hex
        .as_bytes()
        .chunks(2)
        .filter_map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
        .collect();
    let (key, coded) = bytes.split_first()?;
    let plain: Vec<u8> = coded.iter().map(|b| b ^ key).collect();
    syntax::clean(std::str::from_utf8(&plain).ok()?.split('?').next()?)
}

/// A `javascript:` link: TYPO3's `linkTo_UnCryptMailto('…')`, or an address put together from strings.
pub(super) fn javascript_link(href: &str) -> Vec<String> {
    let href = percent_decode_str(href).decode_utf8_lossy();
    if href.len() > 4_000 {
        return Vec::new();
    }
    if href.contains("UnCryptMailto") {
        return href
            .split(['\'', '"'])
            .nth(1)
            .and_then(typo3)
            .into_iter()
            .collect();
    }
    script::emails(&href)
}

/// TYPO3 shifts three ranges of ASCII, each within itself, by an offset that the site chooses.
pub(super) fn typo3(coded: &str) -> Option<String> {
    (-25..=25).filter(|n| *n != 0).find_map(|offset| {
        let plain: String = coded.chars().map(|c| shift_within(c, offset)).collect();
        syntax::clean(plain.strip_prefix("mailto:")?.split('?').next()?)
    })
}

fn shift_within(c: char, offset: i32) -> char {
    let within = |low: i32, high: i32| {
        let size = high - low + 1;
        char::from_u32((low + (c as i32 - low + offset).rem_euclid(size)) as u32).unwrap_or(c)
    };
    match c {
        '\u{2b}'..='\u{3a}' => within(0x2b, 0x3a),
        '\u{40}'..='\u{5a}' => within(0x40, 0x5a),
        '\u{61}'..='\u{7a}' => within(0x61, 0x7a),
        _ => c,
    }
}

/// An attribute's value as plugins write them: plain, Base64, ROT13, backwards, or two of these. When several readings
/// are addresses, that of the site's own domain is meant.
pub(super) fn any(value: &str, own: &str) -> Option<String> {
    let value = value.trim();
    if value.len() < 5 || value.len() > 300 {
        return None;
    }
    let value = percent_decode_str(value).decode_utf8_lossy().into_owned();
    let back = |s: &str| s.chars().rev().collect::<String>();
    let mut readings = vec![
        value.clone(),
        back(&value),
        rot13(&value),
        back(&rot13(&value)),
    ];
    if let Some(plain) = base64(&value) {
        readings.extend([plain.clone(), back(&plain), rot13(&plain)]);
    }
    readings.extend(base64(&back(&value)));
    let emails: Vec<String> = readings.iter().filter_map(|text| read(text)).collect();
    emails
        .iter()
        .find(|e| site::domain(e.rsplit('@').next().unwrap_or("")) == own)
        .or(emails.first())
        .cloned()
}

fn read(text: &str) -> Option<String> {
    let text = text.trim();
    let text = text
        .strip_prefix("mailto:")
        .unwrap_or(text)
        .split('?')
        .next()?;
    let text = ["[at]", "(at)", "{at}", " at ", "[a]", "(a)"]
        .iter()
        .fold(text.to_owned(), |t, at| t.replace(at, "@"));
    let text = ["[dot]", "(dot)", "{dot}", " dot "]
        .iter()
        .fold(text, |t, dot| t.replace(dot, "."));
    // The whole value, not an address somewhere in it.
    (!text.contains(char::is_whitespace))
        .then(|| syntax::clean(&text))
        .flatten()
}

fn base64(text: &str) -> Option<String> {
    let text = text.trim_end_matches('=');
    if !text
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'-' | b'_'))
    {
        return None;
    }
    let bytes = base64::engine::general_purpose::STANDARD_NO_PAD
        .decode(text.replace('-', "+").replace('_', "/"))
        .ok()?;
    String::from_utf8(bytes).ok()
}

fn rot13(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            'a'..='z' => char::from((c as u8 - b'a' + 13) % 26 + b'a'),
            'A'..='Z' => char::from((c as u8 - b'A' + 13) % 26 + b'A'),
            _ => c,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes() {
        assert_eq!(
            cloudflare("543d3a323b14323d2639357a323d").as_deref(),
            Some("info@firma.fi")
        );
        assert_eq!(
            typo3("nbjmup+jogpAgjsnb/gj").as_deref(),
            Some("info@firma.fi")
        );
        assert_eq!(
            any("vasb@svezn.sv", "firma.fi").as_deref(),
            Some("info@firma.fi")
        );
        assert_eq!(
            any("aW5mb0BmaXJtYS5maQ==", "firma.fi").as_deref(),
            Some("info@firma.fi")
        );
        assert_eq!(
            any("if.amrif@ofni", "other.fi").as_deref(),
            Some("info@firma.fi")
        );
        assert_eq!(any("main-content", "firma.fi"), None);
    }
}
