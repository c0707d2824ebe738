//! What the parts of a line of opening hours are: days, signs between them, times.

use super::super::words::week;
use super::days::Span;
use regex::Regex;
use std::sync::LazyLock;

/// A part of a line.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    /// One day, or those that one word names («arkisin»).
    Days(Vec<usize>),
    /// «–», «to», «bis».
    Range,
    /// «,», «and».
    And,
    /// From and to.
    Times(Span),
    /// Nobody is there.
    Closed,
    /// What has hours of its own: the kitchen, the telephone.
    Elsewhere,
    /// A number that is no time: a date, a price.
    Number,
    /// Another word.
    Word,
}

/// Words between the first and the last of several days.
#[rustfmt::skip]
static RANGE: &[&str] = &["bis", "to", "till", "til", "until", "au", "à", "a", "al", "tot", "do", "kuni", "līdz", "iki", "по", "до", "through", "thru", "έως", "ως", "fino", "hasta", "pana", "până", "az"];

/// Between two days.
#[rustfmt::skip]
static AND: &[&str] = &["und", "ja", "and", "och", "og", "et", "y", "e", "en", "i", "и", "και", "sekä", "sowie", "oraz", "or", "va", "és", "un", "ir", "met"];

/// The parts of a text in small letters, and where each begins.
pub(super) fn tokens(text: &str, language: &str) -> Vec<(usize, Token)> {
    let mut out: Vec<(usize, Token)> = Vec::new();
    let mut at = 0;
    let mut english = false;
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        if let Some((token, len)) = phrase(text, at) {
            out.push((at, token));
            at += len;
        } else if c.is_ascii_digit() {
            let (token, len) = numeral(rest);
            out.push((at, token));
            at += len;
        } else if c.is_alphabetic() {
            let len = rest
                .find(|c: char| !c.is_alphabetic() && !matches!(c, '\'' | '’' | '\u{301}'))
                .unwrap_or(rest.len());
            let word = rest[..len].trim_end_matches(['\'', '’']);
            word_of(word, language, english, at, &mut out);
            english |= ENGLISH.iter().any(|day| word.starts_with(day));
            at += len;
        } else {
            match c {
                '-' | '–' | '—' | '−' | '～' | '〜' | '~' => out.push((at, Token::Range)),
                ',' | '/' | '&' | '+' | '、' | '・' => out.push((at, Token::And)),
                _ => {}
            }
            at += c.len_utf8();
        }
        if out.len() > 120 {
            break;
        }
    }
    out
}

/// Forms of days that no other language has.
static ENGLISH: &[&str] = &["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// Names of several days, and «t/m».
fn phrase(text: &str, at: usize) -> Option<(Token, usize)> {
    let rest = &text[at..];
    let free = text[..at]
        .chars()
        .next_back()
        .is_none_or(|c| !c.is_alphanumeric());
    if !free {
        return None;
    }
    if rest.starts_with("t/m") || rest.starts_with("t.o.m") {
        return Some((Token::Range, if rest.starts_with("t/m") { 3 } else { 5 }));
    }
    if let Some(tail) = rest.strip_prefix(|c: char| ('2'..='6').contains(&c))
        && let Some(day) = week::day(&format!("{}ª", rest.chars().next()?), "pt")
        && tail.starts_with('ª')
    {
        let feira = tail
            .strip_prefix("ª feira")
            .or_else(|| tail.strip_prefix("ª-feira"));
        let len = 1 + "ª".len() + feira.map_or(0, |_| " feira".len());
        return Some((Token::Days(vec![day]), len));
    }
    [
        (week::WORKDAYS, 0..5),
        (week::WEEKENDS, 5..7),
        (week::EVERYDAY, 0..7),
    ]
    .into_iter()
    .find_map(|(words, days)| {
        let word = words
            .iter()
            .filter(|w| rest.starts_with(**w))
            .max_by_key(|w| w.len())?;
        let whole = rest[word.len()..]
            .chars()
            .next()
            .is_none_or(|c| !c.is_alphanumeric() || !word.is_ascii() && word.chars().count() < 3);
        whole.then(|| (Token::Days(days.collect()), word.len()))
    })
}

fn word_of(word: &str, language: &str, english: bool, at: usize, out: &mut Vec<(usize, Token)>) {
    if week::CLOSED.iter().any(|c| word.contains(c)) {
        return out.push((at, Token::Closed));
    }
    let between = matches!(out.last(), Some((_, Token::Days(_))));
    let language = if english && word == "to" {
        "en"
    } else {
        language
    };
    // «Po a St»: «a» is «and» in Czech.
    if between && word == "a" && matches!(language, "cs" | "sk") {
        return out.push((at, Token::And));
    }
    if let Some(day) = week::day(word, language) {
        out.push((at, Token::Days(vec![day])));
        if week::begins(word, language) {
            out.push((at, Token::Range));
        }
        return;
    }
    // «土日», «月火水»
    let all: Option<Vec<usize>> = word
        .chars()
        .map(|c| week::day(&c.to_string(), "ja"))
        .collect();
    if let Some(days) = all.filter(|_| !word.is_ascii()) {
        return out.push((at, Token::Days(days)));
    }
    let token = if between && RANGE.contains(&word) {
        Token::Range
    } else if AND.contains(&word) {
        Token::And
    } else if word == "feira" {
        return;
    } else if week::NOT_OPEN.iter().any(|w| word.contains(w)) {
        Token::Elsewhere
    } else {
        Token::Word
    };
    out.push((at, token));
}

#[rustfmt::skip]
static SPAN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^(\d{1,2})(?:\s?[:.h時]\s?(\d{2})|\s?h(?:rs)?\b)?分?時?\s?(am|pm|a\.\s?m\.?|p\.\s?m\.?)?\s*(?:uhr|klo|kl\.?|hod\.?|hrs|uur|ore|órától|\.)?\s*(?:-|–|—|−|～|〜|~|to|till|til|until|bis|à|a|al|alle|as|às|do|tot|до|έως|kuni|thru|through|and|und|en|et|e|y|i|og|och|iki|līdz|jusqu.à|hasta|u)\s*(?:kl\.?|klo|las|um|le|les)?\s*(\d{1,2})(?:\s?[:.h時]\s?(\d{2})|\s?h(?:rs)?\b)?分?時?\s?(am|pm|a\.\s?m\.?|p\.\s?m\.?)?").ok()
});

