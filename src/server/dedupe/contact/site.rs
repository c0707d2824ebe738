//! Websites: whose they are, and which page.

use super::super::text;
use smallvec::SmallVec;

/// Sites where many businesses have a page. What the page is says who; the site
/// says nothing. Suffixes of the public suffix list (`blogspot.com`, `wixsite.com`)
/// need no entry: below them everybody has a domain.
const SHARED: &str = "facebook.com fb.com fb.me instagram.com twitter.com x.com linkedin.com youtube.com \
    youtu.be tiktok.com pinterest.com vk.com ok.ru t.me wa.me whatsapp.com threads.net \
    google.com goo.gl g.page maps.app.goo.gl business.site sites.google.com apple.com \
    linktr.ee bit.ly tinyurl.com about.me carrd.co wordpress.com blogger.com tumblr.com \
    medium.com weebly.com wix.com jimdo.com jimdofree.com webnode.com squarespace.com \
    strikingly.com godaddysites.com myshopify.com etsy.com ebay.com amazon.com \
    tripadvisor.com yelp.com foursquare.com booking.com airbnb.com hotels.com expedia.com \
    opentable.com thefork.com quandoo.com foodora.fi wolt.com ubereats.com deliveroo.co.uk \
    just-eat.co.uk lieferando.de takeaway.com glovoapp.com eat.fi dinnerbooking.com \
    tableonline.fi treatwell.com timma.fi booksy.com fresha.com planity.com doctolib.fr \
    doctolib.de jameda.de znanylekarz.pl wikipedia.org wikidata.org openstreetmap.org \
    europages.com gelbeseiten.de dasoertliche.de herold.at local.ch pagesjaunes.fr \
    paginegialle.it paginasamarillas.es hitta.se eniro.se proff.no krak.dk fonecta.fi \
    finder.fi firmy.cz zivefirmy.cz panoramafirm.pl yell.com yellowpages.com \
    embassypages.com";

/// Providers whose mailboxes anybody has.
const MAILBOXES: &str = "gmail.com googlemail.com outlook.com hotmail.com live.com msn.com yahoo.com yahoo.fr \
    yahoo.co.uk yahoo.de icloud.com me.com aol.com gmx.de gmx.net gmx.at web.de t-online.de \
    freenet.de proton.me protonmail.com mail.com mail.ru yandex.ru seznam.cz centrum.cz \
    email.cz wp.pl o2.pl onet.pl interia.pl libero.it virgilio.it alice.it orange.fr \
    wanadoo.fr free.fr sfr.fr laposte.net kolumbus.fi elisanet.fi luukku.com saunalahti.fi \
    pp.inet.fi inet.fi welho.com suomi24.fi telia.com bredband.net online.no hotmail.fi \
    hotmail.se hotmail.de hotmail.fr hotmail.it hotmail.es hotmail.co.uk btinternet.com \
    sky.com telenet.be skynet.be ziggo.nl kpnmail.nl bluewin.ch mail.ee hot.ee inbox.lv \
    abv.bg freemail.hu citromail.hu";

/// Where a website is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// The registrable domain: `espressohouse.com` of `fi.espressohouse.com`.
    pub domain: String,
    /// Host below the domain and path, without language and index pages; empty for a
    /// front page.
    pub page: String,
    /// Many businesses have a page here.
    pub shared: bool,
}

impl Site {
    /// What identifies: the page where a site is shared, else the domain.
    pub fn key(&self) -> Option<u64> {
        match (self.shared, self.page.is_empty()) {
            (true, true) => None,
            (true, false) => Some(text::mix(text::hash(&self.domain), text::hash(&self.page))),
            (false, _) => Some(text::hash(&self.domain)),
        }
    }
}

/// The websites in `texts`, without repeats.
pub fn parse_all<'a>(texts: impl IntoIterator<Item = &'a str>) -> SmallVec<[Site; 1]> {
    let mut sites = SmallVec::new();
    for site in texts.into_iter().filter_map(parse) {
        if !sites.contains(&site) && sites.len() < 3 {
            sites.push(site);
        }
    }
    sites
}

/// One website; the scheme may be missing.
pub fn parse(address: &str) -> Option<Site> {
    let address = address.split([' ', '\n']).find(|part| !part.is_empty())?;
    let lower = address.to_lowercase();
    let rest = lower
        .split_once("://")
        .map_or(lower.as_str(), |(_, rest)| rest);
    let rest = rest.trim_start_matches('/');
    let end = rest.find(['/', '?', '#', ';']).unwrap_or(rest.len());
    let host = rest[..end].rsplit('@').next()?;
    let host = host.split(':').next()?.trim_end_matches('.');
    let domain = registrable(host)?;
    let below = host.strip_suffix(domain.as_str())?.trim_end_matches('.');
    let path = page_of(&rest[end..]);
    let shared = is_shared(&domain);
    let below = if is_plain(below) { "" } else { below };
    let page = match (below.is_empty(), path.is_empty()) {
        (true, _) => path,
        (false, true) => below.to_owned(),
        (false, false) => format!("{below}/{path}"),
    };
    Some(Site {
        domain,
        page,
        shared,
    })
}

