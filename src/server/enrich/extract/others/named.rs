//! A firm, a body or a house that is named in a sentence right before contacts: they are its own.

use super::super::words::{given, lower, number, others};
use super::Own;

/// How far before contacts a name stands, in bytes.
const FAR: usize = 400;

/// A word of a sentence and where it begins.
type Word<'a> = (usize, &'a str);

/// Whether a name that is not the business's own stands right before the end of a text, where contacts begin: «… call
/// Columbia Gas at », «Certificazione: Consorzio del Parmigiano Reggiano, via Kennedy 18, ». What begins the sentence
/// is the business itself, unless it «can be reached at».
pub(super) fn is_before(text: &str, own: &Own) -> bool {
    let mut from = text.len().saturating_sub(FAR);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let text = &text[from..];
    let words: Vec<Word> = text
        .match_indices([' ', '\t', '('])
        .map(|(at, sign)| at + sign.len())
        .chain([0])
        .collect::<std::collections::BTreeSet<usize>>()
        .into_iter()
        .filter_map(|at| text[at..].split([' ', '\t', '(']).next().map(|w| (at, w)))
        .filter(|(_, w)| !w.is_empty())
        .collect();
    let mut at = 0;
    while at < words.len() {
        let end = run(&words, at);
        if end == at {
            at += 1;
            continue;
        }
        if is_other(text, &words, at, end, own) {
            return true;
        }
        at = end;
    }
    false
}

fn bare(word: &str) -> &str {
    word.trim_matches(|c: char| !c.is_alphanumeric() && c != '&')
}

fn capital(word: &str) -> bool {
    word.trim_start_matches(['„', '"', '“', '«'])
        .starts_with(char::is_uppercase)
}

/// Where the words of one name end that begins at a word.
fn run(words: &[Word], from: usize) -> usize {
    let mut at = from;
    while let Some((_, word)) = words.get(at) {
        let next = words.get(at + 1).is_some_and(|(_, w)| capital(w));
        let joins = at > from && next && (others::PARTICLES.contains(word) || *word == "&");
        let legal = at > from && others::FIRMS.contains(&lower(bare(word)).as_str());
        if !capital(word) && !joins && !legal {
            break;
        }
        at += 1;
        let short = word.ends_with('.')
            && bare(word).chars().count() <= 3
            && !others::FIRMS.contains(&lower(bare(word)).as_str());
        if word.ends_with([',', ':', ')', ';']) || word.ends_with('.') && !short {
            break;
        }
    }
    at
}

fn is_other(text: &str, words: &[Word], from: usize, to: usize, own: &Own) -> bool {
    let name = &words[from..to];
    let is_org = |w: &str| {
        let low = lower(bare(w));
        others::FIRMS.contains(&low.as_str()) || others::BODIES.iter().any(|b| low.contains(b))
    };
    let org = name.iter().any(|(_, w)| is_org(w)) && name.len() > 1;
    if name.iter().any(|(_, w)| own.has(bare(w)) && !is_org(w))
        || number::PHONE.within(&lower(name[0].1))
    {
        return false;
    }
    let first = bare(name[0].1);
    let person = others::NO_NAMES.contains(&lower(first).as_str())
        || given::is_given(first)
        || name.get(1).is_some_and(|(_, w)| given::is_given(bare(w)));
    let after = &text[words.get(to).map_or(text.len(), |w| w.0)..];
    let low = lower(after);
    let before = text[..name[0].0].trim_end_matches([' ', '(', '\t']);
    if from == 0 {
        // «Cumbria Health on Call can be reached on …»
        return name.len() > 1 && !person && others::REACHED.iter().any(|w| low.starts_with(w));
    }
    if !is_directly_before(name, &low) {
        return false;
    }
    let small = lower(before);
    let label = before.ends_with([':', '：']);
    let last = small.split([' ', '(', '\t']).next_back().unwrap_or("");
    if others::INSIDE.contains(&last) || label && is_own_label(&small, org) {
        return false;
    }
    let prose = words[..from]
        .iter()
        .filter(|(_, w)| w.starts_with(char::is_lowercase))
        .count();
    let ours = others::OURS.within(&small) && !others::FROM.contains(&last) && !label;
    if ours || !label && prose == 0 {
        return false;
    }
    let address = after.chars().any(|c| c.is_ascii_digit());
    org || name.len() > 2 && !person && !own.nouns
        || address && prose > 1 && name.len() > 1 && !person && !own.nouns
}

/// Whether nothing but a comma, a label or a preposition stands between a name and what follows.
fn is_directly_before(name: &[Word], after: &str) -> bool {
    if name.last().is_some_and(|(_, w)| w.ends_with([',', ':'])) || after.is_empty() {
        return true;
    }
    let mut words = after.split_whitespace();
    words.next().is_some_and(|w| {
        number::PHONE.within(w)
            || number::EMAIL.within(w)
            || w.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '('))
            || others::TO_NUMBERS.contains(&w)
                && words.next().is_none_or(|n| {
                    n.starts_with(|c: char| c.is_ascii_digit() || c == '+')
                        || number::PHONE.within(n)
                })
    })
}

/// Whether a label is of the business's own contacts: «Visit us:», or of a department unless a body is named behind it.
fn is_own_label(before: &str, org: bool) -> bool {
    let mut from = before.len().saturating_sub(30);
    while !before.is_char_boundary(from) {
        from += 1;
    }
    let near = &before[from..];
    others::OWN_LABELS.iter().any(|w| near.contains(w))
        || !org && others::DEPARTMENTS.iter().any(|w| near.contains(w))
}
