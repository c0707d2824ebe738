//! The page as lines of visible text, as a reader sees them, each knowing where on the page it stands.

use super::fact::Zone;
use super::html::style::{Effect, Styles};
use super::html::{Dom, Id, is_block};

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
    let near = line_of(lines, id)
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

struct Open {
    end: Id,
    block: Option<Id>,
    effect: Option<Effect>,
    zone: Option<Zone>,
    quote: bool,
    /// Line breaks of the source are line breaks.
    pre: bool,
    heading: u8,
    /// Where in the line its text began, to be turned around.
    from: usize,
}

struct Walk<'a> {
    dom: &'a Dom,
    styles: Styles,
    open: Vec<Open>,
    shown: String,
    shown_marks: Vec<(usize, Id)>,
    shown_from: Option<(Id, Id)>,
    unseen: String,
    unseen_from: Option<(Id, Id)>,
    lines: Vec<Line>,
    total: usize,
}

impl<'a> Walk<'a> {
    fn new(dom: &'a Dom, styles: Styles) -> Self {
        Walk {
            dom,
            styles,
            open: Vec::new(),
            shown: String::new(),
            shown_marks: Vec::new(),
            shown_from: None,
            unseen: String::new(),
            unseen_from: None,
            lines: Vec::new(),
            total: 0,
        }
    }

    fn run(mut self) -> Vec<Line> {
        let mut at = 0;
        while at < self.dom.all().end {
            self.close(at);
            at = self.visit(at);
        }
        self.close(usize::MAX);
        self.flush();
        self.lines
    }

    fn hidden(&self) -> bool {
        self.open.iter().any(|o| o.effect == Some(Effect::Hidden))
    }

    /// Visits a node and says which comes next.
    fn visit(&mut self, id: Id) -> Id {
        let dom = self.dom;
        if let Some(text) = dom.own_text(id) {
            if self.open.iter().any(|o| o.pre) {
                for (n, part) in text.split('\n').enumerate() {
                    if n > 0 {
                        self.flush();
                    }
                    self.write(part, id);
                }
            } else {
                self.write(text, id);
            }
            return id + 1;
        }
        let tag = dom.tag(id);
        match tag {
            "script" | "style" | "template" | "noscript" | "title" | "textarea" | "iframe"
            | "object" | "video" | "audio" | "canvas" | "datalist" => {
                return dom.end(id);
            }
            "svg" => {
                self.icon(id);
                return dom.end(id);
            }
            "br" => self.flush(),
            "wbr" => {}
            "img" | "i" | "span" | "em" | "b"
                if tag == "img" || dom.children(id).next().is_none() =>
            {
                self.icon(id)
            }
            "td" | "th" if !self.shown.is_empty() && !self.shown.ends_with('\t') => {
                while self.shown.ends_with(' ') {
                    self.shown.pop();
                }
                self.shown.push('\t');
            }
            _ => {}
        }
        let block = is_block(tag);
        if block {
            self.flush();
        }
        let hints = if block || tag == "td" {
            dom.hints(id)
        } else {
            String::new()
        };
        self.open.push(Open {
            end: dom.end(id),
            block: (block || tag == "td" || tag == "th").then_some(id),
            effect: self.styles.effect(dom, id),
            zone: zone(tag, &hints),
            quote: tag == "blockquote" || QUOTES.iter().any(|q| hints.contains(q)),
            pre: tag == "pre",
            heading: heading(tag, &hints),
            from: self.shown.len(),
        });
        id + 1
    }

    /// Leaves every element that ends at or before a node.
    fn close(&mut self, at: Id) {
        while self.open.last().is_some_and(|o| o.end <= at) {
            if self
                .open
                .last()
                .is_some_and(|o| o.block.is_some_and(|b| is_block(self.dom.tag(b))))
            {
                self.flush();
            }
            let Some(open) = self.open.pop() else { break };
            match open.effect {
                Some(Effect::Reversed)
                    if open.from < self.shown.len() && self.shown.is_char_boundary(open.from) =>
                {
                    let turned: String = self.shown[open.from..].chars().rev().collect();
                    self.shown.truncate(open.from);
                    self.shown.push_str(&turned);
                }
                Some(Effect::Hidden) => self.flush_unseen(),
                _ => {}
            }
        }
    }

    fn write(&mut self, text: &str, id: Id) {
        let hidden = self.hidden();
        if !hidden {
            self.shown_marks.push((self.shown.len(), id));
        }
        let (line, from) = if hidden {
            (&mut self.unseen, &mut self.unseen_from)
        } else {
            (&mut self.shown, &mut self.shown_from)
        };
        for c in text.chars() {
            match c {
                '\u{ad}'
                | '\u{200b}'..='\u{200f}'
                | '\u{202a}'..='\u{202e}'
                | '\u{2060}'..='\u{2069}'
                | '\u{feff}'
                | '\u{0}' => {}
                c if c.is_whitespace() => {
                    if !line.is_empty() && !line.ends_with([' ', '\t']) {
                        line.push(' ');
                    }
                }
                c => {
                    let (_, until) = from.get_or_insert((id, id + 1));
                    *until = id + 1;
                    line.push(c);
                }
            }
        }
        if self.shown.len() > LONGEST {
            self.flush();
        }
        if self.unseen.len() > LONGEST {
            self.flush_unseen();
        }
    }

