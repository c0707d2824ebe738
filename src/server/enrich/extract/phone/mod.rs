//! Phone numbers: `tel:` links, and numbers in text that are called so or can be nothing else.

mod context;
mod extension;
mod number;
mod plan;

pub(super) use extension::Root;
pub(super) use number::parse;

use super::Page;
use super::fact::{Draft, Found, Phone, SAID, Value, Zone};
use super::html::Id;
use super::label::label;
use super::others;
use super::text::{Line, line_of, zone_of};
use context::Call;
use percent_encoding::percent_decode_str;

/// Attempts at reading a number on one page; a price list has thousands.
const MOST_TRIES: usize = 1_500;

/// Reads every number of a page. Confidence: `tel:` 0.95, text beside a word for phone 0.9, international form 0.85,
/// a national number that stands alone as a phone number would 0.7, the end of a direct number 0.8.
pub(super) fn read(page: &Page, drafts: &mut Vec<Draft>) {
    let mut tries = MOST_TRIES;
    let faxes = links(page, drafts);
    for at in 0..page.lines.len() {
        text(page, at, &mut tries, &faxes, drafts);
    }
    let Some(root) = Root::of(page) else { return };
    for (at, line) in page.lines.iter().enumerate() {
        for e164 in root.within(&line.text) {
            let phone = Phone {
                e164,
                extension: None,
            };
            drafts.push(
                Draft::new(Value::Phone(phone), Found::Text, line.zone, 0.8)
                    .label(label(page.lines, at, None)),
            );
        }
    }
}

/// Reads links; answers the numbers that a link's own words call a fax.
fn links(page: &Page, drafts: &mut Vec<Draft>) -> Vec<Phone> {
    let mut faxes = Vec::new();
    for id in page.dom.all() {
        let Some(phone) = of_link(page, id) else {
            continue;
        };
        let zone = zone_of(page.lines, page.dom, id);
        let line = line_of(page.lines, id).filter(|i| page.lines[*i].until > id);
        if let Some(i) = line {
            let offset = page.lines[i]
                .marks
                .iter()
                .find(|(_, node)| *node > id)
                .map_or(0, |(from, _)| *from);
            if context::of(page.lines, i, offset, offset) == Call::Fax {
                faxes.push(phone);
                continue;
            }
        }
        // What a theme came with is called when nobody put in the number that is shown.
        let phone = shown(page, id, &phone).unwrap_or(phone);
        let label = line.and_then(|i| label(page.lines, i, Some(id)));
        drafts.push(Draft::new(Value::Phone(phone), Found::Tel, zone, 0.95).label(label));
    }
    faxes
}

