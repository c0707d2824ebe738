//! Postal addresses: street, house numbers, door.

use super::super::text;
use crate::model::Address;
use smallvec::SmallVec;

/// Words for streets in many languages, in long and short: left out. Languages that write
/// them at the end of the name (`Hauptstraße`) are in [`ENDINGS`].
const TYPES: &str = "street st str strasse straat gatan gata gade katu ulice ul ulica utca u via rue calle c \
    rua iela gatve tanav tn улица ул road rd tie vagen vag vej veg weg tee cesta camino \
    chemin avenue ave av avenida avda allee prospekt pr puistotie bulevardi boulevard blvd \
    bd bulvaras bulevard bulevarden boulevarden square sq platz pl place plaza plein plats \
    tori torget aukio piazza plac namesti nam ter praca plads lane ln kuja grand granden \
    gasse vicolo polku stigen quay kai kaj kajen ranta stranden strand ufer quai rantatie \
    drive dr court ct highway hwy parkway pkwy way hill close crescent gate terrace platsi \
    kaari raitti rinne";

/// Short and long endings of street names, the same to us: `Mannerheimint.`, `Hauptstr.`.
const ENDINGS: &[(&str, &str)] = &[
    ("strasse", "str"),
    ("katu", "k"),
    ("kadun", "k"),
    ("tie", "t"),
    ("tien", "t"),
    ("gatan", "g"),
    ("vagen", "v"),
    ("straat", "str"),
    ("esplanadi", "esp"),
    ("aukio", "auk"),
    ("kuja", "kj"),
    ("puisto", "p"),
];

/// Directions, spelt out and short.
const DIRECTIONS: &[(&str, &str)] = &[
    ("north", "n"),
    ("south", "s"),
    ("east", "e"),
    ("west", "w"),
    ("pohjoinen", "pohj"),
    ("pohjois", "p"),
    ("etelainen", "etel"),
    ("itainen", "it"),
    ("lantinen", "lant"),
    ("norra", "n"),
    ("sodra", "s"),
    ("ostra", "o"),
    ("vastra", "v"),
];

/// An address as it is compared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Street {
    /// Words of the street without its type, folded: `mannerheim`.
    pub name: String,
    /// From and to: `14-20` is (14, 20). Zeros if there is none.
    pub numbers: SmallVec<[(u32, u32); 1]>,
    /// Letters after the number, and floor or unit: `b`, `a 12`.
    pub door: String,
    /// Letters and digits of the postcode.
    pub postcode: String,
}

/// How two addresses agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Agreement {
    /// Street, number and door.
    Door,
    /// Street and number; doors differ or one is missing.
    Number,
    /// The street; a number is missing.
    Street,
    /// The street; the numbers differ.
    OtherNumber,
    /// Another street. Corners have two, and so have towns with two languages.
    OtherStreet,
    /// One of them is not known.
    Unknown,
}

impl Street {
    /// Takes an address apart; `None` if the street is not known.
    pub fn new(address: &Address, unit: Option<&str>) -> Option<Self> {
        let folded = text::fold(address.street.as_deref()?);
        let words = text::words(&folded.replace('–', "-").replace('/', " "));
        // Names of houses, floors and courtyards come before or after a comma.
        let (street, rest) = pick_part(&folded);
        let mut street_words = text::words(street);
        if street_words.is_empty() {
            street_words = words;
        }
        let mut result = Self {
            postcode: address
                .postcode
                .as_deref()
                .map(postcode)
                .unwrap_or_default(),
            ..Self::default()
        };
        let at = number_at(&street_words);
        let name: Vec<String> = match at {
            // `10 Downing Street`, `12bis rue X`: the number comes first.
            Some(0) => street_words[1..].to_vec(),
            Some(at) => street_words[..at].to_vec(),
            None => street_words.clone(),
        };
        if let Some(at) = at {
            result.read_numbers(&street_words[at..], at == 0);
        }
        result.name = street_name(&name);
        let more = unit.map(text::fold).unwrap_or_default();
        for word in text::words(&more).into_iter().chain(text::words(rest)) {
            if is_door(&word) && !result.door.contains(&word) {
                result.door.push_str(&word);
            }
        }
        (!result.name.is_empty()).then_some(result)
    }

    fn read_numbers(&mut self, words: &[String], leading: bool) {
        let mut last: Option<u32> = None;
        for (n, word) in words.iter().enumerate() {
            let digits: String = word.chars().take_while(char::is_ascii_digit).collect();
            let letters = &word[digits.len()..];
            if let Ok(number) = digits.parse::<u32>() {
                match (last, self.numbers.last_mut()) {
                    // `14-20`: two numbers side by side are a range on one side.
                    (Some(from), Some(range)) if number > from && number - from <= 60 => {
                        range.1 = number;
                    }
                    (Some(_), _) if n > 1 => self.door.push_str(word),
                    _ => self.numbers.push((number, number)),
                }
                last = Some(number);
                self.door.push_str(letters);
                if leading {
                    return;
                }
            } else if is_door(word) {
                self.door.push_str(word);
            } else {
                return;
            }
        }
    }

    /// How two addresses agree.
    pub fn agreement(&self, other: &Self) -> Agreement {
        if !same_street(&self.name, &other.name) {
            return Agreement::OtherStreet;
        }
        if self.numbers.is_empty() || other.numbers.is_empty() {
            return Agreement::Street;
        }
        let meets = self.numbers.iter().any(|a| {
            let crosses = |b: &(u32, u32)| a.0 <= b.1 && b.0 <= a.1 && same_side(*a, *b);
            other.numbers.iter().any(crosses)
        });
        match meets {
            false => Agreement::OtherNumber,
            true if self.door == other.door => Agreement::Door,
            true => Agreement::Number,
        }
    }

