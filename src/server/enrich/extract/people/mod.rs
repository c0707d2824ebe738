//! People and what they do: on team pages, in imprints, beside their numbers.

mod name;

pub(super) use name::{is_name, tidy as tidy_name};

use super::Page;
use super::email::syntax;
use super::fact::{Draft, Found, Person, Value, Zone};
use super::phone;
use super::text::Line;
use super::words::{lower, roles};

/// Lines of one page that are tried, and those after a name that are its card.
const MOST_LINES: usize = 5_000;
const CARD: usize = 6;
/// Names of one page: beyond them it is a register.
const MOST_PEOPLE: usize = 150;
/// A role is a few words.
const LONGEST_ROLE: usize = 70;

/// Reads people from a page's text: a name and a role on one line, on two in either order, or a role as a label before
/// the name. Confidence: on lines of their own 0.85, within one line 0.8.
pub(super) fn read(page: &Page, drafts: &mut Vec<Draft>) {
    let lines = page.lines;
    let mut at = 0;
    let team = super::links::is_team(page.url, page.dom);
    let mut found: Vec<(usize, usize, Person, f32)> = Vec::new();
    while at < lines.len().min(MOST_LINES) && found.len() < MOST_PEOPLE {
        let line = &lines[at];
        if line.quoted || line.zone == Zone::Hidden || line.text.len() > 200 {
            at += 1;
            continue;
        }
        let several = several(&line.text);
        if !several.is_empty() {
            found.extend(several.into_iter().map(|p| (at, at + 1, p, 0.8)));
            at += 1;
            continue;
        }
        if let Some(person) = one_line(&line.text)
            .or_else(|| by_spans(line))
            .or_else(|| role_first(&line.text))
        {
            found.push((at, at + 1, person, 0.8));
            at += 1;
            continue;
        }
        if let Some((person, used)) = two_lines(lines, at, team) {
            found.push((at, at + used, person, 0.85));
            at += used;
            continue;
        }
        at += 1;
    }
    for i in 0..found.len() {
        let next = found.get(i + 1).map_or(lines.len(), |f| f.0);
        let (from, after, mut person, sure) = found[i].clone();
        let zone = lines[from].zone;
        contacts(page, from, after, next, &mut person);
        drafts.push(Draft::new(Value::Person(person), Found::Text, zone, sure));
    }
}

/// The first address and number of a person's card: in its own lines, or in those up to the next person, the next
/// heading, and where the card's element ends.
fn contacts(page: &Page, from: usize, after: usize, next: usize, person: &mut Person) {
    let lines = page.lines;
    let card = card_end(page, from, after);
    for at in from..next.min(after + CARD).min(card) {
        let line = &lines[at];
        if at >= after && line.heading > 0 {
            break;
        }
        if line.zone != lines[from].zone {
            continue;
        }
        if person.email.is_none() {
            person.email = syntax::find(&line.text)
                .into_iter()
                .next()
                .map(|h| h.email)
                .filter(|e| !super::combine::is_role(e.split('@').next().unwrap_or("")));
        }
        if person.phone.is_none() {
            person.phone = phone::first(lines, at, page.country);
        }
    }
}

/// Where the block around a person ends: the outermost element that holds no more than a card.
fn card_end(page: &Page, from: usize, after: usize) -> usize {
    let lines = page.lines;
    let last = after.max(from + 1) - 1;
    let mut end = after;
    for up in page.dom.around(lines[from].block).take(4) {
        let until = page.dom.end(up);
        if until < lines[last].until {
            continue;
        }
        let to = lines.partition_point(|l| l.node < until);
        let starts = lines[..from]
            .iter()
            .rev()
            .take_while(|l| l.node >= up)
            .count();
        if to - from > CARD + 3 || starts > 2 {
            break;
        }
        end = end.max(to);
    }
    // Without an element of its own, a card is what follows directly in the same block.
    if end == after {
        end = lines[after..]
            .iter()
            .take(3)
            .take_while(|l| l.block == lines[last].block)
            .count()
            + after;
    }
    end
}

