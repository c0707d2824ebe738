//! Reads facts about a business from its web pages. Pure: bytes in, facts out; no network, no clock, no scripts run.
//!
//! [`page`] reads one page, [`links`] says which further pages are worth a request, and [`combine`] weighs what the
//! pages of one site say together. The time of each is linear in the size of the page: the HTML tree has a bounded
//! depth, every pattern is a finite automaton, and what is looked at around a hit has a fixed width.

mod about;
mod address;
mod combine;
mod decode;
mod email;
mod fact;
mod hours;
mod html;
mod label;
mod links;
mod others;
mod people;
mod phone;
mod scope;
mod script;
mod site;
mod social;
mod structured;
mod text;
mod words;

pub use combine::{Candidate, Facts, combine};
pub use fact::{
    Address, Fact, Found, Kind, Network, PageFacts, Person, Phone, Social, Value, Zone,
};
pub use links::{Link, LinkKind, Links, links};
pub use site::same_site;

use fact::Draft;
use url::Url;

/// What one pass over a page shares between the readers of each kind.
struct Page<'a> {
    dom: &'a html::Dom,
    lines: &'a [text::Line],
    url: &'a Url,
    country: Option<&'a str>,
}

/// Reads one page.
///
/// `content_type` is the HTTP header as it came; `url` the address after redirects; `country` the lead's ISO 3166
/// code, by which national phone numbers and addresses are read (without one, the page's own signs are used: the
/// domain's ending, `lang`, the addresses found). Never fails: bytes that are no HTML give no facts.
pub fn page(
    body: &[u8],
    content_type: Option<&str>,
    url: &Url,
    country: Option<&str>,
) -> PageFacts {
    if decode::is_binary(body, content_type) {
        return PageFacts::empty(url);
    }
    let source = decode::text(body, content_type);
    let dom = html::parse(&source);
    let base = dom.base(url);
    let data = structured::read(&dom, &base);
    let country = country
        .map(str::to_ascii_uppercase)
        .or_else(|| site::guess_country(url, &dom, &data));
    let mut lines = text::lines(&dom);
    scope::mark(&mut lines, &dom, url);

    let page = Page {
        dom: &dom,
        lines: &lines,
        url: &base,
        country: country.as_deref(),
    };
    let mut drafts: Vec<Draft> = Vec::new();
    structured::facts(&page, &data, &mut drafts);
    email::read(&page, &mut drafts);
    phone::read(&page, &mut drafts);
    social::read(&page, &mut drafts);
    address::read(&page, &mut drafts);
    hours::read(&page, &mut drafts);
    people::read(&page, &mut drafts);
    about::read(&page, &data, &mut drafts);
    PageFacts {
        url: url.to_string(),
        country,
        title: about::title(&dom),
        language: dom.language(),
        needs_scripts: text::is_shell(&dom, &lines),
        facts: fact::settle(drafts, url),
    }
}
