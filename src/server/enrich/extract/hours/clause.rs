//! One line of days and times, in the ways in which many languages write them.

use super::super::words::{lower, week};
use super::days::{Span, Week};
use regex::Regex;
use std::sync::LazyLock;

/// A line may hold several clauses: «Ma-pe 10-18, la 10-15, su suljettu».
pub(super) fn read_all(text: &str, language: &str, week: &mut Week) -> bool {
    static CLAUSE: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"(?:[,;|/\t]|\s\s|(?:\d|\bh|uhr|klo)\s)\s*").ok());
    let text = unlabelled(text, language);
    // Cut before every word that is a day and follows a time.
    let Some(clause) = CLAUSE.as_ref() else {
        return false;
    };
    let mut cuts = vec![0];
    for cut in clause.find_iter(text) {
        let word: String = text[cut.end()..]
            .chars()
            .take_while(|c| c.is_alphabetic())
            .collect();
        let last = cuts.last().copied().unwrap_or(0);
        if word.chars().count() >= 1
            && week::day(&word, language).is_some()
            && text[last..cut.end()].chars().any(|c| c.is_ascii_digit())
        {
            cuts.push(cut.end());
        }
    }
    cuts.push(text.len());
    let mut any = false;
    for pair in cuts.windows(2) {
        let part = text[pair[0]..pair[1]].trim_matches([',', ';', '|', '/', ' ', '\t', '.']);
        any |= read_line(part, language, week);
    }
    any
}

/// Without «Avoinna», «Biuro czynne:» and the like before the first day. What is said of the kitchen or of the
/// telephone is nobody's opening hours.
fn unlabelled<'a>(text: &'a str, language: &str) -> &'a str {
    let mut at = 0;
    for word in text.split(' ') {
        let bare: String = word.chars().take_while(|c| c.is_alphabetic()).collect();
        let several = bare.chars().count() > 1 || word.contains(['-', '–']);
        let day = several && week::day(&bare, language).is_some()
            || week::WORKDAYS.contains(&bare.as_str());
        if day {
            let label = text[..at].trim();
            let plain = label.len() <= 48 && !label.chars().any(|c| c.is_ascii_digit());
            let other = week::NOT_OPEN.iter().any(|w| label.contains(w));
            let said = week::OPEN.iter().any(|w| label.contains(w))
                || label.ends_with(':') && label.chars().count() <= 24;
            return if plain && said && !other {
                &text[at..]
            } else {
                text
            };
        }
        at += word.len() + 1;
        if at > 60 {
            break;
        }
    }
    text
}

/// Reads one clause into the week; says whether it could.
pub(super) fn read_line(text: &str, language: &str, week: &mut Week) -> bool {
    let text = lower(text.trim());
    let Some((days, rest)) = days(&text, language) else {
        return false;
    };
    if week::CLOSED.iter().any(|c| rest.contains(c)) {
        days.iter().for_each(|d| week.add(*d, &[]));
        return true;
    }
    let spans = spans(rest);
    if spans.is_empty() {
        return false;
    }
    days.iter().for_each(|d| week.add(*d, &spans));
    true
}

/// Between two days, and before the first.
#[rustfmt::skip]
static AND: &[&str] = &["und", "ja", "and", "och", "og", "et", "y", "e", "en", "i", "a", "и", "και"];
#[rustfmt::skip]
static FROM: &[&str] = &["le", "les", "du", "de", "dal", "da", "von", "från", "c", "с", "od", "pon"];

/// The days at the beginning of a clause, and what follows.
pub(super) fn days<'a>(text: &'a str, language: &str) -> Option<(Vec<usize>, &'a str)> {
    let everyday = [
        "joka päivä",
        "every day",
        "daily",
        "täglich",
        "alla dagar",
        "tous les jours",
        "tutti i giorni",
        "todos los días",
        "todos os dias",
        "ежедневно",
        "codziennie",
        "denně",
        "iga päev",
        "dagelijks",
        "καθημερινά",
        "mo-su",
    ];
    for word in week::WORKDAYS {
        if let Some(rest) = text.strip_prefix(word) {
            let rest = rest.trim_start_matches(['.', ' ', ':', ',']);
            let rest = rest.strip_prefix("klo").unwrap_or(rest);
            return Some(((0..5).collect(), rest.trim_start_matches(['.', ' '])));
        }
    }
    for word in everyday {
        if let Some(rest) = text.strip_prefix(word) {
            return Some(((0..7).collect(), rest));
        }
    }
    let mut days: Vec<usize> = Vec::new();
    let mut range = false;
    let mut rest = text;
    loop {
        let trimmed = rest.trim_start_matches([' ', '.', ',', '\t', '+', '&', '・', '、', ':']);
        let word_len = trimmed
            .find(|c: char| !c.is_alphabetic() && c != '\'' && c != 'ª')
            .unwrap_or(trimmed.len());
        let word = &trimmed[..word_len];
        if let Some(day) = week::day(word, language).filter(|_| !word.is_empty()) {
            match (range, days.last().copied()) {
                (true, Some(last)) => {
                    let mut at = last;
                    while at != day {
                        at = (at + 1) % 7;
                        days.push(at);
                    }
                }
                _ => days.push(day),
            }
            range = false;
            rest = &trimmed[word_len..];
            rest = rest.strip_prefix("-feira").unwrap_or(rest);
        } else if let Some(next) = trimmed.strip_prefix("t/m").filter(|_| !days.is_empty()) {
            range = true;
            rest = next;
        } else if [
            "bis", "to", "till", "til", "au", "à", "a", "al", "tot", "do", "kuni", "līdz", "iki",
            "по", "до", "through", "t/m", "έως", "–",
        ]
        .contains(&word)
            && !days.is_empty()
        {
            range = true;
            rest = &trimmed[word_len..];
        } else if word_len > 0
            && ((!days.is_empty() && AND.contains(&word))
                || (days.is_empty() && FROM.contains(&word)))
        {
            rest = &trimmed[word_len..];
        } else if let Some(next) = trimmed
            .strip_prefix(['-', '–', '—', '～', '〜', '−'])
            .filter(|_| !days.is_empty())
        {
            range = true;
            rest = next;
        } else {
            return (!days.is_empty() && !range).then_some((days, trimmed));
        }
        if days.len() > 14 {
            return None;
        }
    }
}

