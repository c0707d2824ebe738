//! What a page calls a number or an address: «Sales», «Workshop», somebody's name.

use super::html::Id;
use super::text::Line;
use super::words::{lower, number};

/// A label is a few words, not a sentence.
const LONGEST: usize = 48;

/// The label of what stands in line `at` (at the link `link`, if it is one): the words before it in its line, or the
/// short line above.
pub(super) fn label(lines: &[Line], at: usize, link: Option<Id>) -> Option<String> {
    let line = &lines[at];
    let start = link
        .and_then(|id| line.marks.iter().find(|(_, node)| *node > id))
        .map(|(offset, _)| *offset);
    let before = &line.text[..start
        .unwrap_or_else(|| first_value(&line.text))
        .min(line.text.len())];
    let own = before
        .rsplit(['\t', '|', '•', '·', '/', ';'])
        .find(|part| part.chars().any(char::is_alphabetic))
        .unwrap_or("");
    if let Some(label) = tidy(own) {
        return Some(label);
    }
    // Nothing but «Tel.» before it: what the card or the paragraph is about stands above.
    for above in lines[..at].iter().rev().take(3) {
        if above.zone != line.zone || above.text.ends_with('.') {
            return None;
        }
        if above.text.contains('@') || above.text.chars().filter(char::is_ascii_digit).count() > 3 {
            continue;
        }
        return tidy(&above.text);
    }
    None
}

/// Where the first address or number of a line begins.
fn first_value(text: &str) -> usize {
    let sign = text.find('@').map(|at| {
        text[..at]
            .rfind([' ', '\t', ':', '(', '<'])
            .map_or(0, |n| n + 1)
    });
    let digit = text.find(|c: char| c.is_ascii_digit() || c == '+');
    sign.into_iter().chain(digit).min().unwrap_or(text.len())
}

/// Without the words for phone and mail themselves.
fn tidy(text: &str) -> Option<String> {
    let mut kept = text.to_owned();
    let low = lower(text);
    for words in [&number::PHONE, &number::EMAIL, &number::FAX] {
        for (start, end) in words.all(&low) {
            // Words that are departments too («office», «reception», «bookings») stay when they are all there is.
            let rest = low[..start]
                .chars()
                .chain(low[end..].chars())
                .any(char::is_alphabetic);
            if !DEPARTMENTS.contains(&&low[start..end]) || rest && low[start..end].len() < 4 {
                kept.replace_range(start..end, &" ".repeat(end - start));
            }
        }
    }
    let label: String = kept.split_whitespace().collect::<Vec<_>>().join(" ");
    let label = label
        .trim_matches(|c: char| !c.is_alphanumeric() && c != ')' && c != '.')
        .trim_end_matches('.')
        .trim();
    let letters = label.chars().filter(|c| c.is_alphabetic()).count();
    (letters >= 2 && label.chars().count() <= LONGEST).then(|| label.to_owned())
}

#[rustfmt::skip]
static DEPARTMENTS: &[&str] = &[
    "office", "reception", "bookings", "switchboard", "hotline", "helpline", "mobile", "vaihde", "asiakaspalvelu", "ajanvaraus", "varaukset", "pöytävaraukset", "päivystys", "myynti", "växel", "kundtjänst", "tidsbokning", "bordsbokning", "jour", "zentrale", "notdienst", "kundeservice", "sentralbord", "standard", "prenotazioni", "reservas", "urgencias", "infolinia", "rejestracja", "recepce", "objednávky", "приемная", "приёмная", "регистратура", "whatsapp",
];
