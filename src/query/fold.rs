//! Text as search and sorting see it.

use std::{borrow::Cow, cmp::Ordering};

/// Lower case without accents, as far as European names go: the same folding
/// as the server's search, so that both agree on what a word begins with.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    fold_into(text, &mut folded);
    folded
}

/// Appends a folded text to `folded`.
pub fn fold_into(text: &str, folded: &mut String) {
    if text.is_ascii() {
        let start = folded.len();
        folded.push_str(text);
        folded[start..].make_ascii_lowercase();
    } else {
        folded.extend(letters(text));
    }
}

/// The order of two texts (in UTF-8) once they are folded, without folding, or even
/// looking at, more of them than it takes.
pub fn compare_folded(a: &[u8], b: &[u8]) -> Ordering {
    let mut at = same_letters(a, b);
    loop {
        match (a.get(at), b.get(at)) {
            (Some(x), Some(y)) if x.is_ascii() && y.is_ascii() => {
                let order = x.to_ascii_lowercase().cmp(&y.to_ascii_lowercase());
                if order.is_ne() {
                    return order;
                }
                at += 1;
            }
            // All before is the same letters, so one begins here in both.
            (None, None) => return Ordering::Equal,
            _ => return letters(&lossy(&a[at..])).cmp(letters(&lossy(&b[at..]))),
        }
    }
}

/// How many bytes of two texts are the same, in whole letters.
fn same_letters(a: &[u8], b: &[u8]) -> usize {
    let pairs = a.iter().zip(b);
    let mut same = pairs.take_while(|(a, b)| a == b).count();
    let is_within = |text: &[u8], at: usize| text.get(at).is_some_and(|byte| byte & 0xc0 == 0x80);
    while same > 0 && (is_within(a, same) || is_within(b, same)) {
        same -= 1;
    }
    same
}

fn lossy(text: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(text)
}

/// The letters of a folded text.
fn letters(text: &str) -> impl Iterator<Item = char> {
    text.chars().flat_map(char::to_lowercase).filter_map(letter)
}

fn letter(letter: char) -> Option<char> {
    Some(match letter {
        '\0'..='\u{7f}' => letter,
        'à'..='å' | 'ā' | 'ă' | 'ą' | 'ǎ' => 'a',
        'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => 'c',
        'ď' => 'd',
        'è'..='ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' => 'e',
        'ĝ' | 'ğ' | 'ġ' | 'ģ' => 'g',
        'ĥ' => 'h',
        'ì'..='ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' => 'i',
        'ĵ' => 'j',
        'ķ' => 'k',
        'ĺ' | 'ļ' | 'ľ' => 'l',
        'ñ' | 'ń' | 'ņ' | 'ň' => 'n',
        'ò'..='ö' | 'ō' | 'ŏ' | 'ő' => 'o',
        'ŕ' | 'ŗ' | 'ř' => 'r',
        'ś' | 'ŝ' | 'ş' | 'š' | 'ș' => 's',
        'ţ' | 'ť' | 'ț' => 't',
        'ù'..='ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' => 'u',
        'ŵ' => 'w',
        'ý' | 'ÿ' | 'ŷ' => 'y',
        'ź' | 'ż' | 'ž' => 'z',
        '\u{300}'..='\u{36f}' => return None,
        other => other,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn accents_and_case_do_not_count() {
        assert_eq!(fold("Café ÅLAND Škoda e\u{301}"), "cafe aland skoda e");
    }

    proptest! {
        #[test]
        fn comparing_is_folding_first(a in "[aAbéÉe\u{301} İß]{0,5}", b in "[aAbéÉe\u{301} İß]{0,5}") {
            prop_assert_eq!(compare_folded(a.as_bytes(), b.as_bytes()), fold(&a).cmp(&fold(&b)));
        }
    }
}
