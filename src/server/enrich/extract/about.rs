//! Title, one line about the business, logo.

use super::Page;
use super::fact::{Draft, Found, Value, Zone};
use super::html::Dom;
use super::structured::{Data, Item};
use super::text::zone_of;
use url::Url;

/// A description is cut at a sentence or a word before this many characters.
const LONGEST: usize = 300;

/// The page's `<title>`, one line.
pub(super) fn title(dom: &Dom) -> Option<String> {
    let head = dom
        .named("title")
        .find(|id| !dom.around(*id).any(|up| dom.tag(up) == "svg"))?;
    Some(dom.text(head, 300)).filter(|t| !t.is_empty())
}

/// Reads description and logo. Confidence of the description: `meta description` 0.9, Open Graph 0.85, JSON-LD 0.8; of
/// the logo: JSON-LD 0.95, an image called logo in the head 0.85, `og:image` 0.5, icons 0.6 (touch) and 0.4.
pub(super) fn read(page: &Page, data: &Data, drafts: &mut Vec<Draft>) {
    for (names, sure) in [
        (&["description"][..], 0.9),
        (&["og:description", "twitter:description"], 0.85),
    ] {
        if let Some(text) = names
            .iter()
            .find_map(|n| meta(page.dom, n))
            .and_then(|t| line(&t))
        {
            drafts.push(Draft::new(
                Value::Description(text),
                Found::Meta,
                Zone::Data,
                sure,
            ));
        }
    }
    for (item, found) in data.businesses() {
        if let Some(text) = item.text("description").and_then(|t| line(&t)) {
            drafts.push(Draft::new(Value::Description(text), found, Zone::Data, 0.8));
        }
        if let Some(logo) = logo_of(item).and_then(|l| absolute(page.url, &l)) {
            drafts.push(Draft::new(Value::Logo(logo), found, Zone::Data, 0.95));
        }
    }
    images(page, drafts);
    if let Some(image) = meta(page.dom, "og:logo").and_then(|l| absolute(page.url, &l)) {
        drafts.push(Draft::new(Value::Logo(image), Found::Meta, Zone::Data, 0.9));
    }
    if let Some(image) = meta(page.dom, "og:image").and_then(|l| absolute(page.url, &l)) {
        drafts.push(Draft::new(Value::Logo(image), Found::Meta, Zone::Data, 0.5));
    }
    for id in page.dom.named("link") {
        let rel = page.dom.attr(id, "rel").unwrap_or("").to_ascii_lowercase();
        let sure = if rel.contains("apple-touch-icon") {
            0.6
        } else if rel.split_whitespace().any(|w| w == "icon") {
            0.4
        } else {
            continue;
        };
        if let Some(icon) = page
            .dom
            .attr(id, "href")
            .and_then(|l| absolute(page.url, l))
        {
            drafts.push(Draft::new(
                Value::Logo(icon),
                Found::Image,
                Zone::Data,
                sure,
            ));
        }
    }
}

fn meta(dom: &Dom, name: &str) -> Option<String> {
    dom.named("meta").find_map(|id| {
        let called = dom.attr(id, "name").or_else(|| dom.attr(id, "property"))?;
        called
            .eq_ignore_ascii_case(name)
            .then(|| dom.attr(id, "content"))
            .flatten()
            .filter(|c| !c.trim().is_empty())
            .map(str::to_owned)
    })
}

fn logo_of(item: &Item) -> Option<String> {
    item.items("logo")
        .find_map(|l| l.text("url").or_else(|| l.text("contenturl")))
        .or_else(|| item.text("logo"))
}

/// An image whose name, text or class says «logo», in the head of the page or linked to its start.
fn images(page: &Page, drafts: &mut Vec<Draft>) {
    for id in page.dom.named("img").take(60) {
        let source = page
            .dom
            .attr(id, "src")
            .filter(|s| !s.starts_with("data:"))
            .or_else(|| page.dom.attr(id, "data-src"));
        let Some(source) = source else { continue };
        let around: String = page
            .dom
            .around(id)
            .take(4)
            .map(|up| page.dom.hints(up))
            .collect();
        let alt = page.dom.attr(id, "alt").unwrap_or("").to_lowercase();
        let file = source.rsplit('/').next().unwrap_or("").to_lowercase();
        let called = around.contains("logo")
            || around.contains("brand")
            || alt.contains("logo")
            || file.contains("logo");
        let zone = zone_of(page.lines, page.dom, id);
        if !called
            || matches!(zone, Zone::Foreign | Zone::Hidden)
            || around.contains("partner")
            || around.contains("client")
        {
            continue;
        }
        let home = page.dom.around(id).take(3).any(|up| {
            page.dom
                .attr(up, "href")
                .and_then(|h| page.url.join(h).ok())
                .is_some_and(|u| u.path() == "/" && super::same_site(&u, page.url))
        });
        let sure = match (zone, home) {
            (Zone::Header, _) | (_, true) => 0.85,
            (Zone::Footer, _) => 0.55,
            _ => 0.65,
        };
        if let Some(logo) = absolute(page.url, source) {
            drafts.push(Draft::new(Value::Logo(logo), Found::Image, zone, sure));
            return;
        }
    }
}

fn absolute(base: &Url, link: &str) -> Option<String> {
    let url = base.join(link.trim()).ok()?;
    (matches!(url.scheme(), "http" | "https") && url.as_str().len() < 1_000)
        .then(|| url.to_string())
}

/// One line, entities of double encoding undone, at most 300 characters, ending with a sentence or a word.
fn line(text: &str) -> Option<String> {
    let text = text
        .replace("&amp;", "&")
        .replace("&#039;", "'")
        .replace("&quot;", "\"")
        .replace("&nbsp;", " ");
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().count() < 12 {
        return None;
    }
    if text.chars().count() <= LONGEST {
        return Some(text);
    }
    let cut: String = text.chars().take(LONGEST - 1).collect();
    let end = cut
        .rfind(['.', '!', '?', '。'])
        .map(|at| at + cut[at..].chars().next().map_or(1, char::len_utf8))
        .filter(|at| *at > cut.len() / 2);
    Some(match end {
        Some(end) => cut[..end].to_owned(),
        None => format!(
            "{}…",
            cut.rsplit_once(' ').map_or(cut.as_str(), |(head, _)| head)
        ),
    })
}
