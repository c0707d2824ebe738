//! Which numbers a numbering plan has.
//!
//! `phonenumber`'s own check takes the national prefix off international numbers too (`+7 812…` loses its 8) and asks
//! one of the countries that share a code; here the tables are asked directly.

use phonenumber::Type;
use phonenumber::metadata::DATABASE;

/// Kinds that a business is called at. Premium-rate numbers are left out: they are other people's hotlines.
#[rustfmt::skip]
static KINDS: &[Type] = &[Type::FixedLine, Type::Mobile, Type::TollFree, Type::SharedCost, Type::PersonalNumber, Type::Voip, Type::Uan];

fn has(code: u16, national: &str) -> bool {
    DATABASE.by_code(&code).is_some_and(|regions| {
        regions.iter().any(|meta| {
            let all = meta.descriptors();
            all.general().is_match(national)
                && KINDS
                    .iter()
                    .any(|kind| all.get(*kind).is_some_and(|d| d.is_match(national)))
        })
    })
}

/// The E.164 form of digits that begin with a country code.
pub(super) fn international(digits: &str) -> Option<String> {
    (1..=3).find_map(|n| {
        let (code, national) = digits.split_at_checked(n)?;
        let code: u16 = code.parse().ok()?;
        let regions = DATABASE.by_code(&code)?;
        if has(code, national) {
            return Some(format!("+{code}{national}"));
        }
        // `+44 0161 …`
        let prefix = regions.iter().find_map(|meta| meta.national_prefix())?;
        let bare = national.strip_prefix(prefix)?;
        has(code, bare).then(|| format!("+{code}{bare}"))
    })
}

/// The E.164 form of digits as they are dialled within a country (ISO code).
pub(super) fn national(digits: &str, country: &str) -> Option<String> {
    let meta = DATABASE.by_id(country)?;
    let code = meta.country_code();
    let bare = meta
        .national_prefix()
        .and_then(|prefix| digits.strip_prefix(prefix));
    if let Some(national) = bare
        .into_iter()
        .chain([digits])
        .find(|national| has(code, national))
    {
        return Some(format!("+{code}{national}"));
    }
    // Carrier and area prefixes of a few countries are transformed.
    let number = phonenumber::parse(Some(country.parse().ok()?), digits).ok()?;
    let national = number.national().to_string();
    (number.code().value() == code && has(code, &national)).then(|| format!("+{code}{national}"))
}
