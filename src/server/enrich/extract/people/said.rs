//! People in the words of one line or two: a name and a role with a sign between, or one above the other.

use super::super::fact::Person;
use super::super::text::Line;
use super::super::words::{given, lower, roles};
use super::listed::is_short;
use super::name;
use super::{LONGEST_ROLE, is_contact, is_role, role};

/// «Anna Virtanen, toimitusjohtaja», «Geschäftsführer: Hans Müller», «代表取締役　山田 太郎».
pub(super) fn one_line(text: &str) -> Option<Person> {
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
    // «Agnieszka Maćkowiak, florystka, właścicielka»: what is no role that we know, then one.
    if let [name, first, second] = parts.as_slice()
        && let Some(name) = name::tidy(name)
        && given::is_given(name.split(' ').next().unwrap_or(""))
        && is_short(first)
        && name::tidy(first).is_none()
        && is_role(second)
    {
        return Some(Person {
            name,
            role: Some(role(&format!("{first}, {second}"))),
            ..Person::default()
        });
    }
    name::japanese(text)
        .or_else(|| name_first(text))
        .or_else(|| by_owner(text))
        .or_else(|| by_label(text))
        .or_else(|| after_title(text))
}

/// «Nagy Tibor tulajdonos»: a name and a role in small letters on a line of their own, with nothing between.
fn name_first(text: &str) -> Option<Person> {
    let words: Vec<&str> = text.split_whitespace().collect();
    if words.len() < 3 || words.len() > 6 || text.contains([':', '.', ',', '\t']) {
        return None;
    }
    let at = words
        .iter()
        .position(|w| w.starts_with(char::is_lowercase))?;
    let (head, tail) = words.split_at(at);
    let work = tail.join(" ");
    let known = head.iter().any(|w| given::is_given(w));
    (known
        && (2..=3).contains(&head.len())
        && is_role(&work)
        && roles::ROLES.find(&lower(&work)).is_none_or(|(s, _)| s == 0))
    .then(|| name::tidy(&head.join(" ")))
    .flatten()
    .map(|name| Person {
        name,
        role: Some(role(&work)),
        ..Person::default()
    })
}

/// «Vertreten durch die Geschäftsführer: Oliver Kirsch, Sabine Kirsch»: two or more names behind one role.
pub(super) fn several(text: &str) -> Vec<Person> {
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

/// Name and role in elements of their own on one line, with no sign between: `<b>Hélène Morel</b> <i>architecte</i>`.
pub(super) fn by_spans(line: &Line) -> Option<Person> {
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
pub(super) fn role_first(text: &str) -> Option<Person> {
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
                .is_some_and(|(s, e)| s == 0 && e == low.len())
                || head.len() == 1 && roles::is_compound(&low) && given::is_given(tail[0]);
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

/// «Firma v/Martin Lysén»: whom a Danish firm of one person is called by.
fn by_owner(text: &str) -> Option<Person> {
    let (before, rest) = text.split_once("v/")?;
    let alone = before.is_empty() || before.ends_with([' ', ',', '(']);
    let name = name::tidy(rest.split([',', '(', ')', '|', '\t']).next()?)?;
    (alone && given::is_given(name.split(' ').next()?)).then(|| Person {
        name,
        role: Some("indehaver".into()),
        ..Person::default()
    })
}

/// «Contact person: Mr. Sandeep Chopra»
fn by_label(text: &str) -> Option<Person> {
    let (label, rest) = text.split_once([':', '：'])?;
    let low = lower(label.trim());
    // «John Olson PGA Professional»: letters for a body end the name.
    let words = rest.split_whitespace();
    let letters = |w: &str| w.len() > 1 && w.len() < 6 && w.chars().all(char::is_uppercase);
    let head: Vec<&str> = words.take_while(|w| !letters(w)).collect();
    let name = name::tidy(&head.join(" ")).or_else(|| name::at_start(rest))?;
    let known = given::is_given(name.split(' ').next()?) || name::is_titled(rest.trim());
    (roles::CONTACTS.contains(&low.as_str()) && known).then(|| Person {
        name,
        ..Person::default()
    })
}

/// «Zahnarztpraxis Dr. med. dent. Gabriele Kaltenborn»: a practice called by whose it is.
fn after_title(text: &str) -> Option<Person> {
    if text.len() > 80 || text.contains([':', ',', '\t']) {
        return None;
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    let at = words
        .iter()
        .take(4)
        .position(|w| matches!(*w, "Dr." | "Prof." | "Dres."))?;
    let before = &words[..at];
    let capitals = before.iter().all(|w| w.starts_with(char::is_uppercase));
    let name = name::tidy(&words[at..].join(" "))?;
    (at > 0 && capitals && given::is_given(name.split(' ').next()?)).then(|| Person {
        name,
        ..Person::default()
    })
}

/// A heading that is nothing but the word for an owner or a director.
fn is_head(text: &str) -> bool {
    let low = lower(text.trim_end_matches([':', ' ']));
    roles::HEADS
        .find(&low)
        .is_some_and(|(s, e)| s == 0 && e == low.len())
}

/// A line that is a name, with its role on the next (or the other way round): who, how many lines it takes, and on
/// which the name is.
/// `opens`: the first line begins the card of the second.
pub(super) fn two_lines(
    lines: &[Line],
    at: usize,
    team: bool,
    opens: bool,
) -> Option<(Person, usize, usize)> {
    let (first, second) = (&lines[at], lines.get(at + 1)?);
    if second.zone != first.zone || second.quoted {
        return None;
    }
    let person = |name: &str, role_line: &Line| {
        let text = role_line.text.trim();
        let text = text.split(['\t', '|']).next().unwrap_or(text).trim();
        // A register's number: «Ortodontista - CRO/RS 14.223».
        let text = text
            .split_once(" - ")
            .filter(|(_, tail)| tail.chars().any(|c| c.is_ascii_digit()))
            .map_or(text, |(head, _)| head.trim());
        // In brackets.
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
    if one_line(&second.text)
        .or_else(|| by_spans(second))
        .is_some_and(|p| second.text.starts_with(&p.name))
    {
        return None;
    }
    // «Weinbau Gratzer», «Inh. Johann Gratzer»: the second has a name of its own.
    let words: Vec<&str> = second.text.split_whitespace().collect();
    if words.len() > 2
        && let [.., given, family] = words.as_slice()
        && given::is_given(given)
        && name::tidy(&format!("{given} {family}")).is_some()
    {
        return None;
    }
    if let Some(name) = name::tidy(&first.text) {
        return person(&name, second).map(|p| (p, 2, at));
    }
    // Role first: only when the name does not go with a role of its own below.
    if let Some(name) = name::tidy(&second.text)
        && (first.heading == 0 || is_head(&first.text))
        // A heading begins a card of its own.
        && (second.heading == 0 || opens)
        && lines
            .get(at + 2)
            .is_none_or(|third| person(&name, third).is_none())
    {
        return person(&name, first).map(|p| (p, 2, at + 1));
    }
    None
}
