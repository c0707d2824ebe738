//! Sentences that give somebody else's contacts: the clinic on duty at night, the landlord, a supplier, the town.

use super::html::Dom;
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

    fn has(&self, word: &str) -> bool {
        let low = lower(word);
        let plain: String = low.chars().filter(char::is_ascii_alphanumeric).collect();
        self.words.contains(&low) || plain.len() > 3 && self.stem.contains(&plain)
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
        let ends = match sign {
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
    // «The glass is from Pilkington Ltd, tel. …»: a firm's name in a sentence.
    let small = |w: &&str| w.chars().count() > 1 && w.chars().all(char::is_lowercase);
    let ours = others::OURS.within(head);
    // «All our windows come from …»
    let from = |said: &str| {
        let last = said.split_whitespace().next_back().unwrap_or("");
        others::FROM.contains(&last)
    };
    end < text.len()
        && firm(&text[..end], own).is_some_and(|at| {
            let before = &head[..at];
            (!ours || from(before)) && before.split_whitespace().filter(small).count() >= 3
        })
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
        let is_upper = bare.starts_with(char::is_uppercase);
        if title || is_upper && !label && !own.has(bare) && !given::is_given(bare) {
            run += 1;
        } else if is_upper && given::is_given(bare) && run == 0 {
            // A person, who may well be ours.
            return false;
        } else {
            run = 0;
        }
        if run > usize::from(nouns) {
            return true;
        }
    }
    false
}

/// Where a firm's name begins that stands right before what follows the text: «… from Pilkington Glass Ltd, ».
fn firm(text: &str, own: &Own) -> Option<usize> {
    let words: Vec<(usize, &str)> = text
        .split([' ', '\t', '('])
        .scan(0, |at, word| {
            let from = *at;
            *at += word.len() + 1;
            Some((from, word))
        })
        .filter(|(_, w)| !w.is_empty())
        .collect();
    let bare = |w: &str| {
        w.trim_matches(|c: char| !c.is_alphanumeric() && c != '/')
            .to_owned()
    };
    // Towns, labels and prepositions may stand between the name and the number; verbs may not.
    let mut at = words.len();
    let mut legal = None;
    while at > 0 && words.len() - at < 9 {
        at -= 1;
        let word = bare(words[at].1);
        let low = lower(&word);
        if others::FIRMS.contains(&low.as_str()) {
            legal = Some(at);
            break;
        }
        let label =
            number::PHONE.within(&low) || number::EMAIL.within(&low) || low.chars().count() <= 3;
        if !label && word.starts_with(char::is_lowercase) {
            return None;
        }
    }
    let legal = legal?;
    let mut from = legal;
    while from > 0
        && (words[from - 1].1.starts_with(char::is_uppercase) || words[from - 1].1 == "&")
        && !words[from - 1].1.ends_with([',', ':', '.'])
    {
        from -= 1;
    }
    let name = &words[from..=legal];
    let ours = name
        .iter()
        .any(|(_, w)| own.has(&bare(w)) && !others::FIRMS.contains(&lower(&bare(w)).as_str()));
    // Its name has a word besides the legal form.
    let named = name.len() > 1
        || words
            .get(legal + 1)
            .is_some_and(|(_, w)| w.starts_with(char::is_uppercase));
    let person = name.first().is_some_and(|(_, w)| given::is_given(&bare(w))) && name.len() == 1;
    (!ours && named && !person).then_some(words[from].0)
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
