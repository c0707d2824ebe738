//! What the words around a number call it.

use super::super::text::Line;
use super::super::words::{lower, number};

/// What the nearest word says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Call {
    /// A number that people answer.
    Phone,
    /// «Tel./Fax»: one number for both, or one for each.
    Both,
    /// A fax.
    Fax,
    /// A company number, an account, a price.
    Other,
    /// Nothing.
    Unsaid,
}

/// How far before a number its word stands, in bytes.
const NEAR: usize = 64;

/// What the number at `start` of a line is called; `after` is where the number before it ended.
pub(super) fn of(lines: &[Line], at: usize, start: usize, after: usize) -> Call {
    let text = &lines[at].text;
    let mut from = start.saturating_sub(NEAR).max(after.min(start));
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let before = lower(&text[from..start]);
    let said = nearest(&before);
    if said != Call::Unsaid {
        return said;
    }
    if let Some(call) = behind(text, start) {
        return call;
    }
    // The label of a cell, of a definition or of a card stands on its own line above.
    let bare = text[..start].chars().all(|c| !c.is_alphanumeric());
    if bare && at > 0 {
        let above = &lines[at - 1];
        let low = lower(&above.text);
        if above.text.len() <= 40 && above.text.chars().filter(char::is_ascii_digit).count() == 0 {
            return nearest(&low);
        }
    }
    Call::Unsaid
}

/// «(fax)», «(tel.)», «(GSM)» behind the number.
fn behind(text: &str, start: usize) -> Option<Call> {
    let end = start
        + text[start..]
            .find(|c: char| c.is_alphabetic())
            .unwrap_or(text.len() - start);
    let tail: String = text[end..].chars().take(8).collect();
    let bracket = text[start..end].trim_end().ends_with('(');
    let low = lower(&tail);
    if !bracket {
        return None;
    }
    if number::FAX.find(&low).is_some_and(|(s, _)| s == 0) {
        return Some(Call::Fax);
    }
    number::PHONE
        .find(&low)
        .is_some_and(|(s, _)| s == 0)
        .then_some(Call::Phone)
}

/// «Tel. u. Fax», «puh/fax», «Telefono e fax»: whether a word for phone stands right before the one for fax.
fn is_both(text: &str, fax: usize) -> bool {
    number::PHONE
        .all(text)
        .filter(|(_, end)| *end <= fax)
        .last()
        .is_some_and(|(_, end)| {
            let between = text[end..fax].trim_matches(|c: char| !c.is_alphanumeric());
            // A colon or a digit ends the first label.
            !text[end..fax].contains([':', '：', '\t'])
                && matches!(
                    between,
                    "" | "e"
                        | "y"
                        | "et"
                        | "und"
                        | "u"
                        | "i"
                        | "a"
                        | "ja"
                        | "och"
                        | "og"
                        | "en"
                        | "and"
                        | "και"
                        | "и"
                )
        })
}

/// The word that ends nearest to the end of the text; of two that end together, the longer.
fn nearest(text: &str) -> Call {
    let mut best = (0usize, 0usize, Call::Unsaid);
    for (words, call) in [
        (&number::PHONE, Call::Phone),
        (&number::FAX, Call::Fax),
        (&number::OTHER, Call::Other),
    ] {
        for (start, end) in words.all(text) {
            if (end, end - start) > (best.0, best.1) {
                best = (end, end - start, call);
            }
        }
    }
    if best.2 == Call::Fax && is_both(text, best.0 - best.1) {
        return Call::Both;
    }
    // A single letter right before the number: «T 09 123», «F: 09 124», «m. 040».
    let tail =
        text.trim_end_matches([' ', ':', '.', '/', ')', '：', '｜', '|', '-', '–', '+', '(']);
    if tail.len() < text.len() || tail.is_empty() {
        let mut chars = tail.chars().rev();
        if let (Some(c), other) = (chars.next(), chars.next())
            && other.is_none_or(|o| !o.is_alphanumeric() && o != '\'' && o != '’' && o != '.')
            && tail.len() > best.0
        {
            match c {
                't' | 'p' | 'm' | 'т' | 'τ' | 'κ' | 'k' | 'c' | 'h' => return Call::Phone,
                'f' | 'φ' | 'ф' => return Call::Fax,
                _ => {}
            }
        }
    }
    // Prose between the word and the number makes it no label.
    let gap = text.len() - best.0;
    if best.2 == Call::Other && gap > 28 {
        Call::Unsaid
    } else {
        best.2
    }
}