static SPAN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(\d{1,2})(?:[:.h時]\s?(\d{2})?)?分?\s*(am|pm|a\.m\.|p\.m\.)?\s*(?:uhr|klo|kl\.?|h)?\s*(?:-|–|—|−|～|〜|~|to|till|til|bis|à|a|al|alle|as|às|do|do|tot|до|έως|kuni)\s*(?:kl\.?|klo)?\s*(\d{1,2})(?:[:.h時]\s?(\d{2})?)?分?\s*(am|pm|a\.m\.|p\.m\.)?").ok()
});

fn spans(text: &str) -> Vec<Span> {
    let Some(regex) = SPAN.as_ref() else {
        return Vec::new();
    };
    let mut out = Vec::new();
    for hit in regex.captures_iter(text).take(4) {
        let number = |n: usize| hit.get(n).and_then(|m| m.as_str().parse::<u16>().ok());
        let half = |n: usize| hit.get(n).map(|m| m.as_str().starts_with('p'));
        let (Some(mut from), Some(mut to)) = (number(1), number(4)) else {
            continue;
        };
        let (late, until) = (half(3), half(6));
        if until == Some(true) && to < 12 {
            to += 12;
        }
        // Midnight in English.
        if until == Some(false) && to == 12 {
            to = 24;
        }
        if late == Some(true) && from < 12
            || (late.is_none() && until == Some(true) && from < 12 && from + 12 < to) && from < 6
        {
            from += 12;
        }
        let (a, b) = (
            from * 60 + number(2).unwrap_or(0),
            to * 60 + number(5).unwrap_or(0),
        );
        if from > 24
            || to > 26
            || a == b
            || number(2).unwrap_or(0) > 59
            || number(5).unwrap_or(0) > 59
        {
            return Vec::new();
        }
        out.push((a, if b == 0 { 1440 } else { b }));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str, language: &str) -> Option<String> {
        let mut week = Week::default();
        text.split('\n').for_each(|line| {
            read_all(&lower(line), language, &mut week);
        });
        week.write()
    }

    #[test]
    fn lines_in_many_languages() {
        for (text, language, want) in [
            (
                "Ma-pe 10-18, la 10-15, su suljettu",
                "fi",
                "Mo-Fr 10:00-18:00; Sa 10:00-15:00; Su off",
            ),
            (
                "Monday - Friday: 9am – 5.30pm\nSaturday 10am-2pm",
                "en",
                "Mo-Fr 09:00-17:30; Sa 10:00-14:00",
            ),
            (
                "Mo–Fr 8.00–12.00 und 13.00–18.00 Uhr\nSo geschlossen",
                "de",
                "Mo-Fr 08:00-12:00,13:00-18:00; Su off",
            ),
            (
                "Du lundi au vendredi : 9h30 - 19h",
                "fr",
                "Mo-Fr 09:30-19:00",
            ),
            ("Pondělí – Pátek 8:00–16:30", "cs", "Mo-Fr 08:00-16:30"),
            (
                "E–R 9–18, L 10–15",
                "et",
                "Mo-Fr 09:00-18:00; Sa 10:00-15:00",
            ),
            (
                "Avoinna ma–to 7.00–16.00, pe 7.00–14.30",
                "fi",
                "Mo-Th 07:00-16:00; Fr 07:00-14:30",
            ),
            (
                "Toimisto avoinna arkisin klo 8.30–16.00.",
                "fi",
                "Mo-Fr 08:30-16:00",
            ),
            (
                "Biuro czynne: pon.-pt. 7:00-15:00",
                "pl",
                "Mo-Fr 07:00-15:00",
            ),
            ("ma t/m vr: 07:30 - 16:30 uur", "nl", "Mo-Fr 07:30-16:30"),
            (
                "Otevírací doba: Po - Pá 6:30 - 15:00, So 7:00 - 11:00",
                "cs",
                "Mo-Fr 06:30-15:00; Sa 07:00-11:00",
            ),
            ("Пн-Пт с 9:00 до 18:00", "ru", "Mo-Fr 09:00-18:00"),
        ] {
            assert_eq!(of(text, language).as_deref(), Some(want), "{text}");
        }
    }
}
