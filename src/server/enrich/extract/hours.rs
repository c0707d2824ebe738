//! Opening hours in OSM's `opening_hours` syntax: from schema.org, and from lines of days and times that can be read
//! in one way only.

use super::Page;
use super::fact::{Draft, Found, Value, Zone};
use super::structured::Item;
use super::words::{lower, week};
use regex::Regex;
use std::fmt::Write;
use std::sync::LazyLock;

const NAMES: [&str; 7] = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];

/// Minutes from midnight, from and to.
type Span = (u16, u16);

/// A week: per day nothing known, or the times (none: closed).
#[derive(Debug, Default, Clone, PartialEq)]
struct Week([Option<Vec<Span>>; 7]);

impl Week {
    fn add(&mut self, day: usize, spans: &[Span]) {
        let all = self.0[day].get_or_insert_default();
        all.extend(
            spans
                .iter()
                .filter(|s| !all.contains(s))
                .copied()
                .collect::<Vec<_>>(),
        );
        all.sort_unstable();
    }

    fn open_days(&self) -> usize {
        self.0.iter().flatten().filter(|d| !d.is_empty()).count()
    }

    /// Runs of equal days together: `Mo-Fr 10:00-18:00; Sa 10:00-15:00; Su off`.
    fn write(&self) -> Option<String> {
        if self.open_days() == 0 {
            return None;
        }
        if self.0.iter().all(|d| d.as_deref() == Some(&[(0, 1440)])) {
            return Some("24/7".to_owned());
        }
        let mut out = String::new();
        let mut day = 0;
        while day < 7 {
            let Some(spans) = &self.0[day] else {
                day += 1;
                continue;
            };
            let last = (day..7)
                .take_while(|d| self.0[*d].as_ref() == Some(spans))
                .last()
                .unwrap_or(day);
            let sep = if out.is_empty() { "" } else { "; " };
            let days = if last > day {
                format!("{}-{}", NAMES[day], NAMES[last])
            } else {
                NAMES[day].to_owned()
            };
            let times: Vec<String> = spans
                .iter()
                .map(|(a, b)| format!("{:02}:{:02}-{:02}:{:02}", a / 60, a % 60, b / 60, b % 60))
                .collect();
            let times = if times.is_empty() {
                "off".to_owned()
            } else {
                times.join(",")
            };
            write!(out, "{sep}{days} {times}").ok()?;
            day = last + 1;
        }
        Some(out)
    }
}

/// Hours of a schema.org item: `openingHoursSpecification`, or `openingHours`.
pub(super) fn schema(item: &Item) -> Option<String> {
    let mut week = Week::default();
    for spec in item.items("openinghoursspecification") {
        if spec.has("validfrom") && !spec.has("dayofweek") {
            continue;
        }
        let (opens, closes) = (
            spec.text("opens").and_then(|t| clock(&t)),
            spec.text("closes").and_then(|t| clock(&t)),
        );
        for day in spec
            .texts("dayofweek")
            .iter()
            .flat_map(|d| d.split([',', ' ']).map(str::to_owned).collect::<Vec<_>>())
        {
            let name = day.rsplit(['/', '#']).next().unwrap_or("").to_lowercase();
            let Some(day) = week::day(&name, "en") else {
                continue;
            };
            match (opens, closes) {
                // Equal times are how closed days are written; 00:00 to 23:59 is all day.
                (Some(a), Some(b)) if a == b && a == 0 => week.add(day, &[]),
                (Some(0), Some(1439 | 1440)) => week.add(day, &[(0, 1440)]),
                (Some(a), Some(b)) if a != b => {
                    week.add(day, &[(a, if b == 0 { 1440 } else { b })])
                }
                (None, None) => week.add(day, &[]),
                _ => {}
            }
        }
    }
    if week.open_days() == 0 {
        for text in item.texts("openinghours") {
            for part in text.split([';', ',']) {
                if !read_line(part, "en", &mut week) {
                    return None;
                }
            }
        }
    }
    week.write()
}

/// Reads the hours in a page's lines: consecutive lines that each name days and times. Confidence 0.75.
pub(super) fn read(page: &Page, drafts: &mut Vec<Draft>) {
    let language = page.dom.language().unwrap_or_default();
    let mut week = Week::default();
    let mut zone = Zone::Main;
    let mut gap = 0;
    let mut pending: Option<String> = None;
    let mut weeks = Vec::new();
    for line in page.lines.iter().take(5_000) {
        let text = lower(&line.text);
        let joined = pending.take().map(|day| format!("{day} {text}"));
        let before = week.clone();
        let hit = text.len() < 160
            && (read_all(&text, &language, &mut week)
                || joined.is_some_and(|j| read_all(&j, &language, &mut week)));
        if hit {
            if before.open_days() == 0 {
                zone = line.zone;
            }
            gap = 0;
            continue;
        }
        week = before;
        // A day alone on its line waits for its times on the next.
        if text.len() < 40
            && days(&text, &language)
                .is_some_and(|(_, rest)| rest.trim_matches([':', ' ', '.']).is_empty())
        {
            pending = Some(text);
            continue;
        }
        gap += 1;
        if gap > 1 && week.open_days() > 0 {
            weeks.push((std::mem::take(&mut week), zone));
        }
    }
    weeks.push((week, zone));
    for (week, zone) in weeks {
        if week.open_days() >= 2
            && let Some(hours) = week.write()
        {
            drafts.push(Draft::new(Value::Hours(hours), Found::Text, zone, 0.75));
        }
    }
}

/// A line may hold several clauses: «Ma-pe 10-18, la 10-15, su suljettu».
fn read_all(text: &str, language: &str, week: &mut Week) -> bool {
    static CLAUSE: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"(?:[,;|/\t]|\s\s|(?:\d|\bh|uhr|klo)\s)\s*").ok());
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

/// Reads one clause into the week; says whether it could.
fn read_line(text: &str, language: &str, week: &mut Week) -> bool {
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
fn days<'a>(text: &'a str, language: &str) -> Option<(Vec<usize>, &'a str)> {
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

fn clock(text: &str) -> Option<u16> {
    let text = text.trim().rsplit('T').next()?;
    let mut parts = text.split(':');
    let (hour, minute) = (
        parts.next()?.trim().parse::<u16>().ok()?,
        parts
            .next()
            .and_then(|m| m.get(..2))
            .and_then(|m| m.parse().ok())
            .unwrap_or(0),
    );
    let late = text.to_lowercase().contains("pm") && hour < 12;
    (hour <= 24 && minute < 60).then_some((hour + if late { 12 } else { 0 }) * 60 + minute)
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
            ("Пн-Пт с 9:00 до 18:00", "ru", "Mo-Fr 09:00-18:00"),
        ] {
            assert_eq!(of(text, language).as_deref(), Some(want), "{text}");
        }
    }
}