fn text(page: &Page, at: usize, tries: &mut usize, faxes: &[Phone], drafts: &mut Vec<Draft>) {
    let line = &page.lines[at];
    let mut last_end = 0;
    let mut last_call = Call::Unsaid;
    let mut named = false;
    for run in number::runs(&line.text) {
        if *tries == 0 {
            return;
        }
        if number::is_something_else(&line.text, &run, page.country) {
            continue;
        }
        let mut call = context::of(page.lines, at, run.start, last_end);
        // «Tel. 744 1290, 5667 8890»: what stands between two numbers and is no word passes the word on.
        let between = line.text.get(last_end..run.start).unwrap_or("").trim();
        // «TEL / FAX 052-241-3388 / 052-241-3389»: the second is the fax.
        if last_call == Call::Both && matches!(between, "/" | "／" | "|") {
            call = Call::Fax;
        }
        if call == Call::Unsaid
            && matches!(last_call, Call::Phone | Call::Both)
            && (between.chars().all(|c| !c.is_alphanumeric())
                || JOINERS.contains(&between.to_lowercase().as_str()))
        {
            call = Call::Phone;
        }
        last_call = call;
        if call == Call::Unsaid && is_fax_element(page, line, run.start) {
            call = Call::Fax;
        }
        if matches!(call, Call::Fax | Call::Other) {
            last_end = run.end;
            continue;
        }
        let mut hits = number::within(&line.text[run.clone()], page.country, tries);
        if call == Call::Both && line.text[run.clone()].contains('/') {
            hits.truncate(1);
        }
        if let Some(more) = hits
            .last()
            .and_then(|last| number::shortened(&line.text[run.clone()], last, page.country))
        {
            hits.push(more);
        }
        for (start, end, phone) in hits {
            let written = &line.text[run.start + start..run.start + end];
            // A second number of a sentence that has named one.
            let second = (named && written.starts_with('0') && written.len() >= 9).then_some(0.65);
            let Some(confidence) =
                confidence(page.lines, at, written, call, page.country).or(second)
            else {
                continue;
            };
            if faxes.contains(&phone) {
                continue;
            }
            named |= confidence >= 0.85;
            let zone = if line.zone == Zone::Main && line.quoted {
                Zone::Foreign
            } else {
                line.zone
            };
            let said = zone == Zone::Main && others::is_said_of_nobody(&line.text, run.start);
            let confidence = if said { SAID } else { confidence };
            drafts.push(
                Draft::new(Value::Phone(phone), Found::Text, zone, confidence)
                    .label(label(page.lines, at, None)),
            );
        }
        last_end = run.end;
    }
}

/// Whether the element that holds the number is called fax by its class or property.
fn is_fax_element(page: &Page, line: &Line, start: usize) -> bool {
    let node = line
        .marks
        .iter()
        .rev()
        .find(|(from, _)| *from <= start)
        .map_or(line.node, |(_, id)| *id);
    page.dom.around(node).skip(1).take(3).any(|up| {
        let mut hints = page.dom.hints(up);
        hints.push_str(&page.dom.attr(up, "itemprop").unwrap_or("").to_lowercase());
        hints.contains("fax") && !hints.contains("tel") && !hints.contains("phone")
    })
}

/// Words between two numbers of one kind.
#[rustfmt::skip]
static JOINERS: &[&str] = &["or", "and", "tai", "ja", "eller", "och", "og", "oder", "und", "ou", "et", "o", "y", "e", "of", "en", "lub", "i", "nebo", "a", "või", "vai", "arba", "или", "и", "ή", "και", "または", "vagy"];

/// How sure it is that these digits are to be called.
fn confidence(
    lines: &[Line],
    at: usize,
    written: &str,
    call: Call,
    country: Option<&str>,
) -> Option<f32> {
    if matches!(call, Call::Phone | Call::Both) {
        return Some(0.9);
    }
    let spaced = written.chars().any(|c| !c.is_ascii_digit());
    // A row of digits that begins with zeros may be any code.
    if written.starts_with("00") && !spaced {
        return None;
    }
    if written.starts_with('+') || written.starts_with("00") || written.starts_with("(+") {
        return Some(0.85);
    }
    let line = &lines[at];
    // A cell of a table row, a part between bars or commas, an element of its own is what the number must be alone in.
    let place = line.text.find(written).unwrap_or(0);
    let own = line
        .marks
        .iter()
        .rposition(|(from, _)| *from <= place)
        .is_some_and(|i| {
            let end = line.marks.get(i + 1).map_or(line.text.len(), |(to, _)| *to);
            let element = line.text.get(line.marks[i].0..end).unwrap_or("");
            line.marks.len() > 1 && element.trim().len() <= written.len() + 2
        });
    let signs = ['\t', '|', '•', '·', ';', ',', '／'];
    let from = line.text[..place].rfind(signs).map_or(0, |n| n + 1);
    let to = line.text[place + written.len()..]
        .find(signs)
        .map_or(line.text.len(), |n| place + written.len() + n);
    let cell = line.text.get(from..to).unwrap_or(&line.text).trim();
    let labelled = cell
        .split_once(written)
        .map(|(before, _)| before)
        .is_some_and(|label| label.trim_end().ends_with([':', '：']) && label.chars().count() < 32);
    let grouped = written.chars().any(|c| !c.is_ascii_digit());
    // «(51) 3332-4418»: an area code in brackets is a phone number's.
    let area =
        written.starts_with('(') && written.find(')').is_some_and(|at| (3..=6).contains(&at));
    let trunk = written.trim_start_matches('(').starts_with('0')
        || area
        || (country == Some("US") && grouped)
        || (country == Some("CA") && grouped);
    // Little else in its line, or in the foot or head of the page, or beside an address.
    let digits = written.chars().filter(char::is_ascii_digit).count();
    // Alone, or behind a name that ends a short line.
    let alone = cell.len() <= written.len() + 14 || (cell.len() <= 60 && cell.ends_with(written));
    let chrome = matches!(line.zone, Zone::Footer | Zone::Header) && line.text.len() < 200;
    let near = lines[at.saturating_sub(2)..(at + 3).min(lines.len())]
        .iter()
        .any(|l| l.text.contains('@') || l.text.contains('✉'));
    match (trunk, grouped || digits >= 9) {
        (true, true) if alone || chrome || near => Some(0.7),
        (_, true) if grouped && labelled && digits >= 7 => Some(0.65),
        (false, true)
            if grouped && near && digits >= 8 && (own || cell.len() <= written.len() + 6) =>
        {
            Some(0.6)
        }
        _ => None,
    }
}

