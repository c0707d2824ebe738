//! Days of the week in many languages.

use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// Names and short forms, Monday first.
static DAYS: [&[&str]; 7] = [
    &["monday", "mon", "mo", "ma", "maanantai", "maanantaisin", "maanantaina", "måndag", "måndagar", "mån", "mandag", "man", "montag", "montags", "lundi", "lun", "lunes", "lunedì", "lunedi", "segunda", "segunda-feira", "seg", "maandag", "poniedziałek", "pon", "pn", "pondělí", "po", "pondelok", "hétfő", "h", "esmaspäev", "e", "pirmdiena", "pirmd", "pirmadienis", "i", "понедельник", "пн", "понеділок", "δευτέρα", "δευ", "δε", "月", "月曜", "月曜日", "luni", "ponedjeljak", "2ª", "2ª feira", "segundas", "mán", "mánudagur", "mánudaga", "dilluns", "lu", "pazartesi", "pirmadienį", "ponedeljek", "má", "pr", "luns"],
    &["tuesday", "tue", "tues", "tu", "ti", "tiistai", "tiistaisin", "tiistaina", "tisdag", "tisdagar", "tis", "tirsdag", "tir", "dienstag", "dienstags", "di", "mardi", "mar", "martes", "martedì", "martedi", "terça", "terça-feira", "ter", "dinsdag", "wtorek", "wt", "úterý", "út", "utorok", "ut", "kedd", "k", "teisipäev", "t", "otrdiena", "antradienis", "ii", "вторник", "вт", "вівторок", "τρίτη", "τρι", "τρ", "火", "火曜", "火曜日", "marți", "3ª", "terças", "þri", "þriðjudagur", "dimarts", "salı", "torek", "uto", "utorak", "an", "mardis"],
    &["wednesday", "wed", "we", "ke", "keskiviikko", "keskiviikkoisin", "onsdag", "onsdagar", "ons", "mittwoch", "mittwochs", "mi", "mercredi", "mer", "miércoles", "miercoles", "mié", "mercoledì", "mercoledi", "quarta", "quarta-feira", "qua", "woensdag", "wo", "środa", "śr", "sr", "středa", "st", "streda", "szerda", "sze", "kolmapäev", "trešdiena", "trečiadienis", "среда", "ср", "середа", "τετάρτη", "τετ", "τε", "水", "水曜", "水曜日", "4ª", "quartas", "mið", "miðvikudagur", "dimecres", "miercuri", "çarşamba", "sreda", "sri", "srijeda", "среду",  "tr"],
    &["thursday", "thu", "thur", "thurs", "th", "to", "torstai", "torstaisin", "torsdag", "torsdagar", "tors", "tor", "donnerstag", "donnerstags", "do", "jeudi", "jeu", "jueves", "jue", "giovedì", "giovedi", "gio", "quinta", "quinta-feira", "qui", "donderdag", "czwartek", "czw", "cz", "čtvrtek", "čt", "štvrtok", "št", "csütörtök", "cs", "neljapäev", "n", "ceturtdiena", "ketvirtadienis", "четверг", "чт", "четвер", "πέμπτη", "πεμ", "πε", "木", "木曜", "木曜日", "5ª", "quintas", "fim", "fimmtudagur", "dijous", "joi", "perşembe", "četrtek", "čet", "četvrtak", "kt"],
    &["friday", "fri", "fr", "pe", "perjantai", "perjantaisin", "fredag", "fredagar", "fre", "freitag", "freitags", "vendredi", "ven", "viernes", "vie", "venerdì", "venerdi", "sexta", "sexta-feira", "sex", "vrijdag", "vr", "piątek", "pt", "pátek", "pá", "piatok", "pia", "péntek", "p", "reede", "r", "piektdiena", "penktadienis", "пятница", "пт", "п'ятниця", "παρασκευή", "παρ", "πα", "金", "金曜", "金曜日", "6ª", "sextas", "fös", "föstudagur", "föstudaga", "divendres", "vineri", "cuma", "petek", "pet", "petak"],
    &["saturday", "sat", "sa", "la", "lauantai", "lauantaisin", "lördag", "lördagar", "lör", "lørdag", "lør", "samstag", "samstags", "sonnabend", "samedi", "sam", "sábado", "sáb", "sabado", "sabato", "sab", "zaterdag", "za", "sobota", "sob", "so", "szombat", "szo", "laupäev", "l", "sestdiena", "šeštadienis", "суббота", "сб", "субота", "σάββατο", "σαβ", "σα", "土", "土曜", "土曜日", "sábados", "sabados", "lau", "laugardagur", "laugardaga", "dissabte", "sâmbătă", "sambata", "cumartesi", "sub", "subota", "sabati"],
    &["sunday", "sun", "su", "sunnuntai", "sunnuntaisin", "söndag", "söndagar", "sön", "søndag", "søn", "sonntag", "sonntags", "dimanche", "dim", "domingo", "dom", "domenica", "zondag", "zo", "niedziela", "niedz", "nd", "neděle", "ne", "nedeľa", "vasárnap", "v", "pühapäev", "svētdiena", "sekmadienis", "воскресенье", "вс", "неділя", "κυριακή", "κυρ", "κυ", "日", "日曜", "日曜日", "祝", "domingos", "sunnudagur", "sunnudaga", "diumenge", "duminică", "duminica", "pazar", "nedelja", "ned", "nedjelja", "нд"],
];

