//! Where a value is from, when it was read there, and how sure it is.

use crate::{
    components::format,
    model::{Provenance, Timestamp},
};
use dioxus::prelude::*;

/// An address of the web that may be followed: nothing but `http` and `https`.
pub fn safe_url(url: &str) -> Option<String> {
    let start = url.get(..8).unwrap_or(url).to_ascii_lowercase();
    let is_safe = start.starts_with("https://") || start.starts_with("http://");
    (is_safe && !url.contains(char::is_whitespace)).then(|| url.to_owned())
}

/// The host of an address, without what everybody knows.
pub fn host(url: &str) -> &str {
    let site = format::site(url);
    site.split(['/', '?', '#']).next().unwrap_or(site)
}

/// What a profile is called: the network, where it is a known one.
pub fn profile_name(url: &str) -> String {
    let host = host(url).to_ascii_lowercase();
    let name = host.rsplit('.').nth(1).unwrap_or(&host);
    network_name(name)
}

/// A network as it writes itself.
pub fn network_name(network: &str) -> String {
    match network {
        "linkedin" => "LinkedIn".into(),
        "youtube" => "YouTube".into(),
        "tiktok" => "TikTok".into(),
        "x" | "twitter" => "X".into(),
        other => format::category(other),
    }
}

/// In a few words; whole, where it is pointed at.
#[component]
pub fn From(
    source: Provenance,
    at: Timestamp,
    confidence: f64,
    #[props(default)] is_edited: bool,
    #[props(default)] is_gone: bool,
) -> Element {
    let url = source.url.as_deref().and_then(safe_url);
    let what = match (source.kind.as_str(), &url) {
        (_, Some(url)) => host(url).to_owned(),
        ("manual", None) => "a person".into(),
        ("osm", None) => "OpenStreetMap".into(),
        (kind, None) => format::category(kind),
    };
    let day = format::day_of(at);
    let sure = format!("{:.0} %", confidence * 100.0);
    let is_manual = source.kind == "manual";
    rsx! {
        p { class: "from", title: "Found {format::date_time(at)}, {sure} sure",
            "from "
            if let Some(url) = url {
                a { href: url, target: "_blank", rel: "noopener noreferrer", {what} }
            } else {
                {what}
            }
            span { class: "num", ", {day}" }
            if !is_manual {
                span { class: "num", ", {sure}" }
            }
            if is_edited && !is_manual {
                ", edited"
            }
            if is_gone {
                ", no longer there"
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_the_web_are_followed() {
        assert!(safe_url("https://example.com/a?b").is_some());
        assert!(safe_url("HTTP://example.com").is_some());
        for bad in [
            "javascript:alert(1)",
            "data:text/html,x",
            "//example.com",
            " https://x",
            "https://x y",
            "ä",
        ] {
            assert_eq!(safe_url(bad), None, "{bad}");
        }
        assert_eq!(profile_name("https://www.linkedin.com/in/ada"), "LinkedIn");
        assert_eq!(host("https://www.example.com?x"), "example.com");
    }
}
