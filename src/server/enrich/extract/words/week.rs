//! Days of the week in many languages.

/// Names and short forms, Monday first.
static DAYS: [&[&str]; 7] = [
    &["monday", "mon", "mo", "ma", "maanantai", "maanantaisin", "maanantaina", "måndag", "måndagar", "mån", "mandag", "man", "montag", "montags", "lundi", "lun", "lunes", "lunedì", "lunedi", "segunda", "segunda-feira", "seg", "maandag", "poniedziałek", "pon", "pn", "pondělí", "po", "pondelok", "hétfő", "h", "esmaspäev", "e", "pirmdiena", "pirmd", "pirmadienis", "i", "понедельник", "пн", "понеділок", "δευτέρα", "δευ", "δε", "月", "月曜", "月曜日", "luni", "ponedjeljak", "2ª", "2ª feira"],
    &["tuesday", "tue", "tues", "tu", "ti", "tiistai", "tiistaisin", "tiistaina", "tisdag", "tisdagar", "tis", "tirsdag", "tir", "dienstag", "dienstags", "di", "mardi", "mar", "martes", "martedì", "martedi", "terça", "terça-feira", "ter", "dinsdag", "wtorek", "wt", "úterý", "út", "utorok", "ut", "kedd", "k", "teisipäev", "t", "otrdiena", "antradienis", "ii", "вторник", "вт", "вівторок", "τρίτη", "τρι", "τρ", "火", "火曜", "火曜日", "marți", "3ª"],
    &["wednesday", "wed", "we", "ke", "keskiviikko", "keskiviikkoisin", "onsdag", "onsdagar", "ons", "mittwoch", "mittwochs", "mi", "mercredi", "mer", "miércoles", "miercoles", "mié", "mercoledì", "mercoledi", "quarta", "quarta-feira", "qua", "woensdag", "wo", "środa", "śr", "sr", "středa", "st", "streda", "szerda", "sze", "kolmapäev", "trešdiena", "trečiadienis", "среда", "ср", "середа", "τετάρτη", "τετ", "τε", "水", "水曜", "水曜日", "4ª"],
    &["thursday", "thu", "thur", "thurs", "th", "to", "torstai", "torstaisin", "torsdag", "torsdagar", "tors", "tor", "donnerstag", "donnerstags", "do", "jeudi", "jeu", "jueves", "jue", "giovedì", "giovedi", "gio", "quinta", "quinta-feira", "qui", "donderdag", "czwartek", "czw", "cz", "čtvrtek", "čt", "štvrtok", "št", "csütörtök", "cs", "neljapäev", "n", "ceturtdiena", "ketvirtadienis", "четверг", "чт", "четвер", "πέμπτη", "πεμ", "πε", "木", "木曜", "木曜日", "5ª"],
    &["friday", "fri", "fr", "pe", "perjantai", "perjantaisin", "fredag", "fredagar", "fre", "freitag", "freitags", "vendredi", "ven", "viernes", "vie", "venerdì", "venerdi", "sexta", "sexta-feira", "sex", "vrijdag", "vr", "piątek", "pt", "pátek", "pá", "piatok", "pia", "péntek", "p", "reede", "r", "piektdiena", "penktadienis", "пятница", "пт", "п'ятниця", "παρασκευή", "παρ", "πα", "金", "金曜", "金曜日", "6ª"],
    &["saturday", "sat", "sa", "la", "lauantai", "lauantaisin", "lördag", "lördagar", "lör", "lørdag", "lør", "samstag", "samstags", "sonnabend", "samedi", "sam", "sábado", "sáb", "sabado", "sabato", "sab", "zaterdag", "za", "sobota", "sob", "so", "szombat", "szo", "laupäev", "l", "sestdiena", "šeštadienis", "суббота", "сб", "субота", "σάββατο", "σαβ", "σα", "土", "土曜", "土曜日"],
    &["sunday", "sun", "su", "sunnuntai", "sunnuntaisin", "söndag", "söndagar", "sön", "søndag", "søn", "sonntag", "sonntags", "dimanche", "dim", "domingo", "dom", "domenica", "zondag", "zo", "niedziela", "niedz", "nd", "neděle", "ne", "nedeľa", "vasárnap", "v", "pühapäev", "svētdiena", "sekmadienis", "воскресенье", "вс", "неділя", "κυριακή", "κυρ", "κυ", "日", "日曜", "日曜日", "祝"],
];

