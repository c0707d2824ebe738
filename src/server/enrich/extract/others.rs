//! Sentences that give somebody else's contacts: the clinic on duty at night, the landlord, a supplier, the town.

mod named;

use super::html::Dom;
use super::people::folded;
use super::site;
use super::text::Line;
use super::words::{given, lower, number, others};
use std::collections::HashSet;
use std::ops::Range;
use url::Url;

/// What the business calls itself on a page.
pub(super) struct Own {
    stem: String,
    words: HashSet<String>,
    /// Nouns have capitals in German: only two of them side by side are a name.
    nouns: bool,
}

impl Own {
    /// The words of title, site name, first heading and copyright.
    pub fn of(dom: &Dom, url: &Url, lines: &[Line]) -> Self {
        let mut text = super::about::title(dom).unwrap_or_default();
        for id in dom.named("meta").take(60) {
            if dom.attr(id, "property") == Some("og:site_name") {
                text.push(' ');
                text.push_str(dom.attr(id, "content").unwrap_or(""));
            }
        }
        let told = |l: &&Line| l.text.len() < 300 && (l.text.contains('©') || l.heading == 1);
        for line in lines.iter().filter(told).take(8) {
            text.push(' ');
            text.push_str(&line.text);
        }
        Own {
            stem: site::stem(&site::domain_of(url)).replace(['-', '_'], ""),
            words: lower(&text)
                .split(|c: char| !c.is_alphanumeric())
                .filter(|w| w.chars().count() > 2)
                .map(str::to_owned)
                .collect(),
            nouns: dom.language().is_some_and(|l| l == "de" || l == "lb"),
        }
    }

    /// Whether a word is in its name.
    pub fn has(&self, word: &str) -> bool {
        let low = lower(word);
        let called = |german: bool| {
            let plain = folded(word, german);
            plain.len() > 3 && self.stem.contains(&plain)
        };
        self.words.contains(&low) || called(false) || called(true)
    }
}

/// The parts of a line that speak of others, in order. `carried`: the line before it ended with a name whose contacts
/// are awaited; set when this one does.
pub(super) fn parts(line: &Line, own: &Own, carried: &mut bool) -> Vec<Range<usize>> {
    let text = line.text.as_str();
    let low = lower(text);
    let mut out: Vec<Range<usize>> = Vec::new();
    let awaited = std::mem::take(carried);
    if awaited && text.len() < 90 && contact(text).is_some() && !others::OURS.within(&low) {
        out.push(0..text.len());
        return out;
    }
    let mut theirs = false;
    for sentence in sentences(text) {
        let (said, small) = (&text[sentence.clone()], &low[sentence.clone()]);
        let at = contact(said);
        // «Puh. 09 123 4567.» behind a sentence about others.
        let goes_on = theirs && is_contact_only(said, small);
        let named = goes_on || names_other(said, small, at.unwrap_or(said.len()), own);
        theirs = named && (at.is_some() || goes_on);
        if theirs {
            match out.last_mut() {
                Some(last) if last.end == sentence.start => last.end = sentence.end,
                _ => out.push(sentence.clone()),
            }
        }
        *carried = named && at.is_none() && said.len() < 200;
    }
    out
}

/// Lower-case words of a sentence that make it prose: a label or a line of contacts has fewer.
const PROSE: usize = 5;

/// Whether what stands at `at` of a line stands in a sentence that is about nobody in particular: no «we», no «us».
/// Whose contacts it gives is not said.
pub(super) fn is_said_of_nobody(text: &str, at: usize) -> bool {
    let Some(sentence) = sentences(text).into_iter().find(|s| s.contains(&at)) else {
        return false;
    };
    let said = &text[sentence];
    let words = said.split([' ', '\t']).filter(|w| {
        w.starts_with(char::is_lowercase) && w.chars().filter(|c| c.is_alphabetic()).count() > 1
    });
    let low = lower(said.trim_start());
    // «Call the workshop on … or Dan on …»
    let asks = number::PHONE
        .find(&low)
        .is_some_and(|(start, _)| start == 0);
    words.count() >= PROSE && !asks && !others::OURS.within(&low)
}