/// The number of a link to one.
pub(super) fn of_link(page: &Page, id: Id) -> Option<Phone> {
    if !matches!(page.dom.tag(id), "a" | "area") {
        return None;
    }
    let (scheme, target) = page.dom.attr(id, "href")?.trim().split_once(':')?;
    ["tel", "callto", "sms"]
        .iter()
        .any(|s| scheme.eq_ignore_ascii_case(s))
        .then_some(())?;
    let target = percent_decode_str(target.trim_start_matches('/')).decode_utf8_lossy();
    number::parse_link(&target, page.country)
}

/// The number that a link shows, when it is another than the one it leads to.
fn shown(page: &Page, id: Id, target: &Phone) -> Option<Phone> {
    let text = page.dom.text(id, 80);
    let mut tries = 10;
    let numbers: Vec<Phone> = number::runs(&text)
        .into_iter()
        .flat_map(|run| number::within(&text[run], page.country, &mut tries))
        .map(|(_, _, phone)| phone)
        .collect();
    // The same place of a network is written with other prefixes.
    let tail = |phone: &Phone| phone.e164[phone.e164.len().saturating_sub(6)..].to_owned();
    let same = numbers.iter().any(|n| tail(n) == tail(target));
    numbers.into_iter().next().filter(|_| !same)
}

/// The first number of a line that is not called a fax or something else, and whether little else stands there; for
/// the card of a person.
pub(super) fn first(lines: &[Line], at: usize, country: Option<&str>) -> Option<(String, bool)> {
    let line = &lines[at];
    let mut tries = 20;
    let mut after = 0;
    for run in number::runs(&line.text) {
        let call = context::of(lines, at, run.start, after);
        after = run.end;
        if matches!(call, Call::Fax | Call::Other)
            || number::is_something_else(&line.text, &run, country)
        {
            continue;
        }
        let (from, to) = (run.start, run.end);
        if let Some((start, end, phone)) = number::within(&line.text[run], country, &mut tries)
            .into_iter()
            .next()
        {
            // A cell of a table with nothing else in it.
            let cell = line.text[..from].ends_with('\t')
                && line.text[to..].chars().next().is_none_or(|c| c == '\t')
                && end - start >= 7;
            let alone = cell || line.text.len() <= end - start + 12 && end - start >= 8;
            return Some((phone.e164, alone));
        }
    }
    None
}
