//! Which part of a page an element is, by its tag and what its theme calls it.

use super::super::fact::Zone;

pub(super) fn heading(tag: &str, hints: &str) -> u8 {
    match tag.as_bytes() {
        [b'h', n @ b'1'..=b'6'] => n - b'0',
        b"legend" | b"summary" | b"caption" => 5,
        _ if hints.contains("widget-title") || hints.contains("section-title") => 4,
        _ => 0,
    }
}

#[rustfmt::skip]
pub(super) const QUOTES: &[&str] = &["testimonial", "review", "quote", "kundenstimm", "kundenmeinung", "bewertung", "testi-", "testi_", "testim", "referenssi", "comment-", "comments", "recension", "opinion", "rezension", "palaut", "feedback", "temoignage", "omdome", "customer-say", "client-say", "valoracion", "klantervaring", "tagasiside", "arvostel"];

pub(super) fn zone(tag: &str, hints: &str) -> Option<Zone> {
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
