//! People and what they do: on team pages, in imprints, beside their numbers.

mod cards;
mod listed;
mod name;
mod prose;
mod reach;
mod said;
mod voices;

pub(super) use name::{is_name, tidy as tidy_name};

use super::Page;
use super::fact::{Draft, Found, Person, Phone, Value, Zone};
use super::others::Own;
use super::site;
use super::text::Line;
use super::words::{lower, roles};
use reach::Reach;
pub(super) use reach::folded;

/// Lines of one page that are tried.
const MOST_LINES: usize = 5_000;
/// Names of one page: beyond them it is a register.
const MOST_PEOPLE: usize = 150;
/// A role is a few words.
const LONGEST_ROLE: usize = 70;

/// Where a page names somebody.
#[derive(Debug, Clone)]
struct Sighting {
    /// The lines of name and role.
    from: usize,
    to: usize,
    /// The line of the name.
    at: usize,
    person: Person,
    sure: f32,
}

/// Reads people from a page's text: a name and a role on one line, on two in either order, a role as a label before
/// the name, a name in a sentence right behind the role, and the cards of a series of which others are people.
/// Confidence: on lines of their own 0.85, within one line 0.8, one of a series 0.75, in a sentence 0.7.
pub(super) fn read(page: &Page, drafts: &mut Vec<Draft>) {
    let team = super::links::is_team(page.url, page.dom);
    let mut found = said(page, team);
    let names = cards::names(page, &found);
    if found.is_empty() && names.is_empty() {
        return;
    }
    let reach = Reach::of(page);
    voices::drop(page, team, &reach, &names, &mut found);
    cards::read(page, team, &reach, names, &mut found);
    let firm = site::domain_of(page.url);
    found.retain(|s| {
        let name = s.person.name.as_str();
        !reach::is_firm(name, site::stem(&firm)) && !reach::is_firm_elsewhere(page.lines, name)
    });
    // «CF Moto», «CF Moto-återförsäljare»: what the second is of is no name.
    found.retain(|s| {
        let role = s.person.role.as_deref().map(lower).unwrap_or_default();
        !role.contains(&lower(&s.person.name))
    });
    found.sort_by_key(|s| s.from);
    found.truncate(MOST_PEOPLE);
    for i in 0..found.len() {
        let next = found.get(i + 1).map_or(page.lines.len(), |f| f.from);
        let Sighting {
            from,
            to,
            mut person,
            sure,
            ..
        } = found[i].clone();
        let zone = page.lines[from].zone;
        let card = reach::card(page, from, to, next);
        person.email = person
            .email
            .or_else(|| reach.email_of(page, &card, &person.name));
        if person.phone.is_none()
            && let Some((e164, alone)) = reach.phone(page, &card)
        {
            // On a card a number needs no word that says what it is.
            if alone {
                drafts.push(
                    Draft::new(
                        Value::Phone(Phone {
                            e164: e164.clone(),
                            extension: None,
                        }),
                        Found::Text,
                        zone,
                        0.6,
                    )
                    .label(Some(person.name.clone())),
                );
            }
            person.phone = Some(e164);
        }
        drafts.push(Draft::new(Value::Person(person), Found::Text, zone, sure));
    }
}

/// Whether a line is a row of links: two of them side by side make no name.
fn is_menu(page: &Page, line: &Line) -> bool {
    let mut links = line.marks.iter().take(6).filter_map(|(_, id)| {
        let mut around = page.dom.around(*id).skip(1).take(3);
        around.find(|up| page.dom.tag(*up) == "a")
    });
    links
        .next()
        .is_some_and(|first| links.any(|other| other != first))
        && line.text.len() < 60
        && !line.text.contains(['@', '\t'])
        && !line.text.chars().any(|c| c.is_ascii_digit())
}

/// People by the words of their own lines.
fn said(page: &Page, team: bool) -> Vec<Sighting> {
    let lines = page.lines;
    let prose = !prose::is_article(page.url);
    let names = Own::of(page.dom, page.url, lines);
    let own = |word: &str| names.has(word.trim_matches(|c: char| !c.is_alphanumeric()));
    let mut at = 0;
    let mut found: Vec<Sighting> = Vec::new();
    let one = |at: usize, person: Person, sure: f32| Sighting {
        from: at,
        to: at + 1,
        at,
        person,
        sure,
    };
    while at < lines.len().min(MOST_LINES) && found.len() < MOST_PEOPLE {
        let line = &lines[at];
        if line.quoted || line.zone == Zone::Hidden || is_menu(page, line) {
            at += 1;
            continue;
        }
        let several = listed::read(&line.text);
        if !several.is_empty() {
            found.extend(several.into_iter().map(|p| one(at, p, 0.8)));
            at += 1;
            continue;
        }
        if line.text.len() > 200 {
            if prose {
                found.extend(
                    prose::read(&line.text, own)
                        .into_iter()
                        .map(|p| one(at, p, 0.7)),
                );
            }
            at += 1;
            continue;
        }
        let several = said::several(&line.text);
        if !several.is_empty() {
            found.extend(several.into_iter().map(|p| one(at, p, 0.8)));
            at += 1;
            continue;
        }
        if let Some(person) = said::one_line(&line.text)
            .or_else(|| said::by_spans(line))
            .or_else(|| said::role_first(&line.text))
        {
            if prose && line.text.contains(". ") {
                let more = prose::read(&line.text, own).into_iter();
                found.extend(
                    more.filter(|p| p.name != person.name)
                        .map(|p| one(at, p, 0.7)),
                );
            }
            found.push(one(at, person, 0.8));
            at += 1;
            continue;
        }
        if let Some((person, used, name_at)) = said::two_lines(lines, at, team, opens(page, at)) {
            found.push(Sighting {
                from: at,
                to: at + used,
                at: name_at,
                person,
                sure: 0.85,
            });
            at += used;
            continue;
        }
        if prose {
            found.extend(
                prose::read(&line.text, own)
                    .into_iter()
                    .map(|p| one(at, p, 0.7)),
            );
        }
        at += 1;
    }
    found
}

/// Whether a line is the first of the card whose heading is the next: «Inhaber», then the name in large letters.
fn opens(page: &Page, at: usize) -> bool {
    let [first, second] = &page.lines[at..(at + 2).min(page.lines.len())] else {
        return false;
    };
    second.heading > 0
        && first.heading == 0
        && page
            .dom
            .around(second.node)
            .find(|up| *up <= first.node)
            .is_some_and(|card| at == 0 || page.lines[at - 1].node < card)
}

fn is_contact(text: &str) -> bool {
    text.contains('@') || text.chars().filter(char::is_ascii_digit).count() >= 5
}

/// Whether a text is a role: it has a word for one, and reads like a label rather than a sentence.
fn is_role(text: &str) -> bool {
    let low = lower(text);
    let words = text.split_whitespace().count();
    words <= 9
        && (roles::ROLES.within(&low) || roles::is_compound(&low))
        && !low.contains("://")
        && !text.contains('@')
}

fn role(text: &str) -> String {
    let text = text.trim();
    // «Notar Dr. Martin Seidl» is cut at the full stop.
    text.strip_suffix(" Dr")
        .unwrap_or(text)
        .trim_matches([':', ',', '-', '–', ' ', '(', ')', '：', '|'])
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}
