//! Customers who say how good it was: a sentence, then a name, then what they do elsewhere.

use super::super::Page;
use super::cards::Named;
use super::reach::{self, Reach};
use super::{Sighting, name};

/// Shorter than this is a label rather than an opinion.
const SHORTEST: usize = 18;

/// Drops the sightings that are customers' voices. Whoever stands on a team page, or with an address of their own, is
/// none.
pub(super) fn drop(
    page: &Page,
    team: bool,
    reach: &Reach,
    names: &[Named],
    found: &mut Vec<Sighting>,
) {
    if team {
        return;
    }
    let next: Vec<usize> = found
        .iter()
        .skip(1)
        .map(|s| s.from)
        .chain([page.lines.len()])
        .collect();
    // A sentence on the card before the name is a greeting when it happens once, and opinions when more often.
    let inside = found
        .iter()
        .filter(|s| s.from == s.at && follows(page, s.at, names) == Some(Lead::Inside))
        .count();
    let mut i = 0;
    found.retain(|s| {
        let next = next[i];
        i += 1;
        let card = reach::card(page, s.from, s.to, next);
        let several =
            inside > 1 && s.from == s.at && follows(page, s.at, names) == Some(Lead::Inside);
        let voice = several || is_voice(page, s.from, s.person.role.as_deref(), names);
        !voice || reach.is_reachable(page, &card)
    });
}

/// Whether the name on a line signs an opinion: quoted words before it, or a sentence on the same card and a role at
/// a firm or in a town.
pub(super) fn is_voice(page: &Page, at: usize, role: Option<&str>, names: &[Named]) -> bool {
    match follows(page, at, names) {
        Some(Lead::Quoted) => true,
        Some(Lead::Inside) => role.is_some_and(|r| {
            r.contains(',') || r.split_whitespace().any(name::is_firm) || r.contains(" at ")
        }),
        None => false,
    }
}

#[derive(PartialEq)]
enum Lead {
    /// The words before the name are in quotation marks.
    Quoted,
    /// A sentence that shares a card with this name alone.
    Inside,
}

/// What stands before a name that may be said by its bearer.
fn follows(page: &Page, at: usize, names: &[Named]) -> Option<Lead> {
    let line = &page.lines[at];
    let before = page.lines[..at]
        .last()
        .filter(|l| l.zone == line.zone && l.heading == 0)?;
    let text = before.text.trim();
    let quoted = text.starts_with(['"', '“', '”', '„', '«', '»', '‟', '❝'])
        || text.ends_with(['”', '“', '»', '«', '"', '❞']);
    if quoted && text.chars().count() >= SHORTEST / 2 {
        return Some(Lead::Quoted);
    }
    if text.chars().count() < SHORTEST
        || !text.ends_with(['.', '!', '?', '…'])
        || text.chars().any(|c| c.is_ascii_digit())
    {
        return None;
    }
    let earlier = names[..names.partition_point(|n| n.at < at)]
        .last()
        .map_or(0, |n| page.lines[n.at].until);
    page.dom
        .around(line.node)
        .skip(1)
        .take(7)
        .find(|up| *up <= before.node)
        .filter(|up| *up >= earlier)
        .map(|_| Lead::Inside)
}