    /// The same for all leads in one house, if the number is known.
    pub fn house(&self) -> Option<u64> {
        let (from, _) = self.numbers.first()?;
        Some(text::mix(text::hash(&self.name), u64::from(*from)))
    }
}

/// Even numbers are across the street from odd ones, where a range is concerned.
fn same_side(a: (u32, u32), b: (u32, u32)) -> bool {
    let single = |range: (u32, u32)| range.0 == range.1;
    (single(a) && single(b)) || a.0 % 2 == b.0 % 2 || a.0 % 2 != a.1 % 2 || b.0 % 2 != b.1 % 2
}

/// The part of `Kaivopiha, Mannerheimintie 5` that is street and number, and the rest.
fn pick_part(folded: &str) -> (&str, &str) {
    let parts: SmallVec<[&str; 4]> = folded.split(',').map(str::trim).collect();
    let has_number = |part: &&&str| {
        let words = text::words(part);
        number_at(&words).is_some() && words.len() > 1
    };
    match parts.iter().find(has_number) {
        Some(part) => {
            let after = parts.iter().skip_while(|other| *other != part).nth(1);
            (part, after.copied().unwrap_or_default())
        }
        // `Main Street, 12`
        None => match folded.split_once(',') {
            Some((street, rest)) if rest.trim().starts_with(|c: char| c.is_ascii_digit()) => {
                (folded, street.get(..0).unwrap_or_default())
            }
            Some((street, rest)) => (street, rest),
            None => (folded, ""),
        },
    }
}

/// Where the house number is: the first word with a digit after the street, or the
/// very first word if a street follows.
fn number_at(words: &[String]) -> Option<usize> {
    let is_number = |word: &String| {
        let digits = word.chars().take_while(char::is_ascii_digit).count();
        (1..=5).contains(&digits) && word.len() - digits <= 3 && !is_ordinal(word)
    };
    let later = words.iter().skip(1).position(is_number).map(|at| at + 1);
    later.or_else(|| (words.len() > 1 && is_number(&words[0])).then_some(0))
}

/// `5th` names a street.
fn is_ordinal(word: &str) -> bool {
    ["st", "nd", "rd", "th"].iter().any(|end| {
        word.strip_suffix(end)
            .is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()))
    })
}

fn is_door(word: &str) -> bool {
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    let short = letters <= 1 && word.len() <= 4;
    short || matches!(word, "bis" | "ter" | "quater")
}

/// Street words without the type of street, as one word.
fn street_name(words: &[String]) -> String {
    let mut name = String::new();
    for word in words {
        let is_type = TYPES.split(' ').any(|known| known == word);
        if words.len() > 1
            && (is_type
                || matches!(
                    word.as_str(),
                    "de" | "la" | "du" | "des" | "der" | "the" | "del" | "della"
                ))
        {
            continue;
        }
        let direction = DIRECTIONS.iter().find(|(long, _)| long == word);
        name.push_str(direction.map_or(word, |(_, short)| short));
    }
    for (long, short) in ENDINGS {
        if let Some(stem) = name.strip_suffix(long)
            && stem.len() >= 3
        {
            return format!("{stem}{short}");
        }
    }
    name
}

/// Whether two street names are meant to be one: short forms and a typo in a long word.
fn same_street(a: &str, b: &str) -> bool {
    if a == b {
        return true;
    }
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if short.len() >= 5 && long.starts_with(short) && long.len() - short.len() <= 4 {
        return true;
    }
    let allowed = match long.chars().count() {
        0..=5 => 0,
        6..=10 => 1,
        _ => 2,
    };
    strsim::osa_distance(a, b) <= allowed
}

fn postcode(text: &str) -> String {
    text::fold(text)
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn street(text: &str) -> Street {
        let address = Address {
            street: Some(text.into()),
            ..Address::default()
        };
        Street::new(&address, None).expect(text)
    }

    #[test]
    fn addresses_agree_however_they_are_written() {
        use Agreement::*;
        for (a, b, expected) in [
            ("Mannerheimintie 20", "mannerheimint. 20", Door),
            ("Mannerheimintie 20 B", "Mannerheimintie 20b", Door),
            ("Mannerheimintie 20", "Mannerheimintie 20 B", Number),
            ("Mannerheimintie 14-20", "Mannerheimintie 16", Door),
            ("Mannerheimintie 14–20", "Mannerheimintie 17", OtherNumber),
            ("Kaivopiha, Mannerheimintie 5", "Mannerheimintie 5", Door),
            ("Hauptstraße 7", "Hauptstr. 7", Door),
            ("Main Street 12", "12 Main St", Door),
            ("Main Street, 12", "12 Main St.", Door),
            ("12 rue de la Paix", "Rue de la Paix 12", Door),
            ("Kaivokatu", "Kaivokatu 8", Street),
            ("Kaivokatu 8", "Kaivokatu 10", OtherNumber),
            ("Kaivokatu 8", "Vuorikatu 8", OtherStreet),
            ("West 5th Street 10", "W 5th St 10", Door),
            ("Fredrikinkatu 39", "Frederikinkatu 39", Door),
            ("Yrjönkatu 26, 14. krs.", "Yrjönkatu 26", Number),
        ] {
            assert_eq!(
                street(a).agreement(&street(b)),
                expected,
                "{a} / {b}: {:?} {:?}",
                street(a),
                street(b)
            );
        }
    }

    #[test]
    fn postcodes_are_compared_without_spaces() {
        assert_eq!(postcode("SW1A 2AA"), "sw1a2aa");
        assert_eq!(postcode("00 100"), "00100");
    }
}
