//! Several people in one line or sentence, with what each does.

use super::super::fact::Person;
use super::super::words::given;
use super::{is_role, name, role};

/// Words between the last two of several.
static AND: &[&str] = &[
    " und ", " sowie ", " and ", " et ", " och ", " og ", " ja ", " sekä ", " y ", " e ", " en ",
    " i ", " oraz ", " a ", " и ", " και ", " & ",
];

/// Several people with what each does: «Philippe Morin (gérant), Kévin Lambert (mécanicien)», «Anna Berg, vd, och Per
/// Lund, säljare», «Eva Nowak – kierownik; Jan Kos – mechanik». At least two, and a word for a role with one of them.
pub(super) fn read(text: &str) -> Vec<Person> {
    let found = bracketed(text);
    if !found.is_empty() {
        return found;
    }
    let mut plain = text.to_owned();
    // «L'équipe : …»
    if let Some((label, rest)) = text.split_once([':', '：'])
        && label.chars().count() < 40
        && !is_role(label)
        && name::tidy(label).is_none()
    {
        plain = rest.to_owned();
    }
    let plain = AND.iter().fold(plain, |r, w| r.replace(w, ","));
    let parts: Vec<&str> = plain
        .split([',', ';', '\t', '|', '•', '·'])
        .flat_map(|p| p.split(" – "))
        .flat_map(|p| p.split(" — "))
        .flat_map(|p| p.split(" - "))
        .map(|p| p.trim().trim_end_matches('.'))
        .filter(|p| !p.is_empty())
        .collect();
    let names: Vec<Option<String>> = parts
        .iter()
        .map(|p| name::tidy(p).filter(|_| !is_role(p)))
        .collect();
    let mut found = Vec::new();
    let mut roles = 0;
    for (i, name) in names.iter().enumerate() {
        let (Some(name), Some(work)) = (name, parts.get(i + 1)) else {
            continue;
        };
        let taken = names.get(i + 1).is_some_and(Option::is_some);
        if taken || !is_short(work) {
            return Vec::new();
        }
        roles += usize::from(is_role(work));
        found.push(Person {
            name: name.clone(),
            role: Some(role(work)),
            ..Person::default()
        });
    }
    // Every part is a name or belongs to one.
    let whole = parts.len() <= found.len() * 2 + 1;
    if found.len() > 1 && roles * 2 >= found.len() && whole {
        found
    } else {
        Vec::new()
    }
}

/// Names with roles in brackets behind them.
fn bracketed(text: &str) -> Vec<Person> {
    let mut found = Vec::new();
    let mut roles = 0;
    let mut from = 0;
    while let Some(open) = text[from..].find('(').map(|n| n + from) {
        let Some(close) = text[open..].find(')').map(|n| n + open) else {
            break;
        };
        let work = &text[open + 1..close];
        let before = AND
            .iter()
            .fold(text[from..open].to_owned(), |r, w| r.replace(w, ","));
        let last = before
            .rsplit([',', ';', ':', '.', '|', '•', '·', '\t'])
            .next()
            .unwrap_or("")
            .trim();
        if let Some(name) = name::tidy(last).or_else(|| name::at_end(last))
            && is_short(work)
        {
            let first = name.split(' ').next().unwrap_or("");
            roles += usize::from(is_role(work) || given::is_given(first));
            found.push(Person {
                name,
                role: Some(role(work)),
                ..Person::default()
            });
        }
        from = close + 1;
    }
    if found.len() > 1 && roles > 0 {
        found
    } else {
        Vec::new()
    }
}

/// A few words that could say what somebody does.
pub(super) fn is_short(text: &str) -> bool {
    (2..=48).contains(&text.trim().chars().count())
        && text.split_whitespace().count() <= 6
        && !text.contains(['@', '€', '"', '”', '!', '?'])
        && !text.chars().any(|c| c.is_ascii_digit())
}

/// Letters behind a comma that stand for an examination: «Omari Jenkins, LPC».
pub(super) fn letters(text: &str) -> Option<String> {
    let (name, rest) = text.split_once(',')?;
    let short = |w: &str| {
        (2..=7).contains(&w.len())
            && w.bytes()
                .all(|b| b.is_ascii_uppercase() || matches!(b, b'.' | b'-'))
    };
    let mut words = rest.split([',', ' ']).filter(|w| !w.is_empty());
    (name.chars().any(char::is_lowercase)
        && rest.trim().len() > 1
        && words.all(|w| name::is_degree(w) || short(w)))
    .then(|| rest.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_in_one_line() {
        let names = |text: &str| -> Vec<String> {
            let found = read(text).into_iter();
            found
                .map(|p| format!("{}: {}", p.name, p.role.unwrap_or_default()))
                .collect()
        };
        assert_eq!(
            names(
                "L'équipe : Philippe Morin (gérant), Kévin Lambert (mécanicien), Sandrine Morin (secrétariat)"
            ),
            [
                "Philippe Morin: gérant",
                "Kévin Lambert: mécanicien",
                "Sandrine Morin: secrétariat"
            ]
        );
        assert_eq!(
            names("Anna Berg, vd, och Per Lund, säljare"),
            ["Anna Berg: vd", "Per Lund: säljare"]
        );
        assert!(names("Anna Berg, Per Lund och Eva Ek var där").is_empty());
        assert!(names("Helsinki (Kallio), Espoo (Tapiola)").is_empty());
    }
}
