//! Addresses written around: «name (at) example (dot) com», in the words of many languages.

use super::super::site;
use super::syntax::{self, Hit};
use regex::Regex;
use std::sync::LazyLock;

/// `@` in words.
const AT: &str = "at|ät|ett|a|ａｔ|arroba|arobase|arobas|chiocciola|snabel-?a|snabela|krøllalfa|alfakrøll|apenstaartje|zavináč|zavinac|małpa|malpa|kukac|kukka|miukumauku|miuku|собака|παπάκι|papaki|アット|アットマーク|あっと|afna|majmun|klammeraffe|affe|ätt|ad|et|kött|@|＠";
/// `.` in words.
const DOT: &str = "dot|d0t|punkt|pkt|piste|point|pt|punto|ponto|stop|tečka|tecka|bodka|kropka|pont|точка|тчк|τελεία|ドット|どっと|taškas|punkts|nokta|prick|\\.";

static BRACKETED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let open = r"[\[({<«|（【［]";
    let close = r"[\])}>»|）】］]";
    let at = format!(
        r"(?:\s*{open}+\s*(?:{AT})\s*{close}+\s*|\s*[_\-*]+(?:at|ät)[_\-*]+\s*|\s*[★☆◎●■◆＠]\s*|\s+@\s*|\s*@\s+)"
    );
    let dot = format!(
        r"(?:\s*{open}+\s*(?:{DOT})\s*{close}+\s*|\s*[_\-*]+(?:dot|punkt|piste)[_\-*]+\s*|\s+(?:dot|punkt|piste|punto|ponto|tečka|kropka|точка)\s+|\s*[．。]\s*|\.)"
    );
    address(&at, &dot)
});

static SPOKEN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let at = r"\s+(?:at|ät|arroba|arobase|chiocciola|snabel-?a|krøllalfa|apenstaartje|zavináč|małpa|kukac|собака|παπάκι|miukumauku)\s+";
    let dot = r"(?:\s+(?:dot|punkt|piste|point|punto|ponto|tečka|kropka|точка|τελεία|pont)\s+|\.)";
    address(at, dot)
});

fn address(at: &str, dot: &str) -> Option<Regex> {
    let word = r"[a-zA-Z0-9äöüåéß_+\-]{1,40}";
    Regex::new(&format!(
        r"(?i)(?P<local>{word}(?:{dot}{word}){{0,3}}){at}(?P<domain>{word}(?:{dot}{word}){{1,4}})"
    ))
    .ok()
}

static DOTS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(&format!(r"(?i)\s*[\[({{<«|（【［_\-*]+\s*(?:{DOT})\s*[\])}}>»|）】］_\-*]+\s*|\s+(?:dot|punkt|piste|point|punto|ponto|tečka|kropka|точка|τελεία|pont)\s+|\s*[．。]\s*")).ok()
});

/// Words that the reader is told to take out.
static SPAM: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)[._-]?(?:no-?spam|remove-?this|entfernen|poista-?tama|spamschutz|antispam|nospamplease)[._-]?").ok()
});

/// Every address that is written around in a line of text.
pub(in super::super) fn find(text: &str, own: &str) -> Vec<Hit> {
    let mut hits = Vec::new();
    let mut take = |regex: &LazyLock<Option<Regex>>, spoken: bool| {
        let Some(regex) = regex.as_ref() else { return };
        for found in regex.captures_iter(text) {
            let (Some(whole), Some(local), Some(domain)) =
                (found.get(0), found.name("local"), found.name("domain"))
            else {
                continue;
            };
            let words = undot(domain.as_str()) != domain.as_str();
            let (local, domain) = (undot(local.as_str()), undot(domain.as_str()));
            // «Find us at firma.fi»: a bare «at» before a bare domain is a sentence, unless it is somebody's box.
            let first = text[..whole.start()]
                .trim_end()
                .chars()
                .next_back()
                .is_none_or(|c| matches!(c, ':' | '|' | '•' | ',' | ';' | '('))
                // «Apply at firma.fi/visitors»
                && !local.starts_with(char::is_uppercase);
            if text[whole.end()..].starts_with('/') {
                continue;
            }
            if spoken && !words && !(site::domain(&domain) == own && (is_box(&local) || first)) {
                continue;
            }
            if let Some(email) = longest(&local, &domain) {
                hits.push(Hit {
                    start: whole.start(),
                    end: whole.end(),
                    email,
                });
            }
        }
    };
    if text.is_ascii() && !text.contains(['(', '[', '{', '<', '|', '_', '*', '-', '@', ' ']) {
        return hits;
    }
    take(&BRACKETED, false);
    take(&SPOKEN, true);
    nospam(text, &mut hits);
    turned(text, own, &mut hits);
    hits
}

