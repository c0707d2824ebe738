//! Looking for categories by what people call them.

use super::Category;

/// What is looked through: folded texts with their category and how much they count.
pub struct Index {
    texts: Vec<(String, usize, u8)>,
    categories: usize,
}

/// Ranks of texts: a label tells more than a synonym, and that more than the group.
const LABEL: u8 = 0;
const WORD: u8 = 1;
const GROUP: u8 = 2;

impl Index {
    /// An index over categories.
    pub fn new(all: &[Category]) -> Self {
        let mut texts = Vec::new();
        for (n, category) in all.iter().enumerate() {
            texts.push((fold(category.label), n, LABEL));
            texts.push((category.id.replace('_', " "), n, LABEL));
            texts.extend(category.words.iter().map(|word| (fold(word), n, WORD)));
            let values = category.osm.iter().filter_map(|selector| selector.value);
            texts.extend(values.map(|value| (value.replace('_', " "), n, WORD)));
            texts.push((fold(category.group.label()), n, GROUP));
        }
        Self {
            texts,
            categories: all.len(),
        }
    }

    /// Numbers of categories, the best first; equals in the order of the tree.
    pub fn find(&self, text: &str) -> Vec<usize> {
        let wanted = fold(text);
        let wanted = wanted.trim();
        if wanted.is_empty() {
            return (0..self.categories).collect();
        }
        let mut best = vec![u8::MAX; self.categories];
        for (text, category, rank) in &self.texts {
            if let Some(fit) = fit(text, wanted) {
                let rank = fit * 3 + rank;
                best[*category] = best[*category].min(rank);
            }
        }
        let mut found: Vec<usize> = (0..self.categories)
            .filter(|n| best[*n] < u8::MAX)
            .collect();
        found.sort_by_key(|n| best[*n]);
        found
    }
}

/// How well a text fits: 0 the same, 1 starts so, 2 a word starts so, 3 has it inside
/// (from four letters on), 4 each wanted word starts one of its words.
fn fit(text: &str, wanted: &str) -> Option<u8> {
    if text == wanted {
        return Some(0);
    }
    if text.starts_with(wanted) {
        return Some(1);
    }
    let words = || text.split(|c: char| !c.is_alphanumeric());
    if words().any(|word| word.starts_with(wanted)) {
        return Some(2);
    }
    if wanted.chars().count() >= 4 && text.contains(wanted) {
        return Some(3);
    }
    let each = wanted
        .split_whitespace()
        .all(|part| words().any(|word| word.starts_with(part)));
    (each && wanted.contains(' ')).then_some(4)
}

/// Small letters without accents, for the letters of the tree's languages. By table, for
/// the client need not carry all of Unicode for it.
fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars().flat_map(char::to_lowercase) {
        match c {
            'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' => folded.push('a'),
            'è' | 'é' | 'ê' | 'ë' => folded.push('e'),
            'ì' | 'í' | 'î' | 'ï' => folded.push('i'),
            'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' => folded.push('o'),
            'ù' | 'ú' | 'û' | 'ü' => folded.push('u'),
            'ç' => folded.push('c'),
            'ñ' => folded.push('n'),
            'š' => folded.push('s'),
            'ž' => folded.push('z'),
            'ß' => folded.push_str("ss"),
            'œ' => folded.push_str("oe"),
            'æ' => folded.push_str("ae"),
            // Combining marks, of texts that are written apart.
            '\u{300}'..='\u{36f}' => {}
            c => folded.push(c),
        }
    }
    folded
}
