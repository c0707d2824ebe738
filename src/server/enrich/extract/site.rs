//! Which host belongs to which site, and what country it speaks from.

use super::html::Dom;
use super::structured::Data;
use url::Url;

/// The registrable domain of a host: `kauppa.firma.co.uk` is `firma.co.uk`. An address or a name of one label is
/// itself.
pub(super) fn domain(host: &str) -> String {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    psl::domain_str(&host).map(str::to_owned).unwrap_or(host)
}

/// The registrable domain of an address, without the `www.`.
pub(super) fn domain_of(url: &Url) -> String {
    url.host_str().map(domain).unwrap_or_default()
}

/// Whether two addresses are of the same site: the same registrable domain, `www.` or not, http or https; and the
/// same port where one is named.
pub fn same_site(a: &Url, b: &Url) -> bool {
    let port = |u: &Url| u.port().filter(|p| ![80, 443].contains(p));
    let web = |u: &Url| matches!(u.scheme(), "http" | "https");
    web(a)
        && web(b)
        && port(a) == port(b)
        && !domain_of(a).is_empty()
        && domain_of(a) == domain_of(b)
}

/// Whether mail can go there: a host under a suffix of the public list.
pub(super) fn is_mail_domain(host: &str) -> bool {
    let Some(suffix) = psl::suffix(host.as_bytes()) else {
        return false;
    };
    suffix.is_known() && host.len() > suffix.as_bytes().len() + 1
}

/// The first label of a registrable domain: `kahvila-helmi` of `kahvila-helmi.fi`.
pub(super) fn stem(domain: &str) -> &str {
    domain.split('.').next().unwrap_or(domain)
}

/// Whether a site's own customers share its domain, so that the domain says nothing about who writes.
pub(super) fn is_shared(domain: &str) -> bool {
    SHARED.contains(&domain)
}

#[rustfmt::skip]
static SHARED: &[&str] = &[
    "wixsite.com", "wordpress.com", "blogspot.com", "weebly.com", "jimdo.com", "jimdofree.com", "webnode.com", "webnode.page", "squarespace.com", "godaddysites.com", "business.site", "github.io", "netlify.app", "vercel.app", "facebook.com", "google.com", "instagram.com", "webs.com", "strikingly.com", "canva.site", "carrd.co", "kotisivukone.com", "palvelee.fi", "tripod.com", "free.fr", "orange.fr", "t-online.de", "ucoz.ru", "tilda.ws", "narod.ru", "ameblo.jp", "jimdosite.com",
];

/// The country that a page seems to be of: what its structured address says, its domain's ending, its language where
/// one country speaks it.
pub(super) fn guess_country(url: &Url, dom: &Dom, data: &Data) -> Option<String> {
    if let Some(country) = data.country() {
        return Some(country);
    }
    let host = url.host_str()?.trim_end_matches('.').to_ascii_lowercase();
    let ending = host.rsplit('.').next()?;
    if ending.len() == 2
        && !GENERIC.contains(&ending)
        && ending.bytes().all(|b| b.is_ascii_alphabetic())
    {
        return Some(if ending == "uk" {
            "GB".into()
        } else {
            ending.to_ascii_uppercase()
        });
    }
    let lang = dom
        .named("html")
        .next()
        .and_then(|id| dom.attr(id, "lang"))
        .unwrap_or("");
    if let Some((_, region)) = lang.split_once(['-', '_'])
        && region.len() == 2
        && region.bytes().all(|b| b.is_ascii_alphabetic())
        && !lang.to_ascii_lowercase().starts_with("en")
    {
        return Some(region.to_ascii_uppercase());
    }
    let country = match dom.language()?.as_str() {
        "fi" => "FI",
        "sv" => "SE",
        "da" => "DK",
        "nb" | "no" | "nn" => "NO",
        "et" => "EE",
        "lv" => "LV",
        "lt" => "LT",
        "pl" => "PL",
        "cs" => "CZ",
        "sk" => "SK",
        "hu" => "HU",
        "el" => "GR",
        "ja" => "JP",
        "it" => "IT",
        "bg" => "BG",
        "ro" => "RO",
        "hr" => "HR",
        "sl" => "SI",
        "uk" => "UA",
        "tr" => "TR",
        _ => return None,
    };
    Some(country.into())
}

/// Endings of two letters that are sold to everybody.
#[rustfmt::skip]
static GENERIC: &[&str] = &["io", "co", "me", "tv", "cc", "ai", "eu", "ly", "gg", "to", "fm", "ws", "nu", "la", "su", "vc", "sh", "ac", "im", "is", "st"];