/// Where in a text the first number or address begins: six digits close together, or an `@`.
fn contact(text: &str) -> Option<usize> {
    let digits: Vec<usize> = text
        .char_indices()
        .filter(|(_, c)| c.is_ascii_digit())
        .map(|(i, _)| i)
        .collect();
    let number = digits.windows(5).find(|w| w[4] - w[0] < 12).map(|w| w[0]);
    let at = text
        .find('@')
        .map(|at| text[..at].rfind(' ').map_or(0, |n| n + 1));
    number.into_iter().chain(at).chain(postcode(text)).min()
}

/// Where a postcode of four digits before a town stands, «4356 AJ», or one of letters and digits, «S1 2DE».
fn postcode(text: &str) -> Option<usize> {
    let words: Vec<(usize, &str)> = text
        .match_indices(' ')
        .map(|(at, _)| at + 1)
        .chain([0])
        .filter_map(|at| text[at..].split([' ', ',', '.']).next().map(|w| (at, w)))
        .collect();
    words.iter().find_map(|(at, word)| {
        let next = text[at + word.len()..].trim_start();
        let four = word.len() == 4
            && word.bytes().all(|b| b.is_ascii_digit())
            && next.starts_with(char::is_uppercase);
        let letters = word.len() <= 4
            && word.starts_with(|c: char| c.is_ascii_uppercase())
            && word.ends_with(|c: char| c.is_ascii_digit() || c.is_ascii_uppercase())
            && word.bytes().any(|b| b.is_ascii_digit())
            && next.len() >= 3
            && next.as_bytes()[0].is_ascii_digit()
            && next.as_bytes()[1..3].iter().all(u8::is_ascii_uppercase);
        (four || letters).then_some(*at)
    })
}

/// A sentence of nothing but a label and a number.
fn is_contact_only(text: &str, low: &str) -> bool {
    contact(text).is_some_and(|at| low[..at].split_whitespace().count() <= 2)
}

/// Sentences of a line. A short word with a full stop is an abbreviation.
fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut from = 0;
    for (at, sign) in text.match_indices(['.', '!', '?', ';', '|', '·', '•']) {
        let rest = &text[at + sign.len()..];
        let word = text[from..at].rsplit(' ').next().unwrap_or("");
        let letters = word.chars().filter(|c| c.is_alphabetic()).count();
        let code = letters > 1 && word.chars().any(|c| c.is_ascii_digit());
        // «… på 33 30 40 50. Er feilen …»
        let number = || {
            let near = text[..at].chars().rev().take(14);
            near.filter(char::is_ascii_digit).count() > 5
        };
        let ends = match sign {
            "." if letters == 0 && word.len() < 4 => number(),
            "." => {
                (letters > 4 || code || letters == 0 && word.len() > 3)
                    && !number::PHONE.within(&lower(word))
            }
            _ => true,
        };
        let begins = rest
            .trim_start()
            .chars()
            .next()
            .is_some_and(|c| !c.is_lowercase());
        if ends && begins && rest.starts_with(' ') {
            out.push(from..at + sign.len());
            from = at + sign.len();
        }
    }
    out.push(from..text.len());
    out
}

/// Whether a sentence that gives contacts at `end` gives somebody else's.
fn names_other(text: &str, low: &str, end: usize, own: &Own) -> bool {
    let head = &low[..end];
    if others::OPERATORS.within(head) {
        return false;
    }
    // Somebody whom no business is: the landlord, the hospital, the town.
    let theirs = others::THEIRS.all(head).any(|(start, stop)| {
        let before = low[..start].trim_end();
        let place = others::PLACES.iter().any(|w| {
            before
                .strip_suffix(w)
                .is_some_and(|rest| rest.is_empty() || rest.ends_with([' ', '(', ',']))
        });
        !place && !own.has(&low[start..stop]) && !low[stop..].starts_with('-')
    });
    // Where a company is registered with its accountant, nobody works.
    let registered = others::REGISTERED
        .find(low)
        .is_some_and(|(_, stop)| low[stop..].contains("c/o "));
    if theirs || registered {
        return true;
    }
    // «Outside opening hours: Dierenkliniek Walcheren», «we recommend …»
    if let Some((_, stop)) = others::ELSEWHERE.all(head).next() {
        return has_name(&text[stop..end], own, own.nouns);
    }
    end < text.len() && named::is_before(&text[..end], own)
}

