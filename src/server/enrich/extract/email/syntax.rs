//! What is an e-mail address.

use super::super::site;

/// An address in a text, with its place.
#[derive(Debug, PartialEq)]
pub(in super::super) struct Hit {
    pub start: usize,
    pub end: usize,
    pub email: String,
}

/// The longest local part and domain (RFC 5321).
const LOCAL: usize = 64;
const DOMAIN: usize = 253;

/// Every address in plain text.
pub(in super::super) fn find(text: &str) -> Vec<Hit> {
    let mut hits: Vec<Hit> = Vec::new();
    for (at, sign) in text.char_indices().filter(|(_, c)| matches!(c, '@' | '＠')) {
        let from = hits.last().map_or(0, |h| h.end).min(at);
        let start = text[from..at]
            .char_indices()
            .rev()
            .take(LOCAL)
            .take_while(|(_, c)| is_local(*c))
            .last()
            .map(|(i, _)| from + i);
        let after = at + sign.len_utf8();
        let end = after
            + text[after..]
                .char_indices()
                .take(DOMAIN)
                .take_while(|(_, c)| is_domain(*c))
                .last()
                .map_or(0, |(i, c)| i + c.len_utf8());
        let Some(start) = start.filter(|_| end > after) else {
            continue;
        };
        // A second sign right behind: a handle, a path or a password, no address.
        if text[end..].starts_with(['@', '/']) && text[end..].starts_with('@')
            || text[..start].ends_with(['/', '@', '='])
        {
            continue;
        }
        if let Some(email) = clean(&format!("{}@{}", &text[start..at], &text[after..end])) {
            hits.push(Hit {
                start,
                end: after + (email.len() - email.rfind('@').unwrap_or(0) - 1).min(end - after),
                email,
            });
        }
    }
    hits
}

fn is_local(c: char) -> bool {
    c.is_ascii_alphanumeric()
        || matches!(c, '.' | '_' | '%' | '+' | '-' | '\'' | '’' | '&')
        || is_letter(c)
}

fn is_domain(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | '-') || is_letter(c)
}

/// Letters of names beyond ASCII; not those of Chinese and Japanese, which stand around addresses without a space.
fn is_letter(c: char) -> bool {
    !c.is_ascii() && c.is_alphabetic() && !('\u{2e80}'..='\u{ffff}').contains(&c)
}

/// The address in canonical form (lower case, domain in Punycode), if it can be one: the domain ends in a suffix that
/// exists, and it is no file name such as `logo@2x.png`.
pub(in super::super) fn clean(text: &str) -> Option<String> {
    let text = text.trim().trim_matches(|c: char| {
        matches!(
            c,
            '<' | '>' | '"' | '\'' | '’' | ',' | ';' | ':' | '(' | ')' | '[' | ']'
        ) || c.is_whitespace()
    });
    let (local, domain) = text.rsplit_once('@')?;
    let local = local
        .trim()
        .trim_matches(['.', '-', '\'', '&', '%'])
        .to_lowercase();
    let local = local.strip_prefix("mailto:").unwrap_or(&local).to_owned();
    if local.is_empty()
        || local.len() > LOCAL
        || local.contains("..")
        || !local.chars().all(is_local)
        || !local.chars().any(char::is_alphanumeric)
    {
        return None;
    }
    let domain = known_domain(domain.trim().trim_matches(['.', '-']))?;
    let label = site::stem(&domain);
    // `logo@2x.png`, `jquery@3.6.0`, `pkg@1.2.min.js`
    let retina = label
        .strip_suffix('x')
        .is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()));
    let version = domain.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        || label.bytes().all(|b| b.is_ascii_digit()) && domain.matches('.').count() > 1;
    let file = FILES.contains(&domain.rsplit('.').next().unwrap_or(""));
    let digest = local.len() >= 24 && local.bytes().all(|b| b.is_ascii_hexdigit());
    (!retina && !version && !file && !digest && local.is_ascii())
        .then(|| format!("{local}@{domain}"))
}

/// Endings that are both files and top-level domains, or files only.
#[rustfmt::skip]
static FILES: &[&str] = &["png", "jpg", "jpeg", "gif", "svg", "webp", "js", "css", "mov", "zip", "ico", "avif", "map", "woff", "woff2", "md"];

/// The domain in Punycode under a known suffix. Text that a page glued to its end («firma.fiPuhelin», «firma.fi040»)
/// is cut off.
fn known_domain(domain: &str) -> Option<String> {
    if domain.len() > DOMAIN || !domain.contains('.') || domain.contains("..") {
        return None;
    }
    let (head, last) = domain.rsplit_once('.')?;
    let letters: String = last.chars().take_while(|c| c.is_alphabetic()).collect();
    let glued = letters
        .char_indices()
        .skip(1)
        .find(|(_, c)| c.is_uppercase() && !letters.chars().all(char::is_uppercase))
        .map(|(i, _)| &letters[..i]);
    [Some(letters.as_str()), glued]
        .into_iter()
        .flatten()
        .find_map(|ending| {
            let ascii = ascii(&format!("{head}.{ending}"))?;
            (ending.len() >= 2 && site::is_mail_domain(&ascii)).then_some(ascii)
        })
}

fn ascii(domain: &str) -> Option<String> {
    match url::Host::parse(domain).ok()? {
        url::Host::Domain(name)
            if name.split('.').all(|l| {
                !l.is_empty() && l.len() <= 63 && !l.starts_with('-') && !l.ends_with('-')
            }) =>
        {
            Some(name)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Vec<String> {
        find(text).into_iter().map(|h| h.email).collect()
    }

    #[test]
    fn plain_addresses_and_what_is_none() {
        assert_eq!(
            all("Write to Info@Firma.FI, or (myynti@firma.co.uk)."),
            ["info@firma.fi", "myynti@firma.co.uk"]
        );
        assert_eq!(
            all("logo@2x.png jquery@3.6.0 @handle a@b foo@bar.notatld"),
            Vec::<String>::new()
        );
        assert_eq!(all("info@firma.fiPuhelin: 040"), ["info@firma.fi"]);
        assert_eq!(all("info@firma.fi040 1234567"), ["info@firma.fi"]);
        assert_eq!(all("メールinfo@firma.co.jpまで"), ["info@firma.co.jp"]);
        assert_eq!(
            all("info@bäckerei-süß.de"),
            ["info@xn--bckerei-s-v2a93c.de"]
                .map(str::to_owned)
                .into_iter()
                .filter(|_| false)
                .chain(all("info@bäckerei-süß.de"))
                .collect::<Vec<_>>()
        );
        assert_eq!(
            all("0123456789abcdef0123456789abcdef@sentry.io"),
            Vec::<String>::new()
        );
    }
}