/// The site that an e-mail address belongs to, unless it is with a provider.
pub fn of_email(email: &str) -> Option<String> {
    let email = email.trim().trim_start_matches("mailto:").to_lowercase();
    let (_, host) = email.split_once('@')?;
    let domain = registrable(host.split(['?', '>', ' ']).next()?)?;
    let free = has(MAILBOXES, host) || has(MAILBOXES, &domain);
    (!free && !is_shared(&domain)).then_some(domain)
}

/// An e-mail address as it is compared.
pub fn email(text: &str) -> Option<String> {
    let text = text.trim().trim_start_matches("mailto:").to_lowercase();
    let (user, host) = text.split_once('@')?;
    (!user.is_empty() && host.contains('.')).then(|| text.clone())
}

/// Whether a list, separated by spaces, has a word.
fn has(list: &str, wanted: &str) -> bool {
    list.split(' ').any(|word| word == wanted)
}

fn is_shared(domain: &str) -> bool {
    has(SHARED, domain)
}

/// The domain that somebody registered, by the public suffix list.
fn registrable(host: &str) -> Option<String> {
    if !host.contains('.') || host.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
        return None;
    }
    let domain = psl::domain_str(host)?;
    Some(domain.strip_prefix("www.").unwrap_or(domain).to_owned())
}

/// Whether a host below a domain says nothing: `www`, `m`, a language.
fn is_plain(below: &str) -> bool {
    matches!(
        below,
        "" | "www" | "www2" | "www3" | "m" | "mobile" | "web" | "shop" | "kauppa"
    ) || is_language(below)
}

fn is_language(part: &str) -> bool {
    const LANGUAGES: [&str; 24] = [
        "fi", "sv", "se", "en", "de", "fr", "es", "it", "ru", "et", "ee", "da", "dk", "no", "nl",
        "pl", "cs", "cz", "en-gb", "en-us", "fi-fi", "sv-se", "de-de", "fi_fi",
    ];
    LANGUAGES.contains(&part)
}

/// A path without language, index pages and tracking.
fn page_of(path: &str) -> String {
    let path = path.split('#').next().unwrap_or_default();
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let parts = path.split('/').filter(|part| {
        !part.is_empty() && !is_language(part) && !part.starts_with("index.") && *part != "home"
    });
    let mut page = parts.collect::<Vec<_>>().join("/");
    let told = query.split('&').filter(|part| {
        !part.is_empty() && !part.starts_with("utm_") && !part.starts_with("fbclid")
    });
    for part in told {
        page.push('?');
        page.push_str(part);
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_is_its_registrable_domain_and_page() {
        for (address, domain, page) in [
            ("https://www.ekberg.fi/", "ekberg.fi", ""),
            ("ekberg.fi", "ekberg.fi", ""),
            ("http://EKBERG.fi/fi/index.html", "ekberg.fi", ""),
            (
                "https://fi.espressohouse.com/coffee-shops/forum-hki/",
                "espressohouse.com",
                "coffee-shops/forum-hki",
            ),
            ("https://shop.co.uk/a?utm_source=x", "shop.co.uk", "a"),
            (
                "http://www.picnic.fi/kahvilat/?pid=1&lid=10",
                "picnic.fi",
                "kahvilat?pid=1?lid=10",
            ),
            ("https://cafe.lasipalatsi.fi/", "lasipalatsi.fi", "cafe"),
        ] {
            let site = parse(address).expect(address);
            assert_eq!(
                (site.domain.as_str(), site.page.as_str()),
                (domain, page),
                "{address}"
            );
        }
        assert_eq!(parse("http://127.0.0.1/"), None);
        assert_eq!(parse("none"), None);
    }

    #[test]
    fn a_shared_site_identifies_by_its_page() {
        let front = parse("http://www.facebook.com/").expect("a site");
        assert!(front.shared && front.key().is_none());
        let key = |address| parse(address).and_then(|site| site.key());
        assert!(key("facebook.com/imperialmatto").is_some());
        assert_eq!(
            key("facebook.com/imperialmatto"),
            key("https://fi-fi.facebook.com/ImperialMatto/")
        );
        let own = parse("https://kukka.blogspot.com/").expect("a site");
        assert!(!own.shared, "{own:?}");
        assert_eq!(own.domain, "kukka.blogspot.com");
    }

    #[test]
    fn mail_with_a_provider_says_nothing_of_the_site() {
        assert_eq!(
            of_email("info@cafe.ekberg.fi").as_deref(),
            Some("ekberg.fi")
        );
        assert_eq!(of_email("ekberg@gmail.com"), None);
        assert_eq!(
            email("mailto:Info@Ekberg.FI").as_deref(),
            Some("info@ekberg.fi")
        );
    }
}
