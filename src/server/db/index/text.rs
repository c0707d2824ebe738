//! Text as people look for it: without case and accents, in words.

use crate::model::Business;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Bytes of a word that count.
const MAX_WORD: usize = 48;

/// `text` in lower case without accents; what names are sorted by, too.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut folded = String::with_capacity(text.len());
    for c in text
        .chars()
        .flat_map(char::to_lowercase)
        .nfkd()
        .filter(|c| !is_combining_mark(*c))
    {
        // Letters that Unicode does not take apart, though people do.
        match c {
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'þ' => folded.push_str("th"),
            'ø' => folded.push('o'),
            'ł' => folded.push('l'),
            'đ' | 'ð' => folded.push('d'),
            'ı' => folded.push('i'),
            'ς' => folded.push('σ'),
            c => folded.push(c),
        }
    }
    folded
}

/// Calls `take` with each word of folded text.
fn each_word(folded: &str, mut take: impl FnMut(&str)) {
    for word in folded.split(|c: char| !c.is_alphanumeric()) {
        if !word.is_empty() {
            take(&word[..floor_boundary(word, MAX_WORD)]);
        }
    }
}

/// The end of the longest start of `text` of at most `most` bytes.
fn floor_boundary(text: &str, most: usize) -> usize {
    let mut end = text.len().min(most);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    end
}

/// The digits of `text`.
fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// What a lead is found by: its words, sorted, without repeats. A phone number
/// is also one word of all its digits and, if it is in international form, one
/// as it is dialled inland; each tag is a term that no word can be.
pub fn terms(business: &Business) -> Vec<Box<str>> {
    let address = &business.address;
    let mut terms: Vec<Box<str>> = Vec::with_capacity(24);
    for text in [
        Some(&business.name),
        business.category.as_ref(),
        address.street.as_ref(),
        address.city.as_ref(),
        address.region.as_ref(),
        address.postcode.as_ref(),
        address.country.as_ref(),
        business.phone.as_ref(),
        business.email.as_ref(),
        business.website.as_ref(),
    ]
    .into_iter()
    .flatten()
    {
        each_word(&fold(text), |word| terms.push(word.into()));
    }
    if let Some(phone) = &business.phone {
        terms.push(digits(phone).into());
        if let Some((_, inland)) = phone.strip_prefix('+').and_then(|p| p.split_once(' ')) {
            terms.push(format!("0{}", digits(inland)).into());
        }
    }
    terms.extend(business.tags.iter().map(|tag| tag_term(tag).into()));
    terms.retain(|term| !term.is_empty());
    terms.sort_unstable();
    terms.dedup();
    terms
}

/// The term of a tag: exact, and no word.
pub fn tag_term(tag: &str) -> String {
    format!("\u{1}{tag}")
}

/// What was typed into a search box.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Each must begin a word of the lead …
    pub words: Vec<String>,
    /// … or this must begin its phone number, if a number in groups was typed.
    pub number: Option<String>,
}

impl Wanted {
    /// Takes `q` apart.
    pub fn parse(q: &str) -> Self {
        let mut words = Vec::new();
        each_word(&fold(q), |word| words.push(word.to_owned()));
        let is_number = words.len() > 1
            && q.chars()
                .all(|c| c.is_ascii_digit() || c.is_whitespace() || "+-()/.".contains(c));
        let number = is_number.then(|| digits(q));
        words.sort_unstable();
        words.dedup();
        Self { words, number }
    }

    /// Whether a lead with these sorted terms is wanted.
    pub fn accepts(&self, terms: &[Box<str>]) -> bool {
        let begins = |start: &String| {
            let at = terms.partition_point(|term| **term < **start);
            terms
                .get(at)
                .is_some_and(|term| term.starts_with(start.as_str()))
        };
        self.words.iter().all(begins) || self.number.as_ref().is_some_and(begins)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{NewBusiness, Uuid};

    fn found(q: &str) -> bool {
        let mut business = NewBusiness::named("Café Ekberg & Søn").into_business(Uuid::nil(), 0);
        business.address.street = Some("Bulevardi 9".into());
        business.address.city = Some("Łódź".into());
        business.phone = Some("+358 9 6811 860".into());
        business.email = Some("info@cafe-ekberg.fi".into());
        business.website = Some("https://www.ekberg.fi/kahvila".into());
        business.tags = vec!["vip".into()];
        Wanted::parse(q).accepts(&terms(&business))
    }

    #[test]
    fn leads_are_found_by_the_starts_of_words_whatever_the_accents() {
        for q in [
            "cafe",
            "CAFÉ ekb",
            "bul 9",
            "lodz",
            "son",
            "info@cafe",
            "www.ekberg",
            "kahv",
            "",
            "6811",
            "+358 9 6811",
            "+35896811",
            "09 6811860",
            "09 681 18 60",
            "0968",
        ] {
            assert!(found(q), "{q}");
        }
        for q in ["berg", "cafe x", "vip", "09 999", "6811 999"] {
            assert!(!found(q), "{q}");
        }
    }
}
