//! Which addresses may be connected to. What a website's name leads to is up to
//! whoever owns the name: without this, anybody could have the server ask around in
//! the network that it stands in.

use ipnet::IpNet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Why an address is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Class {
    /// The server itself: 127.0.0.0/8, ::1.
    Loopback,
    /// RFC 1918.
    Private,
    /// 169.254.0.0/16, fe80::/10.
    LinkLocal,
    /// Between a provider and its customers: RFC 6598.
    CarrierGrade,
    /// 224.0.0.0/4, ff00::/8.
    Multicast,
    /// «Here»: 0.0.0.0/8, ::.
    Unspecified,
    /// 255.255.255.255.
    Broadcast,
    /// For examples: RFC 5737, RFC 3849, RFC 9637.
    Documentation,
    /// An IPv4 address written as an IPv6 one: mapped, compatible, NAT64.
    Mapped,
    /// IPv4 through a tunnel: 6to4, Teredo.
    Tunnel,
    /// RFC 4193.
    UniqueLocal,
    /// What clouds tell their machines about themselves, passwords included.
    Metadata,
    /// Kept for later, for benchmarks or for protocols: everything else that is no
    /// ordinary address (IANA's special-purpose registries).
    Reserved,
}

impl Class {
    /// What kind of address it is, for people.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Loopback => "the server itself",
            Self::Private => "a private network",
            Self::LinkLocal => "a link-local address",
            Self::CarrierGrade => "a provider's own network",
            Self::Multicast => "a multicast address",
            Self::Unspecified => "no address at all",
            Self::Broadcast => "a broadcast address",
            Self::Documentation => "an address for examples",
            Self::Mapped => "an IPv4 address in disguise",
            Self::Tunnel => "an IPv4 address through a tunnel",
            Self::UniqueLocal => "a private IPv6 network",
            Self::Metadata => "a cloud's metadata service",
            Self::Reserved => "a reserved address",
        }
    }
}

/// Metadata services at addresses that are not refused for another reason, or whose
/// reason is better named: AWS and most others, Azure's, Oracle's, Alibaba's; AWS by IPv6.
const METADATA_V4: [Ipv4Addr; 4] = [
    Ipv4Addr::new(169, 254, 169, 254),
    Ipv4Addr::new(168, 63, 129, 16),
    Ipv4Addr::new(192, 0, 0, 192),
    Ipv4Addr::new(100, 100, 100, 200),
];
const METADATA_V6: Ipv6Addr = Ipv6Addr::new(0xfd00, 0x0ec2, 0, 0, 0, 0, 0, 0x0254);

/// Lets ordinary addresses of the public Internet through, and networks that are named.
#[derive(Clone, Debug, Default)]
pub struct Guard {
    allowed: Vec<IpNet>,
}

impl Guard {
    /// One that lets these networks through too.
    pub fn allowing(allowed: &[IpNet]) -> Self {
        Self {
            allowed: allowed.to_vec(),
        }
    }

    /// Whether the address is in a network that was named.
    pub fn is_named(&self, address: IpAddr) -> bool {
        self.allowed
            .iter()
            .any(|network| network.contains(&address))
    }

    /// Whether any network was named.
    pub fn names_any(&self) -> bool {
        !self.allowed.is_empty()
    }

    /// Lets an address through or says what it is.
    ///
    /// # Errors
    /// The class for which it is refused.
    pub fn check(&self, address: IpAddr) -> Result<(), Class> {
        if self.is_named(address) {
            return Ok(());
        }
        match class(address) {
            None => Ok(()),
            Some(class) => Err(class),
        }
    }
}

/// What is special about an address; nothing about those of the public Internet.
fn class(address: IpAddr) -> Option<Class> {
    match address {
        IpAddr::V4(address) => class_v4(address),
        IpAddr::V6(address) => class_v6(address),
    }
}

fn class_v4(address: Ipv4Addr) -> Option<Class> {
    if METADATA_V4.contains(&address) {
        return Some(Class::Metadata);
    }
    let class = match address.octets() {
        [0, ..] => Class::Unspecified,
        [10, ..] | [172, 16..=31, ..] | [192, 168, ..] => Class::Private,
        [100, 64..=127, ..] => Class::CarrierGrade,
        [127, ..] => Class::Loopback,
        [169, 254, ..] => Class::LinkLocal,
        [192, 0, 2, _] | [198, 51, 100, _] | [203, 0, 113, _] => Class::Documentation,
        [192, 88, 99, _] => Class::Tunnel,
        // IETF protocol assignments; AS112; benchmarks.
        [192, 0, 0, _] | [192, 31, 196, _] | [192, 175, 48, _] | [198, 18..=19, ..] => {
            Class::Reserved
        }
        [192, 52, 193, _] => Class::Reserved,
        [224..=239, ..] => Class::Multicast,
        [255, 255, 255, 255] => Class::Broadcast,
        [240..=255, ..] => Class::Reserved,
        _ => return None,
    };
    Some(class)
}