/// Languages in which a short form means another day than in the table's first match: `so` is Sunday in German and
/// Saturday in Czech, `do` Thursday in German and Dutch.
static OTHER_MEANING: &[(&str, &str, usize)] = &[("de", "so", 6), ("de", "mi", 2), ("de", "sa", 5), ("nl", "ma", 0), ("nl", "zo", 6), ("es", "mar", 1), ("es", "l", 0), ("es", "v", 4), ("es", "d", 6), ("fr", "ma", 1), ("fr", "me", 2), ("fr", "je", 3), ("fr", "ve", 4), ("fr", "di", 6), ("it", "ma", 1), ("it", "me", 2), ("it", "do", 6), ("et", "k", 2), ("pl", "pt", 4), ("pl", "so", 5), ("cs", "st", 2), ("cs", "so", 5), ("da", "ma", 0), ("da", "ti", 1), ("da", "on", 2), ("da", "lø", 5), ("da", "sø", 6), ("sv", "lö", 5), ("sv", "sö", 6), ("sv", "må", 0), ("lt", "i", 0), ("lt", "ii", 1), ("lt", "iii", 2), ("lt", "iv", 3), ("lt", "v", 4), ("lt", "vi", 5), ("lt", "vii", 6)];

/// The day that a lower-case word names (0 is Monday), by the page's language where words differ.
pub(crate) fn day(word: &str, language: &str) -> Option<usize> {
    let word = word.trim_end_matches('.');
    if let Some((_, _, day)) = OTHER_MEANING.iter().find(|(lang, w, _)| *lang == language && *w == word) {
        return Some(*day);
    }
    let day = DAYS.iter().position(|names| names.contains(&word))?;
    // One letter is a day only where the language writes so.
    (word.chars().count() > 1 || !word.is_ascii() || matches!(language, "et" | "hu" | "es")).then_some(day)
}

/// Words for a day on which nobody is there.
pub(crate) static CLOSED: &[&str] = &["closed", "suljettu", "kiinni", "stängt", "lukket", "stengt", "geschlossen", "ruhetag", "fermé", "fermée", "cerrado", "chiuso", "encerrado", "fechado", "gesloten", "nieczynne", "zamknięte", "zavřeno", "zatvorené", "zárva", "suletud", "slēgts", "nedirbame", "выходной", "закрыто", "вихідний", "κλειστά", "κλειστό", "定休日", "休業", "休み", "休診"];

/// Monday to Friday in one word.
pub(crate) static WORKDAYS: &[&str] = &["arkisin", "arkipäivisin", "ark", "vardagar", "vard", "hverdage", "hverdager", "werktags", "weekdays", "tööpäeviti", "dni robocze", "jours ouvrés", "jours ouvrables"];

/// What stands before the days of opening hours.
pub(crate) static OPEN: &[&str] = &["avoinna", "avoin", "auki", "aukiolo", "palvelemme", "open", "hours", "opening", "geöffnet", "öffnungszeit", "bürozeiten", "geschäftszeiten", "sprechzeiten", "öppet", "öppettider", "åben", "åpent", "åpningstid", "ouvert", "reçoit", "vous accueille", "vi har öppet", "horaire", "ouverture", "horario", "abierto", "apert", "orari", "orario", "opening", "geopend", "czynn", "otwart", "godziny", "otevř", "otevírací", "provozní", "avatud", "lahtiolek", "horário", "aberto", "nyitva", "darba laiks", "darbo laikas", "режим", "часы работы", "открыт", "ωράριο"];

/// What has hours of its own.
pub(crate) static NOT_OPEN: &[&str] = &["lounas", "lunch", "keittiö", "kitchen", "küche", "köket", "cuisine", "cocina", "cucina", "keuken", "kuchnia", "brunch", "buffet", "happy hour", "puhelin", "phone", "telefon", "teléfono", "téléphone", "hotline", "chat", "mittagstisch", "déjeuner", "breakfast", "aamiainen", "frukost", "frühstück", "check-in", "check-out", "sauna", "toimitus", "delivery"];

/// Whether a line begins with a day.
pub(crate) fn is_day_line(text: &str) -> bool {
    let first: String = text.trim().chars().take_while(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect();
    first.chars().count() > 1 && day(&first, "").is_some() && text.chars().any(|c| c.is_ascii_digit())
}
