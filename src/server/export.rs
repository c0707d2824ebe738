//! Leads as CSV (RFC 4180), safe to open in a spreadsheet, and as the import
//! understands it: an export that is imported again changes nothing.

use super::{
    db::{
        Db, DbError,
        businesses::{self, Stored},
        contacts,
        index::{Selection, Start},
    },
    jobs::formula::guard,
};
use crate::model::{Business, Contact, Sort, Uuid};
use futures::{Stream, StreamExt, stream};
use std::{collections::HashMap, sync::Arc, time::SystemTime};

/// The columns, by the names that the import knows them by; those of the best contact
/// only if they are asked for.
const COLUMNS: [&str; 25] = [
    "id",
    "source",
    "ref",
    "name",
    "category",
    "street",
    "city",
    "region",
    "postcode",
    "country",
    "lat",
    "lon",
    "phone",
    "email",
    "website",
    "stage",
    "tags",
    "owner_id",
    "created_at",
    "updated_at",
    "attribution",
    "contact_name",
    "contact_role",
    "contact_email",
    "contact_phone",
];
/// Where the column stands that goes wherever such leads do.
const ATTRIBUTION: usize = 20;
/// Which of the columns, in which order.
#[derive(Clone, Debug)]
pub struct Columns(Vec<usize>);

impl Default for Columns {
    /// All but those of contacts.
    fn default() -> Self {
        Self((0..=ATTRIBUTION).collect())
    }
}

impl Columns {
    /// Reads names with commas between. Whose data it is goes with it, asked for or not.
    ///
    /// # Errors
    /// A name that no column has, or that is there twice.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut columns = Vec::new();
        for name in text.split(',').map(str::trim) {
            let Some(at) = COLUMNS.iter().position(|column| *column == name) else {
                let name: String = name.chars().take(40).collect();
                return Err(format!(
                    "no column «{name}»; there are {}",
                    COLUMNS.join(", ")
                ));
            };
            if columns.contains(&at) {
                return Err(format!("«{name}» is there twice"));
            }
            columns.push(at);
        }
        if !columns.contains(&ATTRIBUTION) {
            columns.push(ATTRIBUTION);
        }
        Ok(Self(columns))
    }

    /// Whether they tell of contacts.
    pub fn have_contacts(&self) -> bool {
        self.0.iter().any(|at| *at > ATTRIBUTION)
    }
}

/// Leads read at a time.
const CHUNK: usize = 500;
/// What has to stand beside leads from OpenStreetMap (ODbL 1.0, 4.3).
const OSM: &str = "© OpenStreetMap contributors";
/// Tells spreadsheets that the file is UTF-8.
const BOM: &str = "\u{feff}";

/// The first line.
pub fn header(bom: bool, columns: &Columns) -> Vec<u8> {
    let mut text = String::new();
    if bom {
        text.push_str(BOM);
    }
    let names: Vec<_> = columns.0.iter().map(|at| COLUMNS[*at]).collect();
    text.push_str(&names.join(","));
    text.push_str("\r\n");
    text.into_bytes()
}

/// Leads as lines, without their contacts.
pub fn lines<'a>(leads: impl IntoIterator<Item = &'a Business>, columns: &Columns) -> Vec<u8> {
    lines_with(leads, &HashMap::new(), columns)
}

/// Leads as lines, with the best contact of each.
fn lines_with<'a>(
    leads: impl IntoIterator<Item = &'a Business>,
    contacts: &HashMap<Uuid, Contact>,
    columns: &Columns,
) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    for lead in leads {
        // Writing to memory does not fail, and every line has the same length.
        let line = line(lead, contacts.get(&lead.id));
        let _ = writer.write_record(columns.0.iter().map(|at| &line[*at]));
    }
    writer.into_inner().unwrap_or_default()
}

