//! Series of cards: where some lines of one kind are people, the others are too, whatever their roles are called.

use super::super::address::has_town;
use super::super::fact::{Person, Zone};
use super::super::html::Dom;
use super::super::links;
use super::super::text::Line;
use super::super::words::{given, lower};
use super::super::{Page, phone, site};
use super::reach::{self, Reach};
use super::{MOST_LINES, Sighting, is_contact, is_menu, is_role, listed, name, role, voices};
use std::collections::{HashMap, HashSet};

/// A line that is, or begins with, what may be a name.
pub(super) struct Named {
    pub at: usize,
    name: String,
    /// What stands with it on the line.
    rest: Option<String>,
    /// What the lines of one series have in common.
    kind: String,
    /// A role was read with it; and that stood before it.
    known: Option<bool>,
    /// Its first word is a given name.
    given: bool,
    /// Below a heading that says team.
    team: bool,
}

/// Lines of one page that may be names: beyond them it is a register.
const MOST: usize = 1_500;

/// Every line that may be a name.
pub(super) fn names(page: &Page, found: &[Sighting]) -> Vec<Named> {
    let known: HashMap<usize, bool> = found.iter().map(|s| (s.at, s.from < s.at)).collect();
    let own = name::bare(site::stem(&site::domain_of(page.url)));
    let led = found.iter().any(|s| {
        let text = &page.lines[s.at].text;
        s.to == s.at + 1 && behind_role(text).is_some_and(|(_, name)| name == s.person.name)
    });
    let mut sections: Vec<(u8, bool)> = Vec::new();
    let mut out = Vec::new();
    for (at, line) in page.lines.iter().enumerate().take(MOST_LINES) {
        let shown = !line.quoted && !matches!(line.zone, Zone::Hidden | Zone::Header);
        let named = (shown && line.text.len() <= 160 && !is_byline(page.dom, line))
            .then(|| split(page.dom, line, led).filter(|_| !is_menu(page, line)))
            .flatten();
        if out.len() >= MOST {
            break;
        }
        if let Some((name, rest, shape)) = named {
            let given = name::is_titled(&line.text)
                || listed::letters(&line.text).is_some()
                || name.split(' ').next().is_some_and(given::is_given)
                || name.split(' ').nth(1).is_some_and(given::is_given);
            // «Innendienst Süd» below a name is no name.
            let below = out
                .last()
                .is_some_and(|n: &Named| n.given && n.at + 1 == at && n.rest.is_none());
            if !given && below && !known.contains_key(&at) || !given && name::bare(&name) == own {
                continue;
            }
            out.push(Named {
                at,
                name,
                rest,
                kind: format!("{shape}{}", kind(page.dom, line)),
                known: known.get(&at).copied(),
                given,
                team: sections.iter().any(|(_, team)| *team),
            });
        } else if line.heading > 0 {
            sections.retain(|(level, _)| *level < line.heading);
            sections.push((line.heading, links::says_team(&line.text)));
        }
    }
    out
}

/// Who wrote a post is nobody to call.
fn is_byline(dom: &Dom, line: &Line) -> bool {
    dom.around(line.node).skip(1).take(3).any(|up| {
        let hints = dom.hints(up);
        ["author", "byline", "comment", "posted-by"]
            .iter()
            .any(|w| hints.contains(w))
    })
}

/// The name of a line, what stands behind it, and what divides them.
fn split(dom: &Dom, line: &Line, led: bool) -> Option<(String, Option<String>, char)> {
    let text = line.text.as_str();
    // «Amtsrat Josef Walkshäusl» among others who are named behind what they are.
    if led && let Some((role, name)) = behind_role(text) {
        return Some((name, Some(role), '<'));
    }
    if let Some(name) = before_number(text) {
        return Some((name, None, '#'));
    }
    if let Some(name) = name::tidy(text) {
        // «<strong>Nate Kowalski</strong> Brewmaster»
        let bold = line.marks.get(1).filter(|(at, id)| {
            *at > 3
                && text.is_char_boundary(*at)
                && dom.parent(line.marks[0].1).map(|up| dom.tag(up))
                    != dom.parent(*id).map(|up| dom.tag(up))
        });
        if let Some((at, _)) = bold
            && let (head, tail) = text.split_at(*at)
            && let Some(name) = name::tidy(head)
        {
            return Some((name, Some(tail.trim().to_owned()), '>'));
        }
        return Some((name, None, '='));
    }
    if let Some((head, tail)) = text.split_once(['\t', '|']) {
        let rest = tail
            .split(['\t', '|'])
            .map(str::trim)
            .find(|c| !c.is_empty() && !is_contact(c));
        if let Some(name) = name::tidy(head) {
            return Some((name, rest.map(str::to_owned), '|'));
        }
        // «Varuosad | Toomas Ilves | 504 5678»: what stands before the name is what they do.
        let second = rest.and_then(name::tidy)?;
        let head = head.trim();
        return (!head.is_empty() && !is_contact(head))
            .then(|| (second, Some(head.to_owned()), '¦'));
    }
    let by_span = line
        .marks
        .iter()
        .skip(1)
        .take(4)
        .filter(|(at, _)| *at > 3 && text.is_char_boundary(*at))
        .find_map(|(at, _)| {
            let (head, tail) = text.split_at(*at);
            name::tidy(head).map(|name| (name, Some(tail.trim().to_owned()), '>'))
        });
    by_span.or_else(|| {
        [" - ", " – ", " — ", ", ", " / ", " ("]
            .iter()
            .filter_map(|sign| text.split_once(sign))
            .find_map(|(head, tail)| {
                let tail = tail.split([',', ';', '(']).next().unwrap_or(tail);
                let tail = tail.trim_end_matches([')', '.', ' ']);
                name::tidy(head).map(|name| (name, Some(tail.to_owned()), '-'))
            })
    })
}