/// A word that is a day in other languages but not in this one: «Mon to Sat», «od pondělí do pátku».
const NONE: usize = 7;

/// Languages in which a short form means another day than in the table's first match, or none: `so` is Sunday in German
/// and Saturday in Czech, `do` Thursday in German and Dutch and «to» in Polish.
static OTHER_MEANING: &[(&str, &str, usize)] = &[
    ("en", "to", NONE), ("en", "do", NONE), ("en", "so", NONE), ("en", "we", NONE), ("en", "st", NONE), ("en", "me", NONE), ("en", "man", NONE), ("en", "nd", NONE), ("en", "an", NONE), ("en", "v", NONE), ("en", "ma", NONE), ("en", "pa", NONE), ("en", "la", NONE), ("en", "di", NONE), ("en", "mar", NONE), ("en", "dim", NONE), ("en", "sub", NONE), ("en", "pet", NONE),
    ("de", "so", 6), ("de", "mi", 2), ("de", "sa", 5), ("de", "an", NONE), ("de", "man", NONE), ("de", "zo", NONE), ("de", "ne", NONE), ("nl", "ma", 0), ("nl", "zo", 6), ("nl", "ne", NONE), ("nl", "an", NONE),
    ("es", "mar", 1), ("es", "l", 0), ("es", "m", 1), ("es", "x", 2), ("es", "j", 3), ("es", "v", 4), ("es", "s", 5), ("es", "d", 6), ("es", "do", 6), ("es", "ma", 1), ("es", "la", NONE), ("es", "vi", 4), ("es", "ju", 3), ("es", "mi", 2), ("es", "su", NONE), ("es", "ne", NONE),
    ("fr", "ma", 1), ("fr", "me", 2), ("fr", "je", 3), ("fr", "ve", 4), ("fr", "di", 6), ("fr", "la", NONE), ("fr", "ne", NONE), ("fr", "sur", NONE), ("fr", "su", NONE), ("fr", "an", NONE),
    ("it", "ma", 1), ("it", "me", 2), ("it", "do", 6), ("it", "gi", 3), ("it", "ve", 4), ("it", "la", NONE), ("it", "di", NONE), ("it", "su", NONE), ("it", "ne", NONE), ("it", "mi", NONE),
    ("pt", "do", NONE), ("pt", "ma", NONE), ("pt", "me", NONE), ("pt", "st", NONE),
    ("et", "e", 0), ("et", "t", 1), ("et", "k", 2), ("et", "n", 3), ("et", "r", 4), ("et", "l", 5), ("et", "p", 6), ("et", "la", 5), ("et", "ma", NONE),
    ("hu", "h", 0), ("hu", "k", 1), ("hu", "p", 4), ("hu", "v", 6),
    ("lv", "p", 0), ("lv", "o", 1), ("lv", "t", 2), ("lv", "c", 3), ("lv", "pk", 4), ("lv", "s", 5), ("lv", "sv", 6), ("lv", "pirmdienas", 0),
    ("pl", "pt", 4), ("pl", "so", 5), ("pl", "do", NONE), ("pl", "po", NONE), ("pl", "nie", 6), ("pl", "ne", NONE), ("cs", "st", 2), ("cs", "so", 5), ("cs", "do", NONE), ("sk", "do", NONE), ("sk", "st", 2), ("sl", "do", NONE), ("sl", "tor", 1), ("hr", "do", NONE), ("ro", "ma", 1), ("ro", "la", NONE), ("ro", "vi", 4), ("ro", "jo", 3), ("ro", "mi", 2), ("ro", "du", 6),
    ("da", "ma", 0), ("da", "ti", 1), ("da", "on", 2), ("da", "lø", 5), ("da", "sø", 6), ("no", "ma", 0), ("no", "ti", 1), ("no", "on", 2), ("no", "lø", 5), ("no", "sø", 6), ("nb", "ma", 0), ("nb", "ti", 1), ("nb", "on", 2), ("nb", "lø", 5), ("nb", "sø", 6), ("sv", "lö", 5), ("sv", "sö", 6), ("sv", "må", 0), ("sv", "on", 2), ("sv", "so", NONE), ("sv", "do", NONE), ("sv", "man", NONE),
    ("lt", "i", 0), ("lt", "ii", 1), ("lt", "iii", 2), ("lt", "iv", 3), ("lt", "v", 4), ("lt", "vi", 5), ("lt", "vii", 6), ("lt", "pn", 4), ("lt", "sk", 6), ("lt", "št", 5),
];

