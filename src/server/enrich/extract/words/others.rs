//! Words by which a sentence says that the contacts in it are somebody else's.

use super::Words;
use std::sync::LazyLock;

/// Whom no business of the corpus is, and who has contacts: landlords, suppliers, towns, hospitals, networks.
pub(crate) static THEIRS: LazyLock<Words> = LazyLock::new(|| {
    Words::new(&[&[
        // Landlords, accountants, where letters go
        "landlord", "la régie", "mitglied der", "mitglied im", "mitglied bei", "member of", "members of", "medlem av", "medlem i", "medlem af", "membre de", "miembro de", "socio di", "lid van", "członek", "parkeringsbolag", "stadens", "utövas av", "ordnas av", "hanteras av", "obsługuje", "letting agent", "managing agent", "our accountant", "our accountants", "our solicitors", "our bank", "vermieter", "vermieterin", "hausverwaltung", "hausverwalter", "unser steuerberater", "vuokranantaja", "kiinteistönomistaja", "tilitoimisto", "tilitoimistomme", "hyresvärd", "hyresvärden", "fastighetsägare", "fastighetsägaren", "udlejer", "utleier", "gårdeier", "bailleur", "notre comptable", "le syndic", "arrendador", "nuestra gestoría", "proprietario dei locali", "verhuurder", "onze boekhouder", "wynajmujący", "pronajímatel", "rendileandja", "üürileandja", "senhorio",
        // Suppliers, makers, partners
        "our supplier", "our suppliers", "supplier", "wholesaler", "manufacturer", "the makers", "importer", "lieferant", "unser lieferant", "zulieferer", "hersteller", "großhändler", "importeur", "partnerfirma", "partnerbetrieb", "unser partner", "unserem partner", "unseres partners", "partnerpraxis", "our partner", "our partners", "partner lab", "yhteistyökumppanimme", "yhteistyökumppani", "kumppanimme", "tavarantoimittaja", "tavarantoimittajamme", "maahantuoja", "valmistaja", "valmistajan", "leverantör", "vår leverantör", "tillverkare", "tillverkaren", "vår partner", "samarbetspartner", "vår samarbetspartner", "leverandør", "vores partner", "vår samarbeidspartner", "fournisseur", "notre fournisseur", "fabricant", "notre partenaire", "partenaire", "proveedor", "nuestro proveedor", "fabricante", "nuestro socio", "fornitore", "nostro fornitore", "nostro partner", "produttore", "fornecedor", "nosso parceiro", "leverancier", "onze leverancier", "onze partner", "fabrikant", "dostawca", "nasz dostawca", "nasz partner", "producent", "dodavatel", "náš dodavatel", "náš partner", "výrobce", "tarnija", "meie partner", "tootja", "наш партнёр", "поставщик", "производитель",
        // Towns and what they run
        "town council", "city council", "county council", "borough council", "the council", "municipality", "city hall", "town hall", "kaupungin", "kunnan", "kaupungintalo", "palveluohjaus", "hyvinvointialue", "hyvinvointialueen", "kommunen", "kommunens", "kommunhuset", "kommune", "rådhuset", "stadtverwaltung", "gemeindeverwaltung", "gemeindeamt", "rathaus", "bürgerbüro", "mairie", "ayuntamiento", "comune di", "municipio", "câmara municipal", "junta de freguesia", "gemeente", "gemeentehuis", "urząd miasta", "urząd gminy", "obecní úřad", "městský úřad", "linnavalitsus", "vallavalitsus", "администрация города",
        // Health
        "hospital", "general hospital", "a&e", "walk-in centre", "sairaala", "keskussairaala", "yhteispäivystys", "terveyskeskus", "sjukhus", "sjukhuset", "vårdcentralen", "vårdguiden", "sykehus", "sykehuset", "legevakt", "legevakten", "sygehus", "lægevagten", "tandlægevagten", "krankenhaus", "klinikum", "universitätsklinik", "notfallpraxis", "bereitschaftspraxis", "kassenärztlicher notdienst", "hôpital", "clinique de garde", "pharmacie de garde", "médecin de garde", "centro de salud", "urgencias del hospital", "ospedale", "guardia medica", "pronto soccorso", "centro de saúde", "ziekenhuis", "huisartsenpost", "spoedpost", "szpital", "pogotowie", "nocna i świąteczna", "nocna pomoc", "nemocnice", "haigla", "perearst", "больница", "скорая помощь", "κέντρο υγείας", "νοσοκομείο",
        // Networks and lines for all
        "gas emergency", "gas leak", "gas leaks", "national grid", "power cut", "water company", "network operator", "stadtwerke", "netzbetreiber", "entstördienst", "störungsdienst der", "störungsstelle", "verkkoyhtiö", "verkkoyhtiön", "sähkölaitos", "elnätsägaren", "nätägaren", "nettselskapet", "netbeheerder", "gasstoring", "pogotowie gazowe", "pogotowie energetyczne", "samaritans", "suicide", "lifeline", "crisis", "kriisipuhelin", "jourhavande", "telefonseelsorge", "zentrale notaufnahme", "police", "fire brigade", "ambulance", "feuerwehr", "pelastuslaitos", "räddningstjänsten", "pompiers", "bomberos", "samu",
        // Who made the site, in a sentence
        "web agency", "webagentur", "web designer", "webdesigner", "our webmaster", "mainostoimisto", "mainostoimiston", "verkkosivut toteutti", "sivut toteutti", "kotisivut teki", "webbyrå", "webbyrån", "webbureau", "agence web", "webmaster", "sito realizzato", "web realizada", "stronę wykonał", "web vytvořil",
    ]])
});