/// «Amtsrat Josef Walkshäusl»: what may be a role of one word, and the two words of a name.
fn behind_role(text: &str) -> Option<(String, String)> {
    let (role, name) = text.split_once(' ')?;
    let plain = role.chars().all(char::is_alphabetic) && !given::is_given(role);
    let two = name.split(' ').count() == 2;
    let name = name::tidy(name).filter(|_| plain && two)?;
    Some((role.to_owned(), name))
}

/// The name in front of a number that ends the line: «Mgr. Nika Štěpánková +420 604 486 386».
fn before_number(text: &str) -> Option<String> {
    let at = text.find(|c: char| c.is_ascii_digit() || matches!(c, '+' | '(' | '☎'))?;
    let tail = &text[at..];
    let digits = tail.chars().filter(char::is_ascii_digit).count();
    let only = !tail.chars().any(char::is_alphabetic);
    name::tidy(&text[..at]).filter(|_| only && (7..=14).contains(&digits))
}

/// The elements around a line, with their classes: lines of one template have the same.
fn kind(dom: &Dom, line: &Line) -> String {
    let mut out = String::new();
    let mut blocks = 0;
    for up in dom.around(line.node).skip(1).take(6) {
        out.push('>');
        out.push_str(dom.tag(up));
        for class in dom
            .attr(up, "class")
            .unwrap_or("")
            .split_whitespace()
            .filter(|c| !c.chars().any(|c| c.is_ascii_digit()))
            .take(3)
        {
            out.push('.');
            out.push_str(class);
        }
        if super::super::html::is_block(dom.tag(up)) {
            blocks += 1;
            if blocks == 2 {
                break;
            }
        }
    }
    out
}

/// What is known of one series.
#[derive(Default)]
struct Series {
    members: usize,
    known: usize,
    given: usize,
    /// Known, or with a given name.
    likely: usize,
    /// Roles stand above the names.
    before: usize,
}

/// Adds the people whose cards are like those of others, whose own address stands on the card, or who stand on a team
/// page as people do.
pub(super) fn read(
    page: &Page,
    team: bool,
    reach: &Reach,
    names: Vec<Named>,
    found: &mut Vec<Sighting>,
) {
    let kept: HashSet<usize> = found.iter().map(|s| s.at).collect();
    let mut series: HashMap<&str, Series> = HashMap::new();
    for named in &names {
        let entry = series.entry(&named.kind).or_default();
        entry.members += 1;
        entry.given += usize::from(named.given);
        // What was taken for a customer's voice is known no more.
        let known = named.known.filter(|_| kept.contains(&named.at));
        entry.known += usize::from(known.is_some());
        entry.likely += usize::from(known.is_some() || named.given);
        entry.before += usize::from(known == Some(true));
    }
    let mut more = Vec::new();
    let mut starts: Vec<usize> = found.iter().map(|s| s.from).collect();
    starts.sort_unstable();
    let mut taken: Vec<usize> = found.iter().flat_map(|s| s.from..s.to).collect();
    taken.sort_unstable();
    for (i, named) in names.iter().enumerate() {
        let taken = named.known.is_some() || taken.binary_search(&named.at).is_ok();
        let Some(of) = series.get(named.kind.as_str()).filter(|_| !taken) else {
            continue;
        };
        let next = names.get(i + 1).map_or(page.lines.len(), |n| n.at);
        let next = starts
            .get(starts.partition_point(|from| *from <= named.at))
            .map_or(next, |from| next.min(*from));
        let card = reach::card(page, named.at, named.at + 1, next);
        let role = work(page, named, of.before * 2 > of.known, next)
            .or_else(|| listed::letters(&page.lines[named.at].text));
        let own = reach.is_named(page, &card, &named.name, named.given);
        let line = &page.lines[named.at];
        let marked = line.heading > 1 || named.kind.contains('.') || is_strong(page.dom, line);
        let likely = own
            || of.known > 0
                && (named.given
                    || role.is_some()
                        && of.likely * 2 >= of.members
                        && (marked || named.kind.starts_with(['|', '¦', '<'])))
            || named.given
                && named.kind.starts_with('#')
                && phone::first(page.lines, named.at, page.country).is_some()
            || named.given
                && named.rest.as_ref().is_none_or(|rest| rest.len() < 6)
                && is_addressed(page, named.at)
            || (team || named.team)
                && named.given
                && (role.is_some() || of.given > 1 || reach.is_reachable(page, &card))
            || (team || named.team)
                && role.is_some()
                && marked
                && of.given * 2 >= of.members
                && of.members > 1
            || named.given
                && role
                    .as_ref()
                    .is_some_and(|_| reach.is_reachable(page, &card));
        if !likely || !own && voices::is_voice(page, named.at, role.as_deref(), &names) {
            continue;
        }
        more.push(Sighting {
            from: named.at,
            to: named.at + 1,
            at: named.at,
            person: Person {
                name: named.name.clone(),
                role,
                ..Person::default()
            },
            sure: if own { 0.8 } else { 0.75 },
        });
    }
    found.append(&mut more);
}

