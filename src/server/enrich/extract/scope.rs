//! Whose words a line is: the business's own, or somebody else's who is named on its page.

mod blocks;

use super::fact::Zone;
use super::html::Dom;
use super::links;
use super::others::{self, Own};
use super::site;
use super::text::Line;
use super::words::{Words, foreign, lower, number};
use std::ops::Range;
use url::Url;

/// A label line is no longer than this.
const LABEL: usize = 70;
/// How many lines a label that is no heading speaks for.
const REACH: usize = 7;

/// Marks the lines that speak of others as [`Zone::Foreign`].
pub(super) fn mark(lines: &mut Vec<Line>, dom: &Dom, url: &Url) {
    let whole = page_is_foreign(url, dom);
    let own = site::domain_of(url);
    let names = Own::of(dom, url, lines);
    let mut carried = false;
    let mut block = usize::MAX;
    let mut out: Vec<Line> = Vec::with_capacity(lines.len());
    let mut section = Section::None;
    for mut line in lines.drain(..) {
        let text = lower(&line.text);
        section = section.after(&line, &text);
        if line.zone == Zone::Hidden {
            out.push(line);
            continue;
        }
        if section.speaks() || (whole && line.zone == Zone::Main) {
            line.zone = Zone::Foreign;
            out.push(line);
            continue;
        }
        if line.zone == Zone::Main && names_other_site(&text, &own) {
            line.zone = Zone::Foreign;
            out.push(line);
            continue;
        }
        let named = |word: &str| own.contains(&word.replace([' ', '-'], ""));
        match credit(&text, &line)
            .or_else(|| authority(&text, named))
            .or_else(|| after_link(&text, &line, dom, url))
        {
            Some(0) => {
                line.zone = Zone::Foreign;
                out.push(line);
            }
            Some(at) => {
                let (head, mut tail) = line.cut(at);
                tail.zone = Zone::Foreign;
                out.extend([head, tail].into_iter().filter(|l| !l.text.is_empty()));
            }
            None if matches!(line.zone, Zone::Main | Zone::Footer) && line.heading == 0 => {
                carried &= line.block == block;
                block = line.block;
                let parts = others::parts(&line, &names, &mut carried);
                out.extend(divided(line, &parts));
            }
            None => out.push(line),
        }
    }
    blocks::mark(&mut out, &own);
    *lines = out;
}

/// The line with the given parts of it as lines of somebody else.
fn divided(line: Line, parts: &[Range<usize>]) -> Vec<Line> {
    let mut out = Vec::new();
    let mut rest = line;
    let mut gone = 0;
    for part in parts {
        let (head, tail) = rest.cut(part.start - gone);
        let (mut theirs, tail) = tail.cut(part.end - part.start);
        theirs.zone = Zone::Foreign;
        out.extend([head, theirs]);
        gone = part.end;
        rest = tail;
    }
    out.push(rest);
    out.retain(|l| !l.text.trim().is_empty());
    out
}

/// Where in a line the credit of who made the site begins. Long lines are prose: a web designer's own page says
/// «we have designed by hand» without crediting anybody.
fn credit(text: &str, line: &Line) -> Option<usize> {
    let (at, end) = foreign::CREDITS.find(text)?;
    let rest = text[end..].trim_start_matches([' ', ':', '-', '–', '|']);
    let foot = line.zone == Zone::Footer;
    let short = text.len() < 120 && line.heading == 0;
    (rest.len() > 1
        && (foot
            || (short
                && (at == 0
                    || (at <= 16
                        && !text[..at].contains(|c: char| c.is_ascii_digit() || c == '@'))
                    || text[end..].trim_start().starts_with(':')
                    || text[..end].ends_with(':')))))
    .then_some(at)
}

/// Where in a line the name of an authority, a chamber or an arbitrator begins, when its contacts follow.
fn authority(text: &str, own: impl Fn(&str) -> bool) -> Option<usize> {
    let (at, end) = foreign::AUTHORITIES
        .find(text)
        .filter(|(at, end)| !own(&text[*at..*end]))?;
    text[end..]
        .chars()
        .any(|c| c.is_ascii_digit() || c == '@')
        .then_some(at)
}

/// Where the number or address begins that follows a link to somebody else's site directly: it is theirs.
fn after_link(text: &str, line: &Line, dom: &Dom, url: &Url) -> Option<usize> {
    line.marks.windows(2).take(20).find_map(|pair| {
        let ((from, id), (at, _)) = (pair[0], pair[1]);
        let link = dom
            .around(id)
            .skip(1)
            .take(3)
            .find(|up| dom.tag(*up) == "a")?;
        let target = Url::parse(dom.attr(link, "href")?.trim()).ok()?;
        let other = matches!(target.scheme(), "http" | "https")
            && !site::same_site(&target, url)
            && site::stem(&site::domain_of(&target)) != site::stem(&site::domain_of(url))
            && super::social::profile(target.as_str()).is_none();
        let rest = text.get(at..)?;
        let sign = rest.find(|c: char| c.is_ascii_digit() || matches!(c, '+' | '@'))?;
        let word = rest[..sign].trim_matches(|c: char| !c.is_alphabetic());
        let labelled = word.is_empty()
            || number::PHONE
                .find(word)
                .is_some_and(|(s, e)| s == 0 && e + 1 >= word.len());
        let contacts = rest.chars().filter(char::is_ascii_digit).count() >= 6 || rest.contains('@');
        (other && labelled && contacts && text.get(from..at)?.chars().any(char::is_alphabetic))
            .then_some(at)
    })
}

