//! Which pages of a site are worth a request.

mod judge;

pub(super) use judge::{is_team, says_privacy, says_team};

use super::html::{self, Dom, Id};
use super::site::same_site;
use super::{decode, text};
use judge::{is_plain, judge};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use url::Url;

/// What a linked page seems to be, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkKind {
    /// How to reach the business.
    Contact,
    /// The legally required page: imprint, mentions légales, aviso legal.
    Imprint,
    /// Who works there.
    Team,
    /// About the business.
    About,
    /// Shops, branches, opening hours.
    Place,
    /// A frame of this page: part of it rather than another.
    Frame,
    /// Another entry of the site's menu, for when nothing better is left.
    Menu,
    /// Where the page itself says that it really is: a refresh, or the only link of a splash page.
    Continues,
}

/// A page to fetch.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Link {
    /// Absolute, without fragment.
    pub url: Url,
    /// What it seems to be.
    pub kind: LinkKind,
    /// Higher is better; only for order.
    pub score: f32,
    /// The link's words.
    pub text: String,
}

/// What a page says about other pages of its site.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Links {
    /// At most as many as asked for, best first; frames and refreshes before all.
    pub follow: Vec<Link>,
    /// `<link rel=canonical>`, if it is of the same site.
    pub canonical: Option<Url>,
    /// Only a browser would show what the page says.
    pub needs_scripts: bool,
}

/// Links of one page that are looked at.
const MOST: usize = 5_000;

/// Finds the pages of the same site that matter, at most `most`. `url` is the page's address after redirects.
pub fn links(body: &[u8], content_type: Option<&str>, url: &Url, most: usize) -> Links {
    if decode::is_binary(body, content_type) {
        return Links {
            follow: Vec::new(),
            canonical: None,
            needs_scripts: false,
        };
    }
    let dom = html::parse(&decode::text(body, content_type));
    let base = dom.base(url);
    let resolve = |href: &str| page_url(&base, href).filter(|u| same_site(u, url));
    let lines = text::lines(&dom);
    let needs_scripts = text::is_shell(&dom, &lines);

    let mut best: HashMap<String, Link> = HashMap::new();
    let mut put = |link: Link| {
        if same_page(&link.url, url) {
            return;
        }
        let key = key(&link.url);
        match best.get(&key) {
            Some(old) if old.score >= link.score => {}
            _ => {
                best.insert(key, link);
            }
        }
    };
    for id in dom.all() {
        match dom.tag(id) {
            "frame" | "iframe" => {
                if let Some(target) = dom.attr(id, "src").and_then(resolve) {
                    let name = dom.attr(id, "name").unwrap_or("").to_lowercase();
                    let nav = ["nav", "menu", "top", "left", "head", "banner"]
                        .iter()
                        .any(|w| name.contains(w));
                    // Frames of old sites hold both the words and the menu: both are wanted.
                    let score = if dom.tag(id) == "frame" {
                        if nav { 9.0 } else { 9.5 }
                    } else {
                        4.0
                    };
                    put(Link {
                        url: target,
                        kind: LinkKind::Frame,
                        score,
                        text: name,
                    });
                }
            }
            "meta"
                if dom
                    .attr(id, "http-equiv")
                    .is_some_and(|h| h.eq_ignore_ascii_case("refresh")) =>
            {
                let content = dom.attr(id, "content").unwrap_or("");
                let at = content.to_ascii_lowercase().find("url=");
                let target = at.map(|at| content[at + 4..].trim_matches(['\'', '"', ' ']));
                if let Some(target) = target.and_then(resolve) {
                    put(Link {
                        url: target,
                        kind: LinkKind::Continues,
                        score: 10.0,
                        text: String::new(),
                    });
                }
            }
            _ => {}
        }
    }
    let mut anchors: Vec<(Id, Url)> = Vec::new();
    for id in dom
        .all()
        .filter(|id| matches!(dom.tag(*id), "a" | "area"))
        .take(MOST)
    {
        if let Some(target) = dom.attr(id, "href").and_then(resolve) {
            anchors.push((id, target));
        }
    }
    for (order, (id, target)) in anchors.iter().enumerate() {
        let words = words(&dom, *id);
        if let Some((kind, score)) = judge(target, &words) {
            // Earlier links and shorter paths win ties.
            let depth = target
                .path_segments()
                .map_or(0, |s| s.filter(|p| !p.is_empty()).count()) as f32;
            let score = score - depth * 0.15 - (order as f32 / MOST as f32) * 0.1;
            put(Link {
                url: target.clone(),
                kind,
                score,
                text: words,
            });
        }
    }
    // What is left of the budget goes to the site's own menu, in its order.
    let named = best.len();
    let mut menu = 0;
    for (order, (id, target)) in anchors.iter().enumerate().filter(|_| named < most) {
        let words = words(&dom, *id);
        let inside = dom.around(*id).take(8).any(|up| {
            matches!(dom.tag(up), "nav" | "header")
                || dom.hints(up).contains("menu")
                || dom.hints(up).contains("nav")
        });
        if menu < most
            && inside
            && is_plain(target, &words)
            && !same_page(target, url)
            && !best.contains_key(&key(target))
        {
            menu += 1;
            best.insert(
                key(target),
                Link {
                    url: target.clone(),
                    kind: LinkKind::Menu,
                    score: 1.0 - order as f32 / MOST as f32,
                    text: words,
                },
            );
        }
    }
    // A splash page: next to nothing on it but a way in.
    let shown: usize = lines.iter().map(|l| l.text.len()).sum();
    if best.is_empty() && shown < 400 {
        for (id, target) in anchors.iter().take(3).filter(|(_, t)| !same_page(t, url)) {
            best.insert(
                key(target),
                Link {
                    url: target.clone(),
                    kind: LinkKind::Continues,
                    score: 3.0,
                    text: words(&dom, *id),
                },
            );
        }
    }
    let mut follow: Vec<Link> = best.into_values().collect();
    follow.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.url.cmp(&b.url)));
    follow.truncate(most);
    Links {
        follow,
        canonical: canonical(&dom, &base, url),
        needs_scripts,
    }
}

