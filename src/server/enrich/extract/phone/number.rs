//! Digits to E.164.

use super::super::fact::Phone;
use super::plan;
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// Signs between the digits of a number, and digits in other scripts' width.
static RUN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?:\(?\s?\+\s?|\(\s?0|[0-9\u{ff10}-\u{ff19}(])[0-9\u{ff10}-\u{ff19} \-‐‑‒–—−ー―.·/()\u{a0}\u{2009}\u{202f}]{4,38}[0-9\u{ff10}-\u{ff19}]").ok()
});

/// Where digits stand that could be a phone number, at least six of them.
pub(super) fn runs(text: &str) -> Vec<Range<usize>> {
    let Some(regex) = RUN.as_ref() else {
        return Vec::new();
    };
    let digits = text.chars().filter(|c| digit(*c).is_some()).take(6).count();
    if digits < 6 {
        return Vec::new();
    }
    let tidy = |r: Range<usize>| {
        // `010 234 5600 (8,35 snt/min)`: an opened bracket that is not closed begins something else.
        let run = &text[r.clone()];
        let end = run
            .rfind(" (")
            .filter(|at| *at > 4 && !run[*at..].contains(')'))
            .map_or(r.end, |at| r.start + at);
        let lead = text[r.start..end].len() - text[r.start..end].trim_start().len();
        r.start + lead..end
    };
    regex
        .find_iter(text)
        .map(|m| tidy(m.range()))
        .filter(|r| {
            text[r.clone()]
                .chars()
                .filter(|c| digit(*c).is_some())
                .count()
                >= 6
        })
        .collect()
}

fn digit(c: char) -> Option<char> {
    match c {
        '0'..='9' => Some(c),
        '\u{ff10}'..='\u{ff19}' => char::from_u32(c as u32 - 0xff10 + 0x30),
        _ => None,
    }
}

static DATE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^(?:\d{1,2}[./-] ?\d{1,2}[./-] ?(?:19|20)\d\d|(?:19|20)\d\d[./-]\d{1,2}[./-]\d{1,2}|(?:19|20)\d\d ?[–—-] ?(?:19|20)\d\d|\d{1,2}[.:]\d{2} ?[–—-] ?\d{1,2}[.:]\d{2}.*|\d{1,3}\.\d{4,}.*|\d{1,2}\.\d{1,2}\. ?[–—-] ?\d{1,2}\.\d{1,2}\..*|\d{1,3}(?:\.\d{3})+)$").ok()
});

/// Units and currencies behind a number.
static UNIT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^\s?(?:€|\$|£|¥|₽|円|%|‰|eur\b|euro|kr\b|kr\.|sek\b|nok\b|dkk\b|zł|pln\b|kč|czk\b|ft\b|huf\b|руб|р\.|chf\b|usd\b|gbp\b|kg\b|km\b|m²|m2\b|m³|cm\b|mm\b|ha\b|kwh?\b|mw\b|gb\b|mb\b|°|[,:]\d|[€$])").ok()
});

/// Dates, prices, times, company numbers and account numbers by their form; a word before them may say so too, see
/// `context`.
pub(super) fn is_something_else(text: &str, run: &Range<usize>, country: Option<&str>) -> bool {
    let written = text[run.clone()].trim();
    let before = text[..run.start].chars().next_back();
    let after = text[run.end..].chars().next();
    // Part of a word, a code or a longer number: FI12345678, 12345678K, €1 200, 1,234 567.
    let glued = |c: char| {
        c.is_alphabetic() && !is_wide(c)
            || matches!(c, '€' | '$' | '£' | '¥' | '#' | '№' | '_' | '=' | '〒')
    };
    if before.is_some_and(|c| glued(c) && !after_word(text, run.start))
        || before == Some('@')
        || (before == Some(',') && !written.starts_with(['+', '0', '(']))
    {
        return true;
    }
    if after.is_some_and(|c| {
        matches!(c, '_' | '@' | '=' | '*')
            || (c.is_ascii_alphabetic()
                && !EXTENSIONS.iter().any(|e| text[run.end..].starts_with(e))
                && !text[run.end..]
                    .chars()
                    .take(4)
                    .collect::<String>()
                    .chars()
                    .any(char::is_lowercase))
    }) {
        return true;
    }
    // An account number goes on in groups of four, with its letters just before.
    let mut near = run.start.saturating_sub(40);
    while !text.is_char_boundary(near) {
        near += 1;
    }
    let head = text[near..run.start].trim_end();
    let token = head.rsplit([' ', '\t', ':']).next().unwrap_or("");
    let iban = token.len() == 4
        && token.as_bytes()[..2].iter().all(u8::is_ascii_uppercase)
        && token.as_bytes()[2..].iter().all(u8::is_ascii_digit);
    let prefix = token.len() >= 2
        && token.len() <= 4
        && token.bytes().all(|b| b.is_ascii_uppercase())
        && VAT.contains(&&token[..2])
        && !written.starts_with(['+', '0', '('])
        && token.len() == 2;
    if iban || (prefix && before == Some(' ')) || DATE.as_ref().is_some_and(|d| d.is_match(written))
    {
        return true;
    }
    let low: String = text[run.end..]
        .chars()
        .take(8)
        .flat_map(char::to_lowercase)
        .collect();
    if UNIT.as_ref().is_some_and(|u| u.is_match(&low)) && !written.starts_with('+') {
        return true;
    }
    let plain = |pattern: &str| Regex::new(pattern).is_ok_and(|r| r.is_match(written));
    match country {
        Some("FI") => company(written, 7, 1),
        Some("SE") => company(written, 6, 4),
        Some("BR") => plain(r"^\d{2}\.\d{3}\.\d{3}"),
        _ => false,
    }
}