/// A line with the address of another site and contacts: an entry of a list of others. Another ending of the same
/// name (`firma.com` on `firma.de`) is the same business.
fn names_other_site(text: &str, own: &str) -> bool {
    let Some(at) = text.find("www.") else {
        return false;
    };
    let host: String = text[at + 4..]
        .chars()
        .take_while(|c| c.is_alphanumeric() || matches!(c, '.' | '-'))
        .collect();
    let other = site::domain(host.trim_end_matches('.'));
    let digits = text.chars().filter(char::is_ascii_digit).count();
    digits >= 5
        && other.contains('.')
        && other != own
        && site::stem(&other) != site::stem(own)
        && !text.contains(own)
}

#[derive(Clone, Copy)]
enum Section {
    None,
    /// Until a heading of this level or above.
    Heading(u8),
    /// For so many lines more, or until the next heading or label.
    Label(usize),
}

impl Section {
    fn speaks(self) -> bool {
        !matches!(self, Section::None)
    }

    fn after(self, line: &Line, text: &str) -> Section {
        let label = line.text.len() < LABEL && line.text.ends_with(':') && !is_contact_label(text);
        let named = starts_section(text) && (text.len() < LABEL || is_label(line, text));
        if line.heading > 0 {
            if named
                // Who else gets the data: a map's maker, an authority.
                || line.heading > 1 && line.zone == Zone::Main && links::says_privacy(text)
                || foreign::CREDITS.find(text).is_some_and(|(start, end)| {
                    start == 0 && text[end..].trim_matches([' ', ':']).is_empty()
                })
            {
                return Section::Heading(line.heading);
            }
            return match self {
                Section::Heading(level) if line.heading > level => self,
                _ => Section::None,
            };
        }
        match self {
            Section::Heading(_) if line.zone != Zone::Footer => self,
            _ if named && line.zone != Zone::Header && is_label(line, text) => {
                Section::Label(REACH)
            }
            Section::Label(left) if !label && left > 1 && line.zone != Zone::Footer => {
                // How to reach them takes as many lines as it takes.
                let contacts = text.contains(['@', '.']) && !text.contains(' ')
                    || is_contact_label(text)
                    || text.chars().filter(char::is_ascii_digit).count() > 3;
                Section::Label(left - usize::from(!contacts))
            }
            _ => Section::None,
        }
    }
}

/// «Telefon:», «E-Mail:», «Internet:», whatever follows.
fn is_contact_label(text: &str) -> bool {
    let words = [&number::PHONE, &number::FAX, &number::EMAIL];
    let said = |w: &Words| w.find(text).is_some_and(|(start, _)| start == 0);
    words.into_iter().any(|w| said(w)) || text.starts_with("internet") || text.starts_with("web")
}

/// Whether the line begins with (or is) the name of a section about others.
fn starts_section(text: &str) -> bool {
    foreign::SECTIONS.find(text).is_some_and(|(start, end)| {
        let before = text[..start].trim_matches(|c: char| !c.is_alphanumeric());
        start == 0
            || before.is_empty()
            || (text.chars().count() < 45
                && text[end..]
                    .trim_matches(|c: char| !c.is_alphanumeric())
                    .is_empty())
    })
}

/// A line that is no heading names a section only when it is a label: a colon after the word, or nothing else.
fn is_label(line: &Line, text: &str) -> bool {
    let Some((_, end)) = foreign::SECTIONS.find(text) else {
        return false;
    };
    let rest = text[end..].trim_start();
    // Navigation has the same words one per line.
    let nav = line.zone == Zone::Header;
    let near = rest.find([':', '：']).is_some_and(|at| {
        at < 40 && !rest[..at].contains(|c: char| c.is_ascii_digit()) && !rest[..at].contains(',')
    });
    near || text[..end].ends_with(':')
        || (!nav
            && rest.is_empty()
            && line.text.len() < 40
            && line.marks.len() == 1
            && line.text.ends_with(':'))
}

/// A page that by its address or title lists others.
fn page_is_foreign(url: &Url, dom: &Dom) -> bool {
    let last = url
        .path()
        .trim_end_matches('/')
        .rsplit('/')
        .next()
        .unwrap_or("")
        .to_lowercase();
    let name = last.rsplit_once('.').map_or(last.as_str(), |(n, _)| n);
    if name.len() < 40
        && foreign::PAGES
            .find(name)
            .is_some_and(|(start, end)| end - start == name.len() || start == 0)
    {
        return true;
    }
    let heading = dom
        .named("h1")
        .next()
        .map(|id| lower(&dom.text(id, 80)))
        .unwrap_or_default();
    heading.len() < 60 && !heading.is_empty() && starts_section(&heading)
}
