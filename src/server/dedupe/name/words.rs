//! Words that many names share. They are weighed down, not removed: «Bar» alone is
//! still a name. Folded.

/// Words for kinds of places, by what they mean, separated by spaces; two of one meaning agree (`ravintola`,
/// `restaurant`), two of different meanings disagree (`cafe`, `hotel`).
const KINDS: &[(Kind, &str)] = &[
    (
        Kind::Restaurant,
        "ravintola ravintolat restaurant restaurang restaurante ristorante restaurace \
         restauracja restoran restoranas restorans etterem gasthaus gaststatte gasthof \
         bistro brasserie trattoria osteria taverna krog ruokala ruokaravintola grill \
         kitchen diner eatery ресторан",
    ),
    (
        Kind::Cafe,
        "cafe kahvila kahvilat coffee kafe kaffe kaffee caffe kohvik konditoria konditori \
         cafeteria kavarna kawiarnia kaviine kavezo кафе coffeehouse tearoom",
    ),
    (
        Kind::Bar,
        "bar baari pub olutravintola tavern taproom kneipe bier brewery panimo cocktailbar \
         winebar viinibaari lounge бар",
    ),
    (Kind::Pizzeria, "pizza pizzeria pitseria kebab kebap doner"),
    (Kind::Sushi, "sushi"),
    (
        Kind::Hotel,
        "hotel hotelli hotell hotels hostel hostelli motel motelli inn guesthouse pension \
         albergo hostal hotelleria otel отель гостиница majatalo",
    ),
    (
        Kind::Shop,
        "shop store kauppa myymala liike affar butik butiken boutique putiikki puoti laden \
         geschaft magasin tienda negozio obchod sklep pood parduotuve veikals outlet магазин",
    ),
    (
        Kind::Market,
        "market supermarket supermarkt minimarket ruokakauppa elintarvike livs kiosk kioski \
         marketti grocery groceries alimentari",
    ),
    (
        Kind::Bakery,
        "bakery leipomo bageri backerei boulangerie panaderia panificio pekarna piekarnia \
         patisserie",
    ),
    (
        Kind::Pharmacy,
        "apteekki apotek apoteket apotheke pharmacy pharmacie farmacia lekarna apteka apteek \
         chemist",
    ),
    (
        Kind::Hair,
        "parturi kampaamo hair hairdresser frisor friseur friseursalon coiffeur coiffure \
         salon salong salonki peluqueria parrucchiere barber barbershop hius frisorsalong",
    ),
    (
        Kind::Beauty,
        "beauty kauneushoitola kauneus kosmetik skonhet spa nails kynsistudio studio \
         wellness",
    ),
    (
        Kind::Clinic,
        "clinic klinikka klinik klinika laakari laakariasema terveysasema hammaslaakari \
         hammasklinikka hammas dental dentist zahnarzt praxis arzt doctor dr med tandlakare \
         medical dentista",
    ),
    (
        Kind::Bank,
        "bank pankki banque banco banca banka pank sparkasse sparbank",
    ),
    (
        Kind::Atm,
        "atm automaatti bankomat geldautomat pankkiautomaatti",
    ),
    (
        Kind::Parking,
        "parking pysakointi parkki parkkihalli pysakointitalo parkhaus parkering parkplatz \
         garage",
    ),
    (
        Kind::Mall,
        "kauppakeskus mall kopcentrum tavaratalo ostoskeskus einkaufszentrum shoppingcenter \
         galleria kaubanduskeskus",
    ),
    (
        Kind::Museum,
        "museum museo musee museet muzeum muuseum gallery galleri galerie gallerie",
    ),
    (
        Kind::Theatre,
        "theatre theater teatteri teater teatro divadlo teatr cinema kino elokuvateatteri",
    ),
    (
        Kind::Gym,
        "gym kuntosali fitness sports liikuntakeskus urheilu yoga jooga pilates",
    ),
    (
        Kind::School,
        "school koulu skola schule ecole escuela lukio university yliopisto universitet \
         universitat opisto",
    ),
    (
        Kind::Embassy,
        "embassy suurlahetysto lahetysto ambassad botschaft ambassade embajada ambasciata \
         konsulaatti consulate",
    ),
    (
        Kind::Church,
        "church kirkko kyrka kyrkan kirche eglise iglesia chiesa seurakunta forsamling \
         moschee mosque moskeija",
    ),
    (
        Kind::Library,
        "library kirjasto bibliotek biblioteket bibliothek bibliotheque biblioteca \
         raamatukogu",
    ),
    (
        Kind::Books,
        "books bookstore bookshop kirjakauppa bokhandel buchhandlung librairie libreria \
         antikvariaatti antikvariat",
    ),
    (
        Kind::Flowers,
        "flowers florist kukkakauppa kukka kukat blommor blumen fleuriste flores",
    ),
    (
        Kind::Optician,
        "optician optikko optik optiker optique optica silmaasema optics",
    ),
    (
        Kind::Office,
        "office toimisto kontor buro bureau oficina asianajotoimisto lakiasiaintoimisto \
         advokatbyra advokaatti rechtsanwalt kanzlei attorneys law consulting group finland \
         suomi international europe nordic services palvelut solutions partners holding \
         agency toimitilat tilitoimisto arkkitehdit architects",
    ),
    (
        Kind::Station,
        "station asema bahnhof gare stationen stazione estacion linja terminal terminaali",
    ),
];