/// `1234567-8` and its like.
fn company(written: &str, head: usize, tail: usize) -> bool {
    written.split_once('-').is_some_and(|(a, b)| {
        a.len() == head
            && b.len() == tail
            && !(a.starts_with('0') && tail != 1)
            && a.bytes().chain(b.bytes()).all(|c| c.is_ascii_digit())
    })
}

/// A label glued to the number: «Tel040 123», «T040», «p.040».
fn after_word(text: &str, start: usize) -> bool {
    let word = text[..start]
        .rsplit(|c: char| !c.is_alphabetic())
        .next()
        .unwrap_or("")
        .to_lowercase();
    matches!(
        word.as_str(),
        "tel"
            | "tél"
            | "puh"
            | "phone"
            | "telefon"
            | "mobil"
            | "mobile"
            | "gsm"
            | "telefono"
            | "teléfono"
            | "telefone"
            | "тел"
            | "τηλ"
            | "puhelin"
            | "fax"
            | "ph"
            | "tfn"
            | "tlf"
            | "t"
            | "p"
            | "m"
            | "f"
            | "mob"
    )
}

fn is_wide(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}')
}

#[rustfmt::skip]
static VAT: &[&str] = &["FI", "SE", "DE", "FR", "ES", "IT", "NL", "BE", "PL", "CZ", "SK", "EE", "LV", "LT", "PT", "EL", "AT", "DK", "NO", "GB", "IE", "HU", "RO", "BG", "HR", "SI", "CY", "MT", "LU"];

#[rustfmt::skip]
static EXTENSIONS: &[&str] = &["ext", "x"];

/// The numbers in a run of digits: the whole of it, or, where several stand side by side («040 123 4567 / 050 …»), each
/// of them; as byte ranges of the run.
pub(super) fn within(
    run: &str,
    country: Option<&str>,
    tries: &mut usize,
) -> Vec<(usize, usize, Phone)> {
    let groups = groups(run);
    let mut out = Vec::new();
    let mut from = 0;
    while from < groups.len() && *tries > 0 {
        let mut found = None;
        for to in (from..groups.len().min(from + 9)).rev() {
            let written = &run[groups[from].0..groups[to].1];
            let digits = written.chars().filter(|c| digit(*c).is_some()).count();
            if !(6..=17).contains(&digits) || *tries == 0 {
                continue;
            }
            *tries -= 1;
            if let Some(phone) = parse(written, country) {
                found = Some((to, (groups[from].0, groups[to].1, phone)));
                break;
            }
        }
        match found {
            Some((to, hit)) => {
                out.push(hit);
                from = to + 1;
            }
            // Only a number that begins the run, or what follows a whole one, is a number: no tails of other things.
            None if out.is_empty() => break,
            None => from += 1,
        }
    }
    out
}

/// «963 445 566 / 77»: another number that differs in its last two or three digits, written behind the last hit at the
/// end of the run.
pub(super) fn shortened(
    run: &str,
    last: &(usize, usize, Phone),
    country: Option<&str>,
) -> Option<(usize, usize, Phone)> {
    let (start, end, phone) = last;
    let rest = run.get(*end..)?;
    let tail = rest.trim_start().strip_prefix('/')?.trim();
    if !(2..=3).contains(&tail.len()) || !tail.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let e164 = &phone.e164[..phone.e164.len() - tail.len()];
    parse(&format!("{e164}{tail}"), country)
        .filter(|other| other != phone)
        .map(|other| (*start, *end, other))
}

