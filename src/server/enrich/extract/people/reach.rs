//! How to reach somebody: what stands on the card around a name.

use super::super::email::{self, obfuscated, syntax};
use super::super::html::Id;
use super::super::text::Line;
use super::super::words::given;
use super::super::{Page, combine, phone, site};
use super::{is_contact, name};
use std::ops::Range;

/// Lines after a name that are its card.
const CARD: usize = 7;

/// The links of a page by which somebody is reached, in document order.
pub(super) struct Reach {
    emails: Vec<(Id, String)>,
    phones: Vec<(Id, String)>,
    own: String,
    root: Option<phone::Root>,
}

impl Reach {
    pub fn of(page: &Page) -> Self {
        let own = site::domain_of(page.url);
        let mut out = Reach {
            emails: Vec::new(),
            phones: Vec::new(),
            own,
            root: phone::Root::of(page),
        };
        for id in page.dom.all() {
            out.emails.extend(
                email::of_element(page, id, &out.own)
                    .into_iter()
                    .map(|e| (id, e)),
            );
            out.phones
                .extend(phone::of_link(page, id).map(|p| (id, p.e164)));
        }
        out
    }

    /// The address of the somebody's card: one that is called like them, else one that is no office's.
    pub fn email_of(&self, page: &Page, card: &Range<usize>, name: &str) -> Option<String> {
        let all = self.emails(page, card);
        all.iter()
            .find(|e| is_called(e, name))
            .or_else(|| {
                all.iter()
                    .find(|e| !combine::is_role(e.split('@').next().unwrap_or("")))
            })
            .cloned()
    }

    /// Whether an address on the card is called like the person. Without a given name («Maler Kirsch») it must have
    /// both words.
    pub fn is_named(&self, page: &Page, card: &Range<usize>, name: &str, given: bool) -> bool {
        self.emails(page, card).iter().any(|email| {
            let local = email.split('@').next().unwrap_or("");
            let whole = || {
                name.split([' ', '-'])
                    .all(|w| local.contains(&folded(w, false)) || local.contains(&folded(w, true)))
            };
            is_called(email, name) && (given || whole())
        })
    }

    /// Whether there is any address or number on the card.
    pub fn is_reachable(&self, page: &Page, card: &Range<usize>) -> bool {
        !self.emails(page, card).is_empty() || self.phone(page, card).is_some()
    }

    /// Every address on the card, written or linked.
    fn emails(&self, page: &Page, card: &Range<usize>) -> Vec<String> {
        let mut out: Vec<String> = Vec::new();
        for line in &page.lines[card.clone()] {
            if line.text.contains(['@', '(', '[', '＠', '{']) {
                out.extend(syntax::find(&line.text).into_iter().map(|h| h.email));
                out.extend(
                    obfuscated::find(&line.text, &self.own)
                        .into_iter()
                        .map(|h| h.email),
                );
            }
        }
        out.extend(within(&self.emails, &nodes(page, card)));
        out
    }

    /// The first number on the card, and whether it stands there alone.
    pub fn phone(&self, page: &Page, card: &Range<usize>) -> Option<(String, bool)> {
        card.clone()
            .find_map(|at| {
                let direct = || {
                    let root = self.root.as_ref()?;
                    Some((root.within(&page.lines[at].text).into_iter().next()?, false))
                };
                phone::first(page.lines, at, page.country).or_else(direct)
            })
            .or_else(|| {
                within(&self.phones, &nodes(page, card))
                    .next()
                    .map(|p| (p, false))
            })
    }
}

/// The links among some nodes.
fn within<'a>(all: &'a [(Id, String)], nodes: &Range<Id>) -> impl Iterator<Item = String> + 'a {
    let from = all.partition_point(|(id, _)| *id < nodes.start);
    let end = nodes.end;
    all[from..]
        .iter()
        .take_while(move |(id, _)| *id < end)
        .map(|(_, value)| value.clone())
}

/// The nodes of some lines, with a link around the first and links without words behind the last.
fn nodes(page: &Page, card: &Range<usize>) -> Range<Id> {
    let Some(first) = page.lines.get(card.start) else {
        return 0..0;
    };
    let start = page
        .dom
        .around(first.node)
        .take(4)
        .find(|up| page.dom.tag(*up) == "a")
        .unwrap_or(first.node);
    let last = page.lines[card.clone()].last().map_or(start, |l| l.until);
    let end = page
        .lines
        .get(card.end)
        .map_or(page.dom.all().end, |next| next.node);
    start..end.min(last + 60)
}

