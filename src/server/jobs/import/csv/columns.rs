//! Which column is what, and a row as a lead.

use super::{
    super::{mapping::Mapping, values},
    fingerprint,
    headers::{HEADERS, guess},
    records::Record,
};
use crate::{
    model::{Address, NewBusiness, Source, Stage, Uuid},
    server::jobs::formula,
};
use std::fmt::Write;

/// Which column is what.
pub struct Columns {
    width: usize,
    /// By position in [`HEADERS`].
    at: [Option<usize>; HEADERS.len()],
    ignored: Vec<String>,
}

impl Columns {
    /// Finds out by their names what columns are, or by what `mapping` says.
    ///
    /// # Errors
    /// When no column is the name; says what there is.
    pub fn find(names: Vec<String>, mapping: Option<&Mapping>) -> Result<Self, String> {
        let fields = match mapping {
            Some(mapping) => mapping.fields(&names),
            None => names.iter().map(|name| guess(name)).collect(),
        };
        let mut at = [None; HEADERS.len()];
        let mut ignored = Vec::new();
        for (column, (name, field)) in names.iter().zip(fields).enumerate() {
            let place = field.and_then(|field| at.get_mut(field as usize));
            match place.filter(|place| place.is_none()) {
                Some(place) => *place = Some(column),
                None => ignored.push(name.clone()),
            }
        }
        let columns = Self {
            width: names.len(),
            at,
            ignored,
        };
        if columns.column("name").is_none() {
            let mut found: Vec<_> = names
                .iter()
                .take(20)
                .map(|name| format!("«{}»", crate::server::jobs::shorten(name, 30)))
                .collect();
            if names.len() > 20 {
                found.push("…".into());
            }
            let found = found.join(", ");
            return Err(match mapping {
                None => format!("No column is called name. The first line has: {found}."),
                Some(_) => {
                    format!(
                        "The column that was said to be the name is not there. The first line has: {found}."
                    )
                }
            });
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
