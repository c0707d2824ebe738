//! Opening hours in OSM's `opening_hours` syntax: from schema.org, and from lines of days and times that can be read
//! in one way only.

mod clause;
mod days;

use super::Page;
use super::fact::{Draft, Found, Value, Zone};
use super::structured::Item;
use super::words::{lower, week};
use clause::{days, read_all, read_line};
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
