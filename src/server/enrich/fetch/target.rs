//! Which URLs may be asked for.

use super::{FetchError, guard::Guard};
use std::net::IpAddr;
use url::{Host, Url};

/// Where websites are.
const PORTS: [u16; 4] = [80, 443, 8080, 8443];
/// Characters in a URL.
const MAX_URL: usize = 2_000;

/// A URL that may be asked for, as far as its text tells. What its name leads to is
/// checked when it is connected to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The URL, without its fragment.
    pub url: Url,
    /// Its host, in lower case.
    pub host: String,
    /// Whether its port is one that only networks which are named may be asked at.
    pub is_odd: bool,
}

impl Target {
    /// Checks a URL, of a lead or of a redirect.
    ///
    /// # Errors
    /// Why it is not asked for.
    pub fn check(mut url: Url, guard: &Guard) -> Result<Self, FetchError> {
        if !matches!(url.scheme(), "http" | "https") || url.as_str().len() > MAX_URL {
            return Err(FetchError::NotWeb);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(FetchError::UserInfo);
        }
        let literal: Option<IpAddr> = match url.host() {
            None => return Err(FetchError::NotWeb),
            Some(Host::Domain(_)) => None,
            // However it was written (decimal, octal, hexadecimal, short): the parser has
            // made it the address that it is (WHATWG URL, 3.5).
            Some(Host::Ipv4(address)) => Some(address.into()),
            Some(Host::Ipv6(address)) => Some(address.into()),
        };
        // A literal is connected to without asking a resolver.
        if let Some(address) = literal {
            guard.check(address).map_err(FetchError::Refused)?;
        }
        let port = url.port_or_known_default().unwrap_or_default();
        let is_odd = !PORTS.contains(&port);
        let may_be_odd = literal.map_or(guard.names_any(), |address| guard.is_named(address));
        if is_odd && !may_be_odd {
            return Err(FetchError::Port(port));
        }
        url.set_fragment(None);
        let host = url
            .host_str()
            .unwrap_or_default()
            .trim_end_matches('.')
            .to_ascii_lowercase();
        Ok(Self { url, host, is_odd })
    }

    /// Where its rules for robots are.
    pub fn robots(&self) -> Url {
        let mut url = self.url.clone();
        url.set_path("/robots.txt");
        url.set_query(None);
        url
    }
}

#[cfg(test)]
mod tests {
    use super::super::guard::Class;
    use super::*;

    fn check(text: &str) -> Result<Target, FetchError> {
        Target::check(Url::parse(text).expect("a URL"), &Guard::default())
    }

    #[test]
    fn only_the_web_on_its_usual_ports_is_asked() {
        for good in [
            "http://firma.fi",
            "https://firma.fi:8443/a#b",
            "http://firma.fi:8080/",
            "https://1.1.1.1/",
        ] {
            assert!(check(good).is_ok(), "{good}");
        }
        for (bad, error) in [
            ("ftp://firma.fi/", FetchError::NotWeb),
            ("file:///etc/passwd", FetchError::NotWeb),
            ("gopher://firma.fi/", FetchError::NotWeb),
            ("javascript:alert(1)", FetchError::NotWeb),
            ("http://firma.fi:22/", FetchError::Port(22)),
            ("http://firma.fi:6379/", FetchError::Port(6379)),
            ("http://me@firma.fi/", FetchError::UserInfo),
            ("http://firma.fi:80@10.0.0.1/", FetchError::UserInfo),
            ("http://:secret@firma.fi/", FetchError::UserInfo),
        ] {
            assert_eq!(check(bad).expect_err(bad), error, "{bad}");
        }
        assert!(check(&format!("http://firma.fi/{}", "a".repeat(2_000))).is_err());
    }

    #[test]
    fn an_address_is_what_it_is_however_it_is_written() {
        for text in [
            "http://2130706433/",
            "http://0x7f000001/",
            "http://0177.0.0.1/",
            "http://0x7f.1/",
            "http://127.1/",
            "http://127.0.0.1./",
            "http://%31%32%37.0.0.1/",
            "http://１２７.０.０.１/",
            "http://127。0。0。1/",
        ] {
            assert_eq!(
                check(text).expect_err(text),
                FetchError::Refused(Class::Loopback),
                "{text}"
            );
        }
        for (text, class) in [
            ("http://[::1]/", Class::Loopback),
            ("http://[::ffff:7f00:1]/", Class::Mapped),
            ("http://[::ffff:127.0.0.1]/", Class::Mapped),
            ("http://[64:ff9b::7f00:1]/", Class::Mapped),
            ("http://[2002:7f00:1::]/", Class::Tunnel),
            ("http://[fe80::1]/", Class::LinkLocal),
            ("http://[fd00:ec2::254]/latest/meta-data", Class::Metadata),
            ("http://169.254.169.254/latest/meta-data", Class::Metadata),
            ("http://0/", Class::Unspecified),
            ("http://[::]/", Class::Unspecified),
        ] {
            assert_eq!(
                check(text).expect_err(text),
                FetchError::Refused(class),
                "{text}"
            );
        }
    }

    #[test]
    fn a_network_that_is_named_is_asked_on_any_port() {
        let guard = Guard::allowing(&["127.0.0.0/8".parse().expect("a network")]);
        let check = |text: &str| Target::check(Url::parse(text).expect("a URL"), &guard);
        assert!(check("http://127.0.0.1:4711/").is_ok_and(|target| target.is_odd));
        assert!(check("http://127.0.0.1/").is_ok_and(|target| !target.is_odd));
        // Whether the name leads there is for the resolver to see.
        assert!(check("http://firma.fi:4711/").is_ok_and(|target| target.is_odd));
        assert_eq!(
            check("http://1.1.1.1:4711/").expect_err("elsewhere"),
            FetchError::Port(4711)
        );
    }
}
