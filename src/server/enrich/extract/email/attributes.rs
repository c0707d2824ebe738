//! Addresses in attributes that a page's own script turns into a link.

use super::super::Page;
use super::super::fact::{Draft, Found, Value};
use super::super::html::Id;
use super::super::text::zone_of;
use super::{encoded, syntax};

/// Reads `data-cfemail`, TYPO3's token, whole addresses in `data-…mail…` in any code, and split ones
/// (`data-user` + `data-domain`).
pub(super) fn read(page: &Page, own: &str, drafts: &mut Vec<Draft>) {
    for id in page.dom.all() {
        for email in of_element(page, id, own) {
            let zone = zone_of(page.lines, page.dom, id);
            drafts.push(Draft::new(
                Value::Email(email),
                Found::Obfuscated,
                zone,
                0.85,
            ));
        }
    }
}

/// The addresses in one element's attributes.
pub(super) fn of_element(page: &Page, id: Id, own: &str) -> Vec<String> {
    let mut emails: Vec<String> = Vec::new();
    let (mut user, mut host, mut tld) = (None, None, None);
    for (name, value) in page.dom.attrs(id) {
        if name == "data-cfemail" {
            emails.extend(encoded::cloudflare(value));
            continue;
        }
        if name == "onclick" && value.contains("mail") {
            emails.extend(super::script::emails(value));
        }
        let Some(name) = name.strip_prefix("data-") else {
            continue;
        };
        if name.contains("mailto-token") {
            emails.extend(encoded::typo3(value));
        } else if [
            "mail",
            "eml",
            "enc",
            "obf",
            "crypt",
            "contact",
            "protected",
            "cloak",
        ]
        .iter()
        .any(|w| name.contains(w))
        {
            emails.extend(encoded::any(value, own));
        }
        match name {
            "user" | "local" | "mailbox" | "u" | "account" | "part1" | "first" | "email-user"
            | "email-name" | "mail-user" | "mail-name" | "mail-local" | "m1" | "before" => {
                user = Some(value)
            }
            "name" | "email" | "mail" if !value.contains('@') => user = user.or(Some(value)),
            "domain" | "host" | "d" | "part2" | "website" | "second" | "email-domain"
            | "mail-domain" | "m2" | "at" | "after" => host = Some(value),
            "tld" | "part3" | "suffix" | "mail-tld" | "m3" | "ext" => tld = Some(value),
            _ => {}
        }
    }
    if let (Some(user), Some(host)) = (user, host) {
        let tld = tld
            .map(|t| format!(".{}", t.trim_start_matches('.')))
            .unwrap_or_default();
        emails.extend(syntax::clean(&format!(
            "{user}@{}{tld}",
            host.trim_start_matches('@')
        )));
    }
    emails
}