/// Where to turn when this business does not answer; a name that follows is somebody else's.
pub(crate) static ELSEWHERE: LazyLock<Words> = LazyLock::new(|| {
    Words::new(&[&[
        "outside opening hours", "outside office hours", "outside hours", "outside these hours", "out of hours", "out-of-hours", "after hours", "when we are closed", "while we are closed", "when we're closed", "in an emergency", "in emergencies", "în afara programului", "izven delovnega časa", "priporočamo", "on duty", "covered by", "cover is provided", "please contact", "turn to", "we recommend", "recommend", "recommended", "in cooperation with", "in partnership with", "together with", "our friends at", "our colleagues at", "our neighbours", "next door", "supplied by", "made by", "produced by", "delivered by", "printed by", "distributed by", "sold by", "available from", "available at", "rented from", "rented out by", "let by", "run by the", "managed by",
        "außerhalb der", "außerhalb unserer", "wenn wir geschlossen", "in notfällen", "im notfall", "vertritt uns", "vertretung", "urlaubsvertretung", "wenden sie sich", "empfehlen wir", "wir empfehlen", "in zusammenarbeit mit", "in kooperation mit", "gemeinsam mit", "unsere kollegen", "unsere nachbarn", "geliefert von", "hergestellt von", "erhältlich bei", "gemietet", "vermietet",
        "aukioloaikojen ulkopuolella", "päivystysaikana", "iltaisin ja viikonloppuisin", "kun olemme kiinni", "hätätapauksessa", "kiireellisissä tapauksissa", "suosittelemme", "yhteistyössä", "toimittaa", "vuokraa", "vuokrauksesta vastaa", "varauksista vastaa", "kollegamme", "naapurimme", "tuurauksesta",
        "utanför öppettiderna", "utanför öppettider", "övrig tid", "efter stängning", "när vi har stängt", "vid akuta fall", "vi rekommenderar", "i samarbete med", "tillsammans med", "levereras av", "hyrs ut av", "uthyrning sköts av", "uden for åbningstid", "uden for åbningstiden", "utenom åpningstid", "utenom åpningstidene", "vi anbefaler", "i samarbejde med", "i samarbeid med", "leveres af", "leveres av",
        "en dehors des heures", "en dehors de nos", "en cas d'urgence", "en cas d’urgence", "en notre absence", "en cas d'absence", "nous recommandons", "nous vous recommandons", "en collaboration avec", "en partenariat avec", "adressez-vous", "fourni par", "nos voisins",
        "fuera del horario", "fuera de horario", "en caso de urgencia", "recomendamos", "en colaboración con", "suministrado por", "fuori orario", "al di fuori", "in caso di emergenza", "in caso di urgenza", "consigliamo", "in collaborazione con", "rivolgersi", "fornito da", "fora do horário", "em caso de emergência", "em colaboração com", "em parceria com",
        "buiten openingstijden", "buiten kantooruren", "buiten onze openingstijden", "buiten deze tijden", "bij spoed", "bij afwezigheid", "wij bevelen", "in samenwerking met", "onze collega's", "waargenomen door", "geleverd door",
        "poza godzinami", "w nagłych przypadkach", "polecamy", "we współpracy z", "dostarcza", "mimo ordinační", "mimo provozní", "mimo otevírací", "v naléhavých případech", "doporučujeme", "ve spolupráci s", "zastupuje", "dodává", "väljaspool tööaega", "väljaspool lahtiolekuaega", "soovitame", "koostöös", "ügyeleti időben", "nyitvatartási időn kívül", "в нерабочее время", "рекомендуем", "совместно с",
    ]])
});

