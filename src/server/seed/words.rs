//! What businesses do and what they are called.

/// A kind of business.
#[derive(Debug)]
pub struct Kind {
    category: &'static str,
    /// How common it is.
    pub weight: u32,
    words: &'static [&'static str],
}

impl Kind {
    /// The category and the words that names are made of.
    pub fn parts(&self) -> (&'static str, &'static [&'static str]) {
        (self.category, self.words)
    }
}

const fn kind(category: &'static str, weight: u32, words: &'static [&'static str]) -> Kind {
    Kind {
        category,
        weight,
        words,
    }
}

/// Every kind; about as common as in OpenStreetMap.
pub const KINDS: &[Kind] = &[
    kind(
        "restaurant",
        150,
        &[
            "Restaurant",
            "Ristorante",
            "Ravintola",
            "Gasthaus",
            "Bistro",
            "Trattoria",
            "Grill",
            "Kitchen",
        ],
    ),
    kind(
        "cafe",
        90,
        &[
            "Café",
            "Kahvila",
            "Coffee House",
            "Kaffeehaus",
            "Espresso Bar",
        ],
    ),
    kind(
        "hairdresser",
        85,
        &["Hair Studio", "Friseur", "Parturi", "Coiffure", "Barber"],
    ),
    kind(
        "supermarket",
        70,
        &["Market", "Supermarkt", "Valinta", "Foods"],
    ),
    kind(
        "bakery",
        55,
        &["Bakery", "Bäckerei", "Leipomo", "Boulangerie", "Konditorei"],
    ),
    kind(
        "fast_food",
        60,
        &["Kebab", "Burger", "Pizza", "Imbiss", "Falafel"],
    ),
    kind("clothes", 60, &["Fashion", "Mode", "Boutique", "Vaate"]),
    kind("bar", 50, &["Bar", "Pub", "Kneipe", "Baari", "Taproom"]),
    kind(
        "pharmacy",
        35,
        &["Pharmacy", "Apotheke", "Apteekki", "Pharmacie"],
    ),
    kind(
        "dentist",
        30,
        &["Dental Clinic", "Zahnarzt", "Hammaslääkäri"],
    ),
    kind(
        "doctors",
        30,
        &["Medical Centre", "Praxis", "Lääkärikeskus"],
    ),
    kind("hotel", 30, &["Hotel", "Pension", "Guesthouse", "Hotelli"]),
    kind(
        "car_repair",
        40,
        &["Garage", "Autokorjaamo", "Kfz-Werkstatt", "Motors"],
    ),
    kind(
        "beauty",
        40,
        &["Beauty", "Kosmetik", "Kauneushoitola", "Nails"],
    ),
    kind(
        "florist",
        20,
        &["Flowers", "Blumen", "Kukkakauppa", "Fleurs"],
    ),
    kind("optician", 18, &["Optics", "Optik", "Optikko"]),
    kind(
        "bicycle",
        15,
        &["Bikes", "Fahrrad", "Pyörähuolto", "Cycles"],
    ),
    kind("books", 12, &["Books", "Buchhandlung", "Kirjakauppa"]),
    kind("butcher", 14, &["Butcher", "Metzgerei", "Lihakauppa"]),
    kind("electrician", 16, &["Electric", "Elektro", "Sähkö"]),
    kind("plumber", 16, &["Plumbing", "Sanitär", "LVI"]),
    kind("carpenter", 12, &["Joinery", "Tischlerei", "Puusepät"]),
    kind("estate_agent", 22, &["Estates", "Immobilien", "Kiinteistö"]),
    kind("lawyer", 22, &["Law", "Rechtsanwälte", "Asianajotoimisto"]),
    kind(
        "accountant",
        18,
        &["Accounting", "Steuerberatung", "Tilitoimisto"],
    ),
    kind("it", 18, &["Software", "IT", "Systems", "Digital"]),
    kind("fitness_centre", 20, &["Gym", "Fitness", "Kuntosali"]),
    kind("veterinary", 10, &["Vets", "Tierarzt", "Eläinlääkäri"]),
    kind("jewelry", 10, &["Jewellers", "Juwelier", "Kultasepät"]),
    kind("furniture", 14, &["Furniture", "Möbel", "Kaluste"]),
    kind("museum", 5, &["Museum", "Museo"]),
    kind("art", 6, &["Gallery", "Galerie", "Galleria"]),
];

/// Names of which there are many.
pub const CHAINS: &[&str] = &[
    "Nordmarkt",
    "K-Kulma",
    "Alpha Drug",
    "Kaffa Roasters",
    "Pizza Uno",
    "FitPoint",
    "Velo24",
    "Lumo Optics",
    "Bonprix Center",
    "Sushi Go",
    "Burger Lab",
    "Haar & Mehr",
    "Telia Piste",
    "Copy Shop",
];

/// How businesses call themselves.
pub const ADJECTIVES: &[&str] = &[
    "Golden",
    "Old Town",
    "Royal",
    "Little",
    "Central",
    "Grüner",
    "Blue",
    "Vanha",
    "Happy",
    "Zum Alten",
    "Uusi",
    "Petit",
];

/// What the team calls leads.
pub const TAGS: &[&str] = &[
    "vip",
    "call back",
    "spring campaign",
    "referral",
    "trade fair",
    "do not mail",
];