/// What a word for a kind of place means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Kind {
    /// A restaurant.
    Restaurant,
    /// A café.
    Cafe,
    /// A bar or pub.
    Bar,
    /// Pizza and kebab.
    Pizzeria,
    /// Sushi.
    Sushi,
    /// A hotel or hostel.
    Hotel,
    /// A shop.
    Shop,
    /// A food shop or kiosk.
    Market,
    /// A bakery.
    Bakery,
    /// A pharmacy.
    Pharmacy,
    /// A hairdresser.
    Hair,
    /// A beauty salon.
    Beauty,
    /// A doctor or dentist.
    Clinic,
    /// A bank.
    Bank,
    /// A cash machine.
    Atm,
    /// A car park.
    Parking,
    /// A shopping centre.
    Mall,
    /// A museum or gallery.
    Museum,
    /// A theatre or cinema.
    Theatre,
    /// A gym.
    Gym,
    /// A school.
    School,
    /// An embassy.
    Embassy,
    /// A place of worship.
    Church,
    /// A library.
    Library,
    /// A bookshop.
    Books,
    /// A florist.
    Flowers,
    /// An optician.
    Optician,
    /// An office or company.
    Office,
    /// A station.
    Station,
}

/// Articles, prepositions and joints.
const FILLERS: &str = "the a an of at in by on for de du des la le les l d el los las del di da do dos della \
    dei il lo i der die das den dem am im zum zur vom von van het een och pa av til s ved & \
    and und ja og et y e en n u oraz ir un и";

/// Words for «and».
const ANDS: [&str; 10] = ["&", "and", "und", "ja", "och", "og", "et", "y", "n", "ir"];

/// Words that say which of several, or where in a town.
const WHERE: &str = "keskusta city centre center centrum zentrum centro downtown airport lentoasema \
    lentokentta flughafen flygplats aeroport rautatieasema railway hauptbahnhof hbf central \
    north south east west pohjoinen etela ita lansi nord sud ost branch filiaali filiale \
    toimipiste konttori helsinki helsingfors espoo vantaa tampere turku oulu stockholm oslo \
    kobenhavn copenhagen tallinn riga vilnius berlin hamburg munchen munich wien vienna \
    zurich paris lyon london dublin madrid barcelona roma rome milano praha prague warszawa \
    warsaw krakow budapest";

