//! What a number or an address is called.

use super::Words;
use std::sync::LazyLock;

/// A number that people answer.
pub(crate) static PHONE: LazyLock<Words> = LazyLock::new(|| {
    Words::new(&[&[
        "☎", "☏", "✆", "📞", "📱", "🕿", "tel", "tel.", "tél", "tél.", "telephone", "phone", "ph", "ph.", "call", "call us", "mobile", "mob", "mob.", "cell", "cellphone", "hotline", "helpline", "switchboard", "whatsapp", "text us", "landline", "freephone", "toll-free", "toll free", "office", "reception", "bookings",
        "puh", "puh.", "puhelin", "puhelinnumero", "soita", "soittamalla", "gsm", "matkapuhelin", "kännykkä", "vaihde", "asiakaspalvelu", "ajanvaraus", "varaukset", "pöytävaraukset", "päivystys", "myynti",
        "telefon", "tfn", "tfn.", "tlf", "tlf.", "mobil", "mobiltelefon", "mobilnr", "ring", "ring oss", "växel", "växeln", "kundtjänst", "tidsbokning", "bordsbokning", "jour", "telefonnummer", "telefonisch", "telefonzentrale", "zentrale", "handy", "funk", "anruf", "rufen", "fon", "rufnummer", "notruf", "notdienst", "mobilfunk", "sentralbord", "ring til os", "kundeservice",
        "téléphone", "portable", "appelez", "appelez-nous", "standard", "numéro vert", "gsm:", "joindre", "fixe", "port.",
        "telefono", "teléfono", "teléfonos", "tlfno", "tfno", "tfno.", "móvil", "movil", "llámanos", "llama", "llame", "celular", "cellulare", "cell.", "chiama", "chiamaci", "numero verde", "recapito", "tel/whatsapp", "prenotazioni", "reservas", "urgências", "urgence", "urgences", "emergency", "emergencies", "out of hours", "notfall", "notfallnummer", "spoed", "spoednummer", "akut", "vagttelefon", "vakttelefon", "vakt", "vagt", "døgnvagt", "dagvakt", "doorkiesnummer", "durchwahl", "suora", "suora numero", "direkt", "direktnummer", "direct", "direct line", "ligne directe", "interno", "ufficio", "kancelář", "provozovna", "prodejna", "dílna", "biuro", "sekretariat", "sklep", "salon", "warsztat", "kontor", "butik", "verkstad", "kassa", "vastaanotto", "toimisto", "huolto", "myymälä", "kauppa", "ravintola", "korjaamo", "büro", "praxis", "werkstatt", "laden", "bestellung", "reservierung", "tischreservierung", "buchung", "cabinet", "secrétariat", "accueil", "réservation", "réservations", "secretaría", "oficina", "taller", "tienda", "encargos", "pedidos", "citas", "segreteria", "negozio", "officina", "ordini", "loja", "encomendas", "marcações", "receção", "winkel", "werkplaats", "praktijk", "reserveringen", "afspraak", "pohotovost", "dyżur", "valve", "hätänumero", "urgenze", "pronto intervento", "natel", "urgencias", "atención telefónica",
        "telefone", "telemóvel", "telemovel", "ligue", "contacto telefónico", "fixo", "tlm", "tlm.", "tlf:", "tm", "tm.",
        "telefoon", "telefoonnummer", "tel.nr", "bel", "bel ons", "mobiel", "bellen",
        "telefonu", "tel. kom.", "komórka", "kom.", "tel.:", "zadzwoń", "infolinia", "rejestracja", "tel.kom.", "telefony", "telefony:",
        "mobilní", "volejte", "objednávky", "recepce", "telefón", "mobilný", "mobilni", "mobitel", "telefonszám", "mobiltelefonszám", "telefonas", "tālrunis", "tālr", "tālr.", "mob. tel", "telefonid", "helista", "lühinumber",
        "телефон", "телефоны", "тел", "тел.", "моб", "моб.", "звоните", "позвоните", "мобильный", "номер телефона", "приемная", "приёмная", "регистратура", "мобільний", "горячая линия",
        "τηλ", "τηλ.", "τηλέφωνο", "τηλέφωνα", "τηλεφωνο", "κινητό", "κιν", "κιν.", "καλέστε",
        "電話", "電話番号", "お電話", "携帯", "携帯電話", "フリーダイヤル", "ｔｅｌ", "直通", "代表電話", "ご予約", "予約", "전화", "电话", "手機", "手机",
        "telefón:", "telefonszámunk", "sími", "símanúmer", "na čísle", "pod numerem", "unter der nummer", "numerosta", "numeroon", "au numéro", "al número", "al numero", "på nummer", "no número", "cep tel", "klicni center", "telefonska številka", "nomor", "telepon", "điện thoại", "telefonlar", "cep",
    ]])
});

