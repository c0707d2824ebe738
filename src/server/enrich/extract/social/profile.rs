//! The profile that an address leads to.

use super::super::fact::{Network, Social};
use super::super::site;
use url::Url;

/// The profile that an address leads to, in its canonical form; `None` for posts, share and sign-in links, and for the
/// accounts of the tools that sites are made with.
pub(in super::super) fn profile(href: &str) -> Option<Social> {
    let href = href.trim();
    if href.len() > 500 {
        return None;
    }
    let url = match Url::parse(href) {
        Ok(url) => url,
        Err(_) => Url::parse(&format!("https://{}", href.trim_start_matches('/'))).ok()?,
    };
    // «twitter.com/#!/firma», as it was until 2012 and still is on pages.
    if let Some(rest) = url.fragment().and_then(|f| f.strip_prefix("!/")) {
        return profile(&format!("https://{}/{rest}", url.host_str()?));
    }
    if url.scheme() == "whatsapp" {
        let number = query(&url, "phone")?;
        return whatsapp(&number);
    }
    let host = url.host_str()?.to_ascii_lowercase();
    let domain = site::domain(&host);
    let path: Vec<&str> = url.path_segments()?.filter(|s| !s.is_empty()).collect();
    let first = path.first().copied().unwrap_or("");
    let low = first.to_lowercase();
    let at = |network: Network, url: String| Some(Social { network, url });
    match domain.as_str() {
        "facebook.com" | "fb.com" | "fb.me"
            if ![
                "developers.facebook.com",
                "connect.facebook.com",
                "business.facebook.com",
                "apps.facebook.com",
            ]
            .contains(&host.as_str()) =>
        {
            facebook(&url, &path)
        }
        "instagram.com"
            if handle(&low, 30)
                && ![
                    "p",
                    "reel",
                    "reels",
                    "explore",
                    "accounts",
                    "stories",
                    "tv",
                    "about",
                    "share",
                    "direct",
                    "legal",
                    "developer",
                ]
                .contains(&low.as_str())
                && path.len() <= 2 =>
        {
            at(
                Network::Instagram,
                format!("https://www.instagram.com/{}", low.trim_start_matches('@')),
            )
        }
        "linkedin.com" => {
            let kind = if low == "pub" { "in" } else { low.as_str() };
            let name = path.get(1).filter(|n| !n.is_empty())?;
            ["company", "in", "school", "showcase"]
                .contains(&kind)
                .then_some(())?;
            at(
                Network::LinkedIn,
                format!(
                    "https://www.linkedin.com/{kind}/{}",
                    decoded(name).to_lowercase()
                ),
            )
        }
        "twitter.com" | "x.com"
            if handle(&low, 16)
                && path.len() == 1
                && ![
                    "intent", "share", "hashtag", "search", "home", "i", "login", "privacy", "tos",
                    "about", "explore", "settings", "widgets",
                ]
                .contains(&low.as_str()) =>
        {
            at(
                Network::X,
                format!("https://x.com/{}", low.trim_start_matches('@')),
            )
        }
        "youtube.com"
            if ![
                "watch",
                "embed",
                "playlist",
                "results",
                "shorts",
                "v",
                "t",
                "about",
                "feed",
                "live",
                "redirect",
                "iframe_api",
                "yt",
                "subscription_center",
                "player_api",
                "hashtag",
                "premium",
                "signin",
            ]
            .contains(&low.as_str()) =>
        {
            match low.as_str() {
                "channel" | "user" | "c" => at(
                    Network::YouTube,
                    format!("https://www.youtube.com/{low}/{}", path.get(1)?),
                ),
                name if name.starts_with('@') && name.len() > 2 => at(
                    Network::YouTube,
                    format!("https://www.youtube.com/{}", decoded(first).to_lowercase()),
                ),
                name if handle(name, 40) && path.len() == 1 && name.len() > 2 => {
                    at(Network::YouTube, format!("https://www.youtube.com/{first}"))
                }
                _ => None,
            }
        }
        "tiktok.com" if low.starts_with('@') && low.len() > 2 && path.len() == 1 => {
            at(Network::TikTok, format!("https://www.tiktok.com/{low}"))
        }
        _ if site::stem(&domain) == "pinterest"
            && handle(&low, 40)
            && path.len() <= 2
            && ![
                "pin", "search", "ideas", "login", "business", "about", "today", "_", "js",
            ]
            .contains(&low.as_str())
            && path.get(1).is_none_or(|p| p.starts_with('_')) =>
        {
            at(
                Network::Pinterest,
                format!("https://www.pinterest.com/{low}"),
            )
        }
        "wa.me" if low == "message" || low == "qr" => at(
            Network::WhatsApp,
            format!("https://wa.me/{low}/{}", path.get(1)?),
        ),
        "wa.me" => whatsapp(first),
        "whatsapp.com" if low == "send" => whatsapp(&query(&url, "phone")?),
        "whatsapp.com" if low == "channel" => at(
            Network::WhatsApp,
            format!("https://whatsapp.com/channel/{}", path.get(1)?),
        ),
        "t.me" | "telegram.me"
            if handle(&low, 33)
                && low.len() > 3
                && !["share", "joinchat", "iv", "addstickers", "proxy", "socks"]
                    .contains(&low.as_str()) =>
        {
            let name = if low == "s" {
                path.get(1)?.to_lowercase()
            } else {
                low.clone()
            };
            at(Network::Telegram, format!("https://t.me/{name}"))
        }
        _ => None,
    }
    .filter(|s| !is_tool(&s.url))
}

