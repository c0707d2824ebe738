//! Numbers and times as people read them.

pub use crate::hooks::words::{count, leads, measure, value};
use crate::{model::Timestamp, platform};

/// A share as a whole percentage; nothing of nothing is 0.
pub fn percent(part: u64, whole: u64) -> u64 {
    (part * 100).checked_div(whole).unwrap_or(0)
}

/// A share in words: what there is little of is not nothing.
pub fn share(part: u64, whole: u64) -> String {
    match percent(part, whole) {
        0 if part > 0 => "<1 %".into(),
        percent => format!("{percent} %"),
    }
}

/// Bytes, in the unit that keeps them short.
pub fn bytes(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{:.0} kB", bytes as f64 / 1e3),
        1_000_000..1_000_000_000 => format!("{:.1} MB", bytes as f64 / 1e6),
        _ => format!("{:.2} GB", bytes as f64 / 1e9),
    }
}

/// How long something took, or goes on.
pub fn duration(milliseconds: i64) -> String {
    let seconds = milliseconds.max(0) / 1000;
    match seconds {
        0 => format!("{} ms", milliseconds.max(0)),
        1..60 => format!("{seconds} s"),
        60..3_600 => format!("{} min {} s", seconds / 60, seconds % 60),
        _ => format!("{} h {} min", seconds / 3_600, seconds % 3_600 / 60),
    }
}

/// Units a second; `None` while it is too early to say.
pub fn rate(units: u64, milliseconds: i64) -> Option<u64> {
    let milliseconds = u64::try_from(milliseconds)
        .ok()
        .filter(|time| *time >= 200)?;
    Some(units * 1000 / milliseconds)
}

/// The same moment on the clocks here, for what only reads UTC.
fn local(at: Timestamp) -> Timestamp {
    at + platform::utc_offset(at)
}

/// A time of day, on the clocks here.
pub fn time(at: Timestamp) -> String {
    clock(local(at))
}

fn clock(at: Timestamp) -> String {
    let seconds = at.rem_euclid(86_400_000) / 1000;
    format!(
        "{:02}:{:02}:{:02}",
        seconds / 3600,
        seconds / 60 % 60,
        seconds % 60
    )
}

/// `2026-11-21` as `21 Nov`; another text as it is.
pub fn day(date: &str) -> String {
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let mut parts = date.splitn(3, '-').skip(1);
    let month = parts.next().and_then(|month| month.parse::<usize>().ok());
    let name = month.and_then(|month| MONTHS.get(month.checked_sub(1)?));
    match (name, parts.next()) {
        (Some(name), Some(day)) => format!("{} {name}", day.trim_start_matches('0')),
        _ => date.to_owned(),
    }
}

/// How long ago, in one unit.
pub fn ago(at: Timestamp, now: Timestamp) -> String {
    let seconds = (now - at).max(0) / 1000;
    match seconds {
        0..45 => "now".into(),
        45..3_570 => format!("{} min", (seconds + 30) / 60),
        3_570..84_600 => format!("{} h", (seconds + 1_800) / 3_600),
        84_600..2_592_000 => format!("{} d", (seconds + 43_200) / 86_400),
        _ => {
            let (then, today) = (date(local(at)), date(local(now)));
            match then.get(..4) == today.get(..4) {
                true => day(&then),
                false => format!("{} {}", day(&then), &then[..then.len().min(4)]),
            }
        }
    }
}

/// How long ago, as part of a sentence.
pub fn since(at: Timestamp, now: Timestamp) -> String {
    let short = ago(at, now);
    match now - at {
        ..45_000 => "just now".into(),
        45_000..2_592_000_000 => format!("{short} ago"),
        _ => short,
    }
}

/// The day, on the calendar here: `5 Nov`.
pub fn day_of(at: Timestamp) -> String {
    day(&date(local(at)))
}