fn line(lead: &Business, contact: Option<&Contact>) -> [String; COLUMNS.len()] {
    let of_contact = |field: fn(&Contact) -> &Option<String>| {
        let value = contact.and_then(|contact| field(contact).as_deref());
        guard(value.unwrap_or_default()).into_owned()
    };
    fn text(text: &Option<String>) -> String {
        guard(text.as_deref().unwrap_or_default()).into_owned()
    }
    // A number is no formula, also if it begins with a minus.
    let number = |number: Option<f64>| number.map(|n| n.to_string()).unwrap_or_default();
    let attribution = if lead.source.needs_osm_attribution() {
        OSM
    } else {
        ""
    };
    [
        lead.id.to_string(),
        guard(&lead.source.kind).into_owned(),
        text(&lead.source.reference),
        guard(&lead.name).into_owned(),
        text(&lead.category),
        text(&lead.address.street),
        text(&lead.address.city),
        text(&lead.address.region),
        text(&lead.address.postcode),
        text(&lead.address.country),
        number(lead.lat),
        number(lead.lon),
        text(&lead.phone),
        text(&lead.email),
        text(&lead.website),
        lead.stage.as_str().to_owned(),
        guard(&lead.tags.join(";")).into_owned(),
        lead.owner_id.map(|id| id.to_string()).unwrap_or_default(),
        time(lead.created_at),
        time(lead.updated_at),
        attribution.to_owned(),
        of_contact(|contact| &contact.name),
        of_contact(|contact| &contact.role),
        of_contact(|contact| &contact.email),
        of_contact(|contact| &contact.phone),
    ]
}

/// RFC 3339, UTC.
fn time(at: i64) -> String {
    jiff::Timestamp::from_millisecond(at)
        .map(|at| at.to_string())
        .unwrap_or_default()
}

/// Today, for the file's name.
pub fn file_name() -> String {
    let today = jiff::Timestamp::try_from(SystemTime::now())
        .map(|now| now.to_string().chars().take(10).collect::<String>())
        .unwrap_or_default();
    format!("leads-{today}.csv")
}

/// The file, piece by piece: the leads that `selection` lets through, in order. The
/// database's index must be loaded. Leads that are deleted meanwhile are left out.
pub fn export(
    db: Arc<Db>,
    selection: Selection,
    sort: Sort,
    bom: bool,
    columns: Columns,
) -> impl Stream<Item = Result<Vec<u8>, DbError>> + Send + 'static {
    let index = db.clone();
    let rids = async move {
        // Work for milliseconds: not on a thread that sockets wait for.
        let found = tokio::task::spawn_blocking(move || {
            let start = Start::Offset(0);
            let total = index.index.list(&selection, sort, &start, 0).total;
            let total = usize::try_from(total).unwrap_or(usize::MAX);
            index.index.list(&selection, sort, &start, total).rids
        });
        found.await.unwrap_or_default()
    };
    let first = header(bom, &columns);
    let body = stream::once(rids).flat_map(move |rids| {
        let (db, columns) = (db.clone(), columns.clone());
        let chunks: Vec<Vec<u32>> = rids.chunks(CHUNK).map(<[u32]>::to_vec).collect();
        stream::iter(chunks).then(move |chunk| {
            let (db, columns) = (db.clone(), columns.clone());
            async move {
                let rows = businesses::page(db.readers(), &chunk).await?;
                let contacts = if columns.have_contacts() {
                    let ids: Vec<_> = rows.iter().map(|row| row.business.id).collect();
                    contacts::best(db.readers(), &ids).await?
                } else {
                    HashMap::new()
                };
                Ok(lines_with(
                    rows.iter().filter_map(live),
                    &contacts,
                    &columns,
                ))
            }
        })
    });
    stream::once(async move { Ok(first) }).chain(body)
}

/// The lead, unless it is deleted.
pub fn live(stored: &Stored) -> Option<&Business> {
    let lead = &stored.business;
    lead.deleted_at.is_none().then_some(lead)
}
