//! From the tree to lines: where one ends, what is hidden, what a picture stands for.

use super::super::fact::Zone;
use super::super::html::style::{Effect, Styles};
use super::super::html::{Dom, Id, is_block};
use super::place::{QUOTES, heading, zone};
use super::{LONGEST, Line, MOST_LINES, MOST_TEXT};

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
    /// A link.
    link: bool,
}

pub(super) struct Walk<'a> {
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
    /// A link began or ended since the last text.
    link: bool,
    /// A cell of the table row has several lines: the next cell begins a line of its own.
    broken: bool,
}

impl<'a> Walk<'a> {
    pub fn new(dom: &'a Dom, styles: Styles) -> Self {
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
            link: false,
            broken: false,
        }
    }

    pub fn run(mut self) -> Vec<Line> {
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
            "br" => {
                self.broken |= !self.shown.trim().is_empty();
                self.flush();
            }
            "tr" => self.broken = false,
            "td" | "th" if self.broken => {
                self.broken = false;
                self.flush();
            }
            "a" => self.link = true,
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
            link: tag == "a",
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
            self.link |= open.link;
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
            self.part(text);
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

    /// Two elements side by side that only a style sheet keeps apart: links, and a number before a word.
    fn part(&mut self, text: &str) {
        let link = std::mem::take(&mut self.link);
        let (Some(last), Some(first)) = (self.shown.chars().next_back(), text.chars().next())
        else {
            return;
        };
        let glued = last.is_alphanumeric() && first.is_alphanumeric();
        let other = last.is_ascii_digit() != first.is_ascii_digit() && text.trim().len() > 2;
        // «fysiotherapeut|BIG 4901», «Virtanen|Myynti»: a capital begins something else.
        let capital = last.is_lowercase() && first.is_uppercase() && text.trim().len() > 2;
        if glued && (link || other || capital) {
            self.shown.push(' ');
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