/// A fax machine.
pub(crate) static FAX: LazyLock<Words> = LazyLock::new(|| {
    Words::new(&[&[
        "📠", "℻", "fax", "fax.", "fax:", "telefax", "faksi", "telefaksi", "faks", "telefaks", "télécopie", "télécopieur", "fx", "fax-nr", "факс", "телефакс", "φαξ", "fax nr", "ファックス", "ファクス", "ｆａｘ", "faxnummer", "faxszám", "fakss", "faksas", "传真", "팩스", "fax number",
    ]])
});

/// A number that is not for calling.
pub(crate) static OTHER: LazyLock<Words> = LazyLock::new(|| {
    Words::new(&[&[
        "vat", "vat no", "vat number", "vat id", "alv", "alv-nro", "y-tunnus", "y-tunnus:", "ytunnus", "y tunnus", "business id", "business-id", "ly-tunnus", "fo-nummer", "fo-nr", "org.nr", "org.nr.", "org nr", "orgnr", "org. nr", "org.-nr", "org-nr", "organisationsnummer", "organisasjonsnummer", "momsreg", "momsnr", "moms", "cvr", "cvr-nr", "cvr nr", "cvr.", "se-nr", "p-nr",
        "kvk", "kvk-nummer", "kvk nummer", "kvknr", "k.v.k.", "btw", "btw-nummer", "btw nr", "btw-nr", "btw-id", "ondernemingsnummer", "rpr", "bce", "rsin", "agb", "agb-code", "big",
        "ust-id", "ust-idnr", "ust-idnr.", "ust.-id", "ust-id-nr", "ustid", "ust.-idnr", "umsatzsteuer", "umsatzsteuer-id", "umsatzsteuer-identifikationsnummer", "steuernummer", "steuer-nr", "steuernr", "st.-nr", "st.nr", "hrb", "hra", "hr b", "registernummer", "registergericht", "handelsregister", "amtsgericht", "finanzamt", "firmenbuch", "firmenbuchnummer", "fn", "uid", "uid-nr", "atu", "wirtschafts-id", "betriebsnummer", "ik-nummer", "ik", "öko-kontrollstelle", "de-öko", "lucid", "wee-reg", "gläubiger",
        "siret", "siren", "rcs", "r.c.s", "naf", "ape", "code ape", "tva", "n° tva", "tva intracommunautaire", "capital", "capital social", "rpps", "adeli", "finess", "orias", "rm", "agrément",
        "cif", "c.i.f", "nif", "n.i.f", "nipc", "dni", "registro mercantil", "tomo", "folio", "hoja", "rgseaa", "registro sanitario", "licencia", "alvará", "alvará nº", "licença", "cnpj", "cpf", "cae", "rnavt", "matrícula", "contribuinte", "ers",
        "p.iva", "p. iva", "p.i.", "p.iva:", "partita iva", "piva", "c.f.", "c.f", "cf", "codice fiscale", "cod. fisc", "rea", "r.e.a", "sdi", "codice sdi", "codice univoco", "cir", "cin", "iscr",
        "nip", "regon", "krs", "bdo", "ičo", "ičo:", "ico", "dič", "dic", "ič", "ič dph", "spisová značka", "adószám", "cégjegyzékszám", "oib", "mbs", "pib", "matični", "cui", "j40", "eik", "еик", "булстат",
        "reg. nr", "reg.nr", "reg nr", "reg.nr.", "registrikood", "reg. kood", "reg.kood", "rg-kood", "rg kood", "kmkr", "kmkr nr", "reģ. nr", "reģ.nr", "pvn", "įmonės kodas", "pvm", "pvm kodas", "a/k",
        "инн", "огрн", "огрнип", "кпп", "р/с", "к/с", "бик", "окпо", "оквэд", "лицензия", "расчетный счет", "расчётный счёт", "св-во", "єдрпоу", "унп", "артикул",
        "αφμ", "α.φ.μ", "α.φ.μ.", "γεμη", "γ.ε.μη", "αρ. γεμη", "μητε", "αρ. αδείας", "δου",
        "iban", "bic", "swift", "konto", "kontonr", "kontonummer", "account", "account no", "account number", "tilinumero", "tili", "sort code", "bankgiro", "bankgiro:", "bg", "plusgiro", "pg", "postgiro", "swish", "mobilepay", "mobile pay", "vipps", "blz", "kto", "ccp", "cuenta", "conto", "rachunek", "nr rachunku", "číslo účtu", "účet", "arveldusarve", "konto nr", "rekening", "rekeningnummer", "számlaszám", "счет", "λογαριασμός", "口座",
        "company no", "company no.", "company number", "company reg", "company registration", "registered no", "registered number", "registered in", "reg. no", "reg no", "registration no", "registration number", "charity no", "charity number", "charity", "license", "licence", "license no", "lic.", "lic", "permit", "ein", "abn", "acn", "npi", "dot", "usdot", "mc", "ico registration", "fca", "gmc", "gdc", "gas safe", "niceic", "frn", "d-u-n-s", "duns", "crn", "utr", "tin", "rbq", "neq", "gst", "hst", "nzbn",
        "isbn", "issn", "ean", "gtin", "gln", "ovt", "ovt-tunnus", "ovt:", "edi", "verkkolaskuosoite", "verkkolaskutunnus", "välittäjä", "välittäjätunnus", "e-invoice", "peppol", "sku", "art.nr", "art. nr", "art.-nr", "artikelnr", "artikelnummer", "tuotenumero", "tuotekoodi", "part no", "model", "serial", "ref", "ref.", "réf", "réf.", "order no", "bestellnr", "bestellnummer", "bestell-nr", "código", "mpn", "viitenumero", "nro",
        "price", "hinta", "hinnat", "pris", "preis", "prix", "precio", "prezzo", "prijs", "cena", "hind", "цена", "τιμή", "lat", "lon", "lng", "gps", "coordinates", "koordinaatit", "koordinater", "koordinaten", "coordonnées gps", "coordenadas",
        "登録番号", "法人番号", "許可番号", "許可", "免許", "届出", "〒", "資本金", "創業", "設立", "営業許可", "第",
    ]])
});

/// An e-mail address.
pub(crate) static EMAIL: LazyLock<Words> = LazyLock::new(|| {
    Words::new(&[&[
        "✉", "📧", "e-mail", "email", "mail", "e-mail:", "sähköposti", "sähköpostilla", "sähköpostitse", "s-posti", "meili", "e-post", "epost", "mejl", "maila", "courriel", "e-mél", "mél", "mel", "adresse électronique", "correo", "correo electrónico", "posta elettronica", "posta", "pec", "correio eletrónico", "correio electrónico", "e-maili", "e-mailová adresa", "adres e-mail", "poczta", "meil", "e-pasts", "el. paštas", "el. p.", "почта", "эл. почта", "электронная почта", "e-mail адрес", "имейл", "пошта", "ηλεκτρονικό ταχυδρομείο", "ηλ. ταχυδρομείο", "メール", "メールアドレス", "ｍａｉｌ", "ｅ-ｍａｉｌ", "이메일", "邮箱", "write to", "contact", "schreiben",
    ]])
});
