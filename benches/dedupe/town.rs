//! Made-up leads.

use leadwire::{model::Address, server::dedupe::Facts};

const KINDS: [(&str, &str); 10] = [
    ("restaurant", "Ravintola"),
    ("cafe", "Kahvila"),
    ("hairdresser", "Parturi-kampaamo"),
    ("bar", "Bar"),
    ("clothes", "Muoti"),
    ("company", ""),
    ("bakery", "Leipomo"),
    ("pharmacy", "Apteekki"),
    ("car_repair", "Autokorjaamo"),
    ("florist", "Kukkakauppa"),
];

const SYLLABLES: [&str; 40] = [
    "ka", "ri", "lo", "ma", "tu", "ve", "si", "no", "pa", "he", "ju", "ta", "le", "ko", "mi", "ra",
    "su", "vi", "na", "po", "ti", "sa", "hu", "ke", "la", "mu", "ni", "ro", "se", "to", "va", "ri",
    "an", "er", "is", "on", "ul", "äl", "öt", "ys",
];

const CHAINS: usize = 400;
const TOWNS: u64 = 200;

/// A made-up country.
pub struct World {
    seed: u64,
}

struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: u64) -> u64 {
        self.next() % end.max(1)
    }

    fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn percent(&mut self, chance: u64) -> bool {
        self.below(100) < chance
    }
}

impl World {
    /// A country by its number.
    pub const fn new(seed: u64) -> Self {
        Self { seed }
    }

    /// The nth lead; the same every time.
    pub fn lead(&self, n: u32) -> Facts {
        let mut dice = Dice(self.seed ^ (u64::from(n) << 20));
        self.make(&mut dice)
    }

    fn make(&self, dice: &mut Dice) -> Facts {
        // Large towns have many leads, dense in the middle.
        let town = (dice.share() * dice.share() * TOWNS as f64) as u64;
        let mut of_town = Dice(self.seed ^ (town << 40));
        let (lat, lon) = (60.0 + of_town.share() * 8.0, 21.0 + of_town.share() * 9.0);
        let reach = 0.12 / (1.0 + town as f64 / 40.0);
        let near = |dice: &mut Dice| (dice.share() - 0.5) * (dice.share() * 0.9 + 0.1);
        let at = (lat + near(dice) * reach, lon + near(dice) * reach * 2.0);
        let (category, kind) = KINDS[dice.below(KINDS.len() as u64) as usize];
        let chain = dice.percent(10).then(|| dice.below(CHAINS as u64));
        let own = match chain {
            Some(chain) => word(&mut Dice(self.seed ^ (chain << 50)), 3),
            None => {
                // Some words are common, most are rare.
                let rank = (dice.share() * dice.share() * dice.share() * 60_000.0) as u64;
                word(&mut Dice(self.seed ^ (rank << 33)), 2 + (rank % 3) as usize)
            }
        };
        let name = match dice.below(4) {
            0 | 1 if !kind.is_empty() => format!("{kind} {own}"),
            2 => format!("{own} Oy"),
            _ => own.clone(),
        };
        let domain = match chain {
            Some(_) => format!("https://www.{own}.fi/"),
            None => format!("https://{own}{}.fi", dice.below(100)),
        };
        let street = format!(
            "{}katu {}",
            word(&mut Dice(self.seed ^ (town << 44) ^ dice.below(60)), 3),
            1 + dice.below(80)
        );
        Facts {
            name,
            category: Some(category.into()),
            at: Some(at),
            phones: dice
                .percent(35)
                .then(|| {
                    format!(
                        "+358 {} {}",
                        40 + dice.below(10),
                        1_000_000 + dice.below(8_999_999)
                    )
                })
                .into_iter()
                .collect(),
            websites: dice.percent(50).then_some(domain).into_iter().collect(),
            address: Address {
                street: dice.percent(50).then_some(street),
                city: Some(format!("Town{}", letters(town))),
                country: Some("FI".into()),
                ..Address::default()
            },
            ..Facts::default()
        }
    }

    /// The nth new lead: a perturbed copy of a known one, whose number is returned, or a
    /// stranger.
    pub fn new_lead(&self, n: u32, known: u32) -> (Option<u32>, Facts) {
        let mut dice = Dice(self.seed ^ 0x5eed ^ (u64::from(n) << 18));
        if n % 2 == 1 {
            return (None, self.make(&mut dice));
        }
        let of = dice.below(u64::from(known)) as u32;
        let mut copy = self.lead(of);
        if let Some((lat, lon)) = copy.at {
            let (metres, angle) = (dice.share() * 80.0, dice.share() * std::f64::consts::TAU);
            let degree = 111_195.0;
            copy.at = Some((
                lat + metres * angle.cos() / degree,
                lon + metres * angle.sin() / (degree * lat.to_radians().cos()),
            ));
        }
        if dice.percent(50) {
            let mut letters: Vec<char> = copy.name.chars().collect();
            let at = 1 + dice.below(letters.len() as u64 - 2) as usize;
            letters.swap(at, at + 1);
            copy.name = letters.into_iter().collect();
        }
        if dice.percent(40) {
            copy.phones.clear();
        }
        if dice.percent(40) {
            copy.websites.clear();
        }
        (Some(of), copy)
    }
}

fn word(dice: &mut Dice, syllables: usize) -> String {
    let word: String = (0..syllables)
        .map(|_| SYLLABLES[dice.below(SYLLABLES.len() as u64) as usize])
        .collect();
    let mut chars = word.chars();
    chars
        .next()
        .map(|first| first.to_uppercase().chain(chars).collect())
        .unwrap_or_default()
}

fn letters(mut n: u64) -> String {
    let mut text = String::new();
    loop {
        text.push(char::from(b'a' + (n % 26) as u8));
        n /= 26;
        if n == 0 {
            return text;
        }
    }
}
