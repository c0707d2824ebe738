//! Tokens to tree.

use super::{Data, Dom, Node};
use html5gum::{DefaultEmitter, StartTag, Token, Tokenizer};
use std::collections::HashMap;

/// As deep as browsers go.
const DEEPEST: usize = 512;
/// More nodes than any page that a person reads; what follows is not looked at.
const MOST_NODES: usize = 400_000;
/// Attributes of one element that are kept, and their longest value.
const MOST_ATTRS: usize = 60;
const LONGEST_VALUE: usize = 64 * 1024;

/// Parses a page. Never fails and never goes deeper than 512.
pub(crate) fn parse(source: &str) -> Dom {
    let mut emitter = DefaultEmitter::default();
    emitter.naively_switch_states(true);
    let mut builder = Builder::default();
    for token in Tokenizer::new_with_emitter(source, emitter) {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) => builder.start(tag),
            Token::EndTag(tag) => builder.end(&String::from_utf8_lossy(&tag.name)),
            Token::String(text) => builder.text(&String::from_utf8_lossy(&text)),
            Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
        }
        if builder.dom.nodes.len() >= MOST_NODES {
            break;
        }
    }
    builder.close_to(0);
    builder.dom
}

#[derive(Default)]
struct Builder {
    dom: Dom,
    ids: HashMap<String, u32>,
    /// Open elements: node and tag.
    open: Vec<(usize, u32)>,
    /// How many of each tag are open, so that a stray end tag costs nothing.
    count: Vec<u32>,
}

impl Builder {
    fn tag_id(&mut self, name: &str) -> u32 {
        if let Some(id) = self.ids.get(name) {
            return *id;
        }
        let id = self.dom.tags.len() as u32;
        self.dom.tags.push(name.to_owned());
        self.count.push(0);
        self.ids.insert(name.to_owned(), id);
        id
    }

    fn push(&mut self, data: Data) -> usize {
        let id = self.dom.nodes.len();
        let parent = self.open.last().map_or(u32::MAX, |(node, _)| *node as u32);
        self.dom.nodes.push(Node {
            parent,
            end: id as u32 + 1,
            data,
        });
        id
    }

    fn text(&mut self, text: &str) {
        if !text.is_empty() {
            self.push(Data::Text(text.into()));
        }
    }

    fn start(&mut self, tag: StartTag<()>) {
        let name = String::from_utf8_lossy(&tag.name).into_owned();
        // A second <html> or <body> adds nothing but its place.
        if matches!(name.as_str(), "html" | "body" | "head") && self.ids.contains_key(&name) {
            return;
        }
        self.imply_ends(&name);
        let attrs = tag
            .attributes
            .iter()
            .take(MOST_ATTRS)
            .filter(|(_, value)| value.len() <= LONGEST_VALUE);
        let attrs = attrs
            .map(|(n, v)| {
                (
                    String::from_utf8_lossy(n).into(),
                    String::from_utf8_lossy(v).into(),
                )
            })
            .collect();
        let id = self.tag_id(&name);
        let node = self.push(Data::Element { tag: id, attrs });
        let leaf = is_void(&name) || (tag.self_closing && !is_html(&name));
        if !leaf && self.open.len() < DEEPEST {
            self.open.push((node, id));
            self.count[id as usize] += 1;
        }
    }

    fn end(&mut self, name: &str) {
        let Some(id) = self
            .ids
            .get(name)
            .copied()
            .filter(|id| self.count[*id as usize] > 0)
        else {
            return;
        };
        let wall = !matches!(
            name,
            "table" | "tr" | "td" | "th" | "tbody" | "thead" | "tfoot" | "body" | "html"
        );
        for at in (0..self.open.len()).rev() {
            let (_, tag) = self.open[at];
            if tag == id {
                return self.close_to(at);
            }
            // An end tag inside a cell does not close what is outside of the table.
            if wall && matches!(self.dom.tags[tag as usize].as_str(), "td" | "th" | "table") {
                return;
            }
        }
    }

    /// Closes open elements until `len` are left.
    fn close_to(&mut self, len: usize) {
        let end = self.dom.nodes.len() as u32;
        while self.open.len() > len {
            if let Some((node, tag)) = self.open.pop() {
                self.dom.nodes[node].end = end;
                self.count[tag as usize] -= 1;
            }
        }
    }

    /// Closes what a start tag ends without saying: `<li>` an open `<li>`, a block an open `<p>`, and so on.
    fn imply_ends(&mut self, name: &str) {
        let (closes, stop): (&[&str], &[&str]) = match name {
            "li" => (&["li"], &["ul", "ol", "menu"]),
            "dt" | "dd" => (&["dt", "dd"], &["dl"]),
            "tr" => (&["tr", "td", "th"], &["table", "tbody", "thead", "tfoot"]),
            "td" | "th" => (&["td", "th"], &["tr", "table"]),
            "tbody" | "thead" | "tfoot" => (&["tbody", "thead", "tfoot", "tr"], &["table"]),
            "option" | "optgroup" => (&["option"], &["select"]),
            "a" => (&["a"], &["td", "th", "table", "div", "li", "p"]),
            "body" => (&["head"], &["html"]),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                (&["p", "h1", "h2", "h3", "h4", "h5", "h6"], BARRIERS)
            }
            name if is_block(name) => (&["p"], BARRIERS),
            _ => return,
        };
        let anything = closes.iter().any(|t| {
            self.ids
                .get(*t)
                .is_some_and(|id| self.count[*id as usize] > 0)
        });
        if !anything {
            return;
        }
        let mut found = None;
        for at in (0..self.open.len()).rev() {
            let tag = self.dom.tags[self.open[at].1 as usize].as_str();
            if stop.contains(&tag) {
                break;
            }
            if closes.contains(&tag) {
                found = Some(at);
                if !matches!(name, "tr" | "tbody" | "thead" | "tfoot") {
                    break;
                }
            }
        }
        if let Some(at) = found {
            self.close_to(at);
        }
    }
}

/// Elements that an open paragraph outside of them does not see through.
#[rustfmt::skip]
const BARRIERS: &[&str] = &[
    "div", "td", "th", "table", "li", "ul", "ol", "dl", "dd", "section", "article", "main", "header", "footer", "aside", "nav",
    "blockquote", "form", "button", "address", "figure",
];

fn is_void(name: &str) -> bool {
    matches!(
        name,
        "area"
            | "base"
            | "basefont"
            | "bgsound"
            | "br"
            | "col"
            | "embed"
            | "frame"
            | "hr"
            | "img"
            | "input"
            | "link"
            | "meta"
            | "param"
            | "source"
            | "track"
            | "wbr"
    )
}

/// HTML elements ignore `/>`; those of SVG and unknown ones do not.
fn is_html(name: &str) -> bool {
    !matches!(
        name,
        "path"
            | "use"
            | "circle"
            | "rect"
            | "g"
            | "line"
            | "polygon"
            | "svg"
            | "ellipse"
            | "stop"
            | "polyline"
    )
}

/// Elements that start on a line of their own.
pub(crate) fn is_block(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "body"
            | "caption"
            | "center"
            | "dd"
            | "details"
            | "dialog"
            | "dir"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "frameset"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "header"
            | "hr"
            | "html"
            | "legend"
            | "li"
            | "main"
            | "menu"
            | "nav"
            | "ol"
            | "option"
            | "p"
            | "pre"
            | "section"
            | "select"
            | "summary"
            | "table"
            | "tbody"
            | "tfoot"
            | "thead"
            | "tr"
            | "ul"
    )
}