/// Common short forms of common words.
const SHORT: &[(&str, &str)] = &[
    ("rav", "ravintola"),
    ("rest", "restaurant"),
    ("kauppak", "kauppakeskus"),
    ("kk", "kauppakeskus"),
    ("apt", "apteekki"),
    ("pharm", "pharmacy"),
    ("st", "saint"),
    ("sankt", "saint"),
    ("pyha", "saint"),
    ("mt", "mount"),
    ("intl", "international"),
    ("int", "international"),
    ("bros", "brothers"),
    ("mfg", "manufacturing"),
    ("svc", "service"),
    ("svcs", "services"),
    ("ctr", "center"),
    ("dept", "department"),
    ("assoc", "association"),
    ("univ", "university"),
    ("hki", "helsinki"),
    ("hfors", "helsingfors"),
    ("tre", "tampere"),
    ("sthlm", "stockholm"),
    ("kbh", "kobenhavn"),
    ("ldn", "london"),
    ("nyc", "newyork"),
    ("bldg", "building"),
    ("mkt", "market"),
    ("natl", "national"),
    ("gov", "government"),
    ("rak", "rakennus"),
    ("tmo", "toimisto"),
    ("fys", "fysioterapia"),
];

/// What a word for a kind of place means, if it is one.
pub fn kind(word: &str) -> Option<Kind> {
    table().kinds.get(word).copied()
}

/// The category (an id of the tree) of places that such a word names.
pub const fn category(kind: Kind) -> &'static str {
    match kind {
        Kind::Restaurant | Kind::Pizzeria | Kind::Sushi => "restaurant",
        Kind::Cafe => "cafe",
        Kind::Bar => "bar",
        Kind::Hotel => "hotel",
        Kind::Shop => "shop",
        Kind::Market => "convenience",
        Kind::Bakery => "bakery",
        Kind::Pharmacy => "pharmacy",
        Kind::Hair => "hairdresser",
        Kind::Beauty => "beauty",
        Kind::Clinic => "clinic",
        Kind::Bank => "bank",
        Kind::Atm => "atm",
        Kind::Parking => "parking",
        Kind::Mall => "mall",
        Kind::Museum => "museum",
        Kind::Theatre => "theatre",
        Kind::Gym => "fitness_centre",
        Kind::School => "school",
        Kind::Embassy => "embassy",
        Kind::Church => "place_of_worship",
        Kind::Library => "library",
        Kind::Books => "books",
        Kind::Flowers => "florist",
        Kind::Optician => "optician",
        Kind::Office => "office",
        Kind::Station => "transport",
    }
}

/// Whether a word only joins others.
pub fn is_filler(word: &str) -> bool {
    table().fillers.contains(word)
}

/// Whether a word is «and» in some language.
pub fn is_and(word: &str) -> bool {
    ANDS.contains(&word)
}

/// Whether a word says which of several, or where.
pub fn is_where(word: &str) -> bool {
    table().places.contains(word)
}

/// The word that a short form stands for.
pub fn spelt_out(word: &str) -> Option<&'static str> {
    SHORT
        .iter()
        .find(|(short, _)| *short == word)
        .map(|(_, long)| *long)
}

/// The tables, for looking up.
struct Table {
    kinds: rustc_hash::FxHashMap<&'static str, Kind>,
    fillers: rustc_hash::FxHashSet<&'static str>,
    places: rustc_hash::FxHashSet<&'static str>,
}

fn table() -> &'static Table {
    static TABLE: std::sync::LazyLock<Table> = std::sync::LazyLock::new(|| Table {
        kinds: KINDS
            .iter()
            .flat_map(|(kind, words)| words.split(' ').map(|word| (word, *kind)))
            .collect(),
        fillers: FILLERS.split(' ').collect(),
        places: WHERE.split(' ').collect(),
    });
    &TABLE
}

#[cfg(test)]
mod tests {
    use super::{super::super::text::fold, *};

    #[test]
    fn tables_are_folded_and_without_repeats() {
        let mut seen = std::collections::HashMap::new();
        for (kind, words) in KINDS {
            for word in words.split(' ') {
                assert_eq!(fold(word), word);
                assert_eq!(seen.insert(word, *kind), None, "{word}");
            }
        }
        for (kind, _) in KINDS {
            assert!(
                crate::server::categories::find(category(*kind)).is_some(),
                "{kind:?}"
            );
        }
        assert_eq!(kind("restaurant"), kind("ravintola"));
        assert_ne!(kind("cafe"), kind("hotel"));
        assert!(is_filler("ja") && is_and("ja") && !is_and("the"));
    }
}
