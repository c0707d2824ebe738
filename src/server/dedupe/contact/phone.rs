//! Phone numbers as ITU-T E.164 has them.

use phonenumber::country::Id;
use smallvec::SmallVec;

/// A phone number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Phone {
    /// Country code and national number, as a number: 358 9 6811860 is 35896811860.
    /// `None` if the country is not known.
    pub e164: Option<u64>,
    /// The digits at the end, nine at most: what all ways to write it have in common.
    pub tail: u64,
}

impl Phone {
    /// Whether both reach the same telephone.
    pub fn same(self, other: Self) -> bool {
        match (self.e164, other.e164) {
            (Some(a), Some(b)) => a == b,
            // One is known without its country: the tail has to do.
            _ => self.tail == other.tail && self.tail >= 100_000,
        }
    }

    /// The number as written internationally, if its country is known.
    pub fn international(self) -> Option<String> {
        self.e164.map(|number| format!("+{number}"))
    }
}

/// At most this many numbers of one lead are looked at.
const MOST: usize = 4;

/// The numbers in `texts`; a text may hold several. `country` (ISO 3166-1 alpha-2) is
/// where numbers without a country code are.
pub fn parse_all<'a>(
    texts: impl IntoIterator<Item = &'a str>,
    country: Option<&str>,
) -> SmallVec<[Phone; 2]> {
    let mut phones = SmallVec::new();
    for part in texts
        .into_iter()
        .flat_map(|text| text.split([';', ',', '|']))
    {
        // Two numbers with a slash between, not the slash of an area code.
        let long = |part: &str| part.bytes().filter(u8::is_ascii_digit).count() >= 6;
        let halves: SmallVec<[&str; 2]> = match part.split_once('/') {
            Some((a, b)) if long(a) && long(b) => SmallVec::from_slice(&[a, b]),
            _ => SmallVec::from_slice(&[part]),
        };
        for half in halves {
            if phones.len() < MOST
                && let Some(phone) = parse(half, country)
                && !phones.contains(&phone)
            {
                phones.push(phone);
            }
        }
    }
    phones
}

/// One number.
pub fn parse(text: &str, country: Option<&str>) -> Option<Phone> {
    let text = text.trim();
    let text = text.strip_prefix("tel:").unwrap_or(text).trim();
    // An optional zero in an international number: +358 (0)9 681 1860.
    let text = text.replace("(0)", "");
    let digits: String = text.chars().filter_map(digit).collect();
    if !(5..=17).contains(&digits.len()) {
        return None;
    }
    let international = text.starts_with('+') || digits.starts_with("00");
    let region: Option<Id> = country.and_then(|code| code.parse().ok());
    let plain = if text.starts_with('+') {
        format!("+{digits}")
    } else if international {
        format!("+{}", &digits[2..])
    } else {
        digits.clone()
    };
    let parsed = (international || region.is_some())
        .then(|| phonenumber::parse(region, &plain).ok())
        .flatten();
    let e164 = parsed.and_then(|number| {
        let national = number.national();
        format!("{}{national}", number.code().value()).parse().ok()
    });
    let of: &str = digits.trim_start_matches('0');
    let tail = match e164 {
        Some(number) => number % 1_000_000_000,
        None => of[of.len().saturating_sub(9)..].parse().ok()?,
    };
    Some(Phone { e164, tail })
}

/// The value of a digit of any script, as ASCII.
fn digit(c: char) -> Option<char> {
    match c {
        '0'..='9' => Some(c),
        '０'..='９' => char::from_digit(c as u32 - '０' as u32, 10),
        '٠'..='٩' => char::from_digit(c as u32 - '٠' as u32, 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn e164(text: &str, country: &str) -> Option<u64> {
        parse(text, Some(country)).and_then(|phone| phone.e164)
    }

    #[test]
    fn all_ways_to_write_a_number_are_one() {
        for text in [
            "+358 9 6811860",
            "+358-9-681 1860",
            "00358 9 6811860",
            "09 681 1860",
            "(09) 6811860",
            "tel:+35896811860",
            "+358 (0)9 681 1860",
            "０９ ６８１１８６０",
        ] {
            assert_eq!(e164(text, "FI"), Some(35_896_811_860), "{text}");
        }
    }

    #[test]
    fn the_country_says_how_a_number_is_meant() {
        for (text, country, number) in [
            ("030 901820", "DE", 4_930_901_820),
            ("01 42 34 56 78", "FR", 33_142_345_678),
            ("020 7946 0958", "GB", 442_079_460_958),
            ("06 6982", "IT", 39_066_982),
            ("(212) 555-0123", "US", 12_125_550_123),
            ("08-123 456 78", "SE", 46_812_345_678),
            ("640 0900", "EE", 3_726_400_900),
            ("+46 8 123 456 78", "FI", 46_812_345_678),
        ] {
            assert_eq!(e164(text, country), Some(number), "{text}");
        }
    }

    #[test]
    fn without_a_country_the_tail_has_to_do() {
        let unknown = parse("09 6811860", None).expect("a number");
        assert_eq!(unknown.e164, None);
        let known = parse("040 123 4567", Some("FI")).expect("a number");
        assert!(parse("0401234567", None).expect("a number").same(known));
        assert!(!unknown.same(known));
        assert_eq!(parse("call us", Some("FI")), None);
        assert_eq!(parse("112", Some("FI")), None);
    }

    #[test]
    fn several_numbers_are_told_apart() {
        let all = parse_all(
            ["+358105812470;+358503871887", "09 6811860/09 6811861"],
            Some("FI"),
        );
        assert_eq!(all.len(), 4);
    }
}