/// «Anna Virtanen, toimitusjohtaja», «Geschäftsführer: Hans Müller», «代表取締役　山田 太郎».
fn one_line(text: &str) -> Option<Person> {
    let cells: Vec<&str> = text
        .split(['\t', '|', '•', '·', '–', '—', '　'])
        .map(str::trim)
        .filter(|c| !c.is_empty())
        .collect();
    // A role as a label.
    if let Some((label, rest)) = text.split_once([':', '：'])
        && is_role(label)
        && label.chars().count() <= LONGEST_ROLE
    {
        let rest = rest
            .trim()
            .split(['\t', '|', '(', '•'])
            .next()
            .unwrap_or("");
        let name = rest.split([',', ';', '/']).next().unwrap_or(rest);
        let name = name
            .split(" - ")
            .next()
            .unwrap_or(name)
            .split(" – ")
            .next()
            .unwrap_or(name);
        if let Some(name) = name::tidy(name).or_else(|| name::at_start(rest)) {
            return Some(Person {
                name,
                role: Some(role(label)),
                ..Person::default()
            });
        }
    }
    // A cell's number or address is no part of the name.
    let mut parts: Vec<&str> = cells
        .into_iter()
        .map(|c| {
            if is_contact(c) {
                c.split([',', ';']).next().unwrap_or(c)
            } else {
                c
            }
        })
        .map(str::trim)
        .filter(|c| !is_contact(c))
        .collect();
    if parts.len() < 2 {
        parts = text
            .split([',', '('])
            .take(8)
            .flat_map(|p| p.split(". "))
            .flat_map(|p| p.split(" - "))
            .flat_map(|p| p.split(" / "))
            .map(|p| p.trim_matches([')', ' ', ',']))
            .filter(|p| !p.is_empty())
            .collect();
    }
    let pair = |a: &str, b: &str, behind: bool| {
        let last = a.rsplit([':', '：']).next().unwrap_or(a);
        let name = name::tidy(last).or_else(|| behind.then(|| name::at_end(last)).flatten())?;
        let role_text = b.trim_end_matches('.');
        (is_role(role_text)
            && role_text.chars().count() <= LONGEST_ROLE
            && name::tidy(role_text).is_none_or(|_| is_role(role_text)))
        .then(|| Person {
            name,
            role: Some(role(role_text)),
            ..Person::default()
        })
    };
    for two in parts.windows(2).take(5) {
        if is_role(two[0]) && !is_role(two[1]) {
            if let Some(person) = pair(two[1], two[0], false) {
                return Some(person);
            }
        } else if let Some(person) = pair(two[0], two[1], true) {
            return Some(person);
        }
    }
    name::japanese(text)
}

/// «Vertreten durch die Geschäftsführer: Oliver Kirsch, Sabine Kirsch»: two or more names behind one role.
fn several(text: &str) -> Vec<Person> {
    let Some((label, rest)) = text
        .split_once([':', '：'])
        .filter(|(label, _)| is_role(label) && label.chars().count() <= LONGEST_ROLE)
    else {
        return Vec::new();
    };
    let rest = [
        " und ", " and ", " et ", " och ", " og ", " ja ", " y ", " en ", " i ", " и ", " και ",
        " & ",
    ]
    .iter()
    .fold(rest.to_owned(), |r, w| r.replace(w, ","));
    let names: Vec<String> = rest.split([',', ';', '/']).map_while(name::tidy).collect();
    if names.len() < 2 {
        return Vec::new();
    }
    names
        .into_iter()
        .map(|name| Person {
            name,
            role: Some(role(label)),
            ..Person::default()
        })
        .collect()
}

fn is_contact(text: &str) -> bool {
    text.contains('@') || text.chars().filter(char::is_ascii_digit).count() >= 5
}

/// Name and role in elements of their own on one line, with no sign between: `<b>Hélène Morel</b> <i>architecte</i>`.
fn by_spans(line: &Line) -> Option<Person> {
    line.marks
        .iter()
        .skip(1)
        .take(5)
        .filter(|(at, _)| *at > 3 && line.text.is_char_boundary(*at))
        .find_map(|(at, _)| {
            let (head, tail) = line.text.split_at(*at);
            let tail = tail.split(['\t', '|']).next().unwrap_or(tail).trim();
            let (name, text) = match name::tidy(head) {
                Some(name) => (name, tail),
                None => (name::tidy(tail)?, head.trim()),
            };
            (is_role(text) && !is_contact(text) && text.chars().count() <= LONGEST_ROLE).then(
                || Person {
                    name,
                    role: Some(role(text)),
                    ..Person::default()
                },
            )
        })
}