/// An ISO date, UTC, by Howard Hinnant's `civil_from_days`.
pub fn date(at: Timestamp) -> String {
    let days = at.div_euclid(86_400_000) + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 {
        shifted + 3
    } else {
        shifted - 9
    };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

/// Date and time of day, on the clocks here.
pub fn date_time(at: Timestamp) -> String {
    let at = local(at);
    format!("{} {}", date(at), clock(at))
}

/// For programs (RFC 3339).
pub fn iso(at: Timestamp) -> String {
    format!("{}T{}Z", date(at), clock(at))
}

/// A telephone number that nobody wrote in groups (E.164), in groups; another as it is.
pub fn phone(number: &str) -> String {
    let digits = number.strip_prefix('+').unwrap_or_default();
    if digits.len() < 7 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return number.to_owned();
    }
    // How long the code of a country is (ITU-T E.164, by its first digits).
    let code = match digits.as_bytes() {
        [b'1' | b'7', ..] => 1,
        [b'2', b'0' | b'7', ..]
        | [b'3', b'0'..=b'4' | b'6' | b'9', ..]
        | [b'4', b'0' | b'1' | b'3'..=b'9', ..]
        | [b'5', b'1'..=b'8', ..]
        | [b'6', b'0'..=b'6', ..]
        | [b'8', b'1' | b'2' | b'4' | b'6', ..]
        | [b'9', b'0'..=b'5' | b'8', ..] => 2,
        _ => 3,
    };
    let (code, rest) = digits.split_at(code);
    let mut text = format!("+{code} ");
    for (at, digit) in rest.chars().enumerate() {
        // Threes, and no digit alone at the end.
        let left = rest.len() - at;
        if at > 0 && at.is_multiple_of(3) && left > 1 {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}

/// `fast_food` as `Fast food`.
pub fn category(name: &str) -> String {
    let mut text = name.replace(['_', ';'], " ");
    if let Some(first) = text.get_mut(0..1) {
        first.make_ascii_uppercase();
    }
    text
}

/// A website without what everybody knows.
pub fn site(url: &str) -> &str {
    let bare = url
        .trim_start_matches("https://")
        .trim_start_matches("http://");
    bare.trim_start_matches("www.").trim_end_matches('/')
}

/// The first letters of a name.
pub fn initials(name: &str) -> String {
    let letters = name
        .split_whitespace()
        .filter_map(|word| word.chars().next());
    letters.take(2).flat_map(char::to_uppercase).collect()
}

/// The letter that a name is filed under.
pub fn letter(name: &str) -> String {
    let first = name.chars().find(|letter| letter.is_alphanumeric());
    first.into_iter().flat_map(char::to_uppercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_nobody_grouped_are_grouped() {
        assert_eq!(phone("+358968118660"), "+358 968 118 660");
        assert_eq!(phone("+493012345678"), "+49 301 234 5678");
        assert_eq!(phone("+12025550143"), "+1 202 555 0143");
        for kept in ["+358 9 6811 8660", "09 123", "+35", "", "+358-9-681186"] {
            assert_eq!(phone(kept), kept);
        }
    }

    #[test]
    fn numbers_and_times_read_well() {
        assert_eq!(
            (count(7), count(1438), count(1_000_000)),
            ("7".into(), "1,438".into(), "1,000,000".into())
        );
        assert_eq!((percent(1, 0), percent(1, 3)), (0, 33));
        assert_eq!(bytes(685_110), "685 kB");
        assert_eq!(date(0), "1970-01-01");
        assert_eq!(iso(951_782_461_000), "2000-02-29T00:01:01Z");
        assert_eq!(
            (ago(0, 30_000), ago(0, 90_000), ago(0, 7_200_000)),
            ("now".into(), "2 min".into(), "2 h".into())
        );
        assert_eq!(
            (since(0, 30_000), since(0, 90_000)),
            ("just now".into(), "2 min ago".into())
        );
        let winter = 951_782_400_000;
        let (later, years) = (winter + 80 * 86_400_000, winter + 800 * 86_400_000);
        assert!(ago(winter, later).ends_with("Feb") || ago(winter, later).ends_with("Mar"));
        assert!(ago(winter, years).ends_with(" 2000"));
        assert_eq!(
            (duration(420), duration(61_000), duration(3_661_000)),
            ("420 ms".into(), "1 min 1 s".into(), "1 h 1 min".into())
        );
        assert_eq!((rate(500, 100), rate(500, 2_000)), (None, Some(250)));
        assert_eq!(
            (day("2026-11-05"), day("soon")),
            ("5 Nov".into(), "soon".into())
        );
        assert_eq!(clock(951_782_461_000), "00:01:01");
        assert_eq!((share(1, 883), share(0, 9)), ("<1 %".into(), "0 %".into()));
        assert_eq!(site("https://www.ekberg.fi/"), "ekberg.fi");
        assert_eq!(
            (category("fast_food"), initials("ada lovelace byron")),
            ("Fast food".into(), "AL".into())
        );
        assert_eq!(
            (letter("«éclair»"), letter("…")),
            ("É".into(), String::new())
        );
    }
}