/// What a card says that somebody does: the rest of the line, or the line below or above.
fn work(page: &Page, named: &Named, before: bool, end: usize) -> Option<String> {
    if let Some(rest) = &named.rest {
        let rest = rest.trim_start_matches(|c: char| !c.is_alphabetic());
        let rest = rest
            .split([',', ';', '(', '|', '\t'])
            .next()
            .unwrap_or(rest);
        return is_work(rest).then(|| role(rest));
    }
    let at = if before {
        named.at.checked_sub(1)?
    } else {
        named.at + 1
    };
    let line = page.lines.get(at).filter(|_| before || at < end)?;
    let text = line.text.split(['\t', '|']).next().unwrap_or("").trim();
    // «Sportfysiotherapeut BIG 59023456704»: what the first element says.
    let text = line
        .marks
        .get(1)
        .filter(|(at, _)| text.chars().any(|c| c.is_ascii_digit()) && text.is_char_boundary(*at))
        .map_or(text, |(at, _)| text.get(..*at).unwrap_or(text).trim());
    let linked = page
        .dom
        .around(line.node)
        .take(4)
        .any(|up| page.dom.tag(up) == "a");
    (line.zone == page.lines[named.at].zone
        && (line.heading == 0 || line.heading > page.lines[named.at].heading || before)
        && !linked
        && name::tidy(text).is_none_or(|other| {
            is_role(text) || named.given && !other.split(' ').next().is_some_and(given::is_given)
        })
        && is_work(text))
    .then(|| role(text))
}

/// A few words that could say what somebody does.
fn is_work(text: &str) -> bool {
    let text = text.trim().trim_end_matches(':');
    let low = lower(text);
    (2..=60).contains(&text.chars().count())
        && text.split_whitespace().count() <= 8
        && text.starts_with(char::is_alphabetic)
        && !text.ends_with(['.', '!', '?', '…'])
        && !text.contains(['€', '$', '£', '@', '"', '”', '“', '»', '='])
        && !text.chars().any(|c| c.is_ascii_digit())
        && !REACHED.iter().any(|w| {
            low.strip_prefix(w)
                .is_some_and(|rest| !rest.starts_with(char::is_alphabetic))
        })
        && !low.starts_with("www.")
}

/// What labels and links on a card begin with.
#[rustfmt::skip]
static REACHED: &[&str] = &["puh", "puhelin", "soita", "tel", "telefon", "telefoon", "telephone", "téléphone", "teléfono", "telefono", "telefonas", "phone", "call", "mobile", "mobil", "mob", "gsm", "fax", "faksi", "email", "e-mail", "e-post", "epost", "e-pasts", "mail", "mejl", "sähköposti", "lähetä", "send", "ring", "linkedin", "facebook", "instagram", "twitter", "lue", "read", "läs", "mehr", "lire", "leer", "leggi", "lees", "profil", "profile", "profiili", "vcard", "kontakt", "contact", "ota yhteyttä", "view", "book", "varaa", "boka"];

/// Whether a name on a line of its own stands right above a street and a town: in imprints, whose business it is.
fn is_addressed(page: &Page, at: usize) -> bool {
    let [line, street, town] = &page.lines[at..(at + 3).min(page.lines.len())] else {
        return false;
    };
    let number = street.text.chars().any(|c| c.is_ascii_digit());
    let letters = street.text.chars().filter(|c| c.is_alphabetic()).count() > 3;
    line.zone == town.zone
        && line.zone != Zone::Foreign
        && street.text.len() < 50
        && number
        && letters
        && (has_town(&street.text) || has_town(&town.text) && town.text.len() < 50)
}

fn is_strong(dom: &Dom, line: &Line) -> bool {
    dom.around(line.node)
        .skip(1)
        .take(2)
        .any(|up| matches!(dom.tag(up), "b" | "strong" | "dt" | "figcaption" | "th"))
}
