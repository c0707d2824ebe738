//! Which column is what, and a row as a lead.

use super::{super::values, records::Record};
use crate::{
    model::{Address, NewBusiness, Source, Stage, Uuid},
    server::jobs::formula,
};
use sha2::{Digest, Sha256};
use std::fmt::Write;

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
fn known(name: &str) -> Option<usize> {
    let name = plain(name);
    HEADERS
        .iter()
        .position(|(_, names)| names.contains(&name.as_str()))
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

/// Which column is what.
pub struct Columns {
    width: usize,
    /// By position in [`HEADERS`].
    at: [Option<usize>; HEADERS.len()],
    ignored: Vec<String>,
}

impl Columns {
    /// Reads the first row.
    ///
    /// # Errors
    /// When no column is the name; says what there is.
    pub fn find(header: &Record) -> Result<Self, String> {
        let mut at = [None; HEADERS.len()];
        let mut ignored = Vec::new();
        for column in 0..header.len() {
            let name = header.get(column);
            match known(&name) {
                Some(n) if at[n].is_none() => at[n] = Some(column),
                _ => ignored.push(name.trim().to_owned()),
            }
        }
        let columns = Self {
            width: header.len(),
            at,
            ignored,
        };
        if columns.column("name").is_none() {
            let mut found: Vec<_> = (0..header.len().min(20))
                .map(|n| {
                    format!(
                        "«{}»",
                        crate::server::jobs::shorten(header.get(n).trim(), 30)
                    )
                })
                .collect();
            if header.len() > 20 {
                found.push("…".into());
            }
            return Err(format!(
                "No column is called name. The first line has: {}.",
                found.join(", ")
            ));
        }
        Ok(columns)
    }

    /// For the job's log.
    pub fn describe(&self) -> String {
        let used: Vec<_> = HEADERS
            .iter()
            .zip(self.at)
            .filter_map(|((name, _), at)| at.map(|_| *name))
            .collect();
        let mut text = format!("Columns: {}.", used.join(", "));
        if !self.ignored.is_empty() {
            // Writing to a string cannot fail.
            let _ = write!(text, " Not used: {}.", self.ignored.join(", "));
        }
        text
    }

    fn column(&self, name: &str) -> Option<usize> {
        let n = HEADERS.iter().position(|(header, _)| *header == name)?;
        self.at[n]
    }

    /// What a row says in a column; nothing if it is empty.
    fn text(&self, row: &Record, name: &str) -> Option<String> {
        let text = row.get(self.column(name)?);
        values::some(formula::unguard(text.trim()))
    }

    /// The row's own name for itself.
    pub fn reference(&self, row: &Record) -> Option<String> {
        self.text(row, "ref").or_else(|| self.text(row, "id"))
    }

    /// A row as a lead; why not, otherwise. `scoped` makes what the file alone knows
    /// a row by into what everybody does.
    pub fn lead(
        &self,
        row: &Record,
        scoped: impl Fn(&str) -> String,
    ) -> Result<NewBusiness, String> {
        let extra = (self.width..row.len()).any(|n| !row.get(n).trim().is_empty());
        if row.len() < self.width || extra {
            return Err(format!(
                "The row has {} values where the first line has {}.",
                row.len(),
                self.width
            ));
        }
        let name = self.text(row, "name").ok_or("name must not be empty")?;
        let mut lead = NewBusiness::named(name);
        lead.category = self.text(row, "category");
        lead.address = Address {
            street: self.text(row, "street"),
            city: self.text(row, "city"),
            region: self.text(row, "region"),
            postcode: self.text(row, "postcode"),
            country: self.text(row, "country").map(values::country),
        };
        lead.lat = self.degrees(row, "lat")?;
        lead.lon = self.degrees(row, "lon")?;
        lead.phone = self.text(row, "phone");
        lead.email = self.text(row, "email").as_deref().and_then(values::email);
        lead.website = self
            .text(row, "website")
            .as_deref()
            .and_then(values::website);
        if let Some(stage) = self.text(row, "stage") {
            lead.stage = stage
                .to_lowercase()
                .parse::<Stage>()
                .map_err(|()| format!("stage {stage:?} is none"))?;
        }
        if let Some(tags) = self.text(row, "tags") {
            lead.tags = tags
                .split(';')
                .map(|tag| tag.trim().to_owned())
                .filter(|tag| !tag.is_empty())
                .collect();
        }
        self.identify(row, &mut lead, scoped);
        Ok(lead)
    }

    /// Where the row came from: what it says itself; else what it is.
    fn identify(&self, row: &Record, lead: &mut NewBusiness, scoped: impl Fn(&str) -> String) {
        let id = self.text(row, "id");
        lead.id = id
            .as_deref()
            .and_then(|id| Uuid::try_parse(id).ok())
            .filter(|id| id.get_version_num() == 7);
        let kind = self.text(row, "source").filter(|kind| kind.len() <= 50);
        let given = self.text(row, "ref");
        let reference = match (&kind, &lead.id) {
            (Some(_), Some(_)) => given,
            (Some(_), None) => given.or(id).or_else(|| Some(fingerprint(lead))),
            // One of our own ids is the same everywhere.
            (None, Some(_)) => given.map(|own| scoped(&own)).or(id),
            (None, None) => {
                let own = given.or(id).map(|own| scoped(&own));
                own.or_else(|| Some(fingerprint(lead)))
            }
        };
        lead.source = Some(Source {
            kind: kind.unwrap_or_else(|| "csv".into()),
            reference,
        });
    }

    fn degrees(&self, row: &Record, name: &str) -> Result<Option<f64>, String> {
        let Some(text) = self.text(row, name) else {
            return Ok(None);
        };
        let number = text.replace(',', ".").parse::<f64>().ok();
        number
            .filter(|degrees| degrees.is_finite())
            .map(Some)
            .ok_or_else(|| format!("{name} {text:?} is no number"))
    }
}

/// A name for a row that has none: what it is called and where it is. Where
/// nothing says where it is, how it is reached.
pub fn fingerprint(lead: &NewBusiness) -> String {
    let address = &lead.address;
    let mut parts = vec![
        address.street.as_deref().unwrap_or_default().to_lowercase(),
        address.city.as_deref().unwrap_or_default().to_lowercase(),
        address
            .postcode
            .as_deref()
            .unwrap_or_default()
            .to_lowercase(),
        lead.lat.map(|lat| lat.to_string()).unwrap_or_default(),
        lead.lon.map(|lon| lon.to_string()).unwrap_or_default(),
    ];
    if parts.iter().all(String::is_empty) {
        for text in [&lead.phone, &lead.email, &lead.website] {
            parts.push(text.clone().unwrap_or_default());
        }
    }
    let mut hash = Sha256::new();
    hash.update(lead.name.to_lowercase());
    for part in parts {
        hash.update([0]);
        hash.update(part);
    }
    let hash = hash.finalize();
    let mut text = String::from("row/");
    for byte in &hash[..16] {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}
