//! Copies of leads as another source might have them: misspelt, moved, in another
//! language, with less. The same seed gives the same copies.

use leadwire::server::dedupe::Facts;

/// Numbers that look random (SplitMix64), the same from run to run.
pub struct Dice(u64);

impl Dice {
    /// Dice for a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }

    /// From 0 to 1.
    pub fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// True in so many of a hundred cases.
    pub fn percent(&mut self, chance: usize) -> bool {
        self.below(100) < chance
    }

    fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }
}

/// What was done to a copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Change {
    /// A letter wrong, missing, doubled or out of order; two in long names.
    Typo,
    /// Short forms in name and street; `&` for `ja`.
    Abbreviated,
    /// Up to 80 m away.
    Moved,
    /// The phone number written otherwise.
    Phone,
    /// The name in another language.
    Language,
    /// A legal form added or dropped.
    Legal,
    /// Fields missing.
    Missing,
    /// A word for the kind of place or the town added.
    Word,
    /// Capitals, punctuation.
    Case,
}

/// All changes.
pub const CHANGES: [Change; 9] = [
    Change::Typo,
    Change::Abbreviated,
    Change::Moved,
    Change::Phone,
    Change::Language,
    Change::Legal,
    Change::Missing,
    Change::Word,
    Change::Case,
];

/// A copy with these changes. What only a map knows (floor, brand, other names) is
/// mostly lost on the way. Returns the changes that could be made.
pub fn copy(of: &Facts, changes: &[Change], dice: &mut Dice) -> (Facts, Vec<Change>) {
    let mut copy = of.clone();
    if dice.percent(75) {
        copy.level = None;
        copy.unit = None;
        copy.brand = None;
        copy.branch = None;
    }
    let languages = std::mem::take(&mut copy.other_names);
    let mut done = Vec::new();
    for change in changes {
        let made = match change {
            Change::Language => other_language(&mut copy, &languages, dice),
            Change::Typo => typo(&mut copy.name, dice),
            Change::Abbreviated => abbreviate(&mut copy, dice),
            Change::Moved => moved(&mut copy, dice),
            Change::Phone => phone(&mut copy, dice),
            Change::Legal => legal(&mut copy.name, dice),
            Change::Missing => missing(&mut copy, dice),
            Change::Word => word(&mut copy, dice),
            Change::Case => case(&mut copy.name, dice),
        };
        if made {
            done.push(*change);
        }
    }
    (copy, done)
}

fn typo(name: &mut String, dice: &mut Dice) -> bool {
    let mut letters: Vec<char> = name.chars().collect();
    if letters.len() < 4 {
        return false;
    }
    for _ in 0..if letters.len() >= 14 { 2 } else { 1 } {
        let at = 1 + dice.below(letters.len() - 2);
        match dice.below(4) {
            0 => letters.swap(at, at + 1),
            1 => {
                letters.remove(at);
            }
            2 => letters.insert(at, letters[at]),
            _ => letters[at] = *dice.pick(&['a', 'e', 'i', 'o', 'k', 's', 't', 'r', 'n', 'l']),
        }
    }
    let wrong: String = letters.into_iter().collect();
    let changed = wrong != *name;
    *name = wrong;
    changed
}

fn abbreviate(copy: &mut Facts, dice: &mut Dice) -> bool {
    const SHORT: [(&str, &str); 14] = [
        ("Ravintola", "Rav."),
        ("Restaurant", "Rest."),
        ("Kauppakeskus", "Kauppak."),
        (" ja ", " & "),
        (" & ", " and "),
        (" and ", " & "),
        ("Saint", "St"),
        ("International", "Intl"),
        ("Helsinki", "Hki"),
        ("Apteekki", "Apt."),
        ("Helsingin", "Hels."),
        ("Suomen", "Suom."),
        ("University", "Univ."),
        ("Association", "Assoc."),
    ];
    const STREETS: [(&str, &str); 6] = [
        ("katu", "k."),
        ("tie", "t."),
        ("esplanadi", "esp."),
        ("gatan", "g."),
        ("aukio", "auk."),
        ("ranta", "r."),
    ];
    let before = (copy.name.clone(), copy.address.street.clone());
    for (long, short) in SHORT {
        copy.name = copy.name.replacen(long, short, 1);
    }
    if let Some(street) = &mut copy.address.street {
        for (long, short) in STREETS {
            let words: Vec<String> = street
                .split(' ')
                .map(|word| match word.strip_suffix(long) {
                    Some(stem) if stem.len() > 3 => format!("{stem}{short}"),
                    _ => word.to_owned(),
                })
                .collect();
            *street = words.join(" ");
        }
    }
    let words: Vec<&str> = copy.name.split(' ').collect();
    // A long word cut short.
    if words.len() > 1 && before.0 == copy.name && dice.percent(40) {
        let longest = words
            .iter()
            .map(|word| word.chars().count())
            .max()
            .unwrap_or(0);
        if longest >= 8 {
            let cut = |word: &&str| {
                if word.chars().count() == longest {
                    format!("{}.", word.chars().take(5).collect::<String>())
                } else {
                    (*word).to_owned()
                }
            };
            copy.name = words.iter().map(cut).collect::<Vec<_>>().join(" ");
        }
    }
    before != (copy.name.clone(), copy.address.street.clone())
}

