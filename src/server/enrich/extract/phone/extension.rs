//! Direct numbers of which only the end is written: «DW 34», «Durchwahl -12», «Tel. -34», in countries where dialling
//! the end of the main number's place reaches a desk (Germany, Austria, Switzerland).

use super::super::Page;
use super::super::fact::Zone;
use super::super::words::lower;
use super::number;
use regex::Regex;
use std::sync::LazyLock;

/// A word for a direct number and its digits, or a hyphen and digits behind a word for phone; a fax in front.
static DIRECT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(fax\.?:?\s*)?(?:\b(?:dw|durchwahl|nst|nebenstelle|apparat|klappe|ext|extension)\b\.?:?\s*[-–]?\s?|\b(?:tel|fon|telefon|phone|durchw)\b\.?:?\s*(?:\.{2,3}\s?)?[-–]\s?)(\d{1,4})(?:[^\d/.-]|[.-]\D|[.]?$)",
    )
    .ok()
});

/// The main number without the end that others replace.
#[derive(Debug, Clone)]
pub(in super::super) struct Root {
    stem: String,
    /// Digits of the main number's own end.
    end: usize,
}

impl Root {
    /// The first number of a page that ends in a hyphen and up to three digits: «+43 1 234 56-0».
    pub fn of(page: &Page) -> Option<Self> {
        if !matches!(page.country, Some("DE" | "AT" | "CH" | "LI" | "LU")) {
            return None;
        }
        let shown = |zone: Zone| !matches!(zone, Zone::Foreign | Zone::Hidden);
        let mut tries = 60;
        for line in page.lines.iter().filter(|l| shown(l.zone)) {
            for run in number::runs(&line.text) {
                let written = &line.text[run];
                let Some((_, end)) = written.rsplit_once(['-', '–']) else {
                    continue;
                };
                let end: String = end.chars().filter(|c| !c.is_whitespace()).collect();
                if end.is_empty() || end.len() > 3 || !end.bytes().all(|b| b.is_ascii_digit()) {
                    continue;
                }
                let hits = number::within(written, page.country, &mut tries);
                if let [(_, _, phone)] = hits.as_slice()
                    && let Some(stem) = phone.e164.strip_suffix(&end)
                {
                    return Some(Self {
                        stem: stem.to_owned(),
                        end: end.len(),
                    });
                }
            }
        }
        None
    }

    /// The direct numbers of a line, in E.164.
    pub fn within(&self, text: &str) -> Vec<String> {
        let low = lower(text);
        let Some(regex) = DIRECT.as_ref().filter(|_| text.len() < 300) else {
            return Vec::new();
        };
        regex
            .captures_iter(&low)
            .filter(|hit| hit.get(1).is_none())
            .filter_map(|hit| self.with(hit.get(2)?.as_str()))
            .collect()
    }

    /// With another end. Of «93 44-40» and «-4421» nobody can tell whether the end begins before the hyphen.
    fn with(&self, end: &str) -> Option<String> {
        let again = end.len().saturating_sub(self.end);
        if again > 1 && self.stem.ends_with(&end[..again]) {
            return None;
        }
        number::parse(&format!("{}{end}", self.stem), None).map(|phone| phone.e164)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_of_numbers() {
        let root = Root {
            stem: "+43123456".into(),
            end: 1,
        };
        for (text, want) in [
            ("Eva Moser, DW 34", &["+4312345634"][..]),
            ("Durchwahl: -120", &["+43123456120"]),
            ("Tel. -12, Fax DW 99", &["+4312345612"]),
            ("Fax -71", &[]),
            ("Tel. 01 234 56-0", &[]),
            ("DIN 34, Preis 12-34", &[]),
        ] {
            assert_eq!(root.within(text), want, "{text}");
        }
    }
}
