//! E-mail addresses: in links, in text, and in the ways in which pages keep them from robots but not from readers.

mod attributes;
mod encoded;
pub(super) mod obfuscated;
pub(super) mod syntax;

use super::fact::{Draft, Found, Value, Zone};
use super::html::Id;
use super::label::label;
use super::text::{line_of, zone_of};
use super::{Page, script, site};
use percent_encoding::percent_decode_str;
use std::collections::HashSet;

/// Addresses in the text of one page: beyond them it is a register.
const MOST: usize = 500;

/// Reads every address of a page. Confidence: `mailto:` 0.95, plain text 0.9, written around 0.85, put together by a
/// script 0.8.
pub(super) fn read(page: &Page, drafts: &mut Vec<Draft>) {
    let own = site::domain_of(page.url);
    links(page, &own, drafts);
    attributes::read(page, &own, drafts);
    text(page, &own, drafts);
    for id in page.dom.named("script") {
        for email in script::emails(&page.dom.raw(id)) {
            drafts.push(Draft::new(
                Value::Email(email),
                Found::Obfuscated,
                zone_of(page.lines, page.dom, id),
                0.8,
            ));
        }
    }
}

fn links(page: &Page, own: &str, drafts: &mut Vec<Draft>) {
    for id in page.dom.all() {
        let Some((found, emails, confidence)) = of_link(page, id, own) else {
            continue;
        };
        let zone = zone_of(page.lines, page.dom, id);
        for email in emails {
            let label = line_of(page.lines, id)
                .filter(|i| page.lines[*i].until > id)
                .and_then(|i| label(page.lines, i, Some(id)));
            drafts.push(Draft::new(Value::Email(email), found, zone, confidence).label(label));
        }
    }
}

/// The addresses that a link leads to, how, and how sure that is.
fn of_link(page: &Page, id: Id, own: &str) -> Option<(Found, Vec<String>, f32)> {
    if !matches!(page.dom.tag(id), "a" | "area") {
        return None;
    }
    let href = page.dom.attr(id, "href")?.trim();
    if let Some(target) = strip_scheme(href, "mailto:") {
        Some((Found::Mailto, mailto(target, own), 0.95))
    } else if let Some(hex) = href.split("/cdn-cgi/l/email-protection#").nth(1) {
        let email = encoded::cloudflare(hex);
        Some((Found::Obfuscated, email.into_iter().collect(), 0.95))
    } else if strip_scheme(href, "javascript:").is_some() {
        Some((Found::Obfuscated, encoded::javascript_link(href), 0.85))
    } else {
        None
    }
}

/// Every address that an element carries in its attributes.
pub(super) fn of_element(page: &Page, id: Id, own: &str) -> Vec<String> {
    let mut emails = of_link(page, id, own).map_or_else(Vec::new, |(_, emails, _)| emails);
    emails.extend(attributes::of_element(page, id, own));
    emails
}

fn strip_scheme<'a>(href: &'a str, scheme: &str) -> Option<&'a str> {
    href.get(..scheme.len())
        .filter(|s| s.eq_ignore_ascii_case(scheme))
        .map(|_| &href[scheme.len()..])
}

/// The addresses of a `mailto:` link, without its subject. RFC 6068: several with commas, percent-encoded.
fn mailto(target: &str, own: &str) -> Vec<String> {
    let target = target
        .trim_start_matches("//")
        .split('?')
        .next()
        .unwrap_or("");
    let target = percent_decode_str(target).decode_utf8_lossy().into_owned();
    let plain: Vec<String> = target
        .split([',', ';'])
        .filter_map(|part| {
            syntax::clean(part).or_else(|| syntax::find(part).pop().map(|f| f.email))
        })
        .collect();
    if !plain.is_empty() {
        return plain;
    }
    obfuscated::find(&target, own)
        .into_iter()
        .map(|f| f.email)
        .collect()
}

fn text(page: &Page, own: &str, drafts: &mut Vec<Draft>) {
    let mut seen: HashSet<(String, Zone)> = HashSet::new();
    for (at, line) in page.lines.iter().enumerate() {
        let plain = syntax::find(&line.text);
        let written_around = obfuscated::find(&line.text, own);
        let found = plain.into_iter().map(|f| (f, Found::Text, 0.9)).chain(
            written_around
                .into_iter()
                .map(|f| (f, Found::Obfuscated, 0.85)),
        );
        for (hit, how, confidence) in found {
            if seen.len() >= MOST || !seen.insert((hit.email.clone(), line.zone)) {
                continue;
            }
            let label = label(page.lines, at, None);
            let zone = if line.zone == Zone::Main && line.quoted {
                Zone::Foreign
            } else {
                line.zone
            };
            drafts.push(Draft::new(Value::Email(hit.email), how, zone, confidence).label(label));
        }
    }
}