    /// Pictures that stand for a word: the sign before a number, the `@` of an address.
    fn icon(&mut self, id: Id) {
        let dom = self.dom;
        let mut hints = dom.hints(id);
        for name in ["alt", "aria-label", "title", "data-icon"] {
            if let Some(value) = dom.attr(id, name) {
                hints.push(' ');
                hints.extend(value.chars().take(80).flat_map(char::to_lowercase));
            }
        }
        if dom.tag(id) == "img" {
            if matches!(
                dom.attr(id, "alt").map(str::trim),
                Some("@" | "at" | "(at)" | "[at]")
            ) {
                return self.write("@", id);
            }
            let file = dom
                .attr(id, "src")
                .and_then(|s| s.rsplit('/').next())
                .unwrap_or("");
            if file.len() < 40 {
                hints.push_str(&file.to_lowercase());
            }
        } else if dom.tag(id) == "svg" {
            for n in dom.inside(id).take(6) {
                hints.push_str(&dom.hints(n));
                hints.push_str(
                    dom.attr(n, "href")
                        .or_else(|| dom.attr(n, "xlink:href"))
                        .unwrap_or(""),
                );
            }
        }
        if hints.contains("fax") {
            self.write(" 📠 ", id);
        } else if ["phone", "mobile-alt", "whatsapp"]
            .iter()
            .any(|w| hints.contains(w))
            && !hints.contains("iphone")
        {
            self.write(" ☎ ", id);
        } else if ["envelope", "mail"].iter().any(|w| hints.contains(w)) {
            self.write(" ✉ ", id);
        }
    }

    fn flush(&mut self) {
        let text = std::mem::take(&mut self.shown);
        let marks = std::mem::take(&mut self.shown_marks);
        let from = self.shown_from.take();
        let own = self
            .open
            .iter()
            .rev()
            .find_map(|o| o.zone)
            .unwrap_or(Zone::Main);
        self.line(text, marks, from, own);
        for open in &mut self.open {
            open.from = 0;
        }
        self.flush_unseen();
    }

    fn flush_unseen(&mut self) {
        let text = std::mem::take(&mut self.unseen);
        let from = self.unseen_from.take();
        self.line(text, Vec::new(), from, Zone::Hidden);
    }

    fn line(&mut self, text: String, marks: Vec<(usize, Id)>, from: Option<(Id, Id)>, zone: Zone) {
        let text = text.trim();
        let Some((node, until)) = from.filter(|_| !text.is_empty()) else {
            return;
        };
        self.total += text.len();
        if self.total > MOST_TEXT || self.lines.len() >= MOST_LINES {
            return;
        }
        let block = self.open.iter().rev().find_map(|o| o.block).unwrap_or(0);
        let heading = self
            .open
            .iter()
            .rev()
            .map(|o| o.heading)
            .find(|h| *h > 0)
            .unwrap_or(0);
        let quoted = self.open.iter().any(|o| o.quote);
        self.lines.push(Line {
            text: text.to_owned(),
            block,
            node,
            until,
            heading,
            zone,
            marks,
            quoted,
        });
    }
}

fn heading(tag: &str, hints: &str) -> u8 {
    match tag.as_bytes() {
        [b'h', n @ b'1'..=b'6'] => n - b'0',
        b"legend" | b"summary" | b"caption" => 5,
        _ if hints.contains("widget-title") || hints.contains("section-title") => 4,
        _ => 0,
    }
}

#[rustfmt::skip]
const QUOTES: &[&str] = &["testimonial", "review", "quote", "kundenstimm", "referenssi", "comment-", "comments", "recension", "opinion", "rezension"];

fn zone(tag: &str, hints: &str) -> Option<Zone> {
    let says = |words: &[&str]| words.iter().any(|w| hints.contains(w));
    match tag {
        "footer" => Some(Zone::Footer),
        "main" | "article" => Some(Zone::Main),
        _ if says(&["footer", "colophon", "fusszeile", "pie-de", "contentinfo"]) => {
            Some(Zone::Footer)
        }
        // The head of an article or of a card is not that of the page; only what themes call so is.
        "nav" => Some(Zone::Header),
        _ if says(&[
            "site-header",
            "topbar",
            "top-bar",
            "masthead",
            "navbar",
            "page-header",
            "header-top",
        ]) =>
        {
            Some(Zone::Header)
        }
        "header" if !says(&["entry", "card", "article", "post"]) => Some(Zone::Header),
        _ => None,
    }
}
