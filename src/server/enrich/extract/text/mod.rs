//! The page as lines of visible text, as a reader sees them, each knowing where on the page it stands.

mod place;
mod walk;

use super::fact::Zone;
use super::html::style::Styles;
use super::html::{Dom, Id};
use place::zone;
use walk::Walk;

/// A line longer than this is cut into several: no label is a page away.
const LONGEST: usize = 2_000;
/// More text than a person reads on one page; what follows is not looked at.
const MOST_TEXT: usize = 768 * 1024;
const MOST_LINES: usize = 20_000;

/// What a reader sees as one line: the text between two block boundaries or line breaks; cells of one table row are
/// one line with tabs between.
#[derive(Debug, Clone)]
pub(super) struct Line {
    /// Whitespace collapsed; invisible characters gone.
    pub text: String,
    /// The inmost block that it stands in.
    pub block: Id,
    /// The first node of its text.
    pub node: Id,
    /// One past the last node that its text came from.
    pub until: Id,
    /// 1 to 6 for headings, else 0.
    pub heading: u8,
    /// Where on the page.
    pub zone: Zone,
    /// Where in the text which node begins, ascending.
    pub marks: Vec<(usize, Id)>,
    /// In a quotation or a customer's review.
    pub quoted: bool,
}

impl Line {
    /// The same line from (or up to) an offset of its text.
    pub fn cut(&self, at: usize) -> (Line, Line) {
        let node = self
            .marks
            .iter()
            .rev()
            .find(|(from, _)| *from <= at)
            .map_or(self.node, |(_, id)| *id);
        let mut head = Line {
            text: self.text[..at].trim_end().to_owned(),
            until: node.max(self.node + 1),
            ..self.clone()
        };
        head.marks.retain(|(from, _)| *from < at);
        let marks = self
            .marks
            .iter()
            .map(|(from, id)| (from.saturating_sub(at), *id))
            .collect();
        let tail = Line {
            text: self.text[at..].to_owned(),
            node,
            marks,
            ..self.clone()
        };
        (head, tail)
    }
}

/// The line that a node's text stands in, or the last one before it.
pub(super) fn line_of(lines: &[Line], node: Id) -> Option<usize> {
    let after = lines.partition_point(|l| l.node <= node);
    (0..after)
        .rev()
        .take(4)
        .find(|i| lines[*i].until > node)
        .or(after.checked_sub(1))
}

/// Where a link or another element stands: by the first of its text, else by what is around it.
pub(super) fn zone_of(lines: &[Line], dom: &Dom, id: Id) -> Zone {
    let end = dom.end(id);
    let from = lines.partition_point(|l| l.until <= id);
    if let Some(line) = lines[from..]
        .iter()
        .take(3)
        .find(|l| l.node < end && l.until > id)
    {
        return line.zone;
    }
    let around = dom
        .around(id)
        .find_map(|up| zone(dom.tag(up), &dom.hints(up)));
    // What the end of the line before is about is not what a link in the next paragraph is about.
    let near = line_of(lines, id)
        .filter(|i| {
            let whole = *i == 0 || lines[*i - 1].block != lines[*i].block;
            whole || dom.end(lines[*i].block) > id
        })
        .map(|i| lines[i].zone)
        .filter(|z| *z == Zone::Foreign && around.is_none_or(|a| a != Zone::Header));
    near.or(around).unwrap_or(Zone::Main)
}

/// Cuts a page into lines, in document order; hidden text in lines of its own.
pub(super) fn lines(dom: &Dom) -> Vec<Line> {
    let mut lines = Walk::new(dom, Styles::of(dom)).run();
    let (hidden, shown) = lines.iter().fold((0, 0), |(h, s), l| match l.zone {
        Zone::Hidden => (h + l.text.len(), s),
        _ => (h, s + l.text.len()),
    });
    // A page that hides most of itself shows it when its scripts have run.
    if hidden > shown.saturating_mul(2) && hidden > 400 {
        for line in lines.iter_mut().filter(|l| l.zone == Zone::Hidden) {
            line.zone = Zone::Main;
        }
    }
    lines
}

/// A page that only scripts would fill: hardly any text, but scripts and a place to put it.
pub(super) fn is_shell(dom: &Dom, lines: &[Line]) -> bool {
    let shown: usize = lines
        .iter()
        .filter(|l| l.zone != Zone::Hidden)
        .map(|l| l.text.chars().count())
        .sum();
    let scripts = dom
        .named("script")
        .filter(|id| dom.attr(*id, "type").is_none_or(|t| !t.contains("ld+json")))
        .count();
    if scripts == 0 || shown > 250 || dom.named("frame").next().is_some() {
        return false;
    }
    let mount = dom.all().any(|id| {
        dom.attr(id, "id").is_some_and(|i| MOUNTS.contains(&i)) && dom.text(id, 40).len() < 20
    });
    let asks = dom
        .named("noscript")
        .any(|id| dom.raw(id).to_lowercase().contains("javascript"));
    shown < 30 || mount || (asks && shown < 120)
}

/// Where frameworks put what they draw.
#[rustfmt::skip]
static MOUNTS: &[&str] = &["root", "app", "__next", "__nuxt", "___gatsby", "svelte", "main-app", "react-root", "app-root"];