/// «0800-1700».
static PLAIN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^([01]\d|2[0-4])([0-5]\d)\s?[-–—]\s?([01]\d|2[0-4])([0-5]\d)\b").ok()
});

/// What begins with a digit: a span of time, or a number that is none.
fn numeral(rest: &str) -> (Token, usize) {
    let plain = PLAIN.as_ref().and_then(|r| r.captures(rest));
    if let Some(hit) = plain {
        let number = |n: usize| {
            hit.get(n)
                .and_then(|m| m.as_str().parse::<u16>().ok())
                .unwrap_or(0)
        };
        let span = (number(1) * 60 + number(2), number(3) * 60 + number(4));
        if span.0 != span.1 {
            return (Token::Times(span), hit.get(0).map_or(1, |m| m.end()));
        }
    }
    if let Some((span, len)) = span(rest) {
        return (Token::Times(span), len);
    }
    let len = rest
        .find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | ':'))
        .unwrap_or(rest.len());
    (Token::Number, len.max(1))
}

fn span(rest: &str) -> Option<(Span, usize)> {
    let hit = SPAN.as_ref()?.captures(rest)?;
    let end = hit.get(0)?.end();
    // «9-17-2»: part of a number.
    if rest[end..].starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let number = |n: usize| hit.get(n).and_then(|m| m.as_str().parse::<u16>().ok());
    let half = |n: usize| hit.get(n).map(|m| m.as_str().starts_with('p'));
    let (mut from, mut to) = (number(1)?, number(4)?);
    let (late, until) = (half(3), half(6));
    if until == Some(true) && to < 12 {
        to += 12;
    }
    // Midnight in English.
    if until == Some(false) && to == 12 {
        to = 24;
    }
    let afternoon = until == Some(true) && late.is_none() && from + 12 < to && from < 6;
    if late == Some(true) && from < 12 || afternoon {
        from += 12;
    }
    // «9–5», «9am–5»: nobody opens at nine for twenty hours.
    if until.is_none() && to < from && (6..12).contains(&from) && (1..9).contains(&to) {
        to += 12;
    }
    // «12.30am» is after midnight.
    if until == Some(false) && to == 24 && number(5).unwrap_or(0) > 0 {
        to = 0;
    }
    let (low, high) = (number(2).unwrap_or(0), number(5).unwrap_or(0));
    let (a, b) = (from * 60 + low, to * 60 + high);
    (from <= 24 && to <= 26 && a != b && low < 60 && high < 60)
        .then_some(((a, if b == 0 { 1440 } else { b }), end))
}