fn undot(text: &str) -> String {
    let text = DOTS
        .as_ref()
        .map_or(text.into(), |dots| dots.replace_all(text, "."));
    text.split_whitespace().collect()
}

/// The address with as much of the domain as is one: a sentence may go on behind it.
fn longest(local: &str, domain: &str) -> Option<String> {
    let mut domain = domain.trim_matches('.');
    loop {
        if let Some(email) = syntax::clean(&format!("{local}@{domain}")) {
            return Some(email);
        }
        domain = domain.rsplit_once('.')?.0;
    }
}

fn is_box(local: &str) -> bool {
    super::super::combine::is_role(local) || local.contains('.')
}

/// `info@NOSPAM.firma.fi`, `infoREMOVETHIS@firma.fi`.
fn nospam(text: &str, hits: &mut Vec<Hit>) {
    let Some(spam) = SPAM.as_ref() else { return };
    if !text.contains('@') || !spam.is_match(text) {
        return;
    }
    for word in text
        .split_whitespace()
        .filter(|w| w.contains('@') && spam.is_match(w))
    {
        let (local, domain) = word.split_once('@').unwrap_or((word, ""));
        let tidy = |part: &str| spam.replace_all(part, "").into_owned();
        let domain = if domain.to_ascii_lowercase().starts_with("nospam") {
            tidy(domain)
        } else {
            spam.replace_all(domain, ".").trim_matches('.').to_owned()
        };
        hits.extend(
            syntax::clean(&format!("{}@{domain}", tidy(local))).map(|email| Hit {
                start: 0,
                end: 0,
                email,
            }),
        );
    }
}

/// Text that only an external style sheet turns around: believed when it gives an address of the site's own.
fn turned(text: &str, own: &str, hits: &mut Vec<Hit>) {
    for word in text
        .split_whitespace()
        .filter(|w| w.contains('@') && w.len() < 100)
    {
        let back: String = word.chars().rev().collect();
        if let Some(email) = syntax::clean(&back)
            && email
                .rsplit('@')
                .next()
                .is_some_and(|d| site::domain(d) == own)
            && syntax::clean(word).is_none()
        {
            hits.push(Hit {
                start: 0,
                end: 0,
                email,
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Vec<String> {
        find(text, "firma.fi")
            .into_iter()
            .map(|h| h.email)
            .collect()
    }

    #[test]
    fn the_usual_ways() {
        for text in [
            "info (at) firma.fi",
            "info[at]firma[dot]fi",
            "info [ät] firma [piste] fi",
            "info(a)firma.fi",
            "info at firma dot fi",
            "info @ firma.fi",
            "info{at}firma{dot}fi",
            "Mail: info at firma.fi",
            "info_at_firma.fi",
            "info (arroba) firma (punto) fi",
            "info@NOSPAM.firma.fi",
            "if.amrif@ofni",
            "info★firma.fi",
            "info (chiocciola) firma.fi",
            "info＠firma.fi",
            "info(zavináč)firma.fi",
            "info [AT] firma [DOT] fi",
        ] {
            assert!(
                all(text)
                    .iter()
                    .chain(
                        &syntax::find(text)
                            .into_iter()
                            .map(|h| h.email)
                            .collect::<Vec<_>>()
                    )
                    .any(|e| e == "info@firma.fi"),
                "{text}: {:?}",
                all(text)
            );
        }
    }

    #[test]
    fn sentences_are_none() {
        for text in [
            "Find us at firma.fi",
            "Open at 10.00 dot",
            "Look at our shop (a) and (b) here.",
            "We are at example.com every day",
        ] {
            assert_eq!(all(text), Vec::<String>::new(), "{text}");
        }
    }
}
