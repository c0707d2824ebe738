//! Opening hours in OSM's `opening_hours` syntax: from schema.org, and from lines of days and times that can be read
//! in one way only.

mod clause;
mod days;
mod token;

use super::Page;
use super::fact::{Draft, Found, Value, Zone};
use super::structured::Item;
use super::words::{lower, week};
use clause::{is_days, is_times, read_all};
use days::Week;

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
            for part in text.split(';').filter(|part| !part.trim().is_empty()) {
                if !read_all(part, "", &mut week) {
                    return None;
                }
            }
        }
    }
    week.write()
}

/// A line of hours is no longer than this; a sentence may be.
const LONGEST: usize = 400;
/// What says that hours which follow are of something else is a heading or a label.
const LONGEST_LABEL: usize = 50;

/// Reads the hours in a page's lines: consecutive lines that each name days and times. Confidence 0.75.
pub(super) fn read(page: &Page, drafts: &mut Vec<Draft>) {
    let guess = || week::language_of(page.country.unwrap_or("")).to_owned();
    let language = page.dom.language().unwrap_or_else(guess);
    let mut weeks: Vec<(Week, Zone)> = Vec::new();
    let mut week = Week::default();
    let mut zone = Zone::Main;
    let mut gap = 0;
    // A day alone on its line, whose times are on the next; the days of a table's head.
    let mut pending: Option<String> = None;
    // Whether those days had times on their own line: what follows is more of them only if it is nothing else.
    let mut more = false;
    let mut head: Vec<String> = Vec::new();
    // Below a heading of the kitchen or of the telephone.
    let mut elsewhere = false;
    for line in page.lines.iter().take(5_000) {
        let text = lower(&line.text);
        if line.heading > 0 || text.len() < LONGEST_LABEL && text.ends_with(':') {
            elsewhere = is_elsewhere(&text);
        }
        let mut here = Week::default();
        if more && text.chars().filter(|c| c.is_alphabetic()).count() > 3 {
            pending = None;
        }
        let hit = text.len() < LONGEST
            && (read_all(&text, &language, &mut here)
                || joined(&pending, &text, &language, &mut here)
                || columns(&head, &text, &language, &mut here));
        if hit && !elsewhere {
            if week.contradicts(&here) {
                weeks.push((std::mem::take(&mut week), zone));
            }
            if week.open_days() == 0 {
                zone = line.zone;
            }
            week.join(&here);
            gap = 0;
            if !is_times(&text, &language) {
                // The afternoon may stand in the next row, below an empty cell.
                let days = text.split(|c: char| c.is_ascii_digit()).next();
                let days = days.map(|d| d.trim_end_matches([' ', '\t', ':', '.', '(']));
                pending = days.filter(|d| is_days(d, &language)).map(str::to_owned);
                more = true;
            }
            continue;
        }
        let cells: Vec<&str> = text.split('\t').map(str::trim).collect();
        let days = cells.iter().filter(|cell| is_days(cell, &language)).count();
        head = if days > 2 && days + 1 >= cells.len() {
            cells
                .iter()
                .filter(|c| is_days(c, &language))
                .map(|c| (*c).to_owned())
                .collect()
        } else {
            Vec::new()
        };
        pending = None;
        if text.len() < 40 && is_days(&text, &language) {
            pending = Some(text);
            more = false;
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

/// Whether a heading says that the hours below it are those of the kitchen or of the telephone.
fn is_elsewhere(text: &str) -> bool {
    let last = |words: &[&str]| words.iter().filter_map(|w| text.rfind(w)).max();
    last(week::NOT_OPEN).is_some() && last(week::OPEN).is_none()
        || week::NOT_OPEN.iter().any(|w| text.starts_with(w))
}

/// Times on the line below their day.
fn joined(day: &Option<String>, text: &str, language: &str, week: &mut Week) -> bool {
    day.as_ref().is_some_and(|day| {
        is_times(text, language) && read_all(&format!("{day} {text}"), language, week)
    })
}

/// Times in the columns below their days.
fn columns(head: &[String], text: &str, language: &str, week: &mut Week) -> bool {
    let cells: Vec<&str> = text.split('\t').map(str::trim).collect();
    if head.is_empty() || cells.len() < head.len() {
        return false;
    }
    let own = &cells[cells.len() - head.len()..];
    let mut any = false;
    for (day, times) in head.iter().zip(own) {
        any |= joined(&Some(day.clone()), times, language, week);
    }
    any
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