/// Who runs this site: its own name, whatever it is.
pub(crate) static OPERATORS: LazyLock<Words> = LazyLock::new(|| {
    Words::new(&[&[
        "operated by", "trading as", "trading name", "registered name", "data controller", "controller", "betreiber", "betreiberin", "verantwortlich", "verantwortlicher", "verantwortliche stelle", "diensteanbieter", "inhaber", "inhaberin", "rekisterinpitäjä", "ylläpitäjä", "palvelun tarjoaja", "yritys:", "personuppgiftsansvarig", "dataansvarlig", "behandlingsansvarlig", "éditeur", "éditeur du site", "responsable du traitement", "responsable del tratamiento", "titular", "titolare", "titolare del trattamento", "responsável pelo tratamento", "verwerkingsverantwoordelijke", "administrator danych", "administratorem", "správce", "provozovatel", "vastutav töötleja", "company details", "publisher",
    ]])
});

/// Where a company is registered, which need not be where it works.
pub(crate) static REGISTERED: LazyLock<Words> = LazyLock::new(|| {
    Words::new(&[&["registered office", "registered address", "registered at", "kotipaikka", "rekisteröity osoite", "registrerad adress", "eingetragener sitz", "siège social", "domicilio social", "sede legale", "sede social", "siedziba rejestrowa", "statutaire zetel"]])
});

/// Words of the first person: a sentence about the business itself.
pub(crate) static OURS: LazyLock<Words> = LazyLock::new(|| {
    Words::new(&[&[
        "we", "us", "our", "me", "my", "wir", "uns", "unser", "unsere", "unserem", "unseren", "unserer", "mich", "meidän", "meille", "meidät", "meihin", "minulle", "vi", "oss", "vår", "vårt", "våra", "os", "vores", "nous", "notre", "nos", "nosotros", "nuestro", "nuestra", "nuestros", "noi", "nostro", "nostra", "ci", "nós", "nosso", "nossa", "wij", "ons", "onze", "nas", "nasz", "nasza", "nasze", "nám", "náš", "naše", "naši", "meie", "meile", "мы", "нас", "нам", "наш", "наша",
    ]])
});

/// Before a firm's name in a sentence that says whose something is.
pub(crate) static FROM: &[&str] = &["from", "by", "with", "von", "bei", "mit", "chez", "par", "från", "av", "hos", "med", "af", "fra", "de", "della", "dalla", "da", "od", "przez", "firmy", "van", "bij", "door", "ettevõttelt", "у"];

/// Before a landmark, which is there to be found by.
pub(crate) static PLACES: &[&str] = &[
    "opposite", "opposite the", "near", "near the", "next to", "next to the", "behind", "behind the", "by the", "at the", "in the", "beside the", "from the", "of the", "to the", "gegenüber", "gegenüber dem", "neben", "neben dem", "hinter dem", "beim", "am", "im", "vom", "zum", "nähe", "vastapäätä", "vieressä", "mittemot", "bredvid", "nära", "vid", "på", "ved", "overfor", "ved siden af", "en face de", "en face de l'", "en face de la", "près de", "près de la", "derrière la", "à côté de", "à côté de la", "à l'", "de l'", "de la", "frente al", "frente a", "junto al", "junto a", "cerca del", "detrás del", "del", "vicino all'", "vicino al", "di fronte al", "di fronte all'", "accanto al", "em frente ao", "em frente à", "ao lado da", "junto ao", "tegenover", "tegenover het", "tegenover de", "naast", "naast het", "bij het", "achter het", "in het", "naprzeciwko", "obok", "przy", "koło", "naproti", "vedle", "u", "kõrval", "vastas",
];