fn facebook(url: &Url, path: &[&str]) -> Option<Social> {
    let at = |path: String| {
        Some(Social {
            network: Network::Facebook,
            url: format!("https://www.facebook.com/{path}"),
        })
    };
    let first = path.first()?.to_lowercase();
    let name = |n: usize| path.get(n).map(|p| decoded(p)).filter(|p| !p.is_empty());
    match first.as_str() {
        "profile.php" => at(format!(
            "profile.php?id={}",
            query(url, "id").filter(|id| id.bytes().all(|b| b.is_ascii_digit()))?
        )),
        "pages" if path.get(1).is_some_and(|p| *p == "category") => at(name(3)?),
        "pages" | "people" => at(format!("{first}/{}/{}", name(1)?, name(2)?)),
        "p" => at(format!("p/{}", name(1)?)),
        "pg" => at(name(1)?.to_lowercase()),
        "sharer" | "sharer.php" | "share.php" | "share" | "dialog" | "plugins" | "tr"
        | "events" | "groups" | "photo" | "photo.php" | "photos" | "posts" | "watch"
        | "hashtag" | "login" | "login.php" | "policies" | "policy" | "policy.php" | "privacy"
        | "help" | "about" | "business" | "marketplace" | "media" | "permalink.php"
        | "story.php" | "l.php" | "reel" | "video.php" | "videos" | "search" | "home.php"
        | "settings" | "ads" | "legal" | "terms.php" | "messages" | "n" | "v2.0" | "gaming"
        | "#!" => None,
        // A post, a photo or an event of somebody: what it is of is not said.
        _ if path
            .get(1)
            .is_some_and(|p| ["posts", "photos", "videos", "events", "reviews"].contains(p))
            && path.len() > 2 =>
        {
            None
        }
        other
            if other
                .chars()
                .all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '%'))
                && other.len() > 1 =>
        {
            at(decoded(other).to_lowercase())
        }
        _ => None,
    }
}

fn whatsapp(number: &str) -> Option<Social> {
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    (8..=15).contains(&digits.len()).then(|| Social {
        network: Network::WhatsApp,
        url: format!("https://wa.me/{digits}"),
    })
}

fn query(url: &Url, name: &str) -> Option<String> {
    url.query_pairs()
        .find(|(n, _)| n == name)
        .map(|(_, v)| v.into_owned())
}

fn decoded(text: &str) -> String {
    percent_encoding::percent_decode_str(text)
        .decode_utf8_lossy()
        .into_owned()
}

fn handle(name: &str, most: usize) -> bool {
    !name.is_empty()
        && name.len() <= most
        && name
            .trim_start_matches('@')
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '-'))
}

/// Accounts that themes link to until somebody puts the business's own in.
fn is_tool(url: &str) -> bool {
    let name = url.rsplit('/').next().unwrap_or("").trim_start_matches('@');
    [
        "wix",
        "wixcom",
        "wordpress",
        "squarespace",
        "shopify",
        "weebly",
        "jimdo",
        "webnode",
        "elegantthemes",
        "themeforest",
        "envato",
        "yourpage",
        "yourprofile",
        "yourusername",
        "username",
        "your-page",
        "your_username",
        "example",
        "facebook",
        "instagram",
        "twitter",
        "youtube",
        "linkedin",
        "pinterest",
        "tiktok",
        "elementor",
        "godaddy",
        "webflow",
        "google",
        "mailchimp",
        "tildacc",
        "hostinger",
        "your-username",
        "yourhandle",
        "#",
    ]
    .contains(&name.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn profiles_and_what_is_none() {
        for (href, want) in [
            (
                "http://fi-fi.facebook.com/KahvilaHelmi/?ref=ts",
                "https://www.facebook.com/kahvilahelmi",
            ),
            (
                "https://www.facebook.com/profile.php?id=100063&sk=about",
                "https://www.facebook.com/profile.php?id=100063",
            ),
            (
                "//instagram.com/kahvila_helmi/?hl=fi",
                "https://www.instagram.com/kahvila_helmi",
            ),
            (
                "https://fi.linkedin.com/company/Firma-Oy/about/",
                "https://www.linkedin.com/company/firma-oy",
            ),
            ("https://twitter.com/Firma", "https://x.com/firma"),
            ("https://twitter.com/#!/Firma", "https://x.com/firma"),
            (
                "https://youtube.com/@Firma/videos",
                "https://www.youtube.com/@firma",
            ),
            (
                "https://api.whatsapp.com/send?phone=358401234567&text=Hei",
                "https://wa.me/358401234567",
            ),
            ("https://t.me/firma_bot", "https://t.me/firma_bot"),
            (
                "https://www.pinterest.de/firma/",
                "https://www.pinterest.com/firma",
            ),
            (
                "https://www.tiktok.com/@firma?lang=en",
                "https://www.tiktok.com/@firma",
            ),
        ] {
            assert_eq!(
                profile(href).map(|s| s.url).as_deref(),
                Some(want),
                "{href}"
            );
        }
        for href in [
            "https://www.facebook.com/sharer/sharer.php?u=x",
            "https://twitter.com/intent/tweet?text=x",
            "https://www.instagram.com/p/Cx1/",
            "https://www.youtube.com/watch?v=1",
            "https://wa.me/?text=hello",
            "https://t.me/share/url?url=x",
            "https://www.linkedin.com/shareArticle?url=x",
            "https://pinterest.com/pin/create/button/",
            "https://www.facebook.com/",
            "https://x.com/a/status/1",
            "https://www.facebook.com/wix",
            "https://notfacebook.com/firma",
        ] {
            assert_eq!(profile(href), None, "{href}");
        }
    }
}