fn moved(copy: &mut Facts, dice: &mut Dice) -> bool {
    let Some((lat, lon)) = copy.at else {
        return false;
    };
    let (metres, angle) = (dice.share() * 80.0, dice.share() * std::f64::consts::TAU);
    let degree = 111_195.0;
    copy.at = Some((
        lat + metres * angle.cos() / degree,
        lon + metres * angle.sin() / (degree * lat.to_radians().cos()),
    ));
    true
}

fn phone(copy: &mut Facts, dice: &mut Dice) -> bool {
    let Some(first) = copy.phones.first_mut() else {
        return false;
    };
    let one = first.split(';').next().unwrap_or_default();
    let digits: String = one.chars().filter(char::is_ascii_digit).collect();
    let Some(national) = digits.strip_prefix("358") else {
        return false;
    };
    let (area, rest) = national.split_at(national.len().min(2));
    let (start, end) = rest.split_at(rest.len() / 2);
    *first = match dice.below(5) {
        0 => format!("0{national}"),
        1 => format!("0{area}-{start} {end}"),
        2 => format!("00358{national}"),
        3 => format!("+358 (0){area} {start}{end}"),
        _ => format!("(0{area}) {start}-{end}"),
    };
    true
}

fn other_language(copy: &mut Facts, languages: &[String], dice: &mut Dice) -> bool {
    let latin = |name: &&String| name.chars().all(|c| !c.is_alphabetic() || c < '\u{250}');
    let others: Vec<&String> = languages
        .iter()
        .filter(|name| **name != copy.name)
        .filter(latin)
        .collect();
    if others.is_empty() {
        return false;
    }
    copy.name = (*dice.pick(&others)).clone();
    true
}

fn legal(name: &mut String, dice: &mut Dice) -> bool {
    for form in [" Oy", " oy", " OY", " Ab", " ry", " Ry"] {
        if let Some(stem) = name.strip_suffix(form) {
            *name = stem.to_owned();
            return true;
        }
    }
    *name = match dice.below(5) {
        0 => format!("{name} Oy"),
        1 => format!("{name} Oy Ab"),
        2 => format!("Oy {name} Ab"),
        3 => format!("{name} Ltd."),
        _ => format!("{name} Ky"),
    };
    true
}

fn missing(copy: &mut Facts, dice: &mut Dice) -> bool {
    let mut lost = false;
    let mut lose = |has: bool| {
        let gone = has && dice.percent(50);
        lost |= gone;
        gone
    };
    if lose(!copy.phones.is_empty()) {
        copy.phones.clear();
    }
    if lose(!copy.websites.is_empty()) {
        copy.websites.clear();
    }
    if lose(!copy.emails.is_empty()) {
        copy.emails.clear();
    }
    if lose(copy.address.street.is_some()) {
        copy.address = leadwire::model::Address::default();
    }
    if lose(copy.category.is_some()) {
        copy.category = None;
    }
    lost
}

fn word(copy: &mut Facts, dice: &mut Dice) -> bool {
    let kind = match copy.category.as_deref() {
        Some("restaurant") => "Ravintola",
        Some("cafe") => "Kahvila",
        Some("hairdresser") => "Parturi-kampaamo",
        Some("hotel") => "Hotelli",
        Some("bar" | "pub") => "Baari",
        _ => "",
    };
    let has = |word: &str| copy.name.to_lowercase().contains(&word.to_lowercase());
    copy.name = match dice.below(2) {
        0 if !kind.is_empty() && !has(kind) => format!("{kind} {}", copy.name),
        _ if !has("helsinki") => format!("{} Helsinki", copy.name),
        _ => return false,
    };
    true
}

fn case(name: &mut String, dice: &mut Dice) -> bool {
    let before = name.clone();
    *name = match dice.below(4) {
        0 => name.to_uppercase(),
        1 => name.to_lowercase(),
        2 => name.replace(['\'', '’', '.', ',', '-'], ""),
        _ => name
            .replace('ä', "a")
            .replace('ö', "o")
            .replace('å', "a")
            .replace('é', "e"),
    };
    *name != before
}