fn class_v6(address: Ipv6Addr) -> Option<Class> {
    if address == METADATA_V6 {
        return Some(Class::Metadata);
    }
    let class = match address.segments() {
        [0, 0, 0, 0, 0, 0, 0, 0] => Class::Unspecified,
        [0, 0, 0, 0, 0, 0, 0, 1] => Class::Loopback,
        // ::a.b.c.d, ::ffff:a.b.c.d, ::ffff:0:a.b.c.d (SIIT); NAT64: RFC 6052 and RFC 8215.
        [0, 0, 0, 0, 0 | 0xffff, 0 | 0xffff, ..] | [0x64, 0xff9b, ..] => Class::Mapped,
        [0x2001, 0, ..] | [0x2002, ..] => Class::Tunnel,
        [0x2001, 0xdb8, ..] | [0x3fff, 0..=0x0fff, ..] => Class::Documentation,
        [0x2001, 0..=0x01ff, ..] | [0x2620, 0x4f, 0x8000, ..] => Class::Reserved,
        [0xfe80..=0xfebf, ..] => Class::LinkLocal,
        // Site-local, long given up (RFC 3879).
        [0xfec0..=0xfeff, ..] => Class::Private,
        [0xfc00..=0xfdff, ..] => Class::UniqueLocal,
        [0xff00..=0xffff, ..] => Class::Multicast,
        [0x2000..=0x3fff, ..] => return None,
        _ => Class::Reserved,
    };
    Some(class)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_class_is_refused_by_name() {
        use Class as C;
        for (text, class) in [
            ("127.0.0.1", C::Loopback),
            ("127.255.255.254", C::Loopback),
            ("::1", C::Loopback),
            ("10.0.0.1", C::Private),
            ("172.16.0.1", C::Private),
            ("172.31.255.255", C::Private),
            ("192.168.1.1", C::Private),
            ("fec0::1", C::Private),
            ("169.254.1.1", C::LinkLocal),
            ("fe80::1", C::LinkLocal),
            ("febf::1", C::LinkLocal),
            ("100.64.0.1", C::CarrierGrade),
            ("100.127.255.255", C::CarrierGrade),
            ("224.0.0.1", C::Multicast),
            ("239.255.255.255", C::Multicast),
            ("ff02::1", C::Multicast),
            ("0.0.0.0", C::Unspecified),
            ("0.1.2.3", C::Unspecified),
            ("::", C::Unspecified),
            ("255.255.255.255", C::Broadcast),
            ("192.0.2.1", C::Documentation),
            ("198.51.100.7", C::Documentation),
            ("203.0.113.255", C::Documentation),
            ("2001:db8::1", C::Documentation),
            ("3fff:fff::1", C::Documentation),
            ("::ffff:127.0.0.1", C::Mapped),
            ("::ffff:8.8.8.8", C::Mapped),
            ("::ffff:0:10.0.0.1", C::Mapped),
            ("::10.0.0.1", C::Mapped),
            ("64:ff9b::10.0.0.1", C::Mapped),
            ("64:ff9b:1::a00:1", C::Mapped),
            ("2002:a00:1::", C::Tunnel),
            ("2001:0:4136:e378::1", C::Tunnel),
            ("192.88.99.1", C::Tunnel),
            ("fd12:3456::1", C::UniqueLocal),
            ("fc00::1", C::UniqueLocal),
            ("169.254.169.254", C::Metadata),
            ("168.63.129.16", C::Metadata),
            ("100.100.100.200", C::Metadata),
            ("192.0.0.192", C::Metadata),
            ("fd00:ec2::254", C::Metadata),
            ("192.0.0.1", C::Reserved),
            ("198.18.0.1", C::Reserved),
            ("240.0.0.1", C::Reserved),
            ("2001:2::1", C::Reserved),
            ("2001:20::1", C::Reserved),
            ("5f00::1", C::Reserved),
            ("100::1", C::Reserved),
            ("4000::1", C::Reserved),
        ] {
            let address = text.parse().expect("an address");
            assert_eq!(Guard::default().check(address), Err(class), "{text}");
        }
    }

    #[test]
    fn ordinary_addresses_pass_and_so_does_what_is_named_alone() {
        for text in [
            "1.1.1.1",
            "172.15.0.1",
            "172.32.0.1",
            "100.63.0.1",
            "2606:4700::1111",
        ] {
            let address = text.parse().expect("an address");
            assert_eq!(Guard::default().check(address), Ok(()), "{text}");
        }
        let guard = Guard::allowing(&["10.1.0.0/16".parse().expect("a network")]);
        let check = |text: &str| guard.check(text.parse().expect("an address"));
        assert_eq!(check("10.1.2.3"), Ok(()));
        assert_eq!(check("10.2.0.1"), Err(Class::Private));
        assert_eq!(check("::ffff:10.1.2.3"), Err(Class::Mapped));
    }
}