/// The words of a link: its text, else those of its picture, else its title.
fn words(dom: &Dom, id: Id) -> String {
    let text = dom.text(id, 120);
    if !text.is_empty() {
        return text;
    }
    let alt = dom
        .inside(id)
        .find_map(|n| dom.attr(n, "alt").filter(|a| !a.trim().is_empty()));
    alt.or_else(|| dom.attr(id, "title"))
        .or_else(|| dom.attr(id, "aria-label"))
        .or_else(|| dom.attr(id, "alt"))
        .unwrap_or("")
        .trim()
        .to_owned()
}

fn page_url(base: &Url, href: &str) -> Option<Url> {
    let href = href.trim();
    if href.is_empty() || href.starts_with('#') || href.len() > 2_000 {
        return None;
    }
    let mut url = base.join(href).ok()?;
    url.set_fragment(None);
    (matches!(url.scheme(), "http" | "https")
        && url.username().is_empty()
        && url.password().is_none())
    .then_some(url)
}

/// The same page whether with or without `www.`, slash at the end, index file or https.
fn key(url: &Url) -> String {
    let host = url.host_str().unwrap_or("").trim_start_matches("www.");
    let path = url.path().trim_end_matches('/');
    let path = ["/index.html", "/index.htm", "/index.php"]
        .iter()
        .fold(path, |p, i| p.strip_suffix(i).unwrap_or(p));
    format!("{host}{path}?{}", url.query().unwrap_or(""))
}

fn same_page(a: &Url, b: &Url) -> bool {
    key(a) == key(b)
}

fn canonical(dom: &Dom, base: &Url, url: &Url) -> Option<Url> {
    let id = dom.named("link").find(|id| {
        dom.attr(*id, "rel")
            .is_some_and(|r| r.eq_ignore_ascii_case("canonical"))
    })?;
    page_url(base, dom.attr(id, "href")?).filter(|u| same_site(u, url))
}
