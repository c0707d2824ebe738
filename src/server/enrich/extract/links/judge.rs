//! What kind of page a link leads to.

use super::super::html::Dom;
use super::super::words::{Words, lower, pages};
use super::LinkKind;
use std::sync::LazyLock;
use url::Url;

static WORDS: LazyLock<Vec<(LinkKind, Words)>> = LazyLock::new(|| {
    pages::PAGES
        .iter()
        .filter_map(|(letter, words)| {
            let kind = match letter {
                'c' => LinkKind::Contact,
                'i' => LinkKind::Imprint,
                't' => LinkKind::Team,
                'a' => LinkKind::About,
                's' => LinkKind::Place,
                _ => return None,
            };
            Some((kind, Words::new(&[words])))
        })
        .collect()
});

static PRIVACY: LazyLock<Words> = LazyLock::new(|| {
    Words::new(
        &pages::PAGES
            .iter()
            .filter(|(l, _)| *l == 'p')
            .map(|(_, w)| *w)
            .collect::<Vec<_>>(),
    )
});

/// Whether a page is about the people who work there, by its address or its first heading.
pub(in super::super) fn is_team(url: &Url, dom: &Dom) -> bool {
    let Some((_, words)) = WORDS.iter().find(|(kind, _)| *kind == LinkKind::Team) else {
        return false;
    };
    let path = percent_encoding::percent_decode_str(url.path())
        .decode_utf8_lossy()
        .to_lowercase();
    let last = path
        .trim_end_matches('/')
        .rsplit('/')
        .next()
        .unwrap_or("")
        .replace(['-', '_', '.'], " ");
    let heading = dom
        .named("h1")
        .next()
        .map(|id| lower(&dom.text(id, 60)))
        .unwrap_or_default();
    share(words, &last) > 0.5 || share(words, &heading) > 0.5
}

/// Whether a heading names the people who work there.
pub(in super::super) fn says_team(heading: &str) -> bool {
    let low = lower(heading);
    low.chars().count() <= 48
        && WORDS
            .iter()
            .find(|(kind, _)| *kind == LinkKind::Team)
            .is_some_and(|(_, words)| share(words, &low) > 0.3)
}

/// Whether a heading begins what a site says about data, and nothing else.
pub(in super::super) fn says_privacy(heading: &str) -> bool {
    let other = |kind: &LinkKind| matches!(kind, LinkKind::Contact | LinkKind::Imprint);
    let own = || {
        WORDS
            .iter()
            .any(|(kind, words)| other(kind) && words.within(heading))
    };
    heading.len() < 80 && pages::DATA.iter().any(|w| heading.contains(w)) && !own()
}

/// What kind of page a link leads to, by its words and its address; both together are surest.
pub(super) fn judge(url: &Url, words: &str) -> Option<(LinkKind, f32)> {
    let low = lower(words);
    let path = percent_encoding::percent_decode_str(url.path())
        .decode_utf8_lossy()
        .to_lowercase();
    let query = url.query().unwrap_or("").to_lowercase();
    let last = path
        .trim_end_matches('/')
        .rsplit('/')
        .next()
        .unwrap_or("")
        .to_owned();
    let name = last.rsplit_once('.').map_or(last.as_str(), |(n, _)| n);
    let name = format!("{} {query}", name.replace(['-', '_', '+'], " "));
    // «Impressum & Datenschutz» says who they are.
    let imprint = || {
        let mut lists = WORDS.iter().filter(|(kind, _)| *kind == LinkKind::Imprint);
        lists.any(|(_, words)| words.within(&low))
    };
    if (PRIVACY.within(&low) || PRIVACY.within(&name)) && !imprint() {
        return None;
    }
    // Articles, products and the like have sentences for names.
    let long = low.chars().count() > 50 || name.split_whitespace().count() > 6;
    let dated = path.split('/').any(|p| {
        p.len() == 4
            && (p.starts_with("20") || p.starts_with("19"))
            && p.bytes().all(|b| b.is_ascii_digit())
    });
    let shop = [
        "/product",
        "/tuote",
        "/produkt",
        "/blog/",
        "/news/",
        "/category/",
        "/tag/",
        "/wp-content/",
        "/cart",
        "/login",
        "/uploads/",
    ]
    .iter()
    .any(|p| path.contains(p));
    if long || dated || shop || is_file(&last) {
        return None;
    }
    let mut best: Option<(LinkKind, f32)> = None;
    for (kind, list) in WORDS.iter() {
        let text = share(list, &low);
        let address = share(list, &name).max(share(list, &name.replace(' ', "-")));
        if text.max(address) < 0.3 {
            continue;
        }
        let weight = match kind {
            LinkKind::Contact => 8.0,
            LinkKind::Imprint => 7.0,
            LinkKind::Team => 6.5,
            LinkKind::About => 5.0,
            _ => 4.0,
        };
        let score = weight * (0.6 + 0.4 * text.max(address))
            + if text > 0.3 && address > 0.3 {
                0.6
            } else {
                0.0
            };
        if best.is_none_or(|(_, s)| score > s) {
            best = Some((*kind, score));
        }
    }
    best
}

/// A page of the site's own words: no product, article, form, privacy statement or file.
pub(super) fn is_plain(url: &Url, words: &str) -> bool {
    let low = lower(words);
    let path = url.path().to_lowercase();
    let depth = url
        .path_segments()
        .map_or(0, |s| s.filter(|p| !p.is_empty()).count());
    let other = [
        "/product",
        "/tuote",
        "/produkt",
        "/blog",
        "/news",
        "/category",
        "/tag/",
        "/cart",
        "/login",
        "/shop",
        "/kauppa",
        "/wp-",
        "/feed",
        "/account",
        "/checkout",
    ]
    .iter()
    .any(|p| path.contains(p));
    depth <= 2
        && !other
        && url.query().is_none()
        && !words.is_empty()
        && words.chars().count() < 40
        && !PRIVACY.within(&low)
        && !is_file(path.rsplit('/').next().unwrap_or(""))
}

/// How much of a text the words of a list are.
fn share(list: &Words, text: &str) -> f32 {
    let text = text.trim();
    if text.is_empty() {
        return 0.0;
    }
    let covered: usize = list.all(text).map(|(s, e)| e - s).sum();
    covered as f32 / text.len() as f32
}

fn is_file(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, e)| {
        [
            "pdf", "jpg", "jpeg", "png", "gif", "webp", "svg", "zip", "doc", "docx", "xls", "xlsx",
            "mp4", "mp3", "ics", "vcf", "xml", "rss", "css", "js",
        ]
        .contains(&e)
    })
}
