//! The names by which columns are known, in the languages of those who export them.

use crate::model::ImportField;

/// What a column can hold, with the names by which it is known: case, accents'
/// absence, spaces and punctuation do not count. The first is the one that an
/// export writes.
pub const HEADERS: [(&str, &[&str]); 17] = [
    (
        "name",
        &[
            "name",
            "businessname",
            "business",
            "companyname",
            "company",
            "organisation",
            "organization",
            "title",
            "nimi",
            "yritys",
            "firma",
            "firmenname",
            "firmname",
            "unternehmen",
            "nom",
            "entreprise",
            "société",
            "societe",
            "nombre",
            "empresa",
            "nome",
            "azienda",
            "naam",
            "bedrijf",
            "namn",
            "företag",
            "navn",
            "nazwa",
        ],
    ),
    ("id", &["id", "uuid"]),
    (
        "ref",
        &["ref", "reference", "sourceref", "externalid", "osmid"],
    ),
    ("source", &["source", "sourcekind"]),
    (
        "category",
        &[
            "category",
            "type",
            "industry",
            "branch",
            "branche",
            "kategorie",
            "kategoria",
            "toimiala",
            "catégorie",
            "categorie",
            "categoría",
            "categoria",
            "kategori",
        ],
    ),
    (
        "street",
        &[
            "street",
            "streetaddress",
            "address",
            "address1",
            "addressline1",
            "addrstreet",
            "addressstreet",
            "katuosoite",
            "osoite",
            "strasse",
            "straße",
            "adresse",
            "rue",
            "calle",
            "dirección",
            "direccion",
            "via",
            "indirizzo",
            "straat",
            "adres",
            "gata",
            "adress",
            "gatuadress",
        ],
    ),
    (
        "city",
        &[
            "city",
            "town",
            "addrcity",
            "addresscity",
            "kaupunki",
            "postitoimipaikka",
            "stadt",
            "ort",
            "ville",
            "ciudad",
            "città",
            "citta",
            "cidade",
            "stad",
            "plaats",
            "by",
            "miasto",
        ],
    ),
    (
        "region",
        &[
            "region",
            "state",
            "province",
            "county",
            "addressregion",
            "maakunta",
            "bundesland",
            "région",
            "provincia",
            "regione",
            "estado",
            "provincie",
            "län",
        ],
    ),
    (
        "postcode",
        &[
            "postcode",
            "zip",
            "zipcode",
            "postalcode",
            "addrpostcode",
            "addresspostcode",
            "postinumero",
            "plz",
            "postleitzahl",
            "codepostal",
            "códigopostal",
            "codigopostal",
            "cap",
            "postnummer",
            "postnr",
        ],
    ),
    (
        "country",
        &[
            "country",
            "countrycode",
            "addrcountry",
            "addresscountry",
            "maa",
            "land",
            "pays",
            "país",
            "pais",
            "paese",
        ],
    ),
    ("lat", &["lat", "latitude", "y"]),
    ("lon", &["lon", "lng", "long", "longitude", "x"]),
    (
        "phone",
        &[
            "phone",
            "telephone",
            "tel",
            "phonenumber",
            "mobile",
            "puhelin",
            "puhelinnumero",
            "telefon",
            "telefonnummer",
            "téléphone",
            "teléfono",
            "telefono",
            "telefone",
            "telefoon",
        ],
    ),
    (
        "email",
        &[
            "email",
            "mail",
            "emailaddress",
            "sähköposti",
            "sahkoposti",
            "courriel",
            "correo",
            "epost",
        ],
    ),
    (
        "website",
        &[
            "website",
            "web",
            "url",
            "homepage",
            "www",
            "kotisivu",
            "verkkosivu",
            "webseite",
            "siteweb",
            "sitioweb",
            "sitoweb",
            "hemsida",
        ],
    ),
    ("stage", &["stage"]),
    ("tags", &["tags", "labels"]),
];

/// A name as it is compared: lower case letters and digits.
fn plain(name: &str) -> String {
    name.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// Which of [`HEADERS`] a column's name stands for.
pub fn known(name: &str) -> Option<usize> {
    let name = plain(name);
    HEADERS
        .iter()
        .position(|(_, names)| names.contains(&name.as_str()))
}

/// What a column of this name seems to be.
pub fn guess(name: &str) -> Option<ImportField> {
    // Fields are in the order of the headers; a test holds them to it.
    known(name).and_then(|n| ImportField::ALL.get(n).copied())
}

/// What separates the columns of a file that begins so: with it the most column
/// names are known; else what is there most often.
pub fn delimiter(head: &[u8]) -> u8 {
    let line: Vec<u8> = head
        .iter()
        .copied()
        .skip_while(|byte| matches!(byte, b'\r' | b'\n'))
        .take_while(|byte| !matches!(byte, b'\r' | b'\n'))
        .collect();
    let line = String::from_utf8_lossy(&line);
    [b',', b';', b'\t', b'|']
        .into_iter()
        .rev()
        .max_by_key(|delimiter| {
            let parts: Vec<_> = line.split(char::from(*delimiter)).collect();
            let names = parts.iter().filter(|name| known(name).is_some()).count();
            (names, parts.len())
        })
        .unwrap_or(b',')
}