/// «Yrittäjä Pekka Pelto 040-772 3345»: a role and then a name, with nothing between, believed of owners and directors
/// and where a number or an address follows. «Zahnarzt Berlin Mitte» is neither.
fn role_first(text: &str) -> Option<Person> {
    if text.chars().count() > 90 || text.contains([',', ':', '.', '!']) && !is_contact(text) {
        return None;
    }
    let end = text
        .find(|c: char| c.is_ascii_digit() || matches!(c, '+' | '(' | '@' | ',' | '\t'))
        .unwrap_or(text.len());
    let words: Vec<&str> = text[..end].split_whitespace().collect();
    (2..=3)
        .rev()
        .filter(|n| words.len() > *n && words.len() <= n + 4)
        .find_map(|n| {
            let (head, tail) = words.split_at(words.len() - n);
            let said = head.join(" ");
            let low = lower(&said);
            let led = roles::HEADS
                .find(&low)
                .is_some_and(|(s, e)| s == 0 && e == low.len());
            // Only the first word of the role is capitalised, or it would be part of the name.
            let plain = head
                .iter()
                .skip(1)
                .all(|w| w.chars().next().is_some_and(char::is_lowercase));
            (is_role(&said) && plain && (led || is_contact(&text[end..])))
                .then(|| name::tidy(&tail.join(" ")))
                .flatten()
                .map(|name| Person {
                    name,
                    role: Some(role(&said)),
                    ..Person::default()
                })
        })
}

/// A line that is a name, with its role on the next (or the other way round).
fn two_lines(lines: &[Line], at: usize, team: bool) -> Option<(Person, usize)> {
    let (first, second) = (&lines[at], lines.get(at + 1)?);
    if second.zone != first.zone || second.quoted {
        return None;
    }
    let person = |name: &str, role_line: &Line| {
        let text = role_line.text.trim();
        let text = text.split(['\t', '|']).next().unwrap_or(text).trim();
        // A register's number in brackets.
        let text = text.split_once('(').map_or(text, |(head, tail)| {
            if is_contact(tail) || tail.chars().any(|c| c.is_ascii_digit()) {
                head.trim()
            } else {
                text
            }
        });
        // «Inhaber: Josef Huber» is about another name.
        if text
            .split_once([':', '：'])
            .is_some_and(|(_, rest)| !rest.trim().is_empty())
        {
            return None;
        }
        let text = text.split_once(". ").map_or(text, |(head, _)| {
            if head.chars().count() > 12 {
                head
            } else {
                text
            }
        });
        let text = text
            .split(" puh")
            .next()
            .unwrap_or(text)
            .split(" tel")
            .next()
            .unwrap_or(text)
            .trim_end_matches([',', ' ']);
        let short = text.chars().count() <= LONGEST_ROLE
            && !text.ends_with(['!', '?'])
            && !text.match_indices(". ").any(|(at, _)| {
                text[..at]
                    .rsplit(' ')
                    .next()
                    .is_some_and(|w| w.chars().count() > 4)
            });
        // On a page about the team, what stands under a heading that is a name is what the person does.
        let card = team
            && (2..=6).contains(&first.heading)
            && role_line.heading == 0
            && !std::ptr::eq(role_line, first)
            && text.split_whitespace().count() <= 6
            && text.chars().count() <= 48
            && !text.ends_with('.')
            && text.chars().next().is_some_and(char::is_alphabetic);
        (short
            && (is_role(text) || card)
            && !text.chars().any(|c| c.is_ascii_digit())
            && !text.contains('@'))
        .then(|| Person {
            name: name.to_owned(),
            role: Some(role(text)),
            ..Person::default()
        })
    };
    // «Heikki Vuori, toimitusjohtaja» below something that looks like a name is somebody else.
    if one_line(&second.text).is_some_and(|p| second.text.starts_with(&p.name)) {
        return None;
    }
    if let Some(name) = name::tidy(&first.text) {
        return person(&name, second).map(|p| (p, 2));
    }
    // Role first: only when the name does not go with a role of its own below.
    if let Some(name) = name::tidy(&second.text)
        && first.heading == 0
        && lines
            .get(at + 2)
            .is_none_or(|third| person(&name, third).is_none())
    {
        return person(&name, first).map(|p| (p, 2));
    }
    None
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
    text.trim()
        .trim_matches([':', ',', '-', '–', ' ', '(', ')', '：', '|'])
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}