/// Whether there are words with capitals that are no person's and not the business's own.
fn has_name(text: &str, own: &Own, nouns: bool) -> bool {
    let mut run = 0;
    for word in text
        .split([' ', '\t', ',', ':', '(', ')', '/'])
        .filter(|w| !w.is_empty())
    {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        let low = lower(bare);
        let label = number::PHONE.within(&low)
            || number::EMAIL.within(&low)
            || others::NO_NAMES.contains(&low.as_str());
        let title = matches!(low.as_str(), "dr" | "dres" | "prof" | "św" | "st");
        let capital = bare.starts_with(char::is_uppercase);
        let person = capital && given::is_given(bare);
        if person && run == 0 && !title {
            // Who may well be ours.
            return false;
        }
        let named = capital && !label && !person && !own.has(bare);
        run = if title || named { run + 1 } else { 0 };
        if run > usize::from(nouns) {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own(name: &str, stem: &str, nouns: bool) -> Own {
        Own {
            stem: stem.to_owned(),
            words: lower(name).split(' ').map(str::to_owned).collect(),
            nouns,
        }
    }

    fn theirs(text: &str, own: &Own) -> String {
        sentences(text)
            .into_iter()
            .filter(|s| {
                let said = &text[s.clone()];
                contact(said).is_some_and(|at| names_other(said, &lower(said), at, own))
            })
            .map(|s| text[s].trim())
            .collect::<Vec<_>>()
            .join("|")
    }

    #[test]
    fn sentences_about_others() {
        let vet = own("Dierenarts Oostkapelle", "dierenartsoostkapelle", false);
        for text in [
            "Buiten openingstijden: Dierenkliniek Walcheren, Middelburg, tel. 0118-615555",
            "Nocna i świąteczna opieka: Szpital św. Wojciecha, al. Jana Pawła II 50, 80-462 Gdańsk, tel. 58 768 40 00",
            "Varhaiskasvatuksen palveluohjaus p. 09 8163 1000.",
            "Our landlord can be reached on 0114 296 0111.",
            "All our windows come from Brown Glazing Ltd, Leeds, tel. 0113 496 0111.",
            "Leave the house and call Columbia Gas at 1-800-344-4077.",
            "Taxis home: Galway Taxis 091 561111, Big O 091 585858",
            "Certificazione: Consorzio del Parmigiano Reggiano, via Kennedy 18, 42124 Reggio Emilia, tel. 0522 307741",
            "Night Care on Call can be reached on 03000 247247.",
            "Registered office: c/o Brown & Co Accountants, 5 Paradise Square, Sheffield S1 2DE 01144960000",
        ] {
            assert_eq!(theirs(text, &vet), text, "{text}");
        }
        for text in [
            "Buiten openingstijden kunt u ons bereiken op 06-12345678.",
            "Outside opening hours call Pieter Wisse on 0118-581234.",
            "Wij zitten tegenover het ziekenhuis, bel 0118-581234.",
            "Dierenarts Oostkapelle BV, tel. 0118-581234",
            "Opposite the hospital, tel. 0118-581234.",
            "Bel ons gerust: 0118-581234.",
            "Kontakt: Zentrum Nord, Tel. 0118-581234",
            "You find us in Hotel Aurora, Markt 5, 4356 AJ Oostkapelle, tel. 0118-581234",
            "For appointments call Tytti-Liisa Kolho at 0118-581234.",
        ] {
            assert_eq!(theirs(text, &vet), "", "{text}");
        }
        let praxis = own("Praxis am Markt", "praxisammarkt", true);
        let text = "Außerhalb der Sprechzeiten vertritt uns die Praxis Dr. Lenz, Tel. 05141 77777.";
        assert_eq!(theirs(text, &praxis), text);
        assert_eq!(
            theirs(
                "Außerhalb der Sprechzeiten erreichen Sie unser Notfalltelefon unter 0171 2345678.",
                &praxis
            ),
            ""
        );
    }
}