/// What names of days end in when they are bent: «maanantaista», «lördagar», «Saturdays», «péntekig».
static ENDINGS: &[&str] = &["s", "n", "er", "en", "ar", "arna", "isin", "na", "nä", "sta", "stä", "hin", "iin", "ni", "st", "eti", "iti", "tól", "től", "ig", "onként", "enként", "a", "e", "u", "ų", "į", "ais", "as", "eno", "on", "ön", "én", "án", "ot", "tan"];

/// Names of which only the beginning stays when they are bent: «od poniedziałku do piątku», «с понедельника по пятницу».
static STEMS: [&[&str]; 7] = [
    &["poniedział", "ponděl", "pondel", "понедельник", "понеділ", "pirmadien", "pirmdien", "ponedelj", "ponedjelj"],
    &["wtor", "úter", "utor", "вторник", "вівтор", "otrdien", "antradien", "tork"],
    &["środ", "střed", "stred", "сред", "серед", "trešdien", "trečiadien", "keskiviiko"],
    &["czwart", "čtvrt", "štvrt", "четверг", "ceturtdien", "ketvirtadien", "četrt"],
    &["piąt", "pát", "piat", "пятниц", "п'ятниц", "piektdien", "penktadien", "petk"],
    &["sobot", "суббот", "субот", "sestdien", "šeštadien"],
    &["niedziel", "neděl", "nedeľ", "воскресен", "неділ", "svētdien", "sekmadien", "nedelj", "nedjelj"],
];

/// Which day a word names; of two the earlier. Asked about every word of a page.
static DAY: LazyLock<FxHashMap<&'static str, usize>> = LazyLock::new(|| {
    let mut days = FxHashMap::default();
    for (day, name) in each(&DAYS) {
        days.entry(name).or_insert(day);
    }
    days
});

