//! Where a lead's website may be if nobody said so: at the domain that it has its mail at.

use url::Url;

/// Providers where anybody may have a mailbox: their domains say nothing about who
/// writes. Whole domains, and names under any suffix (with a dot at the end).
#[rustfmt::skip]
const PROVIDERS: &[&str] = &[
    // Everywhere.
    "gmail.", "googlemail.", "outlook.", "hotmail.", "live.", "msn.", "yahoo.", "ymail.", "rocketmail.", "icloud.", "me.com", "mac.com", "aol.", "gmx.", "mail.com", "email.com", "protonmail.", "proton.me", "pm.me", "tutanota.", "tuta.", "zoho.", "zohomail.", "fastmail.", "hey.com", "hushmail.", "yandex.", "duck.com", "mailbox.org", "posteo.",
    // Finland, Sweden, Norway, Denmark, Iceland, Estonia, Latvia, Lithuania.
    "kolumbus.fi", "elisanet.fi", "elisa.fi", "saunalahti.fi", "luukku.", "suomi24.fi", "pp.inet.fi", "inet.fi", "welho.com", "dnainternet.net", "phnet.fi", "netti.fi", "jippii.fi", "sci.fi", "co.inet.fi", "mbnet.fi", "telia.com", "comhem.se", "bredband.net", "bredband2.com", "spray.se", "tele2.se", "online.no", "broadpark.no", "start.no", "frisurf.no", "mail.dk", "stofanet.dk", "tdcadsl.dk", "jubii.dk", "simnet.is", "hot.ee", "mail.ee", "online.ee", "inbox.lv", "inbox.lt", "apollo.lv", "one.lt",
    // Germany, Austria, Switzerland, the Netherlands, Belgium.
    "web.de", "t-online.de", "freenet.de", "arcor.de", "vodafone.de", "online.de", "mail.de", "email.de", "kabelmail.de", "versanet.de", "ewe.net", "aon.at", "chello.", "a1.net", "bluewin.ch", "sunrise.ch", "hispeed.ch", "ziggo.nl", "kpnmail.nl", "planet.nl", "xs4all.nl", "hetnet.nl", "casema.nl", "home.nl", "upcmail.nl", "skynet.be", "telenet.be", "proximus.be", "scarlet.be",
    // France, Italy, Spain, Portugal, Greece.
    "orange.fr", "wanadoo.", "free.fr", "sfr.fr", "neuf.fr", "laposte.net", "bbox.fr", "numericable.fr", "libero.it", "virgilio.it", "tiscali.", "alice.it", "tin.it", "inwind.it", "fastwebnet.it", "pec.it", "legalmail.it", "arubapec.it", "telefonica.net", "terra.es", "sapo.pt", "iol.pt", "netcabo.pt", "clix.pt", "otenet.gr", "forthnet.gr",
    // The United Kingdom, Ireland, North America, Australia.
    "btinternet.com", "btopenworld.com", "sky.com", "virginmedia.com", "talktalk.net", "ntlworld.com", "blueyonder.co.uk", "tiscali.co.uk", "plus.net", "eircom.net", "comcast.net", "verizon.net", "att.net", "sbcglobal.net", "bellsouth.net", "cox.net", "charter.net", "earthlink.net", "shaw.ca", "rogers.com", "sympatico.ca", "telus.net", "bigpond.com", "bigpond.net.au", "optusnet.com.au", "iinet.net.au", "xtra.co.nz",
    // Poland, Czechia, Slovakia, Hungary, Romania, Russia, Ukraine.
    "wp.pl", "onet.pl", "onet.eu", "o2.pl", "interia.pl", "op.pl", "poczta.onet.pl", "poczta.fm", "gazeta.pl", "vp.pl", "tlen.pl", "seznam.cz", "email.cz", "centrum.cz", "volny.cz", "post.cz", "azet.sk", "zoznam.sk", "freemail.hu", "citromail.hu", "t-online.hu", "mail.ru", "bk.ru", "list.ru", "inbox.ru", "rambler.ru", "ya.ru", "ukr.net", "i.ua", "meta.ua",
    // Asia, Latin America.
    "qq.com", "163.com", "126.com", "sina.com", "naver.com", "hanmail.net", "daum.net", "docomo.ne.jp", "ezweb.ne.jp", "softbank.ne.jp", "nifty.com", "ocn.ne.jp", "rediffmail.com", "uol.com.br", "bol.com.br", "terra.com.br", "ig.com.br",
];

/// Where the website of somebody with this address may be, likeliest first; nowhere if
/// anybody may have such an address.
pub fn addresses(email: &str) -> Vec<Url> {
    let Some((_, domain)) = email.rsplit_once('@') else {
        return Vec::new();
    };
    let domain = domain.trim().trim_end_matches('.').to_lowercase();
    if is_provider(&domain) || psl::domain_str(&domain).is_none() {
        return Vec::new();
    }
    ["https://", "https://www.", "http://", "http://www."]
        .into_iter()
        .filter_map(|start| Url::parse(&format!("{start}{domain}/")).ok())
        .collect()
}

fn is_provider(domain: &str) -> bool {
    PROVIDERS
        .iter()
        .any(|provider| match provider.strip_suffix('.') {
            // Under any suffix: gmail.com, yahoo.co.uk; not gmail.firma.fi.
            Some(name) => {
                let own = psl::domain_str(domain).unwrap_or(domain);
                own.split('.').next() == Some(name)
            }
            None => domain == *provider || domain.ends_with(&format!(".{provider}")),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_of_their_own_is_where_their_website_may_be() {
        let urls = addresses("Info@Kahvila-Helmi.FI");
        let texts: Vec<_> = urls.iter().map(Url::as_str).collect();
        assert_eq!(
            texts,
            [
                "https://kahvila-helmi.fi/",
                "https://www.kahvila-helmi.fi/",
                "http://kahvila-helmi.fi/",
                "http://www.kahvila-helmi.fi/"
            ]
        );
    }

    #[test]
    fn where_anybody_may_have_a_mailbox_nothing_is_guessed() {
        for email in [
            "a@gmail.com",
            "a@googlemail.com",
            "a@yahoo.co.uk",
            "a@hotmail.fi",
            "a@outlook.jp",
            "a@pp.inet.fi",
            "a@kolumbus.fi",
            "a@web.de",
            "a@xyz.free.fr",
            "a@mail.ru",
            "a@163.com",
            "no address",
            "a@localhost",
            "a@fi",
            "a@",
        ] {
            assert_eq!(addresses(email), Vec::new(), "{email}");
        }
        assert!(!addresses("a@gmailer.fi").is_empty());
        assert!(!addresses("a@webde.de").is_empty());
    }
}
