//! `itemscope`/`itemprop`, and RDFa's `typeof`/`property` where they speak of schema.org.

use super::super::html::{Dom, Id};
use super::item::{Item, Val};
use super::json_ld::short;
use url::Url;

/// Nested scopes deeper than this are nobody's address.
const DEEPEST: usize = 12;

/// The outermost items, each with its element.
pub(super) fn read(dom: &Dom, base: &Url) -> Vec<(Id, Item)> {
    let mut out = Vec::new();
    let mut at = 0;
    while at < dom.all().end {
        if is_scope(dom, at) {
            out.push((at, item(dom, at, base, DEEPEST)));
            at = dom.end(at);
        } else {
            at += 1;
        }
    }
    out
}

fn is_scope(dom: &Dom, id: Id) -> bool {
    dom.attr(id, "itemscope").is_some()
        || dom
            .attr(id, "typeof")
            .is_some_and(|t| !t.trim().is_empty() && !t.contains("foaf") && !t.contains("sioc"))
}

fn names(dom: &Dom, id: Id) -> Vec<String> {
    let names = dom.attr(id, "itemprop").or_else(|| {
        dom.attr(id, "property")
            .filter(|p| !p.contains(':') || p.starts_with("schema:"))
    });
    names
        .map(|n| n.split_whitespace().map(short).collect())
        .unwrap_or_default()
}

fn item(dom: &Dom, id: Id, base: &Url, depth: usize) -> Item {
    let kind = dom
        .attr(id, "itemtype")
        .or_else(|| dom.attr(id, "typeof"))
        .unwrap_or("");
    let mut out = Item {
        types: kind.split_whitespace().map(short).collect(),
        props: Vec::new(),
    };
    let (mut at, end) = (id + 1, dom.end(id));
    while at < end && out.props.len() < 500 {
        let names = names(dom, at);
        if is_scope(dom, at) {
            if depth > 0 {
                let inner = item(dom, at, base, depth - 1);
                // A scope without a name is its own thing, but one page in two forgets the name of the address.
                let names = if names.is_empty() && inner.is("postaladdress") {
                    vec!["address".to_owned()]
                } else {
                    names
                };
                out.props
                    .extend(names.into_iter().map(|n| (n, Val::Item(inner.clone()))));
            }
            at = dom.end(at);
            continue;
        }
        if !names.is_empty() {
            let value = value(dom, at, base);
            out.props
                .extend(names.into_iter().map(|n| (n, Val::Text(value.clone()))));
        }
        at += 1;
    }
    out
}

fn value(dom: &Dom, id: Id, base: &Url) -> String {
    if let Some(content) = dom.attr(id, "content") {
        return content.trim().to_owned();
    }
    let link = |name: &str| {
        dom.attr(id, name).map(|href| {
            base.join(href.trim())
                .map_or_else(|_| href.to_owned(), |u| u.to_string())
        })
    };
    match dom.tag(id) {
        "a" | "link" | "area" => {
            let href = dom.attr(id, "href").unwrap_or("").trim();
            let strip = |scheme: &str| {
                href.strip_prefix(scheme)
                    .map(|t| t.split('?').next().unwrap_or(t).to_owned())
            };
            strip("mailto:")
                .or_else(|| strip("tel:"))
                .or_else(|| {
                    let text = dom.text(id, 300);
                    // An address or a number as the text of a link to a page is the value.
                    (text.contains('@') || text.chars().filter(char::is_ascii_digit).count() >= 6)
                        .then_some(text)
                })
                .or_else(|| link("href"))
                .unwrap_or_default()
        }
        "img" | "source" | "iframe" | "embed" => link("src").unwrap_or_default(),
        "time" => dom
            .attr(id, "datetime")
            .map(str::to_owned)
            .unwrap_or_else(|| dom.text(id, 300)),
        "meta" => String::new(),
        _ => dom.text(id, 600),
    }
}