/// Beginnings of words with their days, Monday first, by their first letter.
type Beginnings = LazyLock<FxHashMap<char, Vec<(usize, &'static str)>>>;

/// Names that may be bent.
static LONG: Beginnings = LazyLock::new(|| by_letter(each(&DAYS).filter(|(_, name)| name.chars().count() > 4)));
static STEM: Beginnings = LazyLock::new(|| by_letter(each(&STEMS)));

fn each(lists: &'static [&'static [&'static str]; 7]) -> impl Iterator<Item = (usize, &'static str)> {
    lists.iter().enumerate().flat_map(|(day, names)| names.iter().map(move |name| (day, *name)))
}

fn by_letter(names: impl Iterator<Item = (usize, &'static str)>) -> FxHashMap<char, Vec<(usize, &'static str)>> {
    let mut letters: FxHashMap<char, Vec<_>> = FxHashMap::default();
    for (day, name) in names {
        if let Some(first) = name.chars().next() {
            letters.entry(first).or_default().push((day, name));
        }
    }
    letters
}

/// The day that a lower-case word names (0 is Monday), by the page's language where words differ.
pub(crate) fn day(word: &str, language: &str) -> Option<usize> {
    let word = word.trim_end_matches('.');
    if let Some((_, _, day)) = OTHER_MEANING.iter().find(|(lang, w, _)| *lang == language && *w == word) {
        return (*day != NONE).then_some(*day);
    }
    let long = word.chars().count();
    if let Some(&day) = DAY.get(word) {
        // One letter is a day only where the language writes so.
        return (long > 1 || !word.is_ascii() || matches!(language, "et" | "hu" | "es" | "lv")).then_some(day);
    }
    if long < 5 || word == "montage" {
        return None;
    }
    let first = word.chars().next()?;
    let bent = |name: &str| word.strip_prefix(name).is_some_and(|rest| ENDINGS.contains(&rest));
    let stem = |stem: &str| word.strip_prefix(stem).is_some_and(|rest| rest.chars().count() <= 4);
    let among = |list: &Beginnings, fits: &dyn Fn(&str) -> bool| list.get(&first)?.iter().find(|(_, name)| fits(name)).map(|(day, _)| *day);
    among(&LONG, &bent).or_else(|| among(&STEM, &stem))
}

/// Whether the form of a day says that the days after it belong to it: «maanantaista perjantaihin».
pub(crate) fn begins(word: &str, language: &str) -> bool {
    word.chars().count() > 6 && (["sta", "stä", "tól", "től"].iter().any(|e| word.ends_with(e)) || language == "et" && word.ends_with("st"))
}

/// The language in which a country's pages are most likely written, for pages that do not say.
pub(crate) fn language_of(country: &str) -> &'static str {
    match country {
        "FI" => "fi", "SE" => "sv", "NO" => "no", "DK" => "da", "DE" | "AT" | "CH" => "de", "NL" | "BE" => "nl", "FR" => "fr", "ES" => "es", "IT" => "it", "PT" | "BR" => "pt",
        "PL" => "pl", "CZ" => "cs", "SK" => "sk", "EE" => "et", "LV" => "lv", "LT" => "lt", "HU" => "hu", "RO" => "ro", "SI" => "sl", "HR" => "hr", "GB" | "IE" | "US" | "AU" | "NZ" | "CA" => "en",
        _ => "",
    }
}

/// Words for a day on which nobody is there.
pub(crate) static CLOSED: &[&str] = &["closed", "suljettu", "kiinni", "stängt", "lukket", "stengt", "geschlossen", "ruhetag", "fermé", "fermée", "cerrado", "chiuso", "encerrado", "fechado", "gesloten", "nieczynne", "zamknięte", "zavřeno", "zatvorené", "zárva", "suletud", "slēgts", "nedirbame", "выходной", "закрыто", "вихідний", "κλειστά", "κλειστό", "定休日", "休業", "休み", "休診"];

/// Monday to Friday in one word.
pub(crate) static WORKDAYS: &[&str] = &["arkisin", "arkipäivisin", "ark.", "vardagar", "vard.", "hverdage", "hverdager", "werktags", "wochentags", "weekdays", "tööpäeviti", "tööpäevadel", "dni robocze", "dni powszednie", "pracovní dny", "jours ouvrés", "jours ouvrables", "en semaine", "días laborables", "dias úteis", "giorni feriali", "feriali", "по будням", "будни", "munkanapokon", "darba dienās", "darbo dienomis", "virka daga", "werkdagen", "平日"];

/// Saturday and Sunday in one word.
pub(crate) static WEEKENDS: &[&str] = &["viikonloppuisin", "weekends", "weekend", "week-end", "helger", "am wochenende", "wochenende", "fines de semana", "fine settimana", "weekendy", "o víkendu", "víkend", "nädalavahetusel", "土日"];

/// All seven.
pub(crate) static EVERYDAY: &[&str] = &["joka päivä", "päivittäin", "every day", "daily", "seven days a week", "7 days a week", "täglich", "alla dagar", "varje dag", "alle dage", "hver dag", "alle dager", "tous les jours", "7j/7", "7 jours sur 7", "tutti i giorni", "todos los días", "todos os dias", "ежедневно", "щодня", "codziennie", "denně", "iga päev", "dagelijks", "καθημερινά", "minden nap", "katru dienu", "kasdien", "alla daga", "zilnic", "毎日", "年中無休"];

/// What stands before the days of opening hours.
pub(crate) static OPEN: &[&str] = &["avoinna", "avoin", "auki", "aukiolo", "palvelemme", "palvelee", "open", "hours", "opening", "geöffnet", "öffnungszeit", "bürozeiten", "geschäftszeiten", "sprechzeiten", "öppet", "öppettider", "åben", "åpent", "åpningstid", "ouvert", "reçoit", "vous accueille", "vi har öppet", "horaire", "ouverture", "horario", "abierto", "apert", "orari", "orario", "opening", "geopend", "czynn", "otwart", "godziny", "otevř", "otevírací", "provozní", "avatud", "lahtiolek", "horário", "aberto", "nyitva", "darba laiks", "darbo laikas", "режим", "часы работы", "открыт", "ωράριο", "working time", "we are here", "reachable", "erreichbar", "sprechstunde", "für sie da", "aufgesperrt", "offen", "vi träffas", "tavoitat", "opið", "orar", "deschis", "obert", "açık", "odprto", "radno vrijeme", "accueille", "atiende", "atendemos", "abrimos", "abre", "riceve", "siamo aperti", "otevřen", "otváracie", "strādā", "dirba", "営業時間", "診療時間", "çalışma", "zastihn", "nyitva", "delovni čas", "abertos", "atendimento", "håller öppet", "nås"];

/// What has hours of its own.
pub(crate) static NOT_OPEN: &[&str] = &["lounas", "lunch", "keittiö", "kitchen", "küche", "köket", "cuisine", "cocina", "cucina", "keuken", "kuchnia", "brunch", "buffet", "happy hour", "puhelin", "phone", "telefon", "teléfono", "téléphone", "hotline", "chat", "mittagstisch", "déjeuner", "breakfast", "aamiainen", "frukost", "frühstück", "check-in", "check-out", "sauna", "toimitus", "delivery"];

/// Whether a line begins with a day.
pub(crate) fn is_day_line(text: &str) -> bool {
    let first: String = text.trim().chars().take_while(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect();
    first.chars().count() > 1 && day(&first, "").is_some() && text.chars().any(|c| c.is_ascii_digit())
}
