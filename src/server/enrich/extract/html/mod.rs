//! A tolerant HTML tree: the standard's tokenizer, and a tree with a bounded depth.
//!
//! The standard's own tree construction walks its stack of open elements for every tag, so a page of a million nested
//! tags takes hours, and browsers cut the depth at 512 anyway. Here the depth is bounded, the end tags that are left
//! out are put in by the rules that matter, and nodes are kept in document order: a subtree is a range.

mod build;
pub(super) mod style;

pub(super) use build::{is_block, parse};

use std::ops::Range;
use url::Url;

/// Index of a node; nodes are in document order.
pub(super) type Id = usize;

#[derive(Debug)]
pub(super) struct Node {
    parent: u32,
    /// One past the last node inside.
    end: u32,
    data: Data,
}

#[derive(Debug)]
enum Data {
    Text(Box<str>),
    Element {
        tag: u32,
        attrs: Box<[(Box<str>, Box<str>)]>,
    },
}

/// A parsed page.
#[derive(Debug, Default)]
pub(super) struct Dom {
    nodes: Vec<Node>,
    tags: Vec<String>,
}

impl Dom {
    /// Every node, in document order.
    pub fn all(&self) -> Range<Id> {
        0..self.nodes.len()
    }

    /// What is inside a node, without itself.
    pub fn inside(&self, id: Id) -> Range<Id> {
        id + 1..self.end(id)
    }

    /// One past the last node inside.
    pub fn end(&self, id: Id) -> Id {
        self.nodes.get(id).map_or(id + 1, |n| n.end as usize)
    }

    /// Direct children.
    pub fn children(&self, id: Id) -> impl Iterator<Item = Id> + '_ {
        let end = self.end(id);
        let mut next = id + 1;
        std::iter::from_fn(move || {
            let this = next;
            (this < end).then(|| {
                next = self.end(this).max(this + 1);
                this
            })
        })
    }

    /// The element around a node.
    pub fn parent(&self, id: Id) -> Option<Id> {
        self.nodes
            .get(id)
            .map(|n| n.parent)
            .filter(|p| *p != u32::MAX)
            .map(|p| p as usize)
    }

    /// The node itself and the elements around it, inmost first.
    pub fn around(&self, id: Id) -> impl Iterator<Item = Id> + '_ {
        std::iter::successors(Some(id), |id| self.parent(*id))
    }

    /// Lower-case name; empty for text.
    pub fn tag(&self, id: Id) -> &str {
        match self.nodes.get(id).map(|n| &n.data) {
            Some(Data::Element { tag, .. }) => {
                self.tags.get(*tag as usize).map_or("", String::as_str)
            }
            _ => "",
        }
    }

    /// The text of a text node.
    pub fn own_text(&self, id: Id) -> Option<&str> {
        match self.nodes.get(id).map(|n| &n.data) {
            Some(Data::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// All attributes.
    pub fn attrs(&self, id: Id) -> impl Iterator<Item = (&str, &str)> {
        let attrs: &[(Box<str>, Box<str>)] = match self.nodes.get(id).map(|n| &n.data) {
            Some(Data::Element { attrs, .. }) => attrs,
            _ => &[],
        };
        attrs.iter().map(|(name, value)| (&**name, &**value))
    }

    /// One attribute, by its lower-case name.
    pub fn attr(&self, id: Id, name: &str) -> Option<&str> {
        self.attrs(id)
            .find(|(n, _)| *n == name)
            .map(|(_, value)| value)
    }

    /// Every element with this tag.
    pub fn named<'a>(&'a self, tag: &'a str) -> impl Iterator<Item = Id> + 'a {
        self.all().filter(move |id| self.tag(*id) == tag)
    }

    /// Class and id together, lower case: what themes say about a part of the page.
    pub fn hints(&self, id: Id) -> String {
        let mut hints = String::new();
        for name in ["class", "id", "role"] {
            if let Some(value) = self.attr(id, name) {
                hints.push(' ');
                hints.extend(value.chars().take(200).flat_map(char::to_lowercase));
            }
        }
        hints
    }

    /// The text inside, whitespace collapsed, at most `most` bytes; scripts and styles left out.
    pub fn text(&self, id: Id, most: usize) -> String {
        let mut out = String::new();
        let mut at = id;
        let end = self.end(id);
        while at < end && out.len() < most {
            match self.tag(at) {
                "script" | "style" | "template" => {
                    at = self.end(at);
                    continue;
                }
                "br" | "p" | "div" | "li" | "td" | "tr" => out.push(' '),
                _ => {}
            }
            if let Some(text) = self.own_text(at) {
                for c in text.chars() {
                    if c.is_whitespace() {
                        if !out.ends_with(' ') {
                            out.push(' ');
                        }
                    } else {
                        out.push(c);
                    }
                }
            }
            at += 1;
        }
        out.trim().to_owned()
    }

    /// The text of a script or style element as it stands.
    pub fn raw(&self, id: Id) -> String {
        self.inside(id).filter_map(|n| self.own_text(n)).collect()
    }

    /// What relative links are relative to: `<base href>`, else the page.
    pub fn base(&self, url: &Url) -> Url {
        let base = self.named("base").find_map(|id| self.attr(id, "href"));
        base.and_then(|href| url.join(href.trim()).ok())
            .filter(|u| u.has_host())
            .unwrap_or_else(|| url.clone())
    }

    /// The primary tag of `<html lang>`.
    pub fn language(&self) -> Option<String> {
        let id = self.named("html").next()?;
        let lang = self
            .attr(id, "lang")
            .or_else(|| self.attr(id, "xml:lang"))?;
        let primary = lang.trim().split(['-', '_']).next()?.to_ascii_lowercase();
        (2..=3).contains(&primary.len()).then_some(primary)
    }
}