/// The lines of a person's card: their own, and those up to the next person, the next heading, and where the card's
/// element ends.
pub(super) fn card(page: &Page, from: usize, after: usize, next: usize) -> Range<usize> {
    let lines = page.lines;
    let end = next.min(after + CARD).min(card_end(page, from, after));
    let end = (after..end)
        .find(|at| {
            // A heading ends a card, unless a number or an address is written as one.
            lines[*at].heading > 0 && !is_contact(&lines[*at].text)
                || lines[*at].zone != lines[from].zone
        })
        .unwrap_or(end);
    from..end.max(after).min(lines.len())
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
            .take(3)
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

/// Whether the part before the `@` is the person's name: `anna.virtanen`, `avirtanen`, `anna`, `virtanen`.
fn is_called(email: &str, name: &str) -> bool {
    let local = email.split('@').next().unwrap_or("");
    [false, true].iter().any(|german| {
        let words: Vec<String> = name
            .split([' ', '-'])
            .map(|w| folded(w, *german))
            .filter(|w| w.len() > 1)
            .collect();
        let (Some(first), Some(last)) = (words.first(), words.last()) else {
            return false;
        };
        let parts: Vec<&str> = local.split(['.', '-', '_', '+']).collect();
        let long = |w: &str| w.len() >= 3;
        parts
            .iter()
            .any(|part| words.iter().any(|w| long(w) && part == w))
            || [
                format!("{first}{last}"),
                format!("{last}{first}"),
                format!("{}{last}", &first[..1]),
                format!("{last}{}", &first[..1]),
            ]
            .iter()
            .any(|form| form == local)
    })
}

/// Whether what looks like a name is what the site is called: «Weinbau Gratzer» of `weinbau-gratzer.at`. People call
/// theirs by their own names, too.
pub(super) fn is_firm(name: &str, stem: &str) -> bool {
    let given = name.split(' ').next().is_some_and(given::is_given);
    let stem: String = stem.chars().filter(|c| c.is_alphanumeric()).collect();
    !given
        && [false, true].iter().any(|german| {
            let joined: String = name.split(' ').map(|w| folded(w, *german)).collect();
            joined == stem
        })
}

/// Whether what looks like a name has a legal form behind it elsewhere on the page: «Keller Winterthur GmbH».
pub(super) fn is_firm_elsewhere(lines: &[Line], text: &str) -> bool {
    !text.split(' ').next().is_some_and(given::is_given)
        && lines.iter().any(|line| {
            line.text.match_indices(text).any(|(at, _)| {
                let next = line.text[at + text.len()..].strip_prefix(' ');
                next.and_then(|rest| rest.split(' ').next())
                    .is_some_and(name::is_firm)
            })
        })
}

/// Lower case in ASCII, as addresses are written: `ä` as `a`, or in German as `ae`.
pub(in super::super) fn folded(word: &str, german: bool) -> String {
    let mut out = String::new();
    for c in word.chars().flat_map(char::to_lowercase) {
        let plain = match c {
            'ä' | 'æ' if german => "ae",
            'ö' | 'ø' if german => "oe",
            'ü' if german => "ue",
            'å' if german => "aa",
            'ä' | 'á' | 'à' | 'â' | 'ã' | 'å' | 'ą' | 'ā' | 'ă' => "a",
            'æ' => "ae",
            'ö' | 'ó' | 'ò' | 'ô' | 'õ' | 'ø' | 'ő' => "o",
            'ü' | 'ú' | 'ù' | 'û' | 'ů' | 'ű' | 'ū' => "u",
            'é' | 'è' | 'ê' | 'ë' | 'ę' | 'ě' | 'ē' | 'ė' => "e",
            'í' | 'ì' | 'î' | 'ï' | 'ī' | 'į' => "i",
            'ç' | 'ć' | 'č' => "c",
            'ñ' | 'ń' | 'ň' => "n",
            'š' | 'ś' | 'ş' => "s",
            'ß' => "ss",
            'ž' | 'ź' | 'ż' => "z",
            'ł' | 'ľ' => "l",
            'ř' => "r",
            'ý' => "y",
            'ď' | 'đ' => "d",
            'ť' => "t",
            'ğ' => "g",
            c if c.is_ascii_alphanumeric() => {
                out.push(c);
                continue;
            }
            _ => continue,
        };
        out.push_str(plain);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boxes_called_like_people() {
        for (email, name) in [
            ("anna.virtanen@firma.fi", "Anna Virtanen"),
            ("paivi@firma.fi", "Päivi Mäkelä"),
            ("j.mueller@firma.de", "Jörg Müller"),
            ("hmuller@firma.com", "Hans Müller"),
            ("hora@pila.cz", "Jiří Hora"),
        ] {
            assert!(is_called(email, name), "{email}");
        }
        assert!(is_firm("Weinbau Gratzer", "weinbau-gratzer"));
        assert!(is_firm("Kögel Prüftechnik", "koegel-prueftechnik"));
        assert!(!is_firm("Anna Virtanen", "annavirtanen"));
        assert!(!is_called("info@firma.fi", "Anna Virtanen"));
        assert!(!is_called("myynti@firma.fi", "Kati Lehto"));
    }
}