/// Words with capitals that are no names: days, months, headings.
pub(crate) static NO_NAMES: &[&str] = &[
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "montag", "freitag", "samstag", "sonntag", "uhr", "i", "sie", "ihnen", "ihr", "ihre", "u", "pan", "pani", "frau", "herr", "herrn", "mr", "mrs", "ms", "notfälle", "notfall", "notruf", "notdienst", "nummer", "rufnummer", "emergency", "emergencies", "spoed", "spoedgevallen", "jour", "päivystys", "whatsapp", "sms", "email", "e-mail", "dgt", "bitte", "please", "call", "ring", "soita", "bel", "anruf", "anrufbeantworter", "handy", "mobil",
];

/// Legal forms and kinds of firms that end or begin a firm's name.
pub(crate) static FIRMS: &[&str] = &[
    "oy", "oyj", "ky", "ab", "as", "asa", "aps", "a/s", "gmbh", "ag", "kg", "ohg", "ug", "ltd", "limited", "llc", "inc", "plc", "llp", "sarl", "sas", "s.a", "s.l", "sl", "srl", "s.r.l", "s.p.a", "spa", "lda", "bv", "b.v", "nv", "vof", "s.r.o", "a.s", "oü", "sia", "uab", "kft", "ooo", "ооо", "sp.k", "accountants", "estates", "properties", "immobilien", "hausverwaltung", "glazing", "electrical", "supplies", "wholesale", "logistics", "hospital", "clinic", "klinik", "tierklinik", "dierenkliniek", "agency", "agentur",
];

/// Small words inside of names of firms and bodies.
pub(crate) static PARTICLES: &[&str] = &["of", "on", "for", "the", "de", "del", "della", "dei", "di", "du", "des", "la", "le", "do", "da", "dos", "van", "von", "der", "für", "und", "og", "och", "ja", "and", "i", "y", "e", "et", "św."];

/// What names of firms and bodies hold, in whole or in part.
pub(crate) static BODIES: &[&str] = &[
    "hospital", "spital", "szpital", "klinik", "clinic", "nemocnic", "verein", "verband", "kammer", "behörde", "styrelse", "myndighet", "verket", "selskap", "bolaget", "yhtiö", "virasto", "laitos", "liitto", "council", "consor", "konsorc", "department", "ministr", "associa", "asocia", "society", "institu", "federa", "chamber", "commission", "authority", "agentur", "agency", "agencj", "agência", "agence", "agenzia", "taxi", "bank", "universit", "college", "museum", "gas", "energi", "energy", "water", "electric", "penzion", "pensjon", "guesthouse", "hotel", "hostel", "stiftung", "säätiö", "foundation", "fundac", "trust", "verlag", "apotek", "apteekki", "pharmac", "farmaci", "labor", "turis", "touris", "régie", "notaire", "immobil", "insurance", "versicherung", "vakuutus", "försäkring", "assicura", "mutuelle", "syndic", "center", "zentrum",
];

/// What somebody else, who begins a sentence, can be.
pub(crate) static REACHED: &[&str] = &["can be reached", "can be contacted", "is reached", "is available", "are available", "is on duty", "ist erreichbar", "ist unter", "erreichen sie", "on tavoitettavissa", "tavoittaa", "nås på", "nås via", "kan nås", "træffes", "kan kontaktes", "est joignable", "se puede contactar", "è raggiungibile", "is bereikbaar", "dyżuruje", "je k dispozici", "on kättesaadav"];

/// Before a place that the business is inside of.
pub(crate) static INSIDE: &[&str] = &["in", "im", "at", "am", "beim", "en", "dans", "w", "ve", "v", "em", "nel", "nella", "presso", "i", "på", "við", "bij", "im", "zur", "zum"];

/// Labels of the business's own contacts.
pub(crate) static OWN_LABELS: &[&str] = &["kontakt", "contact", "address", "adres", "anschrift", "osoite", "besöksadress", "indirizzo", "dirección", "direccion", "morada", "endereço", "aadress", "cím", "visit", "find us", "firma", "company", "yritys", "företag", "société", "sede", "head", "showroom", "betreiber", "inhaber", "aukiolo"];

/// Labels of departments, behind which a person may stand whom nobody knows.
pub(crate) static DEPARTMENTS: &[&str] = &["office", "studio", "praxis", "tilaukset", "varaukset", "ajanvaraus", "bookings", "reservations", "myynti", "sales", "tel", "phone", "puh", "email", "bestellung", "order", "service", "huolto", "manager", "owner"];

/// Between a name and its number.
pub(crate) static TO_NUMBERS: &[&str] = &["at", "on", "under", "unter", "på", "na", "au", "al", "op", "pod", "numerossa", "numerosta", "no", "via", "ao", "la"];