/// Groups of digits (with a `+` or `(` before them), as byte ranges.
fn groups(run: &str) -> Vec<(usize, usize)> {
    let mut groups: Vec<(usize, usize)> = Vec::new();
    let mut start: Option<usize> = None;
    let mut lead = None;
    for (i, c) in run.char_indices() {
        if digit(c).is_some() {
            start.get_or_insert(lead.take().unwrap_or(i));
        } else {
            if let Some(from) = start.take() {
                groups.push((from, i));
            }
            match c {
                '+' | '(' => {
                    lead.get_or_insert(i);
                }
                ')' => {
                    if let Some(last) = groups.last_mut() {
                        last.1 = i + 1;
                    }
                    lead = None;
                }
                _ => {}
            }
        }
    }
    if let Some(from) = start {
        groups.push((from, run.len()));
    }
    groups.truncate(40);
    groups
}

/// The target of a `tel:` link, with `;ext=` or a pause before the extension.
pub(super) fn parse_link(target: &str, country: Option<&str>) -> Option<Phone> {
    let target = target.split(['?', '&']).next().unwrap_or(target);
    let (main, extension) = match target.find([';', ',', 'p', 'w', 'x']) {
        Some(at) if at > 4 => (&target[..at], Some(&target[at..])),
        _ => (target, None),
    };
    let mut phone = parse(main, country).or_else(|| {
        parse(&format!("+{}", main.trim()), country)
            .filter(|_| main.trim().len() >= 10 && !main.trim().starts_with('0'))
    })?;
    phone.extension = extension
        .map(|e| e.chars().filter(char::is_ascii_digit).collect::<String>())
        .filter(|e| (1..=6).contains(&e.len()));
    Some(phone)
}

/// Reads a number as written, national ones by the country. Only numbers that the numbering plan has.
pub(in super::super) fn parse(written: &str, country: Option<&str>) -> Option<Phone> {
    // `+358 (0)40 …`: the zero is for those who call from inside.
    let written: String = written
        .chars()
        .filter_map(|c| digit(c).or((!c.is_whitespace()).then_some(c)))
        .collect();
    let written = written.replace(
        "(0)",
        if written.starts_with('+') || written.starts_with("00") || written.starts_with("(+") {
            ""
        } else {
            "0"
        },
    );
    let mut digits: String = written.chars().filter(|c| c.is_ascii_digit()).collect();
    if !(5..=17).contains(&digits.len()) {
        return None;
    }
    let mut international = written.trim_start_matches('(').starts_with('+');
    if !international {
        if let Some(rest) = digits
            .strip_prefix("00")
            .filter(|r| r.len() >= 8 && !r.starts_with('0'))
        {
            digits = rest.to_owned();
            international = true;
        } else if let Some(rest) = digits
            .strip_prefix("011")
            .filter(|r| matches!(country, Some("US" | "CA")) && r.len() > 10)
        {
            digits = rest.to_owned();
            international = true;
        }
    }
    let e164 = if international {
        plan::international(&digits)
    } else {
        plan::national(&digits, country?)
    }?;
    Some(Phone {
        e164,
        extension: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn e164(text: &str, country: &str) -> Option<String> {
        parse(text, Some(country)).map(|p| p.e164)
    }

    #[test]
    fn national_and_international_forms() {
        for (text, country, want) in [
            ("040 123 4567", "FI", "+358401234567"),
            ("+358 (0)9 123 4567", "FI", "+35891234567"),
            ("00358 40 1234567", "FI", "+358401234567"),
            ("08-465 004 00", "SE", "+46846500400"),
            ("(030) 901820-0", "DE", "+49309018200"),
            ("01 42 68 53 00", "FR", "+33142685300"),
            ("06 1234 5678", "IT", "+390612345678"),
            ("912 345 678", "ES", "+34912345678"),
            ("020 7946 0018", "GB", "+442079460018"),
            ("03-1234-5678", "JP", "+81312345678"),
            ("8 (495) 123-45-67", "RU", "+74951234567"),
            ("(212) 555-0142", "US", "+12125550142"),
            ("22 123 45 67", "PL", "+48221234567"),
            ("210 1234567", "GR", "+302101234567"),
            ("224 123 456", "CZ", "+420224123456"),
            ("5123 4567", "EE", "+37251234567"),
            ("03−1234−5678", "JP", "+81312345678"),
            ("8 (812) 309-44-55", "RU", "+78123094455"),
            ("8 921 987-65-43", "RU", "+79219876543"),
        ] {
            assert_eq!(e164(text, country).as_deref(), Some(want), "{text}");
        }
    }

    #[test]
    fn several_in_one_run() {
        let mut tries = 100;
        let found: Vec<String> = within("040 123 4567 / 050 765 4321", Some("FI"), &mut tries)
            .into_iter()
            .map(|(_, _, p)| p.e164)
            .collect();
        assert_eq!(found, ["+358401234567", "+358507654321"]);
    }
}
